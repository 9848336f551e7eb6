"""Finds calls that reach an effect while a context is open."""

from collections.abc import Iterator

from driftlint.diagnostic.model import Confidence
from driftlint.facts.expression import Attribute, Call, Expr, Name, dotted
from driftlint.facts.model import Body
from driftlint.index.effect import EffectInContext, Route
from driftlint.index.effects import effects_in_context
from driftlint.index.engine import Database
from driftlint.index.files import body as body_of
from driftlint.index.value import Anchor, short_name
from driftlint.rules.matched import Matched, Place, Step
from driftlint.rules.rule import CallMatch
from driftlint.text.pattern import matches_any

_MOST_HOPS = 5
"""More hops than this in a message are not read; the related locations have them all."""


def calls_in_context(db: Database, match: CallMatch, path: str, owner: str) -> Iterator[Matched]:
    """One match for each call of `owner` that has the effect there, with the innermost opening around it."""
    effects = (match.effect,) if isinstance(match.effect, str) else match.effect
    entries = effects_in_context(db, path, owner)
    excused = {entry.call for entry in entries if entry.route.effect in match.unless}
    found: dict[int, EffectInContext] = {}
    for entry in entries:
        if entry.route.effect in effects and entry.opening.context == match.inside and _named(match, entry.route):
            other = found.get(entry.call)
            if other is None or _preference(entry) > _preference(other):
                found[entry.call] = entry
    if not found:
        return
    body = body_of(db, path, owner)
    assert body is not None
    for number in sorted(found.keys() - excused):
        yield _matched(found[number], body, path, owner)


def _named(match: CallMatch, route: Route) -> bool:
    names = (match.name,) if isinstance(match.name, str) else match.name
    return not names or matches_any(route.steps[-1].name, names)


def _preference(entry: EffectInContext) -> tuple[bool, int, int]:
    """A sure route before a possible one, then the innermost opening, then the shortest route."""
    certain = entry.route.certain and entry.opening.certain
    return certain, entry.opening.region, -len(entry.route.steps)


def _matched(entry: EffectInContext, body: Body, path: str, owner: str) -> Matched:
    call = body.calls[entry.call].call
    route, opening = entry.route, entry.opening
    library = route.steps[-1].name
    written = _written(call)
    steps = [Step(opening.anchor, f"the {opening.context} is opened here by `{opening.opener}`")]
    if len(route.steps) > 1:  # the first step is the call itself, which the message starts with
        hops = [f"`{it}`" for it in (*(short_name(step.name) for step in route.steps[1:-1]), library)]
        through = ": → " + " → ".join(hops if len(hops) <= _MOST_HOPS else [*hops[:2], "…", *hops[-2:]])
        steps.extend(Step(step.anchor, f"calls `{short_name(step.name)}`") for step in route.steps[:-1])
        steps.append(Step(route.steps[-1].anchor, f"`{library}` {_EFFECTS.get(route.effect, 'has the effect')}"))
    else:
        through = ""
    return Matched(
        anchor=Anchor(path, owner, call.span),
        fields={
            "call.name": written,
            "call.route": through,
            "call.library": library,
            "call.does": _EFFECTS.get(route.effect, "has an effect outside"),
            "context.opener": opening.opener,
            "context.place": Place(opening.anchor),
        },
        subject=f"{written} → {library}",
        confidence=Confidence.CERTAIN if route.certain and opening.certain else Confidence.LIKELY,
        steps=tuple(steps),
        # What another function holds open is not for a fix at the call: without its number none is made.
        data={"opener": opening.opener}
        if entry.handed_over
        else {"owner": owner, "call": entry.call, "region": opening.region, "opener": opening.opener},
    )


_EFFECTS = {
    "http": "sends HTTP",
    "mail": "sends mail",
    "publish": "publishes",
    "process": "runs a process",
    "sleep": "sleeps",
}


def _written(call: Call) -> str:
    """The callee as the author wrote it, without arguments: `self.gateway.charge`, `client().post`."""
    return _text(call.function)


def _text(expression: Expr) -> str:
    name = dotted(expression)
    if name is not None:
        return name
    if isinstance(expression, Attribute):
        return f"{_text(expression.value)}.{expression.name}"
    if isinstance(expression, Call):
        return f"{_text(expression.function)}()"
    return expression.id if isinstance(expression, Name) else "…"
