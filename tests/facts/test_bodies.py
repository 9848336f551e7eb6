"""What a body says: its blocks, what it calls and in which order, what it binds."""

from textwrap import dedent, indent

import pytest

from driftlint.facts.expression import Expr, Walrus, dotted
from driftlint.facts.extract import extract
from driftlint.facts.model import Body, ModuleFacts, RegionKind
from driftlint.syntax.tree import parse
from tests.harness.workspace import parts


def facts(text: str) -> ModuleFacts:
    return extract(parse(dedent(text))).facts


def body(text: str) -> Body:
    """The body of a function that says `text`."""
    return facts(f"def f():\n{indent(dedent(text).strip(), '    ')}\n").functions["f"].body


def called(text: str) -> list[str | None]:
    return [dotted(it.call.function) for it in body(text).calls]


def around(text: str) -> dict[str, list[RegionKind]]:
    """For each call the blocks it stands in, outermost first."""
    found = body(text)
    return {
        dotted(it.call.function) or "?": [region.kind for _, region in found.enclosing(it.region)][::-1]
        for it in found.calls
    }


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("a(b(), c=d())", ["b", "d", "a"]),
        ("a.b().c()", ["a.b", None]),
        ("x = [a(y) for y in b() if c(y)]", ["b", "c", "a"]),
        ("x = {a(): b(), **c()}", ["a", "b", "c"]),
        ("return f'{a()} {b():{c()}}'", ["a", "b", "c"]),
        ("yield a()", ["a"]),
        ("x = (y := a())", ["a"]),
        ("del x[a()]", ["a"]),
        ("assert a(), b()", ["a", "b"]),
        ("raise a() from b()", ["a", "b"]),
        ("await a(b())", ["b", "a"]),
        ("x = await (a())", ["a"]),
        ("x: int = a()", ["a"]),
        ("x += a()", ["a"]),
        ("x = y = a()", ["a"]),
        ("print(*a(), **b())", ["a", "b", "print"]),
        ("global x\nx = a()", ["a"]),
        ("with a() as b, c():\n    d()", ["a", "c", "d"]),
        ("while a():\n    b()\nelse:\n    c()", ["a", "b", "c"]),
    ],
)
def test_calls_stand_in_the_order_they_are_made(text: str, order: list[str | None]) -> None:
    assert called(text) == order


@pytest.mark.parametrize("text", ["a() if b() else c()", "x[a()] = b()"])
def test_within_a_conditional_and_an_assignment_the_order_is_that_of_the_text(text: str) -> None:
    """Python evaluates these the other way round; nothing that is asked of calls so far depends on it."""
    assert called(text) == sorted(it or "" for it in called(text))


@pytest.mark.parametrize(
    "text",
    [
        "x = lambda: a()",
        "x = (a(y) for y in b)",
        "def inner():\n    a()",
        "class Inner:\n    def method(self):\n        a()",
        "x = lambda y=1: [a(z) for z in y]",
    ],
)
def test_what_is_only_made_is_not_called(text: str) -> None:
    assert called(text) == []


def test_what_is_evaluated_when_a_definition_is_made_is_called() -> None:
    assert called("@decorate(a())\ndef inner():\n    b()") == ["a", "decorate"]


def test_a_generator_that_is_handed_to_a_call_runs() -> None:
    assert sorted(it or "" for it in called("x = sum(a(y) for y in b())")) == ["a", "b", "sum"]


def test_blocks_nest_as_they_do_at_run_time() -> None:
    assert around(
        """
        with a(), b() as c:
            d()
            for e in f():
                g()
        try:
            h()
        except i():
            j()
        else:
            k()
        finally:
            l()
        if m():
            n()
        elif o():
            p()
        else:
            q()
        match r():
            case 1 if s():
                t()
        while u():
            v()
        """
    ) == {
        "a": [], "b": ["with"], "d": ["with", "with"], "f": ["with", "with"], "g": ["with", "with", "for"],
        "h": ["try"], "i": [], "j": ["except"], "k": ["else"], "l": ["finally"],
        "m": [], "n": ["if"], "o": [], "p": ["elif"], "q": ["else"],
        "r": [], "s": ["match"], "t": ["match", "case"], "u": ["while"], "v": ["while"],
    }  # fmt: skip


@pytest.mark.parametrize(
    "header",
    [
        "with a as b, c as d:",
        "with (a as b, c as d):",
        "with (\n        a as b,\n        c as d,\n    ):",
        "async with a as b, c as d:",
    ],
)
def test_each_item_of_a_with_is_a_block_inside_the_one_before(header: str) -> None:
    found = body(f"{header}\n    e()")
    first, second = found.regions
    assert (first.parent, second.parent) == (-1, 0)
    assert [dotted(it.items[0].expression) for it in (first, second)] == ["a", "c"]
    assert [dotted(it.items[0].target) for it in (first, second)] == ["b", "d"]
    assert found.calls[0].region == 1
    assert first.is_async == second.is_async == header.startswith("async")


