"""The port to git: what files said at another revision. Only reads, and only what git has stored.

Git is started by its full path and never from the workspace; nothing that a repository configures is run: no hooks, no
pager, no filters (the working tree is not looked at), no monitor of files, no helper that fetches what is not there.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

_SETTINGS = (
    "core.fsmonitor=false", "core.hooksPath=" + os.devnull, "core.pager=cat", "core.attributesFile=" + os.devnull,
    "protocol.allow=never", "safe.bareRepository=explicit", "color.ui=false",
)  # fmt: skip
_KEPT = frozenset({"GIT_EXEC_PATH", "GIT_CEILING_DIRECTORIES", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL"})
"""What of git's own variables is left: those of a hook would have it look elsewhere."""
_SECONDS = 600
"""For how long git may work at one question; it is then taken to hang."""


class GitError(Exception):
    """What keeps another revision from being read; one line that stands alone."""


class Repository:
    """The repository around a folder; paths are relative to that folder, with `/`."""

    def __init__(self, folder: str) -> None:
        """Raises `GitError` where there is no git, or no repository."""
        self._folder = folder
        self._git = _executable()
        status, out, err = self._run("rev-parse", "--is-inside-work-tree", "--is-shallow-repository")
        said = out.split()
        if status and b"dubious ownership" in err:
            raise GitError(f"git does not read the repository around `{folder}`, which belongs to somebody else")
        if status or said[:1] != [b"true"]:
            raise GitError(f"`{folder}` is in no working tree of a git repository")
        self._shallow = said[1:2] == [b"true"]

    def commit(self, revision: str) -> str:
        """The id of the commit that `revision` names; `main...` names where this branch left `main`.

        Raises `GitError` where it names none.
        """
        name = revision.removesuffix("...")
        found = self._id_of(name)
        if found is None:
            hint = "; this clone is shallow: fetch more of it (`git fetch --unshallow`)" if self._shallow else ""
            raise GitError(f"`{revision}` is no revision of this repository{hint}")
        if name == revision:
            return found
        status, out, _ = self._run("merge-base", found, "HEAD")
        if status:
            hint = "; this clone is shallow: fetch more of it (`git fetch --unshallow`)" if self._shallow else ""
            raise GitError(f"this branch and `{name}` have no commit in common{hint}")
        return out.decode().strip()

    def files(self, commit: str) -> dict[str, str]:
        """The regular files that `commit` has below the folder, each with the id of what it says."""
        found: dict[str, str] = {}
        for line in self._asked("ls-tree", "-r", "-z", commit).split(b"\0"):
            about, _, name = line.partition(b"\t")
            mode, _, rest = about.partition(b" ")
            if mode in (b"100644", b"100755", b"100664"):
                found[os.fsdecode(name)] = rest.rpartition(b" ")[2].decode()
        return found

    def renamed(self, commit: str) -> dict[str, str]:
        """The files that git sees renamed since `commit`, by their old path: as far as that is committed or staged."""
        listed = self._asked(
            "diff-index", "--cached", "-r", "-M", "-z", "--name-status", "--diff-filter=R", "--relative",
            "--no-ext-diff", "--no-textconv", commit,
        ).split(b"\0")  # fmt: skip
        return {os.fsdecode(old): os.fsdecode(new) for old, new in zip(listed[1::3], listed[2::3], strict=False)}

    def contents(self, ids: Iterable[str]) -> Mapping[str, bytes]:
        """What stands behind each id. Raises `GitError` where the clone leaves it out."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return {}
        out = self._asked("cat-file", "--batch", said="".join(f"{it}\n" for it in wanted).encode())
        found: dict[str, bytes] = {}
        at = 0
        for it in wanted:
            end = out.index(b"\n", at)
            header = out[at:end].split()
            if len(header) != 3 or not header[2].isdigit():
                raise GitError(
                    "this clone leaves out what some files said then; fetch all of it (`git fetch --refetch`)"
                )
            size = int(header[2])
            found[it] = out[end + 1 : end + 1 + size]
            at = end + size + 2
        return found

    def _id_of(self, name: str) -> str | None:
        if not name or name.startswith("-") or "\0" in name or "\n" in name:
            return None
        status, out, _ = self._run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        return None if status else out.decode().strip()

    def _asked(self, *arguments: str, said: bytes = b"") -> bytes:
        status, out, err = self._run(*arguments, said=said)
        if status:
            words = err.decode(errors="replace").strip().splitlines()
            raise GitError(f"git cannot read the repository: {words[-1] if words else f'exit code {status}'}")
        return out

    def _run(self, *arguments: str, said: bytes = b"") -> tuple[int, bytes, bytes]:
        import subprocess  # every check would load it, few ask git

        settings = [part for it in _SETTINGS for part in ("-c", it)]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT}
        quiet = {
            "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "",
            "GIT_NO_REPLACE_OBJECTS": "1", "GIT_ATTR_NOSYSTEM": "1", "LC_ALL": "C",
        }  # fmt: skip
        try:
            ended = subprocess.run(  # noqa: S603  a full path, arguments of our own, no shell
                [self._git, "--no-pager", *settings, *arguments],
                cwd=self._folder,
                env={**kept, **quiet},
                input=said,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise GitError(f"git has not answered for {_SECONDS} seconds") from error
        except OSError as error:
            raise GitError(f"git cannot be run: {error.strerror or error}") from error
        return ended.returncode, ended.stdout, ended.stderr


def blob_id(content: bytes, like: str) -> str:
    """The id that git gives to a file of this content, by the kind of digest that the id `like` is of."""
    header = b"blob %d\0" % len(content)
    digest = hashlib.sha1 if len(like) == 40 else hashlib.sha256
    return digest(header + content, usedforsecurity=False).hexdigest()


def _executable() -> str:
    """The full path of git: the first on the `PATH`, but none that is found relative to the current folder."""
    names = ("git.exe",) if os.name == "nt" else ("git",)
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        for name in names if Path(folder).is_absolute() else ():
            path = Path(folder, name)
            if path.is_file() and os.access(path, os.X_OK):
                return str(path)
    raise GitError("this needs git, which is not on the PATH")
