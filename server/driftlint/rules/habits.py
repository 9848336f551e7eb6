"""Tells whether an endpoint without a guard breaks the habit of those around it.

The nearest endpoints decide: those of its file, then of its group, its folder, the whole project. What writes is
compared with what writes. Reading is often open to everybody, so what reads must break a habit of reading near by. The
thresholds were chosen over real backends: by what of their unguarded endpoints is reported, which are open on purpose
nearly always, and by what is found when a guard is taken away (`tests/bench/removed_guards.py`).
"""

import re

import msgspec

from driftlint.index.endpoint import Endpoint
from driftlint.index.engine import Database
from driftlint.index.files import function
from driftlint.rules.guard_usage import Usage, application
from driftlint.rules.neighbours import (
    folder_of,
    usage_in_file,
    usage_in_folder,
    usage_in_group,
    usage_in_project,
    without,
)
from driftlint.rules.reached_caller import relies_on_caller
from driftlint.rules.same_row import usage_of_same_row

_NEAR_WRITES, _NEAR_READS = 3 / 4, 1
_FOLDER, _PROJECT = 4 / 5, 9 / 10
"""The part of comparable neighbours that must be guarded, by how near they are."""

_FEW_WRITES, _FEW_BESIDE, _FEW_READS, _FEW_IN_FOLDER, _FEW_IN_PROJECT = 1, 2, 3, 3, 5
"""How many comparable neighbours make a habit."""

_FIRM, _FIRM_WHATEVER = 4, 8
"""So many that are all guarded by the same guard speak for themselves; so many, whatever their guards are."""

_MANY = 20
_THROUGHOUT = 19 / 20
"""A project of so many endpoints guards throughout where so large a part of them is guarded, of its reads as well."""

_ENOUGH = 3
"""One in so many endpoints must be guarded, in a small application, or for a hole in a larger one to be one."""

_SMALL = 8
"""An application of so many endpoints has too few for comparing like with like."""

_INTERFACES = ("drf", "fastapi", "starlette", "ninja")
"""Frameworks of interfaces, not of pages."""

_ADMIN = re.compile(r"admin|super_?user|staff", re.IGNORECASE)
_PEOPLE = re.compile(r"(^|/)(users?|accounts?|members?|customers?|employees?|patients?)(/|$)", re.IGNORECASE)


class Habit(msgspec.Struct, frozen=True):
    """What the others around an endpoint do that it does not.

    `near` where they are of its file or group; `firm` where they are many and agree; `relies` where the endpoint takes
    for granted that its caller is known.
    """

    usage: Usage
    near: bool
    firm: bool = False
    relies: bool = False


def habit_around(db: Database, endpoint: Endpoint, *, writes: bool) -> Habit | None:
    """The habit that an endpoint without a guard breaks; None where it keeps one, or there is none."""
    file = without(db, usage_in_file(db, endpoint.anchor.path), endpoint)
    if _is_hole(db, endpoint):
        return Habit(usage_in_project(db, application(endpoint)), near=False)
    if relies_on_caller(db, endpoint.handler.path, endpoint.handler.owner):
        return _habit_of_those_who_know(db, endpoint, file)
    if writes and usage_in_project(db, application(endpoint)).total <= _SMALL:
        return _small_habit(db, endpoint)
    if file.public > file.guarded:
        return None  # where most is an entrance, this may well be a step of it
    return _wide_habit(db, endpoint, file, writes=writes) or _near_habit(db, endpoint, file, writes=writes)


def _near_habit(db: Database, endpoint: Endpoint, file: Usage, *, writes: bool) -> Habit | None:
    """The habit of the file, of the group or, of writing, of what is farther away: the nearest that tells decides."""
    near = [file]
    if endpoint.group:
        near.append(without(db, usage_in_group(db, endpoint.group), endpoint, grouped=True))
    for usage in near:
        guarded, total = usage.writes if writes else (usage.guarded_reads, usage.reads)
        firm = _is_firm(usage) or _is_firm_but_for_one(usage)
        if firm and (writes or usage.reads > 1):
            return Habit(usage, near=True, firm=True)
        if total < (_FEW_WRITES if writes else _FEW_READS):
            if guarded * 2 < total:
                return None
            continue
        if _keeps_writes(usage) if writes else _keeps_reads(usage):
            return Habit(usage, near=True)
        if not writes or not guarded or total >= _FEW_READS:
            return None
    return _far_habit(db, endpoint) if writes else None


def _is_firm(usage: Usage) -> bool:
    """Whether many agree: all reading, and nearly everything at all, is guarded, most of it by the same guard."""
    if usage.total >= _FIRM_WHATEVER and usage.guarded == usage.total and not usage.public:
        return True
    nearly = usage.guarded >= _FOLDER * usage.total and usage.guarded_reads == usage.reads
    return nearly and usage.total >= _FIRM and usage.mostly_the_same


def _wide_habit(db: Database, endpoint: Endpoint, file: Usage, *, writes: bool) -> Habit | None:
    """A habit that is firm in more than the file: of the whole project, or of what goes on from the same row."""
    if not writes and _is_throughout(db, endpoint, file):
        return Habit(file, near=True, firm=True)
    row = _row_of_guarded(db, endpoint, file, writes=writes)
    return None if row is None else Habit(row, near=True, firm=True)


