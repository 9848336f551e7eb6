"""What hover says about a finding: the rule, why, this finding's route, how to mend it, a good example."""

import os
import re
from collections.abc import Iterable
from typing import NamedTuple

from driftlint.analysis.good_example import good_example
from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Finding, Related, Status
from driftlint.lsp.session import Session
from driftlint.rules.own_findings import OWN_FINDINGS
from driftlint.rules.registry import registry
from driftlint.rules.rule import Rule
from driftlint.text.files import UnreadableFileError
from driftlint.text.position import Location, lines_of

_EVIDENCE = {"call": "How it gets there", "budget": "What was counted", "endpoint": "Compare"}


class Step(NamedTuple):
    """One step of the evidence: where and what, and the line of source there, "" where it cannot be read."""

    said: str
    source: str


class Explanation(NamedTuple):
    """A finding, or a rule by itself, in the words of the rule; an empty part is left out."""

    rule: str
    severity: str
    message: str
    """What is wrong here; of a rule by itself what it does."""
    why: str
    evidence: str
    """What the steps are: a route, what was counted, what it is compared with."""
    steps: tuple[Step, ...]
    instead: str
    example: str
    example_from: str
    """Where in the project the example stands and what it shows; "" for one of the rule's own."""
    declared: str


def explain(session: Session, finding: Finding) -> Explanation:
    """The explanation of `finding`; places are relative to its project's root, lines one-based."""
    diagnostic = finding.diagnostic
    project = session.project_of(diagnostic.location.path)
    rule = registry().rules.get(diagnostic.rule)
    here = None if project is None else good_example(project, diagnostic)
    own = _example(rule) if rule else ""
    return Explanation(
        rule=diagnostic.rule,
        severity=f"{diagnostic.severity}, known" if finding.status is Status.KNOWN else diagnostic.severity,
        message=diagnostic.message,
        why=rule.why.strip() if rule else OWN_FINDINGS.get(diagnostic.rule, ""),
        evidence=_EVIDENCE[rule.match.kind] if rule else "See",
        steps=tuple(_step(it, project) for it in diagnostic.related),
        instead=rule.instead.strip() if rule else "",
        example=own if here is None else here.text,
        example_from="" if here is None else f"{_place(here.location, project)} {here.why}",
        declared=_declared(diagnostic.rule),
    )


def explain_rule(id_: str, severity: str) -> Explanation | None:
    """The explanation of a rule by itself, whose severity is that of the project; None where no rule is called so."""
    rule = registry().rules.get(id_)
    if rule is None:
        return None
    return Explanation(
        rule=id_,
        severity=severity,
        message=rule.summary.strip(),
        why=rule.why.strip(),
        evidence="",
        steps=(),
        instead=rule.instead.strip(),
        example=_example(rule),
        example_from="",
        declared=_declared(id_),
    )


def markdown(it: Explanation) -> str:
    """The explanation as Markdown."""
    parts = [f"**{it.message}**", f"`{it.rule}` · {it.severity}"]
    parts += [f"**Why** {it.why}"] if it.why else []
    shown = [f"{step.said}\n   {_code(step.source)}" if step.source else step.said for step in it.steps]
    parts += [f"**{it.evidence}**\n\n{_numbered(shown)}"] if shown else []
    parts += [f"**Instead** {it.instead}"] if it.instead else []
    title = f"**For example** {it.example_from}".rstrip()
    parts += [f"{title}\n\n```python\n{it.example}\n```"] if it.example else []
    parts += [f"Declared in `{it.declared}`"] if it.declared else []
    return "\n\n".join(parts)


def plain_text(it: Explanation) -> str:
    """The explanation without any markup."""
    parts = [f"{it.message} ({it.rule}, {it.severity})"]
    parts += [f"Why: {it.why}"] if it.why else []
    shown = [f"{step.said}\n   {step.source}" if step.source else step.said for step in it.steps]
    parts += [f"{it.evidence}:\n{_numbered(shown)}"] if shown else []
    parts += [f"Instead: {it.instead}"] if it.instead else []
    title = f"For example {it.example_from}".rstrip()
    parts += [f"{title}:\n\n{it.example}"] if it.example else []
    parts += [f"Declared in {it.declared}"] if it.declared else []
    return "\n\n".join(parts)


def _step(it: Related, project: Project | None) -> Step:
    said = f"{_place(it.location, project)}: {it.message}"
    try:
        lines = [] if project is None else lines_of(project.text(it.location.path))
    except UnreadableFileError:
        lines = []
    at = it.location.range.start.line
    return Step(said, lines[at].strip() if at < len(lines) else "")


def _code(source: str) -> str:
    """`source` as a code span, whatever backticks it holds."""
    longest = max((len(it) for it in re.findall("`+", source)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {source} {fence}" if longest else f"`{source}`"


def _numbered(steps: Iterable[str]) -> str:
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))


def _place(location: Location, project: Project | None) -> str:
    path = location.path if project is None else project.name(location.path)
    return f"{path}:{location.range.start.line + 1}"


def _example(rule: Rule) -> str:
    """The rule's first good example that is one file."""
    return next((it.strip() for it in rule.tests.valid if isinstance(it, str)), "")


def _declared(rule: str) -> str:
    path = registry().paths.get(rule)
    return "" if path is None else "/".join(("rules", *path.replace(os.sep, "/").split("/")[-2:]))
