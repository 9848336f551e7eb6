"""Counts what a handler does itself: decides, loops, calculates, changes objects, writes rows."""

from typing import Literal

import msgspec

from driftlint.facts.expression import Attribute, Await, Call, Constant, Expr, Name, Span, String, parts
from driftlint.facts.model import Assignment, Body, Function, Statement
from driftlint.rules.handler_expressions import (
    ARITHMETIC,
    about_data,
    about_request,
    calculates,
    compares,
    copies,
    data_names,
    root,
    write,
)

WorkKind = Literal["branch", "loop", "calculation", "change", "write"]

_ENDS = frozenset({"raise", "return", "continue", "break"})
_ABORTS = frozenset({"abort", "halt", "redirect", "error", "fail"})
_REPORTS = frozenset(
    {"logger", "log", "logging", "messages", "flash", "print", "warnings", "sentry_sdk", "capture_exception"}
)

_DEEDS = 2
"""A branch that ends in an answer and does this much before is no mere check."""


class Work(msgspec.Struct, frozen=True):
    """One thing counted: its kind, where, what to say about it, and how many counted branches and loops are around."""

    kind: WorkKind
    span: Span
    message: str
    depth: int = 0


def work(handler: Function) -> tuple[Work, ...]:
    """What the handler does itself, in the order it is written."""
    count = _Count(handler.body)
    return tuple(sorted(count.found, key=lambda it: it.span))


class _Count:
    """One pass over a body, from the leaves to the regions around them."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.found: list[Work] = []
        self.busy: set[int] = set()
        """Regions in which, or in a region of which, something was counted."""
        self.leaves: list[tuple[int, Work]] = []
        self.drafts = {
            it.target.id: it.region for it in body.assignments if isinstance(it.target, Name) and _is_draft(it.value)
        }
        """Rows that a form has made and not saved, each with the region it is made in."""
        self.local = data_names((it.target, it.value) for it in body.assignments)
        self._writes()
        self._changes()
        self._calculations()
        for place, leaf in self.leaves:
            self.found.append(leaf)
            self.busy.update(number for number, _ in body.enclosing(place))
        counted: list[int] = []
        for number in reversed(range(len(body.regions))):
            if self._region(number):
                counted.append(number)
                self.busy.update(outer for outer, _ in body.enclosing(number))
        for number in counted:
            region = body.regions[number]
            depth = sum(outer in counted for outer, _ in body.enclosing(region.parent))
            kind: WorkKind = "loop" if region.kind in ("for", "while") else "branch"
            said = "loops over data" if kind == "loop" else "decides about data"
            self.found.append(Work(kind, region.header, said, depth))

    def _writes(self) -> None:
        for site in self.body.calls:
            written = write(site.call)
            if written is not None and root(site.call)[0] not in self.drafts:
                self.leaves.append((site.region, Work("write", site.call.span, f"`{written}()` writes")))

    def _changes(self) -> None:
        for it in self.body.assignments:
            if not isinstance(it.target, Attribute):
                continue
            name, along = root(it.target)
            if not name or (name in ("self", "cls") and len(along) < 2) or about_request(it.target):
                continue
            if len(along) == 1 and self.drafts.get(name) == it.region:
                continue  # what a form leaves open is filled in before it is saved; what is chosen is decided
            if it.operator in ("", "=") and copies(it.value):
                continue
            self.leaves.append((it.region, Work("change", it.span, f"changes `{'.'.join((name, *along))}`")))

    def _calculations(self) -> None:
        for it in self.body.assignments:
            if _accumulates(it):
                self.leaves.append((it.region, Work("calculation", it.span, "calculates")))
                continue
            for operation in calculates(it.value, self.local):
                self.leaves.append((it.region, Work("calculation", operation.span, "calculates")))
        for statement in self.body.statements:
            if statement.kind in ("return", "expression") and statement.value is not None:
                for operation in calculates(statement.value, self.local):
                    self.leaves.append((statement.region, Work("calculation", operation.span, "calculates")))

    def _region(self, number: int) -> bool:
        region = self.body.regions[number]
        if region.kind in ("for", "while"):
            return number in self.busy
        if region.kind not in ("if", "elif", "case"):
            return False
        subject = region.subject
        if region.kind == "case":
            subject = self.body.regions[region.parent].subject if region.parent >= 0 else None
        if subject is None or not about_data(subject, self.local):
            return False
        if number in self.busy:
            return True
        return not self._is_guard(number) and compares(subject, self.local) and self._acts(number)

    def _is_guard(self, number: int) -> bool:
        """Whether the branch only turns the request away: it ends the handler, having done next to nothing."""
        last = next((it for it in reversed(self.body.statements) if it.region == number), None)
        if last is None:
            return False
        if last.kind == "return":
            within = [
                it for it in self.body.statements if any(number == outer for outer, _ in self.body.enclosing(it.region))
            ]
            return sum(_is_deed(it) for it in within) < _DEEDS
        return last.kind in _ENDS or (isinstance(last.value, Call) and _callee(last.value) in _ABORTS)

    def _acts(self, number: int) -> bool:
        """Whether the branch gives a name a value or calls something that is more than a report."""
        within = [it for it in self.body.statements if it.region == number]
        if any(_asks_permission(it) for it in within):
            return False
        assigned = [it for it in self.body.assignments if it.region == number]
        maps = _asks_for_member(self.body.regions[number].subject) and all(_is_given(it.value) for it in assigned)
        return any(_is_deed(it) or (it.kind == "assign" and not maps) for it in within)


def _is_draft(value: Expr | None) -> bool:
    """`form.save(commit=False)`: the row a form has made and not saved."""
    return isinstance(value, Call) and any(it.name == "commit" for it in value.keywords) and about_request(value)


def _asks_permission(statement: Statement) -> bool:
    """`user_has_permission_or_403(…)`: a branch that chooses which permission to ask."""
    value = statement.value
    if not (statement.kind == "expression" and isinstance(value, Call)):
        return False
    return any(it in _callee(value).lower() for it in ("permission", "has_perm", "authorize", "check_access"))


def _asks_for_member(test: Expr | None) -> bool:
    """Whether a test compares with a member of an enumeration: `result.status == Status.EXPIRED`."""
    return any(isinstance(it, Attribute) and it.name.isupper() and root(it)[0][:1].isupper() for it in parts(test))


def _is_given(value: Expr | None) -> bool:
    """Whether a value is a constant, or made from what is at hand: one outcome told in other words."""
    if isinstance(value, Call):
        return (root(value)[1] or (root(value)[0],))[-1][:1].isupper()
    return isinstance(value, Constant | String | Name)


def _is_deed(statement: Statement) -> bool:
    """Whether a statement calls something for what it does, reporting aside."""
    value = statement.value.value if isinstance(statement.value, Await) else statement.value
    return statement.kind == "expression" and isinstance(value, Call) and root(value)[0] not in _REPORTS


def _accumulates(it: Assignment) -> bool:
    """`total += line.price`: an augmented assignment with a number of data on either side."""
    operator = it.operator.removesuffix("=")
    if operator not in ARITHMETIC or it.operator in ("", "="):
        return False
    if isinstance(it.target, Attribute) and not about_request(it.target):
        return not _is_text(it.value)
    return isinstance(it.target, Name) and isinstance(it.value, Attribute) and not about_request(it.value)


def _is_text(value: Expr | None) -> bool:
    return type(value).__name__ in ("String", "Opaque", "Sequence", "Comprehension")


def _callee(call: Call) -> str:
    name, along = root(call)
    return along[-1] if along else name
