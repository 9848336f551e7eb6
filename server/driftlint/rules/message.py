"""Message templates: `{call.name}` stands for what was matched."""

import re
from collections.abc import Mapping

from driftlint.rules.nearest import unknown

FIELDS: Mapping[str, Mapping[str, str]] = {
    "call": {
        "call.name": "the call as written, without its arguments",
        "call.route": "the calls from there to the library, led by a colon; nothing for a call of the library",
        "call.library": "the library call reached in the end",
        "call.does": "what the call does to the outside: `sends HTTP`, `sends mail`, `sleeps`",
        "context.opener": "what opens the context",
        "context.place": "where the context is opened: `line 41`, or a line and its file",
    },
    "endpoint": {
        "endpoint.route": "method and path: `GET /orders/{id}`",
        "endpoint.handler": "the name of the handler",
        "endpoint.comparison": "what its neighbours do, led by a semicolon; nothing where there are none",
    },
    "budget": {
        "endpoint.route": "method and path: `GET /orders/{id}`",
        "endpoint.handler": "the name of the handler",
        "budget.counts": "what was counted: `3 branches, 2 loops, 4 writes`",
    },
}
"""The fields a message may use, by the kind of match, each with what it stands for."""

_FIELD = re.compile(r"\{([^{}]*)\}")


def field_mistakes(template: str, kind: str) -> list[tuple[str, str]]:
    """The `{fields}` of `template` that a match of `kind` does not have, each with what to say about it."""
    known = FIELDS[kind]
    return [
        (name, f"{unknown('field', name, known)}; a match of this kind has {', '.join(f'`{it}`' for it in known)}")
        for name in _FIELD.findall(template)
        if name not in known
    ]


def fill(template: str, values: Mapping[str, str]) -> str:
    """`template` with its fields replaced; one without a value stays as it is."""
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), template)
