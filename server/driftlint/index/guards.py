"""Whether a dependency, decorator, class, hook or middleware admits only some callers, and of which kind it is.

Asked in this order: what the project taught, what the models say of libraries, what the code itself does (it refuses
somebody), and last what it is called.
"""

import re
from collections.abc import Iterator
from typing import Literal, get_args

import msgspec

from driftlint.facts.expression import Call, Constant, Expr, Keyword, Name, Sequence, String
from driftlint.facts.model import Function
from driftlint.facts.names import last_name
from driftlint.index.calls import is_abstract
from driftlint.index.classes import member, mro, subclasses
from driftlint.index.endpoint import GuardKind
from driftlint.index.engine import Database, query
from driftlint.index.files import function, structure
from driftlint.index.guard_names import kind_by_name, sounds_optional
from driftlint.index.models import models
from driftlint.index.names import denotes
from driftlint.index.refusals import DEPTH, Refusal, gives_nothing, off_by_default, turning_away
from driftlint.index.teaching import teaching
from driftlint.index.types import evaluate
from driftlint.index.value import Scope, Value
from driftlint.text.pattern import matches_any

Role = Literal["dependency", "decorator", "class", "hook", "middleware"]

_METHODS: dict[Role, tuple[str, ...]] = {
    "dependency": ("__call__", "__init__"),
    "decorator": ("__call__", "__init__"),
    "hook": ("__call__",),
    "middleware": (
        "dispatch", "__call__", "__acall__", "process_request", "process_view", "before_request", "on_request",
        "handle",
    ),
    "class": (
        "dispatch", "__call__", "__init__", "initial", "before_request", "dispatch_request", "setup", "prepare",
        "check_permissions", "has_permission", "handle_no_permission", "test_func", "authenticate",
    ),
}  # fmt: skip
"""The methods of a class that run before a handler, by what the class is used as."""

_OPTIONAL_WHEN_FALSE = re.compile(r"(^|_)(required|errors?|raises?|strict|mandatory|enforced?)(_|$)")
_EVERYBODY = re.compile(
    r"(?i)(role_)?(anonymous(_?user)?|every(one|body)|any(one|body)|public|allow_?any|unauthenticated)"
)
_TURNS_AWAY = re.compile(r"(?i)deny|denies|forbid|block|exclu|reject|except|not_|hide")
_OPTIONAL_WHEN_TRUE = frozenset({"optional", "allow_anonymous", "allow_missing", "allow_none", "silent"})


class Verdict(msgspec.Struct, frozen=True):
    """What kind of guard something is; `certain` is false where only its name, or a possibility, says so."""

    kind: GuardKind
    certain: bool = True


def guard_of(db: Database, scope: Scope, expression: Expr, role: Role) -> tuple[Value, Verdict] | None:
    """What a decorator, dependency or hook as written (called or not) names, where that is a guard.

    A call that asks for the optional form (`required=False`, `optional=True`) is none.
    """
    if isinstance(expression, Call) and (asks_for_optional(expression.keywords) or lets_everyone_in(expression)):
        return None
    value = named(db, scope, expression)
    verdict = None if value is None else guard_kind(db, value, role)
    return None if value is None or verdict is None else (value, verdict)


def named(db: Database, scope: Scope, expression: Expr) -> Value | None:
    """What a decorator or the like names: the callee of a call, else the thing itself."""
    target = expression.function if isinstance(expression, Call) else expression
    return evaluate(db, scope, target) or denotes(db, scope, target)


def lets_everyone_in(written: Expr) -> bool:
    """Whether a decorator is handed everybody as those it admits: `allow(["anonymous"])`, `access(EVERYONE)`."""
    if not isinstance(written, Call) or _TURNS_AWAY.search(last_name(written)):
        return False
    handed = (*written.arguments, *(it.value for it in written.keywords))
    listed = [each for it in handed for each in (it.items if isinstance(it, Sequence) else (it,))]
    spoken = (it.value if isinstance(it, String) else last_name(it) for it in listed if not isinstance(it, Call))
    return any(_EVERYBODY.fullmatch(it) for it in spoken)


