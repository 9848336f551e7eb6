"""The function of the service layer that a run of statements becomes."""
# ruff: noqa: N802  libcst calls the methods of a visitor after its nodes

import builtins
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import libcst as cst

from driftlint.facts.expression import Call, Constant, Name, String, dotted
from driftlint.index.annotations import annotated
from driftlint.index.scopes import module_bindings
from driftlint.index.value import Scope
from driftlint.rules.fixes.context import FixContext
from driftlint.rules.fixes.domain_run import Run
from driftlint.rules.fixes.header import Wanted
from driftlint.rules.fixes.imports import ImportBlock
from driftlint.rules.fixes.listing import one_a_line
from driftlint.rules.fixes.names import all_parameters
from driftlint.rules.fixes.uses import uses
from driftlint.rules.fixes.web_names import is_web
from driftlint.syntax.rewrite import Stretch

_BUILTINS = frozenset(dir(builtins))


@dataclass(slots=True)
class Given:
    """What the run gets in its new place: imports by local name, parameters and the arguments for them, a logger.

    `parameters` and `arguments` go together; they differ where a constant of the handler's module is passed.
    """

    imported: dict[str, Wanted] = field(default_factory=dict)
    parameters: list[str] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)
    logger: str = ""

    def annotations(
        self, ctx: FixContext, block: ImportBlock, service: ImportBlock, function: cst.FunctionDef, stretch: Stretch
    ) -> dict[str, str]:
        """The annotations that the handler's parameters give to the new ones; `service` gets their imports."""
        found: dict[str, str] = {}
        for it in all_parameters(function.params):
            name = it.name.value
            if it.annotation is None or name not in self.arguments or it.star:
                continue
            said = _annotation(ctx, block, service, it.annotation.annotation, stretch)
            if said is None:
                said = _aliased(ctx, service, name)
            if said is not None:
                found[name] = said
        return found


def can_leave(ctx: FixContext, block: ImportBlock, names: Iterable[str]) -> bool:
    """Whether code that reads `names`, none of them local to the handler, can stand in another module."""
    return all(_source(ctx, block, name) is not None for name in names)


def given_names(ctx: FixContext, block: ImportBlock, run: Run) -> Given | None:
    """What the statements need in the service module; None where they need something that cannot leave the file."""
    given = Given(parameters=list(run.takes), arguments=list(run.takes))
    taken = run.globals | {*run.takes, *run.gives} | _BUILTINS
    for name in sorted(run.globals):
        source = _source(ctx, block, name)
        if isinstance(source, Wanted):
            given.imported[name] = source
        elif source == "logger":
            given.logger = "logger = logging.getLogger(__name__)"
            given.imported["logging"] = Wanted("logging")
        elif source == "constant" and name.lower() not in taken:
            given.parameters.append(name.lower())
            given.arguments.append(name)
        elif source != "builtin":
            return None
    return given


def _source(ctx: FixContext, block: ImportBlock, name: str) -> Wanted | Literal["builtin", "logger", "constant"] | None:
    """How another module comes by what the handler's module calls `name`; None where it cannot."""
    it = block.binding(name)
    if it is not None:
        module = block.module_of(it)
        return Wanted(module, 0, it.name or "", it.alias or "") if module else None
    bindings = module_bindings(ctx.db, ctx.path).get(name)
    if bindings is None:
        return "builtin" if name in _BUILTINS else None
    body = ctx.facts(ctx.path).body(bindings[0].owner)
    if len(bindings) != 1 or bindings[0].kind != "assignment" or body is None:
        return None
    value = body.assignments[bindings[0].number].value
    if name == "logger" and isinstance(value, Call) and dotted(value.function) == "logging.getLogger":
        return "logger"
    return "constant" if name.isupper() and isinstance(value, Constant | String | Call) else None


