"""What an oracle says about one endpoint, and how it knows that a handler ran."""

import inspect
import sys
import threading
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, TypedDict


class Endpoint(TypedDict):
    """One method of one path; `guards` is empty where the framework cannot tell."""

    method: str
    path: str
    handler: str
    guarded: bool
    guards: list[str]


class Entries:
    """Notes which functions were entered, on every thread."""

    def __init__(self) -> None:
        self._entered: set[CodeType] = set()
        threading.setprofile(self._note)
        sys.setprofile(self._note)

    def forget(self) -> None:
        """Start anew, before the next request."""
        self._entered.clear()

    def include(self, function: Callable[..., Any]) -> bool:
        """Tell whether the function beneath all decorators was entered since `forget`."""
        return inspect.unwrap(function).__code__ in self._entered

    def _note(self, frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            self._entered.add(frame.f_code)


def dotted_name(value: Any) -> str:
    """Name a function or class, or the class of anything else, by module and qualified name."""
    named = value if hasattr(value, "__qualname__") else type(value)
    return f"{named.__module__}.{named.__qualname__}"


def method_name(view: type, method: str) -> str:
    """Name a class's method if the class itself defines it, else the class."""
    return f"{dotted_name(view)}.{method}" if method in vars(view) else dotted_name(view)
