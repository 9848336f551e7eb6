"""What a Flask application, blueprint, API or namespace brings along from where it is made."""

import msgspec

from driftlint.facts.expression import Attribute, Call, argument, keyword
from driftlint.index.annotations import annotated
from driftlint.index.classes import mro
from driftlint.index.endpoint import Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import function
from driftlint.index.frameworks.handlers import applied_guards
from driftlint.index.frameworks.literals import items_of
from driftlint.index.frameworks.objects import Object, making, objects
from driftlint.index.frameworks.paths import path_text
from driftlint.index.types import evaluate
from driftlint.index.value import Scope, Value

_CLASSES = {
    "flask.Flask": "app",
    "flask.app.Flask": "app",
    "quart.Quart": "app",
    "flask_openapi3.OpenAPI": "app",
    "apiflask.APIFlask": "app",
    "connexion.FlaskApp": "app",
    "flask.Blueprint": "blueprint",
    "flask.blueprints.Blueprint": "blueprint",
    "quart.Blueprint": "blueprint",
    "apiflask.APIBlueprint": "blueprint",
    "flask_smorest.Blueprint": "blueprint",
    "flask_openapi3.APIBlueprint": "blueprint",
    "flask_restful.Api": "api",
    "flask_restx.Api": "api",
    "flask_restplus.Api": "api",
    "flask_smorest.Api": "api",
    "flask_restx.Namespace": "namespace",
    "flask_restplus.Namespace": "namespace",
    "flask_restx.namespace.Namespace": "namespace",
}


class Part(msgspec.Struct, frozen=True, gc=False):
    """One of the objects that make up a Flask application.

    `kind` is "app", "blueprint", "api" or "namespace"; `name` the blueprint's or namespace's own; `prefix` what it was
    made with; `carriers` the applications or blueprints an API was made for.
    """

    kind: str
    name: str = ""
    prefix: str = ""
    carriers: tuple[Object, ...] = ()
    guards: tuple[Guard, ...] = ()


@query
def part(db: Database, it: Object) -> Part | None:
    """What the object brings along; None where it is no part of a Flask application."""
    if it.parameter:
        own = function(db, it.path, it.owner)
        found = None if own is None else next((each for each in own.parameters if each.name == it.name), None)
        scope = Scope(it.path, it.owner.rpartition(".")[0])
        kind = None if found is None else kind_of(db, annotated(db, scope, found.annotation))
        return None if kind is None else Part(kind)
    for scope, call in making(db, it):
        made = _made(db, scope, call, 4)
        if made is not None:
            return made
    return None


def kind_of(db: Database, value: Value | None) -> str | None:
    """What part of a Flask application a class, or the class of an instance, is."""
    if value is None:
        return None
    if not value.path:
        return _CLASSES.get(value.name)
    if value.kind not in ("class", "instance"):
        return None
    return next((_CLASSES[it.name] for it in mro(db, value.path, value.qualname) if it.name in _CLASSES), None)


def _made(db: Database, scope: Scope, call: Call, depth: int) -> Part | None:
    value = evaluate(db, scope, call.function)
    if value is None or depth <= 0:
        return None
    if value.kind == "function" and value.path:
        own = function(db, value.path, value.qualname)
        for statement in () if own is None else own.body.statements:
            if statement.kind == "return" and isinstance(statement.value, Call):
                made = _made(db, Scope(value.path, value.qualname), statement.value, depth - 1)
                if made is not None:
                    return made
        return None
    if isinstance(call.function, Attribute) and value.name.endswith(".Api.namespace"):  # makes one, and adds it
        made = _namespace(db, scope, call)
        return msgspec.structs.replace(made, carriers=objects(db, scope, call.function.value))
    kind = kind_of(db, value) if value.kind in ("class", "external") else None
    if kind == "blueprint":
        name = path_text(db, scope, argument(call, 0, "name"))
        return Part("blueprint", name, path_text(db, scope, keyword(call, "url_prefix")))
    if kind == "namespace":
        return _namespace(db, scope, call)
    if kind == "api":
        carrier = argument(call, 0, "app") or keyword(call, "blueprint")
        carriers = () if carrier is None else objects(db, scope, carrier)
        prefix = path_text(
            db, scope, argument(call, 1, "prefix") if "restful" in value.name else keyword(call, "prefix")
        )
        decorators = items_of(db, scope, keyword(call, "decorators")) or ()
        return Part("api", "", prefix, carriers, applied_guards(db, decorators, scope.owner, "api")[0])
    return None if kind is None else Part(kind)


def _namespace(db: Database, scope: Scope, call: Call) -> Part:
    name = path_text(db, scope, argument(call, 0, "name"))
    given = keyword(call, "path")
    decorators = items_of(db, scope, keyword(call, "decorators")) or ()
    guards = applied_guards(db, decorators, scope.owner, "namespace")[0]
    return Part("namespace", name, "/" + name.lstrip("/") if given is None else path_text(db, scope, given), (), guards)
