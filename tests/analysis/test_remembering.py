"""Findings with what earlier runs remembered are those of a run that remembers nothing, whatever happened between."""

import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from driftlint.analysis import checking
from driftlint.analysis.examples import examples, texts
from driftlint.analysis.pool import Pool
from driftlint.analysis.project import Project
from driftlint.analysis.reader import Reader
from driftlint.diagnostic.model import Finding
from driftlint.facts.cache import open_cache
from driftlint.rules.registry import registry
from tests.harness.command import driftlint, write

PROJECTS = Path(__file__).parent.parent / "projects"
NAMES = sorted(it.name for it in PROJECTS.iterdir() if it.is_dir())
PAY = """\
import requests
from django.db import transaction


def pay(order):
    with transaction.atomic():
        requests.post("https://psp.example/charge")
"""
CALM = PAY.replace("requests.post", "print        ")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache directory in which nothing is remembered yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "driftlint"


def checked(root: Path, *, remembering: bool = True) -> tuple[object, ...]:
    """All that a check reports, with the fixes."""
    project = Project(str(root), remembering=remembering)
    found = checking.check(project, [str(root)], frozenset(), 1, lambda *_: None)
    findings = [(_without_data(it.finding), it.fixes) for it in found.findings]
    return findings, found.unknown, found.notes, list(found.files), found.endpoints


def _without_data(finding: Finding) -> Finding:
    """The finding without what only fixers read."""
    return replace(finding, diagnostic=replace(finding.diagnostic, data={}))


def findings(root: Path) -> list[str]:
    """The rules whose findings a check reports."""
    project = Project(str(root), remembering=True)
    found = checking.check(project, [str(root)], frozenset(), 1, lambda *_: None)
    return [it.finding.diagnostic.rule for it in found.findings]


def unread(root: Path) -> list[str]:
    """The names of the files whose text a next run would have to read into facts."""
    paths = Project(str(root)).files()
    return [Path(path).name for _, path in Reader(open_cache(str(root))).unread(paths)]


@pytest.mark.parametrize("name", NAMES)
def test_sample_project_is_reported_alike(name: str) -> None:
    root = PROJECTS / name
    fresh = checked(root, remembering=False)
    assert fresh[3]
    assert [checked(root), checked(root)] == [fresh, fresh]
    assert unread(root) == []


@pytest.mark.parametrize("id_", registry().rules)
def test_examples_of_a_rule_are_reported_alike(id_: str, tmp_path: Path) -> None:
    for number, (_, code) in enumerate(examples(registry().rules[id_])):
        root = write(tmp_path / str(number), dict(texts(code)))
        fresh = checked(root, remembering=False)
        assert [checked(root), checked(root)] == [fresh, fresh]


def rewritten_with_the_same_size_and_times(path: Path) -> None:
    before = path.stat()
    path.write_text(CALM)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


def replaced_by_an_older_file(path: Path) -> None:
    other = path.with_name("other")
    other.write_text(CALM)
    os.utime(other, (1, 1))
    other.replace(path)


def deleted(path: Path) -> None:
    path.unlink()


def made_unreadable(path: Path) -> None:
    path.write_bytes(b"\xff\xfe no text")


def made_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "change",
    [rewritten_with_the_same_size_and_times, replaced_by_an_older_file, deleted, made_unreadable, made_a_folder],
)
def test_change_is_noticed(change: Callable[[Path], None], tmp_path: Path) -> None:
    root = write(tmp_path / "shop", {"pay.py": PAY, "calm.py": CALM})
    assert len(findings(root)) == 1
    change(root / "pay.py")
    assert checked(root) == checked(root, remembering=False)
    assert findings(root) == ["unreadable-file"] * (change is made_unreadable)


def test_touched_and_moved_files_need_not_be_read_again(tmp_path: Path) -> None:
    root = write(tmp_path / "shop", {"pay.py": PAY, "calm.py": CALM, "new.py": "x = 1\n"})
    checked(root)
    (root / "new.py").write_text("x = 2\n")
    os.utime(root / "pay.py", (1, 1))
    (root / "calm.py").rename(root / "moved.py")
    assert unread(root) == ["new.py"]
    assert checked(root) == checked(root, remembering=False)


