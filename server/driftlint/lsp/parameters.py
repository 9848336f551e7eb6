"""What the requests that are driftlint's own are given."""

from typing import Annotated, Any, TypeAlias, TypeVar

import msgspec
from msgspec import Meta
from pygls.exceptions import JsonRpcInvalidParams

from driftlint.lsp.convert import path_of
from driftlint.lsp.session import is_below

T = TypeVar("T")
Count: TypeAlias = Annotated[int, Meta(ge=0, lt=1 << 31)]


class Within(msgspec.Struct, frozen=True):
    """What is asked about: one file or folder, everything where none is named."""

    uri: str = ""

    def holds(self, path: str) -> bool:
        """Whether `path` is asked about."""
        root = path_of(self.uri) if self.uri else None
        return not self.uri or (root is not None and is_below(path, root))


class Spot(msgspec.Struct, frozen=True):
    """A position in a document, zero-based and in the client's units."""

    uri: str
    line: Count
    character: Count = 0


def as_json(value: Any) -> Any:
    """What pygls has made an object with attributes of, as the JSON that it was."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: as_json(it) for name, it in value._asdict().items()}
    return [as_json(it) for it in value] if isinstance(value, list | tuple) else value


def structured(params: Any, kind: type[T]) -> T:
    """`params` as a `kind`. Raises what the client is told where they are none."""
    try:
        return msgspec.convert(params or {}, kind)  # what is empty in Lua comes as an empty array
    except (msgspec.ValidationError, UnicodeEncodeError) as problem:
        raise JsonRpcInvalidParams(str(problem)) from problem
