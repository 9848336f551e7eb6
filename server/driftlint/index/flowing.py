"""What flows through parameters, returns and containers: functions with what they close over, objects and items.

Plain data. `Value` says what a thing is; these say besides what it was made with.
"""

from typing import Protocol, TypeAlias

import msgspec

from driftlint.facts.bindings import Binding
from driftlint.facts.expression import Expr, Lambda
from driftlint.index.engine import Database
from driftlint.index.value import Value

Held: TypeAlias = tuple[tuple[str, str, "tuple[Flow, ...]"], ...]
"""What names hold: the owner whose name it is (`INLINE` for a lambda's parameter), the name, each possibility."""

INLINE = "<lambda>"


class Frame(msgspec.Struct, frozen=True):
    """Where an expression stands, and what the parameters it sees were called with."""

    path: str
    owner: str
    held: Held = ()

    def holds(self, owner: str, name: str) -> "tuple[Flow, ...] | None":
        """What the parameter `name` of `owner` was called with, the innermost call first; None where that is open."""
        return next((it[2] for it in reversed(self.held) if it[0] == owner and it[1] == name), None)


class Closure(msgspec.Struct, frozen=True):
    """A function of the workspace, what the functions around it hold, and what it is bound to."""

    value: Value
    held: Held = ()
    receiver: "Flow | None" = None


class Inline(msgspec.Struct, frozen=True):
    """A lambda, and where it is written."""

    frame: Frame
    expression: Lambda


class Made(msgspec.Struct, frozen=True):
    """An instance of a workspace class, and what its constructor was called with."""

    value: Value
    held: Held


class Started(msgspec.Struct, frozen=True):
    """What calling a generator function gives."""

    frame: Frame


class Display(msgspec.Struct, frozen=True):
    """A list, tuple or dict by its keys, as `Literal` spells them."""

    kind: str
    entries: tuple[tuple[str, "tuple[Flow, ...]"], ...]

    def at(self, key: str) -> "tuple[Flow, ...]":
        """What stands under the key."""
        return next((it for name, it in self.entries if name == key), ())


class Literal(msgspec.Struct, frozen=True):
    """A constant: strings in double quotes, everything else as written."""

    text: str


Flow: TypeAlias = Value | Closure | Inline | Made | Started | Display | Literal
Flows: TypeAlias = tuple[Flow, ...]


class Arguments(msgspec.Struct, frozen=True):
    """What a call hands over, by place and by name."""

    positional: tuple[Flows, ...]
    named: tuple[tuple[str, Flows], ...]


NOTHING = Arguments((), ())

DEPTH = 30
"""How deep one expression leads into another."""
WIDTH = 6
"""How many possibilities are followed."""


Known = dict[tuple[str, str, str, tuple[Binding, ...]], tuple[Flows, bool]]
"""What names of an owner give by their bindings, where that was followed to its end; and whether that was unsure."""


class Walking(Protocol):
    """One bounded search, as its parts see it; `steps` are those that are left."""

    db: Database
    steps: int
    unsure: bool
    """Whether some possibility that was come past is not known."""
    cut: bool
    """Whether it was cut off somewhere."""
    known: "Known"

    def of(self, frame: Frame, expression: Expr | None, depth: int = ...) -> Flows:
        """What `expression` may give, each possibility once; nothing where that is not known."""

    def of_module(self, path: str, name: str, depth: int) -> Flows:
        """What `name` gives of the module at `path`, asked for from another one."""

    def given(self, callee: Flow, arguments: Arguments, depth: int = ...) -> Flows:
        """What calling `callee` gives."""

    def iterated(self, flows: Flows, depth: int = ...) -> Flows:
        """What iterating over one of `flows` gives."""


class Place(msgspec.Struct, frozen=True):
    """What calls or is called: an owner of a file, a lambda in it, or by its name, without a path, a library's."""

    path: str
    owner: str
    inline: Lambda | None = None


class Passage(msgspec.Struct, frozen=True):
    """The call, by its number, by which a function of the workspace goes on with what it was handed."""

    path: str
    owner: str
    call: int


class Reached(msgspec.Struct, frozen=True):
    """One thing that runs because a body makes its call number `call` (-1: no call is written, as for a decorator).

    `source` is who calls it: the body itself, or a function or lambda of the workspace that was handed it; `through`
    are the calls in between, that of the body left out.
    """

    call: int
    source: Place
    target: Place
    may: bool = False
    through: tuple[Passage, ...] = ()
