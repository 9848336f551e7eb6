"""Evaluates rules over the index: one remembered result for each rule and file, made of one for each owner.

Results are relative (see `matched`), so an edit is felt by the owner it lies in and by nobody else in the file.
"""

from collections.abc import Callable, Iterator

import msgspec

from driftlint.index.contexts import openings
from driftlint.index.effects import effects_in_context
from driftlint.index.engine import Database, query
from driftlint.index.files import structure
from driftlint.index.possibly_open import possibly_open
from driftlint.index.run_inside import may_hand_over, run_inside
from driftlint.rules.calls_in_context import calls_in_context
from driftlint.rules.handler_budget import handler_budget, handlers
from driftlint.rules.matched import Matched, Undecided
from driftlint.rules.rule import Rule
from driftlint.rules.unguarded_endpoints import unguarded_endpoints


class Outcome(msgspec.Struct, frozen=True):
    """What a rule says about a file or an owner; `failures` are the words of what it raised, its result being lost."""

    matched: tuple[Matched, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    failures: tuple[str, ...] = ()


_NOTHING = Outcome()
"""What most files get from most rules, in memory once."""


@query
def outcome(db: Database, id_: str, path: str) -> Outcome:
    """What the rule `id_` says about the file at `path`."""
    match = _rule(db, id_).match
    try:
        if match.call is not None:
            return _joined(_calls_of(db, id_, path, owner) for owner in _owners_with_effects(db, path))
        if match.endpoint is not None and match.endpoint.budget is not None:
            return _joined(_handler(db, id_, path, owner) for owner in handlers(db, path))
        return _endpoints_of(db, id_, path)
    except Exception as error:  # noqa: BLE001  what a rule rests on may fail as the rule may
        return _failed(error)


@query
def _owners_with_effects(db: Database, path: str) -> tuple[str, ...]:
    """The owners that a rule about calls may say something about: so few that no other has a result to remember."""
    return tuple([it for it in _in_transactions(db, path) if _has_effects(db, path, it)])


@query
def _in_transactions(db: Database, path: str) -> tuple[str, ...]:
    """The owners that may run, or have something run, in a transaction, in order."""
    found = {*possibly_open(db, path), *may_hand_over(db, path)}
    return tuple([it for it in structure(db, path).owners if it in found])


def _has_effects(db: Database, path: str, owner: str) -> bool:
    try:
        in_context = openings(db, path, owner) or run_inside(db, path, owner)
        return bool(in_context) and bool(effects_in_context(db, path, owner))
    except Exception:  # noqa: BLE001  each rule says itself that it failed
        return True


@query
def _calls_of(db: Database, id_: str, path: str, owner: str) -> Outcome:
    match = _rule(db, id_).match.call
    assert match is not None
    return _guarded(lambda: calls_in_context(db, match, path, owner))


@query
def _handler(db: Database, id_: str, path: str, owner: str) -> Outcome:
    endpoint = _rule(db, id_).match.endpoint
    assert endpoint is not None
    budget = endpoint.budget
    assert budget is not None
    return _guarded(lambda: handler_budget(db, budget, path, owner))


@query
def _endpoints_of(db: Database, id_: str, path: str) -> Outcome:
    endpoint = _rule(db, id_).match.endpoint
    public: tuple[str, ...] | None = None
    if endpoint is not None and endpoint.unless == "public":
        public = db.input(("public", id_), ())
    return _guarded(lambda: unguarded_endpoints(db, public, path))


def _rule(db: Database, id_: str) -> Rule:
    rule: Rule | None = db.input(("rule", id_), None)
    assert rule is not None
    return rule


def _guarded(matches: Callable[[], Iterator[Matched | Undecided]]) -> Outcome:
    """What `matches` gives; where it raises, only its own result is lost."""
    try:
        found = list(matches())
    except Exception as error:  # noqa: BLE001  whatever a rule meets must not cost the others theirs
        return _failed(error)
    if not found:
        return _NOTHING
    return Outcome(
        tuple(it for it in found if isinstance(it, Matched)), tuple(it for it in found if isinstance(it, Undecided))
    )


def _failed(error: Exception) -> Outcome:
    return Outcome(failures=(f"{type(error).__name__}: {error}",))


def _joined(parts: Iterator[Outcome]) -> Outcome:
    kept = [it for it in parts if it.matched or it.undecided or it.failures]
    if not kept:
        return _NOTHING
    return Outcome(
        tuple(it for part in kept for it in part.matched),
        tuple(it for part in kept for it in part.undecided),
        tuple(it for part in kept for it in part.failures),
    )
