"""What libraries' names mean, read from `rules/models/<library>.yaml`."""

import functools
from typing import Any

import msgspec
import yaml

from driftlint.index.engine import Database
from driftlint.text import files
from driftlint.text.pattern import compile_pattern


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
    """The class a call gives an instance of, by pattern of the callee (`Class.__call__` for calling an instance)."""
    attributes: dict[str, str] = {}
    """The class an attribute holds an instance of, by full name of the attribute."""
    enters: dict[str, str] = {}
    """The class `with` gives an instance of, by class; a class not named here gives itself."""
    transactions: list[str] = []
    """Patterns of what opens a transaction: called or not, in a `with` or as a decorator."""
    defers: list[str] = []
    """Patterns of calls that have their argument run later, after the commit."""
    runs: list[str] = []
    """Patterns of calls that run the function they are handed."""
    guards: dict[str, list[str]] = {}
    """Guard kind by patterns of the dependencies, decorators, mixins, permission classes or middleware that are one."""
    opens_to_all: list[str] = []
    """Patterns of what lets everyone in (`AllowAny`)."""


class _Patterns:
    """Patterns by the first part of their names, so that few are tried on a name."""

    def __init__(self) -> None:
        self._exact: dict[str, str] = {}
        self._wild: dict[str, list[tuple[Any, str]]] = {}

    def add(self, pattern: str, meaning: str) -> None:
        if "*" not in pattern:
            self._exact.setdefault(pattern, meaning)
            return
        head = pattern.partition(".")[0]
        self._wild.setdefault("" if "*" in head else head, []).append((compile_pattern(pattern), meaning))

    def find(self, name: str) -> str | None:
        found = self._exact.get(name)
        if found is not None:
            return found
        for key in (name.partition(".")[0], ""):
            for pattern, meaning in self._wild.get(key, ()):
                if pattern.fullmatch(name):
                    return str(meaning)
        return None


class Models:
    """All model files together."""

    def __init__(self, loaded: list[Model]) -> None:
        self._effects, self._pure, self._returns = _Patterns(), _Patterns(), _Patterns()
        self._transactions, self._defers, self._runs = _Patterns(), _Patterns(), _Patterns()
        self._guards, self._open = _Patterns(), _Patterns()
        self.effects: set[str] = set()
        """Every effect some model speaks of."""
        self._attributes: dict[str, str] = {}
        self._entered: dict[str, str] = {}
        self._same: dict[str, str] = {}
        for model in loaded:
            self._same |= model.same
            self._attributes |= model.attributes
            self._entered |= model.enters
            self.effects |= model.effects.keys()
            for effect, patterns in model.effects.items():
                for pattern in patterns:
                    self._effects.add(pattern, effect)
            for kind, patterns in model.guards.items():
                for pattern in patterns:
                    self._guards.add(pattern, kind)
            for pattern, name in model.returns.items():
                self._returns.add(pattern, name)
            for into, listed in (
                (self._pure, model.pure),
                (self._transactions, model.transactions),
                (self._defers, model.defers),
                (self._runs, model.runs),
                (self._open, model.opens_to_all),
            ):
                for pattern in listed:
                    into.add(pattern, pattern)

    @functools.lru_cache(maxsize=65536)  # noqa: B019  one instance a process
    def canonical(self, name: str) -> str:
        """The name by which the models know `name`."""
        module = name.rpartition(".")[0]
        while module:
            if module in self._same:
                return self._same[module] + name[len(module) :]
            module = module.rpartition(".")[0]
        return name

    def effect(self, name: str) -> str | None:
        """The effect that calling `name` has."""
        name = self.canonical(name)
        return None if self._pure.find(name) is not None else self._effects.find(name)

    def returned(self, name: str) -> str | None:
        """The class that calling `name` gives an instance of."""
        return self._returns.find(self.canonical(name))

    def attribute(self, name: str) -> str | None:
        """The class that the attribute `name` holds an instance of."""
        return self._attributes.get(self.canonical(name))

    def entered(self, name: str) -> str | None:
        """The class that entering an instance of the class `name` gives an instance of, where that is another one."""
        return self._entered.get(self.canonical(name))

    def opens_transaction(self, name: str) -> bool:
        """Whether `name` opens a transaction."""
        return self._transactions.find(self.canonical(name)) is not None

    def defers(self, name: str) -> bool:
        """Whether `name` has its argument run after the commit."""
        return self._defers.find(self.canonical(name)) is not None

    def runs(self, name: str) -> bool:
        """Whether `name` runs the function it is handed."""
        return self._runs.find(self.canonical(name)) is not None

    def guard(self, name: str) -> str | None:
        """The kind of guard `name` is."""
        return self._guards.find(self.canonical(name))

    def opens_to_all(self, name: str) -> bool:
        """Whether `name` says that everyone is let in."""
        return self._open.find(self.canonical(name)) is not None


@functools.lru_cache(maxsize=1)
def _shipped() -> Models:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded = []
    for path in files.list_folder(files.registry_folder() / "models", ".yaml"):
        content = yaml.load(files.read_text(str(path)), Loader=loader)  # noqa: S506  the safe loader, in C
        loaded.append(msgspec.convert(content, Model))
    return Models(loaded)


def models(db: Database) -> Models:  # noqa: ARG001  a project's own models would be an input
    """The models that ship with driftlint."""
    return _shipped()
