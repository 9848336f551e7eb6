"""The port to the disk: the only module that reads and writes the files of a project."""

import codecs
import contextlib
import functools
import hashlib
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

MAX_BYTES = 8 * 1024 * 1024
"""A larger file is generated or data; reading it would hold everything else up."""

_SKIPPED = frozenset(
    {"__pycache__", "node_modules", "site-packages", "venv", "env", "virtualenv", "__pypackages__", "bower_components"}
)
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_WITH_LINE_END = re.compile(r"(utf-8|latin-1|iso-8859-1|iso-latin-1)-", re.IGNORECASE)
_LINE_END = re.compile(rb"\r\n|\r|\n")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")


class UnreadableFileError(Exception):
    """A file that cannot be read as text; the message says why and stands alone."""


class UnwritableFileError(Exception):
    """A file that cannot be written; the message says why, after the file's name."""


class Stamp(msgspec.Struct, frozen=True, gc=False):
    """What changes whenever a file does: its size in bytes, its times in nanoseconds, and its number on the disk."""

    size: int
    modified: int
    changed: int
    number: int


def stamp(path: str) -> Stamp | None:
    """The stamp of the file at `path`, None where there is none or it may not be looked at."""
    try:
        status = os.stat(path)  # noqa: PTH116  asked of every file at each start: three times as fast
    except (OSError, ValueError):
        return None
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino % 2**63)


def read_text(path: str) -> str:
    """What the file at `path` says, its encoding found as Python finds it (PEP 263). Raises `UnreadableFileError`."""
    return decode(read_bytes(path), path)


