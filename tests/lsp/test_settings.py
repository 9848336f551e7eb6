"""The settings of the server, and of the extension for VS Code, which documents them."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from driftlint.lsp.settings import Settings, settings_of

MANIFEST = Path(__file__).resolve().parents[2] / "vscode-client" / "package.json"


def declared() -> dict[str, Any]:
    properties = json.loads(MANIFEST.read_text(encoding="utf-8"))["contributes"]["configuration"]["properties"]
    return {name.removeprefix("driftlint."): it for name, it in properties.items()}


def test_extension_declares_each_setting_as_it_is() -> None:
    for field in msgspec.structs.fields(Settings):
        schema = msgspec.json.schema(field.type)
        there = declared()[field.encode_name]
        assert there["default"] == field.default
        assert sorted(there.get("enum", ())) == sorted(schema.get("enum", ()))


def test_what_the_server_does_not_know_is_the_extension_s_own() -> None:
    ours = {field.encode_name for field in msgspec.structs.fields(Settings)}
    assert set(declared()) - ours == {"path", "arguments", "trace.server"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, Settings()),
        ([], Settings()),
        ({"codeLens": False}, Settings(code_lens=False)),
        ({"driftlint": {"codeLens": False, "unheardOf": 1}}, Settings(code_lens=False)),
        ({"codeLens": "no", "diagnose": "openFiles"}, Settings(diagnose="openFiles")),
    ],
)
def test_what_cannot_be_read_is_as_if_it_were_left_out(given: object, expected: Settings) -> None:
    assert settings_of(given) == expected
