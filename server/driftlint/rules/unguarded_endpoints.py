"""Finds endpoints whose effective guard set lets anybody in, and that are not public."""

import os
from collections.abc import Iterator

from driftlint.diagnostic.model import Confidence
from driftlint.index.calls import opens_by_name
from driftlint.index.endpoint import Endpoint
from driftlint.index.endpoints import endpoints_in
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function
from driftlint.index.value import Anchor, Scope
from driftlint.rules.around_handler import doubtful_dependency, seems_checked
from driftlint.rules.caller_checks import tells_nothing, touches_nothing, writes_data
from driftlint.rules.declarations import declared_public_comments
from driftlint.rules.matched import Matched, Step, Undecided
from driftlint.rules.neighbours import (
    Usage,
    application,
    first_unguarded,
    is_read,
    usage_in_file,
    usage_in_group,
    usage_in_project,
)
from driftlint.rules.open_by_design import open_by_design
from driftlint.rules.public_endpoints import declared_public, slashed, usually_public
from driftlint.rules.reached_data import reaches_data
from driftlint.rules.unseen_calls import unseen_call

_ASIDE = frozenset({
    "scripts", "examples", "example", "docs", "docs_src", "demo", "demos", "benchmarks", "samples", "sandbox", "tools",
})  # fmt: skip
"""Folders whose endpoints are shown or tried out, and serve nobody."""

_ENOUGH = 3
"""One in so many of the neighbours must be guarded for the rest to be outliers."""

_MOST_READS = 3 / 4
"""Where fewer of the neighbours that read are guarded, reading is open there by habit, and one more says nothing."""

_FEW = 2
_INTERFACES = ("drf", "fastapi", "starlette")
"""Frameworks of interfaces, not of pages."""


def unguarded_endpoints(db: Database, public: tuple[str, ...] | None, path: str) -> Iterator[Matched | Undecided]:
    """One match for each unguarded handler of the file, or one in the whole application where nothing is guarded.

    `public` are the patterns the project declares public; None where being public excuses nothing.
    """
    if _ASIDE & set(path.removeprefix(db.input("root", "")).replace(os.sep, "/").split("/")[:-1]):
        return
    said: set[Anchor] = set()
    for endpoint in endpoints_in(db, path):
        if endpoint.anchor.path != path or endpoint.anchor in said or endpoint.guarded:
            continue
        if public is not None and (_is_public(endpoint, public) or open_by_design(db, endpoint)):
            continue
        if seems_checked(db, endpoint):
            continue
        doubt = doubt_of(db, endpoint)
        if doubt:
            yield Undecided(endpoint.anchor, f"whether `{_route(endpoint)}` is guarded is unknown: {doubt}")
            continue
        matched = _judged(db, endpoint)
        if matched is not None:
            said.add(endpoint.anchor)
            yield matched


def _is_public(endpoint: Endpoint, public: tuple[str, ...]) -> bool:
    """Whether the code, the project or custom says that anybody may call it."""
    return (
        bool(endpoint.declared_open)
        or declared_public(endpoint.methods, endpoint.path, public)
        or usually_public(endpoint.methods, endpoint.path, endpoint.name)
    )


def _judged(db: Database, endpoint: Endpoint) -> Matched | None:
    family = application(endpoint)
    project = usage_in_project(db, family)
    writes = not is_read(endpoint) and ("ANY" not in endpoint.methods or _handler_writes(db, endpoint))
    if not project.guarded:
        others = project.total - 1
        if not writes or not others or first_unguarded(db, family) != endpoint.anchor:
            return None
        rest = f", nor has any of the {others} others in this application" if others > 1 else ""
        rest = ", nor has the other one in this application" if others == 1 else rest
        return _matched(db, endpoint, Usage(), Confidence.LIKELY, rest)
    group = usage_in_group(db, endpoint.group) if endpoint.group else Usage()
    if not writes and not _stands_out(db, endpoint, group):
        return None
    path, owner = endpoint.handler.path, endpoint.handler.owner
    handler = body(db, path, owner)
    if handler is not None and touches_nothing(handler):
        return None
    around = (group, usage_in_file(db, endpoint.anchor.path))
    near = next((it for it in around if it.guards_most(_ENOUGH, writes=writes)), None)
    if near is None and (any(it.guarded for it in around) or project.guarded * _ENOUGH < project.total):
        return None  # most of its neighbours are open: that is how it is meant, and this one is no outlier
    if (near is None or not writes) and not reaches_data(db, path, owner):
        return None
    whose = "elsewhere this project uses" if near is None else "its neighbours use"
    guard = (near or project).guard.rpartition(".")[2]
    known = group.guarded * 2 > group.total and not _has_unknown_decorator(db, endpoint)
    certain = Confidence.CERTAIN if known else Confidence.LIKELY
    comparison = f"; {whose} `{guard}`" if guard else ""
    return _matched(db, endpoint, near or project, certain, comparison, nearby=near is not None)


