"""Classes across files: the order members are looked up in, and what derives from what."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftlint.index.classes import derives_from, library_bases, member, mro, subclasses
from driftlint.index.names import DEPTH, lookup
from driftlint.index.value import Value
from tests.harness.workspace import Workspace, path_of


@settings(max_examples=80)
@given(st.lists(st.lists(st.integers(0, 7), max_size=3, unique=True), min_size=1, max_size=8))
def test_the_order_is_the_one_python_finds(hierarchy: list[list[int]]) -> None:
    made: list[type] = []
    source = ""
    for number, parents in enumerate(hierarchy):
        bases = [it for it in parents if it < number]
        source += f"class C{number}({', '.join(f'C{it}' for it in bases)}): pass\n"
        try:
            made.append(type(f"C{number}", tuple(made[it] for it in bases), {}))
        except TypeError:
            return  # Python refuses the class: any order is as good
    workspace = Workspace({"a.py": source})
    for number, known in enumerate(made):
        order = mro(workspace.db, path_of("a.py"), f"C{number}")
        assert [it.qualname for it in order] == [it.__name__ for it in known.__mro__ if it is not object]


@pytest.fixture
def shop() -> Workspace:
    return Workspace(
        {
            "base.py": "import django.views as v\nclass Base(v.View):\n    def get(self): ...\n    post = get\n",
            "mid.py": "from base import *\nclass Mid(Base):\n    def get(self): ...\n",
            "api.py": "import mid\nclass Api(mid.Mid, unknown()):\n    pass\nclass Plain(mid.Mid): ...\n",
        }
    )


def test_members_come_from_the_nearest_class(shop: Workspace) -> None:
    db, path = shop.db, path_of("api.py")
    found = {name: member(db, path, "Plain", name) for name in ("get", "post", "put")}
    assert [None if it is None else it[0].name for it in found.values()] == ["mid.Mid", "base.Base", None]


def test_library_ancestors_are_known_by_name(shop: Workspace) -> None:
    db, path = shop.db, path_of("api.py")
    assert library_bases(db, path, "Plain") == ("django.views.View",)
    plain = Value("class", "api.Plain", path, "Plain")
    assert derives_from(db, plain, "django.views.View")
    assert derives_from(db, plain, "base.Base")
    assert not derives_from(db, plain, "django.views.RedirectView")
    assert derives_from(db, Value("external", "a.B"), "a.B")


def test_subclasses_are_found_in_every_file(shop: Workspace) -> None:
    names = [it.name for it in subclasses(shop.db, path_of("base.py"), "Base")]
    assert names == ["mid.Mid", "api.Api", "api.Plain"]
    shop.edit("later.py", "from api import Plain\nclass Later(Plain): ...\n")
    assert [it.name for it in subclasses(shop.db, path_of("base.py"), "Base")][-1] == "later.Later"
    shop.edit("mid.py", "class Mid: ...\n")
    assert subclasses(shop.db, path_of("base.py"), "Base") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from v import View\nclass View(Private, View): ...\n", ["a.View", "a.Private", "v.View"]),
        ("from own import *\nclass View(View): ...\n", ["a.View", "own.View"]),
        ("if True:\n    from v import View\nclass View(View): ...\n", ["a.View", "v.View"]),
        ("class Exception(Exception): ...\nView = Exception\n", ["a.Exception", "builtins.Exception"]),
        (
            "class Outer:\n    from v import View\n    class View(View): ...\nView = Outer.View\n",
            ["a.Outer.View", "v.View"],
        ),
    ],
)
def test_a_base_of_the_same_name_is_what_the_name_meant_before(text: str, expected: list[str]) -> None:
    files = {"a.py": "class Private: ...\n" + text, "own.py": "class View: ...\n", "use.py": "from a import View\n"}
    workspace = Workspace(files)
    found = lookup(workspace.db, path_of("use.py"), "", "View", DEPTH)
    assert found is not None
    assert not found.may
    assert [it.name for it in mro(workspace.db, found.path, found.qualname)] == expected
