"""An edit disturbs what reads the edited definition, and nothing else."""

from driftlint.index.engine import Database, query
from driftlint.index.files import body, files, first_line, function, imports, klass, structure, toplevel
from tests.harness.workspace import Workspace, path_of

SHOP = """
    import os


    def first():
        one()


    class Shop:
        name = "shop"

        def open(self):
            two()


    def last():
        three()
"""


@query
def calls_of(db: Database, name: str, owner: str) -> int:
    found = body(db, path_of(name), owner)
    return -1 if found is None else len(found.calls)


def recomputed(workspace: Workspace, name: str, owner: str) -> bool:
    before = workspace.db.computed
    calls_of(workspace.db, name, owner)
    return workspace.db.computed > before


def test_an_edit_in_one_function_leaves_queries_on_others_untouched() -> None:
    workspace = Workspace({"shop.py": SHOP})
    owners = ("@0", "first", "Shop", "Shop.open", "last")
    assert [calls_of(workspace.db, "shop.py", owner) for owner in owners] == [0, 1, 0, 1, 1]
    workspace.replace("shop.py", "one()", "one()\n    more()")
    assert [owner for owner in owners if recomputed(workspace, "shop.py", owner)] == ["first"]
    assert calls_of(workspace.db, "shop.py", "first") == 2


def test_moving_a_function_disturbs_only_what_asks_where_it_is() -> None:
    workspace = Workspace({"shop.py": SHOP})
    assert calls_of(workspace.db, "shop.py", "last") == 1
    assert first_line(workspace.db, path_of("shop.py"), "last") == 15
    workspace.edit("shop.py", "\n\n" + workspace.texts["shop.py"])
    assert not recomputed(workspace, "shop.py", "last")
    assert first_line(workspace.db, path_of("shop.py"), "last") == 17


def test_a_definition_that_goes_and_comes_is_noticed() -> None:
    workspace = Workspace({"shop.py": SHOP})
    db, path = workspace.db, path_of("shop.py")
    assert calls_of(db, "shop.py", "later") == -1
    workspace.edit("shop.py", "def later():\n    one()\n")
    assert calls_of(db, "shop.py", "later") == 1
    assert calls_of(db, "shop.py", "last") == -1
    assert structure(db, path).owners == ("later",)
    assert (function(db, path, "last"), klass(db, path, "Shop"), toplevel(db, path, "@0")) == (None, None, None)


def test_files_that_go_and_come_are_noticed() -> None:
    workspace = Workspace({"a.py": "import x\n", "b.py": "def f(): g()\n"})
    db = workspace.db
    assert calls_of(db, "b.py", "f") == 1
    assert [it.binds for it in imports(db, path_of("a.py"))] == ["x"]
    workspace.remove("b.py")
    assert files(db) == (path_of("a.py"),)
    assert calls_of(db, "b.py", "f") == -1
    workspace.edit("b.py", "def f(): pass\n")
    assert files(db) == (path_of("a.py"), path_of("b.py"))
    assert calls_of(db, "b.py", "f") == 0


def test_a_file_is_read_when_something_asks_for_it_and_again_once_forgotten() -> None:
    workspace = Workspace({"a.py": "def f(): g()\n"})
    assert calls_of(workspace.db, "a.py", "f") == 1
    workspace.texts["a.py"] = "def f(): pass\n"
    assert calls_of(workspace.db, "a.py", "f") == 1
    workspace.store.forget(path_of("a.py"))
    assert calls_of(workspace.db, "a.py", "f") == 0