def test_text_that_has_no_remembered_form_is_read_each_time(tmp_path: Path) -> None:
    root = write(tmp_path / "shop", {"pay.py": f"{PAY}\n    huge({2**80}, '\\ud800')\n"})
    fresh = checked(root, remembering=False)
    assert [checked(root), checked(root)] == [fresh, fresh]
    assert findings(root) == ["http-in-transaction"]


def test_what_a_check_said_is_told_again_without_reading_anything(tmp_path: Path) -> None:
    root = write(tmp_path / "shop", {"pay.py": PAY, "calm.py": CALM})
    first = checked(root)
    for number, paths in enumerate((["."], ["pay.py"], ["pay.py", "calm.py"])):
        project = Project(str(root), remembering=True)
        asked = [str(root / it) if it != "." else str(root) for it in paths]
        again = checking.check(project, asked, frozenset(), 1, lambda *_: None)
        assert (len(again.findings), project.db.computed) == (1, 0), number
    assert checked(root) == first


def test_part_of_a_project_is_told_after_the_same_part(tmp_path: Path) -> None:
    root = write(tmp_path / "shop", {"pay.py": PAY, "calm.py": CALM})
    ended = [driftlint("check", "pay.py", folder=root) for _ in range(2)]
    assert [it.out.rpartition(" in ")[0] for it in ended] == [ended[0].out.rpartition(" in ")[0]] * 2
    assert "1 finding" in driftlint("check", folder=root).out


def new_constraints(root: Path) -> None:
    (root / "constraints.yaml").write_text("version: 1\nrules:\n  http-in-transaction: {severity: off}\n")


def new_file_of_another(root: Path) -> None:
    (root / "requests.py").write_text("def post(url): ...\n")


def new_marker(root: Path) -> None:
    (root / "sub").mkdir()
    (root / "sub" / "pyproject.toml").write_text("")


@pytest.mark.parametrize("change", [new_constraints, new_file_of_another, new_marker])
def test_what_else_a_check_rests_on_is_noticed(change: Callable[[Path], None], tmp_path: Path) -> None:
    root = write(tmp_path / "shop", {"pay.py": PAY, "calm.py": CALM})
    checked(root)
    change(root)
    assert checked(root) == checked(root) == checked(root, remembering=False)


def test_one_rule_alone_is_told_from_what_all_said(tmp_path: Path) -> None:
    root = write(tmp_path / "shop", {"pay.py": PAY})
    assert driftlint("check", "--rule", "unguarded-endpoint", folder=root).code == 0
    assert driftlint("check", folder=root).code == 1
    assert driftlint("check", "--rule", "unguarded-endpoint", folder=root).code == 0
    assert driftlint("check", "--rule", "http-in-transaction", folder=root).code == 1


