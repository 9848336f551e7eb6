"""In which bodies a transaction may be open is told so that few are looked into; the other tests see only these."""

from textwrap import dedent

from driftlint.index.contexts import openings
from driftlint.index.files import structure
from driftlint.index.possibly_open import possibly_open
from tests.harness.workspace import Workspace, path_of

SHOP = """
    from contextlib import ExitStack

    from django.db import transaction
    from django.utils.decorators import method_decorator
    from fastapi import Depends
    from sqlalchemy.orm import Session

    from .db import engine


    def plain(order):
        order.save()


    def with_block():
        with transaction.atomic():
            pass


    @transaction.atomic
    def decorated(): ...


    def stacked():
        with_stack = ExitStack()
        with_stack.enter_context(transaction.atomic())


    def begun(session: Session):
        session.begin()


    def annotated(name: str, count: int = 3): ...


    def in_transaction():
        with transaction.atomic():
            yield


    def depending(held=Depends(in_transaction)): ...


    class Plain:
        def get(self): ...


    @method_decorator(transaction.atomic, name="dispatch")
    class View:
        def get(self): ...

        def helper(self): ...


    class Listed(View):
        def post(self): ...
"""


def test_only_what_may_open_is_looked_into() -> None:
    workspace = Workspace({"shop.py": SHOP})
    path = path_of("shop.py")
    assert [it for it in possibly_open(workspace.db, path) if not it.startswith("@")] == [
        "with_block", "decorated", "stacked", "begun", "in_transaction", "depending", "View.get", "View.helper",
        "Listed.post",
    ]  # fmt: skip
    opening = {it for it in structure(workspace.db, path).owners if openings(workspace.db, path, it)}
    assert opening <= {*possibly_open(workspace.db, path)}
    assert {"with_block", "decorated", "depending", "View.get", "Listed.post"} <= opening


def test_what_is_typed_is_looked_into() -> None:
    workspace = Workspace({"shop.py": SHOP})
    path = path_of("shop.py")
    assert "plain" not in possibly_open(workspace.db, path)
    workspace.edit("shop.py", dedent(SHOP).replace("    order.save()", "    with transaction.atomic():\n        pass"))
    assert "plain" in possibly_open(workspace.db, path)
    workspace.edit("shop.py", SHOP)
    assert "plain" not in possibly_open(workspace.db, path)
