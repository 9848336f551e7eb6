"""The parts of a project and their imports, held against what grimp says of the same code."""

from pathlib import Path

import grimp

from driftlint.analysis.project import Project
from driftlint.index.import_graph import Part, parts
from tests.architecture.server_source import PACKAGE as OWN


def parts_of(root: Path, texts: dict[str, str]) -> list[Part]:
    project = Project(str(root))
    for name, text in texts.items():
        project.open(str(root / name), text)
    return list(parts(project.db))


TYPES_ONLY = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import shop.api\n"
PACKAGE = {"shop/__init__.py": "", "shop/api/__init__.py": "", "shop/api/orders.py": "", "shop/db.py": ""}


def test_parts_stand_above_what_they_import(tmp_path: Path) -> None:
    found = parts_of(
        tmp_path,
        {
            **PACKAGE,
            "shop/api/orders.py": "from ..services import place\n",
            "shop/services.py": "def place():\n    from shop import db\n",
        },
    )
    assert [(it.name, it.patterns, it.imports) for it in found] == [
        ("shop.api", ("shop.api.**",), ("shop.services",)),
        ("shop.services", ("shop.services",), ("shop.db",)),
        ("shop.db", ("shop.db",), ()),
    ]


def test_parts_that_import_each_other_are_one(tmp_path: Path) -> None:
    found = parts_of(
        tmp_path,
        {
            **PACKAGE,
            "shop/api/orders.py": "from shop import db\nfrom shop.services import place, cancel\n",
            "shop/services.py": "import shop.db\nimport logging\n",
            "shop/db.py": f"import shop.services\n{TYPES_ONLY}",
            "shop/logging.py": "",
        },
    )
    assert [(it.name, it.patterns, it.upwards) for it in found if it.name != "shop.logging"] == [
        ("shop.api", ("shop.api.**",), ()),
        ("shop.services", ("shop.db", "shop.services"), (("shop.services", "shop.db", 1),)),
    ]


def test_file_of_several_names_goes_by_the_one_that_is_imported(tmp_path: Path) -> None:
    found = parts_of(
        tmp_path,
        {
            **PACKAGE,
            "shop/database/__init__.py": "",
            "shop/database/manage.py": "import shop.database.core\n",
            "shop/database/core.py": "import logging\n",
            "shop/database/logging.py": "",
            "shop/api/orders.py": "from shop.database.core import Session\n",
        },
    )
    assert {it.name: it.imports for it in found} == {
        "shop.api": ("shop.database",), "shop.database": (), "shop.db": (),
    }  # fmt: skip


def test_own_code_is_seen_as_grimp_sees_it() -> None:
    graph = grimp.build_graph("driftlint", cache_dir=None, exclude_type_checking_imports=True)
    for child in graph.find_children("driftlint"):
        graph.squash_module(child)
    wanted = {
        child: {it for it in graph.find_modules_directly_imported_by(child) if it.startswith("driftlint.")}
        for child in graph.find_children("driftlint")
    }
    found = parts(Project(str(OWN.parent)).db)
    assert all(len(it.patterns) == 1 for it in found)
    seen = {it.name: {name for name in it.imports if name != "driftlint"} for it in found if it.name != "driftlint"}
    assert seen == wanted
    names = [it.name for it in found]
    assert all(names.index(it.name) < names.index(below) for it in found for below in it.imports)
