"""Which rules are in force, and what they say about one file as diagnostics at the places where things stand now."""

import contextlib

import msgspec

from driftlint.analysis.config import Config
from driftlint.analysis.selected import name_below
from driftlint.diagnostic.model import Diagnostic, Severity
from driftlint.index.engine import Cancelled, Database, query
from driftlint.index.files import first_line
from driftlint.index.value import Anchor
from driftlint.rules.matched import diagnostic
from driftlint.rules.registry import Registry
from driftlint.rules.rule import Demand, Rule
from driftlint.text.position import Location, span


class RuleInForce(msgspec.Struct, frozen=True):
    """A rule as the project applies it."""

    rule: Rule
    severity: Severity
    public: tuple[str, ...] = ()
    suppression: Demand = "reason"
    """What a comment must give to excuse a place."""


class Unknown(msgspec.Struct, frozen=True):
    """What a rule could not decide, and what stopped it; never a finding. `line` is zero-based."""

    rule: str
    path: str
    line: int
    message: str


class Said(msgspec.Struct, frozen=True):
    """What all rules say about one file; each diagnostic with why the code excuses it, None where it does not."""

    diagnostics: tuple[tuple[Diagnostic, str | None], ...]
    unknown: tuple[Unknown, ...]
    failures: tuple[tuple[str, str], ...]
    """The id of each rule that raised, and its words."""
    whole: bool = True
    """Whether every rule in force was asked."""
    guarded: tuple[tuple[int, str], ...] = ()
    """The zero-based line of each comment that declares public what is guarded, and by what."""


def rules_in_force(config: Config, registry: Registry) -> tuple[RuleInForce, ...]:
    """The rules of the packs in force and those that `config` names, without those it turns off."""
    found: list[RuleInForce] = []
    for id_, rule in registry.rules.items():
        setting = config.setting(id_)
        if setting.severity == "off" or (rule.pack not in config.packs and id_ not in config.rules):
            continue
        severity = Severity(setting.severity) if setting.severity else rule.severity
        demand = setting.suppression or rule.suppression
        found.append(RuleInForce(_limited(rule, setting.limit), severity, setting.public, demand))
    return tuple(found)


def put_in_force(db: Database, rules: tuple[RuleInForce, ...]) -> None:
    """Makes `rules` inputs of the index."""
    for it in rules:
        db.set_input(("rule", it.rule.id), it.rule)
        db.set_input(("public", it.rule.id), it.public)


def say(db: Database, rules: tuple[RuleInForce, ...], path: str) -> Said:
    """What `rules` say about the file at `path`."""
    from driftlint.rules.evaluation import outcome  # the whole index: what is only told again starts without it

    diagnostics: list[tuple[Diagnostic, str | None]] = []
    unknown: list[Unknown] = []
    failures: list[tuple[str, str]] = []
    for it in rules:
        said = outcome(db, it.rule.id, path)
        if said.matched or said.undecided:
            here = _here(db, it.rule.id, it.severity, path)
            diagnostics += here[0]
            unknown += here[1]
        failures.extend((it.rule.id, words) for words in said.failures)
    return Said(tuple(diagnostics), tuple(unknown), tuple(failures), guarded=_guarded(db, rules, path, failures))


def _guarded(
    db: Database, rules: tuple[RuleInForce, ...], path: str, failures: list[tuple[str, str]]
) -> tuple[tuple[int, str], ...]:
    """What the rule finds that asks for guards: nothing where it fails, or is not in force."""
    asked = {it.rule.id for it in rules if it.rule.match.endpoint is not None and it.rule.match.endpoint.lacks}
    if not asked or not asked.isdisjoint(it for it, _ in failures) or not db.input(("comments", path), ()):
        return ()
    from driftlint.rules.declarations import public_though_guarded  # as above

    return public_though_guarded(db, path)


def say_at_once(db: Database, rules: tuple[RuleInForce, ...], path: str) -> Said:
    """The same of the rules that do not need the whole project, those left out that the index is cancelled in."""
    parts: list[Said] = []
    for it in rules:
        if it.rule.match.endpoint is None:
            with contextlib.suppress(Cancelled):
                parts.append(say(db, (it,), path))
    return Said(
        tuple(it for part in parts for it in part.diagnostics),
        tuple(it for part in parts for it in part.unknown),
        tuple(it for part in parts for it in part.failures),
        whole=False,
    )


@query
def _here(
    db: Database, id_: str, severity: Severity, path: str
) -> tuple[tuple[tuple[Diagnostic, str | None], ...], tuple[Unknown, ...]]:
    """What a rule says about a file, at the places where things stand now."""
    from driftlint.rules.evaluation import outcome  # as above

    rule: Rule | None = db.input(("rule", id_), None)
    said = outcome(db, id_, path)

    def locate(anchor: Anchor) -> Location:
        line = first_line(db, anchor.path, anchor.owner)
        start, column, end, end_column = anchor.span
        return Location(anchor.path, span(line + start, column, line + end, end_column))

    def name(of: str) -> str:
        return name_below(db.input("root", ""), of)

    diagnostics = tuple(
        (diagnostic(rule, severity, it, locate, name), it.allowed or None) for it in said.matched if rule is not None
    )
    undecided = tuple(
        Unknown(id_, it.anchor.path, locate(it.anchor).range.start.line, it.message) for it in said.undecided
    )
    return diagnostics, undecided


def _limited(rule: Rule, limit: int | None) -> Rule:
    """The rule with the project's own limit."""
    endpoint = rule.match.endpoint
    if limit is None or endpoint is None or endpoint.budget is None:
        return rule
    budget = msgspec.structs.replace(endpoint.budget, limit=limit)
    match = msgspec.structs.replace(rule.match, endpoint=msgspec.structs.replace(endpoint, budget=budget))
    return msgspec.structs.replace(rule, match=match)
