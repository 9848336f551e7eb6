"""What `driftlint endpoints --format json` prints. Lines are one-based."""

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from driftlint.analysis.knowledge import place, routes, transactions, unknown_guards
from driftlint.analysis.project import Project
from driftlint.cli.output.wire import Number, PathName, clean
from driftlint.index.endpoint import Endpoint, EntryKind, GuardKind
from driftlint.index.value import Anchor


class GuardEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A guard, where the endpoint gets it from, and where that is written; not certain: known by its name alone."""

    kind: GuardKind
    name: str
    origin: str
    path: PathName
    line: Number
    certain: bool


class StepEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One call on the way to an effect: what is called, and where that is written."""

    name: str
    path: PathName
    line: Number


class EffectEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An effect the handler reaches, by its shortest route; certain unless one of the steps only may happen."""

    effect: str
    certain: bool
    route: tuple[StepEntry, ...]


class TransactionEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What opens a transaction, in the handler or in the nearest function it calls."""

    opener: str
    function: str
    path: PathName
    line: Number


class EndpointEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One way in. `path` is "" where no route to it is known; `file` and `line` are those of the handler.

    What is no "http" endpoint has no methods, and the name of its field, task or tool for a path.
    """

    kind: EntryKind
    framework: str
    methods: tuple[str, ...]
    path: str
    handler: str
    file: PathName
    line: Number
    guards: tuple[GuardEntry, ...]
    declared_open: str
    unknown: str
    transaction: TransactionEntry | None
    effects: tuple[EffectEntry, ...]


class EndpointList(msgspec.Struct, frozen=True, kw_only=True):
    """Every endpoint, sorted by path and method."""

    version: Literal[1]
    endpoints: tuple[EndpointEntry, ...]


def endpoint_list(project: Project, endpoints: Sequence[Endpoint], reason: Callable[[Endpoint], str]) -> EndpointList:
    """The list of `endpoints`; `reason` is why one may go without a guard."""
    return EndpointList(version=1, endpoints=tuple(_entry(project, it, reason(it)) for it in endpoints))


def _entry(project: Project, it: Endpoint, declared_open: str) -> EndpointEntry:
    def file(anchor: Anchor) -> str:
        return clean(project.name(anchor.path))

    def line(anchor: Anchor) -> int:
        return place(project, anchor).range.start.line + 1

    held = next(iter(transactions(project.db, it.handler.path, it.handler.owner)), None)
    return EndpointEntry(
        kind=it.kind,
        framework=it.framework,
        methods=it.methods,
        path=clean(it.path),
        handler=it.name,
        file=file(it.anchor),
        line=line(it.anchor),
        guards=tuple(
            GuardEntry(
                kind=guard.kind,
                name=guard.name,
                origin=clean(guard.origin),
                path=file(guard.anchor),
                line=line(guard.anchor),
                certain=guard.certain,
            )
            for guard in it.guards
        ),
        declared_open=clean(declared_open),
        unknown=clean(it.unknown or unknown_guards(project, it)),
        transaction=None
        if held is None
        else TransactionEntry(
            opener=held.opening.opener,
            function=held.owner,
            path=file(held.opening.anchor),
            line=line(held.opening.anchor),
        ),
        effects=tuple(
            EffectEntry(
                effect=route.effect,
                certain=route.certain,
                route=tuple(
                    StepEntry(name=step.name, path=file(step.anchor), line=line(step.anchor)) for step in route.steps
                ),
            )
            for route in routes(project.db, it.handler.path, it.handler.owner)
        ),
    )
