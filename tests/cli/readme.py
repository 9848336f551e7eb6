"""The generated parts of the README: `python -m tests.cli.readme` writes them, a test fails when one is stale."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from driftlint.rules.registry import registry
from tests.harness.command import driftlint

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
SAMPLE = ROOT / "tests" / "projects" / "shop_fastapi"
COMMANDS = ("driftlint check shop/services/checkout.py", "driftlint endpoints shop/api/stock.py")


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between two comments."""

    name: str
    make: Callable[[], str]

    def made(self) -> str:
        """The part as it should be, with the comments around it."""
        return f"{self._begin}\n\n{self.make()}\n\n<!-- end of {self.name} -->"

    def shown(self) -> str:
        """The part as the README has it."""
        text = README.read_text(encoding="utf-8")
        end = f"<!-- end of {self.name} -->"
        return text[text.index(self._begin) : text.index(end) + len(end)]

    @property
    def _begin(self) -> str:
        return f"<!-- {self.name}, written by `python -m tests.cli.readme`; do not edit -->"


def output() -> str:
    """The commands as typed and what they print; times, which differ from run to run, are shown as the first was."""
    out = ["```console"]
    for command in COMMANDS:
        ended = driftlint(*command.split()[1:], folder=SAMPLE, COLUMNS="120")
        assert ended.err == ""
        out += [f"$ {command}", re.sub(r"\d+\.\d\d s", "0.05 s", ended.out)]
    return "\n".join([*out[:-1], out[-1].rstrip(), "```"])


def rules() -> str:
    """A table of the rules."""
    rows = [
        f"| [`{id_}`](rules/{PurePath(registry().paths[id_]).parent.name}/{id_}.yaml) | {rule.summary} |"
        for id_, rule in registry().rules.items()
    ]
    return "\n".join(["| rule | what it does |", "| --- | --- |", *rows])


PARTS = (Part("real output in tests/projects/shop_fastapi", output), Part("the rules", rules))

if __name__ == "__main__":
    for part in PARTS:
        content = README.read_text(encoding="utf-8")
        README.write_text(content.replace(part.shown(), part.made()), encoding="utf-8")
