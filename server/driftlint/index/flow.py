"""What an expression gives where parameters, closures and containers carry functions: what `types` leaves unknown.

A `Walk` follows values forwards, from a call into what it calls, with what was handed over. It is cut off after so many
steps, always at the same place for the same texts; what it has not found by then stays unknown.
"""

from collections.abc import Iterator

from driftlint.facts.expression import (
    Attribute,
    Await,
    Call,
    Conditional,
    Constant,
    Expr,
    Lambda,
    Mapping,
    Name,
    Opaque,
    Operation,
    Sequence,
    Starred,
    String,
    Subscript,
    Walrus,
)
from driftlint.index.engine import Database, query
from driftlint.index.flow_calls import given, handed_over, iterated
from driftlint.index.flow_items import sliced
from driftlint.index.flow_members import attribute_of
from driftlint.index.flow_names import in_module, named
from driftlint.index.flowing import DEPTH, WIDTH, Arguments, Display, Flow, Flows, Frame, Inline, Known, Literal

STEPS = 120
"""How many expressions one walk looks at."""


HOP = 3
"""To a multiple of what a depth is cut down where another module is asked for a name, so that few are remembered."""


@query
def _module_gives(db: Database, path: str, name: str, depth: int) -> tuple[Flows, bool]:
    """What a name of a module gives wherever it is imported, and whether that walk was unsure."""
    walk = Walk(db)
    return in_module(walk, path, name, depth), walk.unsure


class Walk:
    """One bounded search for what expressions give."""

    def __init__(self, db: Database, known: Known | None = None) -> None:
        """`known` is what other walks for the same body have found."""
        self.db = db
        self.steps = STEPS
        self.unsure = False
        self.cut = False
        self.known: Known = {} if known is None else known

    def of(self, frame: Frame, expression: Expr | None, depth: int = DEPTH) -> Flows:
        """What `expression` may give, each possibility once; nothing where that is not known."""
        self.steps -= 1
        if depth <= 0 or self.steps <= 0 or expression is None:
            self.cut = self.cut or expression is not None
            return ()
        found: dict[Flow, None] = dict.fromkeys(self._of(frame, expression, depth - 1))
        return tuple(found)[:WIDTH]

    def _of(self, frame: Frame, it: Expr, depth: int) -> Iterator[Flow]:
        match it:
            case Name():
                yield from named(self, frame, it, depth)
            case Attribute():
                yield from attribute_of(self, frame, it, depth)
            case Call():
                arguments = None
                for callee in self.of(frame, it.function, depth):
                    arguments = arguments or handed_over(self, frame, it, depth)
                    yield from self.given(callee, arguments, depth)
            case Await() | Walrus():
                yield from self.of(frame, it.value, depth)
            case Subscript() if len(it.items) == 1:
                for base in self.of(frame, it.value, depth):
                    yield from self._item(frame, base, it.items[0], depth)
            case Conditional():
                yield from self._either(frame, (it.body, it.orelse), depth)
            case Operation() if it.operator in ("or", "and"):
                yield from self._either(frame, it.operands, depth)
            case _:
                yield from self._displayed(frame, it, depth)

    def _either(self, frame: Frame, branches: tuple[Expr, ...], depth: int) -> Iterator[Flow]:
        for branch in branches:
            flows = self.of(frame, branch, depth)
            self.unsure = self.unsure or not flows
            yield from flows

    def _displayed(self, frame: Frame, it: Expr, depth: int) -> Iterator[Flow]:
        """What is written out."""
        match it:
            case Lambda():
                yield Inline(frame, it)
            case String():
                yield Literal(f'"{it.value}"')
            case Constant():
                yield Literal(it.text)
            case Sequence():
                items = [self.of(frame, item, depth) for item in it.items if not isinstance(item, Starred)]
                yield Display(it.kind, tuple((str(number), item) for number, item in enumerate(items)))
            case Mapping():
                yield Display("dict", tuple(self._entries(frame, it, depth)))
            case _:
                return

    def _entries(self, frame: Frame, it: Mapping, depth: int) -> Iterator[tuple[str, Flows]]:
        for key, value in zip(it.keys, it.values, strict=True):
            for literal in self.of(frame, key, depth) if key is not None else ():
                if isinstance(literal, Literal):
                    yield literal.text, self.of(frame, value, depth)

    def _item(self, frame: Frame, base: Flow, key: Expr, depth: int) -> Iterator[Flow]:
        if not isinstance(base, Display):
            return
        if isinstance(key, Opaque) and key.kind == "slice":
            yield from sliced(base, key)
            return
        for literal in self.of(frame, key, depth):
            if isinstance(literal, Literal):
                yield from base.at(literal.text)

    def of_module(self, path: str, name: str, depth: int) -> Flows:
        """What `name` gives of the module at `path`."""
        self.steps -= 1
        if depth < HOP or self.steps <= 0:
            self.cut = True
            return ()
        flows, unsure = _module_gives(self.db, path, name, depth // HOP * HOP)
        self.unsure = self.unsure or unsure
        return flows

    def given(self, callee: Flow, arguments: Arguments, depth: int = DEPTH) -> Flows:
        """What calling `callee` gives."""
        return given(self, callee, arguments, depth)

    def iterated(self, flows: Flows, depth: int = DEPTH) -> Flows:
        """What iterating over one of `flows` gives."""
        return iterated(self, flows, depth)
