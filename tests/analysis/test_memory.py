"""What is remembered does not grow with the number of edits."""

from pathlib import Path

from driftlint.analysis.project import Project
from tests.lsp.workspace import SHOP, write

EDITS = 2_000


def test_ever_new_names_and_files_are_let_go(tmp_path: Path) -> None:
    project = Project(str(write(tmp_path, SHOP)))
    orders = tmp_path / "shop" / "orders.py"
    sizes = []
    for number in range(EDITS):
        name = f"place_{number}"
        project.open(str(orders), SHOP["shop/orders.py"].replace("place_order", name).replace("charge", f"c{number}"))
        added = str(tmp_path / "shop" / f"added_{number}.py")
        project.open(added, f"from shop.orders import {name}\n\n\ndef again(order):\n    {name}(order)\n")
        project.findings(str(orders))
        project.findings(added)
        project.close(added)
        if project.untidy:
            project.tidy()
        sizes.append(len(project.db))
    assert max(sizes) < 10_000
    assert max(sizes[EDITS // 2 :]) <= max(sizes[: EDITS // 2])
    assert len(list(project.files())) == len(SHOP)
