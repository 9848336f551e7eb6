"""A project that is edited in every way people edit one, and what can be seen of it."""

import re
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from driftlint.analysis.knowledge import open_to_all, routes, transactions, unknown_guards
from driftlint.analysis.project import Project
from driftlint.index.files import facts

CONSTRAINTS = "constraints.yaml"

LINES = (
    "",
    "pass",
    "x = (",
    "'''",
    'note = """half',
    "return None",
    "raise PermissionDenied()",
    "import requests",
    "from . import *",
    "from django.db import transaction",
    "with transaction.atomic():",
    "    requests.post('https://psp.example')",
    "requests.post('https://psp.example')",
    "transaction.on_commit(lambda: requests.get('https://psp.example'))",
    "time.sleep(1)",
    "session.commit()",
    "self.client = requests.Session()",
    "@transaction.atomic",
    "@login_required",
    "@router.get('/added')",
    "permission_classes = [IsAuthenticated]",
    "def added(request, user=Depends(current_user)):",
    "class Added(Base):",
    "if request.user is None: return None",
    "# driftlint: allow[http-in-transaction] a stub",
    "# driftlint: public everybody",
)
CONFIGURATIONS = (
    "version: 1\n",
    "version: 1\nextends: [driftlint:all]\n",
    "version: 1\nrules:\n  http-in-transaction: off\n",
    "version: 1\nrules:\n  unguarded-endpoint: {severity: warning, public: ['GET /**']}\n",
    "version: 1\nrules:\n  business-logic-in-controller: {limit: 3}\n",
    "version: 1\nexclude: ['**/models.py', '**/views/**']\n",
    "version: 1\nsource: [src, .]\n",
    "version: 1\nrules: {no-such-rule: off}\n",
    "version: 1\nrules: [\n",
)
_DEFINITION = re.compile(r"^([ \t]*(?:async )?(?:def|class) )(\w+)", re.MULTILINE)
_DECORATOR = re.compile(r"^[ \t]*@.*\n", re.MULTILINE)
_IMPORT = re.compile(r"^[ \t]*(?:from|import) .*\n", re.MULTILINE)
_GUARD = re.compile(r"(?:,\s*)?\w+\s*:?\s*[\w.\[\], ]*=?\s*(?:Depends|Security)\([^()]*\)|LoginRequiredMixin,?\s*")
_INDENT = re.compile(r"[ \t]*")

KINDS = (
    "insert", "insert", "insert", "borrow", "borrow", "delete", "delete", "double", "cut", "swap", "indent",
    "rename", "rename everywhere", "undecorate", "decorate", "unimport", "import", "unguard", "break", "async",
    "restore", "restore", "save", "close", "create", "copy", "remove", "move", "move folder", "configure", "write",
    "look", "look", "tidy", "suppose",
)  # fmt: skip
"""What a step can be; those of every day stand there more often."""


class Step(NamedTuple):
    """One edit: what is done, and numbers that choose the file, the place in it and what is put there."""

    kind: str
    file: int
    place: int
    what: int


