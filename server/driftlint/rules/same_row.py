"""What the endpoints do whose paths begin with the same row as that of an endpoint, wherever they stand.

`/projects/{code}/add_chat` and `/projects/{code}/rename` are about the same project, though two packages answer them.
"""

from driftlint.index.endpoint import Endpoint
from driftlint.index.endpoints import endpoints_declared, other_endpoints
from driftlint.index.engine import Database, late, query
from driftlint.index.folders import folded
from driftlint.rules.guard_usage import Count, Usage, application, counts_by, sums, usage_of, without_these
from driftlint.rules.neighbours import mates_of
from driftlint.rules.public_endpoints import path_parts


def usage_of_same_row(db: Database, endpoint: Endpoint) -> Usage:
    """What the other endpoints of the project do that go on from the same row; nothing where the path names none."""
    row = _row(endpoint)
    if not row:
        return Usage()
    mates = [it for it in mates_of(db, endpoint) if _row(it) == row]
    return without_these(_usage_of_row(db, row), mates)


@late
@query
def _usage_of_row(db: Database, row: str) -> Usage:
    return usage_of(sums([folded(db, _counts_in, sums), counts_by(_row, other_endpoints(db))]).get(row, Count()))


@query
def _counts_in(db: Database, path: str) -> dict[str, Count]:
    return counts_by(_row, endpoints_declared(db, path))


def _row(endpoint: Endpoint) -> str:
    """`projects/{}` of `/projects/{code}/rename`, with the family of frameworks before it; "" where there is none."""
    parts = path_parts(endpoint.path)
    for number in range(1, len(parts) - 1):
        if parts[number - 1] and not parts[number]:
            return f"{application(endpoint)} {'/'.join(it or '{}' for it in parts[: number + 1])}"
    return ""
