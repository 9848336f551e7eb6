"""What the README says is so."""

import argparse
import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from driftlint.analysis.config import read_config
from driftlint.cli.arguments import parser
from driftlint.index.frameworks.registry import BY_FILE, ENTRIES, WHOLE
from driftlint.lsp.settings import Settings
from driftlint.rules.registry import registry
from tests.cli.backends import PAY
from tests.cli.readme import PARTS, README, ROOT, SAMPLE, Part
from tests.harness.command import driftlint, write

TEXT = README.read_text(encoding="utf-8")


FRAMEWORKS = {
    "fastapi": ("FastAPI", "Starlette"),
    "flask": ("Flask",),
    "django": ("Django", "Django REST framework", "django-ninja"),
    "litestar": ("Litestar",),
    "aiohttp_web": ("aiohttp",),
    "pyramid": ("Pyramid",),
    "flask_appbuilder": ("Flask-AppBuilder",),
    "strawberry": ("Strawberry",),
    "graphene": ("Graphene",),
    "tasks": ("Celery", "dramatiq", "MCP"),
}
"""What the first lines call what each module of the registry knows."""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("part", PARTS)
def test_generated_part_is_fresh(part: Part) -> None:
    assert part.shown() == part.made(), "stale: run `python -m tests.cli.readme`"


def test_frameworks_named_are_those_that_are_known() -> None:
    listed = (*(it.declared for it in BY_FILE), *WHOLE, *ENTRIES)
    assert {it.__module__.rpartition(".")[2] for it in listed} == FRAMEWORKS.keys()
    introduction = TEXT.partition("<!--")[0]
    assert [name for names in FRAMEWORKS.values() for name in names if name not in introduction] == []


def test_sample_has_as_many_mistakes_as_said() -> None:
    numbers = {"seven": 7, "eight": 8, "nine": 9}
    (word,) = re.findall(r"a sample backend, which has (\w+) mistakes", TEXT)
    ended = driftlint("check", str(SAMPLE), folder=ROOT)
    assert f": {numbers[word]} findings (" in ended.out
    assert ended.code == 1


def test_constraints_shown_are_in_order() -> None:
    (text,) = blocks("yaml")
    config, mistakes = read_config(text)
    assert mistakes == ()
    assert config is not None
    assert config.rules.keys() <= registry().rules.keys()


def test_comment_shown_excuses(tmp_path: Path) -> None:
    (line,) = blocks("python")
    write(tmp_path, {"pay.py": re.sub(r"requests\.post\(.*\)", lambda _: line, PAY)})
    ended = driftlint("check", folder=tmp_path)
    assert "http-in-transaction: the ledger must know" in ended.out
    assert "1 suppressed" in ended.out
    assert ended.code == 0


def test_options_named_are_there() -> None:
    named = set(re.findall(r"check (--[a-z-]+)", TEXT))
    helped = driftlint("check", "-h", folder=ROOT).out
    assert {it for it in named if it not in helped} == set()


def test_every_command_can_do_without_what_is_remembered() -> None:
    assert "Every command takes `--no-cache`" in TEXT
    (commands,) = (it for it in parser()._actions if isinstance(it, argparse._SubParsersAction))
    assert {name for name, it in commands.choices.items() if "--no-cache" not in it.format_help()} == set()
    assert len(commands.choices) > 5


def test_settings_named_are_those_there_are() -> None:
    (told,) = re.findall(r"Settings are told under `driftlint`: (.*?)\.\n", TEXT, re.DOTALL)
    named = {name: set(re.findall(r"`(\w+)`", values)) for name, values in re.findall(r"`(\w+)`\s+\((.*?)\)", told)}
    fields = msgspec.json.schema(Settings)["$defs"]["Settings"]["properties"]
    assert named == {name: set(it.get("enum", ("true", "false"))) for name, it in fields.items()}


def test_commands_install_what_the_project_offers() -> None:
    first, second, *_ = blocks("sh")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"].keys() == {"driftlint"}
    assert first.endswith(".venv/bin/driftlint check tests/projects/shop_fastapi\n")
    assert "'.[test]'" in second
    assert "test" in project["optional-dependencies"]
    assert project["requires-python"] == ">=3.11"
    assert "Python 3.11 or later" in TEXT


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)\)", TEXT))))
def test_links_lead_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


def test_editors_named_are_those_the_tests_run_with() -> None:
    recorded = {
        path.name.split("-")[0].rstrip("0123456789.") for path in (ROOT / "tests" / "lsp" / "clients").iterdir()
    }
    assert {"vscode", "nvim", "emacs", "helix"} <= recorded
