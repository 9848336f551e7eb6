"""Which files a check is asked about, what they are called in it, and the day it is for."""

import datetime as dt
import os
from collections.abc import Iterable
from pathlib import Path, PurePath


def below(listed: tuple[str, ...], paths: Iterable[str] | None) -> tuple[str, ...]:
    """Those of the listed files that are one of `paths` or lie below one; all of them where there are none."""
    if paths is None:
        return listed
    tops = [str(Path(it).absolute()) for it in paths]
    return tuple(it for it in listed if any(it == top or it.startswith(top.rstrip(os.sep) + os.sep) for top in tops))


def name_below(root: str, path: str) -> str:
    """What messages, reports and fingerprints call a file: its path below `root`, with `/`."""
    try:
        return PurePath(path).relative_to(root).as_posix()
    except ValueError:
        return PurePath(path).as_posix()


def today() -> str:
    """The day, as the findings of a project are for: a reason may hold until one."""
    return dt.datetime.now().astimezone().date().isoformat()
