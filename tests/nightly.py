"""The long form of "incremental equals from scratch": thousands of random edits of whole projects.

`python -m tests.nightly` edits the sample backends 10,000 times, `python -m tests.nightly FOLDER …` copies of other
projects. A difference is told with the fewest steps that still show it, and the exit code is 1.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.harness.edited_project import KINDS, EditedProject, Step, copy, difference

PROJECTS = Path(__file__).resolve().parent / "projects"


def main(arguments: Sequence[str] | None = None) -> int:
    """Edits every project in turn until there were as many edits as asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folders", nargs="*", type=Path, help="projects to edit copies of; the sample backends if none")
    parser.add_argument("--edits", type=int, default=10_000, help="how many edits in all")
    parser.add_argument("--run", type=int, default=40, help="how many edits from one start to the next")
    parser.add_argument("--every", type=int, default=8, help="after how many edits a fresh run is compared with")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    projects = options.folders or sorted(it for it in PROJECTS.iterdir() if it.is_dir())
    rnd = random.Random(options.seed)  # noqa: S311  a test that can be repeated
    done = failures = number = 0
    started = time.perf_counter()
    while done < options.edits:
        project = projects[number % len(projects)]
        number += 1
        steps = [random_step(rnd) for _ in range(min(options.run, options.edits - done))]
        done += len(steps)
        if (count := differs(project, steps, options.every)) is not None:
            failures += 1
            tell(project, shortened(project, steps[:count]))
        if number % 10 == 0:
            print(f"{done} edits, {failures} differences, {time.perf_counter() - started:.0f} s", flush=True)
    print(f"{done} edits of {len(projects)} projects in {time.perf_counter() - started:.0f} s: {failures} differences")
    return 1 if failures else 0


def random_step(rnd: random.Random) -> Step:
    """Any step."""
    return Step(rnd.choice(KINDS), rnd.randrange(10_000), rnd.randrange(10_000), rnd.randrange(10_000))


def differs(project: Path, steps: Sequence[Step], every: int) -> int | None:
    """After how many of `steps` the edited project first differs from a fresh one; None where it never does."""
    with tempfile.TemporaryDirectory() as folder:
        edited = EditedProject(copy(project, Path(folder).resolve() / project.name))
        for number, step in enumerate(steps, start=1):
            edited.do(step)
            if (number % every == 0 or number == len(steps)) and difference(edited):
                return number
    return None


def shortened(project: Path, steps: list[Step]) -> list[Step]:
    """The fewest of `steps` found that still show a difference at their end."""
    size = max(1, len(steps) // 2)
    while True:
        for start in range(0, len(steps), size):
            fewer = [*steps[:start], *steps[start + size :]]
            if fewer and differs(project, fewer, len(fewer)) is not None:
                steps = fewer
                break
        else:
            if size == 1:
                return steps
            size //= 2


def tell(project: Path, steps: Sequence[Step]) -> None:
    """Writes the steps and what differs after them."""
    print(f"\n-- {project.name}: differs after")
    with tempfile.TemporaryDirectory() as folder:
        edited = EditedProject(copy(project, Path(folder).resolve() / project.name))
        for step in steps:
            print(f"   {step!r},")
            edited.do(step)
        for name, mine, fresh in difference(edited):
            only_mine, only_fresh = _only(mine, fresh), _only(fresh, mine)
            print(f"   {name}\n      edited: {only_mine}\n      fresh:  {only_fresh}", flush=True)


def _only(these: Any, those: Any) -> Any:
    """What is in `these` and not in `those`; all of it where they differ in their order alone."""
    if not isinstance(these, list | tuple) or not isinstance(those, list | tuple):
        return these
    return [it for it in these if it not in those] or (
        these if sorted(map(str, these)) == sorted(map(str, those)) else []
    )


if __name__ == "__main__":
    sys.exit(main())
