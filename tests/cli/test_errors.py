"""What cannot be done is said in words: one message, exit code 2 where nothing could be checked, never a traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.backends import CALM, PAY
from tests.harness.command import Ended, driftlint, write


def refused(*arguments: str, folder: Path) -> str:
    """The message with which a command is refused."""
    ended = driftlint(*arguments, folder=folder)
    assert ended.code == 2
    assert ended.out == ""
    assert "Traceback" not in ended.err
    return ended.err.rstrip("\n")


def checked(*arguments: str, folder: Path) -> Ended:
    """A check that ran, whatever it met."""
    ended = driftlint("check", *arguments, folder=folder)
    assert ended.code in (0, 1)
    assert "Traceback" not in ended.out + ended.err
    return ended


# What is asked for


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chek"], "unknown command `chek`; did you mean `driftlint check`?"),
        (["frobnicate"], "unknown command `frobnicate`; there are check, "),
        (["check", "--fromat", "json"], "unknown option `--fromat`; did you mean `--format`?"),
        (["check", "--format", "xml"], "argument --format: invalid choice: 'xml' (choose from "),
        (["check", "--rule", "http-in-transactions"], "unknown rule `http-in-transactions`; did you mean `http-in-tr"),
        (
            ["check", "--rule", "zzz"],
            "unknown rule `zzz`; the rules are business-logic-in-controller, http-in-transact",
        ),
        (["explain", "unguarded-endpoints"], "unknown rule `unguarded-endpoints`; did you mean `unguarded-endpoint`?"),
        (["explain"], "the following arguments are required: RULE|FILE:LINE"),
        (["endpoints", "a", "b"], "unknown argument `b`"),
        (["server", "--tcp", "4444"], "`--tcp` takes HOST:PORT such as 127.0.0.1:4444, not `4444`"),
        (["server", "--tcp", "localhost:99999"], "`--tcp` takes HOST:PORT"),
    ],
)
def test_wrong_arguments(tmp_path: Path, arguments: list[str], message: str) -> None:
    assert refused(*arguments, folder=tmp_path).startswith(f"driftlint: {message}")


def test_no_command_shows_the_help(tmp_path: Path) -> None:
    assert refused(folder=tmp_path).startswith("usage: driftlint")


def test_help_and_version(tmp_path: Path) -> None:
    for arguments in (["-h"], ["check", "-h"], ["explain", "-h"], ["endpoints", "-h"], ["server", "-h"]):
        ended = driftlint(*arguments, folder=tmp_path)
        assert ended.code == 0
        assert ended.out.startswith("usage: driftlint")
    assert driftlint("--version", folder=tmp_path).out == "driftlint 0.1.0\n"


def test_port_in_use(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        assert refused("server", "--tcp", address, folder=tmp_path).startswith(
            f"driftlint: cannot listen on {address}: "
        )


# Paths


@pytest.mark.parametrize("command", ["check", "endpoints"])
def test_path_that_is_not_there(tmp_path: Path, command: str) -> None:
    assert refused(command, "nowhere", folder=tmp_path) == "driftlint: `nowhere` does not exist"


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": CALM})
    assert refused("check", "shop.py/api", folder=tmp_path) == (
        "driftlint: `shop.py/api` cannot be: `shop.py` is a file, not a folder"
    )


def test_file_that_is_no_python(tmp_path: Path) -> None:
    write(tmp_path, {"notes.txt": "x"})
    assert "`notes.txt` is no Python file" in refused("check", "notes.txt", folder=tmp_path)


def test_paths_that_are_no_paths(tmp_path: Path) -> None:
    assert refused("check", "", folder=tmp_path) == "driftlint: an empty string is no path"


def test_current_folder_that_is_gone(tmp_path: Path) -> None:
    command = f"mkdir gone && cd gone && rmdir ../gone && '{sys.executable}' -m driftlint check"
    ended = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.stderr == "driftlint: the current folder does not exist any more\n"
    assert ended.returncode == 2


def test_empty_project(tmp_path: Path) -> None:
    ended = checked(folder=tmp_path)
    assert "note: nothing to check in " in ended.err
    assert ended.out.startswith("Checked 0 files and 0 endpoints")
    listed = driftlint("endpoints", folder=tmp_path)
    assert (listed.code, listed.out) == (0, "no endpoints found below .\n")


def test_file_that_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"tests/test_pay.py": PAY, "pyproject.toml": ""})
    ended = checked("tests/test_pay.py", folder=tmp_path)
    assert "nothing to check in `tests/test_pay.py`: tests, and what `exclude`" in ended.err
    assert "is not checked" in refused("explain", "tests/test_pay.py:1", folder=tmp_path)


def test_path_outside_any_project(tmp_path: Path) -> None:
    write(tmp_path, {"loose/pay.py": PAY})
    assert "--> loose/pay.py:8:9" in checked("loose/pay.py", folder=tmp_path).out


def test_loop_of_links(tmp_path: Path) -> None:
    write(tmp_path, {"shop/pay.py": PAY})
    (tmp_path / "shop" / "again").symlink_to(tmp_path)
    (tmp_path / "self.py").symlink_to("self.py")
    ended = checked(folder=tmp_path)
    assert ended.out.count("error[http-in-transaction]") == 1


@pytest.mark.parametrize("name", ["with space.py", "naïve_漢字.py", "line\nbreak.py", "colon:12.py", "-dash.py"])
def test_odd_file_names(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: PAY})
    ended = checked(folder=tmp_path)
    shown = name.replace("\n", "\\n")
    assert f"--> {shown}:8:9" in ended.out
    assert "error[http-in-transaction]" in driftlint("explain", f"./{name}:8", folder=tmp_path).out


def test_file_name_that_is_no_unicode(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.py"
    with open(path, "wb") as file:  # noqa: PTH123  a name that `Path` could not show
        file.write(b"def broken(:\n")
    assert checked(folder=tmp_path).out.startswith("Checked 1 file ")
    assert checked("--format", "json", folder=tmp_path).code == 0


# Contents


def unreadable(folder: Path) -> str:
    """What is said about the one file that cannot be read; the finding in the other file is still reported."""
    write(folder, {"pay.py": PAY})
    ended = checked(folder=folder)
    assert ended.code == 1
    assert "error[http-in-transaction]" in ended.out
    (message,) = [line for line in ended.out.splitlines() if "unreadable-file" in line]
    return message


def test_binary_file(tmp_path: Path) -> None:
    (tmp_path / "data.py").write_bytes(b"\x00\x01\x02")
    assert unreadable(tmp_path) == "error[unreadable-file]: `data.py` is a binary file"


def test_file_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "latin.py").write_bytes("x = 'ok'\nname = 'caf\xe9'\n".encode("latin-1"))
    assert unreadable(tmp_path) == "error[unreadable-file]: `latin.py` is not valid utf-8: line 2, byte 20"


def test_declared_encoding_is_honoured(tmp_path: Path) -> None:
    text = PAY.replace("requests.post", "name = 'caf\xe9'; requests.post")
    write(tmp_path, {"latin.py": "# coding: latin-1\n" + text})
    path = tmp_path / "latin.py"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    ended = checked(folder=tmp_path)
    assert "unreadable-file" not in ended.out
    assert "error[http-in-transaction]" in ended.out
    assert "name = 'caf\xe9'; requests.post" in ended.out


def test_unknown_encoding(tmp_path: Path) -> None:
    (tmp_path / "odd.py").write_bytes(b"# coding: klingon\n")
    assert unreadable(tmp_path) == "error[unreadable-file]: `odd.py` declares the unknown encoding `klingon`"


def test_large_file(tmp_path: Path) -> None:
    (tmp_path / "large.py").write_bytes(b"x = 1\n" * 1_700_000)
    assert unreadable(tmp_path) == (
        "error[unreadable-file]: `large.py` has 10,200,000 bytes, more than 8 MiB, and was not read"
    )


def test_file_gone_between_listing_and_reading(tmp_path: Path) -> None:
    # A link to nothing is listed like any file, and gone when it is opened.
    (tmp_path / "gone.py").symlink_to("nothing.py")
    assert unreadable(tmp_path) == "error[unreadable-file]: `gone.py` does not exist (any more)"


def test_what_editors_leave_beside_an_open_file_is_no_module(tmp_path: Path) -> None:
    write(tmp_path, {"calm.py": CALM})
    (tmp_path / ".#calm.py").symlink_to("somebody@somewhere.1234")
    assert checked(folder=tmp_path).out.startswith("Checked 1 file ")


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert unreadable(tmp_path) == "error[unreadable-file]: `pipe.py` is not a regular file"


def test_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.py"
    write(tmp_path, {"secret.py": CALM})
    path.chmod(0)
    if os.access(path, os.R_OK):  # to the superuser nothing is forbidden
        assert checked(folder=tmp_path).code == 0
    else:
        assert unreadable(tmp_path) == "error[unreadable-file]: `secret.py` may not be read: permission denied"


def test_unreadable_file_in_other_commands(tmp_path: Path) -> None:
    (tmp_path / "data.py").write_bytes(b"\x00")
    assert "note: `data.py` is a binary file" in driftlint("endpoints", folder=tmp_path).err
    assert refused("explain", "data.py:1", folder=tmp_path) == "driftlint: `data.py` is a binary file"


def test_broken_python_is_checked_around_the_broken_spot(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY + "\n    def half(typed=\n"})
    assert "--> pay.py:8:9" in checked(folder=tmp_path).out


def test_windows_line_ends(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    path = tmp_path / "pay.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    ended = checked(folder=tmp_path)
    assert "--> pay.py:8:9" in ended.out
    assert "\r" not in ended.out


# Configuration


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("rules: {http-in-transactions: off}\n", "1:9", "unknown rule `http-in-transactions`; did you mean `http-in-t"),
        ("version: 1\nrule: {}\n", "2:1", "unknown key `rule`; did you mean `rules`?"),
        ("rules: [\n", "", ""),
        ("version: 2\n", "1:10", "`version` must be 1, not 2"),
        ("exclude: {a: [b\n", "", ""),
        ("- 1\n", "1:1", ""),
        ("\x00", "", ""),
    ],
)
def test_mistake_in_the_constraints(tmp_path: Path, text: str, place: str, message: str) -> None:
    write(tmp_path, {"constraints.yaml": text, "pay.py": PAY})
    for command in (["check"], ["check", "--format", "json"], ["endpoints"], ["explain", "pay.py:8"]):
        said = refused(*command, folder=tmp_path)
        assert f"error[invalid-configuration]: {message}" in said
        assert f"--> constraints.yaml:{place}" in said
        assert said.endswith("driftlint: nothing was checked: 1 mistake in constraints.yaml")


def test_constraints_in_order_can_be_checked_alone(tmp_path: Path) -> None:
    write(tmp_path, {"constraints.yaml": "version: 1\n"})
    ended = checked("constraints.yaml", folder=tmp_path)
    assert (ended.code, ended.err) == (0, "")


# The terminal


def test_reader_that_goes_away(tmp_path: Path) -> None:
    write(tmp_path, {f"pay{number}.py": PAY for number in range(40)})
    command = [sys.executable, "-m", "driftlint", "check", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 1


def test_output_that_cannot_be_written(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    with (tmp_path / "pay.py").open("rb") as only_for_reading:
        command = [sys.executable, "-m", "driftlint", "check", str(tmp_path)]
        ended = subprocess.run(command, stdout=only_for_reading, stderr=subprocess.PIPE, check=False)
    assert ended.stderr == b"driftlint: the output cannot be written: Bad file descriptor\n"
    assert ended.returncode == 2


def test_closed_output(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    command = f"'{sys.executable}' -m driftlint check '{tmp_path}' >&- 2>&-"
    assert subprocess.run(["/bin/sh", "-c", command], check=False).returncode == 1


def test_defect_ends_in_one_line(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    program = (
        "import sys\n"
        "from driftlint.analysis.project import Project\n"
        "from driftlint.cli.main import main\n"
        "def check(*_, **__): raise KeyError('kaboom')\n"
        "Project.check = check\n"
        "sys.exit(main(['check', *sys.argv[1:]]))\n"
    )

    def run(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-c", program, *arguments]
        ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return ended.returncode, ended.stderr

    code, said = run()
    assert code == 2
    assert said.startswith("driftlint: internal error in <string>, line 4: KeyError: 'kaboom'; this is a defect")
    assert said.count("\n") == 1
    code, said = run("--verbose")
    assert code == 2
    assert "Traceback" in said


def test_missing_library_is_named(tmp_path: Path) -> None:
    program = (
        "import sys\nsys.modules['msgspec'] = None\nfrom driftlint.cli.main import main\nsys.exit(main(['check']))\n"
    )
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.stderr.startswith("driftlint: the library `msgspec` is missing from this Python, ")
    assert ended.returncode == 2


def test_interrupt_is_quiet(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    program = (
        "import signal, sys\n"
        "from driftlint.analysis.project import Project\n"
        "from driftlint.cli.main import main\n"
        "def check(*_, **__): signal.raise_signal(signal.SIGINT)\n"
        "Project.check = check\n"
        "sys.exit(main(['check']))\n"
    )
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, b"", b"")
