"""The import block at the top of a file: where it ends, and where in it a new import belongs."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import libcst as cst

from driftlint.facts.expression import String
from driftlint.facts.model import Body, ModuleFacts
from driftlint.rules.fixes.listing import inserted
from driftlint.rules.fixes.names import path_of

STANDARD, LIBRARY, OWN, RELATIVE = 1, 2, 3, 4
_FUTURE = 0


@dataclass(frozen=True, slots=True, order=True)
class Wanted:
    """An import a file lacks: `import module`, or `from module import name` (`level` dots before), `as alias`."""

    module: str
    level: int = 0
    name: str = ""
    alias: str = ""

    @property
    def code(self) -> str:
        """The statement."""
        alias = f" as {self.alias}" if self.alias else ""
        if not self.name:
            return f"import {self.module}{alias}"
        return f"from {'.' * self.level}{self.module} import {self.name}{alias}"


def last_header_line(facts: ModuleFacts) -> int:
    """The zero-based last line of the import block, or of the docstring where there is no import; -1 without either."""
    first_definition = min(
        (facts.lines[it] for it in (*facts.functions, *facts.classes) if it in facts.lines), default=sys.maxsize
    )
    last = -1
    imported = False
    for owner, body in facts.toplevel.items():
        if facts.lines[owner] > first_definition or not body.statements:
            break
        end = facts.absolute(owner, body.statements[0].span)[2]
        if body.imports:
            last, imported = end, True
        elif last < 0 and _is_docstring(body):
            last = end
        elif imported:
            break
    return last


def _is_docstring(body: Body) -> bool:
    return body.statements[0].kind == "expression" and isinstance(body.statements[0].value, String)


def with_import(module: cst.Module, wanted: Wanted, own: Callable[[str], bool]) -> cst.Module:
    """`module`, an import block with at least one import, with one more; `own` tells the project's packages."""
    merged = _merged(module, wanted)
    return _placed(module, wanted, own) if merged is None else merged


def without_import(module: cst.Module, name: str) -> cst.Module:
    """`module` without the import that binds `name`; kept where a comment stands with it."""
    for statement, node in _plain_imports(module):
        if isinstance(node.names, cst.ImportStar) or statement.trailing_whitespace.comment is not None:
            continue
        names = list(node.names)
        gone = [it for it in names if (it.evaluated_alias or it.evaluated_name.partition(".")[0]) == name]
        if not gone or "#" in module.code_for_node(statement.body[0]):
            continue
        body = list(module.body)
        index = next(number for number, it in enumerate(body) if it is statement)
        names.remove(gone[0])
        if names:
            if gone[0] is node.names[-1]:
                names[-1] = names[-1].with_changes(comma=gone[0].comma)
            body[index] = statement.with_changes(body=[node.with_changes(names=names)])
            return module.with_changes(body=body)
        if any(it.comment is not None for it in statement.leading_lines):
            continue
        del body[index]
        if index < len(body):
            above = body[index].leading_lines
            if not above:
                body[index] = body[index].with_changes(leading_lines=statement.leading_lines)
            elif index == 0 and not module.header and all(it.comment is None for it in above):
                body[index] = body[index].with_changes(leading_lines=[])
        return module.with_changes(body=body)
    return module


def _merged(module: cst.Module, wanted: Wanted) -> cst.Module | None:
    """The name added to an import from the same module, where there is one."""
    if not wanted.name or _one_a_line(module):
        return None
    for statement, node in _plain_imports(module):
        if not isinstance(node, cst.ImportFrom) or isinstance(node.names, cst.ImportStar):
            continue
        if _module(node) != (wanted.module, wanted.level):
            continue
        alias = cst.ImportAlias(cst.Name(wanted.name), cst.AsName(cst.Name(wanted.alias)) if wanted.alias else None)
        names = list(node.names)
        opening = node.lpar.whitespace_after if node.lpar is not None else None
        changed = node.with_changes(names=inserted(names, _place(names, wanted.name), alias, opening))
        replaced = statement.with_changes(body=[changed])
        return module.with_changes(body=[replaced if it is statement else it for it in module.body])
    return None


def _one_a_line(module: cst.Module) -> bool:
    """Whether each imported name has a statement of its own here, also where several come from one module."""
    seen: set[tuple[str, int]] = set()
    repeated = False
    for _, node in _plain_imports(module):
        if isinstance(node, cst.ImportFrom) and not isinstance(node.names, cst.ImportStar):
            if len(node.names) > 1:
                return False
            repeated |= _module(node) in seen
            seen.add(_module(node))
    return repeated


