import codecs
import os
from pathlib import Path

import pytest

from driftlint.text.files import MAX_BYTES, UnreadableFileError, exists, is_reached, list_files, read_text, write_text


def python_files(root: Path | str) -> set[str]:
    top = Path(root).absolute()
    return {Path(it).relative_to(top).as_posix() for it in list_files(str(root), lambda name: name.endswith(".py"))}


def put(path: Path, content: bytes = b"") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", ""),
        ("é = '😀'\n".encode(), "é = '😀'\n"),
        (codecs.BOM_UTF8 + b"x = 1\n", "x = 1\n"),
        (codecs.BOM_UTF8 + b"# coding: utf-8\n", "# coding: utf-8\n"),
        (b"# -*- coding: latin-1 -*-\n# \xe9\n", "# -*- coding: latin-1 -*-\n# é\n"),
        (b"#!/usr/bin/env python\r\n# vim: set fileencoding=cp1252 :\r\n# \x80\r\n", None),
        (b"# coding=koi8-r\nx = '\xd6'\n", "# coding=koi8-r\nx = 'ж'\n"),
        (b"# -*- coding: utf-8-unix -*-\nx = '\xc3\xa9'\n", "# -*- coding: utf-8-unix -*-\nx = 'é'\n"),
        (b"# -*- coding: latin-1-dos -*-\r\n# \xe9\r\n", "# -*- coding: latin-1-dos -*-\r\n# é\r\n"),
        (b"x = 1\n# coding: latin-1\n", "x = 1\n# coding: latin-1\n"),
        (b"\n\n# coding: no-such-encoding\n", "\n\n# coding: no-such-encoding\n"),
        (b"# one\r# two\r# coding: no-such-encoding\r", "# one\r# two\r# coding: no-such-encoding\r"),
        (b"a\r\nb\rc\n\x0cd", "a\r\nb\rc\n\x0cd"),
    ],
)
def test_a_source_is_read_in_the_encoding_python_reads_it_in(tmp_path: Path, content: bytes, text: str | None) -> None:
    expected = content.decode("cp1252") if text is None else text
    assert read_text(str(put(tmp_path / "a.py", content))) == expected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"# coding: klingon\n", "declares the unknown encoding `klingon`"),
        (b"# coding: hex\n", "declares the unknown encoding `hex`"),
        (b"x = 1\ny = '\xe9'\n", "is not valid utf-8: line 2, byte 11"),
        (b"# coding: ascii\n\n# \xe9\n", "is not valid ascii: line 3, byte 19"),
        (b"# coding: undefined\n", "is not valid undefined"),
        (b"\x7fELF\0\0", "is a binary file"),
        ("x = 1\n".encode("utf-16"), "is a binary file"),
    ],
)
def test_a_source_that_is_no_text_is_told_why(tmp_path: Path, content: bytes, reason: str) -> None:
    path = put(tmp_path / "a.py", content)
    with pytest.raises(UnreadableFileError) as told:
        read_text(str(path))
    assert str(told.value) == f"`{path}` {reason}"


def test_a_file_that_is_gone_a_folder_or_too_large_is_told_why(tmp_path: Path) -> None:
    large = tmp_path / "large.py"
    with large.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    for path, reason in (
        (tmp_path / "gone.py", "does not exist (any more)"),
        (large, "has 8,388,609 bytes, more than 8 MiB, and was not read"),
        (Path("a\0b"), "cannot be read: embedded null byte"),
    ):
        with pytest.raises(UnreadableFileError) as told:
            read_text(str(path))
        assert str(told.value) == f"`{path}` {reason}"
    with pytest.raises(UnreadableFileError, match=r"directory|denied"):
        read_text(str(tmp_path))


def test_a_pipe_or_a_device_is_not_waited_for(tmp_path: Path) -> None:
    special = [os.devnull]
    if hasattr(os, "mkfifo"):  # Windows has no named pipes in its file system
        os.mkfifo(tmp_path / "pipe.py")
        special.append(str(tmp_path / "pipe.py"))
    for path in special:
        with pytest.raises(UnreadableFileError, match="is not a regular file"):
            read_text(path)


def test_a_link_that_leads_to_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.py").symlink_to(tmp_path / "a.py")
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        read_text(str(tmp_path / "a.py"))


def test_writing_keeps_line_ends(tmp_path: Path) -> None:
    write_text(str(tmp_path / "a.py"), "é\r\nb\n")
    assert (tmp_path / "a.py").read_bytes() == "é\r\nb\n".encode()
    assert exists(str(tmp_path / "a.py"))
    assert not exists("a\0b")


def test_hidden_folders_caches_and_virtual_environments_are_left_out(tmp_path: Path) -> None:
    put(tmp_path / "shop/api/orders.py")
    put(tmp_path / "shop/notes.txt")
    put(tmp_path / ".hidden.py")
    for folder in (".git", ".tox", "node_modules", "__pycache__", "venv", "shop/env", "lib/site-packages"):
        put(tmp_path / folder / "left_out.py")
    put(tmp_path / "our-python/pyvenv.cfg")
    put(tmp_path / "our-python/lib/left_out.py")
    assert python_files(tmp_path) == {"shop/api/orders.py", ".hidden.py"}


def test_a_virtual_environment_that_is_asked_for_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "pyvenv.cfg")
    put(tmp_path / "a.py")
    assert python_files(tmp_path) == {"a.py"}
    monkeypatch.chdir(tmp_path)
    assert python_files(".") == {"a.py"}


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "shop/a.py")
    (tmp_path / "shop/again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "shop/b.py").symlink_to(tmp_path / "shop/a.py")
    assert python_files(tmp_path) == {"shop/a.py", "shop/b.py"}


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert python_files(tmp_path / "nowhere") == set()


def test_of_one_file_is_told_what_listing_all_tells(tmp_path: Path) -> None:
    root = tmp_path / ".hidden" / "venv" / "shop"
    for name in ("a.py", "api/b.py", ".git/c.py", "venv/d.py", "own/pyvenv.cfg", "own/lib/e.py", "x.py/f.py", "g.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    (root / "link").symlink_to(root / "api")
    (root / "h.py").symlink_to(root / "a.py")
    (tmp_path / "outside.py").touch()
    listed = set(list_files(str(root), lambda name: name.endswith(".py")))
    there = {str(it) for it in (*tmp_path.rglob("*.py"), root / "link" / "b.py", root / "gone.py")}
    assert {it for it in there if is_reached(str(root), it)} == listed
    assert {str(root / it) for it in ("a.py", "h.py", "api/b.py", "x.py/f.py")} == listed


def test_path_of_another_spelling_is_not_reached() -> None:
    assert not is_reached("/", "//nowhere/shop.py")
