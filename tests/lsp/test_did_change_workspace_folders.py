"""Several folders, folders that come and go, and files without one."""

from pathlib import Path

import pytest
from lsprotocol import types

from tests.harness.editor import Editor, editor, within
from tests.lsp.workspace import PAY, SHOP, write

pytestmark = pytest.mark.asyncio

OFF = "rules:\n  http-in-transaction: off\n"


def change_folders(it: Editor, added: list[Path] | None = None, removed: list[Path] | None = None) -> None:
    def folders(paths: list[Path] | None) -> list[types.WorkspaceFolder]:
        return [types.WorkspaceFolder(path.as_uri(), path.name) for path in paths or []]

    event = types.WorkspaceFoldersChangeEvent(added=folders(added), removed=folders(removed))
    it.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))


async def test_each_folder_has_its_own_constraints(tmp_path: Path) -> None:
    write(tmp_path, {"a/shop.py": PAY, "b/shop.py": PAY, "b/constraints.yaml": OFF})
    async with editor(tmp_path, folders=[tmp_path / "a", tmp_path / "b"]) as it:
        it.open("a/shop.py")
        it.open("b/shop.py")
        assert len(await it.diagnostics("a/shop.py")) == 2
        assert await it.diagnostics("b/shop.py") == []


async def test_most_specific_folder_owns_a_file(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY, "inner/shop.py": PAY, "inner/constraints.yaml": OFF})
    async with editor(tmp_path, folders=[tmp_path, tmp_path / "inner"]) as it:
        it.open("inner/shop.py")
        assert await it.diagnostics("inner/shop.py") == []
        report = await within(it.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([])))
        assert [item.uri for item in report.items] == [it.uri("shop.py")]


async def test_folder_is_added_and_removed(tmp_path: Path) -> None:
    write(tmp_path, {"a/x.py": "", "b/shop.py": PAY, "constraints.yaml": OFF})
    async with editor(tmp_path, folders=[tmp_path / "a", tmp_path]) as it:
        it.open("b/shop.py")
        assert await it.diagnostics("b/shop.py") == []
        change_folders(it, added=[tmp_path / "b"])
        assert len(await it.diagnostics("b/shop.py")) == 2
        change_folders(it, removed=[tmp_path / "b"])
        assert await it.diagnostics("b/shop.py") == []


async def test_file_without_a_folder_has_the_project_around_it(tmp_path: Path) -> None:
    write(tmp_path, {**SHOP, "pyproject.toml": "", "constraints.yaml": "rules:\n  http-in-transaction: warning\n"})
    async with editor(tmp_path, "helix-25.07.1", folders=[]) as it:
        it.open("shop/orders.py")
        [found] = await it.diagnostics("shop/orders.py")
        assert found.severity == types.DiagnosticSeverity.Warning


async def test_file_beside_every_folder_is_judged_too(tmp_path: Path) -> None:
    write(tmp_path, {"a/x.py": "", "b/shop.py": PAY})
    async with editor(tmp_path, folders=[tmp_path / "a"]) as it:
        it.open("b/shop.py")
        assert len(await it.diagnostics("b/shop.py")) == 2


async def test_file_that_is_in_no_project_is_judged_with_its_package_alone(tmp_path: Path) -> None:
    write(tmp_path, {"a/x.py": "", "b/unrelated/names.py": "class Broken:\n", **{f"b/{it}": SHOP[it] for it in SHOP}})
    async with editor(tmp_path, folders=[tmp_path / "a"]) as it:
        it.open("b/shop/orders.py")
        [found] = await it.diagnostics("b/shop/orders.py")
        assert "charge" in found.message
        checked = await it.command("driftlint.checkWorkspace")
        assert checked["files"] == 1 + 3  # what lies below a folder that is no package is left out


async def test_library_code_is_not_judged(tmp_path: Path) -> None:
    name = "venv/lib/python3.11/site-packages/shop.py"
    write(tmp_path, {"a/x.py": "", name: PAY})
    async with editor(tmp_path, folders=[tmp_path / "a"]) as it:
        it.open(name)
        assert await it.diagnostics(name) == []


async def test_folders_with_the_same_code_are_mended_apart(tmp_path: Path) -> None:
    write(tmp_path, {"a/shop.py": PAY, "b/shop.py": "# a copy\n" + PAY})
    charge = 'requests.post("https://psp.example/charge")'
    async with editor(tmp_path, folders=[tmp_path / "a", tmp_path / "b"]) as it:
        names = ("a/shop.py", "b/shop.py")
        for name in names:
            it.open(name)
            await it.diagnostics(name)
        for name in names:
            action = next(action for action in await it.actions(name, charge) if "commit" in action.title)
            edit = (await it.resolved(action)).edit
            assert edit is not None
            assert list(it.apply(edit)) == [name]


async def test_a_backend_with_its_own_constraints_is_a_project_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, {"tests/backend/pay.py": PAY, "tests/backend/constraints.yaml": "version: 1\n", "other.py": PAY})
    async with editor(tmp_path) as it:
        it.open("other.py")
        it.open("tests/backend/pay.py")
        assert len(await it.diagnostics("tests/backend/pay.py")) == 2
        assert len(await it.diagnostics("other.py")) == 2
        it.close("tests/backend/pay.py")
        write(tmp_path, {"tests/backend/constraints.yaml": "version: 1\nrules: {http-in-transaction: off}\n"})
        it.open("tests/backend/pay.py")
        assert await it.diagnostics("tests/backend/pay.py") == []
        assert len(await it.diagnostics("other.py")) == 2
