"""A question that takes long, answered in a process of its own: who asks it can do other things meanwhile."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from driftlint.analysis.pool import safe_path


class Apart:
    """A function of a module, with arguments that can be sent, at work in a process that ends with this one."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(target=_answer, args=(sender, function, arguments), daemon=True)
        with safe_path():
            self._process.start()
        sender.close()

    @property
    def done(self) -> bool:
        """Whether there is an answer, or there will be none."""
        return self._receiver.poll()

    def answer(self) -> Any:
        """What the function gave, waiting for it where it must; None where it raised or its process was ended."""
        try:
            return self._receiver.recv()
        except EOFError:
            return None

    def stop(self) -> None:
        """Ends the process, whatever it is at."""
        self._process.terminate()
        self._receiver.close()


def _answer(sender: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    sender.send(function(*arguments))