def read_bytes(path: str) -> bytes:
    """The bytes of the regular file at `path`. Raises `UnreadableFileError`."""
    try:
        with open(path, "rb", opener=_open_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise UnreadableFileError(f"`{path}` is not a regular file")
            if status.st_size > MAX_BYTES:
                limit = MAX_BYTES // (1024 * 1024)
                raise UnreadableFileError(
                    f"`{path}` has {status.st_size:,} bytes, more than {limit} MiB, and was not read"
                )
            return file.read()
    except FileNotFoundError as error:
        raise UnreadableFileError(f"`{path}` does not exist (any more)") from error
    except IsADirectoryError as error:
        raise UnreadableFileError(f"`{path}` is a directory") from error
    except PermissionError as error:
        raise UnreadableFileError(f"`{path}` may not be read: permission denied") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnreadableFileError(f"`{path}` cannot be read: {reason}") from error


def _open_without_waiting(path: str, flags: int) -> int:
    """Opens without waiting for the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def decode(content: bytes, path: str) -> str:
    """`content` as text: a byte order mark, else the cookie of PEP 263, else UTF-8. Raises `UnreadableFileError`."""
    if b"\0" in content[:8192]:
        raise UnreadableFileError(f"`{path}` is a binary file")
    encoding = "utf-8-sig" if content.startswith(codecs.BOM_UTF8) else _cookie(content) or "utf-8"
    try:
        return content.decode(encoding)
    except LookupError as error:
        raise UnreadableFileError(f"`{path}` declares the unknown encoding `{encoding}`") from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFileError(f"`{path}` is not valid {encoding}: line {line}, byte {error.start}") from error
    except UnicodeError as error:
        raise UnreadableFileError(f"`{path}` is not valid {encoding}") from error


def _cookie(content: bytes) -> str | None:
    for line in _LINE_END.split(content, 2)[:2]:
        found = _COOKIE.match(line)
        if found:
            declared = found.group(1).decode("ascii")
            # Emacs' `utf-8-unix` speaks of the line ends too; Python looks at the first part only.
            known = _WITH_LINE_END.match(declared.replace("_", "-"))
            return declared if known is None else known.group(1)
        if not _BLANK.match(line):
            return None
    return None


def encoded(text: str, before: bytes) -> bytes:
    """`text` as bytes in the encoding of `before`, with its byte order mark. Raises `UnwritableFileError`."""
    marked = before.startswith(codecs.BOM_UTF8)
    encoding = "utf-8-sig" if marked else _cookie(before) or "utf-8"
    try:
        return text.encode(encoding)
    except (UnicodeError, LookupError) as error:
        raise UnwritableFileError(f"its encoding, {encoding}, has no way to write what would be put into it") from error


def write_text(path: str, text: str) -> None:
    """Makes `text` what the file at `path` says, in UTF-8 and with its line ends as they are."""
    Path(path).write_text(text, encoding="utf-8", newline="")


def replace_bytes(path: str, content: bytes, before: bytes | None) -> None:
    """Makes `content` what the file at `path` says, all at once: who reads it meanwhile sees the old or the new.

    `before` is what the file must say now, None where there must be none. The mode stays; of a link, the file that it
    leads to is written. Raises `UnwritableFileError`.
    """
    target = os.path.realpath(path)
    try:
        if before is None:
            os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120  a string is at hand
            _write(target, content)
        else:
            if not says(target, before):
                raise UnwritableFileError("it says something else by now")
            if not os.access(target, os.W_OK):
                raise UnwritableFileError("permission denied")
            _replace(target, content)
    except FileExistsError as error:
        raise UnwritableFileError("it is there by now") from error
    except OSError as error:
        raise UnwritableFileError(error.strerror or str(error)) from error


def _replace(path: str, content: bytes) -> None:
    temporary = f"{path}.{os.getpid()}.driftlint"
    _write(temporary, content)
    try:
        shutil.copymode(path, temporary)
        os.replace(temporary, path)  # noqa: PTH105
    except OSError:
        _remove(temporary)
        raise


def _write(path: str, content: bytes) -> None:
    """Makes a file; where it cannot be written whole, there is none."""
    with open(path, "xb") as file:  # noqa: PTH123  a string is at hand
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            _remove(path)
            raise


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)  # noqa: PTH108


def says(path: str, content: bytes | None) -> bool:
    """Whether the bytes of the file at `path` are `content`, None standing for no file at all."""
    if content is None:
        return not os.path.lexists(path)
    try:
        return read_bytes(path) == content
    except UnreadableFileError:
        return False


def list_files(
    root: str, wanted: Callable[[str], bool], links: set[str] | None = None, *, loose: bool = False
) -> Iterator[str]:
    """The files below `root` whose name is `wanted`, as absolute paths in no order that matters.

    Left out: hidden folders, caches, virtual environments, and whatever is behind a link to a folder (which also ends
    link loops). A folder that cannot be listed, or is gone by then, counts as empty. Those of the files that are links
    are added to `links`. `loose` also leaves out folders that are no packages.
    """
    top = os.path.abspath(root)  # noqa: PTH100  Path.resolve would follow links
    pending = [top]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as entries:
                found = list(entries)
        except OSError:
            continue
        if any(entry.name == "pyvenv.cfg" for entry in found) and folder != top:
            continue
        if loose and folder != top and not any(entry.name == "__init__.py" for entry in found):
            continue
        for entry in found:
            if _is_folder(entry):
                if not entry.name.startswith(".") and entry.name not in _SKIPPED:
                    pending.append(entry.path)
            elif wanted(entry.name):
                if links is not None and entry.is_symlink():
                    links.add(entry.path)
                yield entry.path


def is_link(path: str) -> bool:
    """Whether `path` is a link, to whatever."""
    return os.path.islink(path)  # noqa: PTH114


def behind_link(root: str, path: str) -> str:
    """The file that the link at `path` leads to in the end, as a path below `root` where it lies there."""
    real, top = os.path.realpath(path), os.path.realpath(root)
    return os.path.join(root, os.path.relpath(real, top)) if real.startswith(top.rstrip(os.sep) + os.sep) else real  # noqa: PTH118


def is_reached(root: str, path: str) -> bool:
    """Whether `list_files(root, …)` gives the file at `path`, which is below `root`, by its name."""
    top = os.path.abspath(root)  # noqa: PTH100  as there
    folder = os.path.dirname(path)  # noqa: PTH120
    while len(folder) > len(top):
        name = os.path.basename(folder)  # noqa: PTH119
        if name.startswith(".") or name in _SKIPPED or os.path.islink(folder):  # noqa: PTH114
            return False
        if os.path.lexists(os.path.join(folder, "pyvenv.cfg")):  # noqa: PTH118
            return False
        folder, inner = os.path.dirname(folder), folder  # noqa: PTH120
        if folder == inner:
            return False
    return folder == top and os.path.lexists(path) and (os.path.islink(path) or not is_folder(path))  # noqa: PTH114


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def exists(path: str) -> bool:
    """Whether there is a file or folder at `path`."""
    return os.path.exists(path)  # noqa: PTH110  also false where the path is malformed


def is_folder(path: str) -> bool:
    """Whether `path` is a folder."""
    return os.path.isdir(path)  # noqa: PTH112  also false where the path is malformed


@functools.cache
def registry_folder() -> Path:
    """Where the rules and models that ship with driftlint are: inside the installed package, or beside `server/`."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_registry"
    return installed if installed.is_dir() else package.parent.parent / "rules"


def list_folder(folder: Path, suffix: str) -> list[Path]:
    """The files of `folder` and below that end in `suffix`, sorted."""
    return sorted(folder.rglob(f"*{suffix}"))


@functools.cache
def installation_digest() -> str:
    """What stands for the code, the rules and the models of this very driftlint: any other has another one."""
    whole = hashlib.sha256()
    for folder in (str(Path(__file__).parent.parent), str(registry_folder())):
        for path in sorted(list_files(folder, lambda name: name.endswith((".py", ".yaml", ".json")))):
            content = read_bytes(path)
            whole.update(f"{path.removeprefix(folder)}\0{len(content)}\0".encode())
            whole.update(content)
    return whole.hexdigest()
