"""Whether code written in one file can stand in another, with the imports it needs there."""

import builtins

import libcst as cst

from driftlint.index.modules import module_name
from driftlint.rules.fixes.context import FixContext
from driftlint.rules.fixes.header import Wanted
from driftlint.rules.fixes.imports import ImportBlock
from driftlint.rules.fixes.service_place import imports_reach
from driftlint.rules.fixes.uses import uses

_BUILTINS = frozenset(dir(builtins))


def transplantable(ctx: FixContext, source: str, code: tuple[cst.CSTNode, ...], block: ImportBlock) -> bool:
    """Whether `code` of the file `source` means the same in the file of `block`; its imports are added to `block`."""
    origin = ctx.imports(source)
    for name in sorted(uses(*code).reads):
        if source == ctx.path:
            if name not in origin.bound and name not in _BUILTINS:
                return False
            continue
        it = origin.binding(name)
        if it is not None:
            wanted = Wanted(origin.module_of(it), 0, it.name or "", it.alias or "")
        elif name in origin.bound:
            wanted = Wanted(module_name(ctx.db, source), 0, name)
            if imports_reach(ctx, [wanted.module], ctx.path):
                return False
        elif name in _BUILTINS:
            continue
        else:
            return False
        if not block.provide(name, wanted):
            return False
    return True