def asks_for_optional(keywords: tuple[Keyword, ...]) -> bool:
    """Whether keyword arguments ask for the form of a guard that lets anonymous callers in."""
    for it in keywords:
        if isinstance(it.value, Constant) and it.name is not None:
            if _OPTIONAL_WHEN_FALSE.search(it.name) and it.value.text == "False":
                return True
            if it.name in _OPTIONAL_WHEN_TRUE and it.value.text == "True":
                return True
    return False


def guard_kind(db: Database, value: Value, role: Role) -> Verdict | None:
    """The kind of guard that `value` is when used as `role`; None where it is none, or lets anonymous callers in."""
    return _guard_kind(db, value, role, DEPTH)


@query
def _guard_kind(db: Database, value: Value, role: Role, depth: int) -> Verdict | None:
    if depth <= 0:
        return None
    name = value.name.removesuffix("()")
    taught = _taught(db, name)
    if taught is not None:
        return Verdict(taught)
    if value.path and value.kind in ("class", "instance"):
        return _class_verdict(db, value, role, depth)
    modelled = _modelled(db, name)
    if modelled is not None:
        return Verdict(modelled, certain=not value.may)
    if models(db).opens_to_all(name) or sounds_optional(name):
        return None
    if value.path and value.kind == "function":
        return _function_verdict(db, value, role, depth)
    by_name = kind_by_name(name, role)
    return None if by_name is None else Verdict(by_name, certain=False)


def _taught(db: Database, name: str) -> GuardKind | None:
    for kind, patterns in teaching(db).guards.items():
        if matches_any(name, patterns):
            return as_kind(kind)
    return None


def _modelled(db: Database, name: str) -> GuardKind | None:
    kind = models(db).guard(name)
    return None if kind is None else as_kind(kind)


def as_kind(kind: str) -> GuardKind:
    """The guard kind of that name; one we have no word for admits callers all the same."""
    return next((it for it in get_args(GuardKind) if it == kind), "auth")


def _class_verdict(db: Database, value: Value, role: Role, depth: int) -> Verdict | None:
    """By the nearest class of its ancestry that says something: taught, modelled, or refusing in a method that runs."""
    certain = not value.may
    optional = _made_optional(db, value)
    opens = False
    for it in mro(db, value.path, value.qualname):
        kind = _taught(db, it.name) or (None if optional else _modelled(db, it.name))
        if kind is not None:
            return Verdict(kind, certain=certain)
        if models(db).opens_to_all(it.name):
            if role != "middleware" or it.path:
                return None
            opens = True  # its library base lets everyone pass; what it does itself may not
            break
    if sounds_optional(value.name):
        return None
    for name in _METHODS[role]:
        if value.kind == "class" and role == "dependency" and name == "__call__":
            continue  # `Depends(Gate)` makes a gate, which nobody walks through
        found = member(db, value.path, value.qualname, name)
        if found is None:
            continue
        holder = found[0]
        qualname = f"{holder.qualname}.{name}"
        refused = turning_away(db, holder.path, qualname, depth) or _nested_refusal(db, holder.path, qualname, depth)
        refused = refused or _refusing_override(db, holder, name, depth)
        if refused is not None:
            return _inferred(value.name, refused, role, certain=certain)
    made_to_be_called = value.kind == "class" and role == "dependency" and _is_called(db, value)
    by_name = None if opens or made_to_be_called else kind_by_name(value.name, role)
    return None if by_name is None else Verdict(by_name, certain=False)


def _is_called(db: Database, value: Value) -> bool:
    """Whether instances of the class are what is meant to be a dependency."""
    return member(db, value.path, value.qualname, "__call__") is not None


def _made_optional(db: Database, value: Value) -> bool:
    """Whether the class makes its library base the form that lets anonymous callers in (`auto_error=False`)."""
    held = member(db, value.path, value.qualname, "__init__")
    own = None if held is None else function(db, held[0].path, f"{held[0].qualname}.__init__")
    off = off_by_default(own)
    for site in () if own is None else own.body.calls:
        passed = (it.name or "" for it in site.call.keywords if isinstance(it.value, Name) and it.value.id in off)
        if asks_for_optional(site.call.keywords) or any(_OPTIONAL_WHEN_FALSE.search(it) for it in passed):
            return True
    return False


