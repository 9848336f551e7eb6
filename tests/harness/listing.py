"""What driftlint lists of a sample backend, and what the backend's own framework says about it."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

from driftlint.index.endpoint import Endpoint
from driftlint.index.endpoints import endpoints
from tests.harness.workspace import Workspace
from tests.oracle.endpoint import Endpoint as Account

PROJECTS = Path(__file__).parent.parent / "projects"
Row = tuple[str, str, bool]
"""A method, a path, and whether strangers are turned away."""


def listed(workspace: Workspace) -> set[Row]:
    """One row for each method and path that driftlint lists."""
    return {
        (method, it.path, is_closed(it))
        for it in endpoints(workspace.db)
        for method in it.methods
        if method not in {"HEAD", "OPTIONS"}
    }


def is_closed(endpoint: Endpoint) -> bool:
    """Whether strangers are refused; a signature is asked of the sender, not of the stranger an oracle plays."""
    return any(it.kind in {"auth", "permission"} for it in endpoint.guards)


@cache
def sample(project: str) -> Workspace:
    """The sample backend, without its own tests."""
    folder = PROJECTS / project
    texts = {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*.py"))
        if "tests" not in path.relative_to(folder).parts
    }
    return Workspace(texts, markers=["."])


def reported(project: str) -> set[Row]:
    """The same rows by the framework's own account."""
    return {(it["method"], it["path"], it["guarded"]) for it in account(project)}


@cache
def account(project: str) -> list[Account]:
    """All that the framework says, from a process of its own."""
    command = [sys.executable, "-m", "tests.oracle.report", project]
    done = subprocess.run(command, cwd=PROJECTS.parent.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    found: list[Account] = json.loads(done.stdout)
    return found
