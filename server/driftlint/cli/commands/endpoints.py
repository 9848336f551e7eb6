"""`driftlint endpoints`: lists the ways in, and what guards each."""

import argparse
from collections import Counter
from collections.abc import Sequence

from driftlint.analysis.checking import read
from driftlint.analysis.in_brief import guards_in_brief, in_usual_order, opener
from driftlint.analysis.knowledge import open_to_all, place, routes, transactions, unknown_guards
from driftlint.analysis.project import Project
from driftlint.analysis.reader import cores
from driftlint.cli.output.cells import visible
from driftlint.cli.output.endpoint_list import endpoint_list
from driftlint.cli.output.places import named, near
from driftlint.cli.output.summary import counted
from driftlint.cli.output.table import Cell, stacked_lines, table_lines
from driftlint.cli.output.wire import encoded
from driftlint.cli.targets import in_order, targets, within
from driftlint.cli.terminal import Terminal
from driftlint.index.endpoint import Endpoint, EntryKind
from driftlint.rules.public_endpoints import slashed

HEADER = ("METHOD", "PATH", "HANDLER", "GUARDS", "TRANSACTION", "EFFECTS")
_KINDS: dict[EntryKind, str] = {
    "query": "GraphQL query field",
    "mutation": "GraphQL mutation field",
    "subscription": "GraphQL subscription field",
    "task": "task",
    "tool": "tool",
}
"""What entry points that are no endpoints are called when they are counted."""
NARROW = 100
"""With less room than this, endpoints are blocks below each other instead of rows."""
MOST_LINES = 3
"""So they are where rows would need more lines than this on average."""


def endpoints(options: argparse.Namespace, terminal: Terminal) -> int:
    """Lists the endpoints, tasks, tools and GraphQL fields whose handlers stand in a folder or file."""
    (target,) = targets([options.path], remembering=options.cache)
    in_order([target], terminal)
    project = target.project
    read(project, cores(), terminal.progress)
    listed = [
        it
        for it in project.entry_points()
        if within(it.anchor.path, target.paths[0]) and not (options.unguarded and (it.guarded or it.kind != "http"))
    ]
    project.finish()
    for problem in project.problems():
        path = problem.location.path
        terminal.warn(f"driftlint: note: {visible(named(problem.message, path, near(path)))}")
    if any(it.rule == "rule-failed" for it in project.problems()):
        return 2
    if options.format == "json":
        terminal.show_bytes(encoded(endpoint_list(project, listed, lambda it: open_to_all(project, it))))
        return 0
    if listed:
        rows = [_row(project, it) for it in listed]
        lines = table_lines(terminal, HEADER, rows)
        if terminal.width < NARROW or len(lines) > MOST_LINES * len(rows):
            lines = stacked_lines(terminal, HEADER, rows, title=2)
        terminal.show("\n".join([*lines, ""]))
    terminal.show(_footer(project, listed, unguarded=options.unguarded))
    return 0


def _row(project: Project, it: Endpoint) -> list[Cell]:
    at = place(project, it.anchor)
    handler = f"{it.anchor.owner} {project.name(at.path)}:{at.range.start.line + 1}"
    return [
        Cell((" ".join(in_usual_order(it.methods)) or it.kind,)),
        Cell((_path(it),)),
        Cell((visible(handler),)),
        _guards(project, it),
        _transaction(project, it),
        Cell((", ".join(sorted({route.effect for route in routes(project.db, it.handler.path, it.handler.owner)})),)),
    ]


def _path(it: Endpoint) -> str:
    if it.kind != "http":
        return visible(it.path)
    return "(no route known)" if it.unrouted and not it.path else visible(slashed(it.path))


def _guards(project: Project, it: Endpoint) -> Cell:
    found = tuple(visible(guard) for guard in guards_in_brief(it.guards))
    if it.guarded or it.kind != "http":
        return Cell(found or ("",))
    reason = open_to_all(project, it)
    if reason:
        return Cell((*found, visible(f"public: {reason}")), ("dim",))
    unknown = unknown_guards(project, it)
    if unknown:
        return Cell((*found, visible(f"unknown: {unknown}")), ("yellow",))
    return Cell((*found, "none"), ("red",))


def _transaction(project: Project, it: Endpoint) -> Cell:
    held = transactions(project.db, it.handler.path, it.handler.owner)
    if not held:
        return Cell(("",))
    inner = held[-1]
    return Cell((opener(inner.opening.opener) + ("" if inner.direct else f" in {inner.owner}"),))


def _footer(project: Project, entries: Sequence[Endpoint], *, unguarded: bool) -> str:
    where = visible(near(project.root))
    listed = [it for it in entries if it.kind == "http"]
    others = Counter(it.kind for it in entries if it.kind != "http")
    if not entries and not unguarded:
        return f"no endpoints found below {where}"
    open_ = [it for it in listed if not it.guarded]
    excused = sum(bool(open_to_all(project, it) or unknown_guards(project, it)) for it in open_)
    if unguarded:
        more = f", {excused:,} public or unknown" if excused else ""
        return f"{counted(len(open_) - excused, 'endpoint')} without a guard{more}; files are below {where}"
    parts = [f"{counted(len(listed), 'endpoint')}: {len(listed) - len(open_):,} guarded"]
    parts += [f"{excused:,} public or unknown"] if excused else []
    parts += [f"{len(open_) - excused:,} without a guard"] if len(open_) > excused else []
    if others:
        named = {kind: counted(number, _KINDS[kind]) for kind, number in sorted(others.items())}
        return f"{', '.join(parts)}; {', '.join(named.values())}; files are below {where}"
    return f"{', '.join(parts)}; files are below {where}"
