"""What queries, managers, relations and lists give one of: the rows whose methods are then called."""

from textwrap import dedent

import pytest

from tests.harness.workspace import Workspace

DJANGO = """
    from django.contrib.auth.models import AbstractUser
    from django.db import models
    from django.db.models import Manager


    class OrderQuerySet(models.QuerySet):
        def open(self):
            return self.filter(closed=False)


    class OrderManager(models.Manager):
        def recent(self):
            return self.filter(recent=True)

        def newest(self) -> "Order":
            return self.latest("id")


    class Customer(AbstractUser):
        def charge(self): ...


    class Order(models.Model):
        customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
        payer = models.ForeignKey("Customer", on_delete=models.CASCADE)
        parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE)
        packer = models.OneToOneField("store.Packer", on_delete=models.CASCADE)
        watchers = models.ManyToManyField(Customer)
        objects = OrderManager()
        lively = OrderQuerySet.as_manager()
        both = Manager.from_queryset(OrderQuerySet)()


    class Plain(models.Model): ...
"""

SQLALCHEMY = """
    from flask_sqlalchemy import SQLAlchemy
    from sqlalchemy import select
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session
    from sqlmodel import Session as SQLModelSession, select as pick

    db = SQLAlchemy()


    class Base(DeclarativeBase): ...


    class Customer(Base):
        def charge(self): ...


    class Order(Base):
        customer: Mapped["Customer"]
        watchers: Mapped[list["Customer"]]


    class Row(db.Model): ...
"""


IMPORTS = "from shop.models import *\nfrom django.shortcuts import get_list_or_404, get_object_or_404"


def revealed(shop: str, body: str, parameters: str = "") -> list[str]:
    lines = "".join(f"    {line}\n" for line in dedent(body).strip().split("\n"))
    texts = {
        "shop/__init__.py": "",
        "shop/models.py": dedent(shop),
        "store/__init__.py": "",
        "store/models.py": "from django.db import models\nclass Packer(models.Model): ...",
        "api.py": f"{IMPORTS}\nasync def f({parameters}):\n{lines}",
    }
    return Workspace(texts).revealed()


@pytest.mark.parametrize(
    ("expression", "given"),
    [
        ("Order.objects.get(pk=1)", "Order"),
        ("Order.objects.filter(pk=1).order_by('id').first()", "Order"),
        ("Order.objects.create()", "Order"),
        ("await Order.objects.aget(pk=1)", "Order"),
        ("Order.objects.recent().last()", "Order"),
        ("Order.objects.newest()", "Order"),
        ("Order.objects.get_or_create(pk=1)[0]", "Order"),
        ("Order.objects.all()[0]", "Order"),
        ("Order.objects.all()[:5].first()", "Order"),
        ("next(iter(Order.objects.all()))", "Order"),
        ("list(Order.objects.filter(pk=1))[0]", "Order"),
        ("Order.lively.open().open().get()", "Order"),
        ("Order.lively.filter(pk=1).open().get()", "Order"),
        ("Order.both.open().get()", "Order"),
        ("Plain.objects.get()", "Plain"),
        ("Customer.objects.get()", "Customer"),
        ("get_object_or_404(Order, pk=1)", "Order"),
        ("get_object_or_404(Order.objects.filter(pk=1), pk=1)", "Order"),
        ("get_object_or_404(klass=Order, pk=1)", "Order"),
        ("get_list_or_404(Order, pk=1)[0]", "Order"),
        ("Order.objects.get().customer", "Customer"),
        ("Order.objects.get().payer", "Customer"),
        ("Order.objects.get().parent.parent", "Order"),
        ("Order.objects.get().watchers.filter(pk=1).first()", "Customer"),
    ],
)
def test_rows_of_django(expression: str, given: str) -> None:
    assert revealed(DJANGO, f"reveal({expression})") == [f"instance shop.models.{given}"]


def test_relation_to_another_app_by_its_label() -> None:
    assert revealed(DJANGO, "reveal(Order.objects.get().packer)") == ["instance store.models.Packer"]


@pytest.mark.parametrize(
    "expression",
    [
        "Order.objects.filter(pk=1).values('id').first()",
        "Order.objects.values_list('id')[0]",
        "Order.objects.count()",
        "Order.objects.get_or_create(pk=1)[1]",
        "get_object_or_404(unknown, pk=1)",
    ],
)
def test_what_is_no_row(expression: str) -> None:
    assert revealed(DJANGO, f"reveal({expression})") != ["instance shop.models.Order"]


