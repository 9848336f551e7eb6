import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from driftlint.text.pattern import matches, matches_any


@pytest.mark.parametrize(
    ("pattern", "meant", "not_meant"),
    [
        ("a.b", ["a.b"], ["a", "a.b.c", "axb", "x.a.b", ""]),
        ("a.*", ["a.b"], ["a", "a.b.c"]),
        ("a.get_*", ["a.get_", "a.get_x"], ["a.get", "a.get_x.y"]),
        ("a.**", ["a", "a.b", "a.b.c"], ["ab", "b.a"]),
        ("a.**.z", ["a.z", "a.b.z", "a.b.c.z"], ["a", "az", "a.b"]),
        ("**.z", ["z", "a.z", "a.b.z"], ["az", "z.a"]),
        ("**", ["a", "a.b"], [""]),
        ("*.create", ["Charge.create"], ["create", "a.b.create"]),
        ("a+(b).c", ["a+(b).c"], ["aab.c"]),
    ],
)
def test_what_a_pattern_means(pattern: str, meant: list[str], not_meant: list[str]) -> None:
    assert [it for it in meant + not_meant if matches(it, pattern)] == meant


def test_any_of_several_patterns() -> None:
    assert matches_any("b.c", ("a.*", "b.*"))
    assert not matches_any("b.c", ())


def plainly_matches(name: list[str], pattern: list[str]) -> bool:
    """The same, said by recursion over the parts; stars within a part left aside."""
    if not pattern:
        return not name
    if pattern[0] == "**":
        return any(plainly_matches(name[skipped:], pattern[1:]) for skipped in range(len(name) + 1))
    return bool(name) and pattern[0] in ("*", name[0]) and plainly_matches(name[1:], pattern[1:])


@given(
    st.lists(st.sampled_from("ab"), min_size=1, max_size=5),
    st.lists(st.sampled_from(["a", "b", "*", "**"]), min_size=1, max_size=4),
)
@example(["a"], ["**", "**", "a"])
def test_patterns_mean_what_their_parts_mean(name: list[str], pattern: list[str]) -> None:
    assert matches(".".join(name), ".".join(pattern)) == plainly_matches(name, pattern)
