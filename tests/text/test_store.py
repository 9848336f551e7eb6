"""What is remembered between runs may be damaged, locked or unwritable: that costs what was remembered, no more."""

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from driftlint.text.store import Store, cache_folder, store_path

SCHEMA = ("create table if not exists notes (name text primary key, words text)",)
ADD = "insert or replace into notes values (?, ?)"
ALL = "select name, words from notes order by name"


def put(store: Store, **notes: str) -> None:
    store.write([(ADD, list(notes.items()))])


def test_what_one_run_writes_the_next_one_reads(tmp_path: Path) -> None:
    first = Store(tmp_path / "folder" / "it.sqlite", SCHEMA)
    put(first, a="1")
    first.close()
    assert Store(tmp_path / "folder" / "it.sqlite", SCHEMA).rows(ALL) == [("a", "1")]


def garbage(path: Path) -> None:
    path.write_bytes(b"this was never a database" * 400)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def overwritten_inside(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


def of_another_shape(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("create table notes (something text)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("damage", [garbage, truncated, emptied, overwritten_inside, of_another_shape])
def test_damaged_file_is_begun_anew(damage: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "it.sqlite"
    store = Store(path, SCHEMA)
    put(store, **{f"name{number}": "words" * 100 for number in range(100)})
    store.close()
    damage(path)
    store = Store(path, SCHEMA)
    assert store.rows(ALL) == []
    put(store, b="2")
    put(store, b="2")  # the first may be what meets the damage
    assert store.rows(ALL) == [("b", "2")]


def folder_in_its_place(path: Path) -> None:
    path.mkdir()


def file_in_place_of_the_folder(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("in the way")


@pytest.mark.parametrize("obstacle", [folder_in_its_place, file_in_place_of_the_folder])
def test_without_a_file_nothing_is_remembered(obstacle: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "folder" / "it.sqlite"
    path.parent.mkdir()
    obstacle(path)
    store = Store(path, SCHEMA)
    put(store, a="1")
    assert store.rows(ALL) == []


def test_full_disk_costs_what_would_have_been_written(tmp_path: Path) -> None:
    store = Store(tmp_path / "it.sqlite", (*SCHEMA, "pragma max_page_count = 8"))
    put(store, a="x" * 100_000)
    assert store.rows(ALL) == []
    assert Store(tmp_path / "it.sqlite", SCHEMA).rows(ALL) == []


def test_file_that_is_only_readable_is_read(tmp_path: Path) -> None:
    path = tmp_path / "it.sqlite"
    store = Store(path, SCHEMA)
    put(store, a="1")
    store.close()
    path.chmod(0o400)
    reading = Store(path, SCHEMA)
    put(reading, b="2")
    assert reading.rows(ALL) in ([], [("a", "1")], [("a", "1"), ("b", "2")])  # the last where nothing stops us: root


def test_two_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    one, other = (Store(tmp_path / "it.sqlite", SCHEMA) for _ in range(2))
    put(one, a="1")
    put(other, b="2")
    put(one, c="3")
    assert one.rows(ALL) == other.rows(ALL) == [("a", "1"), ("b", "2"), ("c", "3")]


def test_changes_that_fail_half_way_are_not_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "it.sqlite", SCHEMA)
    store.write([(ADD, [("a", "1"), ("b",)])])
    assert Store(tmp_path / "it.sqlite", SCHEMA).rows(ALL) == []


def test_versions_and_workspaces_have_files_of_their_own() -> None:
    paths = {store_path(root, version) for root in ("/one", "/other") for version in ("1", "2")}
    assert len(paths) == 4


def test_cache_directory_is_where_the_system_has_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "driftlint"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/is/ignored")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    places = {
        "linux": Path.home() / ".cache" / "driftlint",
        "darwin": Path.home() / "Library" / "Caches" / "driftlint",
        "win32": tmp_path / "Local" / "driftlint" / "Cache",
    }
    for system, place in places.items():
        monkeypatch.setattr(sys, "platform", system)
        assert cache_folder() == place
