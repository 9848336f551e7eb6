"""What a project says about itself in `constraints.yaml`, and everything that is wrong in that file."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta

from driftlint.index.endpoint import GuardKind
from driftlint.index.teaching import Teaching
from driftlint.rules.name_pattern import pattern_mistake
from driftlint.rules.nearest import unknown
from driftlint.rules.public_endpoints import public_mistake
from driftlint.rules.registry import registry
from driftlint.rules.rule import Demand, Effect
from driftlint.rules.yaml_source import Mistake
from driftlint.rules.yaml_typed import Path, Reading, read

NAMES = ("constraints.yaml", "constraints.yml")
"""What the file is called, at the project's root."""

Level: TypeAlias = Literal["error", "warning", "info", "hint", "off"]
Patterns: TypeAlias = str | tuple[str, ...]
PACKS = {"recommended": ("recommended",), "strict": ("recommended", "strict"), "all": ("recommended", "strict", "all")}


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What all parts of the file share: no key but the known ones."""


class Teach(Section, frozen=True):
    """What the project's own names mean: resolved dotted names, `*` within a part, `**` across parts."""

    effects: Annotated[dict[Effect, Patterns], Meta(description="Calls by what they do to the outside.")] = {}
    transactions: Annotated[Patterns, Meta(description="Context managers and decorators that open a transaction.")] = ()
    guards: Annotated[
        dict[GuardKind, Patterns], Meta(description="Dependencies, decorators and base classes that guard.")
    ] = {}
    defers: Annotated[Patterns, Meta(description="Calls that run their argument later, after the transaction.")] = ()
    request_transactions: Annotated[
        Patterns,
        Meta(description="Handlers that run inside a transaction of their request, as `pyramid_tm` opens one."),
    ] = ()


class RuleSetting(Section, frozen=True):
    """How one rule is to be applied here."""

    severity: Annotated[Level | None, Meta(description="How serious it is here; `off` leaves it out.")] = None
    public: Annotated[
        tuple[str, ...],
        Meta(
            description="Endpoints that need no guard: `GET /health`, `/docs/**`; `*` within a part, `**` across parts."
        ),
    ] = ()
    limit: Annotated[int | None, Meta(description="The largest weighted sum a handler may reach, at least 1.")] = None
    suppression: Annotated[
        Demand | None,
        Meta(description="What a comment must give here to excuse a place: a `reason`, a `ticket`, or `forbidden`."),
    ] = None


class Config(Section, frozen=True):
    """One `constraints.yaml`; without one, what its absence means."""

    version: Annotated[int, Meta(description="The version of this file's form: 1.")] = 1
    extends: Annotated[
        tuple[str, ...],
        Meta(description="The packs of rules in force: `driftlint:recommended`, `driftlint:strict`, `driftlint:all`."),
    ] = ("driftlint:recommended",)
    source: Annotated[
        tuple[str, ...],
        Meta(description="Directories that hold the top-level packages; found by themselves where absent."),
    ] = ()
    exclude: Annotated[
        tuple[str, ...], Meta(description="Files to leave out: `**/migrations/**`. Tests are left out anyway.")
    ] = ()
    layers: Annotated[
        dict[str, Patterns],
        Meta(
            description="Where things live: a layer's name, and patterns over module names. Functions are extracted "
            "into `services`. No rule holds imports to the order of the layers yet."
        ),
    ] = {}
    teach: Teach = Teach()
    rules: Annotated[
        dict[str, RuleSetting | Level], Meta(description="Rules by id: `off`, a severity, or settings.")
    ] = {}

    def setting(self, rule: str) -> RuleSetting:
        """How `rule` is to be applied."""
        given = self.rules.get(rule, RuleSetting())
        return given if isinstance(given, RuleSetting) else RuleSetting(severity=given)

    @property
    def packs(self) -> frozenset[str]:
        """The packs in force."""
        return frozenset(pack for it in self.extends for pack in PACKS.get(it.removeprefix("driftlint:"), ()))

    def teaching(self) -> Teaching:
        """What the project teaches, as the index reads it."""
        taught = self.teach
        return Teaching(
            effects={effect: _tuple(names) for effect, names in taught.effects.items()},
            transactions=_tuple(taught.transactions),
            guards={kind: _tuple(names) for kind, names in taught.guards.items()},
            defers=_tuple(taught.defers),
            request_transactions=_tuple(taught.request_transactions),
        )


