"""Messages as they arrive: read on a thread of their own, taken by the event loop in their order."""

import asyncio
import contextlib
import json
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

_CONTENT_LENGTH = re.compile(rb"(?<![\w-])content-length:[ \t]*(\d{1,10})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
"""Not at the start of a line alone: after a message longer than its header said, the rest of it comes before."""
_LARGEST = 1 << 30
"""How many bytes a message may have; a header that names more is taken for a mistake, not waited for."""
_HEADER_END = b"\r\n\r\n"
_LONGEST_HEADER = 4_096
_LEAST = 64
"""More bytes than a header has that names a length and nothing else."""
_NEXT_HEADER = re.compile(rb"content-length:[ \t]*\d{1,10}[ \t]*\r\n(?:[\w-]+:[^\r\n]*\r\n)*\r\n", re.IGNORECASE)
_BEGUN_HEADER = re.compile(rb"\}\s*(c[onte\-lgh]*(?::[ \t]*\d*)?[\r\n]*)\Z", re.IGNORECASE)
"""The next message's header where it only begins before the end of a message that is shorter than its header said."""
_CHUNK = 1 << 16


class Malformed:
    """A message whose body is no JSON, or nested deeper than anything could read."""


class Inbox:
    """What the client has sent and nobody has taken yet.

    `waiting` may be asked from within an analysis on the event loop: the reading thread fills the box meanwhile.
    """

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._messages: deque[Any] = deque()
        self._loop = asyncio.get_running_loop()
        self._arrived = asyncio.Event()
        self._cancelled: set[int | str] = set()
        self._served: int | str | None = None
        self.closed = False
        """Whether nothing comes any more: the pipe is closed, or the client's process is gone."""
        self._end = threading.Event()

    def wait_for_end(self) -> None:
        """Waits, on a thread of its own, until nothing comes any more."""
        self._end.wait()

    @property
    def waiting(self) -> bool:
        """Whether there is a message to take, or none will ever come."""
        return bool(self._messages) or self.closed

    @property
    def given_up(self) -> bool:
        """Whether nobody waits for the answer that is being worked on: it was withdrawn, or the client is gone."""
        return self.closed or (self._served is not None and self._served in self._cancelled)

    @contextlib.contextmanager
    def serving(self, request: int | str) -> Iterator[None]:
        """While a request is being worked on: it can still be withdrawn."""
        self._served = request
        try:
            yield
        finally:
            self._served = None

    def start(self) -> None:
        """Begins to read."""
        threading.Thread(target=self._receive, name="driftlint-inbox", daemon=True).start()

    def take(self) -> Any | None:
        """The oldest message, `None` when there is none."""
        return self._messages.popleft() if self._messages else None

    def take_cancellation(self, request: int | str) -> bool:
        """Whether the client has withdrawn a request that was still in the box, or is being worked on."""
        if request in self._cancelled:
            self._cancelled.discard(request)
            return True
        return False

    async def arrival(self, seconds: float | None = None) -> None:
        """Waits until something is there, nothing will ever come, or `wake` is called; for up to `seconds` if given."""
        if not self.waiting:
            self._arrived.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._arrived.wait()

    def close(self) -> None:
        """Says that nothing comes any more; may be called from any thread."""
        self._end_session()
        self.wake()

    def _receive(self) -> None:
        try:
            for body in frames(self._read):
                self._put(body)
        except OSError:
            pass  # a reset connection is a closed one
        self.close()

    def _put(self, body: bytes) -> None:
        try:
            message = json.loads(body)
        except (ValueError, RecursionError):
            message = Malformed()
        if isinstance(message, dict) and message.get("method") == "$/cancelRequest":
            # Seen before its turn, so that a request still in the box is answered without being worked on, and one that
            # is being worked on no further.
            params = message.get("params")
            request = params.get("id") if isinstance(params, dict) else None
            if not isinstance(request, int | str):
                return
            if self._holds(request):
                self._cancelled.add(request)
                return
        self._messages.append(message)
        if isinstance(message, dict) and message.get("method") == "exit":
            self._end_session()  # what is being worked on is given up at once
        self.wake()

    def _end_session(self) -> None:
        self.closed = True
        self._end.set()

    def _holds(self, request: int | str) -> bool:
        return request == self._served or any(
            isinstance(it, dict) and it.get("id") == request and "method" in it for it in tuple(self._messages)
        )

    def wake(self) -> None:
        """Ends `arrival`; may be called from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits
            self._loop.call_soon_threadsafe(self._arrived.set)


def frames(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """The bodies of the messages that `read` yields; a header that names no length is passed over.

    One that names too great a length costs its own message only: no JSON holds a header, so a body ends before one.
    """
    buffer = bytearray()

    def fill() -> bool:
        chunk = read(_CHUNK)
        buffer.extend(chunk)
        return bool(chunk)

    while True:
        looked_at = 0
        while (end := buffer.find(_HEADER_END, looked_at)) < 0:
            del buffer[:-_LONGEST_HEADER]
            looked_at = max(0, len(buffer) - len(_HEADER_END))
            if not fill():
                return
        length = _CONTENT_LENGTH.search(bytes(buffer[: end + 1]))
        del buffer[: end + len(_HEADER_END)]
        size = _LARGEST + 1 if length is None else int(length[1])
        if size > _LARGEST:
            continue
        looked_at = 0
        while (inner := _inner_header(buffer, looked_at, size)) is None and len(buffer) < size:
            looked_at = max(0, len(buffer) - len(_HEADER_END))
            if not fill():
                return
        size = size if inner is None else inner
        yield bytes(buffer[:size])
        del buffer[:size]


def _inner_header(buffer: bytearray, start: int, end: int) -> int | None:
    """Where in a body, searched from `start` on, the header of the next message begins; None where it holds none."""
    while (found := buffer.find(_HEADER_END, start, end)) >= 0:
        header = _NEXT_HEADER.search(buffer, max(0, found - _LONGEST_HEADER), found + len(_HEADER_END))
        if header is not None:
            return header.start()
        start = found + 1
    begun = _BEGUN_HEADER.search(buffer, max(0, end - _LEAST), end) if len(buffer) >= end else None
    return None if begun is None else begun.start(1)
