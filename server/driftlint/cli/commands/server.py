"""`driftlint server`: serves one editor."""

import argparse

from driftlint.cli.failure import CannotRunError
from driftlint.cli.terminal import Terminal


def server(options: argparse.Namespace, terminal: Terminal) -> int:  # noqa: ARG001  every command takes both
    """Serves over standard input and output, or where `--tcp` says; returns the server's exit code."""
    address = None if options.tcp is None else _address(options.tcp)

    from driftlint.lsp.server import serve  # the protocol's libraries take longer to load than a small check

    try:
        return serve(address, remembering=options.cache)
    except OSError as error:
        if address is None:
            raise
        raise CannotRunError(f"cannot listen on {options.tcp}: {error.strerror or error}") from error


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 0xFFFF:
        raise CannotRunError(f"`--tcp` takes HOST:PORT such as 127.0.0.1:4444, not `{text}`")
    return host.strip("[]"), int(port)
