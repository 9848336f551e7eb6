"""What one file says: its imports, functions, classes and statements, as plain data.

A *unit* is a top-level statement, a class header or a member of a class. Spans are relative to the first line of
their unit, so an edit in one unit leaves the facts of all others equal, wherever they move.

Facts are compared by what they say: the same expression under a statement and under a call may be two objects.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec

from driftlint.facts.expression import Call, Expr, Span


class Import(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One name bound by an import statement.

    `import a.b` binds `a` to module `a` (module "a.b", name None, alias None); `import a.b as c` binds `c`;
    `from .m import x as y` has module "m", level 1, name "x", alias "y"; a star import has name "*".
    """

    module: str
    level: int
    name: str | None
    alias: str | None
    span: Span
    type_checking: bool = False

    @property
    def binds(self) -> str:
        """The local name this import binds ("*" for a star import)."""
        if self.alias:
            return self.alias
        return self.name if self.name is not None else self.module.partition(".")[0]


class Parameter(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A parameter; `kind` is "positional", "normal", "args", "keyword" or "kwargs"."""

    name: str
    annotation: Expr | None
    default: Expr | None
    kind: str
    span: Span


class WithItem(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`with expression as target`."""

    expression: Expr
    target: Expr | None


RegionKind = Literal["with", "for", "while", "if", "elif", "else", "try", "except", "finally", "match", "case"]


class Region(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A block inside a body. Its place in `Body.regions` is its number; `parent` is the enclosing region's, or -1.

    `subject` is the test of an `if`/`elif`/`while`, the iterable of a `for`, the types of an `except`, the subject of a
    `match`; `target` what a `for` or an `except … as` binds,
    for a `case` a sequence of the names it captures. `opens` is the number of the region an `elif`, `else`,
    `except` or `finally` belongs to (the `if`, `for`, `try` it continues), else -1.
    `span` covers the whole statement of the region; `header` its first line up to the colon.
    """

    kind: RegionKind
    parent: int
    span: Span
    header: Span
    is_async: bool = False
    items: tuple[WithItem, ...] = ()
    subject: Expr | None = None
    target: Expr | None = None
    opens: int = -1


class CallSite(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A call a body makes when it runs (not one inside a lambda, a nested function or a generator expression).

    Calls stand in the order in which they are evaluated. `statement` is the number of the statement it belongs to.
    """

    call: Call
    region: int
    statement: int
    awaited: bool = False


class Assignment(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`target: annotation = value`, `target += value` (operator "+="), `target := value` (operator ":=").

    `for`/`with` targets are on their regions.

    A chained assignment `a = b = value` gives one of these for each target.
    """

    target: Expr
    value: Expr | None
    annotation: Expr | None
    operator: str
    region: int
    statement: int
    span: Span


StatementKind = Literal[
    "expression", "assign", "return", "raise", "assert", "delete", "pass", "break", "continue", "import", "global",
    "nonlocal", "def", "class", "with", "for", "while", "if", "try", "match", "other",
]  # fmt: skip


class Statement(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A statement of a body, in source order; `value` is what it returns, raises, asserts or evaluates.

    `region` is the region it stands in; `opens` the region it is itself the header of, else -1.
    """

    kind: StatementKind
    region: int
    span: Span
    value: Expr | None = None
    opens: int = -1


class Body(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a function, a class or a module-level statement does, in order."""

    statements: tuple[Statement, ...] = ()
    regions: tuple[Region, ...] = ()
    calls: tuple[CallSite, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    imports: tuple[Import, ...] = ()
    yields: tuple[tuple[Span, int], ...] = ()
    """Each `yield`: its span and its region."""
    globals: tuple[str, ...] = ()
    comprehended: tuple[str, ...] = ()
    """The names bound by comprehensions in it, which hide others inside those only."""

    def enclosing(self, region: int) -> Iterator[tuple[int, Region]]:
        """The regions around a place in region number `region`, innermost first, with their numbers."""
        while region >= 0:
            found = self.regions[region]
            yield region, found
            region = found.parent


class Function(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A function or method. `span` starts at its first decorator; `name_span` is its name in the `def` line."""

    qualname: str
    parameters: tuple[Parameter, ...]
    decorators: tuple[Expr, ...]
    returns: Expr | None
    body: Body
    span: Span
    name_span: Span
    is_async: bool = False
    docstring: str = ""

    @property
    def name(self) -> str:
        """Its own name."""
        return self.qualname.rpartition(".")[2]

    @property
    def is_generator(self) -> bool:
        """Whether calling it only makes a generator."""
        return bool(self.body.yields)


class Class(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A class header: bases, keywords and decorators; its members stand under their own qualified names.

    `members` are the names of the functions and classes defined in it, in order; `parameters` those of its type
    parameters (`class Repository[Row]`). Class-level statements are in `body`,
    with spans relative to the class's own first line.
    """

    qualname: str
    bases: tuple[Expr, ...]
    keywords: tuple[tuple[str, Expr], ...]
    decorators: tuple[Expr, ...]
    body: Body
    members: tuple[str, ...]
    span: Span
    name_span: Span
    docstring: str = ""
    parameters: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its own name."""
        return self.qualname.rpartition(".")[2]


class Comment(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A comment addressed to driftlint, without the `#`: its absolute place, and whether it stands alone there."""

    text: str
    line: int
    column: int
    alone: bool


class ModuleFacts(msgspec.Struct, frozen=True, gc=False):
    """What one file says.

    `functions` and `classes` are by qualified name within the module ("Class.method", "outer.inner"; of two definitions
    of one name the later one, an earlier one being kept as "name#1"). `toplevel` holds each module-level statement that
    is no plain `def` or `class`, by an owner name of its own ("@0", "@1", …).

    An *owner* is a key of `functions`, `classes` or `toplevel`; `lines` gives the zero-based first line of its unit, so
    that `absolute(owner, span)` is where a span of that owner stands now.
    """

    toplevel: dict[str, Body]
    functions: dict[str, Function]
    classes: dict[str, Class]
    lines: dict[str, int]
    comments: tuple[Comment, ...] = ()
    broken: bool = False
    """Whether some of the text does not parse."""
    docstring: str = ""

    def absolute(self, owner: str, span: Span) -> Span:
        """`span` of `owner` in zero-based lines of the file."""
        base = self.lines.get(owner, 0)
        return (span[0] + base, span[1], span[2] + base, span[3])

    def body(self, owner: str) -> Body | None:
        """What `owner` does, or None where the file has no such owner."""
        found = self.functions.get(owner) or self.classes.get(owner)
        return found.body if found is not None else self.toplevel.get(owner)
