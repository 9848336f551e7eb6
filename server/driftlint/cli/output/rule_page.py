"""The page of one rule, and of what driftlint says about constraints and comments themselves."""

import re

from driftlint.cli.output.paragraphs import INDENT, code, prose, titled
from driftlint.cli.output.places import near
from driftlint.cli.terminal import Terminal
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


OWN_PAGES = {
    "invalid-configuration": """
        constraints.yaml says something that it cannot mean: a misspelt key, a value of the wrong kind, a pattern that
        matches nothing. On the command line nothing is checked until it is right; in an editor the last good one stays
        in force.
    """,
    "invalid-rule": """
        A rule file of the registry has a mistake. It costs that rule; the others are applied.
    """,
    "unreadable-file": """
        A Python file could not be read: it is binary or not in the encoding it declares (UTF-8 where it declares none),
        it is larger than 8 MiB, or permission is denied. What it says is not known to the rules.

        Leave it out with `exclude` in constraints.yaml if it need not be checked.
    """,
    "rule-failed": """
        A rule raised an exception on a file: a defect of driftlint, please report it. All other rules and files were
        checked.
    """,
    "suppression-without-reason": """
        A comment `# driftlint: allow[rule]` or `# driftlint: public` gives no reason after it, and excuses nothing
        until it does.
    """,
    "unknown-rule-in-suppression": """
        A comment `# driftlint: allow[rule]` names a rule that does not exist, and excuses nothing.
    """,
    "expired-suppression": """
        A comment with `until=` has run out, or its date is not written as `2027-01-31`.
    """,
    "unknown-directive": """
        A comment starts with `driftlint:` and directs nothing that is known. There are
        `# driftlint: allow[rule] reason` and `# driftlint: public reason`.
    """,
}
"""What stands behind the findings that come from no rule file."""


def own_page(terminal: Terminal, id_: str) -> list[str]:
    """The page of a finding that is about constraints, comments or files themselves."""
    return [terminal.paint(id_, "bold"), "", *prose(terminal, OWN_PAGES[id_])]
