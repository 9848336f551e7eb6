"""Flask: how blueprints and APIs are put together, and the endpoints that makes."""

from collections.abc import Iterator
from itertools import islice

import msgspec

from driftlint.index.endpoint import ADMITTING, Endpoint, Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import files
from driftlint.index.frameworks.flask_declarations import Declarations, Registration, Rule, declarations
from driftlint.index.frameworks.flask_hooks import Hook, is_exempt
from driftlint.index.frameworks.flask_objects import Part, part
from driftlint.index.frameworks.objects import Object
from driftlint.index.frameworks.parameters import parameters_meant
from driftlint.index.frameworks.usage import imports_any
from driftlint.index.modules import module_name

_PACKAGES = ("flask", "quart", "apiflask", "connexion")
"""How the names of packages start without which there are no such endpoints."""

MOST_PATHS = 60
"""How many ways from a rule to an application are followed."""


class _Chain(msgspec.Struct, frozen=True):
    """One way from a blueprint or API up to its application."""

    prefix: str
    names: tuple[str, ...]
    hooks: tuple[Hook, ...]
    guards: tuple[Guard, ...]
    rooted: bool
    unknown: str = ""


class _Assembly:
    """All declarations together: who registers whom, with parameters replaced by what is handed over for them."""

    def __init__(self, db: Database, declared: list[Declarations]) -> None:
        self.db = db
        self.meant = parameters_meant(db, {it for each in declared for it in each.objects()})
        self.parents: dict[Object, list[tuple[Object, Registration]]] = {}
        self.hooks: dict[Object, list[Hook]] = {}
        self.whole: list[Hook] = []
        self.unresolved = False
        self.chains: dict[Object, tuple[_Chain, ...]] = {}
        for each in declared:
            for it in each.registrations:
                parents = [parent for parent in self.means(it.parent) if part(db, parent) is not None]
                children = [
                    child for given in it.children for child in self.means(given) if part(db, child) is not None
                ]
                self.unresolved = self.unresolved or (bool(parents) and not it.children)
                for child in children:
                    self.parents.setdefault(child, []).extend((parent, it) for parent in parents if parent != child)
            for hook in each.hooks:
                for target in self.means(hook.target):
                    if part(db, target) is not None:
                        self.hooks.setdefault(target, []).append(hook)
                        self.whole += [hook] if hook.whole else []

    def means(self, it: Object) -> tuple[Object, ...]:
        return self.meant.get(it, (it,))

    def up(self, it: Object, made: Part) -> tuple[_Chain, ...]:
        """The ways from `it` to its applications, its own prefix and hooks among them."""
        known = self.chains.get(it)
        if known is None:
            known = self.chains[it] = tuple(dict.fromkeys(islice(self._up(it, made, frozenset()), MOST_PATHS)))
        return known

    def _up(self, it: Object, made: Part, below: frozenset[Object]) -> Iterator[_Chain]:
        hooks = tuple(hook for hook in self.hooks.get(it, ()) if not hook.whole)
        if made.kind == "app":
            yield _Chain("", (), (*self.whole, *hooks), made.guards, rooted=True)
            return
        own_names = (made.name,) if made.kind == "blueprint" and made.name else ()
        reached = False
        ways = list(self.parents.get(it, ()))
        ways += [(carrier, Registration(carrier, (it,))) for each in made.carriers for carrier in self.means(each)]
        for parent, registration in ways:
            above = part(self.db, parent)
            if above is None or parent in below or parent == it:
                continue
            reached = True
            prefix = made.prefix if registration.prefix is None or made.kind == "api" else registration.prefix
            for chain in self._up(parent, above, below | {it}):
                yield _Chain(
                    joined(chain.prefix, prefix) if made.kind == "blueprint" else chain.prefix + prefix.rstrip("/"),
                    (*chain.names, *own_names),
                    (*chain.hooks, *hooks),
                    (*chain.guards, *made.guards),
                    chain.rooted,
                    chain.unknown,
                )
        if not reached:
            unknown = f"what registers `{it.name.lstrip('.')}` is not known" if self.unresolved or it.parameter else ""
            yield _Chain(
                made.prefix.rstrip("/"), own_names, (*self.whole, *hooks), made.guards, made.kind == "api", unknown
            )


def joined(prefix: str, rule: str) -> str:
    """A prefix and a rule, as Flask joins them."""
    if not prefix:
        return rule
    return f"{prefix.rstrip('/')}/{rule.lstrip('/')}" if rule else prefix


@query
def endpoints(db: Database) -> tuple[Endpoint, ...]:
    """The endpoints of Flask applications."""
    if not imports_any(db, _PACKAGES):
        return ()
    declared = [each for each in (declarations(db, path) for path in files(db)) if each is not None]
    assembly = _Assembly(db, declared)
    found: dict[Endpoint, None] = {}
    for each in declared:
        for rule in each.rules:
            for it in assembly.means(rule.target):
                made = part(db, it)
                if made is not None:
                    for chain in assembly.up(it, made):
                        found.update(dict.fromkeys(_endpoints(db, rule, it, chain, made)))
    return tuple(found)


def _endpoints(db: Database, rule: Rule, it: Object, chain: _Chain, made: Part) -> Iterator[Endpoint]:
    path = chain.prefix + rule.path if made.kind in ("api", "namespace") else joined(chain.prefix, rule.path)
    name = ".".join((*chain.names, rule.name))
    passed = tuple(hook.guard for hook in chain.hooks if not is_exempt(hook, name, path))
    for view in rule.views:
        around = () if view.declared_open else (*passed, *chain.guards)  # what it is told lets everybody through it
        guards = tuple(dict.fromkeys((*around, *view.guards)))
        methods = view.methods
        if rule.methods and view.methods and len(rule.views) > 1 and not set(view.methods) & set(rule.methods):
            continue  # the rule names the methods it is for
        if rule.methods and (not view.methods or len(rule.views) == 1):
            methods = rule.methods
        admitted = any(guard.kind in ADMITTING for guard in guards)
        yield Endpoint(
            framework="flask",
            methods=methods or ("GET",),
            path=path,
            handler=view.handler,
            name=view.name,
            anchor=view.anchor,
            guards=guards,
            group=f"{module_name(db, it.path)}.{it.name.lstrip('.')}",
            declared_open="" if admitted else view.declared_open,
            unknown="" if admitted or view.declared_open else view.unknown or chain.unknown,
            unrouted=not chain.rooted,
        )
