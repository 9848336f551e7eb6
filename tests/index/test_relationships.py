"""What an unannotated `relationship(…)` of SQLAlchemy gives: one row, or several."""

import pytest

from tests.harness.workspace import Workspace

MODELS = """
    from flask_sqlalchemy import SQLAlchemy
    from sqlalchemy import Column, ForeignKey, orm
    from sqlalchemy.orm import declarative_base, relationship
    import requests

    db = SQLAlchemy()
    Base = declarative_base()

    class Customer(Base):
        __tablename__ = "customer"
        orders = relationship("Order", back_populates="customer")

        def charge(self):
            requests.post("/charge")

    class Order(Base):
        __tablename__ = "order"
        customer_id = Column(ForeignKey("customer.id"))
        customer = relationship("Customer", back_populates="orders")
        payer = relationship(Customer, uselist=False)
        parent = relationship("Order", remote_side="Order.id")
        items = relationship("Item", back_populates="order")
        tags = orm.relationship("Item", secondary="tagged")
        late = relationship(lambda: Item, uselist=True)
        many = relationship(argument="Item", lazy="dynamic")
        written = relationship("Item", lazy="write_only")
        unheard = relationship("Unheard")

    class Item(db.Model):
        order_id = db.Column(db.ForeignKey("order.id"))
        order = db.relationship("Order", backref=db.backref("more"))
        vendor = db.relationship("Vendor")
"""
VENDOR = """
    class Vendor: ...
"""
FILES = {
    "shop/__init__.py": "",
    "shop/models/__init__.py": "from shop.models.orders import *\nfrom shop.models.vendor import Vendor\n",
    "shop/models/orders.py": MODELS,
    "shop/models/vendor.py": VENDOR,
}


@pytest.mark.parametrize(
    ("expression", "given"),
    [
        ("order.customer", "orders.Customer"),
        ("order.payer", "orders.Customer"),
        ("order.parent.parent", "orders.Order"),
        ("order.tags[0]", "orders.Item"),
        ("order.late[0].order", "orders.Order"),
        ("order.many.filter_by(id=1).first()", "orders.Item"),
        ("order.items[0]", "orders.Item"),
        ("order.items", "orders.Item?"),
        ("order.items[0].vendor", "vendor.Vendor?"),
        ("[it for it in order.items]", None),
        ("order.written", None),
        ("order.unheard", None),
    ],
)
def test_what_a_relationship_gives(expression: str, given: str | None) -> None:
    text = f"from shop.models import Order\n\ndef f(order: Order):\n    reveal({expression})\n"
    said = "unknown" if given is None else f"instance shop.models.{given}"
    assert Workspace({**FILES, "api.py": text}).revealed() == [said]


def test_what_a_row_does_that_a_loop_gives() -> None:
    text = """
        from shop.models import Customer
        from sqlalchemy.orm import Session

        def close(session: Session, customer: Customer):
            with session.begin():
                for order in customer.orders:
                    order.customer.charge()
    """
    assert [it for it in Workspace({**FILES, "api.py": text}).held() if "http" in it] == [
        "api.py:8 http: shop.models.orders.Customer.charge > requests.post in sqlalchemy.orm.Session.begin"
    ]
