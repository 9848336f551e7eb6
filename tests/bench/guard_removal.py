"""Takes a guard that stands at an endpoint itself out of a text: the line, parameter, entry or base that it is.

Only what an author would delete is deleted. What the endpoint does with the guard's value is left as it is: a
parameter that is used stays, without the dependency that gave it.
"""

import ast
from collections.abc import Iterator
from typing import NamedTuple

Place = tuple[int, int, int, int]
"""Start line and column, end line and column: zero-based, in code points."""

Handler = ast.FunctionDef | ast.AsyncFunctionDef


class Removal(NamedTuple):
    """The text without the guard, and in a word what it was: `decorator`, `parameter`, `entry`, `base`, `list`."""

    text: str
    what: str


def without_guard(text: str, place: Place) -> Removal | None:
    """The text without the guard at `place`; None where it is nothing that stands at an endpoint."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    lines = _Lines(text)
    start, end = lines.offset(place[0], place[1]), lines.offset(place[2], place[3])
    for node in _innermost(tree, lines, start, end):
        found = _taken_out(node, lines, start, end)
        if found is not None:
            try:
                ast.parse(found.text)
            except SyntaxError:
                return None
            return found
    return None


class _Lines:
    """A text, and where in it the nodes of its syntax tree stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.splitlines(keepends=True)
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line))

    def offset(self, line: int, column: int) -> int:
        return self._starts[line] + column

    def span(self, node: ast.AST) -> tuple[int, int]:
        first, last = node.lineno - 1, node.end_lineno - 1  # type: ignore[attr-defined]
        before = len(self.lines[first].encode()[: node.col_offset].decode())  # type: ignore[attr-defined]
        after = len(self.lines[last].encode()[: node.end_col_offset].decode())  # type: ignore[attr-defined]
        return self.offset(first, before), self.offset(last, after)

    def covers(self, node: ast.AST, start: int, end: int) -> bool:
        first, last = self.span(node)
        return first <= start and end <= last

    def without_lines(self, start: int, end: int, instead: str = "") -> str:
        """The text without the lines from that of `start` to that of `end`."""
        first = self.text.rfind("\n", 0, start) + 1
        last = self.text.find("\n", end) + 1 or len(self.text)
        return self.text[:first] + instead + self.text[last:]

    def without_item(self, start: int, end: int) -> str:
        """The text without one of several things that commas part."""
        rest = self.text[end:]
        blank = len(rest) - len(rest.lstrip())
        if rest[blank : blank + 1] == ",":
            blank += 1
            while rest[blank : blank + 1] == " ":
                blank += 1
            return self.text[:start] + rest[blank:]
        before = self.text[:start].rstrip()
        return before.removesuffix(",") + rest


def _innermost(tree: ast.Module, lines: _Lines, start: int, end: int) -> Iterator[ast.AST]:
    """Functions and classes that hold the place, decorators included, the innermost first."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, Handler | ast.ClassDef):
            around = (*node.decorator_list, node)
            if any(lines.covers(it, start, end) for it in around):
                found.append(node)
    yield from sorted(found, key=lambda it: -it.lineno)


def _taken_out(node: ast.AST, lines: _Lines, start: int, end: int) -> Removal | None:
    assert isinstance(node, Handler | ast.ClassDef)
    for decorator in node.decorator_list:
        if lines.covers(decorator, start, end):
            return _from_decorator(decorator, lines, start, end)
    if isinstance(node, ast.ClassDef):
        return _from_class(node, lines, start, end)
    return _from_parameters(node, lines, start, end)


def _from_decorator(decorator: ast.expr, lines: _Lines, start: int, end: int) -> Removal | None:
    """A guard in what a decorator is told (`dependencies=[…]`), else the decorator itself."""
    for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
        if lines.covers(keyword.value, start, end):
            if isinstance(keyword.value, ast.List | ast.Tuple) and keyword.arg == "dependencies":
                return _entry(keyword.value, lines, start, end)
            return Removal(lines.without_item(*lines.span(keyword)), "list")
    return Removal(lines.without_lines(*lines.span(decorator)), "decorator")


def _entry(listed: ast.List | ast.Tuple, lines: _Lines, start: int, end: int) -> Removal | None:
    for it in listed.elts:
        if lines.covers(it, start, end):
            return Removal(lines.without_item(*lines.span(it)), "entry")
    return None


def _from_class(node: ast.ClassDef, lines: _Lines, start: int, end: int) -> Removal | None:
    for base in node.bases if len(node.bases) > 1 else ():
        if lines.covers(base, start, end):
            return Removal(lines.without_item(*lines.span(base)), "base")
    for statement in node.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and lines.covers(statement, start, end):
            first, last = lines.span(statement)
            alone = f"{' ' * statement.col_offset}pass\n" if len(node.body) == 1 else ""
            return Removal(lines.without_lines(first, last, alone), "list")
    return None


def _from_parameters(node: Handler, lines: _Lines, start: int, end: int) -> Removal | None:
    given = node.args
    plain = [*given.posonlyargs, *given.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(given.defaults)) + [*given.defaults]
    for parameter, default in zip((*plain, *given.kwonlyargs), (*defaults, *given.kw_defaults), strict=True):
        first, last = lines.span(parameter)
        last = last if default is None else lines.span(default)[1]
        if first <= start and end <= last:
            if any(isinstance(it, ast.Name) and it.id == parameter.arg for part in node.body for it in ast.walk(part)):
                return Removal(f"{lines.text[:first]}{parameter.arg}=None{lines.text[last:]}", "used parameter")
            return Removal(lines.without_item(first, last), "parameter")
    return None
