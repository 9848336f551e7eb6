"""What comments addressed to driftlint say: `driftlint: allow[rule-id] reason`, `driftlint: public reason`."""

import datetime as dt
import re

import msgspec

_ALLOW = re.compile(r"driftlint[ \t]*:[ \t]*allow\[([^\]]*)\](.*)", re.DOTALL | re.IGNORECASE)
_PUBLIC = re.compile(r"driftlint[ \t]*:[ \t]*public(?:[ \t]+(.*))?", re.DOTALL | re.IGNORECASE)
_NAMELESS = re.compile(r"driftlint[ \t]*:[ \t]*allow\b(?!\[)(.*)", re.DOTALL | re.IGNORECASE)
_UNTIL = re.compile(r"(?:^|\s)until=(\S*)", re.IGNORECASE)
ANOTHER = re.compile(r"\s#(?!\d)")
"""Where a comment for somebody else begins in the same comment; `#12` is a ticket."""


class Directive(msgspec.Struct, frozen=True):
    """One directive: "allow" with the ids it names, or "public"; its reason; until when it holds, as written."""

    kind: str
    rules: tuple[str, ...]
    reason: str
    until: str = ""

    @property
    def dated(self) -> bool:
        """Whether `until`, where it is given, is a date."""
        try:
            return not self.until or bool(dt.date.fromisoformat(self.until))
        except ValueError:
            return False

    def holds(self, today: str) -> bool:
        """Whether it still holds on the day `today`, an ISO date, that day included."""
        return not self.until or (self.dated and today <= self.until)


def directive(text: str) -> Directive | None:
    """What the text of a comment, without its `#`, directs; None where it directs nothing."""
    allow = _ALLOW.fullmatch(text)
    if allow:
        ids = tuple(it.strip() for it in allow[1].split(",") if it.strip())
        return Directive("allow", ids, *_reason(allow[2]))
    public = _PUBLIC.fullmatch(text)
    return Directive("public", (), *_reason(public[1] or "")) if public else None


def nameless(text: str) -> str | None:
    """What follows `allow` in a comment that names no rule in brackets right behind it; None for any other comment."""
    found = _NAMELESS.fullmatch(text)
    return found[1] if found else None


def _reason(text: str) -> tuple[str, str]:
    until = _UNTIL.search(text)
    reason = ANOTHER.split(_UNTIL.sub(" ", text), 1)[0]
    return reason.strip(" \t:-\u2013\u2014"), until[1] or "?" if until else ""
