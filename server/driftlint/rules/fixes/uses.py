"""Collects what code does with names, scope by scope."""
# ruff: noqa: N802  libcst calls the methods of a visitor after its nodes

import functools

import libcst as cst

from driftlint.rules.fixes.names import Uses, all_parameters, parameter_names, path_of


@functools.lru_cache(maxsize=4096)
def uses(*nodes: cst.CSTNode) -> Uses:
    """What the code of `nodes` does with names; asked for again and again while runs of statements are compared."""
    visitor = _Visitor()
    for node in nodes:
        node.visit(visitor)
    return visitor.found


class _Visitor(cst.CSTVisitor):
    """Collects the uses of whatever it visits; nested scopes are collected by a visitor of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.found = Uses()
        self.loops = 0

    # Names

    def visit_Name(self, node: cst.Name) -> None:
        self.found.reads.add(node.value)
        self.found.paths.add((node.value,))

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        path = path_of(node)
        if path is None:
            node.value.visit(self)
        else:
            self.found.reads.add(path[0])
            self.found.paths.add(path)
        return False

    def visit_Call(self, node: cst.Call) -> None:
        self.found.calls += 1
        if isinstance(node.func, cst.Attribute):
            self._touch(node.func.value)
        for it in node.args:
            path = path_of(it.value)
            if path is not None:
                (self.found.touched if len(path) == 1 else self.found.lent).add(path)

    def visit_Arg(self, node: cst.Arg) -> bool:
        node.value.visit(self)
        return False

    def _touch(self, node: cst.BaseExpression) -> None:
        """Notes that the object `node` gives may change; of `a[0].b`, that is `a`."""
        path = path_of(node)
        while path is None and isinstance(node, cst.Attribute | cst.Subscript | cst.Call):
            node = node.func if isinstance(node, cst.Call) else node.value
            path = path_of(node)
        if path is not None:
            self.found.touched.add(path)

    # Bindings

    def _bind(self, target: cst.CSTNode) -> None:
        if isinstance(target, cst.Name):
            self.found.binds.add(target.value)
        elif isinstance(target, cst.Tuple | cst.List):
            for element in target.elements:
                self._bind(element.value)
        elif isinstance(target, cst.StarredElement):
            self._bind(target.value)
        elif isinstance(target, cst.Attribute | cst.Subscript):
            target.visit(self)
            self._touch(target.value)

    def visit_Assign(self, node: cst.Assign) -> bool:
        node.value.visit(self)
        for it in node.targets:
            self._bind(it.target)
        return False

    def visit_AnnAssign(self, node: cst.AnnAssign) -> bool:
        node.annotation.annotation.visit(self)
        if node.value is not None:
            node.value.visit(self)
        self._bind(node.target)
        return False

    def visit_AugAssign(self, node: cst.AugAssign) -> bool:
        node.value.visit(self)
        node.target.visit(self)
        self._bind(node.target)
        return False

    def visit_NamedExpr(self, node: cst.NamedExpr) -> bool:
        node.value.visit(self)
        self._bind(node.target)
        return False

    def visit_For(self, node: cst.For) -> bool:
        self.found.awaits |= node.asynchronous is not None
        node.iter.visit(self)
        self._bind(node.target)
        self._loop(node.body, node.orelse)
        return False

    def visit_While(self, node: cst.While) -> bool:
        node.test.visit(self)
        self._loop(node.body, node.orelse)
        return False

    def _loop(self, body: cst.BaseSuite, orelse: cst.Else | None) -> None:
        self.loops += 1
        body.visit(self)
        self.loops -= 1
        if orelse is not None:
            orelse.visit(self)

    def visit_With(self, node: cst.With) -> None:
        self.found.awaits |= node.asynchronous is not None

    def visit_WithItem(self, node: cst.WithItem) -> bool:
        node.item.visit(self)
        if node.asname is not None:
            self._bind(node.asname.name)
        return False

    def visit_ExceptHandler(self, node: cst.ExceptHandler) -> bool:
        self._handler(node)
        return False

    def visit_ExceptStarHandler(self, node: cst.ExceptStarHandler) -> bool:
        self._handler(node)
        return False

    def _handler(self, node: cst.ExceptHandler | cst.ExceptStarHandler) -> None:
        if node.type is not None:
            node.type.visit(self)
        if node.name is not None:
            self._bind(node.name.name)
        node.body.visit(self)

    def visit_Del(self, node: cst.Del) -> bool:
        targets = [it.value for it in node.target.elements] if isinstance(node.target, cst.Tuple) else [node.target]
        for it in targets:
            it.visit(self)
            self._bind(it)
        return False

    def visit_Import(self, node: cst.Import) -> bool:
        for it in node.names:
            self._bind_alias(it)
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        for it in () if isinstance(node.names, cst.ImportStar) else node.names:
            self._bind_alias(it)
        return False

    def _bind_alias(self, alias: cst.ImportAlias) -> None:
        if alias.asname is not None:
            self._bind(alias.asname.name)
        else:
            path = path_of(alias.name)
            assert path is not None
            self.found.binds.add(path[0])

    def visit_Global(self, node: cst.Global) -> bool:
        self.found.declares = True
        self.found.binds.update(it.name.value for it in node.names)
        return False

    def visit_Nonlocal(self, node: cst.Nonlocal) -> bool:
        self.found.declares = True
        self.found.binds.update(it.name.value for it in node.names)
        return False

    def visit_MatchAs(self, node: cst.MatchAs) -> bool:
        if node.pattern is not None:
            node.pattern.visit(self)
        if node.name is not None:
            self._bind(node.name)
        return False

    def visit_MatchStar(self, node: cst.MatchStar) -> bool:
        if node.name is not None:
            self._bind(node.name)
        return False

    def visit_MatchMapping(self, node: cst.MatchMapping) -> None:
        if node.rest is not None:
            self._bind(node.rest)

    def visit_MatchKeywordElement(self, node: cst.MatchKeywordElement) -> bool:
        node.pattern.visit(self)
        return False

    # Control flow

    def visit_Return(self, node: cst.Return) -> None:  # noqa: ARG002  a visitor's signature
        self.found.exits = self.found.returns = True

    def visit_Raise(self, node: cst.Raise) -> None:  # noqa: ARG002
        self.found.exits = True

    def visit_Assert(self, node: cst.Assert) -> None:  # noqa: ARG002
        self.found.exits = True

    def visit_Break(self, node: cst.Break) -> None:  # noqa: ARG002
        self.found.exits |= not self.loops

    def visit_Continue(self, node: cst.Continue) -> None:  # noqa: ARG002
        self.found.exits |= not self.loops

    def visit_Yield(self, node: cst.Yield) -> None:  # noqa: ARG002
        self.found.yields = True

    def visit_Await(self, node: cst.Await) -> None:  # noqa: ARG002
        self.found.awaits = True

    # Nested scopes

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        for it in node.decorators:
            it.decorator.visit(self)
        self._parameters(node.params)
        if node.returns is not None:
            node.returns.annotation.visit(self)
        self.found.binds.add(node.name.value)
        self._nest(uses(node.body), parameter_names(node.params))
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        self._parameters(node.params)
        self._nest(uses(node.body), parameter_names(node.params))
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        for it in (*node.decorators, *node.bases, *node.keywords):
            it.visit(self)
        self.found.binds.add(node.name.value)
        self._nest(uses(node.body), set())
        return False

    def _parameters(self, parameters: cst.Parameters) -> None:
        for it in all_parameters(parameters):
            for part in (it.annotation, it.default):
                if part is not None:
                    part.visit(self)

    def visit_ListComp(self, node: cst.ListComp) -> bool:
        return self._comprehension(node.for_in, node.elt)

    def visit_SetComp(self, node: cst.SetComp) -> bool:
        return self._comprehension(node.for_in, node.elt)

    def visit_GeneratorExp(self, node: cst.GeneratorExp) -> bool:
        return self._comprehension(node.for_in, node.elt)

    def visit_DictComp(self, node: cst.DictComp) -> bool:
        return self._comprehension(node.for_in, node.key, node.value)

    def _comprehension(self, first: cst.CompFor, *elements: cst.BaseExpression) -> bool:
        inner, targets = _Visitor(), _Visitor()
        level: cst.CompFor | None = first
        while level is not None:
            inner.found.awaits |= level.asynchronous is not None
            targets._bind(level.target)
            for part in (level.iter, *(it.test for it in level.ifs)):
                part.visit(inner)
            level = level.inner_for_in
        for element in elements:
            element.visit(inner)
        # An assignment expression inside binds outside; the targets do not.
        bound = inner.found.binds
        self._nest(inner.found, targets.found.binds)
        self.found.binds |= bound - targets.found.binds
        self.found.awaits |= inner.found.awaits
        self.found.calls += inner.found.calls
        return False

    def _nest(self, inner: Uses, own: set[str]) -> None:
        own = own | inner.binds
        found = self.found
        found.reads |= inner.reads - own
        for mine, theirs in ((found.paths, inner.paths), (found.touched, inner.touched), (found.lent, inner.lent)):
            mine |= {it for it in theirs if it[0] not in own}
