"""Where output goes: standard output and standard error, their width, their colours, and what they can encode."""

import errno
import os
import sys
from dataclasses import dataclass, replace
from typing import TextIO

from driftlint.cli.failure import CannotRunError

PIPED_WIDTH = 160
"""How wide tables are where nobody says: wide enough for most rows to need one line."""
NARROWEST = 40

_PLAIN = str.maketrans({"→": "->", "│": "|", "·": "-", "…": "...", "–": "-", "—": "-", "“": '"', "”": '"', "×": "x"})  # noqa: RUF001
_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}


@dataclass(frozen=True, slots=True)
class Terminal:
    """The two streams a command writes to. Colours are an escape sequence around the text where `color` is true."""

    out: TextIO | None
    err: TextIO | None
    color: bool = False
    interactive: bool = False
    width: int = PIPED_WIDTH

    @classmethod
    def standard(cls) -> "Terminal":
        """Standard output and error; either may be closed."""
        out, err = sys.stdout, sys.stderr
        interactive = err is not None and err.isatty()
        return cls(out, err, interactive=interactive, width=max(_width(out), NARROWEST)).colored(always=None)

    def colored(self, *, always: bool | None) -> "Terminal":
        """The same with colours always or never; where `always` is None, as the environment and the terminal say."""
        if always is None:
            environment = os.environ
            if environment.get("NO_COLOR"):
                always = False
            elif environment.get("FORCE_COLOR"):
                always = True
            else:
                always = self.out is not None and self.out.isatty() and environment.get("TERM") != "dumb"
        return replace(self, color=always)

    def paint(self, text: str, *styles: str) -> str:
        """`text` in the named styles, as it is where there are no colours."""
        if not self.color or not text:
            return text
        return f"\x1b[{';'.join(_CODES[it] for it in styles)}m{text}\x1b[0m"

    def show(self, text: str) -> None:
        """Writes `text` and a line end to standard output; a reader that is gone is no failure."""
        if self.out is not None:
            _write(self.out, text + "\n", "the output")

    def show_bytes(self, content: bytes) -> None:
        """Writes `content`, which is UTF-8, and a line end to standard output."""
        self.show_patch(content + b"\n")

    def show_patch(self, content: bytes) -> None:
        """Writes `content` to standard output, byte for byte."""
        if self.out is None:
            return
        try:
            self.out.flush()
            self.out.buffer.write(content)
            self.out.flush()
        except OSError as error:
            _gone(self.out, error, "the output")

    def warn(self, text: str) -> None:
        """Writes `text` and a line end to standard error."""
        if self.err is not None:
            _write(self.err, text + "\n", "messages")

    def progress(self, work: str, done: int, total: int) -> None:
        """Shows how far some work is, on a terminal only; the line is wiped when all is done."""
        if not self.interactive or self.err is None:
            return
        text = "" if done == total else f"{work}: {done:,} of {total:,}"
        _write(self.err, f"\r\x1b[K{text}", "messages")


def _width(out: TextIO | None) -> int:
    """How many cells fit: what `COLUMNS` says, else the terminal."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(out.fileno()).columns if out is not None else PIPED_WIDTH
    except (OSError, ValueError):  # no terminal, or no file at all
        return PIPED_WIDTH


def _write(stream: TextIO, text: str, what: str) -> None:
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(_PLAIN).encode(encoding, "backslashreplace").decode(encoding)
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        _gone(stream, error, what)


def _gone(stream: TextIO, error: OSError, what: str) -> None:
    """Lets the rest of the output go where it disturbs nobody; raises where it is not only that the reader is gone."""
    sink = os.pipe()[1]  # what is still buffered is flushed once more at exit
    os.dup2(sink, stream.fileno())
    if not isinstance(error, BrokenPipeError) and not (os.name == "nt" and error.errno == errno.EINVAL):
        raise CannotRunError(f"{what} cannot be written: {error.strerror}") from error
