"""The command `driftlint`: reads its arguments, runs one command, and turns whatever happens into an exit code."""

import gc
import os
import sys
import traceback
from collections.abc import Sequence

from driftlint.cli.arguments import parser, read_arguments
from driftlint.cli.failure import CannotRunError
from driftlint.cli.terminal import Terminal

CLEAN, FINDINGS, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns 0 for a clean result, 1 where there are findings, 2 where it could not run."""
    terminal = Terminal.standard()
    verbose = bool(os.environ.get("DRIFTLINT_DEBUG"))
    try:
        options = read_arguments(sys.argv[1:] if arguments is None else list(arguments))
        verbose = verbose or options.verbose
        if options.command is None:
            terminal.warn(parser().format_help().rstrip())
            return COULD_NOT_RUN
        run = options.command()
        terminal = terminal.colored(always=options.color)
        code: int = run(options, terminal)
        gc.freeze()  # what is left goes with the process, unsearched
        return code
    except CannotRunError as error:
        terminal.warn(f"driftlint: {error}")
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001  a defect of ours ends in one line that says how to report it
        terminal.warn(traceback.format_exc().rstrip("\n") if verbose else _defect(error))
    return COULD_NOT_RUN


def _defect(error: Exception) -> str:
    """One line about an exception that should not have happened."""
    if isinstance(error, ModuleNotFoundError) and not (error.name or "").startswith("driftlint"):
        where = f"this Python, {sys.executable}"
        return f"driftlint: the library `{error.name}` is missing from {where}: install driftlint again"
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = f" in {os.path.basename(last[0].filename)}, line {last[0].lineno}" if last else ""  # noqa: PTH119
    words = " ".join(str(error).split())
    return (
        f"driftlint: internal error{where}: {type(error).__name__}: {words}; this is a defect of driftlint, please "
        "report it with what the same command says under `--verbose`"
    )