def _is_firm_but_for_one(usage: Usage) -> bool:
    """The same for very many, of which one more that reads is open."""
    nearly = usage.guarded >= _THROUGHOUT * usage.total and usage.guarded_reads >= usage.reads - 1
    return nearly and usage.total >= _MANY and usage.mostly_the_same


def _row_of_guarded(db: Database, endpoint: Endpoint, file: Usage, *, writes: bool) -> Usage | None:
    """What goes on from the same row, where it is much and has the same guard everywhere, as most beside it has.

    None for a class that answers by what it inherits: that may well go on to methods which have guards.
    """
    if function(db, endpoint.anchor.path, endpoint.anchor.owner) is None:
        return None
    row = usage_of_same_row(db, endpoint)
    kept = row.total >= _FIRM and row.guarded == row.total and row.mostly_the_same
    compared = writes or row.guarded_reads >= _FEW_BESIDE
    return row if kept and compared and file.guarded * 2 >= file.total else None


def _is_throughout(db: Database, endpoint: Endpoint, file: Usage) -> bool:
    """Whether nearly everything has a guard, reads as well, in the project and beside an endpoint, most the same.

    Where what stands beside it only writes, and that is for administrators, reading may well be for everybody.
    """
    if file.guarded < _FEW_BESIDE or not file.mostly_the_same or file.origin == "middleware":
        return False
    if not file.reads and _ADMIN.search(file.guard):
        return False
    project = without(db, usage_in_project(db, application(endpoint)), endpoint)
    group = without(db, usage_in_group(db, endpoint.group), endpoint, grouped=True) if endpoint.group else file
    return (
        project.total >= _MANY
        and group.guarded >= _FEW_BESIDE
        and all(_nearly_all(it, _THROUGHOUT) for it in (project, group, file))
    )


def _nearly_all(usage: Usage, part: float) -> bool:
    return usage.guarded >= part * usage.total and usage.guarded_reads >= part * usage.reads


def _is_hole(db: Database, endpoint: Endpoint) -> bool:
    """Whether a whole group of an interface lets everybody read and change people, where other groups are guarded.

    Nobody means that to be open, though it is the habit of the group.
    """
    if endpoint.framework not in _INTERFACES or not _PEOPLE.search(endpoint.path) or not endpoint.group:
        return False
    group = usage_in_group(db, endpoint.group)
    project = usage_in_project(db, application(endpoint))
    return not group.guarded and 0 < group.reads < group.total and project.guarded * _ENOUGH >= project.total


def _small_habit(db: Database, endpoint: Endpoint) -> Habit | None:
    """The habit of a small application: in so few endpoints one guard in three shows that there are to be guards."""
    near = usage_in_group(db, endpoint.group) if endpoint.group else Usage()
    for usage in (near, usage_in_file(db, endpoint.anchor.path)):
        if usage.guarded * _ENOUGH >= usage.total > 0:
            return Habit(usage, near=True, firm=usage.guarded * 2 > usage.total)
    project = usage_in_project(db, application(endpoint))
    around = near.guarded or usage_in_file(db, endpoint.anchor.path).guarded
    return None if around or project.guarded * _ENOUGH < project.total else Habit(project, near=False)


def _habit_of_those_who_know(db: Database, endpoint: Endpoint, file: Usage) -> Habit | None:
    """The habit of endpoints that know their callers: they have a guard for it, wherever any is in use."""
    if file.guarded:
        return Habit(file, near=True, firm=_is_firm(file), relies=True)
    project = without(db, usage_in_project(db, application(endpoint)), endpoint)
    return Habit(project, near=False, relies=True) if project.guarded * 2 >= project.total > 0 else None


def _keeps_writes(usage: Usage) -> bool:
    guarded, total = usage.writes
    return guarded >= _NEAR_WRITES * total


def _keeps_reads(usage: Usage) -> bool:
    guarded, total = usage.writes
    reads = usage.guarded_reads >= _NEAR_READS * usage.reads
    return reads and guarded >= _NEAR_WRITES * total and usage.public * 4 <= usage.guarded


def _far_habit(db: Database, endpoint: Endpoint) -> Habit | None:
    folder = without(db, usage_in_folder(db, folder_of(endpoint)), endpoint)
    project = without(db, usage_in_project(db, application(endpoint)), endpoint)
    for usage, least, part in ((folder, _FEW_IN_FOLDER, _FOLDER), (project, _FEW_IN_PROJECT, _PROJECT)):
        guarded, total = usage.writes
        if total >= least:
            return Habit(usage, near=False) if guarded >= part * total else None
    return None


def is_surrounded(db: Database, endpoint: Endpoint) -> bool:
    """Whether nearly all else in the file is guarded, most of it by the same guard, and all reading."""
    file = without(db, usage_in_file(db, endpoint.anchor.path), endpoint)
    if (_is_firm(file) and file.reads > 0) or _is_throughout(db, endpoint, file):
        return True
    return _row_of_guarded(db, endpoint, file, writes=not endpoint.only_reads) is not None


def is_guarded_around(db: Database, endpoint: Endpoint) -> bool:
    """Whether nearly everything beside an endpoint has a guard of its own, and needs none from elsewhere."""
    file = without(db, usage_in_file(db, endpoint.anchor.path), endpoint)
    return file.guarded >= _FEW_READS and file.guarded >= _NEAR_READS * file.total
