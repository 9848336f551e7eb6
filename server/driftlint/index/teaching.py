"""What a project says its own names mean (the `teach:` section of `constraints.yaml`), as input of the index."""

import msgspec

from driftlint.index.engine import Database


class Teaching(msgspec.Struct, frozen=True):
    """Resolved-name patterns (`*` within a name part, `**` across) by what they mean."""

    effects: dict[str, tuple[str, ...]] = {}  # noqa: RUF012  msgspec copies an empty default
    transactions: tuple[str, ...] = ()
    guards: dict[str, tuple[str, ...]] = {}  # noqa: RUF012
    defers: tuple[str, ...] = ()


def teaching(db: Database) -> Teaching:
    """What the project taught."""
    return db.input("teaching", Teaching())
