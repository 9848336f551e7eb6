"""What a file under `requests` or `notifications` declares: the method it handles."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Method(NamedTuple):
    """A method of the protocol, and the function that handles it: of the server and of the message's parameters."""

    name: str
    handle: Callable[..., Any]
    options: Any = None
