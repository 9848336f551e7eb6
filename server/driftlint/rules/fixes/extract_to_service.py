"""Extracts what a handler decides into a function of the service module, and leaves the call behind."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import libcst as cst

from driftlint.diagnostic.model import FileEdit, Fix, Safety
from driftlint.rules.fixes.context import FixContext
from driftlint.rules.fixes.domain_run import Run, Statement, chosen_run, domain_run
from driftlint.rules.fixes.imports import ImportBlock
from driftlint.rules.fixes.listing import one_a_line
from driftlint.rules.fixes.names import Uses, parameter_names
from driftlint.rules.fixes.service_function import Given, can_leave, given_names, service_function
from driftlint.rules.fixes.service_place import ServicePlace, imports_reach, service_place
from driftlint.rules.fixes.service_text import appended, import_code
from driftlint.rules.fixes.uses import uses
from driftlint.rules.fixes.web_names import web_names
from driftlint.rules.handler_work import work
from driftlint.syntax.comments import mentions
from driftlint.syntax.rewrite import Stretch
from driftlint.text.position import TextEdit

ID = "extract-to-service"

_VERBS = {"post": "create", "put": "replace", "patch": "update", "get": "read", "destroy": "delete"}


def fixes(ctx: FixContext) -> Iterator[Fix]:
    """One fix, for the weightiest run of statements that can be moved whole."""
    yield from extraction(ctx, None)


def extraction(ctx: FixContext, lines: tuple[int, int] | None) -> Iterator[Fix]:
    """The same; for exactly the statements on the zero-based `lines`, the last one included, where they are given."""
    found = ctx.function(ctx.path, ctx.owner)
    place = service_place(ctx)
    if found is None or place is None:
        return
    ctx.made = place.module
    block = ctx.imports(ctx.path)
    run = _run(ctx, block, *found, lines)
    given = given_names(ctx, block, run) if run is not None else None
    if run is None or given is None:
        return
    name = _name(ctx, place, given)
    extraction = _Extraction(ctx, place, block, given, name, run, *found)
    service, controller = extraction.service_edit(), extraction.controller_edits()
    if service is None or controller is None:
        return
    made = tuple(FileEdit(it, (), create=True) for it in place.packages)
    title = f"Extract into `{place.module}.{name}`"
    yield Fix(ID, title, Safety.UNSAFE, (FileEdit(ctx.path, controller), *made, service))


def _run(
    ctx: FixContext, block: ImportBlock, stretch: Stretch, function: cst.FunctionDef, lines: tuple[int, int] | None
) -> Run | None:
    handler = ctx.facts(ctx.path).functions[ctx.owner]
    local = parameter_names(function.params) | uses(function.body).binds
    counted = [ctx.absolute(it.span)[0] for it in work(handler)]

    def weigh(statement: Statement) -> int:
        first, _, last, _ = stretch.span(statement)
        return sum(first <= line <= last for line in counted)

    def is_domain(_: Statement, found: Uses) -> bool:
        return not web_names(ctx, found) and can_leave(ctx, block, found.reads - local)

    if lines is None:
        return domain_run(function, weigh, is_domain)
    first, last = lines

    def chosen(statement: Statement) -> bool:
        start, _, end, _ = stretch.span(statement)
        return first <= start and end <= last

    return chosen_run(function, chosen, is_domain)


def _name(ctx: FixContext, place: ServicePlace, given: Given) -> str:
    """What the new function is called: like the handler, and like nothing else in its module."""
    outer, _, own = ctx.owner.rpartition(".")
    if outer:
        noun = re.sub(r"(API)?(View(Set)?|Controller|Resource|Handler|Endpoint)$", "", outer.rpartition(".")[2])
        noun = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", noun).lower()
        verb = _VERBS.get(own.removeprefix("perform_"), own.removeprefix("perform_"))
        own = f"{verb}_{noun}" if noun and noun not in verb else verb
    own = own.lstrip("_")
    taken = {*ctx.imports(place.path).bound, *given.imported, *given.parameters}
    names = (own, f"perform_{own}", *(f"{own}_{number}" for number in range(2, len(taken) + 3)))
    return next(it for it in names if it not in taken)


@dataclass(frozen=True, slots=True)
class _Extraction:
    """Everything the two edits are made of."""

    ctx: FixContext
    place: ServicePlace
    block: ImportBlock
    given: Given
    name: str
    run: Run
    stretch: Stretch
    function: cst.FunctionDef

    def service_edit(self) -> FileEdit | None:
        """The edit of the service module: the function at its end, and the imports it needs."""
        ctx, place, given = self.ctx, self.place, self.given
        service = ctx.imports(place.path)
        if not all(service.provide(local, wanted) for local, wanted in given.imported.items()):
            return None
        annotations = given.annotations(ctx, self.block, service, self.function, self.stretch)
        modules = [f"{it.module}.{it.name}" if it.name else it.module for it in service.wanted]
        start = [it for it in (place.module, *modules) if ctx.owns(it.partition(".")[0])]
        if imports_reach(ctx, start, ctx.path):
            return None
        lines = ctx.lines(place.path)
        written = next((it[: len(it) - len(it.lstrip())] for it in lines if it[:1] in " \t" and it.strip()), None)
        indent = written or self.stretch.module.default_indent
        made = service_function(self.name, self.run, given, annotations, self.function, indent)
        if not "".join(lines).strip():
            newline = self.stretch.module.default_newline
            text = import_code(service.wanted, ctx.owns, given.logger, newline) + self.stretch.code(made)
            return FileEdit(place.path, (appended(lines, text, newline, blank=0),), create=not place.present)
        imports = service.edits()
        if imports is None:
            return None
        newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
        module = cst.Module([made], default_newline=newline, default_indent=indent)
        logger = given.logger + newline * 3 if given.logger and service.free("logger") else ""
        return FileEdit(place.path, (*imports, appended(lines, logger + module.code, newline, blank=2)))

    def controller_edits(self) -> tuple[TextEdit, ...] | None:
        """The edits of the handler's file: the call, its import, and no import that only the moved code needed."""
        run, suite = self.run, self.run.suite
        said = self.block.refer_module(self.place.module, self._local())
        if said is None:
            return None
        statements: list[cst.BaseStatement] = []
        for statement in suite.body:
            if statement is run.statements[0]:
                statements.append(self._call(said))
            elif not any(statement is gone for gone in run.statements):
                statements.append(statement)
        module = self.stretch.module.deep_replace(suite, suite.with_changes(body=statements))
        assert isinstance(module, cst.Module)
        imports = self.block.edits(self._unused())
        return None if imports is None else (*imports, *self.stretch.edits(module))

    def _local(self) -> set[str]:
        """The names that mean something of its own in the handler, or in a function or class around it."""
        found: set[str] = set()
        node: cst.CSTNode = self.function
        while not isinstance(node, cst.Module):
            if isinstance(node, cst.FunctionDef):
                found |= parameter_names(node.params) | uses(node.body).binds
            node = self.stretch.parent(node)
        return found

    def _call(self, said: str) -> cst.SimpleStatementLine:
        """The call that takes the place of the statements; the blank lines above them stay."""
        run = self.run
        arguments = [cst.Arg(cst.Name(it)) for it in self.given.arguments]
        before: cst.BaseParenthesizableWhitespace = cst.SimpleWhitespace("")
        column = self.stretch.span(run.statements[0])[1]
        if column + sum(len(it) + 2 for it in (said, self.name, *run.gives, *self.given.arguments)) > 88:
            before, arguments = one_a_line(arguments, self.stretch.module.default_indent)
        called = cst.parse_expression(f"{said}.{self.name}")
        call: cst.BaseExpression = cst.Call(called, arguments, whitespace_before_args=before)
        if run.awaits:
            call = cst.Await(call)
        body: cst.BaseSmallStatement = cst.Expr(call)
        if run.gives:
            names = [cst.Name(it) for it in run.gives]
            both = cst.Tuple([cst.Element(it) for it in names], lpar=[], rpar=[])
            body = cst.Assign([cst.AssignTarget(names[0] if len(names) == 1 else both)], call)
        lines = list(run.statements[0].leading_lines)
        count = next((number for number, it in enumerate(lines) if it.comment is not None), len(lines))
        return cst.SimpleStatementLine([body], leading_lines=lines[:count])

    def _import_lines(self, lines: Sequence[str]) -> set[int]:
        """The lines that only import: a module that is named there is not used there."""
        facts = self.ctx.facts(self.ctx.path)
        bodies = {**facts.toplevel, **{name: it.body for name, it in facts.functions.items()}}
        spans = [facts.absolute(owner, it.span) for owner, body in bodies.items() for it in body.imports]
        found = (range(span[0], span[2] + 1) for span in spans if ";" not in lines[span[2]])
        return {line for span in found for line in span}

    def _unused(self) -> list[str]:
        """The imported names that nothing else in the file mentions, not even in a string that could be code."""
        lines, facts = self.ctx.lines(self.ctx.path), self.ctx.facts(self.ctx.path)
        if PurePath(self.ctx.path).stem == "__init__" or any("__all__" in it for it in lines):
            return []
        statements = self.run.statements
        moved = set(range(self.stretch.span(statements[0])[0], self.stretch.span(statements[-1])[2] + 1))
        importing = self._import_lines(lines)
        unused = []
        for name in self.given.imported:
            spans = [
                facts.absolute(owner, it.span)
                for owner, body in facts.toplevel.items()
                for it in body.imports
                if it.binds == name
            ]
            rest = "".join(line for number, line in enumerate(lines) if number not in moved | importing)
            if len(spans) == 1 and not mentions(rest, name):
                unused.append(name)
        return unused
