"""What is said of an unguarded endpoint among guarded ones, by what its handler does and says."""

from pathlib import Path

import pytest

from driftlint.analysis.project import Project, Report
from driftlint.rules.matched import Matched
from driftlint.rules.unguarded_endpoints import unguarded_endpoints

GUARDED = """from flask import Blueprint, abort, current_app, make_response, redirect, request
from functools import wraps
from flask_login import login_required
from shop import actions
from shop.security import require_csrf_token

orders = Blueprint("orders", __name__)

@orders.route("/orders/<id>", methods=["PUT"])
@login_required
def update(id):
    actions.update(id)

@orders.route("/orders/<id>", methods=["DELETE"])
@login_required
def drop(id):
    actions.drop(id)

@orders.route("/orders/<id>/copies", methods=["POST"])
@login_required
def copy(id):
    actions.copy(id)

"""

SECURITY = """from functools import wraps
from flask import abort, request

def require_csrf_token(view):
    @wraps(view)
    def inner(*args, **kwargs):
        if request.headers.get("X-CSRF") != request.cookies.get("csrf"):
            abort(400)
        return view(*args, **kwargs)
    return inner
"""


def check(folder: Path, handler: str) -> Report:
    package = folder / "shop"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "security.py").write_text(SECURITY, encoding="utf-8")
    (package / "actions.py").write_text("def update(id): ...\ndef get_action(name): ...\n", encoding="utf-8")
    (package / "orders.py").write_text(GUARDED + handler, encoding="utf-8")
    (folder / "app.py").write_text(
        "from flask import Flask\nfrom shop.orders import orders\n\napp = Flask(__name__)\n"
        "app.register_blueprint(orders)\n",
        encoding="utf-8",
    )
    return Project(str(folder)).check()


ROUTE = '@orders.route("/orders/<id>/close", methods=["POST"])\n'


@pytest.mark.parametrize(
    ("handler", "count"),
    [
        pytest.param(ROUTE + "def close(id):\n    actions.update(id)\n", 1, id="plain"),
        pytest.param(ROUTE + "@require_csrf_token\ndef close(id):\n    actions.update(id)\n", 1, id="csrf"),
        pytest.param(
            ROUTE + "def close(id):\n    answer = make_response(redirect('/'))\n    answer.delete_cookie('a')\n"
            "    return answer\n",
            0,
            id="cookie",
        ),
        pytest.param(
            ROUTE + 'def close(id):\n    """Close it. This endpoint is anonymous."""\n    actions.update(id)\n',
            0,
            id="says so",
        ),
        pytest.param(
            ROUTE + 'def close(id):\n    """Close it. Unauthenticated users get a 401."""\n    actions.update(id)\n',
            1,
            id="says the contrary",
        ),
        pytest.param(ROUTE + "def recover_password(id):\n    actions.update(id)\n", 0, id="name"),
    ],
)
def test_unguarded(tmp_path: Path, handler: str, count: int) -> None:
    report = check(tmp_path, handler)
    found = [it.diagnostic for it in report.findings if it.diagnostic.rule == "unguarded-endpoint"]
    assert [it.subject for it in found] == ["POST /orders/<id>/close"] * count
    assert report.unknown == ()


@pytest.mark.parametrize(
    "does",
    [
        "actions.get_action('order_close')({}, id)",
        "action = getattr(actions, request.args['do'])\n    action(id)",
    ],
)
def test_callee_chosen_when_it_runs(tmp_path: Path, does: str) -> None:
    report = check(tmp_path, ROUTE + f"def close(id):\n    {does}\n")
    assert not [it for it in report.findings if it.diagnostic.rule == "unguarded-endpoint"]
    (unknown,) = report.unknown
    assert "chosen when it runs" in unknown.message


def test_being_public_excuses_only_where_the_rule_says_so(tmp_path: Path) -> None:
    login = '@orders.route("/login", methods=["POST"])\ndef login():\n    actions.start(request.form)\n'
    (tmp_path / "api.py").write_text(GUARDED + login, encoding="utf-8")
    project, path = Project(str(tmp_path)), str(tmp_path / "api.py")
    assert list(unguarded_endpoints(project.db, (), path)) == []
    (found,) = unguarded_endpoints(project.db, None, path)
    assert isinstance(found, Matched)
    assert found.subject == "POST /login"
