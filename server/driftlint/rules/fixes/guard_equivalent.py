"""The guard of neighbours of another kind, in the form that a function or a class view takes it: Django and DRF."""

from collections import Counter

import libcst as cst

from driftlint.index.endpoint import Endpoint
from driftlint.index.endpoints import endpoints
from driftlint.rules.fixes.context import FixContext
from driftlint.rules.fixes.guard_example import class_owner
from driftlint.rules.fixes.imports import ImportBlock
from driftlint.rules.fixes.listing import moved_first
from driftlint.rules.fixes.names import path_of
from driftlint.rules.fixes.uses import uses
from driftlint.syntax.rewrite import Stretch

_LOGIN_REQUIRED = "django.contrib.auth.decorators.login_required"
_LOGIN_MIXIN = "django.contrib.auth.mixins.LoginRequiredMixin"
_PERMISSIONS = "rest_framework.permissions."
_PERMISSION_DECORATOR = ("rest_framework.decorators", "permission_classes")


def used_guard(ctx: FixContext, target: Endpoint) -> tuple[str, Endpoint] | None:
    """The library guard that most endpoints of the group have, else of the project, and one of those that have it."""
    others = [it for it in endpoints(ctx.db) if it.framework == target.framework and it.handler != target.handler]
    for members in ([it for it in others if it.group == target.group], others):
        counts: Counter[str] = Counter()
        examples: dict[str, Endpoint] = {}
        for it in members:
            for guard in it.guards:
                if guard.name in (_LOGIN_REQUIRED, _LOGIN_MIXIN) or guard.name.startswith(_PERMISSIONS):
                    counts[guard.name] += 1
                    examples.setdefault(guard.name, it)
        if counts:
            name = min(counts, key=lambda it: (-counts[it], it))
            return name, examples[name]
    return None


def with_guard(
    ctx: FixContext, target: Endpoint, name: str, block: ImportBlock
) -> tuple[Stretch, cst.CSTNode, cst.CSTNode] | None:
    """The definition of `target` and the same with the guard `name`, in the form Django or DRF has for it."""
    path, outer = target.handler.path, class_owner(ctx, target)
    found = ctx.function(path, target.handler.owner) if outer is None else ctx.klass(path, outer)
    if found is None:
        return None
    stretch, definition = found
    made: cst.CSTNode | None
    if name.startswith(_PERMISSIONS):
        made = _with_permission(definition, name, block)
    elif isinstance(definition, cst.ClassDef):
        made = _with_mixin(definition, block)
    else:
        made = _with_login(definition, block)
    return None if made is None else (stretch, definition, made)


def _with_mixin(definition: cst.ClassDef, block: ImportBlock) -> cst.ClassDef | None:
    said = block.refer(*_parts(_LOGIN_MIXIN))
    if said is None or not definition.bases:
        return None
    opening = definition.lpar.whitespace_after if isinstance(definition.lpar, cst.LeftParen) else None
    bases = moved_first(definition.bases, cst.parse_expression(said), opening)
    return definition.with_changes(bases=bases)


def _with_login(definition: cst.FunctionDef, block: ImportBlock) -> cst.FunctionDef | None:
    said = block.refer(*_parts(_LOGIN_REQUIRED))
    if said is None:
        return None
    decorator = cst.Decorator(cst.parse_expression(said))
    return definition.with_changes(decorators=[decorator, *definition.decorators])


def _with_permission(
    definition: cst.FunctionDef | cst.ClassDef, name: str, block: ImportBlock
) -> cst.FunctionDef | cst.ClassDef | None:
    said = block.refer(*_parts(name))
    if said is None:
        return None
    if isinstance(definition, cst.ClassDef):
        if not isinstance(definition.body, cst.IndentedBlock) or "permission_classes" in uses(definition.body).binds:
            return None
        return _with_attribute(definition, definition.body, f"permission_classes = [{said}]")
    at = next((number for number, it in enumerate(definition.decorators) if _callee(it) == "api_view"), None)
    decorator = block.refer(*_PERMISSION_DECORATOR)
    if at is None or decorator is None:
        return None
    made = list(definition.decorators)
    made.insert(at + 1, cst.Decorator(cst.parse_expression(f"{decorator}([{said}])")))
    return definition.with_changes(decorators=made)


def _with_attribute(definition: cst.ClassDef, suite: cst.IndentedBlock, code: str) -> cst.ClassDef:
    return definition.with_changes(body=suite.with_changes(body=with_statement(suite, cst.parse_statement(code))))


def with_statement(suite: cst.IndentedBlock, new: cst.BaseStatement) -> list[cst.BaseStatement]:
    """The statements of a class with one more after its docstring and plain attributes."""
    body: list[cst.BaseStatement] = list(suite.body)
    index = 0
    while index < len(body) and isinstance(body[index], cst.SimpleStatementLine):
        index += 1
    body.insert(index, new)
    first = body[0]
    if isinstance(first, cst.SimpleStatementLine) and isinstance(first.body[0], cst.Pass):
        return body[1:]
    if index + 1 < len(body):
        following = body[index + 1]
        if isinstance(following, cst.FunctionDef | cst.ClassDef) and not following.leading_lines:
            body[index + 1] = following.with_changes(leading_lines=[cst.EmptyLine(indent=False)])
    return body


def _parts(name: str) -> tuple[str, str]:
    module, _, last = name.rpartition(".")
    return module, last


def _callee(decorator: cst.Decorator) -> str:
    node = decorator.decorator
    path = path_of(node.func if isinstance(node, cst.Call) else node)
    return path[-1] if path else ""
