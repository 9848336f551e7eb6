"""What can be written after `driftlint`. Nothing of the analysis is imported until a command runs."""

import argparse
import re
from collections.abc import Callable
from typing import NoReturn

from driftlint import __version__
from driftlint.cli.failure import CannotRunError
from driftlint.cli.terminal import Terminal
from driftlint.rules.nearest import nearest

Command = Callable[[argparse.Namespace, Terminal], int]

_DESCRIPTION = """\
Tell which of a team's constraints a Python backend breaks, why, and through which chain of calls.

commands:"""

EPILOG = """\
examples:
  driftlint check                              check the project around the current folder
  driftlint check src/shop --format json       the same for one folder, for programs to read
  driftlint fix --unsafe --diff                show the edits that mend what can be mended
  driftlint explain http-in-transaction        why a rule exists, and what to write instead
  driftlint explain shop/orders.py:41          what is said about a line, or what is known of it
  driftlint check --since main...              report only what this branch made new
  driftlint init --print                       show a first constraints.yaml for this project
  driftlint baseline                           take today's findings as known: only new ones fail
  driftlint endpoints --unguarded              every endpoint that nothing guards

A project is the nearest folder around a path that holds a constraints.yaml, else a
pyproject.toml, setup.py or .git.

exit codes:
  0  no constraint is broken
  1  there are findings of severity error or warning
  2  it could not run: wrong arguments, or a mistake in constraints.yaml
"""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """Ends the command."""
        raise CannotRunError(f"{message}; `{self.prog} -h` says what there is")


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """The options; `command` gives the function to run, None where none was named. Raises `CannotRunError`."""
    it = parser()
    word = next((it for it in arguments if not it.startswith("-")), None)
    if word is not None and word not in _COMMANDS:
        likely = nearest(word, _COMMANDS)
        hint = f"; did you mean `driftlint {likely}`?" if likely else f"; there are {', '.join(_COMMANDS)}"
        raise CannotRunError(f"unknown command `{word}`{hint}")
    options, rest = it.parse_known_args(arguments)
    if rest:
        known = re.findall(r"--[a-z-]+", options.usage)
        likely = nearest(rest[0].partition("=")[0], known)
        what = "option" if rest[0].startswith("-") else "argument"
        hint = f"; did you mean `{likely}`?" if likely else f"; `{options.name} -h` says what there is"
        raise CannotRunError(f"unknown {what} `{rest[0]}`{hint}")
    return options


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    it = _Parser(
        prog="driftlint",
        usage="driftlint [-h] [--version] COMMAND ...",
        description=_DESCRIPTION + "".join(f"\n  {name:<11}{summary}" for name, (summary, _) in _COMMANDS.items()),
        epilog=EPILOG,
        formatter_class=_layout,
        allow_abbrev=False,
    )
    it.add_argument("--version", action="version", version=f"driftlint {__version__}")
    it.set_defaults(command=None, verbose=False, color=None, name=it.prog, usage=it.format_usage())
    commands = it.add_subparsers(prog="driftlint", metavar="COMMAND", parser_class=_Parser, help=argparse.SUPPRESS)
    for name, (summary, add) in _COMMANDS.items():
        command = commands.add_parser(
            name, description=summary[0].upper() + summary[1:], formatter_class=_layout, allow_abbrev=False
        )
        add(command)
        shown = command.add_mutually_exclusive_group()
        shown.add_argument("--color", action="store_true", default=None, help="always use colours")
        shown.add_argument("--no-color", dest="color", action="store_false", help="never use colours")
        command.add_argument("--verbose", action="store_true", help="show the traceback of an internal error")
        command.set_defaults(name=command.prog, usage=command.format_usage())
    return it


def _layout(prog: str) -> argparse.HelpFormatter:
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=28, width=100)


def _check(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders; the current folder if none is named"
    )
    command.add_argument("--format", choices=("text", "json"), default="text", help="how to report (default: text)")
    command.add_argument("--rule", action="append", default=[], metavar="RULE", help="only this rule; may be repeated")
    command.add_argument(
        "--show-unknown", action="store_true", help="also list what could not be decided, and what stopped the analysis"
    )
    command.add_argument(
        "--since",
        metavar="REV",
        help="report only what is new against a git revision; `main...` is where you left main",
    )
    command.add_argument("--prune", action="store_true", help="remove from the baseline what is gone")
    command.add_argument("--fail-on-stale", action="store_true", help="report what the baseline has and is gone")
    _cache(command)
    command.set_defaults(command=_command_check)


