"""Which file an import means, in the layouts projects have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftlint.index.modules import is_namespace, module_name, module_path
from tests.harness.workspace import Workspace, describe, name_of, path_of

F = "def f(): pass\n"


def revealed(texts: dict[str, str], **layout: list[str]) -> list[str]:
    return Workspace(texts, **layout).revealed()


@pytest.mark.parametrize(
    "statement",
    [
        "from shop.pay import f\nreveal(f)",
        "from shop import pay\nreveal(pay.f)",
        "import shop.pay\nreveal(shop.pay.f)",
        "import shop.pay as p\nreveal(p.f)",
        "from shop.pay import f as g\nreveal(g)",
        "from shop.pay import *\nreveal(f)",
        "from .pay import f\nreveal(f)",
        "from . import pay\nreveal(pay.f)",
        "from ..shop.pay import f\nreveal(f)",
        "import shop\nimport shop.pay\nreveal(shop.pay.f)",
        "try:\n    from shop.pay import f\nexcept ImportError:\n    raise\nreveal(f)",
        "if True:\n    from shop.pay import f\nreveal(f)",
        "def g():\n    from shop.pay import f\n    reveal(f)",
        "def g():\n    import shop.pay\n    reveal(shop.pay.f)",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from shop.pay import f\nreveal(f)",
    ],
)
def test_every_way_to_import_finds_the_file(statement: str) -> None:
    texts = {"shop/__init__.py": "", "shop/pay.py": F, "shop/api.py": statement}
    assert revealed(texts) == ["function shop.pay.f"]


@pytest.mark.parametrize(
    ("layout", "importer", "statement", "meant"),
    [
        (["src/shop/__init__.py", "src/shop/pay.py"], "src/shop/api.py", "shop.pay", "src/shop/pay.py"),
        (["backend/shop/__init__.py", "backend/shop/pay.py"], "backend/main.py", "shop.pay", "backend/shop/pay.py"),
        (["src/shop/pay.py"], "src/shop/api.py", "shop.pay", "src/shop/pay.py"),
        (["shop/pay.py"], "main.py", "shop.pay", "shop/pay.py"),
        (["apps/api/app/__init__.py", "apps/api/app/pay.py"], "apps/api/app/x.py", "app.pay", "apps/api/app/pay.py"),
        (["backend/app/pay.py"], "backend/app/api/routes.py", "app.pay", "backend/app/pay.py"),
        (["backend/app/pay.py"], "backend/main.py", "app.pay", "backend/app/pay.py"),
        (["services/shop/app/pay.py"], "services/shop/app/api/x.py", "app.pay", "services/shop/app/pay.py"),
        (["app/__init__.py", "app/db/__init__.py", "app/db/manage.py", "app/db/logging.py"], "x.py", "logging", None),
        (["app/__init__.py", "app/stripe/__init__.py"], "app/pay.py", "stripe", None),
        (["shop/pay.py"], "main.py", "pay", None),
        (["shop/__init__.py", "shop/src/pay.py"], "main.py", "pay", None),
        (["apps/__init__.py", "apps/manage.py", "apps/pay/urls.py"], "apps/shop/x.py", "pay.urls", "apps/pay/urls.py"),
        (["apps/__init__.py", "apps/manage.py", "apps/pay.py"], "tests/x.py", "apps.pay", "apps/pay.py"),
        (["apps/__init__.py", "apps/run.py", "apps/pay/urls.py"], "apps/shop/x.py", "pay.urls", None),
    ],
)
def test_source_roots_are_found(layout: list[str], importer: str, statement: str, meant: str | None) -> None:
    workspace = Workspace(dict.fromkeys([*layout, importer], ""))
    found = module_path(workspace.db, statement, path_of(importer))
    assert (found and name_of(found)) == meant


def test_a_folder_with_a_project_file_is_a_source_root() -> None:
    texts = {"services/billing/pay.py": F, "services/billing/api.py": "from pay import f\nreveal(f)"}
    assert revealed(texts, markers=["services/billing"]) == ["function pay.f"]
    assert revealed(texts, source=["services/billing"]) == ["function pay.f"]
    assert revealed(texts) == ["external pay.f"]


def test_of_two_modules_of_one_name_the_one_in_the_own_root_is_meant() -> None:
    texts = {
        "a/app/__init__.py": "", "a/app/pay.py": "class A: pass\n", "a/app/api.py": "from app.pay import A\nreveal(A)",
        "b/app/__init__.py": "", "b/app/pay.py": "class B: pass\n", "b/app/api.py": "from app.pay import B\nreveal(B)",
    }  # fmt: skip
    assert revealed(texts) == ["class app.pay.A", "class app.pay.B"]


def test_a_package_re_exports() -> None:
    texts = {
        "shop/__init__.py": "from .services import *\nfrom . import gateway as gate",
        "shop/services/__init__.py": "from .pay import f, _hidden\nfrom .other import *\n__all__ = ['f', 'g']",
        "shop/services/pay.py": "from shop.deep import f\ndef _hidden(): pass\n",
        "shop/services/other.py": "__all__ = ['g']\ndef g(): pass\ndef h(): pass\n",
        "shop/deep.py": F,
        "shop/gateway.py": "class Client: pass\n",
        "main.py": "import shop\nfrom shop import f\n"
        "reveal(f)\nreveal(shop.g)\nreveal(shop.h)\nreveal(shop.gate.Client)",
    }
    assert revealed(texts) == [
        "function shop.deep.f",
        "function shop.services.other.g",
        "unknown",
        "class shop.gateway.Client",
    ]


def test_imports_that_go_round_in_circles_end() -> None:
    texts = {
        "a.py": "from b import x, f\nimport b\nreveal(x)\nreveal(f)",
        "b.py": "from a import x\nfrom a import *\nimport a\ndef f(): return a.f()\nreveal(a.b.f)",
    }
    assert revealed(texts) == ["unknown", "function b.f", "function b.f"]


def test_a_package_and_a_module_of_the_same_name() -> None:
    texts = {
        "pay/__init__.py": "from .pay import f\n",
        "pay/pay.py": F,
        "api.py": "import pay\nreveal(pay.f)\nfrom pay import pay as inner\nreveal(inner.f)",
    }
    assert revealed(texts) == ["function pay.pay.f", "function pay.pay.f"]


def test_a_name_a_package_binds_hides_its_module_of_that_name() -> None:
    texts = {
        "shop/__init__.py": "from .service import service\n",
        "shop/service.py": "class Service:\n    def run(self): pass\n\n\nservice = Service()\n",
        "api.py": "from shop import service\nreveal(service.run)\n",
    }
    assert revealed(texts) == ["function shop.service.Service.run"]


def test_a_namespace_package_has_modules() -> None:
    texts = {"shop/pay/core.py": F, "main.py": "import shop.pay.core\nfrom shop.pay import core\nreveal(core.f)"}
    assert revealed(texts) == ["function shop.pay.core.f"]


@pytest.mark.parametrize(
    "statement",
    [
        "from core.pay import f",
        "from core import pay\nf = pay.f",
        "from api.own import f",
        "from api import own\nf = own.f",
    ],
)
def test_a_program_without_packages_is_run_from_a_folder_above(statement: str) -> None:
    texts = {"backend/core/pay.py": F, "backend/api/own.py": F, "backend/api/x.py": f"{statement}\nreveal(f)"}
    assert revealed(texts)[0].endswith((".pay.f", ".own.f"))


def test_a_library_is_not_taken_for_a_folder_of_its_name() -> None:
    texts = {"app/stripe/calls.py": F, "app/x.py": "import stripe\nfrom stripe import Charge\nreveal(stripe.Charge)"}
    assert revealed(texts) == ["external stripe.Charge"]


def test_a_relative_import_that_leaves_the_project_means_nothing() -> None:
    assert revealed({"shop/__init__.py": "", "shop/api.py": "from .... import f\nreveal(f)"}) == ["unknown"]


def test_a_stub_does_not_hide_what_a_module_does() -> None:
    workspace = Workspace({"shop/__init__.py": "", "shop/pay.py": F})
    assert module_name(workspace.db, path_of("shop/pay.py")) == "shop.pay"
    assert module_name(workspace.db, path_of("shop/__init__.py")) == "shop"
    assert module_name(workspace.db, path_of("scripts/not-a-module.py")) == "not-a-module"
    assert describe(None) == "unknown"


def test_a_file_that_appears_is_what_an_import_means_from_then_on() -> None:
    workspace = Workspace({"api.py": "from shop.pay import f\nreveal(f)"})
    assert workspace.revealed() == ["external shop.pay.f"]
    workspace.edit("shop/pay.py", F)
    assert workspace.revealed() == ["function shop.pay.f"]
    workspace.edit("shop/pay.py", "f = g")
    assert workspace.revealed() == ["unknown"]
    workspace.remove("shop/pay.py")
    assert workspace.revealed() == ["external shop.pay.f"]


def test_a_project_in_a_folder_of_its_packages_name_is_a_source_root_from_wherever_it_is_seen() -> None:
    texts = {
        "server/__init__.py": "",
        "server/server/__init__.py": "",
        "server/server/pay.py": F,
        "server/main.py": "from server.pay import f\nreveal(f)",
    }
    assert revealed(texts, markers=[".", "server"]) == ["function server.pay.f"]
    inside = {name.removeprefix("server/"): text for name, text in texts.items()}
    assert revealed(inside, markers=["."]) == ["function server.pay.f"]


def test_a_project_file_beside_an_init_does_not_turn_a_packages_folders_into_modules() -> None:
    texts = {"app/__init__.py": "", "app/stripe/__init__.py": F, "app/pay.py": "from stripe import f\nreveal(f)"}
    assert revealed(texts, markers=[".", "app"]) == ["external stripe.f"]


FILES = ("app/pay.py", "app/pay.pyi", "app/__init__.py", "app/pay/__init__.py", "src/app/pay.py", "src/pay.py",
         "app/pay/deep/x.py", "src/manage.py", "pay.py")  # fmt: skip
NAMES = ("app", "app.pay", "pay", "pay.deep.x", "app.pay.deep", "deep.x", "src.app.pay", "os")


@given(st.lists(st.sampled_from(FILES), max_size=12))
def test_files_that_come_and_go_leave_nothing_behind(toggled: list[str]) -> None:
    workspace = Workspace({"app/api.py": "", "src/main.py": ""})
    for name in toggled:
        meant(workspace)
        if name in workspace.texts:
            workspace.remove(name)
        else:
            workspace.edit(name, "")
    assert meant(workspace) == meant(Workspace(workspace.texts))


def meant(workspace: Workspace) -> list[tuple[str | None, bool]]:
    return [
        (module_path(workspace.db, name, path_of(importer)), is_namespace(workspace.db, name, path_of(importer)))
        for importer in ("app/api.py", "src/main.py")
        for name in NAMES
    ]


@pytest.mark.parametrize(
    ("file", "says", "found"),
    [
        ("site/settings.py", "import os, sys\nsys.path.insert(0, os.path.join(HERE, 'apps'))\n", True),
        ("site/settings/base.py", "import sys\nsys.path.append(str(ROOT / 'apps'))\n", True),
        ("manage.py", "import sys\ndef main():\n    sys.path.insert(0, 'apps/')\n", True),
        ("site/settings.py", "import sys\nsys.path.insert(0, str(ROOT / 'plugins'))\n", False),
        ("site/settings.py", "INSTALLED_APPS.insert(0, 'apps')\n", False),
        ("site/pages.py", "import sys\nsys.path.insert(0, 'apps')\n", False),
    ],
)
def test_imports_start_from_what_settings_and_scripts_put_on_the_path(file: str, says: str, found: bool) -> None:
    apps = "apps" if file == "manage.py" else "site/apps"
    packages = ("site/__init__.py", f"{apps}/__init__.py", f"{apps}/orders/__init__.py")
    texts = dict.fromkeys(packages, "") | {
        f"{apps}/orders/pay.py": F,
        "site/api.py": "from orders.pay import f\nreveal(f)",
    }
    (value,) = revealed(texts | {file: says})
    assert (value.endswith(".orders.pay.f") and value.startswith("function")) is found
