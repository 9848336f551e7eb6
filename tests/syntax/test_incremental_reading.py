"""Reading after an edit gives what reading from the start gives, whatever was typed in between."""

from collections.abc import Mapping

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from driftlint.facts.extract import Extraction, extract
from driftlint.facts.model import ModuleFacts
from driftlint.syntax.tree import differing, parse
from tests.harness.sources import FRAGMENTS, PLAIN, SERVICE

Edit = tuple[int, int, str]

edits = st.lists(
    st.tuples(
        st.integers(0, len(SERVICE)),
        st.sampled_from([0, 0, 0, 1, 1, 2, 5, 40, 200]),
        st.one_of(
            st.sampled_from([*FRAGMENTS, "\n" + "    # a note\n" * 30]),
            st.sampled_from(SERVICE.split("\n")),
            st.just(""),
        ),
    ),
    max_size=8,
)


def edited(text: str, edit: Edit) -> str:
    start, removed, typed = edit
    start = min(start, len(text))
    return text[:start] + typed + text[start + removed :]


@settings(max_examples=150)
@given(st.sampled_from([SERVICE, PLAIN, ""]), edits)
@example(PLAIN, [(PLAIN.index("put_away") + 3, 2, "")])
@example(SERVICE, [(0, 0, "'''"), (656, 5, "'''")])
def test_incremental_equals_from_scratch(text: str, edits: list[Edit]) -> None:
    texts = [text]
    for edit in edits:
        texts.append(edited(texts[-1], edit))
    tree = None
    extraction: Extraction | None = None
    for step in [*texts, *reversed(texts)]:
        tree = parse(step, tree)
        before: Extraction | None = extraction
        extraction = extract(tree, before)
        anew = extract(parse(step)).facts
        assert extraction.facts == anew
        assert [*kinds(extraction.facts)] == [*kinds(anew)]
        if before is not None and extraction.since is not None:
            assert extraction.since is before.facts
            was, now = kinds(before.facts), kinds(extraction.facts)
            assert {it for it in now if was[it] is not now[it]} == set(extraction.changed)


def kinds(facts: ModuleFacts) -> dict[tuple[str, str], object]:
    """Every definition by its kind and owner."""
    by_kind: dict[str, Mapping[str, object]] = {
        "function": facts.functions,
        "class": facts.classes,
        "toplevel": facts.toplevel,
    }
    return {(kind, owner): it for kind, found in by_kind.items() for owner, it in found.items()}


@settings(max_examples=60)
@given(st.data())
def test_moving_and_doubling_definitions_equals_from_scratch(data: st.DataObject) -> None:
    units = SERVICE.split("\n\n\n")
    extraction = None
    for _ in range(4):
        order = data.draw(st.lists(st.sampled_from(units), max_size=len(units)))
        tree = parse("\n\n\n".join(order))
        extraction = extract(tree, extraction)
        assert extraction.facts == extract(tree).facts


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1  # driftlint: allow[a] why", "x = 1"),
        ("x = 1", "x = 1  # driftlint: allow[a] why"),
        ("# driftlint: allow[a] why\nx = 1  # driftlint: allow[b] why", "# driftlint: allow[a] why\nx = 1"),
        ("def f():\n    x = 1\n\n\ny = 2  # driftlint: allow[a] why", "def f():\n    x = 1\n\n\ny = 2"),
    ],
)
def test_comments_of_a_last_line_without_a_line_end_come_and_go(before: str, after: str) -> None:
    tree = parse(before)
    edited_text = extract(parse(after, tree), extract(tree)).facts
    assert edited_text.comments == extract(parse(after)).facts.comments


def test_a_definition_that_only_moves_is_not_read_again() -> None:
    first = extract(parse(PLAIN))
    second = extract(parse("import os\n\n" + PLAIN), first)
    assert second.facts.functions["Shop.open"] is first.facts.functions["Shop.open"]
    assert second.facts.lines["Shop.open"] == first.facts.lines["Shop.open"] + 2


def test_text_that_is_not_ascii_before_a_statement_on_its_line_counts_in_code_points() -> None:
    first = extract(parse('x = "éa"; f()\n'))
    second = extract(parse('x = "aaa"; f()\n'), first)
    assert second.facts.toplevel["@1"].calls[0].call.span == (0, 11, 0, 14)


@given(st.binary(max_size=12), st.binary(max_size=12))
def test_what_differs_is_all_that_differs(old: bytes, new: bytes) -> None:
    start, old_end, new_end = differing(old, new)
    assert old[:start] + new[start:new_end] + old[old_end:] == new
    assert start == len(old) == len(new) or old != new
