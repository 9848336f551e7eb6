"""The forms in which a guard is written on an endpoint, each copied from a neighbour onto another endpoint."""

from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst

from driftlint.facts.expression import Span
from driftlint.index.endpoint import Endpoint
from driftlint.rules.fixes.context import FixContext
from driftlint.rules.fixes.guard_equivalent import with_statement
from driftlint.rules.fixes.guard_example import (
    ATTRIBUTE,
    CLASS_DECORATOR,
    DECORATOR,
    DEPENDENCY,
    GUARDING,
    KEYWORD,
    MIXIN,
    PARAMETER,
    GuardExample,
    class_owner,
    is_of_class,
    mixin_span,
)
from driftlint.rules.fixes.listing import inserted, moved_first
from driftlint.rules.fixes.names import all_parameters, path_of
from driftlint.rules.fixes.uses import uses
from driftlint.syntax.rewrite import Stretch

Definition = cst.FunctionDef | cst.ClassDef

_ROUTES = frozenset(
    {"route", "get", "post", "put", "patch", "delete", "head", "options", "api_route", "websocket", "view_config"}
)
_OTHER_NAMES = ("current_user", "caller", "authenticated_user")


@dataclass(frozen=True, slots=True)
class Change:
    """A definition in its stretch, what it becomes, and the code that was copied into it."""

    stretch: Stretch
    old: Definition
    new: Definition
    copied: tuple[cst.CSTNode, ...]


def added(ctx: FixContext, target: Endpoint, examples: Sequence[GuardExample]) -> Change | None:
    """`target` with the guards of `examples`, all on one definition; None where the form of one does not fit."""
    of_class = is_of_class(examples[0].form)
    source = _definition(ctx, examples[0].endpoint, of_class=of_class)
    own = _definition(ctx, target, of_class=of_class)
    if source is None or own is None:
        return None
    stretch, new = own
    copied: list[cst.CSTNode] = []
    # A mixin is put before the others.
    for example in reversed(examples) if examples[0].form == MIXIN else examples:
        made = _FORMS[example.form](source, (stretch, new), _place(ctx, example))
        if made is None:
            return None
        if not any(it is known for it in made[1] for known in copied):
            new = made[0]
            copied.extend(made[1])
    return Change(stretch, own[1], new, tuple(copied))


def _place(ctx: FixContext, example: GuardExample) -> Span:
    """Where the guard is written in the file of the example."""
    facts, outer = ctx.facts(example.endpoint.handler.path), class_owner(ctx, example.endpoint)
    if example.form == MIXIN and outer is not None:
        span = mixin_span(ctx, example.endpoint, example.guard)
        if span is not None:
            return facts.absolute(outer, span)
    return facts.absolute(example.guard.anchor.owner, example.guard.anchor.span)


Placed = tuple[Stretch, Definition]
Made = tuple[Definition, tuple[cst.CSTNode, ...]]


def _definition(ctx: FixContext, it: Endpoint, *, of_class: bool) -> Placed | None:
    path, owner = it.handler.path, it.handler.owner
    if not of_class:
        return ctx.function(path, owner)
    outer = class_owner(ctx, it)
    return None if outer is None else ctx.klass(path, outer)


def _around(stretch: Stretch, nodes: Sequence[cst.CSTNode], place: Span) -> cst.CSTNode | None:
    """The node in which `place` lies."""
    for it in nodes:
        span = stretch.span(it)
        if span[:2] <= place[:2] and place[2:] <= span[2:]:
            return it
    return None


def _parameter(source: Placed, own: Placed, place: Span) -> Made | None:
    stretch, definition = source
    _, target = own
    if not isinstance(definition, cst.FunctionDef) or not isinstance(target, cst.FunctionDef):
        return None
    # libcst has a parameter end with its name.
    before = [it for it in all_parameters(definition.params) if stretch.span(it.name)[:2] <= place[:2]]
    if not before:
        return None
    found = before[-1]
    taken = {it.name.value for it in all_parameters(target.params)} | uses(target.body).binds
    name = next((it for it in (found.name.value, *_OTHER_NAMES) if it not in taken), None)
    if name is None:
        return None
    parts = [it for it in (found.annotation, found.default) if it is not None]
    blank = cst.MaybeSentinel.DEFAULT
    new = found.with_changes(name=cst.Name(name), comma=blank, whitespace_after_param=cst.SimpleWhitespace(""), star="")
    return target.with_changes(params=_with_parameter(target, new)), tuple(
        it.annotation if isinstance(it, cst.Annotation) else it for it in parts
    )


def _with_parameter(target: cst.FunctionDef, new: cst.Param) -> cst.Parameters:
    """The parameters with one more, where its default lets it stand."""
    parameters = target.params
    opening = target.whitespace_before_params
    if isinstance(parameters.star_arg, cst.ParamStar):
        only = parameters.kwonly_params
        return parameters.with_changes(kwonly_params=inserted(only, len(only), new, opening))
    plain = parameters.params
    index = len(plain)
    if new.default is None:
        index = next((number for number, it in enumerate(plain) if it.default is not None), index)
        if any(it.default is not None for it in parameters.posonly_params):
            index = len(plain)
            star = cst.ParamStar()
            if parameters.star_arg is cst.MaybeSentinel.DEFAULT and not parameters.kwonly_params:
                return parameters.with_changes(star_arg=star, kwonly_params=[new])
    return parameters.with_changes(params=inserted(plain, index, new, opening))


