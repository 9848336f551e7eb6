"""Recognises findings that were there before, wherever refactoring has taken them since.

What a finding is, is its rule, its file, the function or class it lies in and what it is about there. Refactoring
changes one of these at a time, and leaves a gap: the function is no longer where it was. So a finding without an entry
of its own takes the entry of one that is gone:

- of the same subject, in the same file, from a function that is nowhere any more (renamed);
- of the same function and subject, from another file where that function is no longer (moved);
- of the same endpoint, from a function or file that is no longer there (moved and renamed);
- of the same function, for the same effect, called by another name (what it calls was renamed).

Each file is judged by itself, so that an editor need not look at the others.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from driftlint.analysis.baseline import Entry, counted
from driftlint.analysis.standing import Standing
from driftlint.rules.registry import registry


class Known:
    """The entries of a baseline, or the findings of another revision; `renamed` gives files their present paths."""

    def __init__(self, entries: Iterable[Entry], renamed: Mapping[str, str] | None = None) -> None:
        now = renamed or {}
        self._times = counted(msgspec.structs.replace(it, path=now.get(it.path, it.path)) for it in entries)
        self._in_file: defaultdict[str, list[Entry]] = defaultdict(list)
        self._moved: defaultdict[tuple[str, str, str], list[Entry]] = defaultdict(list)
        self._routes: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
        for it in sorted(self._times):
            self._in_file[it.path].append(it)
            self._moved[it.rule, it.owner, it.subject].append(it)
            if _is_about_endpoint(it.rule):
                self._routes[it.rule, it.subject].append(it)

    def __bool__(self) -> bool:
        return bool(self._times)

    def times(self, entry: Entry) -> int:
        """How often a finding was there."""
        return self._times.get(entry.once, 0)

    def recognised(self, path: str, found: Sequence[Entry], standing: Standing) -> list[Entry | None]:
        """For each finding in the file at `path`, in order, the entry that it was; None for a new one."""
        own = Counter({it: self._times[it] for it in self._in_file[path]})
        given: list[Entry | None] = [None] * len(found)
        foreign: Counter[Entry] = Counter()
        ways: tuple[Callable[[Entry], Iterator[Entry]], ...] = (
            lambda it: iter((it,)),
            lambda it: self._renamed_owner(it, standing),
            lambda it: self._from_elsewhere(it, standing),
            self._reworded,
        )
        for way in ways:
            for number, it in enumerate(found):
                if given[number] is None:
                    given[number] = self._taken(way(it), path, own, foreign)
        return given

    def _taken(
        self, candidates: Iterator[Entry], path: str, own: Counter[Entry], foreign: Counter[Entry]
    ) -> Entry | None:
        """The first of the candidates that is left, which then is so once less."""
        for it in candidates:
            if it.path == path:
                if own[it] > 0:
                    own[it] -= 1
                    return it
            elif foreign[it] < self._times[it]:
                foreign[it] += 1
                return it
        return None

    def _renamed_owner(self, found: Entry, standing: Standing) -> Iterator[Entry]:
        for it in self._in_file[found.path]:
            same = it.rule == found.rule and it.subject == found.subject and it.owner != found.owner
            if same and not standing.in_file(it.path, it.owner) and not standing.anywhere(it.owner):
                yield it

    def _from_elsewhere(self, found: Entry, standing: Standing) -> Iterator[Entry]:
        listed = [*self._moved[found.rule, found.owner, found.subject], *self._routes[found.rule, found.subject]]
        for it in listed:
            if (it.path, it.owner) != (found.path, found.owner) and not standing.in_file(it.path, it.owner):
                yield it

    def _reworded(self, found: Entry) -> Iterator[Entry]:
        for it in self._in_file[found.path]:
            same = it.rule == found.rule and it.owner == found.owner
            if same and _effect(it.subject) == _effect(found.subject):
                yield it


def _effect(subject: str) -> str:
    """What a call does in the end, whatever it is called: of `charge → httpx.post` the latter; "" of other subjects."""
    return subject.rpartition(" → ")[2] if " → " in subject else ""


def _is_about_endpoint(rule: str) -> bool:
    declared = registry().rules.get(rule)
    return declared is not None and declared.match.endpoint is not None
