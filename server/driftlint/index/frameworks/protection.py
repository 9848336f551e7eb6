"""What stands before a handler: its guards, or what declares it open, or what kept us from telling."""

from collections.abc import Iterable

import msgspec

from driftlint.index.endpoint import ADMITTING, Guard


class Protection(msgspec.Struct, frozen=True):
    """Guards in the order they were found; see `Endpoint` for what the other two mean."""

    guards: tuple[Guard, ...] = ()
    declared_open: str = ""
    unknown: str = ""

    @property
    def guarded(self) -> bool:
        """Whether some guard identifies or admits the caller."""
        return any(it.kind in ADMITTING for it in self.guards)


NOTHING = Protection()


def together(protections: Iterable[Protection]) -> Protection:
    """All of them at once: every guard holds, and what one leaves open another may still guard."""
    guards: dict[tuple[str, str], Guard] = {}
    declared = unknown = ""
    for it in protections:
        for guard in it.guards:
            guards.setdefault((guard.name, guard.origin), guard)
        declared = declared or it.declared_open
        unknown = unknown or it.unknown
    return Protection(tuple(guards.values()), declared, unknown)


def either(protections: Iterable[Protection]) -> Protection:
    """One of them, not known which: guarded only where all are, open where one is."""
    listed = list(protections)
    if not listed:
        return NOTHING
    if all(it.guarded for it in listed):
        return listed[0]
    declared = next((it.declared_open for it in listed if it.declared_open and not it.guarded), "")
    unknown = next((it.unknown for it in listed if it.unknown and not it.guarded), "")
    return Protection((), declared, "" if declared else unknown)