def _keyword(source: Placed, own: Placed, place: Span) -> Made | None:
    """The guard as the keyword of the route's decorator that takes it there: one of a list, or the value itself."""
    stretch, definition = source
    _, target = own
    around = _around(stretch, [it.decorator for it in definition.decorators], place)
    arguments = around.args if isinstance(around, cst.Call) else ()
    given = next((it for it in arguments if _around(stretch, [it.value], place) is not None), None)
    if given is None or given.keyword is None or given.keyword.value not in GUARDING:
        return None
    value: cst.CSTNode | None = given.value
    if isinstance(given.value, cst.List):
        value = _around(stretch, [it.value for it in given.value.elements], place)
    if not isinstance(value, cst.BaseExpression):
        return None
    for decorator in target.decorators:
        call = decorator.decorator
        if isinstance(call, cst.Call) and _last(call) in _ROUTES:
            guarded = _with_keyword(call, given.keyword.value, value, listed=isinstance(given.value, cst.List))
            if guarded is None:
                return None
            changed = decorator.with_changes(decorator=guarded)
            decorators = [changed if it is decorator else it for it in target.decorators]
            return target.with_changes(decorators=decorators), (value,)
    return None


def _with_keyword(call: cst.Call, name: str, value: cst.BaseExpression, *, listed: bool) -> cst.Call | None:
    present = next((it.value for it in call.args if it.keyword is not None and it.keyword.value == name), None)
    if isinstance(present, cst.List) and listed:
        elements = [it for it in present.elements if isinstance(it, cst.Element)]
        if len(elements) != len(present.elements):
            return None
        opening = present.lbracket.whitespace_after
        elements = inserted(elements, len(elements), cst.Element(value), opening)
        return call.with_deep_changes(present, elements=elements)
    if present is not None or any(it.star == "**" for it in call.args):
        return None
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    made = cst.List([cst.Element(value)]) if listed else value
    new = cst.Arg(made, keyword=cst.Name(name), equal=equal)
    return call.with_changes(args=inserted(call.args, len(call.args), new, call.whitespace_before_args))


def _decorator(source: Placed, own: Placed, place: Span) -> Made | None:
    stretch, definition = source
    _, target = own
    decorators = list(definition.decorators)
    around = _around(stretch, [it.decorator for it in decorators], place)
    at = next((number for number, it in enumerate(decorators) if it.decorator is around), None)
    if at is None or not isinstance(around, cst.BaseExpression):
        return None
    before = {_kind(it) for it in decorators[:at]}
    after = {_kind(it) for it in decorators[at + 1 :]}
    kinds = [_kind(it) for it in target.decorators]
    index = max((number + 1 for number, it in enumerate(kinds) if it in before), default=-1)
    if index < 0:
        index = next((number for number, it in enumerate(kinds) if it in after), 0)
        routes = [number + 1 for number, it in enumerate(kinds) if it == "route"]
        index = max([index, *routes]) if not after & set(kinds) else index
    new = cst.Decorator(around)
    made = list(target.decorators)
    made.insert(index, new)
    changed = target.with_changes(decorators=made)
    if not target.decorators and target.lines_after_decorators:
        changed = changed.with_changes(lines_after_decorators=[])
    return changed, (around,)


def _kind(decorator: cst.Decorator) -> str:
    name = _last(decorator.decorator)
    return "route" if name in _ROUTES else name


def _last(expression: cst.BaseExpression) -> str:
    path = path_of(expression.func if isinstance(expression, cst.Call) else expression)
    return path[-1] if path else ""


def _mixin(source: Placed, own: Placed, place: Span) -> Made | None:
    stretch, definition = source
    _, target = own
    if not isinstance(definition, cst.ClassDef) or not isinstance(target, cst.ClassDef):
        return None
    around = _around(stretch, [it.value for it in definition.bases], place)
    if not isinstance(around, cst.BaseExpression) or not target.bases:
        return None
    opening = target.lpar.whitespace_after if isinstance(target.lpar, cst.LeftParen) else None
    return target.with_changes(bases=moved_first(target.bases, around, opening)), (around,)


def _attribute(source: Placed, own: Placed, place: Span) -> Made | None:
    stretch, definition = source
    _, target = own
    if not isinstance(definition.body, cst.IndentedBlock) or not isinstance(target.body, cst.IndentedBlock):
        return None
    statement = _around(stretch, definition.body.body, place)
    if not isinstance(statement, cst.SimpleStatementLine):
        return None
    found = uses(statement)
    if found.binds & uses(target.body).binds:
        return None
    copied = statement.with_changes(leading_lines=[], trailing_whitespace=cst.TrailingWhitespace())
    body = with_statement(target.body, copied)
    values = [it.value for it in statement.body if isinstance(it, cst.Assign | cst.AnnAssign) and it.value is not None]
    return target.with_changes(body=target.body.with_changes(body=body)), tuple(values)


_FORMS = {
    PARAMETER: _parameter,
    DEPENDENCY: _keyword,
    KEYWORD: _keyword,
    DECORATOR: _decorator,
    MIXIN: _mixin,
    CLASS_DECORATOR: _decorator,
    ATTRIBUTE: _attribute,
}