class EditedProject:
    """A project on the disk below `root`, with some of its files open in an editor."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.project = Project(str(root))
        self.original = {path: text(path) for path in python_files(root)}
        self.open: dict[Path, str] = {}
        self.good_configuration: str | None = None
        configuration = root / CONSTRAINTS
        if configuration.exists():
            self.good_configuration = text(configuration)

    def do(self, step: Step) -> None:
        """Takes one step; one that has no place to be taken changes nothing."""
        paths = sorted({*python_files(self.root), *self.open})
        path = paths[step.file % len(paths)] if paths else self.root / "first.py"
        match step.kind:
            case "look":
                self.look(path, step.what)
            case "suppose":
                self.suppose(path, step)
            case "tidy":
                self.project.db.sweep()
            case "configure":
                self.configure(step)
            case "save" | "close" | "restore" | "write":
                self.store(path, step)
            case "create" | "copy" | "remove" | "move" | "move folder":
                self.rearrange(path, step)
            case "rename everywhere":
                self.rename_everywhere(path, step)
            case _:
                self.type(
                    path, edited(self.text(path), step, self.text(paths[step.what % len(paths)] if paths else path))
                )

    def text(self, path: Path) -> str:
        """What a file says in the editor, else on the disk."""
        return self.open[path] if path in self.open else text(path)

    def type(self, path: Path, new: str) -> None:
        """Has a file say something else in the editor."""
        self.open[path] = new
        self.project.open(str(path), new)

    def store(self, path: Path, step: Step) -> None:
        """Saves or closes a file, gives it back what it first said, or writes it behind the editor's back."""
        match step.kind:
            case "restore":
                self.type(path, self.original.get(path, ""))
            case "save" if path in self.open:
                write(path, self.open[path])
                self.project.refresh([str(path)])
            case "write":
                write(path, edited(self.text(path), step._replace(kind="borrow"), self.text(path)))
                self.project.refresh([str(path)])
            case "close" if path in self.open:
                del self.open[path]
                self.project.close(str(path))

    def rearrange(self, path: Path, step: Step) -> None:
        """Creates, copies, deletes and moves files, or a whole folder."""
        folder = path.parent
        new = folder / f"{('added', 'models', 'views', '__init__')[step.what % 4]}{step.place % 3 or ''}.py"
        match step.kind:
            case "create":
                self.type(new, "")
            case "copy":
                write(new, self.text(path))
                self.project.refresh([str(new)])
            case "remove":
                self.remove(path)
            case "move" if path.exists():
                content = self.text(path)
                self.remove(path)
                write(new, content)
                self.project.refresh([str(path), str(new)])
            case "move folder" if folder != self.root and folder.exists():
                self.move_folder(folder, folder.with_name(folder.name + "_moved"))

    def remove(self, path: Path) -> None:
        """Deletes a file, with the editor closing it first."""
        if self.open.pop(path, None) is not None:
            self.project.close(str(path))
        path.unlink(missing_ok=True)
        self.project.refresh([str(path)])

    def move_folder(self, old: Path, new: Path) -> None:
        """Moves a folder with all in it; the editor closes what it had open there."""
        if new.exists():
            old, new = new, old
            if new.exists():
                return
        for path in [it for it in self.open if it.is_relative_to(old)]:
            del self.open[path]
            self.project.close(str(path))
        before = python_files(old)
        old.rename(new)
        self.project.refresh([str(it) for it in (*before, *python_files(new))])

    def rename_everywhere(self, path: Path, step: Step) -> None:
        """Renames what a file defines, in every file that names it."""
        found = _DEFINITION.findall(self.text(path))
        if found:
            name = found[step.place % len(found)][1]
            whole = re.compile(rf"\b{name}\b")
            for it in sorted({*python_files(self.root), *self.open}):
                if whole.search(self.text(it)):
                    self.type(it, whole.sub(f"{name}_{step.what % 3}", self.text(it)))

    def configure(self, step: Step) -> None:
        """Writes other constraints, or deletes them."""
        path = self.root / CONSTRAINTS
        new = CONFIGURATIONS[step.what % len(CONFIGURATIONS)] if step.place % 4 else None
        if new is None:
            path.unlink(missing_ok=True)
        else:
            write(path, new)
        self.project.refresh([str(path)])
        if not self.project.mistakes:
            self.good_configuration = new

    def look(self, path: Path, what: int) -> None:
        """Asks for something of what can be seen, as an editor does between two edits."""
        match what % 4:
            case 0:
                seen(self.project)
            case 1:
                self.project.endpoints()
            case _:
                self.project.findings(str(path))

    def suppose(self, path: Path, step: Step) -> None:
        """Asks what would be seen if a file said something else, and perhaps another one were there."""
        kind = ("insert", "borrow", "delete", "cut", "rename", "undecorate", "unimport", "break")[step.place % 8]
        texts = {str(path): edited(self.text(path), step._replace(kind=kind), self.text(path))}
        if step.what % 2:
            texts[str(path.with_name("supposed.py"))] = self.text(path)
        with self.project.supposing(texts):
            self.look(path, step.what // 2)

    def fresh(self) -> Project:
        """A project that never saw anything but the present texts (and the last constraints without a mistake)."""
        configuration = self.root / CONSTRAINTS
        project = Project(str(self.root))
        if project.mistakes and self.good_configuration is not None:
            present = text(configuration)
            write(configuration, self.good_configuration)
            project = Project(str(self.root))
            write(configuration, present)
            project.refresh([str(configuration)])
        for path, content in self.open.items():
            project.open(str(path), content)
        return project


def seen(project: Project) -> dict[str, Any]:
    """All that any face shows: findings, unknowns, endpoints with their guards, effects and transactions."""
    report = project.check()
    shown: dict[str, Any] = {
        "findings": report.findings,
        "unknown": report.unknown,
        "problems": report.problems,
        "mistakes": project.findings(project.config_path),
        "endpoints": [(it, open_to_all(project, it), unknown_guards(project, it)) for it in project.endpoints()],
    }
    for path in project.files():
        for owner in facts(project.db, path).functions:
            shown[f"{project.name(path)}: {owner}"] = (
                routes(project.db, path, owner),
                transactions(project.db, path, owner),
            )
    return shown


def difference(project: EditedProject) -> list[tuple[str, Any, Any]]:
    """What the edited project shows otherwise than a fresh one: its name, and both."""
    mine, other = seen(project.project), seen(project.fresh())
    return [(it, mine.get(it), other.get(it)) for it in {**mine, **other} if mine.get(it) != other.get(it)]


def edited(content: str, step: Step, other: str) -> str:
    """`content` after one edit of its text; `other` is a text that lines may be borrowed from."""
    lines = content.split("\n")
    at = step.place % len(lines)
    match step.kind:
        case "insert":
            lines.insert(at, _indent(lines, at) + LINES[step.what % len(LINES)])
        case "borrow":
            theirs = other.split("\n")
            line = theirs[(step.what * 7 + step.place) % len(theirs)]
            lines.insert(at, line if step.what % 2 else _indent(lines, at) + line.lstrip())
        case "delete":
            del lines[at : at + 1 + step.what % 3]
        case "double":
            lines[at:at] = lines[at : at + 1 + step.what % 12]
        case "cut":
            lines[at] = lines[at][: len(lines[at]) * (step.what % 4) // 4]
        case "swap":
            lines[at : at + 2] = reversed(lines[at : at + 2])
        case "indent":
            lines[at] = "    " + lines[at] if step.what % 2 else lines[at].removeprefix("    ")
        case "break":
            lines[at] += ("(", "'''", '"', "[", ")", ":", "\\", "@")[step.what % 8]
        case _:
            return _rewritten(content, step, other)
    return "\n".join(lines)


def _rewritten(content: str, step: Step, other: str) -> str:
    """`content` with one of its definitions, decorators, imports or guards changed."""
    match step.kind:
        case "rename":
            return _replaced(_DEFINITION, content, step, lambda it: f"{it[1]}{it[2]}_{step.what % 3}")
        case "undecorate":
            return _replaced(_DECORATOR, content, step, lambda _: "")
        case "decorate":
            found = _DECORATOR.findall(other) or ["@transaction.atomic\n"]
            decorator = found[step.what % len(found)].strip()
            return _replaced(_DEFINITION, content, step, lambda it: f"{_INDENT.match(it[0])[0]}{decorator}\n{it[0]}")  # type: ignore[index]
        case "unimport":
            return _replaced(_IMPORT, content, step, lambda _: "")
        case "import":
            found = _IMPORT.findall(other) or ["import requests\n"]
            return found[step.what % len(found)].lstrip() + content
        case "unguard":
            return _replaced(_GUARD, content, step, lambda _: "")
        case "async":
            return _replaced(
                _DEFINITION,
                content,
                step,
                lambda it: it[0].replace("async def", "def") if "async" in it[0] else it[0].replace("def", "async def"),
            )
    raise AssertionError(step.kind)


def _replaced(pattern: re.Pattern[str], content: str, step: Step, new: Any) -> str:
    found = list(pattern.finditer(content))
    if not found:
        return content
    it = found[step.place % len(found)]
    return content[: it.start()] + new(it) + content[it.end() :]


def _indent(lines: list[str], at: int) -> str:
    """The indentation of the first line from `at` on that is not empty."""
    line = next((it for it in lines[at:] if it.strip()), "")
    return line[: len(line) - len(line.lstrip())]


def python_files(root: Path) -> list[Path]:
    """The Python files below `root`, tests left out."""
    return sorted(it for it in root.rglob("*.py") if not {"tests", "test"} & set(it.relative_to(root).parts))


def text(path: Path) -> str:
    """What a file on the disk says, "" where there is none."""
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def write(path: Path, content: str) -> None:
    """Writes a file, and its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def copy(project: Path, into: Path) -> Path:
    """A copy of what driftlint reads of a project."""
    shutil.copytree(
        project, into, ignore=shutil.ignore_patterns(".git", "node_modules", "__pycache__", "tests", "test")
    )
    return into
