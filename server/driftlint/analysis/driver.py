"""Which rules are in force, and what they say about one file as diagnostics at the places where things stand now."""

import contextlib
from collections.abc import Callable

import msgspec

from driftlint.analysis.config import Config
from driftlint.diagnostic.model import Diagnostic, Severity
from driftlint.facts.model import ModuleFacts
from driftlint.index.engine import Cancelled, Database
from driftlint.index.value import Anchor
from driftlint.rules.evaluation import Outcome, outcome
from driftlint.rules.matched import Locate, diagnostic
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


def say(
    db: Database,
    rules: tuple[RuleInForce, ...],
    path: str,
    facts: Callable[[str], ModuleFacts],
    name: Callable[[str], str],
) -> Said:
    """What `rules` say about the file at `path`; `facts` gives those of a file, `name` what messages call it."""
    locate = _locator(facts)
    diagnostics: list[tuple[Diagnostic, str | None]] = []
    unknown: list[Unknown] = []
    failures: list[tuple[str, str]] = []
    for it in rules:
        said: Outcome = outcome(db, it.rule.id, path)
        diagnostics.extend(
            (diagnostic(it.rule, it.severity, matched, locate, name), matched.allowed or None)
            for matched in said.matched
        )
        for undecided in said.undecided:
            line = locate(undecided.anchor).range.start.line
            unknown.append(Unknown(it.rule.id, undecided.anchor.path, line, undecided.message))
        failures.extend((it.rule.id, words) for words in said.failures)
    return Said(tuple(diagnostics), tuple(unknown), tuple(failures))


def say_at_once(
    db: Database,
    rules: tuple[RuleInForce, ...],
    path: str,
    facts: Callable[[str], ModuleFacts],
    name: Callable[[str], str],
) -> Said:
    """The same of the rules that do not need the whole project, those left out that the index is cancelled in."""
    parts: list[Said] = []
    for it in rules:
        if it.rule.match.endpoint is None:
            with contextlib.suppress(Cancelled):
                parts.append(say(db, (it,), path, facts, name))
    return Said(
        tuple(it for part in parts for it in part.diagnostics),
        tuple(it for part in parts for it in part.unknown),
        tuple(it for part in parts for it in part.failures),
        whole=False,
    )


def _locator(facts: Callable[[str], ModuleFacts]) -> Locate:
    def locate(anchor: Anchor) -> Location:
        return Location(anchor.path, span(*facts(anchor.path).absolute(anchor.owner, anchor.span)))

    return locate


def _limited(rule: Rule, limit: int | None) -> Rule:
    """The rule with the project's own limit."""
    endpoint = rule.match.endpoint
    if limit is None or endpoint is None or endpoint.budget is None:
        return rule
    budget = msgspec.structs.replace(endpoint.budget, limit=limit)
    match = msgspec.structs.replace(rule.match, endpoint=msgspec.structs.replace(endpoint, budget=budget))
    return msgspec.structs.replace(rule, match=match)
