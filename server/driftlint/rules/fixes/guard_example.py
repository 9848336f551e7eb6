"""The guard that most neighbours of an endpoint use, and one of them as the example of how it is written here."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from driftlint.facts.expression import Call, Expr, Span, dotted, keyword
from driftlint.facts.model import Class, Function
from driftlint.index.endpoint import Endpoint, Guard
from driftlint.index.endpoints import endpoints
from driftlint.rules.fixes.context import FixContext
from driftlint.rules.public_endpoints import slashed

PARAMETER, DEPENDENCY, DECORATOR, KEYWORD = "parameter", "dependencies", "decorator", "keyword"
MIXIN, CLASS_DECORATOR, ATTRIBUTE = "mixin", "class decorator", "attribute"

GUARDING = ("dependencies", "guards", "auth", "permission")
"""The keywords of a route's decorator that take guards: FastAPI's, Litestar's, ninja's, Pyramid's."""

_IN_FUNCTIONS = frozenset({PARAMETER, DEPENDENCY, DECORATOR, KEYWORD})
_ATTRIBUTES = ("permission_classes", "`decorators`", "authentication_classes")


@dataclass(frozen=True, slots=True)
class GuardExample:
    """An endpoint that has the guard, the guard, and the form in which it is written there.

    `carriers` are all near by that have it in this form.
    """

    endpoint: Endpoint
    guard: Guard
    form: str
    carriers: tuple[Endpoint, ...] = ()

    @property
    def name(self) -> str:
        """The guard's own name, or that of the mixin it comes with."""
        of_mixin = self.guard.origin.removeprefix("base class ").strip("`") if self.form == MIXIN else ""
        named = of_mixin if of_mixin.endswith("Mixin") else self.guard.name
        return named.rpartition(".")[2]

    @property
    def route(self) -> str:
        """Method and path of the endpoint, or its name."""
        it = self.endpoint
        return f"{it.methods[0]} {slashed(it.path)}" if it.path else it.name


def guard_examples(ctx: FixContext, target: Endpoint) -> Iterator[GuardExample]:
    """For the class of `target`, its group and its file: the guards used there, the most used first."""
    others = [it for it in endpoints(ctx.db) if it.framework == target.framework and it.handler != target.handler]
    near = [
        [it for it in others if _same_class(ctx, it, target)],
        [it for it in others if target.group and it.group == target.group],
        [it for it in others if it.handler.path == target.handler.path],
    ]
    seen: set[tuple[str, ...]] = set()
    for members in near:
        for key, example in _most_used(ctx, members, target):
            if key not in seen:
                seen.add(key)
                yield example


def _most_used(
    ctx: FixContext, members: list[Endpoint], target: Endpoint
) -> list[tuple[tuple[str, ...], GuardExample]]:
    carriers: defaultdict[tuple[str, ...], list[Endpoint]] = defaultdict(list)
    examples: dict[tuple[str, ...], GuardExample] = {}
    said = ctx.diagnostic.data.get("guard")
    for it in members:
        for guard in it.guards:
            form = guard_form(ctx, it, guard)
            if form is None or not _fits(ctx, it, target, form):
                continue
            key = (form, guard.kind, *_shape(ctx, it, guard, form))
            carriers[key].append(it)
            known = examples.get(key)
            if known is None or (it.only_reads == target.only_reads != known.endpoint.only_reads):
                examples[key] = GuardExample(it, guard, form)
    # What a permission demands is often for one endpoint alone; only what several share is a habit.
    kept = [it for it, having in carriers.items() if it[1] == "auth" or len(having) > 1]
    read = target.only_reads
    kept.sort(
        key=lambda it: (
            it[2] != said,
            -len(carriers[it]),
            it[1] != "auth",
            examples[it].endpoint.only_reads != read,
            examples[it].endpoint.handler,
        )
    )
    return [(it, replace(examples[it], carriers=tuple(carriers[it]))) for it in kept]


def _is_function(ctx: FixContext, it: Endpoint) -> bool:
    owner = it.handler.owner
    facts = ctx.facts(it.handler.path)
    return owner in facts.functions and owner.rpartition(".")[0] not in facts.classes


