"""What is generated is committed as the code generates it now, and the rule files fit the schema's keys."""

import json

import pytest

from driftlint.generate import generated, main


def test_nothing_generated_is_stale(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().out


def test_schemas_know_the_keys_people_write() -> None:
    schemas = {path.name: json.loads(text) for path, text in generated().items() if path.suffix == ".json"}
    rule = schemas["schema.json"]["$defs"]["Rule"]["properties"]
    constraints = schemas["constraints.schema.json"]["$defs"]["Config"]["properties"]
    assert {"id", "why", "instead", "match", "fix", "tests"} <= rule.keys()
    assert {"version", "source", "exclude", "layers", "teach", "rules"} <= constraints.keys()
