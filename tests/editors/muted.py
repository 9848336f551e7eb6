"""A language server that finds nothing: `python muted.py COMMAND …` takes every diagnostic out of what COMMAND says.

With it each story of an editor must fail, or the story shows nothing.
"""

import json
import os
import re
import subprocess
import sys
import threading
from typing import IO, Any

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


def main() -> int:
    with subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        threading.Thread(target=forward, args=(server.stdin,), daemon=True).start()
        mute(server.stdout)
    return server.returncode


def forward(to: IO[bytes]) -> None:
    while chunk := os.read(sys.stdin.fileno(), 1 << 16):
        to.write(chunk)
        to.flush()
    to.close()


def mute(said: IO[bytes]) -> None:
    while line := said.readline():
        length = 0
        while line.strip():
            found = LENGTH.match(line)
            length = int(found[1]) if found else length
            line = said.readline()
        body = json.dumps(silent(json.loads(said.read(length)))).encode()
        sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        sys.stdout.buffer.flush()


def silent(message: dict[str, Any]) -> dict[str, Any]:
    if message.get("method") == "textDocument/publishDiagnostics":
        message["params"]["diagnostics"] = []
    result = message.get("result")
    if isinstance(result, dict) and "items" in result:
        result["items"] = []
    return message


if __name__ == "__main__":
    sys.exit(main())
