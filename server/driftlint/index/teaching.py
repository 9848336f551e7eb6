"""What a project says its own names mean (the `teach:` section of `constraints.yaml`), as input of the index."""

import msgspec

from driftlint.index.engine import Database


class Teaching(msgspec.Struct, frozen=True):
    """Resolved-name patterns (`*` within a name part, `**` across) by what they mean."""

    effects: dict[str, tuple[str, ...]] = {}
    transactions: tuple[str, ...] = ()
    guards: dict[str, tuple[str, ...]] = {}
    defers: tuple[str, ...] = ()
    request_transactions: tuple[str, ...] = ()
    """The functions that run inside a transaction of the request they answer."""


def teaching(db: Database) -> Teaching:
    """What the project taught."""
    return db.input("teaching", Teaching())