def garbage(path: Path) -> None:
    path.write_bytes(os.urandom(50_000))


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scribbled_over(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for at in range(4096, len(content), 700):
        content[at] ^= 0x55
    path.write_bytes(content)


def made_a_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def made_read_only(path: Path) -> None:
    path.chmod(0o400)
    path.parent.chmod(0o500)


@pytest.mark.parametrize("damage", [garbage, truncated, scribbled_over, made_a_directory, made_read_only])
def test_damage_is_survived(damage: Callable[[Path], None], cache: Path, tmp_path: Path) -> None:
    root = tmp_path / "library"
    shutil.copytree(PROJECTS / "library_flask", root)
    fresh = checked(root)
    (file,) = cache.glob("*.sqlite")
    damage(file)
    assert [checked(root), checked(root)] == [fresh, fresh]
    cache.chmod(0o700)
    ended = driftlint("check", ".", "--format", "json", folder=root)
    assert (ended.code, ended.err) == (1, "")


def test_no_cache_leaves_no_file(cache: Path, tmp_path: Path) -> None:
    root = write(tmp_path / "shop", {"pay.py": PAY})
    for command in (["check"], ["endpoints"], ["explain", "pay.py:7"]):
        assert driftlint(*command, "--no-cache", folder=root).err == ""
        assert not cache.exists()
    assert driftlint("check", folder=root).code == 1
    assert len(list(cache.glob("*.sqlite"))) == 1
    assert [it.name for it in root.iterdir()] == ["pay.py"]


def test_several_runs_at_once_say_the_same(tmp_path: Path) -> None:
    root = tmp_path / "clinic"
    shutil.copytree(PROJECTS / "clinic_django", root)
    command = [sys.executable, "-m", "driftlint", "check", str(root)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    said = {(out.rpartition(b" in ")[0], err, it.returncode) for it in running for out, err in [it.communicate()]}
    assert len(said) == 1
    assert {err for _, err, _ in said} == {b""}


EDITS = [
    "x = 1\n",
    "import requests\n",
    "def added(order):\n    requests.post('https://psp.example')\n",
    "'''\n",
    "x = (\n",
]


@settings(max_examples=25)
@given(
    name=st.sampled_from(NAMES),
    steps=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 80), st.sampled_from([*EDITS, None])), max_size=6),
)
def test_any_edits_between_runs_end_in_the_findings_of_a_fresh_run(
    name: str, steps: list[tuple[int, int, str | None]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / name
        shutil.copytree(PROJECTS / name, root)
        checked(root)
        for which, line, text in steps:
            paths = sorted(root.rglob("*.py"))
            path = paths[which % len(paths)]
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            at = line % (len(lines) + 1)
            lines[at : at + (text is None)] = [text] if text else []
            path.write_text("".join(lines), encoding="utf-8")
            if which % 2:
                assert checked(root) == checked(root, remembering=False)
        assert checked(root) == checked(root, remembering=False)


HOSTILE = "from pathlib import Path\nPath(__file__).with_name('executed').touch()\n"


def test_workers_read_what_is_read_without_them_and_run_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("multiprocessing", "signal", "pickle", "msgspec", "yaml", "threading", "sitecustomize", "tree_sitter")
    root = write(tmp_path / "shop", {f"{it}.py": HOSTILE for it in names} | {"pay.py": PAY, "broken.py": "def ("})
    (root / "binary.py").write_bytes(b"\0")
    monkeypatch.chdir(root)
    paths = [str(it) for it in root.glob("*.py")]
    pool = Pool([(1, path) for path in paths], 2)
    found = []
    while not pool.done:
        found += list(pool.ready())
    pool.stop()
    assert sorted(Path(path).name for path, *_ in found) == sorted(
        [f"{it}.py" for it in names] + ["broken.py", "pay.py"]
    )
    reader = Reader(None)
    for path, _, _, encoded in found:
        assert encoded is not None
        reader._ahead[path] = encoded
        assert reader.facts(path) == Reader(None).facts(path)
    assert not (root / "executed").exists()


def test_workers_that_die_cost_nothing(tmp_path: Path) -> None:
    root = write(tmp_path / "shop", {f"part_{number}.py": PAY for number in range(50)})
    pool = Pool([(1_000_000, str(path)) for path in root.glob("*.py")], 2)
    for it in multiprocessing.active_children():
        it.kill()
    given = []
    while not pool.done:
        given += list(pool.ready())
    assert len(given) < 50
    pool.stop()


def test_large_project_is_read_by_workers_and_said_alike(tmp_path: Path) -> None:
    filler = '"""' + "much text, and nothing in it\n" * 22_000 + '"""'
    root = write(tmp_path / "shop", {f"part_{number}.py": f"{PAY}\n\n{filler}" for number in range(7)})
    alone, first, second = (driftlint("check", *arguments, folder=root) for arguments in (["--no-cache"], [], []))
    assert (first.code, first.err) == (second.code, second.err) == (1, "")
    assert alone.out.rpartition(" in ")[0] == first.out.rpartition(" in ")[0] == second.out.rpartition(" in ")[0]
    assert "7 findings" in first.out
