"""Notices that the client's process is gone, for clients that die without closing the pipe."""

import os
import select
import sys
import threading
from collections.abc import Callable

_POLL_SECONDS = 2.0
_NO_PROCESS = 1 << 31
"""No system numbers its processes that high, nor from 0 down."""


def watch(process: int, gone: Callable[[], None]) -> None:
    """Calls `gone`, on another thread, once `process` has ended.

    Does nothing where the process cannot be seen from the start: the client may run in another container.
    """
    wait = _waiter(process)
    if wait is None:
        return

    def run() -> None:
        wait()
        gone()

    threading.Thread(target=run, name="driftlint-parent", daemon=True).start()


def _waiter(process: int) -> Callable[[], object] | None:
    if not 0 < process < _NO_PROCESS:
        return None
    if sys.platform == "win32":
        return _windows_waiter(process)
    if sys.platform == "linux":
        try:
            descriptor = os.pidfd_open(process)
        except ProcessLookupError:
            return None
        except OSError:
            pass  # an old or restricted kernel
        else:
            return lambda: select.select([descriptor], [], [])
    return _polling_waiter(process)


def _polling_waiter(process: int) -> Callable[[], object] | None:
    if not _lives(process):
        return None
    pause = threading.Event()

    def wait() -> None:
        while _lives(process):
            pause.wait(_POLL_SECONDS)

    return wait


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _windows_waiter(process: int) -> Callable[[], object] | None:
    if sys.platform != "win32":
        return None
    import ctypes  # only there: signalling a process to see whether it lives would end it

    synchronize, infinite = 0x00100000, 0xFFFFFFFF
    kernel = ctypes.windll.kernel32
    handle = kernel.OpenProcess(synchronize, False, process)  # noqa: FBT003  the system's own signature
    return (lambda: kernel.WaitForSingleObject(handle, infinite)) if handle else None
