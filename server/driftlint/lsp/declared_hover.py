"""What is said of a rule where a project speaks of it: at its name in `constraints.yaml`."""

from collections.abc import Iterator

from driftlint.analysis.configured import declared_names
from driftlint.lsp.explanation import Explanation, explain_rule
from driftlint.lsp.session import Session
from driftlint.text.position import Position, Range


def explained_rules(session: Session, path: str, position: Position) -> Iterator[tuple[Range, Explanation]]:
    """The rule that the `constraints.yaml` at `path` names at `position`, if any: where, and what it is."""
    for it in declared_names(session.text_of(path).text):
        if it.section == "rules" and it.key.contains(position):
            explanation = explain_rule(it.name, _severity(session, path, it.name))
            if explanation is not None:
                yield it.key, explanation


def _severity(session: Session, path: str, rule: str) -> str:
    """How serious the rule is in the project that the file speaks for; "off" where it is not in force."""
    project = session.project_of(path)
    in_force = () if project is None else project.rules
    return next((str(it.severity) for it in in_force if it.rule.id == rule), "off")
