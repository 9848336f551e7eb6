"""What libraries' names mean, by the model files `rules/models/<library>.yaml` (see `model.py`)."""

import functools
from collections.abc import Iterable
from typing import Generic, TypeVar

import msgspec

from driftlint.index.engine import Database
from driftlint.index.model import Model, Statements, read_compiled
from driftlint.text import files
from driftlint.text.pattern import matches, matches_any

_Meaning = TypeVar("_Meaning")

_NAMES = 8192
"""Of how many names what they mean is remembered: whoever types makes up new ones all the time."""


class _Patterns(Generic[_Meaning]):
    """What names mean by patterns, kept by the first part of the name, so that few are tried on one.

    What a call without a known result gives is named with brackets: `sdk.connect().ping`. Wildcards do not reach over
    them, as nobody knows what came back.
    """

    def __init__(self) -> None:
        self._exact: dict[str, _Meaning] = {}
        self._wild: dict[str, list[tuple[str, _Meaning]]] = {}

    def add(self, patterns: Iterable[str], meaning: _Meaning) -> None:
        for pattern in patterns:
            if "*" in pattern:
                head = pattern.partition(".")[0]
                self._wild.setdefault("" if "*" in head else head, []).append((pattern, meaning))
            else:
                self._exact.setdefault(pattern, meaning)

    def find(self, name: str) -> _Meaning | None:
        found = self._exact.get(name)
        if found is not None or "(" in name:
            return found
        for key in (name.partition(".")[0], ""):
            for pattern, meaning in self._wild.get(key, ()):
                if matches(name, pattern):
                    return meaning
        return None


class Items(msgspec.Struct, frozen=True):
    """What a call gives of the items it is asked for. See `Model` for what each says."""

    of_argument: bool = False
    of_attribute: tuple[str, ...] = ()
    gives: str = ""
    """`"one"` of them, `"first"` where more comes behind it, else ""."""
    argument: bool = False
    drops: bool = False


