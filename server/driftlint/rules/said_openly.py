"""Tells whether a handler says in its own words that it is for people who have not come in."""

import re
from collections.abc import Iterator

from driftlint.facts.expression import Call, String, keyword
from driftlint.index.engine import Database, query
from driftlint.index.files import function

_FOR_ANYBODY = re.compile(
    r"\b(endpoint|view|route|page|api|this|it)\s+is\W+(anonymous|public|open\s+to|unauthenticated)\b"
    r"|\b(no|(does\s+not|doesn.t|not|without)\s+(need|needing|require|requiring)(\s+an?|\s+any)?)\s+"
    r"(authentication|auth|log-?in|logging\s+in|credentials|permission)\b(?!\s+(error|fail))"
    r"|\bauthentication\s+(header\s+)?is\W+not\W+|\bpublicly\s+(accessible|available)"
    r"|\b(anonymous|unauthenticated|logged-?\s?out)\s+(access|users?\s+(can|may))\b"
    r"|\b(forgot\w*|lost|recover\w*)\s+(his|her|their|the|your|a|an)\s+(user)?(password|name|account)"
    r"|\bcannot\s+log\s*in"
    r"|\b(registered|used|serves?|acts?|called)\s+(as|by)\s+(an?\s+|the\s+)?(\w+\s+)?(callback|web-?hook)\b"
    r"|\b(public|unauthenticated)\s+endpoint\b|\b(endpoint|rota|ruta|route)\s+(p[uú]blic[oa]|publique)\b"
    r"|\b(no\s+requiere|n[aã]o\s+(requer|exige|precisa\s+de)|sin|sem|sans|ohne)\s+(autentica|authentifi|inicio\s+de\s+ses|login|anmeldung)"
    r"|\b(receives?|handles?|process(es)?|accepts?)\b[^.]*\b(web-?hooks?|callbacks?|notifications?|events)\b[^.]*\bfrom\b",
    re.IGNORECASE,
)
_TURNED_AWAY = re.compile(r"40[13]|redirect|refus|reject|forbid|den(y|ied)|rais|error", re.IGNORECASE)


@query
def says_anybody(db: Database, path: str, owner: str) -> bool:
    """Whether what is written about a handler says that it is for people who have not come in, or cannot."""
    sentences = (it for text in _written_about(db, path, owner) for it in re.split(r"(?<=[.!?])\s|\n\s*\n", text))
    return any(_FOR_ANYBODY.search(it) and not _TURNED_AWAY.search(it) for it in sentences)


def _written_about(db: Database, path: str, owner: str) -> Iterator[str]:
    """The docstring of a handler, and the description and summary that its route is given."""
    own = function(db, path, owner)
    if own is None:
        return
    first = own.body.statements[0] if own.body.statements else None
    if first is not None and first.kind == "expression" and isinstance(first.value, String):
        yield first.value.value
    for it in own.decorators:
        told = (keyword(it, "description"), keyword(it, "summary")) if isinstance(it, Call) else ()
        yield from (text.value for text in told if isinstance(text, String))