def test_a_with_over_one_bracketed_thing_is_one_block() -> None:
    (region,) = body("with (a):\n    b()").regions
    assert dotted(region.items[0].expression) == "a"


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("x = 1", ["x"]),
        ("x: int", ["x"]),
        ("x = y = 1", ["x", "y"]),
        ("x += 1", ["x"]),
        ("self.x = 1", ["self.x"]),
    ],
)
def test_assignments_say_what_they_bind(text: str, bound: list[str]) -> None:
    assert [dotted(it.target) for it in body(text).assignments] == bound


def test_walruses_are_found_in_what_is_evaluated() -> None:
    found = [it for it in parts(body("if (x := a()) and b:\n    pass")) if isinstance(it, Walrus)]
    assert {it.name for it in found} == {"x"}


def test_awaited_calls_are_known_as_such() -> None:
    assert [(dotted(it.call.function), it.awaited) for it in body("await a(b())").calls] == [("b", False), ("a", True)]


@pytest.mark.parametrize(
    "text",
    [
        "def f[T: int](a: T) -> T:\n    g()\n",
        "type Alias[T] = list[T]\n\n\ndef f():\n    g()\n",
        "class Box[T](Base):\n    pass\n\n\ndef f():\n    g()\n",
        "def f():\n    try:\n        g()\n    except A, B:\n        pass\n",
        "def f():\n    try:\n        g()\n    except* A:\n        pass\n",
        'def f():\n    x = f"{a[\'b\']} {f"{c}"}"\n    g()\n',
        'def f():\n    x = t"{a} b"\n    g()\n',
        "def f(a, /, b, *, c=1, **d):\n    g()\n",
        "def f():\n    return (yield)\n    g()\n",
        "def f():\n    x[1:2, ...] = lambda *a, **b: a\n    g()\n",
        "async def f():\n    async for a in b:\n        pass\n    g()\n",
        "def f(*args: *Ts):\n    g()\n",
        "def f[*Ts, **P](): g()\n",
        "def f():\n    match x, y:\n        case [1, *_] | {'a': B(c=1)} as d if d:\n            pass\n    g()\n",
    ],
)
def test_newer_python_is_read(text: str) -> None:
    found = facts(text).functions["f"]
    assert "g" in [dotted(it.call.function) for it in found.body.calls]


def decorators(found: tuple[Expr, ...]) -> list[str | None]:
    return [dotted(getattr(it, "function", it)) for it in found]


def test_definitions_say_how_they_are_declared() -> None:
    said = facts(
        '''
        class Shop(Base, Generic[T], metaclass=Meta):
            """Sells."""

            name = "shop"

            @property
            @cached(1)
            def open(self) -> bool:
                """Whether it is."""
                return True

            class Meta:
                ordering = []

            async def close(self, a, /, b: int = 1, *c, d, **e): ...
        '''
    )
    shop = said.classes["Shop"]
    assert [dotted(getattr(it, "value", it)) for it in shop.bases] == ["Base", "Generic"]
    assert [name for name, _ in shop.keywords] == ["metaclass"]
    assert (shop.docstring, shop.members) == ("Sells.", ("open", "Meta", "close"))
    assert list(said.classes) == ["Shop", "Shop.Meta"]
    opened, closed = said.functions["Shop.open"], said.functions["Shop.close"]
    assert (decorators(opened.decorators), opened.docstring) == (["property", "cached"], "Whether it is.")
    assert closed.is_async
    kinds = [(it.name, it.kind) for it in closed.parameters]
    assert kinds == [
        ("self", "positional"), ("a", "positional"), ("b", "normal"), ("c", "args"), ("d", "keyword"), ("e", "kwargs"),
    ]  # fmt: skip


def test_a_redefinition_keeps_the_earlier_one_under_a_number() -> None:
    said = facts("def f(): first()\n\n\ndef f(): second()\n\n\ndef f(): third()\n")
    assert {name: dotted(it.body.calls[0].call.function) for name, it in said.functions.items()} == {
        "f#1": "first",
        "f#2": "second",
        "f": "third",
    }


def test_conditional_definitions_belong_to_the_module() -> None:
    said = facts(
        """
        if TYPE_CHECKING:
            from a import b
        else:
            def f():
                g()
        try:
            import c
        except ImportError:
            c = None
        """
    )
    assert list(said.functions) == ["f"]
    imports = [it for body in said.toplevel.values() for it in body.imports]
    assert [(it.binds, it.type_checking) for it in imports] == [("b", True), ("c", False)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import a", [("a", 0, None, "a")]),
        ("import a.b", [("a.b", 0, None, "a")]),
        ("import a.b as c", [("a.b", 0, None, "c")]),
        ("import a, b.c as d", [("a", 0, None, "a"), ("b.c", 0, None, "d")]),
        ("from a import b", [("a", 0, "b", "b")]),
        ("from a import (b as c, d,)", [("a", 0, "b", "c"), ("a", 0, "d", "d")]),
        ("from . import a", [("", 1, "a", "a")]),
        ("from .. a import b", [("a", 2, "b", "b")]),
        ("from ...a.b import *", [("a.b", 3, "*", "*")]),
        ("from __future__ import annotations", [("__future__", 0, "annotations", "annotations")]),
    ],
)
def test_imports_say_what_they_bind(text: str, said: list[tuple[str, int, str | None, str]]) -> None:
    found = facts(text).toplevel["@0"].imports
    assert [(it.module, it.level, it.name, it.binds) for it in found] == said
