"""What is supposed is answered as an edit is, and costs nothing once it is over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftlint.index.engine import Database, query
from tests.index.test_engine import INPUTS, Shape, label, naive, node, number, shapes, total

EDITS = st.tuples(st.integers(0, INPUTS - 1), st.integers(0, 6), st.integers(0, 11))


def test_what_was_known_is_known_again_without_computing() -> None:
    db = Database()
    names = ("a", "b")
    db.set_input("a", 1)
    assert label(db, names) == "odd"
    revision = db.revision
    with db.supposing():
        db.set_input("a", 2)
        assert label(db, names) == "even"
    before = db.computed
    assert label(db, names) == "odd"
    assert (db.computed, db.revision) == (before, revision)


def test_it_is_told_what_is_otherwise() -> None:
    db = Database()
    for names in (("a", "b"), ("b", "c"), ("c",)):
        total(db, names)
    with db.supposing():
        db.set_input("b", 5)
        assert sorted(db.otherwise(total)) == [(("a", "b"),), (("b", "c"),)]
        db.set_input("c", -5)
        assert sorted(db.otherwise(total)) == [(("a", "b"),), (("c",),)]


def test_what_was_made_meanwhile_is_gone() -> None:
    db = Database()
    number(db, "a")
    kept = len(db)
    with db.supposing():
        db.set_input("new", 1)
        assert label(db, ("a", "new")) == "odd"
    assert len(db) == kept
    assert label(db, ("a", "new")) == "even"


def test_a_query_that_raises_is_put_back_too() -> None:
    @query
    def fragile(db: Database) -> int:
        if db.input("a", 0):
            raise ValueError("broken")
        return 1

    db = Database()
    assert fragile(db) == 1
    with db.supposing():
        db.set_input("a", 1)
        with pytest.raises(ValueError, match="broken"):
            fragile(db)
    assert fragile(db) == 1


@given(shapes(), st.lists(st.tuples(EDITS, st.lists(EDITS, max_size=4)), max_size=8))
def test_supposing_leaves_no_trace(
    shape: Shape, steps: list[tuple[tuple[int, int, int], list[tuple[int, int, int]]]]
) -> None:
    db = Database()
    db.set_input("shape", shape)
    inputs = [0] * INPUTS
    for (place, value, number_asked), supposed in steps:
        inputs[place] = value
        db.set_input(place, value)
        asked = number_asked % (INPUTS + len(shape))
        assert node(db, asked) == naive(shape, inputs, asked)
        with db.supposing():
            other = list(inputs)
            for at, said, number_wanted in supposed:
                other[at] = said
                db.set_input(at, said)
                wanted = number_wanted % (INPUTS + len(shape))
                assert node(db, wanted) == naive(shape, other, wanted)
        before = db.computed
        assert node(db, asked) == naive(shape, inputs, asked)
        assert db.computed == before
    for place in range(INPUTS + len(shape)):
        assert node(db, place) == naive(shape, inputs, place)
