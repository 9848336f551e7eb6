"""Adds to an endpoint the guards that its neighbours use, written as they write them."""

from collections.abc import Iterable, Iterator, Sequence

import libcst as cst

from driftlint.diagnostic.model import FileEdit, Fix, Safety
from driftlint.index.endpoint import Endpoint
from driftlint.index.endpoints import endpoints_in
from driftlint.rules.fixes import guard_forms
from driftlint.rules.fixes.context import FixContext
from driftlint.rules.fixes.guard_companions import shared
from driftlint.rules.fixes.guard_equivalent import used_guard, with_guard
from driftlint.rules.fixes.guard_example import GuardExample, guard_examples
from driftlint.rules.fixes.transplant import transplantable
from driftlint.rules.public_endpoints import slashed

ID = "add-neighbours-guard"


def fixes(ctx: FixContext) -> Iterator[Fix]:
    """The guard most used nearby, then what the next ones use, until one of them can be added."""
    target = _target(ctx)
    if target is None or not ctx.diagnostic.data.get("nearby"):
        return  # what guards something elsewhere in the project may be for quite other callers
    for example in guard_examples(ctx, target):
        fix = _fix(ctx, target, example)
        if fix is not None:
            yield fix
    if target.framework in ("django", "drf"):
        yield from _equivalent(ctx, target)


def _target(ctx: FixContext) -> Endpoint | None:
    """The endpoint the diagnostic is about."""
    for it in endpoints_in(ctx.db, ctx.path):
        if it.handler.owner == ctx.owner and it.handler.path == ctx.path:
            return it
    return None


def _fix(ctx: FixContext, target: Endpoint, example: GuardExample) -> Fix | None:
    """The guard with all that the nearest ones that have it share beside it; else it alone, which is then said."""
    found = shared(ctx, target, example)
    whole = _with(ctx, target, found.examples, found.differing, alone=found.alone)
    if whole is not None or len(found.examples) == 1:
        return whole
    names = {it.name for it in found.examples} - {example.name}
    return _with(ctx, target, (example,), (*sorted(names), *found.differing), alone=True)


def _with(
    ctx: FixContext, target: Endpoint, examples: Sequence[GuardExample], missing: Sequence[str], *, alone: bool
) -> Fix | None:
    path = target.handler.path
    changed = guard_forms.added(ctx, target, examples)
    if changed is None:
        return None
    block = ctx.imports(path)
    if not transplantable(ctx, examples[0].endpoint.handler.path, changed.copied, block):
        return None
    imports = block.edits()
    if imports is None:
        return None
    module = changed.stretch.module.deep_replace(changed.old, changed.new)
    assert isinstance(module, cst.Module)
    edits = (*imports, *changed.stretch.edits(module))
    title = f"Add {_listed(dict.fromkeys(it.name for it in examples))} as on `{examples[0].route}`"
    if missing:
        why = "which is there too" if alone else "in which its neighbours differ"
        title += f", without {_listed(missing)}, {why}"
    return Fix(ID, title, Safety.UNSAFE, (FileEdit(path, edits),), to_choose=bool(missing))


def _listed(names: Iterable[str]) -> str:
    *first, last = (f"`{it}`" for it in names)
    return f"{', '.join(first)} and {last}" if first else last


def _equivalent(ctx: FixContext, target: Endpoint) -> Iterator[Fix]:
    """The guard of neighbours of another kind, in the form this one takes: a decorator for their mixin."""
    used = used_guard(ctx, target)
    if used is None:
        return
    name, neighbour = used
    block = ctx.imports(ctx.path)
    found = with_guard(ctx, target, name, block)
    imports = block.edits() if found is not None else None
    if found is None or imports is None:
        return
    stretch, old, new = found
    module = stretch.module.deep_replace(old, new)
    assert isinstance(module, cst.Module)
    route = f"{neighbour.methods[0]} {slashed(neighbour.path)}" if neighbour.path else neighbour.name
    title = f"Require what `{route}` requires: `{name.rpartition('.')[2]}`"
    yield Fix(ID, title, Safety.UNSAFE, (FileEdit(ctx.path, (*imports, *stretch.edits(module))),))
