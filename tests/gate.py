"""The gate: everything a change must pass, as one list of tasks.

`python tests/gate.py` runs them all, `python tests/gate.py NAME …` runs some, `python tests/gate.py --list` lists them.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Task:
    """One step of the gate: a Python module, run with arguments from the root of the project."""

    name: str
    demands: str
    command: tuple[str, ...]


TASKS = (
    Task("format", "files are laid out as the formatter lays them out", ("ruff", "format", "--check", ".")),
    Task("lint", "ruff finds nothing", ("ruff", "check", ".")),
    Task("types", "mypy finds nothing, strictly", ("mypy",)),
    Task("generated", "generated files are fresh", ("driftlint.generate", "--check")),
    Task("architecture", "imports go downwards and each module keeps to its part", ("pytest", "tests/architecture")),
    Task("tests", "every test passes", ("pytest", "-n", "auto")),
)


@dataclass(frozen=True, slots=True)
class Result:
    """How one task ended, and after how many seconds."""

    task: Task
    passed: bool
    seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tasks named in `arguments`, or all of them; the exit code is 0 only if each passed."""
    names = [task.name for task in TASKS]
    parser = argparse.ArgumentParser(description="Run what a change must pass.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"a task: {', '.join(names)}; all if none is named")
    parser.add_argument("--list", action="store_true", help="list the tasks and run none")
    options = parser.parse_args(arguments)
    for name in options.names:
        if name not in names:
            parser.error(f"no task is called `{name}`; there are {', '.join(names)}")

    if options.list:
        for task in TASKS:
            print(f"{task.name:<14}{task.demands}")
        return 0

    results = [run(task) for task in TASKS if not options.names or task.name in options.names]
    print("\n-- summary", flush=True)
    for result in results:
        print(f"{'passed' if result.passed else 'FAILED':<8}{result.task.name:<14}{result.seconds:6.1f} s")
    failed = sum(not result.passed for result in results)
    print(f"gate failed: {failed} of {len(results)} tasks" if failed else f"gate passed: {len(results)} tasks")
    return 1 if failed else 0


def run(task: Task) -> Result:
    """Run one task, its output going straight to the terminal."""
    print(f"\n-- {task.name}: python -m {' '.join(task.command)}", flush=True)
    start = time.perf_counter()
    ended = subprocess.run([sys.executable, "-m", *task.command], cwd=ROOT, check=False)
    return Result(task, passed=ended.returncode == 0, seconds=time.perf_counter() - start)


if __name__ == "__main__":
    sys.exit(main())
