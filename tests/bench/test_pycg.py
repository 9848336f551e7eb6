"""The call graph benchmark compares what is called with what should be, edge by edge."""

import json
from pathlib import Path

import pytest

from tests.bench.pycg import expected, main, ours

SNIPPET = """
def charge():
    print(len("x"))

def later():
    return charge

class Till:
    def open(self):
        later()()

Till().open()
"""
EDGES = {
    ("main", "main.Till.open"),
    ("main.Till.open", "main.later"),
    ("main.Till.open", "main.charge"),
    ("main.charge", "<builtin>.print"),
    ("main.charge", "<builtin>.len"),
}


@pytest.fixture
def snippet(tmp_path: Path) -> Path:
    """A snippet in the benchmark's form, whose expected graph lacks one edge and has one too many."""
    folder = tmp_path / "classes" / "till"
    folder.mkdir(parents=True)
    (folder / "main.py").write_text(SNIPPET, encoding="utf-8")
    graph = {"main": ["main.Till.open"], "main.Till.open": ["main.later", "main.charge"], "main.charge": ["main.none"]}
    (folder / "callgraph.json").write_text(json.dumps(graph), encoding="utf-8")
    return folder


def test_edges_are_spelled_as_the_benchmark_does(snippet: Path) -> None:
    assert ours(snippet) == EDGES


def test_expected_edges_are_read(snippet: Path) -> None:
    assert expected(snippet) == {(a, b) for a, b in EDGES if not b.startswith("<")} | {("main.charge", "main.none")}


def test_precision_and_recall_count_edges(
    snippet: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["pycg.py", str(snippet.parents[1]), "--differences"])
    assert main() == 0
    printed = capsys.readouterr().out
    assert "0.600   0.750" in printed  # three of the five found are expected, three of the four expected are found
    assert "classes/till: - main.charge -> main.none" in printed
    assert "classes/till: + main.charge -> <builtin>.len" in printed
