"""Which files a check is asked about, and the day it is for."""

import datetime as dt
import os
from collections.abc import Iterable
from pathlib import Path


def below(listed: tuple[str, ...], paths: Iterable[str] | None) -> tuple[str, ...]:
    """Those of the listed files that are one of `paths` or lie below one; all of them where there are none."""
    if paths is None:
        return listed
    tops = [str(Path(it).absolute()) for it in paths]
    return tuple(it for it in listed if any(it == top or it.startswith(top.rstrip(os.sep) + os.sep) for top in tops))


def today() -> str:
    """The day, as the findings of a project are for: a reason may hold until one."""
    return dt.datetime.now().astimezone().date().isoformat()
