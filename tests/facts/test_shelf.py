"""Facts that are packed away come back as they were."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from driftlint.facts.extract import extract
from driftlint.facts.model import ModuleFacts
from driftlint.facts.shelf import Shelf
from driftlint.syntax.tree import parse

SERVER = Path(__file__).parents[2] / "server"
SAMPLES = [it.read_text(encoding="utf-8") for it in sorted((SERVER / "driftlint" / "lsp").glob("*.py"))]
HALF_A_CHARACTER = 'name = "\ud800"\n'


def facts(text: str) -> ModuleFacts:
    return extract(parse(text)).facts


def test_what_is_packed_comes_back_equal() -> None:
    shelf = Shelf(1, lambda *_: None)
    for number, text in enumerate(SAMPLES):
        shelf[str(number)] = facts(text)
    assert [shelf.get(str(number)) for number in range(len(SAMPLES))] == [facts(it) for it in SAMPLES]


def test_what_cannot_be_packed_is_kept() -> None:
    gone: list[str] = []
    shelf = Shelf(1, lambda path, _: gone.append(path))
    for name, text in (("half", HALF_A_CHARACTER), ("one", "a = 1\n"), ("two", "b = 2\n"), ("three", "c = 3\n")):
        shelf[name] = facts(text)
    assert shelf.get("half") == facts(HALF_A_CHARACTER)
    assert "half" not in gone


def test_what_is_held_stays_the_same_object() -> None:
    shelf = Shelf(2, lambda *_: None)
    shelf.held.add("open")
    shelf["open"] = facts("a = 1\n")
    before = shelf.get("open")
    for number in range(20):
        shelf[str(number)] = facts(f"b = {number}\n")
    assert shelf.get("open") is before


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 3) | st.none())), st.integers(1, 4))
def test_a_shelf_answers_as_a_dictionary_does(steps: list[tuple[str, int | None]], room: int) -> None:
    shelf = Shelf(room, lambda *_: None)
    plain: dict[str, ModuleFacts] = {}
    for path, number in steps:
        if number is None:
            del shelf[path]
            plain.pop(path, None)
        else:
            shelf[path] = plain[path] = facts(f"x = {number}\n")
        assert set(shelf) == plain.keys()
        assert {it: shelf.get(it) for it in "abcdef"} == {it: plain.get(it) for it in "abcdef"}