@pytest.mark.parametrize(
    ("body", "given"),
    [
        ("for order in Order.objects.all():\n    reveal(order)", "Order"),
        ("async for order in Order.objects.filter(pk=1):\n    reveal(order)", "Order"),
        ("for number, order in enumerate(Order.objects.all()):\n    reveal(order)", "Order"),
        ("order, created = Order.objects.update_or_create(pk=1)\nreveal(order)", "Order"),
        ("orders = Order.objects.all()\nfor order in orders:\n    reveal(order.customer)", "Customer"),
        ("for customer in Order.objects.get().watchers.all():\n    reveal(customer)", "Customer"),
    ],
)
def test_rows_bound_to_names(body: str, given: str) -> None:
    assert revealed(DJANGO, body) == [f"instance shop.models.{given}"]


@pytest.mark.parametrize("body", ["order, created = Order.objects.get_or_create(pk=1)\nreveal(created)"])
def test_names_bound_beside_rows(body: str) -> None:
    assert revealed(DJANGO, body) == ["unknown"]


def test_what_a_row_does_is_reached_through_the_query() -> None:
    order = """
        import requests
        from django.db import models

        class Order(models.Model):
            def charge(self):
                requests.post("/")
    """
    api = """
        from django.db import transaction
        from shop.models import Order

        def pay(request, pk):
            with transaction.atomic():
                for order in Order.objects.select_for_update().filter(pk=pk):
                    order.charge()
    """
    workspace = Workspace({"shop/__init__.py": "", "shop/models.py": order, "api.py": api})
    assert [it for it in workspace.held() if " http: " in it] == [
        "api.py:8 http: shop.models.Order.charge > requests.post in django.db.transaction.atomic"
    ]


def test_object_of_a_view() -> None:
    text = """
        from django.views.generic import DetailView
        from rest_framework.viewsets import ModelViewSet
        from shop.models import Order

        class Page(DetailView):
            model = Order
            def get(self, request):
                reveal(self.get_object())

        class Orders(ModelViewSet):
            queryset = Order.objects.all()
            def close(self, request):
                reveal(self.get_object())
    """
    texts = {"shop/__init__.py": "", "shop/models.py": dedent(DJANGO), "api.py": dedent(text)}
    assert Workspace(texts).revealed() == ["instance shop.models.Order", "instance shop.models.Order"]


@pytest.mark.parametrize(
    ("parameters", "expression", "given"),
    [
        ("s: Session", "s.get(Order, 1)", "Order"),
        ("s: Session", "s.query(Order).filter_by(id=1).one()", "Order"),
        ("s: Session", "s.query(Order).all()[0]", "Order"),
        ("s: Session", "s.scalar(select(Order).where(Order.id == 1))", "Order"),
        ("s: Session", "s.scalars(select(Order)).one_or_none()", "Order"),
        ("s: Session", "s.execute(select(Order)).scalars().all()[0]", "Order"),
        ("s: Session", "s.execute(select(Order)).unique().scalar_one()", "Order"),
        ("s: AsyncSession", "(await s.execute(select(Order))).scalar_one_or_none()", "Order"),
        ("s: AsyncSession", "await s.get(Order, 1)", "Order"),
        ("s: SQLModelSession", "s.exec(pick(Order)).first()", "Order"),
        ("s: SQLModelSession", "s.get(Order, 1).customer", "Customer"),
        ("s: Session", "s.get(Order, 1).watchers[0]", "Customer"),
        ("", "Row.query.filter_by(id=1).first_or_404()", "Row"),
        ("", "Row.query.get(1)", "Row"),
        ("", "db.session.get(Row, 1)", "Row"),
        ("", "db.get_or_404(Row, 1)", "Row"),
    ],
)
def test_rows_of_sqlalchemy(parameters: str, expression: str, given: str) -> None:
    assert revealed(SQLALCHEMY, f"reveal({expression})", parameters) == [f"instance shop.models.{given}"]


@pytest.mark.parametrize(
    "expression", ["s.query(Order, Customer).first()", "s.scalar(select(Order.id))", "s.query(Order.id).first()"]
)
def test_what_sqlalchemy_gives_that_is_no_row(expression: str) -> None:
    assert "instance shop" not in revealed(SQLALCHEMY, f"reveal({expression})", "s: Session")[0]


@pytest.mark.parametrize(
    "annotation",
    ["list[Order]", "Sequence[Order]", "t.List['Order']", "Iterable[Order] | None", "QuerySet[Order]", "'list[Order]'"],
)
def test_items_by_annotation(annotation: str) -> None:
    imports = (
        "import typing as t\nfrom collections.abc import Iterable, Sequence\nfrom django.db.models import QuerySet"
    )
    function = f"def f(orders: {annotation}):\n    for order in orders:\n        reveal(order)"
    text = f"{imports}\nfrom shop.models import Order\n{function}"
    texts = {"shop/__init__.py": "", "shop/models.py": dedent(DJANGO), "api.py": text}
    assert Workspace(texts).revealed() == ["instance shop.models.Order"]
