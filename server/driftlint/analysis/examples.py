"""Runs the examples of a rule file: what they say is reported must be reported, and nothing else."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Status
from driftlint.rules.rule import Code, Invalid, Rule

SINGLE = "example.py"
"""What the file of an example of one text is called."""

_EXPECT = re.compile(r"# expect: (?P<rule>[a-z0-9-]+)(?: \"(?P<part>[^\"]*)\")?")


class Expectation(msgspec.Struct, frozen=True, order=True):
    """What a `# expect: rule-id "part of the message"` says: in which file, on which one-based line, and what."""

    path: str
    line: int
    part: str


class Outcome(msgspec.Struct, frozen=True):
    """What an example gave: what was expected and is missing, and what was reported and not expected."""

    missing: tuple[str, ...] = ()
    noisy: tuple[str, ...] = ()


def examples(rule: Rule) -> Iterator[tuple[str, Code]]:
    """Every example of `rule` with a name for it, such as "invalid-2"."""
    for kind, codes in (("valid", rule.tests.valid), ("invalid", tuple(it.code for it in rule.tests.invalid))):
        yield from ((f"{kind}-{number}", code) for number, code in enumerate(codes, 1))


def texts(code: Code) -> Mapping[str, str]:
    """The texts of an example by path."""
    return {SINGLE: code} if isinstance(code, str) else code


def fixed_texts(example: Invalid) -> Mapping[str, str] | None:
    """The texts of an example after its fix, by path; None where it says nothing of a fix."""
    if example.fixed is None:
        return None
    return {**texts(example.code), **texts(example.fixed)}


def project_of(code: Code, root: Path) -> Project:
    """A project at `root`, a folder without files, that holds the texts of an example unsaved."""
    project = Project(str(root))
    for path, text in texts(code).items():
        project.open(str(root / path), text)
    return project


def run(rule: Rule, code: Code, root: Path) -> Outcome:
    """Compares what `rule` says about an example with what the example expects."""
    project = project_of(code, root)
    report = project.check()
    reported: dict[Expectation, None] = {}
    for finding in report.findings:
        said = finding.diagnostic
        if said.rule == rule.id and finding.status is not Status.SUPPRESSED:
            line = said.location.range.start.line + 1
            reported[Expectation(project.name(said.location.path), line, said.message)] = None
    expected = list(_expected(rule.id, code))
    noisy = list(reported)
    missing: list[str] = []
    for it in expected:
        met = next(
            (other for other in noisy if (other.path, other.line) == (it.path, it.line) and it.part in other.part), None
        )
        if met is None:
            missing.append(f"{it.path}:{it.line} {it.part}")
        else:
            noisy.remove(met)
    said_wrong = [it.message for it in (*project.mistakes, *report.problems)]
    return Outcome(tuple(missing), (*(f"{it.path}:{it.line} {it.part}" for it in noisy), *said_wrong))


def _expected(id_: str, code: Code) -> Iterator[Expectation]:
    for path, text in texts(code).items():
        for number, line in enumerate(text.splitlines(), 1):
            for found in _EXPECT.finditer(line):
                if found["rule"] == id_:
                    yield Expectation(path, number, found["part"] or "")
