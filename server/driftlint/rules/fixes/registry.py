"""Every way of mending, by the id rules name it by."""

from collections.abc import Mapping
from typing import cast

from driftlint.rules.fixes import (
    add_neighbours_guard,
    declare_public,
    extract_to_service,
    move_after_context,
    move_before_context,
    remove_suppression,
    run_on_commit,
)
from driftlint.rules.fixes.context import Fixer

_MODULES = (
    add_neighbours_guard,
    declare_public,
    extract_to_service,
    move_after_context,
    move_before_context,
    remove_suppression,
    run_on_commit,
)

FIXERS: dict[str, Fixer] = {it.ID: cast("Fixer", it) for it in _MODULES}

OWN_FIXES: Mapping[str, tuple[str, ...]] = {
    "expired-suppression": ("remove-suppression",),
    "public-though-guarded": ("remove-suppression",),
    "unused-suppression": ("remove-suppression",),
}
"""The fixes of findings that no rule file declares."""

COMMENTS = frozenset({"declare-public"})
"""The fixes that only say in a comment that the code is as it should be."""

UNCOMMENTING = frozenset({"remove-suppression"})
"""The fixes that are there to take comments away; no other may."""