def _fix(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders; the current folder if none is named"
    )
    safety = command.add_mutually_exclusive_group()
    safety.add_argument(
        "--safe", dest="unsafe", action="store_false", help="make only fixes that change nothing else (the default)"
    )
    safety.add_argument("--unsafe", action="store_true", help="also make those that may change what the code does")
    command.add_argument("--rule", action="append", default=[], metavar="RULE", help="only this rule; may be repeated")
    shown = command.add_mutually_exclusive_group()
    shown.add_argument("--diff", action="store_true", help="write nothing; print a patch for `git apply`")
    shown.add_argument("--dry-run", action="store_true", help="write nothing; say what would be done")
    _cache(command)
    command.set_defaults(command=_command_fix, unsafe=False)


def _baseline(command: argparse.ArgumentParser) -> None:
    command.add_argument("path", nargs="?", default=".", metavar="PATH", help="a project; the current folder's if none")
    _cache(command)
    command.set_defaults(command=_command_baseline)


def _init(command: argparse.ArgumentParser) -> None:
    command.add_argument("path", nargs="?", metavar="PATH", help="where to write it; the project's root if none")
    command.add_argument("--print", action="store_true", help="show what would be written, and write nothing")
    command.add_argument("--force", action="store_true", help="write over a constraints.yaml that is there")
    _cache(command)
    command.set_defaults(command=_command_init)


def _explain(command: argparse.ArgumentParser) -> None:
    command.add_argument("target", metavar="RULE|FILE:LINE", help="the id of a rule, or a line of a file")
    _cache(command)
    command.set_defaults(command=_command_explain)


def _endpoints(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "path", nargs="?", default=".", metavar="PATH", help="a folder or file; the current folder if none"
    )
    command.add_argument("--format", choices=("table", "json"), default="table", help="how to list (default: table)")
    command.add_argument("--unguarded", action="store_true", help="only those without a guard")
    _cache(command)
    command.set_defaults(command=_command_endpoints)


def _cache(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--no-cache", dest="cache", action="store_false", help="read every file anew, and remember nothing"
    )


def _server(command: argparse.ArgumentParser) -> None:
    where = command.add_mutually_exclusive_group()
    # Many clients say so unasked: those of VS Code's library for one.
    where.add_argument("--stdio", action="store_true", help="speak over standard input and output, as it does anyway")
    where.add_argument("--tcp", metavar="HOST:PORT", help="listen there instead, for one client (for debugging)")
    _cache(command)
    command.set_defaults(command=_command_server)


# Each command is imported when it is run: `driftlint --version` needs none, and only `server` needs the protocol.


def _command_check() -> Command:
    from driftlint.cli.commands.check import check

    return check


def _command_fix() -> Command:
    from driftlint.cli.commands.fix import fix

    return fix


def _command_baseline() -> Command:
    from driftlint.cli.commands.baseline import baseline

    return baseline


def _command_init() -> Command:
    from driftlint.cli.commands.init import init

    return init


def _command_explain() -> Command:
    from driftlint.cli.commands.explain import explain

    return explain


def _command_endpoints() -> Command:
    from driftlint.cli.commands.endpoints import endpoints

    return endpoints


def _command_server() -> Command:
    from driftlint.cli.commands.server import server

    return server


_COMMANDS = {
    "check": ("say which constraints the code breaks, why, and through which calls", _check),
    "fix": ("mend what can be mended, each edit tried out before it is made", _fix),
    "baseline": ("record today's findings, so that only new ones are reported", _baseline),
    "init": ("write a first constraints.yaml from what the project is made of", _init),
    "explain": ("explain a rule, or everything about one line", _explain),
    "endpoints": ("list every endpoint: what guards it, its transaction, its effects", _endpoints),
    "server": ("serve an editor over standard input and output (language server protocol)", _server),
}
