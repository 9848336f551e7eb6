"""Makes every fix that is offered in real repositories, and asks others than driftlint whether it is sound.

    python -m tests.bench.fixes REPOSITORY… [--limit 4] [--diffs FOLDER]

Each repository is copied. Fixes that touch no file in common are made together, and a new check with a new project
tells which findings are gone and which are new; Python says whether the texts compile, its tokenizer whether all
comments are still there, ruff whether a name is undefined, bound twice or imported for nothing that was not before.
`--limit` lowers how much a handler may hold, for more findings of `business-logic-in-controller`.
"""

import argparse
import io
import json
import shutil
import subprocess
import sys
import tempfile
import tokenize
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from driftlint.analysis.fixing import edited_texts
from driftlint.analysis.patch import patch
from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Diagnostic, Fix, Status
from driftlint.rules.fixes.registry import COMMENTS, UNCOMMENTING
from driftlint.text.files import encoded, read_bytes

Identity = tuple[str, str, str, str]
CODES = "F401,F811,F821,F823,E9,PLE0241"
"""What ruff is asked for: imported for nothing, bound twice, undefined, used unbound, a base named twice, no Python."""


@dataclass(slots=True)
class Tried:
    """One offered fix, and everything that is wrong with it."""

    diagnostic: Diagnostic
    fix: Fix
    wrong: list[str] = field(default_factory=list)

    @property
    def paths(self) -> set[str]:
        """The files it edits."""
        return {it.path for it in self.fix.edits}


def main() -> None:
    """Prints a row for each repository, and every fix that is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--diffs", type=Path)
    options = parser.parse_args()
    whole: Counter[str] = Counter()
    for repository in options.repositories:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder).resolve() / repository.name
            shutil.copytree(repository, root, ignore=shutil.ignore_patterns(".git"), symlinks=True)
            if options.limit is not None:
                _configure(root, options.limit)
            findings, tried = _offered(root)
            base = counted(root)
            for batch in _batches(tried):
                _verify(root, batch, base)
            if options.diffs is not None:
                _keep(options.diffs, root, tried)
        row = Counter(findings=findings, offered=len(tried), sound=sum(not it.wrong for it in tried))
        whole += row
        print(f"{repository.name:28}", dict(row), dict(Counter(it.fix.id for it in tried)), flush=True)
        for it in tried:
            for wrong in it.wrong:
                at = it.diagnostic.location
                print(f"    {at.path}:{at.range.start.line + 1} {it.fix.id} {it.fix.title}: {wrong}", flush=True)
    print("all", dict(whole))
    sys.exit(whole["offered"] != whole["sound"])


def _configure(root: Path, limit: int) -> None:
    """Adds the limit to what constraints the repository has."""
    path = root / "constraints.yaml"
    if not path.exists():
        path.write_text(f"version: 1\nrules:\n  business-logic-in-controller: {{limit: {limit}}}\n", encoding="utf-8")


def _offered(root: Path) -> tuple[int, list[Tried]]:
    project = Project(str(root))
    new = [it for it in project.check().findings if it.status is Status.NEW]
    tried = [Tried(it.diagnostic, fix) for it in new for fix in project.fixes(it.diagnostic) if fix.id not in COMMENTS]
    for it in project.problems():
        print("   ", it.message)
    return len(new), tried


def _batches(tried: list[Tried]) -> Iterator[list[Tried]]:
    """Fixes that have no file in common, together."""
    left = list(tried)
    while left:
        taken: set[str] = set()
        batch: list[Tried] = []
        for it in left:
            if not it.paths & taken:
                batch.append(it)
                taken |= it.paths
        left = [it for it in left if not any(it is other for other in batch)]
        yield batch


def _verify(root: Path, batch: list[Tried], base: Counter[Identity]) -> None:
    before: dict[str, bytes | None] = {}
    for it in batch:
        contents = _contents(it)
        if it.fix.id not in UNCOMMENTING:
            it.wrong.extend(_lost_comments(contents.values()))
        for path, (old, new) in contents.items():
            before[path] = old
            it.wrong.extend(_wrong(it, new))
            complaints: Counter[str] = _complaints(root, path) if old is not None else Counter()
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_bytes(new)
            it.wrong.extend(f"ruff: {name}" for name in _complaints(root, path) - complaints)
    after = counted(root)
    for it in batch:
        mended = (it.diagnostic.rule, it.diagnostic.location.path, it.diagnostic.owner, it.diagnostic.subject)
        if after[mended] >= base[mended]:
            it.wrong.append("the finding is still there")
        it.wrong.extend(f"new: {new}" for new in after - base if new[1] in it.paths)
    elsewhere = [new for new in after - base if not any(new[1] in it.paths for it in batch)]
    batch[0].wrong.extend(f"new elsewhere, of this or {len(batch) - 1} others: {new}" for new in elsewhere)
    for path, content in before.items():
        if content is None:
            Path(path).unlink()
        else:
            Path(path).write_bytes(content)


def _contents(it: Tried) -> dict[str, tuple[bytes | None, bytes]]:
    """What each edited file says before and after, as bytes."""
    before = {edit.path: None if edit.create else read_bytes(edit.path) for edit in it.fix.edits}
    texts = {path: "" if content is None else _decoded(content) for path, content in before.items()}
    after = edited_texts(it.fix.edits, texts)
    return {path: (before[path], encoded(after[path], before[path] or b"")) for path in before}


def _decoded(content: bytes) -> str:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    return content.decode(encoding)


def _wrong(it: Tried, new: bytes) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(new, it.diagnostic.location.path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            yield f"does not compile: {error}"


def _lost_comments(contents: Iterable[tuple[bytes | None, bytes]]) -> Iterator[str]:
    balance: Counter[str] = Counter()
    for old, new in contents:
        balance.update(_comments(new))
        balance.subtract(_comments(old or b""))
    yield from (f"lost: {comment}" for comment, count in balance.items() if count < 0)


def _comments(content: bytes) -> list[str]:
    try:
        return [
            it.string.rstrip() for it in tokenize.tokenize(io.BytesIO(content).readline) if it.type == tokenize.COMMENT
        ]
    except (tokenize.TokenError, SyntaxError):
        return []


def _complaints(root: Path, path: str) -> Counter[str]:
    command = ["ruff", "check", "--isolated", "--no-cache", "--select", CODES, "--output-format", "json", path]
    said = subprocess.run(command, cwd=root, capture_output=True, check=False).stdout
    return Counter(f"{it['code']} {it['message']}" for it in json.loads(said or b"[]"))


def counted(root: Path) -> Counter[Identity]:
    """How many new findings of each kind a new project finds; what files say is remembered by their bytes alone."""
    project = Project(str(root), remembering=True)
    found = Counter(
        (it.diagnostic.rule, it.diagnostic.location.path, it.diagnostic.owner, it.diagnostic.subject)
        for it in project.check().findings
        if it.status is Status.NEW
    )
    project.finish()
    return found


def _keep(folder: Path, root: Path, tried: Iterable[Tried]) -> None:
    """Writes the patch of each fix, to be read."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, it in enumerate(tried):
        at = it.diagnostic.location
        head = (
            f"# {at.path}:{at.range.start.line + 1} {it.diagnostic.rule}: {it.fix.title}\n# {it.diagnostic.message}\n"
        )
        parts = [patch(Path(path).relative_to(root).as_posix(), *both) for path, both in _contents(it).items()]
        (folder / f"{root.name}-{number:03}-{it.fix.id}.patch").write_bytes(head.encode() + b"".join(parts))


if __name__ == "__main__":
    main()
