"""What a file under `requests` or `notifications` declares: the method it handles."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Method(NamedTuple):
    """A method of the protocol, and the function that handles it: of the server and of the message's parameters."""

    name: str
    handle: Callable[..., Any]
    options: Any = None
    unread: Callable[..., Any] | None = None
    """Takes note, of the server and the parameters as they came, of a notification whose parameters cannot be read."""
