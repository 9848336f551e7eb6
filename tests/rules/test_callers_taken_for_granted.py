"""Flask handlers that take for granted that their caller is known, and blueprints that something unseen may guard."""

from pathlib import Path

import pytest

from tests.harness.unguarded import checked, unguarded

VIEWS = """from flask import Blueprint
from flask_login import current_user, login_required
from models import Order

pages = Blueprint("pages", __name__)

@pages.route("/login", methods=["POST"])
def login(): ...

@pages.route("/register", methods=["POST"])
def register(): ...

@pages.route("/orders", methods=["POST"])
@login_required
def place():
    return Order.query.all()

@pages.route("/mail", methods=["POST"])
def mail():
    {does}
"""


def unguarded_in(folder: Path, does: str) -> list[str]:
    """What is reported of an application in which most else is guarded, and the handler of `POST /mail` does that."""
    more = "".join(
        f'@pages.route("/do{it}", methods=["POST"])\n@login_required\ndef do{it}(): ...\n\n' for it in range(9)
    )
    texts = {
        "pages.py": VIEWS.replace("{does}", does),
        "more.py": VIEWS.partition("@pages")[0] + more,
        "main.py": "from flask import Flask\nfrom pages import pages\nfrom more import pages as more\n"
        "app = Flask(__name__)\napp.register_blueprint(pages)\napp.register_blueprint(more)\n",
    }
    return unguarded(checked(folder, texts))


@pytest.mark.parametrize(
    ("does", "subjects"),
    [
        ("send(current_user.address)", ["POST /mail"]),
        ("send(current_user.address if current_user.is_authenticated else '')", []),
        ("send('shop')", []),
    ],
)
def test_who_takes_the_caller_for_granted_needs_a_guard(tmp_path: Path, does: str, subjects: list[str]) -> None:
    assert unguarded_in(tmp_path, does) == subjects


@pytest.mark.parametrize(
    "does",
    [
        "send(getattr(current_user, 'address', ''))",
        "try:\n        send(current_user.address)\n    except AttributeError: ...",
    ],
)
def test_who_reckons_with_strangers_takes_no_caller_for_granted(tmp_path: Path, does: str) -> None:
    assert unguarded_in(tmp_path, does) == []


@pytest.mark.parametrize(("guard", "count"), [("@login_required\n", 1), ("", 0)])
def test_guarded_neighbours_tell_that_nothing_unseen_guards_a_blueprint(tmp_path: Path, guard: str, count: int) -> None:
    text = "from flask import Flask\nfrom flask_login import login_required\nfrom kit import Module, modules\n\n"
    text += "pages = Module('pages', __name__)\n\n"
    for word in ("pay", "ship", "change", "cancel", "bill"):
        text += f'@pages.route("/{word}", methods=["POST"])\n{guard}def {word}(): ...\n\n'
    text += '@pages.route("/drop", methods=["POST"])\ndef drop(id):\n    Order.query.get(id).delete()\n\n'
    kit = "from flask import Blueprint\n\nclass Module(Blueprint): ...\n\ndef modules(): ...\n"
    main = (
        "from flask import Flask\nfrom kit import modules\nfrom flask_login import login_required\n\n"
        "app = Flask(__name__)\nfor it in modules():\n    app.register_blueprint(it)\n\n"
        '@app.route("/mine")\n@login_required\ndef mine(): ...\n'
    )
    report = checked(tmp_path, {"kit.py": kit, "pages.py": text, "main.py": main})
    assert unguarded(report) == ["POST /drop"] * count
    assert not count or report.unknown == ()
