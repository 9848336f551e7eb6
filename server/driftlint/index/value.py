"""What an expression denotes, and where things stand in the workspace."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from driftlint.facts.expression import Span

ValueKind = Literal["module", "class", "function", "instance", "external"]


class Value(msgspec.Struct, frozen=True, gc=False):
    """What an expression is known to denote.

    `kind`
      "module"    a module or package of the workspace;
      "class"     a class of the workspace, `path` and `qualname` say where;
      "function"  a function or method of the workspace (bound or not);
      "instance"  an instance of the class `name`, of the workspace where `path` is set, else of a library;
      "external"  anything else reached through a library's name: a module, class, function or constant.
    `name` is the full dotted name, re-exports followed to the definition: "shop.gateway.Client", "requests.post".
    `may` tells that this is only one possibility of several (an override, one branch of a conditional).
    `on` is the instance of a workspace class that a library's method was taken from, where that gives its own kind.
    `item` is what it holds, or gives one of: the rows of a query, the elements of a list. What is reached through it
    (the method of a query) carries it on.
    """

    kind: ValueKind
    name: str
    path: str = ""
    qualname: str = ""
    may: bool = False
    item: "Value | None" = None
    on: "Value | None" = None


def possibly(value: Value) -> Value:
    """The same as one possibility of several."""
    return value if value.may else msgspec.structs.replace(value, may=True)


def holding(value: Value, item: Value | None) -> Value:
    """The same, holding instances of which one is `item`."""
    return value if item is None or value.item == item else msgspec.structs.replace(value, item=item)


def likewise(base: Value, value: Value | None) -> Value | None:
    """The same as one possibility of several where `base`, from which it was reached, is only that."""
    return possibly(value) if value is not None and base.may else value


def agreed(values: Sequence[Value | None]) -> Value | None:
    """The value that all are; else the first that is known, as one possibility of several."""
    known = [it for it in values if it is not None]
    if not known:
        return None
    first = known[0]
    return first if len(known) == len(values) and all(it == first for it in known) else possibly(first)


def short_name(name: str) -> str:
    """The last part of a dotted name, with its class where it seems to be a method: `Client.post`, `current_user`."""
    parts = name.split(".")
    return ".".join(parts[-2:]) if len(parts) > 1 and parts[-2][:1].isupper() else parts[-1]


class Anchor(msgspec.Struct, frozen=True, gc=False, order=True):
    """A place that survives edits elsewhere in its file: a span relative to the unit of `owner` (see `ModuleFacts`)."""

    path: str
    owner: str
    span: Span


class Scope(msgspec.Struct, frozen=True, gc=False):
    """Where an expression stands: a file, and the owner in it whose names the expression sees ("" the module)."""

    path: str
    owner: str
