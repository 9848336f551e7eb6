"""The cost of an edit is what depends on it, and the result is that of computing everything anew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftlint.index.engine import HUB, Cancelled, CircularQueryError, Database, query


@query
def number(db: Database, name: str) -> int:
    return db.input(name, 0)


@query
def total(db: Database, names: tuple[str, ...]) -> int:
    return sum(number(db, name) for name in names)


@query
def parity(db: Database, names: tuple[str, ...]) -> int:
    return total(db, names) % 2


@query
def label(db: Database, names: tuple[str, ...]) -> str:
    return "odd" if parity(db, names) else "even"


def cost(db: Database, name: str, value: int, names: tuple[str, ...]) -> int:
    """How many results are computed to answer again after an edit."""
    db.set_input(name, value)
    before = db.computed
    label(db, names)
    return db.computed - before


def test_an_answer_is_computed_once() -> None:
    db = Database()
    assert label(db, ("a", "b")) == "even"
    before = db.computed
    assert label(db, ("a", "b")) == "even"
    assert db.computed == before


def test_an_edit_that_changes_no_value_further_up_stops_there() -> None:
    db = Database()
    names = ("a", "b")
    label(db, names)
    assert cost(db, "a", 2, names) == 3  # number, total, parity; not label
    assert cost(db, "a", 3, names) == 4
    assert cost(db, "a", 3, names) == 0
    assert cost(db, "unread", 1, names) == 0


def test_an_edit_that_is_taken_back_costs_what_it_touches() -> None:
    db = Database()
    names = ("a", "b")
    label(db, names)
    db.set_input("a", 1)
    db.set_input("a", 0)
    before = db.computed
    assert label(db, names) == "even"
    assert db.computed - before == 1


def test_dependencies_may_change_with_what_is_read() -> None:
    @query
    def chosen(db: Database) -> int:
        return number(db, "left") if db.input("which", "left") == "left" else number(db, "right")

    db = Database()
    db.set_input("left", 1)
    db.set_input("right", 2)
    assert chosen(db) == 1
    db.set_input("which", "right")
    assert chosen(db) == 2
    before = db.computed
    db.set_input("left", 7)
    assert chosen(db) == 2
    assert db.computed == before


def test_a_dependency_that_is_no_longer_read_is_not_asked_for() -> None:
    @query
    def guarded(db: Database) -> int:
        return fragile(db) if db.input("safe", default=True) else 0

    @query
    def fragile(db: Database) -> int:
        if not db.input("safe", default=True):
            raise ValueError("asked for though nothing reads it")
        return 1

    db = Database()
    assert guarded(db) == 1
    db.set_input("safe", value=False)
    assert guarded(db) == 0


def test_a_query_that_raises_is_asked_again_and_harms_no_other() -> None:
    @query
    def fragile(db: Database) -> int:
        value = number(db, "a")
        if value < 0:
            raise ValueError(value)
        return value

    @query
    def around(db: Database) -> int:
        return fragile(db) + number(db, "b")

    db = Database()
    assert around(db) == 0
    db.set_input("a", -1)
    for _ in range(2):
        with pytest.raises(ValueError, match="-1"):
            around(db)
    assert number(db, "b") == 0
    db.set_input("a", 2)
    db.set_input("b", 3)
    assert around(db) == 5


def test_a_query_may_recover_from_one_that_raises() -> None:
    @query
    def fragile(db: Database) -> int:
        value = number(db, "a")
        if value < 0:
            raise ValueError(value)
        return value

    @query
    def around(db: Database) -> int:
        try:
            return fragile(db)
        except ValueError:
            return 0

    db = Database()
    db.set_input("a", -1)
    assert around(db) == 0
    db.set_input("a", 5)
    assert around(db) == 5
    db.set_input("a", -2)
    assert around(db) == 0


def test_a_cancelled_analysis_is_taken_up_again() -> None:
    db = Database()
    db.set_input("a", 1)
    db.cancelled = lambda: db.computed >= 1
    with pytest.raises(Cancelled):
        label(db, ("a", "b"))
    db.cancelled = None
    assert label(db, ("a", "b")) == "odd"
    db.set_input("a", 2)
    db.cancelled = lambda: True
    with pytest.raises(Cancelled):
        label(db, ("a", "b"))
    db.cancelled = None
    assert label(db, ("a", "b")) == "even"


def test_a_circle_is_told_with_the_name_of_the_query() -> None:
    @query
    def round_and_round(db: Database, name: str) -> int:
        return round_and_round(db, name)

    with pytest.raises(CircularQueryError, match="round_and_round"):
        round_and_round(Database(), "a")


def test_an_input_that_was_never_set_is_loaded_once() -> None:
    loaded: list[object] = []

    def load(key: object) -> object:
        loaded.append(key)
        return 4 if key == "a" else None

    db = Database()
    db.loader = load
    assert [number(db, "a"), number(db, "a"), number(db, "b")] == [4, 4, 0]
    assert loaded == ["a", "b"]
    assert not db.update_input("c", 1)
    assert db.update_input("a", 5)
    assert number(db, "a") == 5


INPUTS = 4
Shape = list[list[int]]
"""For each node the nodes and inputs below it that it reads, up to the first that is divisible by three."""


def naive(shape: Shape, inputs: list[int], place: int) -> int:
    if place < INPUTS:
        return inputs[place]
    value = place
    for read in shape[place - INPUTS]:
        found = naive(shape, inputs, read)
        value += found
        if found % 3 == 0:
            break
    return value // 2


@query
def node(db: Database, place: int) -> int:
    if place < INPUTS:
        return db.input(place, 0)
    shape: Shape = db.input("shape", [])
    value = place
    for read in shape[place - INPUTS]:
        found = node(db, read)
        value += found
        if found % 3 == 0:
            break
    return value // 2


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    count = draw(st.integers(1, 8))
    return [draw(st.lists(st.integers(0, INPUTS + place - 1), max_size=4)) for place in range(count)]


@pytest.mark.parametrize("hub", [2, HUB])
@given(
    shapes(),
    st.lists(st.tuples(st.integers(0, INPUTS - 1), st.integers(0, 6), st.integers(0, 11), st.booleans()), max_size=20),
)
def test_remembering_gives_what_computing_anew_gives(
    hub: int, shape: Shape, edits: list[tuple[int, int, int, bool]]
) -> None:
    db = Database(hub)
    db.set_input("shape", shape)
    inputs = [0] * INPUTS
    for place, value, asked, swept in edits:
        inputs[place] = value
        db.set_input(place, value)
        if swept:
            db.sweep()
        if asked < INPUTS + len(shape):
            assert node(db, asked) == naive(shape, inputs, asked)
    for place in range(INPUTS + len(shape)):
        assert node(db, place) == naive(shape, inputs, place)


def test_what_nobody_reads_any_more_is_let_go() -> None:
    @query
    def chosen(db: Database) -> int:
        return total(db, (db.input("which", ""),))

    db = Database()
    db.loader = lambda key: 1 if key in ("a", "b") else None
    db.set_input("which", "a")
    assert chosen(db) == 1
    size = len(db)
    db.set_input("which", "b")
    assert chosen(db) == 1
    assert len(db) == size + 3  # the input "b", its number and its total
    db.sweep()
    assert len(db) == size
    before = db.computed
    assert chosen(db) == 1
    assert db.computed == before
    db.set_input("which", "a")
    db.update_input("a", 5)
    assert chosen(db) == 1  # loaded again


def test_what_was_set_is_kept_though_nobody_reads_it() -> None:
    db = Database()
    db.set_input("a", 5)
    for _ in range(3):
        db.sweep()
    assert number(db, "a") == 5


def test_what_was_asked_for_is_kept_while_it_is_good_and_for_a_round_after_that() -> None:
    db = Database()
    assert label(db, ("a", "b")) == "even"
    before = db.computed
    for _ in range(3):
        db.sweep()
    assert label(db, ("a", "b")) == "even"
    assert db.computed == before
    db.set_input("a", 2)
    db.sweep()
    assert label(db, ("a", "b")) == "even"
    assert db.computed == before + 3  # not `label`: it is still remembered
    db.set_input("a", 4)
    db.sweep()
    db.sweep()
    assert len(db) == 1  # the input
    assert label(db, ("a", "b")) == "even"


def test_a_sweep_that_is_cancelled_has_done_nothing() -> None:
    db = Database()
    label(db, ("a", "b"))
    db.set_input("a", 1)
    db.sweep()
    size = len(db)
    db.cancelled = lambda: True
    with pytest.raises(Cancelled):
        db.sweep()
    db.cancelled = None
    assert len(db) == size
    assert label(db, ("a", "b")) == "odd"


def test_ever_new_names_do_not_crowd_the_memory() -> None:
    @query
    def present(db: Database) -> int:
        return total(db, db.input("names", ()))

    db = Database()
    most = 0
    for round_ in range(2_000):
        db.set_input("names", tuple(f"name_{round_}_{it}" for it in range(20)))
        assert present(db) == 0
        if db.crowded:
            db.sweep()
        most = max(most, len(db))
    assert most < 400


def test_a_failed_query_is_let_go_and_told_again() -> None:
    @query
    def fragile(db: Database) -> int:
        raise ValueError(number(db, "a"))

    @query
    def around(db: Database) -> str:
        try:
            return str(fragile(db))
        except ValueError as error:
            return f"failed on {error}"

    db = Database()
    assert around(db) == "failed on 0"
    db.sweep()
    db.set_input("a", 3)
    assert around(db) == "failed on 3"


@query
def coarse(db: Database, name: str) -> int:
    return number(db, name) // 4


@query
def place_on(db: Database, name: str, which: int) -> int:
    return coarse(db, name) + which


def test_an_edit_does_not_touch_what_rests_on_something_that_came_out_the_same() -> None:
    db = Database(hub=4)
    assert [place_on(db, "a", it) for it in range(8)] == list(range(8))
    db.set_input("a", 3)
    before = db.computed
    assert place_on(db, "b", 0) == 0
    assert db.computed == before + 5  # the number and its whole fours, both of `a` and of `b`, and what was asked for
    assert [place_on(db, "a", it) for it in range(8)] == list(range(8))
    assert db.computed == before + 5
    db.set_input("a", 4)
    assert [place_on(db, "a", it) for it in range(8)] == list(range(1, 9))