class Models:
    """All model files together."""

    def __init__(self, loaded: Iterable[Model]) -> None:
        self._effects, self._guards, self._entries = _Patterns[str](), _Patterns[str](), _Patterns[str]()
        self._returns, self._makes = _Patterns[str](), _Patterns[str]()
        self._pure, self._open = _Patterns[str](), _Patterns[str]()
        self._transactions, self._defers, self._runs = _Patterns[str](), _Patterns[str](), _Patterns[str]()
        self._starts, self._starts_awaited, self._detaches = _Patterns[str](), _Patterns[str](), _Patterns[str]()
        self._statements = _Patterns[Statements]()
        self._items_of_argument, self._gives_argument = _Patterns[str](), _Patterns[str]()
        self._gives_item, self._drops_items = _Patterns[str](), _Patterns[str]()
        self._fields, self._items_of_attribute = _Patterns[str](), _Patterns[tuple[str, ...]]()
        self._rows: dict[str, tuple[str, ...]] = {}
        self.beginning_by_themselves: set[str] = set()
        """The classes whose instances begin a transaction with their first statement."""
        self.starting: set[str] = set()
        """The last parts of the names of calls that start a transaction."""
        self.effects: set[str] = set()
        """Every effect some model speaks of."""
        self._attributes: dict[str, str] = {}
        self._entered: dict[str, str] = {}
        self._same: dict[str, str] = {}
        for model in loaded:
            self._add(model)

    def _add(self, model: Model) -> None:
        self._same |= model.same
        self._attributes |= model.attributes
        self._entered |= model.enters
        self.effects |= model.effects.keys()
        self.beginning_by_themselves |= {*model.begins_by_itself}
        self.starting |= {it.rpartition(".")[2] for it in (*model.starts, *model.starts_awaited)}
        for into, meanings in (
            (self._effects, model.effects),
            (self._guards, model.guards),
            (self._entries, model.entries),
        ):
            for meaning, patterns in meanings.items():
                into.add(patterns, meaning)
        for into, named in (
            (self._returns, model.returns),
            (self._makes, model.makes),
            (self._fields, model.fields),
        ):
            for pattern, name in named.items():
                into.add((pattern,), name)
        self._rows |= {base: tuple(holders) for base, holders in model.rows.items()}
        self._gives_item.add(model.gives_item, "one")
        self._gives_item.add(model.gives_item_and_more, "first")
        for pattern, attributes in model.items_of_attribute.items():
            self._items_of_attribute.add((pattern,), tuple(attributes))
        for statements in model.statements:
            self.effects |= {*statements.effects, statements.otherwise}
            self._statements.add(statements.calls, statements)
        for listed, names in (
            (self._pure, model.pure),
            (self._transactions, model.transactions),
            (self._starts, model.starts),
            (self._starts_awaited, model.starts_awaited),
            (self._defers, model.defers),
            (self._detaches, model.detaches),
            (self._runs, model.runs),
            (self._open, model.opens_to_all),
            (self._items_of_argument, model.items_of_argument),
            (self._gives_argument, model.gives_argument),
            (self._drops_items, model.drops_items),
        ):
            listed.add(names, model.library)

    @functools.lru_cache(maxsize=_NAMES)  # noqa: B019  one instance a process
    def canonical(self, name: str) -> str:
        """The name by which the models know `name`."""
        module = name.rpartition(".")[0]
        while module:
            if module in self._same:
                return self._same[module] + name[len(module) :]
            module = module.rpartition(".")[0]
        return name

    def canonical_class(self, name: str) -> str:
        """The name by which the models know the class `name`, which may itself be known from elsewhere."""
        return self.canonical(f"{name}.").removesuffix(".")

    @functools.lru_cache(maxsize=_NAMES)  # noqa: B019  one instance a process
    def effect(self, name: str) -> str | None:
        """The effect that calling `name` has, whatever it is handed."""
        name = self.canonical(name)
        return None if self._pure.find(name) is not None else self._effects.find(name)

    def takes_statement(self, name: str) -> bool:
        """Whether the effect of calling `name` is that of the statement it is handed first."""
        return self._statements.find(self.canonical(name)) is not None

    def statement_effect(self, name: str, statement: str) -> str | None:
        """The effect of calling `name` with a statement that was begun with the name `statement`."""
        found = self._statements.find(self.canonical(name))
        if found is None:
            return None
        begun = self.canonical(statement)
        known = (effect for effect, those in found.effects.items() if matches_any(begun, tuple(those)))
        return next(known, found.otherwise)

    def returned(self, name: str) -> str | None:
        """The class that calling `name` gives an instance of."""
        return self._returns.find(self.canonical(name))

    def made(self, decorator: str) -> str | None:
        """The class whose attributes a function has too once it is decorated with `decorator`."""
        return self._makes.find(self.canonical(decorator))

    def attribute(self, name: str) -> str | None:
        """The class that the attribute `name` holds an instance of."""
        return self._attributes.get(self.canonical(name))

    def entered(self, name: str) -> str | None:
        """The class that entering an instance of the class `name` gives an instance of, where that is another one."""
        return self._entered.get(self.canonical(name))

    def row_holders(self, table: str) -> tuple[str, ...]:
        """The classes whose instances, as attributes of a class derived from `table` (canonical), hold its rows."""
        return self._rows.get(table, ())

    @functools.lru_cache(maxsize=_NAMES)  # noqa: B019  one instance a process
    def items(self, name: str) -> Items | None:
        """What calling `name` gives of the items it is asked for, None where it has to do with none."""
        name = self.canonical(name)
        found = Items(
            of_argument=self._items_of_argument.find(name) is not None,
            of_attribute=self._items_of_attribute.find(name) or (),
            gives=self._gives_item.find(name) or "",
            argument=self._gives_argument.find(name) is not None,
            drops=self._drops_items.find(name) is not None,
        )
        return None if found == Items() else found

    def field(self, name: str) -> str | None:
        """What the attribute gives on an instance that calling `name` made: a class holding rows, "" for one row."""
        return self._fields.find(self.canonical(name))

    def opens_transaction(self, name: str) -> bool:
        """Whether `name` opens a transaction."""
        return self._transactions.find(self.canonical(name)) is not None

    def starts(self, name: str, *, awaited: bool) -> bool:
        """Whether calling `name`, and awaiting the call or not, starts a transaction that lasts."""
        found = self._starts_awaited if awaited else self._starts
        return found.find(self.canonical(name)) is not None

    def begins_by_itself(self, name: str) -> bool:
        """Whether instances of the class `name` begin a transaction with the first statement they send."""
        return self.canonical(name) in self.beginning_by_themselves

    def defers(self, name: str) -> bool:
        """Whether `name` has its argument run after the commit."""
        return self._defers.find(self.canonical(name)) is not None

    def detaches(self, name: str) -> bool:
        """Whether `name` has its argument run elsewhere, without waiting for it."""
        return self._detaches.find(self.canonical(name)) is not None

    def runs(self, name: str) -> bool:
        """Whether `name` runs the function it is handed."""
        return self._runs.find(self.canonical(name)) is not None

    def guard(self, name: str) -> str | None:
        """The kind of guard `name` is."""
        return self._guards.find(self.canonical(name))

    def entry(self, name: str) -> str | None:
        """The kind of entry point that what `name` decorates, is handed or derives from is."""
        return self._entries.find(self.canonical(name))

    def opens_to_all(self, name: str) -> bool:
        """Whether `name` says that everyone is let in."""
        return self._open.find(self.canonical(name)) is not None


@functools.lru_cache(maxsize=1)
def _shipped() -> Models:
    return Models(read_compiled(files.read_text(str(files.registry_folder() / "models.json"))))


def models(db: Database) -> Models:  # noqa: ARG001  a project's own models would be an input
    """The models that ship with driftlint."""
    return _shipped()
