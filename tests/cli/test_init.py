"""`driftlint init`: a first `constraints.yaml` that is true of the project and changes nothing."""

import re
import shutil
from pathlib import Path

import pytest

from driftlint.analysis.config import read_config
from driftlint.analysis.project import Project
from driftlint.analysis.starting import starting_file
from tests.analysis.test_sample_projects import PROJECTS
from tests.cli.backends import API, ROUTED
from tests.harness.command import driftlint, write

SAMPLES = sorted(it.name for it in PROJECTS.iterdir() if it.is_dir())


def sample(name: str, folder: Path) -> Path:
    """A copy of a sample project without its own constraints."""
    root = folder / name
    shutil.copytree(PROJECTS / name, root)
    (root / "constraints.yaml").unlink(missing_ok=True)
    return root


def said(project: Project) -> list[tuple[str, str]]:
    return [(it.fingerprint, it.diagnostic.message) for it in project.check([project.root]).findings]


@pytest.mark.parametrize("name", SAMPLES)
def test_it_loads_and_changes_no_finding(name: str, tmp_path: Path) -> None:
    root = sample(name, tmp_path)
    before = said(Project(str(root)))
    text = starting_file(Project(str(root)))
    assert read_config(text)[1] == ()
    write(root, {"constraints.yaml": text})
    after = Project(str(root))
    assert after.mistakes == ()
    assert said(after) == before
    assert starting_file(after) == text, "what it wrote is not what it sees"


@pytest.mark.parametrize("name", SAMPLES)
def test_what_stands_there_as_a_comment_can_be_put_in_force(name: str, tmp_path: Path) -> None:
    text = starting_file(Project(str(sample(name, tmp_path))))
    sections = re.split(r"\n\n", text)
    layers = next((it for it in sections if "\n# layers:" in it), "")
    public = sections[-1]
    lines = [it[2:] for it in f"{layers}\n{public}".splitlines() if re.match(r"# (layers:|rules:|  +(?!and \d))", it)]
    config, mistakes = read_config("\n".join(lines) + "\n")
    assert mistakes == (), "\n".join(lines)
    assert config is not None
    assert config.setting("unguarded-endpoint").public


def test_what_is_said_of_the_shop(tmp_path: Path) -> None:
    lines = starting_file(Project(str(sample("shop_fastapi", tmp_path)))).splitlines()
    plain = [re.sub(r" +", " ", it) for it in lines]
    assert "# It saw 39 Python files (tests left out), 36 endpoints of FastAPI." in plain
    layers = [it.split()[1].rstrip(":") for it in plain[plain.index("# layers:") + 1 :] if it.startswith("# ")]
    order = [it for it in layers if it in ("main", "api", "services", "gateways", "models", "db", "config")]
    assert order == ["main", "api", "services", "models", "db", "gateways", "config"]
    assert {
        " - shop.auth.users.current_user # before 26 endpoints",
        " - shop.auth.permissions.require_role # before 7 endpoints",
        "# sqlalchemy.orm.sessionmaker.begin opens a transaction around or in 16 functions.",
    } <= set(plain)
    assert not [it for it in lines if re.match(r"#? *(seen|found)\b", it, re.IGNORECASE)], "no remark looks like a key"


def test_own_wrapper_is_named(tmp_path: Path) -> None:
    unit = """
        from contextlib import contextmanager
        from django.db import transaction


        @contextmanager
        def unit_of_work():
            with transaction.atomic():
                yield
        """
    orders = ROUTED["shop/orders.py"].replace("transaction.atomic()", "unit_of_work()")
    orders = orders.replace("from django.db import transaction", "from shop.db import unit_of_work")
    write(tmp_path, {**ROUTED, "shop/db.py": unit, "shop/orders.py": orders})
    text = driftlint("init", "--print", folder=tmp_path).out
    assert re.search(r"\n  transactions:\n    - shop\.db\.unit_of_work +# around or in 1 function\n", text)


def test_it_is_written_once(tmp_path: Path) -> None:
    write(tmp_path, API)
    shown = driftlint("init", "--print", folder=tmp_path)
    assert not (tmp_path / "constraints.yaml").exists()
    ended = driftlint("init", folder=tmp_path / "shop")
    assert (ended.code, ended.err) == (0, "")
    assert (tmp_path / "constraints.yaml").read_text(encoding="utf-8") == shown.out
    before, after = (driftlint("check", *it, folder=tmp_path) for it in ((), ()))
    assert before.code == after.code == 1
    (tmp_path / "constraints.yaml").write_text("version: 1\n")
    refused = driftlint("init", folder=tmp_path)
    assert refused.err == (
        "driftlint: `constraints.yaml` is there already; `--force` writes over it, `--print` only shows\n"
    )
    assert refused.code == 2
    assert (tmp_path / "constraints.yaml").read_text() == "version: 1\n"
    assert driftlint("init", "--print", folder=tmp_path).out == shown.out
    assert driftlint("init", "--force", folder=tmp_path).code == 0
    assert (tmp_path / "constraints.yaml").read_text(encoding="utf-8") == shown.out


def test_folder_that_is_named_gets_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"pyproject.toml": "", **{f"backend/{name}": text for name, text in API.items() if name.endswith(".py")}},
    )
    assert driftlint("init", "backend", folder=tmp_path).code == 0
    assert (tmp_path / "backend" / "constraints.yaml").exists()
    assert driftlint("check", "backend", folder=tmp_path).code == 1


def test_nothing_to_see(tmp_path: Path) -> None:
    ended = driftlint("init", ".", folder=tmp_path)
    assert ended.err.startswith("driftlint: no Python files below")
    assert ended.code == 2
