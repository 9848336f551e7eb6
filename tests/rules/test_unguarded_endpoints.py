"""What is said of an unguarded endpoint among guarded ones, by what its handler does and says."""

from pathlib import Path

import pytest

from driftlint.analysis.project import Project, Report
from driftlint.rules.matched import Matched
from driftlint.rules.unguarded_endpoints import unguarded_endpoints
from tests.harness.unguarded import checked, unguarded

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
    texts = {
        "shop/__init__.py": "",
        "shop/security.py": SECURITY,
        "shop/actions.py": "def update(id): ...\ndef get_action(name): ...\n",
        "shop/orders.py": GUARDED + handler,
        "app.py": "from flask import Flask\nfrom shop.orders import orders\n\napp = Flask(__name__)\n"
        "app.register_blueprint(orders)\n",
    }
    return checked(folder, texts)


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
            ROUTE + "def close(id):\n    session['seen'] = request.form.get('id')\n    logger.debug('Seen')\n"
            "    return make_response(json.dumps(1))\n",
            0,
            id="session",
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
        pytest.param(
            ROUTE + "@actions.may.require(403)\ndef close(id):\n    actions.update(id)\n", 0, id="told to refuse"
        ),
        pytest.param(
            ROUTE + "def close(id):\n    if current_app.config['ALLOW_PUBLIC_CLOSING']:\n        actions.update(id)\n",
            0,
            id="switched open",
        ),
        pytest.param(
            ROUTE + "def close(id):\n    if current_app.config['ALLOW_CLOSING']:\n        actions.update(id)\n",
            1,
            id="switched on",
        ),
        pytest.param(ROUTE + "def recover_password(id):\n    actions.update(id)\n", 0, id="name"),
    ],
)
def test_unguarded(tmp_path: Path, handler: str, count: int) -> None:
    report = check(tmp_path, handler)
    assert unguarded(report) == ["POST /orders/<id>/close"] * count
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
    assert unguarded(report) == []
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


@pytest.mark.parametrize(
    ("route", "does", "count"),
    [
        ("/users", "actions.create_person(request.json['name'], request.json['password'])", 0),
        ("/users", "actions.drop(request.json['name'])", 1),
        ("/users/<id>", "actions.set_password(request.json['password'])", 1),
    ],
)
def test_signing_up(tmp_path: Path, route: str, does: str, count: int) -> None:
    report = check(tmp_path, f'@orders.route("{route}", methods=["POST"])\ndef add(id=None):\n    {does}\n')
    assert unguarded(report) == [f"POST {route}"] * count


@pytest.mark.parametrize(("guard", "count"), [("", 0), ("@login_required\n", 1)])
def test_exempt_from_csrf(tmp_path: Path, guard: str, count: int) -> None:
    """Machines call a page that is exempt; it is an outlier only among other such pages that are guarded."""
    views = (
        "from django.contrib.auth.decorators import login_required\n"
        "from django.views.decorators.csrf import csrf_exempt\n"
        "from models import Order\nimport json\n\n"
        "@login_required\ndef place(request):\n    Order.objects.create(**json.loads(request.body))\n\n"
        f"@csrf_exempt\n{guard}def change(request):\n    Order.objects.update(**json.loads(request.body))\n\n"
        "@csrf_exempt\ndef told(request):\n    Order.objects.create(**json.loads(request.body))\n"
    )
    urls = (
        "from django.urls import path\nimport views\n\n"
        "urlpatterns = [path('place', views.place), path('change', views.change), path('told', views.told)]\n"
    )
    report = checked(tmp_path, {"views.py": views, "urls.py": urls})
    assert unguarded(report) == ["ANY /told"] * count


@pytest.mark.parametrize(
    ("path", "does", "count"),
    [
        ("told", "Order.objects.create(name=request.POST['name'])", 1),
        ("told/<uuid:code>", "Order.objects.filter(code=code).update(state=request.POST['state'])", 0),
    ],
)
def test_exempt_from_csrf_is_for_people_where_a_form_is_read(tmp_path: Path, path: str, does: str, count: int) -> None:
    views = (
        "from django.contrib.auth.decorators import login_required\n"
        "from django.views.decorators.csrf import csrf_exempt\n"
        "from models import Order\n\n"
        "@login_required\ndef place(request):\n    Order.objects.create(name=request.POST['name'])\n\n"
        "@login_required\ndef drop(request):\n    Order.objects.get(name=request.POST['name']).delete()\n\n"
        f"@csrf_exempt\ndef told(request, code=None):\n    {does}\n"
    )
    urls = (
        "from django.urls import path\nimport views\n\n"
        f"urlpatterns = [path('place', views.place), path('drop', views.drop), path('{path}', views.told)]\n"
    )
    report = checked(tmp_path, {"views.py": views, "urls.py": urls})
    assert len(unguarded(report)) == count


@pytest.mark.parametrize(
    ("does", "count"),
    [
        ("form = Wanted(request.POST)\n    return render(request, Order.objects.filter(by=form.by))", 0),
        ("form = Wanted(request.POST)\n    Order.objects.create(by=form.by)\n    return render(request)", 1),
        ("return render(request, 'x.html', {'all': settled(request.POST['by'])})", 1),
        ("return render(request, 'x.html', {'all': found(request.POST['by'])})", 0),
    ],
)
def test_a_form_by_which_only_something_is_looked_up_writes_nothing(tmp_path: Path, does: str, count: int) -> None:
    views = (
        "from django.contrib.auth.decorators import login_required\nfrom django.shortcuts import render\n"
        "from django.views.decorators.http import require_POST\nfrom forms import Wanted\nfrom models import Order\n\n"
        "def found(by):\n    return Order.objects.filter(by=by)\n\n"
        "def settled(by):\n    return Order.objects.filter(by=by).update(state=1)\n\n"
        "@login_required\n@require_POST\ndef place(request):\n    Order.objects.create(name=request.POST['name'])\n\n"
        "@login_required\n@require_POST\ndef drop(request):\n    Order.objects.get(name='a').delete()\n\n"
        f"def told(request):\n    {does}\n"
    )
    urls = (
        "from django.urls import path\nimport views\n\n"
        "urlpatterns = [path('place', views.place), path('drop', views.drop), path('told', views.told)]\n"
    )
    assert unguarded(checked(tmp_path, {"views.py": views, "urls.py": urls})) == ["ANY /told"] * count


@pytest.mark.parametrize(
    ("answer", "count"),
    [("return redirect(url_for('orders.show'))", 0), ("return jsonify(Order.query.all())", 1)],
)
def test_reads_that_only_send_on(tmp_path: Path, answer: str, count: int) -> None:
    guarded = "".join(
        f'@orders.route("/{it}")\n@login_required\ndef {it}():\n    return jsonify(Order.query.all())\n\n'
        for it in ("open", "paid", "sent", "late")
    )
    text = (
        "from flask import Blueprint, Flask, jsonify, redirect, url_for\nfrom flask_login import login_required\n"
        "from models import Order\n\n"
        f"orders = Blueprint('orders', __name__)\n\n{guarded}"
        f'@orders.route("/all")\ndef all_of_them():\n    {answer}\n\n'
        "app = Flask(__name__)\napp.register_blueprint(orders)\n"
    )
    report = checked(tmp_path, {"api.py": text})
    assert len(unguarded(report)) == count
