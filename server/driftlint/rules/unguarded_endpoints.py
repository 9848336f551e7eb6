"""Finds endpoints whose effective guard set lets anybody in, and that are not public."""

import os
import re
from collections.abc import Iterator

from driftlint.diagnostic.model import Confidence
from driftlint.index.calls import opens_by_name
from driftlint.index.endpoint import Endpoint
from driftlint.index.endpoints import endpoints_in
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function
from driftlint.index.value import Anchor, Scope
from driftlint.rules.around_handler import doubtful_dependency, seems_checked
from driftlint.rules.caller_checks import is_told_something, only_raises, tells_nothing, touches_nothing, writes_data
from driftlint.rules.declarations import declared_public_comments
from driftlint.rules.guard_usage import Usage, application
from driftlint.rules.habits import habit_around, is_guarded_around, is_surrounded
from driftlint.rules.handed_on import own_gate, reads_from_around, takes_over
from driftlint.rules.matched import Matched, Step, Undecided
from driftlint.rules.neighbours import (
    first_unguarded,
    unclear_without_guards,
    usage_in_project,
)
from driftlint.rules.open_by_design import open_by_design
from driftlint.rules.public_endpoints import declared_public, slashed, surely_public, usually_public
from driftlint.rules.reached_caller import relies_on_caller
from driftlint.rules.reached_data import only_looks_up, reaches_data
from driftlint.rules.unseen_calls import unseen_call

_ASIDE = frozenset({
    "scripts", "examples", "example", "docs", "docs_src", "demo", "demos", "benchmarks", "samples", "sandbox", "tools",
})  # fmt: skip
"""Folders whose endpoints are shown or tried out, and serve nobody."""

_PARAMETER = re.compile(r"[<{(]")

_LARGE = 20
"""So many endpoints without a single guard are more likely guarded by something that was not recognised."""


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
        if public is not None and (_is_public(db, endpoint, public) or open_by_design(db, endpoint)):
            continue
        if seems_checked(db, endpoint, is_surrounded(db, endpoint)):
            continue
        doubt = doubt_of(db, endpoint)
        if doubt:
            yield Undecided(endpoint.anchor, f"whether `{_route(endpoint)}` is guarded is unknown: {doubt}")
            continue
        matched = _judged(db, endpoint)
        if matched is not None:
            said.add(endpoint.anchor)
            yield matched


def _is_public(db: Database, endpoint: Endpoint, public: tuple[str, ...]) -> bool:
    """Whether the code, the project or custom says that anybody may call it.

    Custom does not say it by a word that many guarded endpoints have too, where all around it are guarded.
    """
    if endpoint.declared_open or declared_public(endpoint.methods, endpoint.path, public):
        return True
    if not usually_public(endpoint.methods, endpoint.path, endpoint.name):
        return False
    if surely_public(endpoint.methods, endpoint.path, endpoint.name):
        return True
    return not is_surrounded(db, endpoint) and not relies_on_caller(db, endpoint.handler.path, endpoint.handler.owner)


def _judged(db: Database, endpoint: Endpoint) -> Matched | Undecided | None:
    family = application(endpoint)
    project = usage_in_project(db, family)
    writes = not endpoint.only_reads and ("ANY" not in endpoint.methods or _handler_writes(db, endpoint))
    if not project.guarded:
        return _where_nothing_is_guarded(db, endpoint, project) if writes else None
    path, owner = endpoint.handler.path, endpoint.handler.owner
    handler = body(db, path, owner)
    if handler is not None and touches_nothing(handler) and not relies_on_caller(db, path, owner):
        return None
    habit = habit_around(db, endpoint, writes=writes)
    if habit is None:
        return None
    if not writes and handler is not None and only_raises(handler):
        return None
    needs_data = not (habit.near and writes) or "ANY" in endpoint.methods
    if not habit.firm and not writes and _tells_nothing(db, endpoint):
        return None
    told = handler is None or bool(_PARAMETER.search(endpoint.path)) or is_told_something(db, path, owner)
    if (needs_data or not told) and not habit.relies and not reaches_data(db, path, owner):
        return None
    whose = "its neighbours use" if habit.near else "elsewhere this project uses"
    guard = habit.usage.guard.rpartition(".")[2]
    known = habit.firm and not _has_unknown_decorator(db, endpoint)
    certain = Confidence.CERTAIN if known else Confidence.LIKELY
    comparison = f"; {whose} `{guard}`" if guard else ""
    return _matched(db, endpoint, habit.usage, certain, comparison, nearby=habit.near)


def _where_nothing_is_guarded(db: Database, endpoint: Endpoint, project: Usage) -> Matched | Undecided | None:
    """The one finding of an application without any guard; in a large one more likely none was recognised."""
    others = project.total - 1
    if unclear_without_guards(db, application(endpoint)):
        return None
    if not others or first_unguarded(db, application(endpoint)) != endpoint.anchor:
        return None
    if others >= _LARGE:
        return Undecided(
            endpoint.anchor,
            f"whether `{_route(endpoint)}` is guarded is unknown: no guard was recognised in the whole application",
        )
    rest = f", nor has any of the {others} others in this application" if others > 1 else ""
    rest = ", nor has the other one in this application" if others == 1 else rest
    return _matched(db, endpoint, Usage(), Confidence.LIKELY, rest)


def _has_unknown_decorator(db: Database, endpoint: Endpoint) -> bool:
    """Whether something stands around the handler of which nothing is known."""
    path, owner = endpoint.handler.path, endpoint.handler.owner
    handler = function(db, path, owner)
    scope = Scope(path, owner.rpartition(".")[0])
    return handler is not None and any(opens_by_name(db, scope, it) is None for it in handler.decorators)


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
    if endpoint.unknown and not (endpoint.unknown_around and is_guarded_around(db, endpoint)):
        return endpoint.unknown
    path, owner = endpoint.handler.path, endpoint.handler.owner
    name = doubtful_dependency(db, path, owner)
    if name:
        return f"`{name}` seems to know the caller, but was not seen to refuse anybody"
    name = own_gate(db, path, owner)
    if name:
        return f"`{name}` may turn callers away"
    name = reads_from_around(db, path, owner)
    if name:
        return f"`{name}` is read, which something else may have checked"
    name = takes_over(db, path, owner)
    if name:
        return f"`{name}` is handed the request, and may check who sent it"
    called = unseen_call(db, path, owner)
    return f"what `{called}` calls is chosen when it runs, and may ask for the caller" if called else ""


def _tells_nothing(db: Database, endpoint: Endpoint) -> bool:
    found = body(db, endpoint.handler.path, endpoint.handler.owner)
    return found is not None and tells_nothing(found)


def _handler_writes(db: Database, endpoint: Endpoint) -> bool:
    path, owner = endpoint.handler.path, endpoint.handler.owner
    found = body(db, path, owner)
    return found is not None and writes_data(found) and not only_looks_up(db, path, owner)


def _route(endpoint: Endpoint) -> str:
    """`DELETE /orders/{id}`; the handler's name where no path is known."""
    methods = "/".join(it for it in endpoint.methods if it not in ("HEAD", "OPTIONS")) or endpoint.methods[0]
    return f"{methods} {slashed(endpoint.path)}" if endpoint.path else endpoint.name.rpartition(".")[2]