def _place(names: list[cst.ImportAlias], new: str) -> int:
    """Where the name belongs: in order, where the names are in an order; else last."""
    orders: tuple[Callable[[str], Any], ...] = (_by_type, str.casefold, str)
    for key in orders:
        keys = [key(it.evaluated_name) for it in names]
        if keys == sorted(keys):
            return sum(it <= key(new) for it in keys)
    return len(names)


def _by_type(name: str) -> tuple[int, str]:
    """Constants before classes before the rest, as import sorters do it."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name


def _placed(module: cst.Module, wanted: Wanted, own: Callable[[str], bool]) -> cst.Module:
    """A new statement in the section it belongs to, in order where the section is in order."""
    new = cst.parse_statement(wanted.code)
    assert isinstance(new, cst.SimpleStatementLine)
    section = _section(wanted.module, wanted.level, own)
    plain = _plain_imports(module)
    sections = {id(statement): _section(*_module(node), own) for statement, node in plain}
    same = [(statement, node) for statement, node in plain if sections[id(statement)] == section]
    body = list(module.body)
    if same:
        index = _index_in(same, wanted)
        if index < len(same):
            return module.with_changes(body=_before(body, same[index][0], new, blank=False))
        return module.with_changes(body=_after(body, same[-1][0], new, blank=False))
    later = next((it for it, _ in plain if sections[id(it)] > section), None)
    earlier = [it for it, _ in plain if sections[id(it)] < section]
    if earlier:
        return module.with_changes(body=_after(body, earlier[-1], new, blank=section != _FUTURE))
    assert later is not None
    return module.with_changes(body=_before(body, later, new, blank=True))


def _index_in(same: list[tuple[cst.SimpleStatementLine, cst.Import | cst.ImportFrom]], wanted: Wanted) -> int:
    def key(from_: bool, module: str, level: int) -> tuple[bool, int, str]:  # noqa: FBT001  half of a key
        return from_, -level, module.casefold()

    keys = [key(isinstance(node, cst.ImportFrom), *_module(node)) for _, node in same]
    mine = key(bool(wanted.name), wanted.module, wanted.level)
    if keys != sorted(keys):
        keys, mine = [(False, *it[1:]) for it in keys], (False, *mine[1:])  # perhaps sorted across both forms
    return sum(it <= mine for it in keys) if keys == sorted(keys) else len(same)


def _before(
    body: list[cst.SimpleStatementLine | cst.BaseCompoundStatement],
    at: cst.SimpleStatementLine,
    new: cst.SimpleStatementLine,
    *,
    blank: bool,
) -> list[cst.SimpleStatementLine | cst.BaseCompoundStatement]:
    """The new import takes the blank lines above `at`; comments stay with the import they stand above."""
    index = next(number for number, it in enumerate(body) if it is at)
    lines = list(at.leading_lines)
    count = next((number for number, it in enumerate(lines) if it.comment is not None), len(lines))
    rest = lines[count:]
    if blank:
        rest = [cst.EmptyLine(indent=False), *rest]
    changed = [new.with_changes(leading_lines=lines[:count]), at.with_changes(leading_lines=rest)]
    return [*body[:index], *changed, *body[index + 1 :]]


def _after(
    body: list[cst.SimpleStatementLine | cst.BaseCompoundStatement],
    at: cst.SimpleStatementLine,
    new: cst.SimpleStatementLine,
    *,
    blank: bool,
) -> list[cst.SimpleStatementLine | cst.BaseCompoundStatement]:
    index = next(number for number, it in enumerate(body) if it is at)
    lines = [cst.EmptyLine(indent=False)] if blank else []
    return [*body[: index + 1], new.with_changes(leading_lines=lines), *body[index + 1 :]]


def _plain_imports(module: cst.Module) -> list[tuple[cst.SimpleStatementLine, cst.Import | cst.ImportFrom]]:
    """The imports that stand alone in their line at the level of the module."""
    found: list[tuple[cst.SimpleStatementLine, cst.Import | cst.ImportFrom]] = []
    for statement in module.body:
        if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1:
            node = statement.body[0]
            if isinstance(node, cst.Import | cst.ImportFrom):
                found.append((statement, node))
    return found


def _module(node: cst.Import | cst.ImportFrom) -> tuple[str, int]:
    name = node.names[0].name if isinstance(node, cst.Import) else node.module
    level = len(node.relative) if isinstance(node, cst.ImportFrom) else 0
    return ".".join(path_of(name) or ()) if name is not None else "", level


def _section(module: str, level: int, own: Callable[[str], bool]) -> int:
    if level:
        return RELATIVE
    top = module.partition(".")[0]
    if top == "__future__":
        return _FUTURE
    return STANDARD if top in sys.stdlib_module_names else OWN if own(top) else LIBRARY