def _function_verdict(db: Database, value: Value, role: Role, depth: int) -> Verdict | None:
    own = function(db, value.path, value.qualname)
    if own is None:
        return None
    certain = not value.may
    found = turning_away(db, value.path, value.qualname, depth)
    if found is None and role in ("decorator", "middleware"):
        found = _nested_refusal(db, value.path, value.qualname, depth)
    if found is not None:
        return _inferred(value.name, found, role, certain=certain)
    by_decorator = _by_own_decorator(db, value, own, depth)
    if by_decorator is not None:
        return by_decorator
    if role == "decorator":
        built = _built_from(db, value, own, depth)
        if built is not None:
            return Verdict(built.kind, certain=certain and built.certain)
    by_name = kind_by_name(value.name, role)
    if by_name is None or gives_nothing(own):
        return None
    return Verdict(by_name, certain=False)


def _inferred(name: str, found: Refusal, role: Role, *, certain: bool) -> Verdict:
    """The verdict on something that refuses: 403 to strangers may still be what an identification says."""
    called = kind_by_name(name, role)
    kind = (
        called if called == "csrf" or (found.kind == "permission" and called in ("auth", "signature")) else found.kind
    )
    return Verdict(kind, certain=certain and found.certain)


def _nested_refusal(db: Database, path: str, qualname: str, depth: int) -> Refusal | None:
    """What a function defined inside (the wrapper of a decorator, the function a factory returns) refuses with."""
    for nested in structure(db, path).functions:
        if nested.startswith(qualname + "."):
            found = turning_away(db, path, nested, depth)
            if found is not None:
                return found
    return None


def _refusing_override(db: Database, holder: Value, name: str, depth: int) -> Refusal | None:
    """What the overrides of an abstract method refuse with, where one does: which of them runs is not known."""
    own = function(db, holder.path, f"{holder.qualname}.{name}")
    if own is None or not is_abstract(own):
        return None
    for child in subclasses(db, holder.path, holder.qualname):
        found = turning_away(db, child.path, f"{child.qualname}.{name}", depth - 1)
        if found is not None:
            return Refusal(found.kind, certain=False)
    return None


def _by_own_decorator(db: Database, value: Value, own: Function, depth: int) -> Verdict | None:
    """What a function is whose own decorator turns callers away before it runs."""
    scope = Scope(value.path, value.qualname.rpartition(".")[0])
    for it in own.decorators:
        inner = named(db, scope, it)
        if inner is None or inner == value or (isinstance(it, Call) and asks_for_optional(it.keywords)):
            continue
        verdict = _guard_kind(db, inner, "decorator", depth - 1)
        if verdict is not None:
            return verdict
    return None


def _put_around(own: Function) -> Iterator[Expr]:
    """What the function a decorator returns puts around the handler it is given: `checks` in `checks(…)(handler)`."""
    given = {it.name for it in own.parameters}
    for site in own.body.calls:
        called, handed = site.call.function, site.call.arguments
        if isinstance(called, Call) and len(handed) == 1 and isinstance(handed[0], Name) and handed[0].id in given:
            yield called


def _built_from(db: Database, value: Value, own: Function, depth: int) -> Verdict | None:
    """What a decorator is that returns, or wraps its wrapper in, another decorator."""
    scope = Scope(value.path, value.qualname)
    written: list[tuple[Scope, Expr]] = []
    for statement in own.body.statements:
        if statement.kind == "return" and isinstance(statement.value, Call):
            inner: Expr = statement.value
            while isinstance(inner, Call):
                written.append((scope, inner))
                inner = inner.function
    for nested in structure(db, value.path).functions:
        if nested.startswith(value.qualname + "."):
            wrapper = function(db, value.path, nested)
            outer = Scope(value.path, nested.rpartition(".")[0])
            written += [(outer, it) for it in (() if wrapper is None else wrapper.decorators)]
            written += [] if wrapper is None else [(outer, it) for it in _put_around(wrapper)]
    for where, it in written:
        inner_value = named(db, where, it)
        if inner_value is None or inner_value == value or (isinstance(it, Call) and asks_for_optional(it.keywords)):
            continue
        verdict = _guard_kind(db, inner_value, "decorator", depth - 1)
        if verdict is not None:
            return verdict
    return None
