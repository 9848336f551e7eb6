"""What carries the bytes: the process's standard input and output, or one TCP connection."""

import logging
import os
import socket
from typing import Protocol

LOG = logging.getLogger(__name__)


class Transport(Protocol):
    """Bytes in and out, and nothing about what they mean."""

    def read(self, size: int) -> bytes:
        """Waits for some bytes, `size` at most; none at the end."""

    def write(self, data: bytes) -> None:
        """Writes all of `data`. Raises `OSError` where nobody reads any more."""

    def close(self) -> None:
        """Ends it."""


class Stdio:
    """Standard input and output, from now on for the protocol alone: what anything prints goes to standard error.

    Raw descriptors: a thread that waits in a buffered reader keeps the interpreter from ending.
    """

    def __init__(self) -> None:
        self._source, self._sink = os.dup(0), os.dup(1)
        os.dup2(2, 1)

    def read(self, size: int) -> bytes:
        """Waits for some bytes, `size` at most; none at the end."""
        return os.read(self._source, size)

    def write(self, data: bytes) -> None:
        """Writes all of `data`. Raises `OSError` where nobody reads any more."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._sink, rest) :]

    def close(self) -> None:
        """Tells the client that nothing more comes."""
        os.close(self._sink)


class Tcp:
    """The first connection made to `host` and `port`; waits for it. Port 0 means any that is free."""

    def __init__(self, host: str, port: int) -> None:
        with socket.create_server((host, port)) as listener:
            LOG.info("waiting for an editor on %s:%d", *listener.getsockname()[:2])
            self._connection, _ = listener.accept()
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def read(self, size: int) -> bytes:
        """Waits for some bytes, `size` at most; none at the end."""
        return self._connection.recv(size)

    def write(self, data: bytes) -> None:
        """Writes all of `data`. Raises `OSError` where nobody reads any more."""
        self._connection.sendall(data)

    def close(self) -> None:
        """Hangs up."""
        self._connection.close()
