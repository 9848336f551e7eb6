"""A workspace that exists in memory only: texts by name, and what the index says about them."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import cast

from msgspec import Struct

from driftlint.facts.expression import Call, Expr, Expression, Name
from driftlint.facts.extract import Extraction, extract
from driftlint.facts.model import ModuleFacts
from driftlint.index.contexts import openings
from driftlint.index.effect import Route
from driftlint.index.effects import effects_in_context
from driftlint.index.engine import Database
from driftlint.index.files import NO_FACTS, FactStore, body, structure
from driftlint.index.possibly_open import possibly_open
from driftlint.index.run_inside import may_hand_over
from driftlint.index.teaching import Teaching
from driftlint.index.types import evaluate
from driftlint.index.value import Scope, Value
from driftlint.syntax.tree import SyntaxTree, parse

ROOT = os.sep + "project"
Texts = Mapping[str, str]


class Workspace:
    """Texts by name ("shop/api.py"), read into a database as a session reads them."""

    def __init__(self, texts: Texts, *, markers: Iterable[str] = (), source: Iterable[str] = ()) -> None:
        self.db = Database()
        self.texts: dict[str, str] = {name: dedent(text) for name, text in texts.items()}
        self._trees: dict[str, SyntaxTree] = {}
        self._extractions: dict[str, Extraction] = {}
        self._markers = [path_of(it) for it in markers]
        self.store = FactStore(self.db, self._read)
        self.db.set_input("root", ROOT)
        self.db.set_input("source", tuple(path_of(it) for it in source))
        self._list()

    def edit(self, name: str, text: str) -> None:
        """Makes `text` what the file says, read again from what was read before."""
        text = dedent(text)
        known = name in self.texts
        path = path_of(name)
        self.texts[name] = text
        tree = self._trees[path] = parse(text, self._trees.get(path))
        extraction = self._extractions[path] = extract(tree, self._extractions.get(path))
        self.store.set(path, extraction.facts)
        if not known:
            self._list()

    def replace(self, name: str, old: str, new: str) -> None:
        """Replaces the one place where the file says `old`."""
        assert self.texts[name].count(old) == 1
        self.edit(name, self.texts[name].replace(old, new))

    def remove(self, name: str) -> None:
        """Takes the file away."""
        del self.texts[name]
        self._list()

    def teach(self, teaching: Teaching) -> None:
        """Makes `teaching` what the project taught."""
        self.db.set_input("teaching", teaching)

    def facts(self, name: str) -> ModuleFacts:
        """What the file says."""
        return self.store.get(path_of(name))

    def revealed(self) -> list[str]:
        """What the arguments of the calls `reveal(…)` evaluate to, file by file, in order."""
        return [
            describe(evaluate(self.db, scope, call.arguments[0]))
            for scope, call in self.calls()
            if isinstance(call.function, Name) and call.function.id == "reveal"
        ]

    def calls(self) -> Iterable[tuple[Scope, Call]]:
        """Every call that is made, with the scope it stands in, by file and line."""
        for name in sorted(self.texts):
            path = path_of(name)
            found: list[tuple[int, Scope, Call]] = []
            for owner in structure(self.db, path).owners:
                inner = body(self.db, path, owner)
                for site in inner.calls if inner is not None else ():
                    line = self.store.get(path).absolute(owner, site.call.span)[0]
                    found.append((line, Scope(path, owner), site.call))
            for _, scope, call in sorted(found, key=lambda it: it[0]):
                yield scope, call

    def held(self) -> list[str]:
        """The effects reached while a transaction is open: "file:line effect: first call > … in opener"."""
        return [
            f"{self.place(path, owner, it.route)} {describe_route(it.route)} in {it.opening.opener}"
            + ("" if it.route.certain and it.opening.certain else " (likely)")
            for path, owner in self.owners()
            for it in effects_in_context(self.db, path, owner)
        ]

    def opened(self) -> list[str]:
        """What opens transactions, with the line it is written at."""
        return [
            f"{self._line(it.anchor.path, it.anchor.owner, it.anchor.span)} {it.opener}"
            + ("" if it.certain else " (likely)")
            for path, owner in self.owners()
            for it in openings(self.db, path, owner)
        ]

    def owners(self) -> Iterable[tuple[str, str]]:
        """Every body that rules about transactions look at, by file, and where it stands in it."""
        for name in sorted(self.texts):
            path = path_of(name)
            facts = self.store.get(path)
            looked_at = {*possibly_open(self.db, path), *may_hand_over(self.db, path)}
            yield from ((path, it) for it in sorted(looked_at, key=lambda it: facts.lines[it]))

    def place(self, path: str, owner: str, route: Route) -> str:
        """File and one-based line of the first call of a route."""
        return self._line(path, owner, route.steps[0].anchor.span)

    def _line(self, path: str, owner: str, span: tuple[int, int, int, int]) -> str:
        return f"{name_of(path)}:{self.store.get(path).absolute(owner, span)[0] + 1}"

    def _list(self) -> None:
        self.store.set_files([path_of(it) for it in self.texts], self._markers)

    def _read(self, path: str) -> ModuleFacts:
        text = self.texts.get(name_of(path))
        if text is None:
            return NO_FACTS
        tree = self._trees[path] = parse(text)
        extraction = self._extractions[path] = extract(tree)
        return extraction.facts


def path_of(name: str) -> str:
    """The path of the file called `name` in every workspace in memory."""
    return str(Path(ROOT, *name.split("/")))


def name_of(path: str) -> str:
    """The name of the file at `path`."""
    return path.removeprefix(ROOT + os.sep).replace(os.sep, "/")


def describe(value: Value | None) -> str:
    """A value in words: "instance httpx.Client", with a question mark where it is one of several."""
    return "unknown" if value is None else f"{value.kind} {value.name}{'?' if value.may else ''}"


def describe_route(route: Route) -> str:
    """A route in words: "http: shop.pay.charge > requests.post"."""
    return f"{route.effect}: {' > '.join(step.name for step in route.steps)}"


def written(text: str, span: tuple[int, int, int, int]) -> str:
    """What `text` says at an absolute span."""
    lines = text.split("\n")
    first, start, last, end = span
    if first == last:
        return lines[first][start:end]
    return "\n".join([lines[first][start:], *lines[first + 1 : last], lines[last][:end]])


def parts(*of: object) -> Iterable[Expr]:
    """The expressions in facts of any kind, and all that those are made of."""
    for part in of:
        if isinstance(part, Expression):
            yield cast("Expr", part)
        if isinstance(part, Struct):
            yield from parts(*(getattr(part, it) for it in part.__struct_fields__))
        elif isinstance(part, tuple):
            yield from parts(*part)