def read_config(text: str) -> tuple[Config | None, tuple[Mistake, ...]]:
    """The configuration that `text` gives, None where anything is wrong in it, and every mistake at its place."""
    reading = read(text, Config)
    mistakes = list(reading.mistakes)
    if reading.partial is not None:
        mistakes.extend(_mistakes(reading.partial, reading))
    ordered = tuple(sorted(mistakes, key=lambda it: it.range))
    return (None if ordered else reading.value), ordered


def _mistakes(config: Config, reading: Reading[Config]) -> list[Mistake]:
    found: list[Mistake] = []
    if config.version != 1:
        found.append(Mistake(reading.place(("version",)), f"`version` must be 1, not {config.version}"))
    packs = [f"driftlint:{it}" for it in PACKS]
    found.extend(
        Mistake(reading.place(("extends", number)), unknown("pack", it, packs))
        for number, it in enumerate(config.extends)
        if it not in packs
    )
    listed = [("source", it) for it in enumerate(config.source)] + [("exclude", it) for it in enumerate(config.exclude)]
    for section, (number, path) in listed:
        if not path.strip() or path.startswith("/") or "\\" in path:
            found.append(
                Mistake(
                    reading.place((section, number)),
                    f"`{path}` is no path below the project's root, with `/` between its parts",
                )
            )
    for where, pattern in patterns_of(config):
        wrong = pattern_mistake(pattern)
        if wrong:
            found.append(Mistake(reading.place(where), wrong))
    found.extend(_rule_mistakes(config, reading))
    return found


def _rule_mistakes(config: Config, reading: Reading[Config]) -> list[Mistake]:
    found: list[Mistake] = []
    known: Mapping[str, Any] = registry().rules
    for id_ in config.rules:
        if id_ not in known:
            found.append(Mistake(reading.key(("rules", id_)), unknown("rule", id_, known)))
            continue
        setting, endpoint = config.setting(id_), known[id_].match.endpoint
        if setting.public and (endpoint is None or endpoint.unless is None):
            found.append(Mistake(reading.key(("rules", id_, "public")), f"`{id_}` has no public endpoints to declare"))
        if setting.limit is not None and (endpoint is None or endpoint.budget is None):
            found.append(Mistake(reading.key(("rules", id_, "limit")), f"`{id_}` has no limit"))
        elif setting.limit is not None and setting.limit < 1:
            least = f"`rules.{id_}.limit` must be at least 1, not {setting.limit}"
            found.append(Mistake(reading.place(("rules", id_, "limit")), least))
        for number, pattern in enumerate(setting.public):
            wrong = public_mistake(pattern)
            if wrong:
                found.append(Mistake(reading.place(("rules", id_, "public", number)), wrong))
    return found


def patterns_of(config: Config) -> list[tuple[Path, str]]:
    """Every pattern over dotted names, with its place in the file."""
    found: list[tuple[Path, str]] = []
    sections: list[tuple[Path, Patterns]] = [
        *((("layers", name), it) for name, it in config.layers.items()),
        *((("teach", "effects", name), it) for name, it in config.teach.effects.items()),
        *((("teach", "guards", name), it) for name, it in config.teach.guards.items()),
        (("teach", "transactions"), config.teach.transactions),
        (("teach", "defers"), config.teach.defers),
        (("teach", "request_transactions"), config.teach.request_transactions),
    ]
    for path, patterns in sections:
        if isinstance(patterns, str):
            found.append((path, patterns))
        else:
            found.extend(((*path, number), it) for number, it in enumerate(patterns))
    return found


def _tuple(patterns: Patterns) -> tuple[str, ...]:
    return (patterns,) if isinstance(patterns, str) else patterns
