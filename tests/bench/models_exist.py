"""Says which names in the model files the libraries themselves do not know.

`python tests/bench/models_exist.py` in an environment that holds the libraries; those that are missing are listed and
left unchecked. It imports the libraries, and reads nothing but names: a class of a module, a method or attribute of a
class. Below an attribute whose class cannot be seen (`OpenAI.chat` is a property) the return annotation is followed;
without one the rest of the name is counted as not checked. The classes of boto3 are made while it runs and rq's tasks
have none; their names are ours.
"""

import contextlib
import importlib
import inspect
import sys
import typing
import warnings
from collections import Counter
from pathlib import Path

from driftlint.index.model import Model, compiled, read_compiled

FOLDER = Path(__file__).resolve().parents[2] / "rules" / "models"
OURS = (
    "aioboto3.",
    "boto3.",
    "builtins.",
    "celery.Task.apply_async_on_commit",
    "celery.Task.delay_on_commit",
    "django.db.models.Model._base_manager",
    "django.db.models.Model._default_manager",
    "django.db.models.Model.objects",
    "flask_sqlalchemy.SQLAlchemy.Model.query",
    "rq.RqTask",
)
"""What is named by us, or made while a program runs: nothing importable has that name."""

OLDER = (
    "aiobotocore.get_session",
    "algoliasearch.search_client",
    "algoliasearch.search_index",
    "celery.decorators",
    "celery.task.",
    "confluent_kafka.avro",
    "flask_sqlalchemy.SQLAlchemy.create_scoped_session",
    "redis.asyncio.create_redis_pool",
    "sqlalchemy.engine.Engine.execute",
    "sqlalchemy.engine.Engine.scalar",
    "sqlalchemy.orm.Query.from_self",
    "sqlalchemy.orm.Query.select_entity_from",
    "stripe.StripeClient.parse_thin_event",
    "stripe.StripeObject.refresh",
    "stripe.StripeObject.save",
    "twilio.rest.Client.request_async",
)
"""What only earlier versions have, that backends still run on."""


class MissingError(Exception):
    """A name that the library does not know."""


class UnclearError(Exception):
    """A name whose class cannot be seen, or a library that is not installed."""


def main() -> int:
    """Prints what is missing, by model file; the exit code is 1 where anything is."""
    warnings.simplefilter("ignore")
    _set_up_django()
    counted: Counter[str] = Counter()
    absent: set[str] = set()
    for model in read_compiled(compiled(FOLDER, "")):
        for name in sorted(names(model)):
            if "*" in name or name.startswith((*OURS, *OLDER)):
                counted["not checked"] += 1
                continue
            try:
                resolve_any(name, model)
                counted["found"] += 1
            except MissingError as what:
                counted["missing"] += 1
                print(f"{model.library}: {name}: {what}")
            except UnclearError as what:
                counted["not checked"] += 1
                absent.add(str(what))
    print(f"not installed: {', '.join(sorted(it for it in absent if it.isidentifier()))}")
    print(", ".join(f"{count} {what}" for what, count in counted.items()))
    return int(counted["missing"] > 0)


def _set_up_django() -> None:
    with contextlib.suppress(ImportError):
        settings = importlib.import_module("django.conf").settings
        settings.configure(INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"])
        importlib.import_module("django").setup()


def names(model: Model) -> set[str]:
    """Every name or pattern the file speaks of, but for those that other names of the same thing are given by."""
    found = {it for listed in (*model.effects.values(), *model.guards.values()) for it in listed}
    found.update(model.transactions, model.defers, model.runs, model.pure, model.opens_to_all)
    for mapping in (model.returns, model.attributes, model.enters, model.makes):
        found.update(mapping)
        found.update(mapping.values())
    for statements in model.statements:
        found.update(statements.calls, *statements.effects.values())
    return found


def resolve_any(name: str, model: Model) -> object:
    """What the name, or one that the file says means the same, denotes."""
    ways = [name, *(key + name[len(of) :] for key, of in model.same.items() if f"{name}.".startswith(f"{of}."))]
    for way in ways[1:]:
        with contextlib.suppress(MissingError, UnclearError):
            return resolve(way)
    return resolve(name)


def resolve(name: str) -> object:
    """What the name denotes."""
    parts = name.split(".")
    value, rest = _module(parts)
    for place, part in enumerate(rest):
        if isinstance(value, property | staticmethod) or type(value).__name__ == "cached_property":
            value = _told(value)
        if not _has(value, part):
            if part == "__getitem__" or not (inspect.isclass(value) or inspect.ismodule(value)):
                raise UnclearError(name)
            if part in _assigned(value):
                if place + 1 < len(rest):
                    raise UnclearError(name)
                return value
            raise MissingError(f"`{getattr(value, '__name__', value)}` has no `{part}`")
        value = inspect.getattr_static(value, part, None) or getattr(value, part)
    return value


def _module(parts: list[str]) -> tuple[object, list[str]]:
    last: Exception | None = None
    for size in range(len(parts), 0, -1):
        try:
            return importlib.import_module(".".join(parts[:size])), parts[size:]
        except ModuleNotFoundError as error:
            last = error
        except Exception as error:
            raise UnclearError(parts[0]) from error
    raise UnclearError(parts[0]) from last


def _told(value: object) -> object:
    """The class that a property's annotation says it gives."""
    function = getattr(value, "fget", None) or getattr(value, "func", None)
    try:
        return typing.get_type_hints(function)["return"]
    except Exception as error:
        raise UnclearError("property") from error


def _has(value: object, name: str) -> bool:
    try:
        return inspect.getattr_static(value, name, None) is not None or hasattr(value, name)
    except Exception as error:  # what a settings object raises that was told nothing
        raise UnclearError("settings") from error


def _assigned(value: object) -> set[str]:
    """What the `__init__` of a class seems to assign to `self`, by its code."""
    found: set[str] = set()
    for kind in inspect.getmro(value) if inspect.isclass(value) else ():
        code = getattr(getattr(kind, "__init__", None), "__code__", None)
        found.update(code.co_names if code is not None else ())
        found.update(inspect.get_annotations(kind) if inspect.isclass(kind) else ())
    return found


if __name__ == "__main__":
    sys.exit(main())
