"""Patterns over dotted names: `*` stands for any characters within one part, `**` for any number of parts."""

import functools
import re


@functools.cache
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """A regular expression that fully matches the names `pattern` means; "a.**" also matches "a" itself."""
    out = ""
    parts = pattern.split(".")
    for index, part in enumerate(parts):
        if part == "**" and index and parts[index - 1] == "**":
            continue  # it adds nothing to the one before it
        if part == "**":
            out += r"(?:\.[^.]+)*" if index else r"(?:[^.]+)(?:\.[^.]+)*"
        else:
            out += (r"\." if index else "") + re.escape(part).replace(r"\*", "[^.]*")
    return re.compile(out.replace(r"(?:[^.]+)(?:\.[^.]+)*\.", r"(?:[^.]+\.)*", 1) if pattern.startswith("**.") else out)


def matches(name: str, pattern: str) -> bool:
    """Whether the dotted `name` is one of those `pattern` means."""
    return compile_pattern(pattern).fullmatch(name) is not None


def matches_any(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether any of `patterns` means `name`."""
    return any(matches(name, pattern) for pattern in patterns)
