"""What hover says about a finding: the rule, why, this finding's route, how to mend it, a good example."""

import os
from collections.abc import Iterable
from typing import NamedTuple

from driftlint.analysis.good_example import good_example
from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Finding
from driftlint.lsp.session import Session
from driftlint.rules.own_findings import OWN_FINDINGS
from driftlint.rules.registry import registry
from driftlint.rules.rule import Rule
from driftlint.text.position import Location


class Explanation(NamedTuple):
    """A finding in the words of its rule; an empty part is left out."""

    rule: str
    severity: str
    message: str
    why: str
    route: tuple[str, ...]
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
        severity=diagnostic.severity,
        message=diagnostic.message,
        why=rule.why.strip() if rule else OWN_FINDINGS.get(diagnostic.rule, ""),
        route=tuple(f"{_place(it.location, project)}: {it.message}" for it in diagnostic.related),
        instead=rule.instead.strip() if rule else "",
        example=own if here is None else here.text,
        example_from="" if here is None else f"{_place(here.location, project)} {here.why}",
        declared=_declared(diagnostic.rule),
    )


def markdown(it: Explanation) -> str:
    """The explanation as Markdown."""
    parts = [f"**{it.message}**", f"`{it.rule}` · {it.severity}"]
    parts += [f"**Why** {it.why}"] if it.why else []
    parts += ["**How it gets there**\n\n" + _numbered(it.route)] if it.route else []
    parts += [f"**Instead** {it.instead}"] if it.instead else []
    title = f"**For example** {it.example_from}".rstrip()
    parts += [f"{title}\n\n```python\n{it.example}\n```"] if it.example else []
    parts += [f"Declared in `{it.declared}`"] if it.declared else []
    return "\n\n".join(parts)


def plain_text(it: Explanation) -> str:
    """The explanation without any markup."""
    parts = [f"{it.message} ({it.rule}, {it.severity})"]
    parts += [f"Why: {it.why}"] if it.why else []
    parts += ["How it gets there:\n" + _numbered(it.route)] if it.route else []
    parts += [f"Instead: {it.instead}"] if it.instead else []
    title = f"For example {it.example_from}".rstrip()
    parts += [f"{title}:\n\n{it.example}"] if it.example else []
    parts += [f"Declared in {it.declared}"] if it.declared else []
    return "\n\n".join(parts)


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
