"""What the neighbours that have a guard have beside it: the guards they share, and those in which they differ."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from driftlint.facts.expression import Span
from driftlint.index.endpoint import Endpoint, Guard
from driftlint.rules.fixes.context import FixContext
from driftlint.rules.fixes.guard_example import (
    CLASS_DECORATOR,
    DECORATOR,
    MIXIN,
    GuardExample,
    class_owner,
    decorator_around,
    guard_form,
    is_of_class,
    mixin_span,
)

_MOST = 40
"""So many neighbours tell what is shared: the texts of all their files are read."""

Written = tuple[str, str, str]
"""The form of a guard, its name, and its text without the white space: what two endpoints have in common."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The guards that the nearest neighbours share, all on one of them, in the order in which they are written there.

    `differing` are the names of those that most of them have, but not the same; `alone` says that there is only one.
    """

    examples: tuple[GuardExample, ...]
    differing: tuple[str, ...] = ()
    alone: bool = False


def shared(ctx: FixContext, target: Endpoint, example: GuardExample) -> Shared:
    """`example` together with what its nearest carriers, those that read or write as `target` does, all have too."""
    carriers = _nearest(target, example)
    others = [_beside(ctx, it, example) for it in carriers]
    common = set.intersection(*map(set, others)) if others else set()
    if len(carriers) == 1:
        # What a permission demands is often for one endpoint alone.
        common = {it for it in common if others[0][it].kind == "auth"}
    shown = example if example.endpoint in carriers else replace(example, endpoint=carriers[0])
    own = others[carriers.index(shown.endpoint)]
    first = next(it for it in _guards(ctx, shown.endpoint) if _same(it[1], it[0], example))
    kept = [first[1], *(guard for written, guard in own.items() if written in common)]
    kept.sort(key=lambda it: _span(ctx, shown.endpoint, it)[:2])
    names = [name for it in others for name in {written[1] for written in it.keys() - common}]
    differing = sorted({it.rpartition(".")[2] for it in names if names.count(it) * 2 > len(carriers)})
    examples = (replace(shown, guard=it, form=guard_form(ctx, shown.endpoint, it) or example.form) for it in kept)
    return Shared(tuple(examples), tuple(differing), alone=len(carriers) == 1)


def _nearest(target: Endpoint, example: GuardExample) -> Sequence[Endpoint]:
    """The carriers in the file of `target`, else all; of these the ones that read or write as it does, else all."""
    carriers = example.carriers or (example.endpoint,)
    carriers = tuple(it for it in carriers if it.handler.path == target.handler.path) or carriers
    return (tuple(it for it in carriers if it.only_reads == target.only_reads) or carriers)[:_MOST]


def _guards(ctx: FixContext, it: Endpoint) -> list[tuple[str, Guard]]:
    """The guards that are written on the endpoint itself, each with its form."""
    found = ((guard_form(ctx, it, guard), guard) for guard in it.guards)
    return [(form, guard) for form, guard in found if form is not None]


def _same(guard: Guard, form: str, example: GuardExample) -> bool:
    return (form, guard.kind, guard.name) == (example.form, example.guard.kind, example.guard.name)


def _beside(ctx: FixContext, it: Endpoint, example: GuardExample) -> dict[Written, Guard]:
    """What else stands on the same definition of `it`, by how it is written."""
    return {
        (form, guard.name, _text(ctx, it, guard)): guard
        for form, guard in _guards(ctx, it)
        if not _same(guard, form, example) and is_of_class(form) == is_of_class(example.form)
    }


def _span(ctx: FixContext, it: Endpoint, guard: Guard) -> Span:
    """Where the guard is written, relative to the definition it is written on."""
    if guard_form(ctx, it, guard) == MIXIN:
        return mixin_span(ctx, it, guard) or guard.anchor.span
    return guard.anchor.span


def _text(ctx: FixContext, it: Endpoint, guard: Guard) -> str:
    """The decorator in which the guard is written, or the guard itself, without its white space."""
    own = ctx.facts(it.handler.path)
    span = _span(ctx, it, guard)
    decorated = own.functions.get(guard.anchor.owner) or own.classes.get(guard.anchor.owner)
    in_decorator = guard_form(ctx, it, guard) in (DECORATOR, CLASS_DECORATOR)
    around = decorator_around(decorated, span) if decorated is not None and in_decorator else None
    owner = guard.anchor.owner if decorated is not None else class_owner(ctx, it) or it.handler.owner
    first, start, last, end = own.absolute(owner, span if around is None else around.span)
    lines = ctx.lines(it.handler.path)[first : last + 1]
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][start:]
    return "".join("".join(lines).split())
