"""`driftlint check --since REV`: only what the working tree made new against a revision."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.backends import API, PAY, ROUTED
from tests.harness.command import Ended, driftlint, write

AGAIN = '        requests.post("https://psp.example/again")\n'
ALLOW = "  # driftlint: allow[http-in-transaction] the bank is local"


def git(folder: Path, *arguments: str) -> str:
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    ended = subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "init.defaultBranch=main", *arguments],  # noqa: S607
        cwd=folder, env={**quiet, "GIT_CONFIG_GLOBAL": os.devnull}, capture_output=True, check=True,
    )  # fmt: skip
    return ended.stdout.decode().strip()


def committed(folder: Path, texts: dict[str, str]) -> Path:
    write(folder, texts)
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "more")
    return folder


def since(folder: Path, revision: str = "HEAD", *more: str) -> Ended:
    return driftlint("check", "--since", revision, *more, folder=folder)


def test_what_was_there_is_known_and_what_is_new_is_reported(tmp_path: Path) -> None:
    committed(tmp_path, {**ROUTED, "pay.py": PAY})
    ended = since(tmp_path)
    assert ended.out.endswith("no constraint is broken, 2 known\n")
    assert ended.code == 0
    write(tmp_path, {"refund.py": PAY.replace("def pay", "def refund")})
    ended = since(tmp_path)
    assert ended.out.count("error[") == 1
    assert "--> refund.py:8:9" in ended.out
    assert "1 finding (1 error), 2 known" in ended.out
    assert ended.code == 1
    report = json.loads(since(tmp_path, "HEAD", "--format", "json").out)
    assert sorted((it["path"], it["status"]) for it in report["findings"]) == [
        ("pay.py", "known"), ("refund.py", "new"), ("shop/orders.py", "known"),
    ]  # fmt: skip
    assert report["summary"]["new"] == 1
    assert report["summary"]["known"] == 2


def test_change_elsewhere_that_makes_a_finding_is_told(tmp_path: Path) -> None:
    harmless = {**ROUTED, "shop/gateway.py": "class Client:\n    def charge(self, order):\n        return order\n"}
    committed(tmp_path, harmless)
    write(tmp_path, ROUTED)
    ended = since(tmp_path)
    assert "--> shop/orders.py:9:9" in ended.out
    assert ended.code == 1


def test_removed_guard_is_new_and_added_file_was_not_there(tmp_path: Path) -> None:
    guarded = API["shop/api.py"].replace("(order_id: int):", "(order_id: int, user=Depends(current_user)):")
    committed(tmp_path, {**API, "shop/api.py": guarded})
    write(tmp_path, {"shop/api.py": API["shop/api.py"]})
    ended = since(tmp_path)
    assert ended.out.count("error[unguarded-endpoint]") == 1
    assert ended.code == 1


def test_findings_are_known_through_renames(tmp_path: Path) -> None:
    committed(tmp_path, {**ROUTED, "pay.py": PAY})
    git(tmp_path, "mv", "pay.py", "billing.py")
    text = (tmp_path / "billing.py").read_text()
    (tmp_path / "billing.py").write_text(text.replace("def pay", "def bill"))
    git(tmp_path, "add", "-A")
    (tmp_path / "shop" / "orders.py").rename(tmp_path / "shop" / "placing.py")
    ended = since(tmp_path)
    assert "2 known" in ended.out, "one that git sees with its function renamed, one it does not see yet"
    assert ended.code == 0


def test_known_finding_that_grew_is_told(tmp_path: Path) -> None:
    committed(tmp_path, {"pay.py": PAY})
    (tmp_path / "pay.py").write_text((tmp_path / "pay.py").read_text() + AGAIN)
    ended = since(tmp_path)
    assert "`http-in-transaction` is more often in `pay` of `pay.py` since `HEAD`: 1 → 2" in ended.out
    assert "1 finding (1 error), 1 known" in ended.out
    ended = since(tmp_path, "HEAD", "--format", "json")
    assert "driftlint: note: `http-in-transaction` is more often in `pay`" in ended.err


def test_added_suppressions_are_counted_and_listed(tmp_path: Path) -> None:
    committed(tmp_path, {**ROUTED, "pay.py": PAY})
    assert "0 suppressions added since `HEAD`\n" in since(tmp_path).out
    text = (tmp_path / "pay.py").read_text().replace('charge")', f'charge"){ALLOW}')
    (tmp_path / "pay.py").write_text(text)
    ended = since(tmp_path)
    assert "1 suppression added since `HEAD`:\n  pay.py:8  driftlint: allow[http-in-transaction] the bank" in ended.out
    assert ended.code == 0
    git(tmp_path, "commit", "-q", "-a", "-m", "excused")
    (tmp_path / "pay.py").rename(tmp_path / "billing.py")
    assert "0 suppressions added since `HEAD`\n" in since(tmp_path).out, "moved"
    (tmp_path / "billing.py").write_text(text.replace("is local", "is next door"))
    assert "1 suppression added since `HEAD~`" in since(tmp_path, "HEAD~").out
    (tmp_path / "pay.py").write_text(text.replace("is local", "is next door"))
    assert "1 suppression added since `HEAD`" in since(tmp_path).out, "copied: one of two is new"
    (tmp_path / "billing.py").unlink()
    assert "0 suppressions added since `HEAD`\n" in since(tmp_path).out, "reworded"


def test_removed_suppression_makes_its_finding_new(tmp_path: Path) -> None:
    committed(tmp_path, {"pay.py": PAY.replace('charge")', f'charge"){ALLOW}')})
    write(tmp_path, {"pay.py": PAY})
    assert since(tmp_path).code == 1


def test_growth_of_the_baseline_is_told(tmp_path: Path) -> None:
    committed(tmp_path, {"pay.py": PAY})
    driftlint("baseline", folder=tmp_path)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "baseline")
    (tmp_path / "pay.py").write_text((tmp_path / "pay.py").read_text() + AGAIN)
    driftlint("baseline", folder=tmp_path)
    ended = since(tmp_path)
    assert "the baseline took in 1 finding of `http-in-transaction` since `HEAD`: 1 → 2" in ended.out


def test_project_below_the_top_of_the_repository(tmp_path: Path) -> None:
    committed(tmp_path, {f"backend/{name}": text for name, text in ROUTED.items()} | {"other.py": PAY})
    git(tmp_path, "mv", "backend/shop/orders.py", "backend/shop/placing.py")
    write(tmp_path / "backend", {"pay.py": PAY})
    ended = since(tmp_path / "backend")
    assert ended.out.count("error[") == 1
    assert "1 finding (1 error), 1 known" in ended.out


def test_where_the_branch_left(tmp_path: Path) -> None:
    committed(tmp_path, {"pay.py": PAY})
    git(tmp_path, "checkout", "-q", "-b", "topic")
    committed(tmp_path, {"mine.py": PAY})
    git(tmp_path, "checkout", "-q", "main")
    committed(tmp_path, {"pay.py": "x = 1\n"})
    git(tmp_path, "checkout", "-q", "topic")
    assert since(tmp_path, "main...").out.count("error[") == 1
    assert since(tmp_path, "main").out.count("error[") == 2


def test_only_what_was_asked_for_is_compared(tmp_path: Path) -> None:
    committed(tmp_path, {"pay.py": "x = 1\n", "refund.py": "x = 1\n"})
    write(tmp_path, {"pay.py": PAY, "refund.py": PAY})
    assert since(tmp_path, "HEAD", "pay.py").out.count("error[") == 1
    assert since(tmp_path, "HEAD", "--rule", "unguarded-endpoint").code == 0


def test_second_run_that_reads_nothing_anew_says_the_same(tmp_path: Path) -> None:
    committed(tmp_path, {"pay.py": PAY})
    write(tmp_path, {"refund.py": PAY})
    first = since(tmp_path, "HEAD", "--format", "json")
    driftlint("check", folder=tmp_path)
    again = since(tmp_path, "HEAD", "--format", "json")
    for ended in (first, again):
        assert [it["status"] for it in json.loads(ended.out)["findings"]] == ["known", "new"]


def test_nothing_that_the_repository_configures_is_run(tmp_path: Path) -> None:
    committed(tmp_path, {"pay.py": PAY, ".gitattributes": "*.py filter=shout diff=shout\n"})
    shout = f"sh -c 'touch {(tmp_path / 'ran').as_posix()}; cat'"
    for name in ("filter.shout.clean", "filter.shout.smudge", "diff.shout.textconv", "diff.shout.command",
                 "core.fsmonitor", "core.pager", "diff.external", "core.sshCommand"):  # fmt: skip
        git(tmp_path, "config", name, shout)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-index-change", "fsmonitor-watchman", "post-checkout"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {(tmp_path / 'ran').as_posix()}\n")
        (hooks / name).chmod(0o755)
    git(tmp_path, "config", "core.hooksPath", str(hooks))
    with (tmp_path / "pay.py").open("a") as file:
        file.write(AGAIN)
    assert since(tmp_path).code == 1
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        ("nowhere", "`nowhere` is no revision of this repository\n"),
        ("--output=x", "`--output=x` is no revision of this repository\n"),
        ("", "`` is no revision of this repository\n"),
    ],
)
def test_unknown_revision(tmp_path: Path, revision: str, message: str) -> None:
    committed(tmp_path, {"pay.py": PAY})
    ended = driftlint("check", f"--since={revision}", folder=tmp_path)
    assert (ended.code, ended.out, ended.err) == (2, "", f"driftlint: `--since`: {message}")


def test_shallow_clone_is_told_how_to_go_deeper(tmp_path: Path) -> None:
    committed(tmp_path / "origin", {"pay.py": PAY})
    committed(tmp_path / "origin", {"refund.py": PAY})
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{(tmp_path / 'origin').as_posix()}", "clone")
    assert since(tmp_path / "clone").code == 0
    ended = since(tmp_path / "clone", "HEAD~1")
    assert ended.err == (
        "driftlint: `--since`: `HEAD~1` is no revision of this repository; "
        "this clone is shallow: fetch more of it (`git fetch --unshallow`)\n"
    )
    assert ended.code == 2


def test_no_repository(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    ended = driftlint("check", "--since", "HEAD", folder=tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert ended.err == f"driftlint: `--since`: `{tmp_path}` is in no working tree of a git repository\n"
    assert ended.code == 2


def test_no_git(tmp_path: Path) -> None:
    committed(tmp_path, {"pay.py": PAY, "git": "#!/bin/sh\ntouch ran\n"})
    (tmp_path / "git").chmod(0o755)
    assert shutil.which("git")
    ended = driftlint("check", "--since", "HEAD", folder=tmp_path, PATH=os.pathsep.join((".", "")))
    assert ended.err == "driftlint: `--since`: this needs git, which is not on the PATH\n"
    assert ended.code == 2
    assert not (tmp_path / "ran").exists()
