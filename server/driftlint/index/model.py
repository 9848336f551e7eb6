"""The form of a model file, and of all of them in one.

Sixty YAML files would take longer to read than a small check takes; `rules/models.json`, which `driftlint.generate`
writes from them, takes a millisecond. Braces are spelled out on the way: `redis.Redis.{get,set}` are two names.
"""

import itertools
import json
import re
from pathlib import Path

import msgspec

from driftlint.text import files


class Statements(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Calls that have the effect of what they are handed first: `session.execute(update(Order))` writes."""

    calls: list[str]
    effects: dict[str, list[str]]
    """Effect by patterns of the names that the statement was begun with, such as `sqlalchemy.update`."""
    otherwise: str
    """The effect where what is handed over is anything else."""


class Model(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One library's model file. Names are full dotted names; patterns may use `*` (one part) and `**` (any parts)."""

    library: str
    same: dict[str, str] = {}
    """Where a module's names are also known from: "requests.sessions" is "requests"."""
    effects: dict[str, list[str]] = {}
    """Effect by patterns of the calls that have it."""
    pure: list[str] = []
    """Patterns of calls that have no effect though a pattern above means them."""
    returns: dict[str, str] = {}
    """The class a call gives an instance of, by pattern of the callee (`Class.__call__` for calling an instance,
    `Class.__getitem__` for `instance[…]`)."""
    attributes: dict[str, str] = {}
    """The class an attribute holds an instance of, by full name of the attribute."""
    rows: dict[str, list[str]] = {}
    """The classes whose instances, as attributes of a class of tables, hold its rows: by the base class of such."""
    items_of_argument: list[str] = []
    """Patterns of calls whose first argument says what the result holds: a class of rows, or what holds such itself."""
    gives_item: list[str] = []
    """Patterns of calls that give one of what they are called on holds, or of what `items_of_argument` says."""
    gives_item_and_more: list[str] = []
    """Patterns of calls that give such a one first, and more: `row, created = get_or_create(…)`."""
    gives_argument: list[str] = []
    """Patterns of calls that give what they are handed first, or a class made of it."""
    drops_items: list[str] = []
    """Patterns of calls whose result holds something else than what they are called on."""
    items_of_attribute: dict[str, list[str]] = {}
    """The attributes of the instance a method is called on that say what the result holds, by patterns of methods."""
    fields: dict[str, str] = {}
    """What an attribute gives on an instance that is made by a call handed a class of rows: the class that then holds
    them, "" for one row. By pattern of what makes the field."""
    enters: dict[str, str] = {}
    """The class `with` gives an instance of, by class; a class not named here gives itself."""
    makes: dict[str, str] = {}
    """The class whose attributes a function has too once it is decorated so: a task's `delay`, by decorator."""
    statements: list[Statements] = []
    transactions: list[str] = []
    """Patterns of what opens a transaction: called or not, in a `with` or as a decorator."""
    starts: list[str] = []
    """Patterns of calls that start a transaction by being made, without a `with`."""
    starts_awaited: list[str] = []
    """Patterns of calls that do so when they are awaited."""
    begins_by_itself: list[str] = []
    """Full names of the classes whose instances begin a transaction with the first statement they send."""
    defers: list[str] = []
    """Patterns of calls that have their argument run later, after the commit."""
    detaches: list[str] = []
    """Patterns of calls that have their argument run in a thread or process of its own, and do not wait for it."""
    runs: list[str] = []
    """Patterns of calls that run the function they are handed."""
    guards: dict[str, list[str]] = {}
    """Guard kind by patterns of the dependencies, decorators, mixins, permission classes or middleware that are one."""
    opens_to_all: list[str] = []
    """Patterns of what lets everyone in (`AllowAny`)."""
    entries: dict[str, list[str]] = {}
    """Kind of entry point ("task", "tool") by patterns of the decorators, calls and base classes that make one."""


class _Compiled(msgspec.Struct, frozen=True):
    libraries: list[Model]


def read_compiled(text: str) -> list[Model]:
    """The models in what `compiled` wrote."""
    return msgspec.json.decode(text, type=_Compiled).libraries


def compiled(folder: Path, note: str) -> str:
    """The model files of `folder` as one JSON text with a line for each, `note` at its top.

    Raises ValueError, naming the file, where one says what a model cannot say.
    """
    import yaml  # not needed to read what this writes

    lines = []
    for path in files.list_folder(folder, ".yaml"):
        content = yaml.safe_load(files.read_text(str(path)))
        try:
            model = msgspec.convert(_spelled(content), Model)
        except msgspec.ValidationError as mistake:
            raise ValueError(f"{path.name}: {mistake}") from mistake
        said = {name: value for name, value in msgspec.to_builtins(model).items() if value}
        lines.append(json.dumps(said, separators=(",", ":")))
    return f'{{"$comment": {json.dumps(note)}, "libraries": [\n' + ",\n".join(lines) + "\n]}\n"


def _spelled(content: object) -> object:
    """The same with every name in braces spelled out, in lists and as keys of mappings."""
    if isinstance(content, dict):
        return {name: _spelled(value) for key, value in content.items() for name in spelled(key)}
    if isinstance(content, list):
        parts = ([*spelled(it)] if isinstance(it, str) else [_spelled(it)] for it in content)
        return [it for part in parts for it in part]
    return content


def spelled(name: str) -> list[str]:
    """The names that `name` stands for: `a.{b,c}.d` for `a.b.d` and `a.c.d`."""
    parts = [part.split(",") for part in re.split(r"\{([^{}]*)\}", name)]
    choices = [part if number % 2 else [",".join(part)] for number, part in enumerate(parts)]
    return ["".join(it) for it in itertools.product(*choices)]
