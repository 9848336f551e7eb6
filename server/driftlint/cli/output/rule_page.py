"""The page of one rule, and of what driftlint says about constraints and comments themselves."""

import re

from driftlint.cli.output.paragraphs import INDENT, code, prose, titled
from driftlint.cli.output.places import near
from driftlint.cli.terminal import Terminal
from driftlint.rules.own_findings import OWN_FINDINGS
from driftlint.rules.registry import registry
from driftlint.rules.rule import Code, Invalid, Rule

_EXPECT = re.compile(r"# expect: .*")


def rule_page(terminal: Terminal, rule: Rule) -> list[str]:
    """Everything there is to know about a rule."""
    title = f"{terminal.paint(rule.id, 'bold')} ({rule.severity}, {rule.pack}, since {rule.since})"
    invalid = _shown(rule.tests.invalid)
    valid = next((it for it in rule.tests.valid if isinstance(it, str)), rule.tests.valid[0])
    out = [title, f"It {rule.summary}."]
    out += titled(terminal, "Why", prose(terminal, rule.why))
    out += titled(terminal, "Instead", prose(terminal, rule.instead))
    out += titled(terminal, "Reported", _code(invalid.code))
    if invalid.fixed is not None:
        out += titled(terminal, "Mended", _code(invalid.fixed))
    out += titled(terminal, "Not reported", _code(valid))
    if rule.fix:
        out += titled(terminal, "Fixes, where they keep the meaning", rule.fix)
    out += titled(terminal, "To excuse one place", _excuses(rule))
    out += titled(terminal, "To change it for a project, in constraints.yaml", _settings(rule))
    rest = len(rule.tests.invalid) + len(rule.tests.valid) - 2
    out += ["", f"Declared in {near(registry().paths[rule.id])}, with {rest} more examples."]
    return out


def _shown(examples: tuple[Invalid, ...]) -> Invalid:
    """The first example that is one file and comes with its fix; else the first of one file; else the first."""
    single = [it for it in examples if isinstance(it.code, str)]
    return next((it for it in single if it.fixed is not None), (single or list(examples))[0])


def _code(it: Code) -> list[str]:
    if isinstance(it, str):
        return code(_EXPECT.sub("# reported", it))
    out: list[str] = []
    for path, text in it.items():
        out += ["", f"{path}:", *(INDENT + line for line in code(_EXPECT.sub("# reported", text)))]
    return out[1:]


def _excuses(rule: Rule) -> list[str]:
    out = [f"# driftlint: allow[{rule.id}] the reason, which is required"]
    if rule.match.endpoint is not None and rule.match.endpoint.unless == "public":
        out.append("# driftlint: public the reason, which is required")
    return [*out, "", "at the end of the line or alone above it; `until=2027-01-31` makes it run out"]


def _settings(rule: Rule) -> list[str]:
    out = ["rules:", f"{INDENT}{rule.id}: off        # or error, warning, info, hint"]
    endpoint = rule.match.endpoint
    if endpoint is not None and endpoint.unless == "public":
        out += ["", "rules:", f"{INDENT}{rule.id}:", f'{INDENT * 2}public: ["GET /health", "/docs/**"]']
    if endpoint is not None and endpoint.budget is not None:
        out += [
            "",
            "rules:",
            f"{INDENT}{rule.id}:",
            f"{INDENT * 2}limit: {endpoint.budget.limit}        # what it is now",
        ]
    return out


def own_page(terminal: Terminal, id_: str) -> list[str]:
    """The page of a finding that is about constraints, comments or files themselves."""
    return [terminal.paint(id_, "bold"), "", *prose(terminal, OWN_FINDINGS[id_])]
