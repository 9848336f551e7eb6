"""The wheel holds the code and the registry, and nothing else."""

from hatchling.builders.wheel import WheelBuilder

from tests.architecture.server_source import PACKAGE, ROOT

REGISTRY = ROOT / "rules"


def test_wheel_carries_the_code_and_the_registry() -> None:
    code = {f"driftlint/{path.relative_to(PACKAGE).as_posix()}" for path in PACKAGE.rglob("*.py")}
    registry = {
        f"driftlint/_registry/{path.relative_to(REGISTRY).as_posix()}" for path in REGISTRY.rglob("*") if path.is_file()
    }
    assert any(path.endswith(".yaml") for path in registry)

    held = {file.distribution_path.replace("\\", "/") for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    assert held == code | registry | {"driftlint/py.typed"}
