"""`driftlint/constraints`: every rule in force with its findings, for a view of them."""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from driftlint.analysis.driver import RuleInForce
from driftlint.analysis.project import Project
from driftlint.analysis.upkeep import is_acceptable
from driftlint.diagnostic.model import Finding
from driftlint.lsp.endpoint_symbols import wire_location
from driftlint.lsp.leisure import at_leisure
from driftlint.lsp.method import Method
from driftlint.lsp.parameters import Within, structured
from driftlint.lsp.session import Session

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


async def constraints(server: "DriftlintServer", params: Any) -> dict[str, Any]:
    """The rules in force in any folder, and of each the findings in all files, or in the file or folder `uri`.

    A finding has its `status`: `new`, `known` or `suppressed`, and then a `reason`; `acceptable` is what a baseline can
    take in.
    """
    asked, session = structured(params, Within), server.session
    rules: dict[str, dict[str, Any]] = {}
    for project in session.projects:
        for rule in project.rules:
            rules.setdefault(rule.rule.id, _rule(rule))
        for path in (*session.owned_files(project), project.config_path):
            if asked.holds(path):
                await asyncio.sleep(0)
                for finding in await at_leisure(server, project, partial(project.findings, path)):
                    entry = rules.setdefault(finding.diagnostic.rule, _own(finding))
                    entry["findings"].append(_finding(session, project, finding))
    return {"constraints": list(rules.values())}


def _rule(it: RuleInForce) -> dict[str, Any]:
    rule = it.rule
    words = {"summary": rule.summary.strip(), "why": rule.why.strip(), "instead": rule.instead.strip()}
    return {"id": rule.id, "severity": str(it.severity), **words, "findings": []}


def _own(it: Finding) -> dict[str, Any]:
    """What is found without a rule: mistakes in `constraints.yaml`, in comments, in rule files."""
    words = {"summary": "", "why": "", "instead": ""}
    return {"id": it.diagnostic.rule, "severity": str(it.diagnostic.severity), **words, "findings": []}


def _finding(session: Session, project: Project, it: Finding) -> dict[str, Any]:
    diagnostic = it.diagnostic
    return {
        **_placed(session, diagnostic.location),
        "file": project.name(diagnostic.location.path),
        "subject": diagnostic.subject,
        "message": diagnostic.message,
        "severity": str(diagnostic.severity),
        "status": str(it.status),
        "reason": it.reason,
        "acceptable": is_acceptable(it),
        "fingerprint": it.fingerprint,
        "route": list(_route(session, project, it)),
    }


def _route(session: Session, project: Project, it: Finding) -> Iterator[dict[str, Any]]:
    for step in it.diagnostic.related:
        file = project.name(step.location.path)
        yield {**_placed(session, step.location), "file": file, "message": step.message}


def _placed(session: Session, at: Any) -> dict[str, types.Range | str]:
    location = wire_location(session, at)
    return {"uri": location.uri, "range": location.range}


METHOD = Method("driftlint/constraints", constraints)
