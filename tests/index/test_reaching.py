"""Which of the places that bind a name a use of it sees: those that its definition, spelt out over a tree, names."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from driftlint.facts.expression import Name
from driftlint.index.files import body, first_line
from driftlint.index.reaching import reaching
from driftlint.index.scopes import local_bindings, module_bindings
from tests.harness.workspace import Workspace, path_of

BLOCKS = {"if": "if c():", "for": "for _ in c():", "while": "while c():", "with": "with c():", "try": "try:"}
LOOPS = ("for", "while")
STATEMENTS = st.recursive(
    st.sampled_from(["bind", "use"]),
    lambda inner: st.tuples(st.sampled_from(sorted(BLOCKS)), st.lists(inner, min_size=1, max_size=4)),
    max_leaves=25,
)


@dataclass(frozen=True)
class Line:
    """A line that binds or uses the name, with the lines of the blocks around it."""

    kind: str
    number: int
    around: tuple[tuple[str, int], ...]


@given(st.lists(STATEMENTS, min_size=1, max_size=8), st.booleans())
def test_a_use_sees_what_reaches_it(program: list[object], in_function: bool) -> None:
    lines: list[str] = ["def f():"] if in_function else []
    found = list(_written(program, lines, (), "    " if in_function else ""))
    binds = [it for it in found if it.kind == "bind"]
    said = {it.number: [each.number for each in _by_definition(binds, it)] for it in found if it.kind == "use"}
    assert _reaching("\n".join(lines) + "\n", "f" if in_function else "") == (said if binds else {})


@given(st.lists(STATEMENTS, min_size=1, max_size=8))
def test_a_function_sees_what_the_module_has_at_its_end(program: list[object]) -> None:
    lines: list[str] = []
    binds = [it for it in _written(program, lines, (), "") if it.kind == "bind"]
    lines += ["def f():", "    use(x)"]
    last = max((number for number, it in enumerate(binds) if all(kind == "with" for kind, _ in it.around)), default=0)
    assert _reaching("\n".join(lines) + "\n", "").get(len(lines) - 1, []) == [it.number for it in binds[last:]]


def _written(program: list[object], lines: list[str], around: tuple[tuple[str, int], ...], indent: str) -> list[Line]:
    """Adds the text of a program to `lines`; returns the lines in it that bind or use the name."""
    found: list[Line] = []
    for it in program:
        number = len(lines)
        if isinstance(it, tuple):
            kind, inner = it
            lines.append(indent + BLOCKS[kind])
            found += _written(inner, lines, (*around, (kind, number)), indent + "    ")
            if kind == "try":
                lines += [indent + "except E:", indent + "    pass"]
        else:
            lines.append(indent + ("x = c()" if it == "bind" else "use(x)"))
            found.append(Line(str(it), number, around))
    return found


def _by_definition(binds: list[Line], use: Line) -> list[Line]:
    """What comes before the use or around a loop to it, from the last on that whoever comes to the use has come by."""
    loops = {it for it in use.around if it[0] in LOOPS}
    coming = [it for it in binds if it.number < use.number or loops.intersection(it.around)]
    sure = [number for number, it in enumerate(coming) if _sure(it, use)]
    return (coming[sure[-1] :] if sure else coming) or binds


def _sure(bind: Line, use: Line) -> bool:
    return all(it in use.around or it[0] == "with" for it in bind.around)


def _reaching(text: str, owner: str) -> dict[int, list[int]]:
    """By the line of each use of the name, the lines of the bindings that it sees."""
    workspace = Workspace({"m.py": text})
    db, path = workspace.db, path_of("m.py")
    bindings = (local_bindings(db, path, owner) if owner else module_bindings(db, path)).get("x", ())
    found: dict[int, list[int]] = {}
    for scope, call in workspace.calls():
        if bindings and isinstance(call.function, Name) and call.function.id == "use":
            seen = reaching(db, owner, "x", bindings, scope, call.arguments[0].span)
            line = first_line(db, path, scope.owner) + call.span[0]
            found[line] = []
            for it in seen:
                own = body(db, path, it.owner)
                assert own is not None
                found[line].append(first_line(db, path, it.owner) + own.assignments[it.number].span[0])
    return found
