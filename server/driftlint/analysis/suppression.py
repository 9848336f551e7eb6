"""What comments in the code excuse, and what is wrong with those comments."""

import msgspec

from driftlint.diagnostic.model import Diagnostic, Severity
from driftlint.facts.model import Comment, ModuleFacts
from driftlint.rules.comment import Directive, directive
from driftlint.rules.nearest import nearest, unknown
from driftlint.text.position import Location, span


class Excuse(msgspec.Struct, frozen=True):
    """An `allow` comment in force: the line it stands in, whether it stands alone, the rules it names, its reason."""

    line: int
    alone: bool
    rules: tuple[str, ...]
    reason: str


def excuses(comments: tuple[Comment, ...], today: str) -> tuple[Excuse, ...]:
    """The `allow` comments that have a reason and have not run out on `today`, an ISO date."""
    found = ((it, directive(it.text)) for it in comments)
    return tuple(
        Excuse(it.line, it.alone, said.rules, said.reason)
        for it, said in found
        if said is not None and said.kind == "allow" and said.reason and said.holds(today)
    )


def excuse(diagnostic: Diagnostic, given: tuple[Excuse, ...], facts: ModuleFacts) -> str | None:
    """The reason why `diagnostic` is suppressed, None where it is not."""
    fitting = [it for it in given if diagnostic.rule in it.rules]
    if not fitting:
        return None
    first, last = _lines(diagnostic, facts)
    at = diagnostic.location.range
    alone = {it.line for it in given if it.alone}
    above = {*_above(first, alone), *_above(at.start.line, alone)}
    ends = {at.start.line, at.end.line, last}
    return next((it.reason for it in fitting if it.line in (above if it.alone else ends)), None)


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


def comment_diagnostics(
    path: str, comments: tuple[Comment, ...], rules: tuple[str, ...], today: str
) -> list[Diagnostic]:
    """What is wrong with the comments of a file that are addressed to driftlint; `rules` are the known ids."""
    found: list[Diagnostic] = []
    for comment in comments:
        end = comment.column + len(comment.text) + 2
        place = Location(path, span(comment.line, comment.column, comment.line, end))
        for rule, message in _wrong(directive(comment.text), comment.text, rules, today):
            found.append(Diagnostic(rule, Severity.WARNING, place, message, subject=comment.text))
    return found


def _wrong(said: Directive | None, text: str, rules: tuple[str, ...], today: str) -> list[tuple[str, str]]:
    if said is None:
        word = text.removeprefix("driftlint").lstrip(" \t:").partition("[")[0].partition(" ")[0]
        likely = nearest(word, ("allow", "public"))
        hint = f"; did you mean `{likely}`?" if likely else "; known are `allow[rule-id] reason` and `public reason`"
        return [("unknown-directive", f"`# {text}` directs nothing{hint}")]
    found: list[tuple[str, str]] = []
    if said.kind == "allow" and not said.rules:
        found.append(("unknown-rule-in-suppression", f"`# {text}` names no rule"))
    found.extend(("unknown-rule-in-suppression", unknown("rule", it, rules)) for it in said.rules if it not in rules)
    shown = "allow[…]" if said.kind == "allow" else "public"
    if not said.reason:
        found.append(
            ("suppression-without-reason", f"`{shown}` needs a reason after it, and excuses nothing without one")
        )
    if not said.dated:
        found.append(("expired-suppression", f"`until={said.until}` is no date; write it as `until=2027-01-31`"))
    elif not said.holds(today):
        found.append(("expired-suppression", f"`{shown}` ran out on {said.until} and excuses nothing any more"))
    return found
