"""What is told of each definition of a file by itself, in one input of the index for all of them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from driftlint.facts.model import Body, Class, Function, ModuleFacts
from driftlint.index.engine import Database

Definition: TypeAlias = Function | Class | Body


class Told:
    """What `tell(owner, definition)` says of each definition of a file, or of each statement where `of` is `Body`.

    It is the input `(kind, path)`: a dict by owner, without those of which nothing is said. An edit costs what it
    changes; most leave the input as it is.
    """

    def __init__(self, db: Database, kind: str, of: Any, tell: Callable[[str, Any], Any]) -> None:
        self._db = db
        self._kind = kind
        self._of = of
        self._tell = tell
        self.known: dict[str, dict[str, Any]] = {}
        """By file and owner, of the files that were asked for."""

    def load(self, path: str, facts: ModuleFacts) -> dict[str, Any]:
        """What is told of the file, which has not been asked for before."""
        told = {owner: self._tell(owner, it) for owner, it in self._listed(facts).items()}
        known = self.known[path] = {owner: it for owner, it in told.items() if it}
        return known

    def patch(self, path: str, facts: ModuleFacts, changed: Iterable[tuple[str, Definition]]) -> None:
        """Takes note of new facts that differ in the definitions `changed` only, and have no others."""
        known = self.known.get(path)
        if known is not None:
            different = self._different(known, ((owner, it) for owner, it in changed if isinstance(it, self._of)))
            if different:
                self._set(path, facts, different)

    def compare(self, path: str, before: ModuleFacts, after: ModuleFacts) -> None:
        """Takes note of new facts."""
        known = self.known.get(path)
        if known is not None:
            old, new = self._listed(before), self._listed(after)
            changed = ((owner, it) for owner, it in new.items() if old.get(owner) is not it)
            different = self._different(known, changed)
            if different or any(owner not in new for owner in known):
                self._set(path, after, different)

    def put_back(self, path: str, known: dict[str, Any] | None) -> None:
        """Makes what is known of the file what it was, the input being put back by the index itself."""
        if known is None:
            self.known.pop(path, None)
        else:
            self.known[path] = known

    def _different(self, known: dict[str, Any], changed: Iterable[tuple[str, Definition]]) -> dict[str, Any]:
        told = {owner: self._tell(owner, it) for owner, it in changed}
        return {owner: it for owner, it in told.items() if (it or None) != known.get(owner)}

    def _set(self, path: str, facts: ModuleFacts, different: dict[str, Any]) -> None:
        known = self.known[path]
        told = {owner: different[owner] if owner in different else known.get(owner) for owner in self._listed(facts)}
        self.known[path] = {owner: it for owner, it in told.items() if it}
        self._db.update_input((self._kind, path), self.known[path])

    def _listed(self, facts: ModuleFacts) -> Mapping[str, Definition]:
        return facts.toplevel if self._of is Body else {**facts.toplevel, **facts.classes, **facts.functions}
