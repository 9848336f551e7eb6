"""Entries of `constraints.yaml` that mean nothing in the project: names nobody has, endpoints and files not there."""

import os
import re
from collections.abc import Iterator
from pathlib import PurePath

from driftlint.analysis.config import Config, patterns_of
from driftlint.analysis.root import listed, path_pattern
from driftlint.diagnostic.model import Diagnostic, Severity
from driftlint.index.endpoints import endpoints
from driftlint.index.engine import Database
from driftlint.index.known_names import Unmatched, unmatched
from driftlint.rules.nearest import nearest
from driftlint.rules.public_endpoints import is_meant, slashed
from driftlint.rules.yaml_typed import Path, read
from driftlint.text import files
from driftlint.text.position import Location

RULE = "unmatched-pattern"

_PARAMETER = re.compile(r"\{[^}]*\}|<[^>]*>")
"""A part of a path that is filled in, whatever it is called."""


def unmatched_diagnostics(db: Database, path: str, text: str) -> list[Diagnostic]:
    """One for each pattern of the configuration `text` at `path` that means nothing, where that can be known."""
    reading = read(text, Config)
    if reading.value is None:
        return []
    found = [(where, it) for where, pattern in patterns_of(reading.value) if (it := _of_name(db, pattern, where[0]))]
    for rule in reading.value.rules:
        for number, pattern in enumerate(reading.value.setting(rule).public):
            message = _of_endpoint(db, pattern)
            if message:
                found.append((("rules", rule, "public", number), message))
    root: str = db.input("root", "")
    found += _of_folders(reading.value, root)
    told = [(where, message, Severity.WARNING) for where, message in found]
    told += [(where, message, Severity.HINT) for where, message in _of_files(reading.value, root)]
    return [
        Diagnostic(RULE, severity, Location(path, reading.place(where)), message, subject=message)
        for where, message, severity in told
    ]


def _of_folders(config: Config, root: str) -> Iterator[tuple[Path, str]]:
    """The entries of `source` that are no folders."""
    for number, it in enumerate(config.source):
        if not files.is_folder(str(PurePath(root, it))):
            yield ("source", number), f"`{it}` is no folder below the project's root"


def _of_files(config: Config, root: str) -> Iterator[tuple[Path, str]]:
    """The entries of `exclude` that leave nothing out; what is there and left out anyway may be named."""
    if not config.exclude:
        return
    found = [it[len(root) :].strip(os.sep).replace(os.sep, "/") for it in listed(root)[0]]
    for number, pattern in enumerate(config.exclude):
        start = re.split(r"/?[^/]*[*?]", pattern, maxsplit=1)[0].strip("/")
        there = bool(start) and files.exists(str(PurePath(root, start)))
        if not there and not any(map(path_pattern(pattern).fullmatch, found)):
            yield ("exclude", number), f"`{pattern}` leaves out no Python file"


def _of_name(db: Database, pattern: str, section: str | int) -> str:
    wrong = unmatched(db, pattern)
    if wrong is None or (section == "layers" and not wrong.missing):  # a layer may well be one module
        return ""
    return f"`{pattern}` matches nothing" + "".join(_said(pattern, wrong))


def _said(pattern: str, wrong: Unmatched) -> Iterator[str]:
    if not wrong.missing:
        yield f": `{pattern}` is a module; did you mean `{wrong.means}`?"
    elif wrong.means:
        yield f": names count as they are defined; did you mean `{wrong.means}`?"
    else:
        yield f": there is no `{wrong.missing}`"
        likely = nearest(pattern, wrong.siblings)
        if likely is not None:
            yield f"; did you mean `{likely}`?"


def _of_endpoint(db: Database, pattern: str) -> str:
    """Only where an endpoint of a similar path is there: a library may serve what cannot be seen."""
    listed = endpoints(db)
    if any(is_meant(it.methods, it.path, pattern) for it in listed):
        return ""
    method = pattern.rpartition(" ")[0]
    ways = {f"{way} {slashed(it.path)}" if method else slashed(it.path) for it in listed for way in it.methods}
    said = {_PARAMETER.sub("{}", it): it for it in sorted(ways)}
    likely = nearest(_PARAMETER.sub("{}", pattern), said)
    return f"`{pattern}` matches no endpoint; did you mean `{said[likely]}`?" if likely else ""
