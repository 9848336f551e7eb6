"""The baseline of a project: the findings it knows and lets pass, written down in `constraints.baseline.yaml`.

One line an entry, sorted, without a line number, so that a change shows what it adds or removes and two changes merge.
Each rule says how many findings were ever recorded: it grows with what is taken in and never shrinks, so that a change
cannot hide one new finding behind two that are gone, and removals touch nothing but their own lines. What a merge could
not bring together is read as both sides; the next writing keeps what of it is still found.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable

import msgspec

from driftlint.rules.yaml_source import Mistake
from driftlint.text.position import lines_of, span

NAME = "constraints.baseline.yaml"
"""What the file is called, at the project's root."""

_HEADER = """\
# The findings that driftlint knows and lets pass. `driftlint baseline` records them, `driftlint check --prune` removes
# those that are gone. `recorded` is how many were ever taken in: it grows by each that is added.
version: 1
"""
_ENTRY = re.compile(r" *- (\{.*\})\s*")
_SECTION = re.compile(r"([a-z0-9-]+):\s*")
_RECORDED = re.compile(r"  recorded: (\d+)\s*")
_OTHER = re.compile(r"\s*(#.*)?|version:\s*1\s*|  findings:\s*")
_CONFLICT = re.compile(r"(<{7}|\|{7}|={7}|>{7})( .*)?\s*")


class Entry(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True, omit_defaults=True):
    """A finding by what it is, never where: `path` is relative to the root, with `/`; `times` how often it is there.

    `owner` is the function or class it lies in, "" for the module; `subject` is what it is about there.
    """

    rule: str
    path: str
    owner: str = msgspec.field(name="in", default="")
    subject: str = msgspec.field(name="about", default="")
    times: int = 1

    @property
    def once(self) -> "Entry":
        """The same finding, however often it is there."""
        return self if self.times == 1 else msgspec.structs.replace(self, times=1)


class Baseline(msgspec.Struct, frozen=True):
    """The entries, sorted, and by rule how many were ever recorded."""

    entries: tuple[Entry, ...] = ()
    recorded: dict[str, int] = {}


_decode = msgspec.json.Decoder(Entry).decode


def read_baseline(text: str) -> tuple[Baseline, tuple[Mistake, ...]]:
    """What the text of a baseline says, and what is wrong in it, each at its line."""
    found: Counter[Entry] = Counter()
    recorded: dict[str, int] = {}
    rule = ""
    mistakes: list[Mistake] = []
    merging = False
    for number, line in enumerate(lines_of(text)):
        entry = _ENTRY.fullmatch(line)
        if entry:
            try:
                it = _decode(entry[1])
                found[it.once] = max(it.times, found[it.once])
                continue
            except msgspec.MsgspecError as error:
                message = f"this is no entry of a baseline: {error}"
        elif section := _SECTION.fullmatch(line):
            rule = section[1]
            continue
        elif number_ := _RECORDED.fullmatch(line):
            recorded[rule] = max(int(number_[1]), recorded.get(rule, 0))
            continue
        elif _OTHER.fullmatch(line):
            continue
        elif _CONFLICT.fullmatch(line):
            message = "a merge left both sides here; `driftlint check --prune` keeps what of them is still found"
            if merging:
                continue
            merging = True
        else:
            message = "this belongs to no baseline; `driftlint baseline` writes it anew"
        mistakes.append(Mistake(span(number, 0, number, len(line)), message))
    return Baseline(entries_of(found), recorded), tuple(mistakes)


def entries_of(found: Counter[Entry]) -> tuple[Entry, ...]:
    """The entries, each as often as it was counted, sorted; what is there no time is left out."""
    return tuple(sorted(msgspec.structs.replace(it, times=times) for it, times in found.items() if times > 0))


def counted(entries: Iterable[Entry]) -> Counter[Entry]:
    """How often each finding is there."""
    found: Counter[Entry] = Counter()
    for it in entries:
        found[it.once] += it.times
    return found


def by_rule(entries: Iterable[Entry]) -> Counter[str]:
    """How many findings of each rule there are."""
    found: Counter[str] = Counter()
    for it in entries:
        found[it.rule] += it.times
    return found


def written(baseline: Baseline) -> str:
    """The text of a baseline."""
    out = [_HEADER]
    for rule, number in sorted(by_rule(baseline.entries).items()):
        listed = sorted(it for it in baseline.entries if it.rule == rule)
        recorded = max(number, baseline.recorded.get(rule, 0))
        out += [f"{rule}:\n", f"  recorded: {recorded}\n", "  findings:\n"]
        out += [f"  {line_of(it)}\n" for it in listed]
    return "".join(out)


def line_of(entry: Entry) -> str:
    """The line in which an entry is written."""
    return f"- {json.dumps(msgspec.to_builtins(entry), ensure_ascii=False)}"
