"""Says what is wrong with a pattern over dotted names or over paths that can match nothing."""

import re

_PART = re.compile(r"\*\*|[\w*]+")


def pattern_mistake(pattern: str) -> str | None:
    """Why no dotted name can match `pattern`, None where one can."""
    if not pattern:
        return "the pattern is empty and matches nothing"
    for part in pattern.split("."):
        if not part:
            return f"`{pattern}` matches nothing: no name has an empty part"
        if not _PART.fullmatch(part):
            return f"`{pattern}` matches nothing: `{part}` is no part of a name"
        if "**" in part and part != "**":
            return f"`{pattern}` matches nothing it seems to: `**` stands alone between dots"
        if part[0].isdigit():
            return f"`{pattern}` matches nothing: no name starts with a digit"
    return None