def _annotation(
    ctx: FixContext, block: ImportBlock, service: ImportBlock, annotation: cst.BaseExpression, stretch: Stretch
) -> str | None:
    """What the author wrote, where every name in it can be imported by the service module."""
    if isinstance(annotation, cst.Subscript) and stretch.code(annotation.value).rpartition(".")[2] == "Annotated":
        first = annotation.slice[0].slice
        annotation = first.value if isinstance(first, cst.Index) else annotation
    wanted: dict[str, Wanted] = {}
    for name in sorted(uses(annotation).reads):
        it = block.binding(name)
        if it is None:
            if name not in _BUILTINS or name in block.bound:
                return None
            continue
        module = block.module_of(it)
        full = f"{module}.{it.name}" if it.name else module
        if not module or is_web(full) or _is_alias(ctx, name):
            return None
        wanted[name] = Wanted(module, 0, it.name or "", it.alias or "")
    if not all(service.provide(name, it) for name, it in wanted.items()):
        return None
    return stretch.code(annotation)


def _is_alias(ctx: FixContext, name: str) -> bool:
    """Whether the annotation stands for another one, with what the framework is to inject."""
    value = annotated(ctx.db, Scope(ctx.path, ""), Name((0, 0, 0, 0), name))
    return value is not None and value.name.rpartition(".")[2] != _original(ctx, name)


def _original(ctx: FixContext, name: str) -> str:
    it = ctx.imports(ctx.path).binding(name)
    return it.name or name if it is not None else name


def _aliased(ctx: FixContext, service: ImportBlock, parameter: str) -> str | None:
    """The class that an alias stands for."""
    own = ctx.facts(ctx.path).functions[ctx.owner]
    annotation = next((it.annotation for it in own.parameters if it.name == parameter), None)
    value = annotated(ctx.db, Scope(ctx.path, ""), annotation)
    if value is None or value.may or is_web(value.name) or value.path == ctx.path:
        return None
    module, _, name = value.name.rpartition(".")
    if module == "builtins":
        return name
    return service.refer(module, name) if module and "." not in value.qualname else None


def service_function(
    name: str, run: Run, given: Given, annotations: Mapping[str, str], handler: cst.FunctionDef, indent: str
) -> cst.FunctionDef:
    """The definition: parameters, the statements, and what is read after them as the result."""
    renamed = {old: new for old, new in zip(given.arguments, given.parameters, strict=True) if old != new}
    statements: list[cst.BaseStatement] = [it.visit(_Renaming(renamed)) for it in run.statements]  # type: ignore[misc]
    first = statements[0]
    assert isinstance(first, cst.SimpleStatementLine | cst.BaseCompoundStatement)
    lines = list(first.leading_lines)
    while lines and lines[0].comment is None:
        lines.pop(0)
    statements[0] = first.with_changes(leading_lines=lines)
    if run.gives:
        result = cst.parse_expression(", ".join(run.gives))
        statements.append(cst.SimpleStatementLine([cst.Return(result)]))
    parameters = [
        cst.Param(cst.Name(new), cst.Annotation(cst.parse_expression(annotations[old])) if old in annotations else None)
        for old, new in zip(given.arguments, given.parameters, strict=True)
    ]
    before: cst.BaseParenthesizableWhitespace = cst.SimpleWhitespace("")
    if (
        sum(
            len(new) + len(annotations.get(old, "")) + 4
            for old, new in zip(given.arguments, given.parameters, strict=True)
        )
        > 76
    ):
        before, parameters = one_a_line(parameters, indent)
    typed = handler.returns is not None or any(it.annotation for it in all_parameters(handler.params))
    return cst.FunctionDef(
        cst.Name(name),
        cst.Parameters(parameters),
        cst.IndentedBlock(statements),
        whitespace_before_params=before,
        asynchronous=cst.Asynchronous() if run.awaits else None,
        returns=cst.Annotation(cst.Name("None")) if typed and not run.gives else None,
    )


class _Renaming(cst.CSTTransformer):
    """Renames plain names; attributes and keywords keep theirs."""

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__()
        self.names = names

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:  # noqa: ARG002  the visitor's signature
        return updated_node.with_changes(value=self.names.get(updated_node.value, updated_node.value))

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.Attribute:
        return updated_node.with_changes(attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        return updated_node.with_changes(keyword=original_node.keyword)