def _has_unknown_decorator(db: Database, endpoint: Endpoint) -> bool:
    """Whether something stands around the handler of which nothing is known."""
    path, owner = endpoint.handler.path, endpoint.handler.owner
    handler = function(db, path, owner)
    scope = Scope(path, owner.rpartition(".")[0])
    return handler is not None and any(opens_by_name(db, scope, it) is None for it in handler.decorators)


def _stands_out(db: Database, endpoint: Endpoint, group: Usage) -> bool:
    """Whether an endpoint that only reads is unguarded against the habit of its neighbours.

    A group that reads openly has that habit, and one that stands alone has none to break. Where nothing in a group of
    an interface is guarded, writing included, that is no habit.
    """
    hole = endpoint.framework in _INTERFACES and not group.guarded and group.total > group.reads
    readers = group.reads - 1
    habit = readers >= _FEW and group.guarded_reads >= _MOST_READS * readers
    return (habit or hole) and not _tells_nothing(db, endpoint)


def _matched(
    db: Database, endpoint: Endpoint, near: Usage, confidence: Confidence, comparison: str, *, nearby: bool = False
) -> Matched:
    route = _route(endpoint)
    return Matched(
        anchor=endpoint.anchor,
        fields={"endpoint.route": route, "endpoint.handler": endpoint.name, "endpoint.comparison": comparison},
        subject=route,
        confidence=confidence,
        steps=_evidence(db, endpoint, near),
        data={"owner": endpoint.handler.owner, "group": endpoint.group, "guard": near.guard, "nearby": nearby},
        allowed=_declared(db, endpoint),
    )


@query
def _guarded_example(db: Database, path: str, group: str, guard: str) -> Anchor | None:
    """Where a neighbour in the same file gets that guard."""
    for it in endpoints_in(db, path):
        if it.group == group:
            for its in it.guards:
                if its.name == guard:
                    return its.anchor
    return None


def _evidence(db: Database, endpoint: Endpoint, near: Usage) -> tuple[Step, ...]:
    if not near.guard:
        return ()
    example = _guarded_example(db, endpoint.anchor.path, endpoint.group, near.guard)
    return (Step(example, f"a neighbour is guarded here by `{near.guard}`"),) if example is not None else ()


def _declared(db: Database, endpoint: Endpoint) -> str:
    """The reason of a `# driftlint: public reason` at the handler, "" where there is none."""
    if endpoint.handler.path != endpoint.anchor.path:
        return ""
    declared = declared_public_comments(db, endpoint.anchor.path)
    return declared.get(endpoint.handler.owner) or declared.get(endpoint.anchor.owner, "")


@query
def doubt_of(db: Database, endpoint: Endpoint) -> str:
    """Why it cannot be told whether an endpoint without a guard is guarded; "" where it can."""
    if endpoint.unknown:
        return endpoint.unknown
    path, owner = endpoint.handler.path, endpoint.handler.owner
    name = doubtful_dependency(db, path, owner)
    if name:
        return f"`{name}` seems to know the caller, but was not seen to refuse anybody"
    called = unseen_call(db, path, owner)
    return f"what `{called}` calls is chosen when it runs, and may ask for the caller" if called else ""


def _tells_nothing(db: Database, endpoint: Endpoint) -> bool:
    found = body(db, endpoint.handler.path, endpoint.handler.owner)
    return found is not None and tells_nothing(found)


def _handler_writes(db: Database, endpoint: Endpoint) -> bool:
    found = body(db, endpoint.handler.path, endpoint.handler.owner)
    return found is not None and writes_data(found)


def _route(endpoint: Endpoint) -> str:
    """`DELETE /orders/{id}`; the handler's name where no path is known."""
    methods = "/".join(it for it in endpoint.methods if it not in ("HEAD", "OPTIONS")) or endpoint.methods[0]
    return f"{methods} {slashed(endpoint.path)}" if endpoint.path else endpoint.name.rpartition(".")[2]
