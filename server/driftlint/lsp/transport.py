"""What carries the bytes: the process's standard input and output, or one TCP connection."""

import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Transport:
    """Bytes in and out. `read` waits for some and returns none at the end; `write` writes all or raises `OSError`."""

    read: Callable[[int], bytes]
    write: Callable[[bytes], None]


def stdio() -> Transport:
    """Standard input and output, from now on for the protocol alone: what anything prints goes to standard error."""
    source, sink = os.dup(0), os.dup(1)
    os.dup2(2, 1)

    # Raw descriptors: a thread that waits in a buffered reader keeps the interpreter from ending.
    def read(size: int) -> bytes:
        return os.read(source, size)

    def write(content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(sink, rest) :]

    return Transport(read, write)


def tcp(host: str, port: int) -> Transport:
    """The first connection made to `host` and `port`; waits for it. Port 0 means any that is free."""
    with socket.create_server((host, port)) as listener:
        LOG.info("driftlint waits for an editor on %s:%d", *listener.getsockname()[:2])
        connection, _ = listener.accept()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Transport(connection.recv, connection.sendall)
