"""What is wrong with the comments in a file that are addressed to driftlint."""

import re
from collections.abc import Collection, Iterable, Mapping

import msgspec

from driftlint.analysis.suppression import Demands, satisfies
from driftlint.diagnostic.model import Diagnostic, Severity
from driftlint.facts.model import Class, Comment, Function, ModuleFacts
from driftlint.rules.comment import Directive, directive, nameless
from driftlint.rules.nearest import nearest, unknown
from driftlint.rules.own_findings import OWN_FINDINGS
from driftlint.text.position import Location, Range, span

_CLOSE = 4
"""How many lines from a finding a comment may stand that was probably meant for it."""

Mistake = tuple[str, str]
"""The id of a finding, and its message."""


def comment_diagnostics(
    path: str,
    comments: Iterable[Comment],
    rules: Collection[str],
    demands: Demands,
    today: str,
    open_findings: Iterable[Diagnostic] = (),
) -> list[Diagnostic]:
    """What is wrong with what the comments say; `rules` are the ids there are, `demands` is of those in force.

    One that names no rule was probably meant for one of the `open_findings`.
    """
    known = (*rules, *OWN_FINDINGS)
    found: list[Diagnostic] = []
    for it in comments:
        said = directive(it.text)
        rest = nameless(it.text) if said is None else None
        if rest is not None:
            message = _named(it, rest, rules, open_findings)
            found.append(_diagnostic(path, it, "unknown-rule-in-suppression", message))
        else:
            wrong = _wrong(said, it.text, known, demands, today)
            found.extend(_diagnostic(path, it, rule, message) for rule, message in wrong)
    return found


def _named(comment: Comment, rest: str, rules: Collection[str], open_findings: Iterable[Diagnostic]) -> str:
    """What to write for an `allow` without brackets: with the rule it mentions, or that of a finding close by."""
    words = re.findall(r"[\w-]+", rest)
    near = sorted((abs(it.location.range.start.line - comment.line), it.rule) for it in open_findings)
    meant = [it for it in words if it in rules] + [rule for distance, rule in near if distance <= _CLOSE]
    return f"`allow` names no rule, and excuses nothing; write `allow[{meant[0] if meant else 'rule-id'}] reason`"


def idle_diagnostics(
    path: str,
    comments: Iterable[Comment],
    idle: Iterable[tuple[int, tuple[str, ...]]],
    open_findings: Iterable[Diagnostic] = (),
) -> list[Diagnostic]:
    """The comments that name rules for nothing, each once; `idle` has their lines and those rules.

    One that stands close to one of the `open_findings` of such a rule was probably meant for that: it says so.
    """
    by_line: Mapping[int, Comment] = {it.line: it for it in comments}
    found: list[Diagnostic] = []
    missed = [(it.rule, it.location.range) for it in open_findings]
    for line, rules in idle:
        meant = next((at for rule, at in missed if rule in rules and _is_close(line, at)), None)
        message = f"{_allowed(rules)} excuses nothing here"
        if meant is not None:
            message += f"; for the finding in line {meant.start.line + 1} write it right above that line, or at its end"
        said = _diagnostic(path, by_line[line], "unused-suppression", message, rules)
        found.append(msgspec.structs.replace(said, data={**said.data, "meant": meant is not None}))
    return found


def _is_close(line: int, at: Range) -> bool:
    return at.start.line - _CLOSE <= line <= at.end.line + _CLOSE


def stray_diagnostics(path: str, facts: ModuleFacts) -> list[Diagnostic]:
    """The `public` comments that stand at no function and no class, and so speak of nothing."""
    definitions: dict[str, Function | Class] = {**facts.functions, **facts.classes}
    spoken = {
        line
        for owner, it in definitions.items()
        for line in range(facts.absolute(owner, it.span)[0], facts.absolute(owner, it.name_span)[0] + 1)
    }
    alone = {it.line for it in facts.comments if it.alone}
    found: list[Diagnostic] = []
    for it in facts.comments:
        said = directive(it.text)
        below = it.line
        while below in alone:
            below += 1
        at_nothing = it.line not in spoken and (not it.alone or below not in spoken)
        if said is not None and said.kind == "public" and said.reason and at_nothing:
            found.append(_diagnostic(path, it, "unused-suppression", "`public` stands at no function or class"))
    return found


def guarded_diagnostics(path: str, comments: Iterable[Comment], guarded: Iterable[tuple[int, str]]) -> list[Diagnostic]:
    """The `public` comments whose endpoints are guarded; `guarded` has their lines and by what."""
    by_line = {it.line: it for it in comments}
    said = "`public` stands at an endpoint that `{}` guards, so that not anybody may call it"
    return [
        msgspec.structs.replace(
            _diagnostic(path, by_line[line], "public-though-guarded", said.format(name.rpartition(".")[2])),
            severity=Severity.HINT,
        )
        for line, name in guarded
    ]


def _allowed(rules: Iterable[str]) -> str:
    return f"`allow[{', '.join(rules)}]`"


def _diagnostic(path: str, it: Comment, rule: str, message: str, rules: tuple[str, ...] = ()) -> Diagnostic:
    place = Location(path, span(it.line, it.column, it.line, it.column + len(it.text) + 2))
    data = {"column": it.column, "rules": rules}
    return Diagnostic(rule, Severity.WARNING, place, message, subject=it.text, data=data)


def _wrong(said: Directive | None, text: str, known: tuple[str, ...], demands: Demands, today: str) -> list[Mistake]:
    if said is None:
        word = text[len("driftlint") :].lstrip(" \t:").partition("[")[0].partition(" ")[0]
        likely = nearest(word.lower(), ("allow", "public"))
        hint = f"; did you mean `{likely}`?" if likely else "; known are `allow[rule-id] reason` and `public reason`"
        return [("unknown-directive", f"`# {text}` directs nothing{hint}")]
    found: list[Mistake] = []
    if said.kind == "allow" and not said.rules:
        found.append(("unknown-rule-in-suppression", f"`# {text}` names no rule"))
    found.extend(("unknown-rule-in-suppression", unknown("rule", it, known)) for it in said.rules if it not in known)
    shown = "allow[…]" if said.kind == "allow" else "public"
    if not said.reason:
        found.append(
            ("suppression-without-reason", f"`{shown}` needs a reason after it, and excuses nothing without one")
        )
    found.extend(_refused(said, demands))
    if not said.dated:
        found.append(("invalid-until", f"`until={said.until}` is not a date; write it as `until=2027-01-31`"))
    elif not said.holds(today):
        found.append(("expired-suppression", f"`{shown}` ran out on {said.until} and excuses nothing any more"))
    return found


def _refused(said: Directive, demands: Demands) -> list[Mistake]:
    """What a reason cannot excuse, or not without a ticket."""
    found: list[Mistake] = []
    for rule in said.rules if said.kind == "allow" else ("unguarded-endpoint",):
        demand = demands.get(rule, "reason")
        if rule in OWN_FINDINGS or demand == "forbidden":
            found.append(("forbidden-suppression", f"`{rule}` cannot be excused by a comment"))
        elif said.reason and not satisfies(said.reason, demand):
            message = f"`{rule}` needs a ticket in the reason: `SHOP-12`, `#12` or a link"
            found.append(("suppression-without-reason", message))
    return found
