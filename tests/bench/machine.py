"""What the benchmarks ran on, and how much of it a process takes."""

import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Memory:
    """What a process and its children hold, in MiB: now, and at most so far (of the process alone)."""

    resident: float
    peak: float


def memory_of(process: int) -> Memory:
    """What `process` and everything it started hold; nothing where the system has no `ps`."""
    try:
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss="], check=True, capture_output=True, text=True)  # noqa: S607
    except (OSError, subprocess.CalledProcessError):
        return Memory(0, 0)
    rows = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    return Memory(resident_of(process, rows), _peak(process))


def resident_of(process: int, rows: Sequence[tuple[int, ...]]) -> float:
    """The MiB of `process` and its descendants, from rows of process, parent and KiB."""
    family = {process}
    while more := {it for it, parent, _ in rows if parent in family} - family:
        family |= more
    return sum(kib for it, _, kib in rows if it in family) / 1024


def _peak(process: int) -> float:
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return 0.0
    return next(int(it.split()[1]) / 1024 for it in status.read_text().splitlines() if it.startswith("VmHWM"))


def described() -> str:
    """The machine and the programs in one line, without names of anyone's."""
    load = f", load {os.getloadavg()[0]:.1f} before the run" if hasattr(os, "getloadavg") else ""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores ({_processor()}), {_gibibytes()} GiB{load}; "
        f"{platform.python_implementation()} {platform.python_version()}, ruff {version('ruff')}"
    )


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _gibibytes() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f}"
    except (AttributeError, ValueError, OSError):
        return "?"
