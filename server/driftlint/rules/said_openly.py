"""Tells whether a handler says in its own words that it is for people who have not come in."""

import re

from driftlint.facts.expression import String
from driftlint.index.engine import Database, query
from driftlint.index.files import body

_FOR_ANYBODY = re.compile(
    r"\b(endpoint|view|route|page|api|this|it)\s+is\W+(anonymous|public|open\s+to|unauthenticated)\b"
    r"|\b(no|(does\s+not|doesn.t|not|without)\s+(need|needing|require|requiring)(\s+an?|\s+any)?)\s+"
    r"(authentication|auth|log-?in|logging\s+in|credentials|permission)\b(?!\s+(error|fail))"
    r"|\bauthentication\s+(header\s+)?is\W+not\W+|\bpublicly\s+(accessible|available)"
    r"|\b(anonymous|unauthenticated|logged-?\s?out)\s+(access|users?\s+(can|may))\b"
    r"|\b(forgot\w*|lost|recover\w*)\s+(his|her|their|the|your|a|an)\s+(user)?(password|name|account)"
    r"|\bcannot\s+log\s*in"
    r"|\b(registered|used|serves?|acts?|called)\s+(as|by)\s+(an?\s+|the\s+)?(\w+\s+)?(callback|web-?hook)\b"
    r"|\b(receives?|handles?|process(es)?|accepts?)\b[^.]*\b(web-?hooks?|callbacks?|notifications?|events)\b[^.]*\bfrom\b",
    re.IGNORECASE,
)
_TURNED_AWAY = re.compile(r"40[13]|redirect|refus|reject|forbid|den(y|ied)|rais|error", re.IGNORECASE)


@query
def says_anybody(db: Database, path: str, owner: str) -> bool:
    """Whether the docstring of a handler says that it is for people who have not come in, or cannot."""
    own = body(db, path, owner)
    first = own.statements[0] if own is not None and own.statements else None
    if first is None or first.kind != "expression" or not isinstance(first.value, String):
        return False
    sentences = re.split(r"(?<=[.!?])\s|\n\s*\n", first.value.value)
    return any(_FOR_ANYBODY.search(it) and not _TURNED_AWAY.search(it) for it in sentences)
