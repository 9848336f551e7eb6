"""`driftlint explain`: the page of a rule, or everything about one line."""

import argparse
import re

from driftlint.analysis.checking import read
from driftlint.analysis.config import NAMES
from driftlint.analysis.reader import cores
from driftlint.cli.failure import CannotRunError
from driftlint.cli.output.cells import visible
from driftlint.cli.output.line_page import line_page
from driftlint.cli.output.places import named, near
from driftlint.cli.output.rule_page import own_page, rule_page
from driftlint.cli.targets import in_order, targets
from driftlint.cli.terminal import Terminal
from driftlint.rules.nearest import unknown
from driftlint.rules.own_findings import OWN_FINDINGS
from driftlint.rules.registry import registry
from driftlint.text import files
from driftlint.text.files import UnreadableFileError

_PLACE = re.compile(r"(.+?):(\d+)(?::\d+)?:?", re.DOTALL)


def explain(options: argparse.Namespace, terminal: Terminal) -> int:
    """Explains a rule by its id, or `FILE:LINE`; always 0 where there was something to explain."""
    target: str = options.target
    rule = registry().rules.get(target)
    if rule is not None:
        terminal.show("\n".join(rule_page(terminal, rule)))
        return 0
    if target in OWN_FINDINGS:
        terminal.show("\n".join(own_page(terminal, target)))
        return 0
    place = _PLACE.fullmatch(target)
    if place is None:
        raise CannotRunError(_unknown(target))
    file, line = place[1], int(place[2])
    (asked,) = targets([file], remembering=options.cache)
    path = asked.paths[0]
    if files.is_folder(path):
        raise CannotRunError(f"`{file}` is a folder; `driftlint explain` takes a line of a file, FILE:LINE")
    in_order([asked], terminal)
    if path not in asked.project.files() and not path.endswith(NAMES):
        raise CannotRunError(
            f"`{file}` is not checked: tests, and what `exclude` in constraints.yaml names, are left out"
        )
    read(asked.project, cores(), terminal.progress)
    try:
        terminal.show("\n".join(line_page(terminal, asked.project, path, line)))
    except UnreadableFileError as error:
        raise CannotRunError(visible(named(str(error), path, near(path)))) from error
    asked.project.finish()
    return 0


def _unknown(target: str) -> str:
    if files.exists(target):
        return f"which line of `{target}`? `driftlint explain` takes a rule, or a line of a file: {target}:12"
    rules = registry().rules
    message = unknown("rule", target, (*rules, *OWN_FINDINGS))
    return message if "did you mean" in message else f"{message}; the rules are {', '.join(rules)}; a line is FILE:LINE"
