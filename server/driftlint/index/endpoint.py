"""What every framework's endpoints look like to rules, and what protects them."""

from typing import Literal

import msgspec

from driftlint.index.value import Anchor

GuardKind = Literal["auth", "permission", "signature", "rate-limit", "csrf"]

EntryKind = Literal["http", "query", "mutation", "subscription", "task", "tool"]
"""How a way in is taken: a request to a path, a field of a GraphQL schema, a queue, an agent's call of a tool."""

ADMITTING: frozenset[GuardKind] = frozenset({"auth", "permission", "signature"})
"""The kinds of guard that identify or admit the caller; rate limits and CSRF do not."""

READS = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods that change nothing."""


class Guard(msgspec.Struct, frozen=True):
    """Something that must be satisfied before a handler runs.

    `name` is the resolved dotted name of the dependency, decorator, mixin, permission class or middleware;
    `origin` says in a few words where the endpoint gets it from ("parameter `user`", "router", "include_router in
    `shop.api`", "app", "decorator", "base class `shop.views.Private`", "DEFAULT_PERMISSION_CLASSES", "middleware",
    "URLconf"); `anchor` is where it is written. `certain` is false where it was recognised by its name alone.
    """

    kind: GuardKind
    name: str
    origin: str
    anchor: Anchor
    certain: bool = True


class Endpoint(msgspec.Struct, frozen=True):
    """One way in: methods on a path, and the handler that answers.

    `methods` are upper-case and sorted, ("ANY",) where the framework does not restrict them. `path` is the full path as
    the framework itself reports it; "" where it is not known (a view no URLconf names), and then `unrouted` is true.
    `handler` is the function, or the class where the view is a class without a method of its own for it;
    `anchor` is where a finding about the endpoint is shown (the handler's name).
    `group` names what it shares with its neighbours (router, blueprint, viewset or URLconf), for finding their guards.
    `declared_open` says, in a few words, why the code itself declares the endpoint public (`AllowAny`,
    `permission_classes = []`, `login_not_required`), "" where it does not.
    `unknown` says what stopped the analysis of its guards (a decorator made at run time), "" where nothing did: rules
    stay silent about the guards of such an endpoint.
    `unknown_around` says that this lies not with the endpoint but with what is around its whole group, which the
    neighbours' own guards then tell about: nobody guards each of them where something around them does so already.
    `application` tells by which application it is served, where a framework can have several in one project; "" where
    that is not known.
    `kind` is "http" but for entry points of other sorts, which have no methods: their `path` is the name of the field,
    task or tool, and no rule asks for their guards.
    """

    framework: str
    methods: tuple[str, ...]
    path: str
    handler: Anchor
    name: str
    anchor: Anchor
    guards: tuple[Guard, ...] = ()
    group: str = ""
    declared_open: str = ""
    unknown: str = ""
    unknown_around: bool = False
    unrouted: bool = False
    application: str = ""
    kind: EntryKind = "http"

    @property
    def only_reads(self) -> bool:
        """Whether none of its methods writes; `ANY` may."""
        return set(self.methods) <= READS

    @property
    def guarded(self) -> bool:
        """Whether some guard identifies or admits the caller."""
        return any(guard.kind in ADMITTING for guard in self.guards)
