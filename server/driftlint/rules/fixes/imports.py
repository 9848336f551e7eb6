"""The names a file sees, and the imports a fix adds to it."""

from collections.abc import Callable, Iterable, Iterator

from driftlint.facts.expression import Expr, Name, Sequence, Starred
from driftlint.facts.model import Body, Import, ModuleFacts
from driftlint.rules.fixes.header import Wanted, last_header_line, with_import, without_import
from driftlint.syntax.rewrite import read_stretch
from driftlint.text.position import Position, Range, TextEdit


class ImportBlock:
    """What one file imports, and what a fix wants it to import besides.

    `absolute` gives the full name of the module that an import of this file means, `own` tells the project's packages.
    """

    def __init__(
        self,
        facts: ModuleFacts,
        lines: list[str],
        absolute: Callable[[str, int], str],
        own: Callable[[str], bool],
        package: str = "",
    ) -> None:
        self._facts = facts
        self._lines = lines
        self._absolute = absolute
        self._own = own
        self._package = package
        self.imports = tuple(it for body in facts.toplevel.values() for it in body.imports)
        self.bound = _bound(facts)
        self.wanted: list[Wanted] = []
        """The imports to be added."""

    def binding(self, name: str) -> Import | None:
        """The one import that binds `name` in this file, if nothing else does."""
        found = [it for it in self.imports if it.binds == name and not it.type_checking]
        return found[0] if len(found) == 1 and self.bound.count(name) == 1 else None

    def module_of(self, it: Import) -> str:
        """The full name of the module that an import of this file means."""
        return self._absolute(it.module, it.level)

    def spelled(self, module: str, name: str = "") -> str | None:
        """How this file can say `name` of `module` (or the module itself) with the imports it has."""
        parent, _, last = module.rpartition(".")
        for it in self.imports:
            if it.type_checking or self.binding(it.binds) is not it:
                continue
            full = self.module_of(it)
            if it.name is None and full == module and (it.alias or not name or "." not in module):
                spelled = it.alias or module
            elif it.name is None and full == module:
                spelled = module
            elif it.name == last and full == parent:
                spelled = it.binds
            elif name and it.name == name and full == module:
                return it.binds
            else:
                continue
            return f"{spelled}.{name}" if name else spelled
        return None

    def refer(self, module: str, name: str, avoid: Iterable[str] = (), *, whole: bool = False) -> str | None:
        """How this file says `name` of `module`, adding an import where it has none; None where names are taken.

        `avoid` are names that mean something else where it is said. With `whole` the module is imported rather than
        the name, unless the file already imports names from it.
        """
        hidden = set(avoid)
        known = self.spelled(module, name)
        if known is not None:
            return known if known.partition(".")[0] not in hidden else None
        by_name = any(it.name and self.module_of(it) == module for it in self.imports)
        parent, _, last = module.rpartition(".")
        if whole and not by_name:
            wanted = Wanted(parent, 0, last) if parent else Wanted(module)
            said = f"{last}.{name}"
        else:
            wanted, said = Wanted(module, 0, name), name
        if not self._free(said.partition(".")[0], hidden):
            if wanted.name != name or "." in module or not self._free(module, hidden):
                return None
            wanted, said = Wanted(module), f"{module}.{name}"
        self.want(wanted)
        return said

    def refer_module(self, module: str, avoid: Iterable[str] = ()) -> str | None:
        """How this file says the module itself, after adding an import where it has none; None if names are taken."""
        hidden = set(avoid)
        known = self.spelled(module)
        if known is not None and known.partition(".")[0] not in hidden:
            return known
        parent, _, last = module.rpartition(".")
        names = (last, f"{last}_service" if last != "services" else "domain_services")
        elsewhere = _bound_inside(self._facts)
        # A name that other functions have for something of their own would hide the module there, and mislead here.
        for alias in (*(it for it in names if it not in elsewhere), *names):
            if self._free(alias, hidden):
                renamed = alias if alias != last else ""
                self.want(Wanted(parent, 0, last, renamed) if parent else Wanted(module, 0, "", renamed))
                return alias
        return None

    def want(self, wanted: Wanted) -> None:
        """Adds an import, in the way this file imports from its own package; its names are free."""
        if not wanted.level:
            wanted = self._relative(wanted)
        if wanted not in self.wanted:
            self.wanted.append(wanted)

    def provide(self, name: str, wanted: Wanted) -> bool:
        """Makes `name` mean what `wanted` imports, where it does not yet; false where it means something else."""
        known = self.binding(name)
        if known is not None and (self.module_of(known), known.name or "") == (wanted.module, wanted.name):
            return True
        if wanted in self.wanted:
            return True
        if not wanted.module or not self.free(name):
            return False
        self.want(wanted)
        return True

    def free(self, name: str) -> bool:
        """Whether nothing in the module is called `name`."""
        return self._free(name, set())

    def edits(self, dropped: Iterable[str] = ()) -> tuple[TextEdit, ...] | None:
        """The edits that add what is wanted and drop the names `dropped`; None where the imports cannot be read."""
        gone = frozenset(dropped)
        if not self.wanted and not gone:
            return ()
        last = last_header_line(self._facts)
        stretch = read_stretch(self._lines, 0, last) if last >= 0 else None
        if last >= 0 and stretch is None:
            return None
        if stretch is None or not any(True for _ in self.imports) or not self._has_plain(last):
            return (self._fresh(last),)
        module = stretch.module
        for wanted in self.wanted:
            module = with_import(module, wanted, self._own)
        for name in sorted(gone):
            module = without_import(module, name)
        return stretch.edits(module)

    def _has_plain(self, last: int) -> bool:
        """Whether an import stands at the level of the module, not only inside an `if` or `try`."""
        for owner, body in self._facts.toplevel.items():
            if self._facts.lines[owner] <= last and body.imports and not body.regions:
                return True
        return False

    def _fresh(self, last: int) -> TextEdit:
        """The first imports of a file: after its docstring, else after the comments at its top."""
        newline = "\r\n" if self._lines and self._lines[0].endswith("\r\n") else "\n"
        code = newline.join(it.code for it in sorted(self.wanted)) + newline
        line = last + 1
        if last < 0:
            while line < len(self._lines) and self._lines[line].startswith("#"):
                line += 1
            while line and line < len(self._lines) and not self._lines[line].strip():
                line += 1
        elif self._lines[last].endswith("\n"):
            code = newline + code
        else:
            code = newline * 2 + code
        if last < 0 and line < len(self._lines):
            code += newline * (2 if self._lines[line].startswith(("def ", "class ", "async ", "@")) else 1)
        at = Position(line, 0)
        if line >= len(self._lines) and self._lines and not self._lines[-1].endswith("\n"):
            at = Position(len(self._lines) - 1, len(self._lines[-1]))
        return TextEdit(Range(at, at), code)

    def _free(self, name: str, hidden: set[str]) -> bool:
        wanted = {it.alias or it.name or it.module.partition(".")[0] for it in self.wanted}
        return name not in hidden and name not in self.bound and name not in wanted

    def _relative(self, wanted: Wanted) -> Wanted:
        """The import as a relative one, where that is how the file imports from its own package."""
        package = self._package
        top = package.partition(".")[0]
        if not top or wanted.module.partition(".")[0] != top or not wanted.name:
            return wanted
        own = [it for it in self.imports if it.level or it.module.partition(".")[0] == top]
        if not any(it.level for it in own) or sum(it.level > 0 for it in own) * 2 <= len(own):
            return wanted
        level = 1
        while package and not (wanted.module + ".").startswith(package + "."):
            package = package.rpartition(".")[0]
            level += 1
        return Wanted(wanted.module[len(package) :].lstrip("."), level, wanted.name, wanted.alias)


def _bound(facts: ModuleFacts) -> list[str]:
    """Every name bound at the level of the module, as often as it is bound."""
    names = [it.partition("#")[0] for it in (*facts.functions, *facts.classes) if "." not in it]
    for body in facts.toplevel.values():
        names.extend(_bound_by(body))
    return names


def _bound_inside(facts: ModuleFacts) -> set[str]:
    """Every name that is bound in some function."""
    found: set[str] = set()
    for function in facts.functions.values():
        found.update(it.name for it in function.parameters)
        found.update(_bound_by(function.body))
    return found


def _bound_by(body: Body) -> Iterator[str]:
    """The names that statements bind, without functions and classes."""
    yield from (it.binds for it in body.imports)
    for assignment in body.assignments:
        yield from _targets(assignment.target)
    for region in body.regions:
        yield from _targets(region.target)
        for item in region.items:
            yield from _targets(item.target)


def _targets(target: Expr | None) -> list[str]:
    if isinstance(target, Name):
        return [target.id]
    if isinstance(target, Starred):
        return _targets(target.value)
    if isinstance(target, Sequence):
        return [name for it in target.items for name in _targets(it)]
    return []
