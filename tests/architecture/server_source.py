"""The modules under `server/` as syntax trees, and the names that they use, for the tests beside this file."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "server" / "driftlint"


@dataclass(frozen=True, slots=True)
class Module:
    """One file of the package, its path relative to the package and with `/`."""

    path: str
    text: str

    def imports(self) -> Iterator[tuple[int, str]]:
        """Every line (one-based) that imports, and the dotted name of the module imported there."""
        for node in ast.walk(ast.parse(self.text)):
            match node:
                case ast.Import():
                    yield from ((node.lineno, alias.name) for alias in node.names)
                case ast.ImportFrom(module=str(module)):
                    yield node.lineno, module

    def uses(self) -> Iterator[tuple[int, str]]:
        """Every line (one-based) and dotted name used there, as far as imports and attributes tell.

        A name that an import binds is spelt as the import spells it (`from os import walk` makes `walk` be `os.walk`);
        what hangs on a call or a subscript starts with `?` (`?.read_text`).
        """
        tree = ast.parse(self.text)
        bound = dict(_bindings(tree))
        inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name | ast.Attribute) and id(node) not in inner:
                head, _, rest = _dotted(node).partition(".")
                yield node.lineno, ".".join(filter(None, (bound.get(head, head), rest)))


def modules() -> list[Module]:
    """Every module of the package."""
    return [
        Module(path.relative_to(PACKAGE).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    ]


def _bindings(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    yield alias.asname, alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return f"{_dotted(node.value)}.{node.attr}"
        case _:
            return "?"
