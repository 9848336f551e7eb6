"""The known name that a misspelt one probably means."""

import difflib
from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one of `known` that is most like `name`, None where none is alike."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """The message for a name that is none of `known`: "unknown rule `x`; did you mean `y`?"."""
    likely = nearest(name, known)
    return f"unknown {what} `{name}`" + (f"; did you mean `{likely}`?" if likely else "")
