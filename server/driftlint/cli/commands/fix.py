"""`driftlint fix`: mends what can be mended, or prints how."""

import argparse
import os
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from driftlint.analysis import checking
from driftlint.analysis.mending import Left, Made, Mended, mend
from driftlint.analysis.patch import patch
from driftlint.analysis.reader import cores
from driftlint.analysis.triage import triage
from driftlint.cli.failure import CannotRunError
from driftlint.cli.output.cells import visible
from driftlint.cli.output.places import Places, near
from driftlint.cli.output.summary import counted
from driftlint.cli.targets import Target, existing, in_order, targets, within
from driftlint.cli.terminal import Terminal
from driftlint.cli.verdict import exit_code, note_what_is_left_out, rules_named
from driftlint.diagnostic.model import Safety, Status
from driftlint.text import files
from driftlint.text.files import UnreadableFileError, UnwritableFileError


@dataclass(frozen=True, slots=True)
class _Change:
    """What one file says now, None where there is none, and what it is to say."""

    path: str
    before: bytes | None
    after: bytes


def fix(options: argparse.Namespace, terminal: Terminal) -> int:
    """Makes the fixes in the projects that the paths belong to; returns what `check` would return after them."""
    wanted = rules_named(options.rule)
    safeties = frozenset(Safety) if options.unsafe else frozenset({Safety.SAFE})
    asked = targets(options.paths, remembering=options.cache)
    in_order(asked, terminal)
    results = [(it, _mended(it, wanted, safeties, terminal)) for it in asked]
    changes = [change for _, mended in results for change in _changes(mended)]
    done = not options.diff and not options.dry_run
    lines = [line for target, mended in results for line in _report(target, mended, terminal, done=done)]
    if done:
        _write(changes)
    if options.diff:
        terminal.show_patch(_patch(changes))
        _note_where_to_apply(changes, terminal)
        terminal.warn("\n".join([*lines, _summary([it for _, it in results], terminal, done=False)]))
    else:
        terminal.show("\n".join([*lines, _summary([it for _, it in results], terminal, done=done)]))
    known = sum(it.status is Status.KNOWN for _, mended in results for it in mended.findings)
    if known:
        those = "1 finding is" if known == 1 else f"{known:,} findings are"
        terminal.warn(f"driftlint: note: {those} left alone, which the baseline knows")
    said = (it for _, mended in results for it in mended.findings)
    problems = (it for target, _ in results for it in target.project.problems())
    return exit_code([*(it.diagnostic for it in said if it.status is Status.NEW), *problems])


def _mended(target: Target, wanted: frozenset[str], safeties: frozenset[Safety], terminal: Terminal) -> Mended:
    project = target.project
    note_what_is_left_out(target, terminal)
    checking.read(project, cores(), terminal.progress)
    # A fix may bring nothing new into any file, so all of them must have had their say.
    project.check(progress=lambda done, total: terminal.progress("checking files", done, total))
    paths = project.files_below(target.paths)
    mended = mend(
        project, paths, wanted, safeties, progress=lambda done, total: terminal.progress("mending files", done, total)
    )
    project.finish()
    for it in triage(((it, None) for it in project.problems()), project.name):
        terminal.warn(f"driftlint: note: {visible(it.diagnostic.message)}")
    return mended


def _changes(mended: Mended) -> Iterator[_Change]:
    """The changed files as bytes. Raises `CannotRunError` where one has changed since it was read."""
    for path, text in sorted(mended.after.items()):
        try:
            before = None if mended.before[path] is None else files.read_bytes(path)
            if before is not None and files.decode(before, path) != mended.before[path]:
                raise CannotRunError(f"nothing was written: `{near(path)}` says something else by now")
            yield _Change(path, before, files.encoded(text, before or b""))
        except (UnreadableFileError, UnwritableFileError) as error:
            raise CannotRunError(f"nothing was written: `{near(path)}`: {error}") from error


def _write(changes: Sequence[_Change]) -> None:
    """Writes all or, as far as can be told before, nothing."""
    for it in changes:
        if not files.says(it.path, it.before):
            raise CannotRunError(f"nothing was written: `{near(it.path)}` says something else by now")
    for number, it in enumerate(changes):
        try:
            files.replace_bytes(it.path, it.after, it.before)
        except UnwritableFileError as error:
            others = f"; {counted(number, 'other file')} had been written before" if number else ""
            raise CannotRunError(f"`{near(it.path)}` was not written: {error}{others}") from error


def _folder(changes: Sequence[_Change], path: str) -> str:
    """The folder that `git apply` takes the path from: the top of the working tree, else one around all changes."""
    for folder in PurePath(path).parents:
        if files.exists(str(folder / ".git")):
            return str(folder)
    here = existing(".")
    folders = [str(PurePath(it.path).parent) for it in changes]
    return here if all(within(it, here) for it in folders) else os.path.commonpath(folders)


def _patch(changes: Sequence[_Change]) -> bytes:
    named = ((it, PurePath(it.path).relative_to(_folder(changes, it.path)).as_posix()) for it in changes)
    return b"".join(patch(name, it.before, it.after) for it, name in named)


def _note_where_to_apply(changes: Sequence[_Change], terminal: Terminal) -> None:
    """Git silently leaves out what is not below the folder that it is started in."""
    here = existing(".")
    for folder in sorted({_folder(changes, it.path) for it in changes if not within(it.path, here)}):
        named = shlex.quote(PurePath(os.path.relpath(folder, here)).as_posix())
        terminal.warn(
            "driftlint: note: part of the patch is outside the current folder, where `git apply` would leave it out; "
            f"`git -C {visible(named)} apply` takes all of it"
        )


def _report(target: Target, mended: Mended, terminal: Terminal, *, done: bool) -> list[str]:
    """What was mended, at its old line, and what is left, in the line it has in the file as it is then."""
    places = Places(target.project)
    return [
        *(terminal.paint("fixed:", "bold") for _ in mended.made[:1]),
        *(_made_line(places, it) for it in mended.made),
        *(terminal.paint("left:", "bold") for _ in mended.left[:1]),
        *(terminal.paint(_left_line(places, it, done=done), "dim") for it in mended.left),
    ]


def _made_line(places: Places, it: Made) -> str:
    at = places.file(it.finding.diagnostic.location.path)
    return f"  {at}:{it.line + 1}  {it.finding.diagnostic.rule}: {visible(it.fix.title)} ({it.fix.safety})"


def _left_line(places: Places, it: Left, *, done: bool) -> str:
    place = it.finding.diagnostic.location
    line = place.range.start.line if done else it.line
    return f"  {places.file(place.path)}:{line + 1}  {it.finding.diagnostic.rule}: {it.why}"


def _summary(results: Sequence[Mended], terminal: Terminal, *, done: bool) -> str:
    made, left = sum(len(it.made) for it in results), sum(len(it.left) for it in results)
    changed = sum(len(it.after) for it in results)
    if not made:
        said = f"Nothing to fix{', but ' + counted(left, 'finding') + ' left' if left else ''}"
    else:
        verb = "Fixed" if done else "Would fix"
        said = f"{verb} {made:,} of {counted(made + left, 'finding')} in {counted(changed, 'file')}"
    return terminal.paint(said, "bold", "yellow" if left else "green")
