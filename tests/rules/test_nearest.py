"""What a misspelt name probably means, and silence where nothing is near."""

import pytest

from driftlint.rules.nearest import nearest

KNOWN = (
    "GET /health",
    "POST /orders/{key}",
    "--color",
    "--format",
    "allow",
    "public",
    "unguarded-endpoint",
    "a",
)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("GET /helth", "GET /health"),
        ("--fromat", "--format"),
        ("alow", "allow"),
        ("pulbic", "public"),
        ("unguarded", "unguarded-endpoint"),
        ("unguardedendpoints", "unguarded-endpoint"),
        ("GET /nothing", None),
        ("POST /order", "POST /orders/{key}"),
        ("--foo", None),
        ("b", None),
        ("public-url", None),
    ],
)
def test_nearest(name: str, meant: str | None) -> None:
    assert nearest(name, KNOWN) == meant