def _same_class(ctx: FixContext, one: Endpoint, other: Endpoint) -> bool:
    """Whether both are methods of one class, which may be guarded one by one."""
    path, outer = one.handler.path, one.handler.owner.rpartition(".")[0]
    return (
        path == other.handler.path
        and outer == other.handler.owner.rpartition(".")[0]
        and outer in ctx.facts(path).classes
    )


def _fits(ctx: FixContext, it: Endpoint, target: Endpoint, form: str) -> bool:
    """Whether what stands on the handler of `it` in that form can stand on the handler of `target`."""
    if form not in _IN_FUNCTIONS:
        return not _is_function(ctx, target)
    both = _is_function(ctx, it) and _is_function(ctx, target)
    return both or _same_class(ctx, it, target)


def is_of_class(form: str) -> bool:
    """Whether a guard in that form is written on the class that the handler is a method of."""
    return form in (MIXIN, CLASS_DECORATOR, ATTRIBUTE)


def guard_form(ctx: FixContext, it: Endpoint, guard: Guard) -> str | None:
    """How the endpoint itself says that it has the guard; None where something else says so, or it only implies it."""
    if guard.kind not in ("auth", "permission") or "through" in guard.origin:
        return None
    owner, origin = guard.anchor.owner, guard.origin
    outer = class_owner(ctx, it)
    if origin.startswith("base class") and mixin_span(ctx, it, guard) is not None:
        return MIXIN
    if guard.anchor.path != it.handler.path:
        return None
    if owner == it.handler.owner and owner in ctx.facts(it.handler.path).functions:
        if origin.startswith("parameter"):
            return PARAMETER
        around = decorator_around(ctx.facts(it.handler.path).functions[owner], guard.anchor.span)
        if isinstance(around, Call) and keyword(around, "dependencies"):
            return DEPENDENCY
        if isinstance(around, Call) and any(_holds(keyword(around, name), guard.anchor.span) for name in GUARDING):
            return KEYWORD
        if around is not None and origin in ("decorator", "@permission_classes"):
            return DECORATOR
    if owner == outer:
        if origin in ("mixin", "class decorator"):
            return MIXIN if origin == "mixin" else CLASS_DECORATOR
        if origin in _ATTRIBUTES:
            return ATTRIBUTE
    return None


def _holds(expression: Expr | None, span: Span) -> bool:
    return expression is not None and expression.span[:2] <= span[:2] and span[2:] <= expression.span[2:]


def class_owner(ctx: FixContext, it: Endpoint) -> str | None:
    """The class that the handler is, or is a method of."""
    owner, classes = it.handler.owner, ctx.facts(it.handler.path).classes
    return next((name for name in (owner, owner.rpartition(".")[0]) if name in classes), None)


def mixin_span(ctx: FixContext, it: Endpoint, guard: Guard) -> Span | None:
    """Where the endpoint's class names the mixin that the guard comes from, relative to the class."""
    outer = class_owner(ctx, it)
    if outer is None:
        return None
    origin = guard.origin.removeprefix("base class ").strip("`").rpartition(".")[2]
    name = guard.name.rpartition(".")[2] if guard.origin == "mixin" else origin
    for base in ctx.facts(it.handler.path).classes[outer].bases:
        if name.endswith("Mixin") and (dotted(base) or "").rpartition(".")[2] == name:
            return base.span
    return None


def decorator_around(own: Function | Class, span: Span) -> Expr | None:
    """The decorator in which `span` lies."""
    return next((it for it in own.decorators if _holds(it, span)), None)


def _shape(ctx: FixContext, it: Endpoint, guard: Guard, form: str) -> tuple[str, ...]:
    """What tells ways of writing the same guard apart."""
    own = ctx.facts(it.handler.path).functions.get(it.handler.owner)
    if form == PARAMETER and own is not None:
        for parameter in own.parameters:
            if parameter.span[:2] <= guard.anchor.span[:2] and guard.anchor.span[2:] <= parameter.span[2:]:
                return guard.name, dotted(parameter.annotation) or "", "default" if parameter.default else ""
    return (guard.name,)
