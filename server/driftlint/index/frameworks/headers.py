"""The header of a function or class alone, so that an edit of its body does not disturb who asks for it."""

import msgspec

from driftlint.facts.expression import Expr, Span
from driftlint.index.engine import Database, query
from driftlint.index.files import function, klass


class Header(msgspec.Struct, frozen=True, gc=False):
    """What stands before the body: decorators, the place of the name, the names of the parameters."""

    decorators: tuple[Expr, ...]
    name_span: Span
    parameters: tuple[str, ...] = ()


@query
def function_header(db: Database, path: str, qualname: str) -> Header | None:
    """The header of that function; None where the file has none of that name."""
    own = function(db, path, qualname)
    return None if own is None else Header(own.decorators, own.name_span, tuple(it.name for it in own.parameters))


@query
def class_header(db: Database, path: str, qualname: str) -> Header | None:
    """The header of that class, without its bases; None where the file has none of that name."""
    own = klass(db, path, qualname)
    return None if own is None else Header(own.decorators, own.name_span)
