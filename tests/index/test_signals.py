"""Receivers of signals run where the signal is sent, or where a row is saved or deleted."""

from textwrap import dedent

import pytest

from tests.harness.workspace import Workspace

MODELS = """
    from django.db import models


    class Stamped(models.Model):
        def save(self, *args, **kwargs):
            self.stamp()
            super().save(*args, **kwargs)


    class Order(Stamped):
        def confirm(self):
            self.save()


    class Item(models.Model):
        pass


    class Plain:
        def save(self): ...
"""
SIGNALS = """
    from django.dispatch import Signal
    from blinker import Namespace

    paid = Signal()
    refunded = Signal()
    moved = Namespace().signal("moved")
"""
HANDLERS = """
    import requests
    from django.contrib.auth.signals import user_logged_in
    from django.db import transaction
    from django.db.models.signals import post_delete, post_save, pre_save
    from django.dispatch import receiver

    import signals
    from models import Item, Order
    from signals import moved


    @receiver([post_save, post_delete], sender=Order)
    def announce(sender, instance, **kwargs):
        requests.post("/")


    @receiver(post_save, sender=Item)
    def announce_later(sender, instance, **kwargs):
        transaction.on_commit(lambda: requests.post("/"))


    class Charge:
        def __call__(self, sender, **kwargs):
            requests.put("/")


    def ship(sender, **kwargs):
        requests.patch("/")


    def ready():
        signals.paid.connect(Charge(), sender=Order)
        moved.connect(ship)
"""


def held(statement: str, **more: str) -> list[str]:
    text = dedent("""
        from django.db import transaction
        from models import Item, Order, Plain
        import signals
        from signals import paid

        def f(x, order: Order):
            with transaction.atomic():
                {}
    """).format(statement)
    texts = {"models": MODELS, "signals": SIGNALS, "handlers": HANDLERS, **more}
    found = Workspace({"api.py": text, **{f"{name}.py": it for name, it in texts.items()}}).held()
    return [it.partition(" http: ")[2].replace(" in django.db.transaction.atomic", "") for it in found]


@pytest.mark.parametrize(
    ("statement", "routes"),
    [
        ("order.save()", ["handlers.announce > requests.post"]),
        ("Order().save()", ["handlers.announce > requests.post"]),
        ("Order.objects.create(x=1)", ["handlers.announce > requests.post"]),
        ("Order.objects.get_or_create(x=1)", ["handlers.announce > requests.post"]),
        ("Order.objects.filter(x=1).delete()", ["handlers.announce > requests.post"]),
        ("order.delete()", ["handlers.announce > requests.post"]),
        ("order.confirm()", ["models.Order.confirm > handlers.announce > requests.post"]),
        ("paid.send(sender=Order)", ["handlers.Charge.__call__ > requests.put"]),
        ("signals.paid.send_robust(Order, x=1)", ["handlers.Charge.__call__ > requests.put"]),
        ("paid.send(sender=type(order))", ["handlers.Charge.__call__ > requests.put"]),
        ("paid.send(order.__class__)", ["handlers.Charge.__call__ > requests.put"]),
        ("paid.send(sender=x)", ["handlers.Charge.__call__ > requests.put (likely)"]),
        ("signals.moved.send(x)", ["handlers.ship > requests.patch"]),
    ],
)
def test_a_receiver_runs(statement: str, routes: list[str]) -> None:
    assert held(statement) == routes


@pytest.mark.parametrize(
    "statement",
    [
        "Order.objects.bulk_create([order])",
        "Order.objects.filter(x=1).update(x=2)",
        "Order.objects.bulk_update([order], ['x'])",
        "Item().save()",
        "Item.objects.create()",
        "Plain().save()",
        "x.save()",
        "from django.db.models.signals import post_save; post_save.send(sender=x)",
        "paid.send(sender=Item)",
        "signals.refunded.send(sender=Order)",
        "paid.connect(x)",
        "x.send(sender=Order)",
        "order.refresh_from_db()",
    ],
)
def test_no_receiver_runs(statement: str) -> None:
    assert held(statement) == []


def test_a_receiver_of_every_model_is_likely() -> None:
    text = """
        import requests
        from django.db.models.signals import pre_save
        from django.dispatch import receiver

        @receiver(pre_save)
        def check(sender, **kwargs):
            requests.get("/")
    """
    assert held("Item().save()", more=text) == ["more.check > requests.get (likely)"]


def test_a_sender_that_is_not_known_connects_nothing() -> None:
    text = """
        import requests
        from django.conf import settings
        from django.db.models.signals import post_save
        from django.dispatch import receiver

        @receiver(post_save, sender=settings.AUTH_USER_MODEL)
        def check(sender, **kwargs):
            requests.get("/")
    """
    assert held("Item().save()", more=text) == []


def test_connecting_and_disconnecting_is_noticed() -> None:
    api = "from django.db import transaction\nfrom models import Item\n\n@transaction.atomic\ndef f(): Item().save()\n"
    quiet = "import requests\nfrom django.db.models.signals import post_save\nfrom models import Item\n\n"
    quiet += "def go(**kw):\n    requests.get('/')\n\ndef ready():\n    pass\n"
    workspace = Workspace({"api.py": api, "models.py": MODELS, "late.py": quiet})
    assert workspace.held() == []
    workspace.replace("late.py", "    pass\n", "    post_save.connect(go, sender=Item)\n")
    assert len(workspace.held()) == 1
    workspace.replace("late.py", "requests.get('/')", "pass")
    assert workspace.held() == []
    workspace.replace("late.py", "def go(**kw):\n    pass", "def go(**kw):\n    requests.get('/')")
    assert len(workspace.held()) == 1
    workspace.replace("late.py", "    post_save.connect(go, sender=Item)\n", "    pass\n")
    assert workspace.held() == []
