"""The known name that a misspelt one probably means."""

import difflib
from collections.abc import Iterable

_LETTERS = 3
"""One slip of the finger in so many characters of a name, or one fewer, is let pass."""
_PART = 4
"""How much of a name must be given to be taken for its beginning."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one of `known` that is most like `name`, None where none is: few slips lead to it, or it goes on from it."""
    alike = difflib.get_close_matches(name, list(known), n=5, cutoff=0.6)
    return next((it for it in alike if _slips(name, it) or _begins(name, it)), None)


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """The message for a name that is none of `known`: "unknown rule `x`; did you mean `y`?"."""
    likely = nearest(name, known)
    return f"unknown {what} `{name}`" + (f"; did you mean `{likely}`?" if likely else "")


def _begins(name: str, longer: str) -> bool:
    return len(name) >= _PART and longer.startswith(name)


def _slips(one: str, other: str) -> bool:
    """Whether few letters left out, put in, changed or swapped lead from one to the other, what both share aside."""
    shared = 0
    while shared < min(len(one), len(other)) and one[shared] == other[shared]:
        shared += 1
    given = len(one.rpartition(" ")[2].strip("-/"))
    return _distance(one[shared:], other[shared:]) <= (given + 1) // _LETTERS


def _distance(one: str, other: str) -> int:
    """How many characters must be left out, put in, changed or swapped with the next."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        now = [row]
        for column, right in enumerate(other, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (left != right))
            if row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]
