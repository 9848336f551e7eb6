"""How much of the PyCG micro-benchmark's call graphs our own call resolution finds, and how much of that is right.

The benchmark (Salis et al., "PyCG: Practical Call Graph Generation in Python", ICSE 2021; github.com/vitsalis/PyCG,
folder `micro-benchmark/snippets`) is fetched by whoever runs this:

    python tests/bench/pycg.py FOLDER [--differences]

An edge leads from the function, lambda or module that makes a call to what the call reaches. Both sides are compared as
they are, none is left out: calls of builtins (`<builtin>.len`, and methods of builtin types, `<**PyStr**>.join`) and of
names of libraries that are not there (`ext.Cls.fun`) are edges here and there. Of ours are compared: what calls
reach (`reached`), and what is called without a call being written (`implied`: decorators, `raise`, `for`). Only the
spelling is adapted: `builtins.len` is `<builtin>.len`, and lambdas are numbered by their place in the module.
As in the paper, a snippet is *complete* where nothing is found that should not be, *sound* where nothing is missing.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from driftlint.analysis.project import Project
from driftlint.index.files import structure
from driftlint.index.flowing import Place
from driftlint.index.modules import module_name
from driftlint.index.reached import implied, reached

Edge = tuple[str, str]

_BUILTIN_TYPES = {"str": "<**PyStr**>", "dict": "<**PyDict**>", "list": "<**PyList**>", "int": "<**PyNum**>"}


def ours(snippet: Path) -> set[Edge]:
    """The edges that driftlint finds in the files of a snippet."""
    project = Project(str(snippet))
    db = project.db
    found: list[tuple[Place, Place]] = []
    for path in sorted(snippet.rglob("*.py")):
        for owner in structure(db, str(path.absolute())).owners:
            edges = (*reached(db, str(path.absolute()), owner), *implied(db, str(path.absolute()), owner))
            found.extend((it.source, it.target) for it in edges)
    places = {place for edge in found for place in edge if place.inline is not None}
    lambdas = dict(_numbered(places))

    def spelled(place: Place) -> str:
        if not place.path:
            return _library(place.owner)
        owner = "" if place.owner.startswith("@") else "." + place.owner.replace("#1", "")
        inline = "" if place.inline is None else f".<lambda{lambdas[place]}>"
        return module_name(db, place.path) + owner + inline

    return {(spelled(source), spelled(target)) for source, target in found}


def _numbered(places: set[Place]) -> Iterator[tuple[Place, int]]:
    seen: Counter[tuple[str, str]] = Counter()
    for place in sorted(places, key=lambda it: (it.path, it.owner, it.inline.span if it.inline else ())):
        around = (place.path, "" if place.owner.startswith("@") else place.owner)
        seen[around] += 1
        yield place, seen[around]


def _library(name: str) -> str:
    first, _, rest = name.partition(".")
    if first != "builtins":
        return name
    kind, _, method = rest.partition(".")
    return f"{_BUILTIN_TYPES[kind]}.{method}" if method and kind in _BUILTIN_TYPES else f"<builtin>.{rest}"


def expected(snippet: Path) -> set[Edge]:
    """The edges that the benchmark's authors give."""
    graph = json.loads((snippet / "callgraph.json").read_text(encoding="utf-8"))
    return {(source, target) for source, targets in graph.items() for target in targets}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, help="`micro-benchmark/snippets` of PyCG, or a folder it is in")
    parser.add_argument("--differences", action="store_true", help="print every edge that is missing or too many")
    options = parser.parse_args()
    snippets = sorted(it.parent for it in options.folder.rglob("callgraph.json"))
    if not snippets:
        print(f"no snippets below {options.folder}", file=sys.stderr)
        return 2
    rows: dict[str, Counter[str]] = {}
    differences = []
    for snippet in snippets:
        truth, found = expected(snippet), ours(snippet)
        row = rows.setdefault(snippet.parent.name, Counter())
        right = truth & found
        row.update(snippets=1, complete=not found - truth, sound=not truth - found)
        row.update(right=len(right), found=len(found), expected=len(truth))
        for sign, edges in (("-", truth - found), ("+", found - truth)):
            name = f"{snippet.parent.name}/{snippet.name}"
            differences += [f"{name}: {sign} {source} -> {target}" for source, target in sorted(edges)]
    total: Counter[str] = sum(rows.values(), Counter())
    print(f"{'category':14} {'snippets':>8} {'complete':>8} {'sound':>6} {'edges':>6} {'precision':>9} {'recall':>7}")
    for name, row in (*rows.items(), ("all", total)):
        precision, recall = row["right"] / max(row["found"], 1), row["right"] / max(row["expected"], 1)
        counts = f"{row['snippets']:8} {row['complete']:8} {row['sound']:6} {row['expected']:6}"
        print(f"{name:14} {counts} {precision:9.3f} {recall:7.3f}")
    if options.differences:
        print("\n".join(differences))
    return 0


if __name__ == "__main__":
    sys.exit(main())
