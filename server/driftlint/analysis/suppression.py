"""What comments in the code excuse: which finding each excuses, and which excuse none."""

import re
from collections.abc import Iterable, Mapping

import msgspec

from driftlint.diagnostic.model import Diagnostic
from driftlint.facts.model import Comment, ModuleFacts
from driftlint.rules.comment import directive
from driftlint.rules.rule import Demand

TICKET = re.compile(r"(?<![\w-])[A-Za-z][A-Za-z0-9]+-\d+\b|(?<!\w)[#!]\d+\b|https?://\S+")
"""What counts as a ticket: `SHOP-12`, `#12`, `!12`, a link."""

Demands = Mapping[str, Demand]
"""What a comment must give, by the ids of the rules in force."""


class Excuse(msgspec.Struct, frozen=True):
    """An `allow` comment in force: the line it stands in, whether it stands alone, the rules it names, its reason."""

    line: int
    alone: bool
    rules: tuple[str, ...]
    reason: str


class Excused(msgspec.Struct, frozen=True):
    """Diagnostics, each with why the code excuses it, None where it does not; and what excused nothing."""

    diagnostics: tuple[tuple[Diagnostic, str | None], ...]
    idle: tuple[tuple[int, tuple[str, ...]], ...]
    """The zero-based line of each comment, and the rules it names for nothing."""


def satisfies(reason: str, demand: Demand) -> bool:
    """Whether `reason` is what a rule demands of one who excuses a place."""
    return bool(reason) and (demand == "reason" or (demand == "ticket" and TICKET.search(reason) is not None))


def excuses(comments: tuple[Comment, ...], demands: Demands, today: str) -> tuple[Excuse, ...]:
    """What the `allow` comments excuse that have the reason demanded and have not run out on `today`, an ISO date."""
    found: list[Excuse] = []
    for it in comments:
        said = directive(it.text)
        if said is not None and said.kind == "allow" and said.holds(today):
            rules = tuple(id_ for id_ in said.rules if id_ in demands and satisfies(said.reason, demands[id_]))
            if rules:
                found.append(Excuse(it.line, it.alone, rules, said.reason))
    return tuple(found)


def excused(
    said: Iterable[tuple[Diagnostic, str | None]], given: tuple[Excuse, ...], demands: Demands, facts: ModuleFacts
) -> Excused:
    """What the comments `given` make of what rules say; some of that is excused by a declaration already."""
    used: set[tuple[int, str]] = set()
    found: list[tuple[Diagnostic, str | None]] = []
    for diagnostic, declared in said:
        if declared and satisfies(declared, demands.get(diagnostic.rule, "reason")):
            found.append((diagnostic, declared))
            continue
        excuse = _excuse(diagnostic, given, facts)
        if excuse is not None:
            used.add((excuse.line, diagnostic.rule))
        found.append((diagnostic, excuse.reason if excuse is not None else None))
    named = ((it.line, tuple(rule for rule in it.rules if (it.line, rule) not in used)) for it in given)
    return Excused(tuple(found), tuple((line, rules) for line, rules in named if rules))


def _excuse(diagnostic: Diagnostic, given: tuple[Excuse, ...], facts: ModuleFacts) -> Excuse | None:
    """The comment that excuses `diagnostic`, None where none does."""
    fitting = [it for it in given if diagnostic.rule in it.rules]
    if not fitting:
        return None
    first, last = _lines(diagnostic, facts)
    at = diagnostic.location.range
    alone = {it.line for it in facts.comments if it.alone}
    above = {*_above(first, alone), *_above(at.start.line, alone)}
    ends = {at.start.line, at.end.line, last}
    return next((it for it in fitting if it.line in (above if it.alone else ends)), None)


def _above(line: int, alone: set[int]) -> set[int]:
    """The lines right above `line` that hold nothing but comments addressed to driftlint."""
    found: set[int] = set()
    while line - 1 in alone:
        line -= 1
        found.add(line)
    return found


def _lines(diagnostic: Diagnostic, facts: ModuleFacts) -> tuple[int, int]:
    """The first and last line of the statement the diagnostic stands in, or of the definition whose name it marks."""
    at = diagnostic.location.range
    definition = facts.functions.get(diagnostic.owner) or facts.classes.get(diagnostic.owner)
    if definition is not None:
        whole, name = (facts.absolute(diagnostic.owner, it) for it in (definition.span, definition.name_span))
        if whole[0] <= at.start.line <= name[0]:
            return whole[0], name[2]
    owners = [diagnostic.owner] if diagnostic.owner else list(facts.toplevel)
    for owner in owners:
        body = facts.body(owner)
        for statement in body.statements if body is not None else ():
            place = facts.absolute(owner, statement.span)
            if statement.opens < 0 and place[0] <= at.start.line <= place[2]:
                return place[0], place[2]
    return at.start.line, at.end.line
