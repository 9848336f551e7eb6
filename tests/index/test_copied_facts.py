"""What facts say does not hang on which objects they are: those of a cache are other ones each time they are read."""

import msgspec
import pytest

from driftlint.facts.model import ModuleFacts
from driftlint.index.calls import all_callees
from tests.harness.workspace import Workspace, path_of

SHOP = """
import httpx

def charge(amount):
    httpx.post("/charges", json=amount)

class Till:
    def __init__(self, take):
        self._take = take

    @property
    def take(self):
        return self._take

    @classmethod
    def default(cls):
        return cls(charge)

    @staticmethod
    def of(take):
        return Till(take)

def pay():
    till = Till(charge)
    till.take(3)

def pay_as_usual():
    Till.default().take(3)

def pay_by():
    Till.of(charge).take(3)
"""


class Copied(Workspace):
    """One whose facts are read anew from their packed form whenever they are asked for."""

    def _read(self, path: str) -> ModuleFacts:
        packed = msgspec.msgpack.encode(super()._read(path))
        return msgspec.msgpack.decode(packed, type=ModuleFacts)


@pytest.mark.parametrize("kind", [Workspace, Copied])
@pytest.mark.parametrize("owner", ["pay", "pay_as_usual", "pay_by"])
def test_a_function_that_is_handed_over_is_found_in_copied_facts(kind: type[Workspace], owner: str) -> None:
    workspace = kind({"shop.py": SHOP})
    assert "shop.charge" in {it.name for it in all_callees(workspace.db, path_of("shop.py"), owner)}
