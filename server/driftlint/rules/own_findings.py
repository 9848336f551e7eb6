"""The findings that come from no rule file: they are about constraints, comments and files themselves."""

import inspect
from collections.abc import Mapping

_PAGES = {
    "invalid-configuration": """
        constraints.yaml says something that it cannot mean: a misspelt key, a value of the wrong kind, a pattern that
        matches nothing. On the command line nothing is checked until it is right; in an editor the last good one stays
        in force.
    """,
    "unmatched-pattern": """
        A pattern in constraints.yaml means nothing in this project: a name that nobody defines (after a renaming, or
        misspelt), a name by which something is only known elsewhere, an endpoint or a folder that is not there, files
        that are not. What it was to say is not in force. Names of libraries are not looked into.
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
        A comment `# driftlint: allow[rule]` or `# driftlint: public` gives no reason after it, or none with a ticket
        in it where the rule demands one, and excuses nothing until it does.
    """,
    "unknown-rule-in-suppression": """
        A comment `# driftlint: allow[rule]` names a rule that does not exist, or none, and excuses nothing.
    """,
    "unused-suppression": """
        A comment `# driftlint: allow[rule]` excuses nothing: the rule says nothing there, or another comment excuses
        it already. Or a comment `# driftlint: public` stands at no function or class. What is left behind would hide
        the next mistake made in its place.
    """,
    "public-though-guarded": """
        A comment `# driftlint: public` stands at an endpoint that lets only some callers in. Either the guard came
        later and the comment has had its day, or the endpoint was meant to be open and is not. Left behind, it would
        hide that the guard is lost one day.
    """,
    "forbidden-suppression": """
        A comment excuses what no comment can: the rule forbids it (`suppression: forbidden` in the rule file or in
        constraints.yaml), or it is a finding about comments and files themselves. Mend what it stands at instead.
    """,
    "expired-suppression": """
        A comment with `until=` has run out.
    """,
    "invalid-until": """
        What follows `until=` in a comment is not a date, written as `2027-01-31`. The comment excuses nothing until it
        is.
    """,
    "invalid-baseline": """
        A line of constraints.baseline.yaml is no entry of a baseline. It makes nothing known; the others do. After a
        merge that left both sides, `driftlint check --prune` keeps what of them is still found.
    """,
    "stale-baseline-entry": """
        constraints.baseline.yaml has an entry for a finding that is gone. `driftlint check --prune` removes it, so that
        the finding cannot come back unseen.
    """,
    "unknown-directive": """
        A comment starts with `driftlint:` and directs nothing that is known. There are
        `# driftlint: allow[rule] reason` and `# driftlint: public reason`.
    """,
}

OWN_FINDINGS: Mapping[str, str] = {id_: inspect.cleandoc(page) for id_, page in _PAGES.items()}
"""What stands behind each, by its id: paragraphs with empty lines between them."""
