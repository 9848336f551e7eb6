"""What the README shows of real runs: `python -m tests.cli.readme` writes it there, a test fails when it is stale."""

import re
from pathlib import Path

from tests.harness.command import driftlint

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
SAMPLE = ROOT / "tests" / "projects" / "shop_fastapi"
COMMANDS = ("driftlint check shop/services/checkout.py", "driftlint endpoints shop/api/stock.py")
BEGIN = "<!-- Real output in tests/projects/shop_fastapi, written by `python -m tests.cli.readme`; do not edit -->"
END = "<!-- End of it -->"


def captured() -> str:
    """The commands as typed and what they print; times, which differ from run to run, are shown as the first was."""
    out = [BEGIN, "", "```console"]
    for command in COMMANDS:
        ended = driftlint(*command.split()[1:], folder=SAMPLE, COLUMNS="120")
        assert ended.err == ""
        out += [f"$ {command}", re.sub(r"\d+\.\d\d s", "0.05 s", ended.out)]
    return "\n".join([*out[:-1], out[-1].rstrip(), "```", "", END])


def shown() -> str:
    """What the README shows now."""
    text = README.read_text(encoding="utf-8")
    return text[text.index(BEGIN) : text.index(END) + len(END)]


if __name__ == "__main__":
    content = README.read_text(encoding="utf-8")
    README.write_text(content.replace(shown(), captured()), encoding="utf-8")
