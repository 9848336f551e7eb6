"""Small Flask applications, each in other ways of putting rules together, listed as they are served."""

from pathlib import Path

import pytest

from tests.harness.listing import listed
from tests.harness.served import loaded, served_by_flask
from tests.harness.workspace import Workspace

ACCESS = """
import functools

from flask import abort, g, jsonify, redirect, request, session, url_for
from werkzeug.exceptions import Forbidden, Unauthorized


def login_required(view):
    @functools.wraps(view)
    def wrapped(*args, **kwargs):
        if "user" not in session:
            return redirect(url_for("login"))
        return view(*args, **kwargs)

    return wrapped


def role_required(role):
    def decorator(view):
        @functools.wraps(view)
        def wrapped(*args, **kwargs):
            if request.headers.get("x-role") != role:
                return jsonify(error="forbidden"), 403
            return view(*args, **kwargs)

        return wrapped

    return decorator


class Requires:
    def __init__(self, scope):
        self.scope = scope

    def __call__(self, view):
        @functools.wraps(view)
        def wrapped(*args, **kwargs):
            if self.scope not in request.headers.get("x-scopes", ""):
                raise Forbidden
            return view(*args, **kwargs)

        return wrapped


def editor_required(view):
    return role_required("editor")(view)


def logged(view):
    @functools.wraps(view)
    def wrapped(*args, **kwargs):
        return view(*args, **kwargs)

    return wrapped


def load_user():
    g.user = session.get("user")


def check_token():
    token = request.headers.get("Authorization")
    if not token:
        raise Unauthorized


def check_given_token():
    token = request.headers.get("Authorization")
    if token and token != "secret":
        abort(401)
"""

RULES = {
    "rul_app/__init__.py": "",
    "rul_app/access.py": ACCESS,
    "rul_app/app.py": """
        from flask import Blueprint, Flask, abort, g, jsonify, make_response, request, session
        from rul_app import access
        from rul_app.access import Requires, check_token, editor_required, load_user, logged
        from rul_app.access import login_required, role_required

        bp = Blueprint("bp", __name__, url_prefix="/bp")
        bare = Blueprint("bare", __name__)
        outer = Blueprint("outer", __name__, url_prefix="/outer")
        inner = Blueprint("inner", __name__, url_prefix="/inner")
        hooked = Blueprint("hooked", __name__)
        given = Blueprint("given", __name__)
        hooked.before_request(check_token)


        @given.before_request
        def only_given():
            access.check_given_token()

        @given.get("/page")
        def given_page():
            return "page"

        @hooked.route("/page")
        def hooked_page():
            return "page"

        @bp.route("/")
        def index():
            return "index"

        @bp.route("/both", methods=["GET", "POST"])
        @login_required
        def both():
            return "both"

        @bp.post("/role")
        @role_required("admin")
        def role():
            return "role"

        @bp.delete("/scope/<int:number>")
        @Requires("write")
        def scope(number):
            return "scope"

        @bp.put("/editor")
        @editor_required
        def editor():
            return "editor"

        @bp.get("/logged")
        @logged
        def logged_page():
            return "logged"

        @bare.route("/first")
        @bare.route("/second")
        def twice():
            return "twice"

        @outer.get("/page")
        def outer_page():
            return "page"

        @inner.get("/page")
        def inner_page():
            return "page"

        @inner.before_request
        def inner_only():
            if session.get("user") is None:
                abort(403)

        def by_rule():
            return "by rule"

        def inline_abort():
            if not session.get("user"):
                abort(401)
            return "inline"

        def inline_answer():
            if g.user is None:
                return jsonify(error="who"), 401
            return "inline"

        def inline_response():
            if "authorization" not in request.headers:
                return make_response("who", 401)
            return "inline"

        def full():
            if request.args.get("size") == "big":
                abort(403)
            return "full"


        def create_app():
            app = Flask(__name__, static_folder=None)
            app.secret_key = "x"
            app.before_request(load_user)
            app.add_url_rule("/by-rule", view_func=by_rule)
            app.add_url_rule("/by-rule-closed", "closed", view_func=login_required(by_rule), methods=["GET", "PATCH"])
            for path, view in (("/abort", inline_abort), ("/answer", inline_answer), ("/response", inline_response)):
                app.add_url_rule("/inline" + path, view_func=view)
            app.add_url_rule("/full", view_func=full)
            outer.register_blueprint(inner)
            app.register_blueprint(bp)
            app.register_blueprint(bare, url_prefix="/bare")
            app.register_blueprint(outer, url_prefix="/moved")
            app.register_blueprint(hooked, url_prefix="/hooked")
            app.register_blueprint(given, url_prefix="/given")

            @app.get("/login")
            def login():
                return "login"

            return app


        app = create_app()
    """,
}

VIEWS = {
    "vie_app/__init__.py": "",
    "vie_app/access.py": ACCESS,
    "vie_app/base.py": """
        from flask.views import MethodView
        from vie_app.access import login_required, role_required


        class Base(MethodView):
            init_every_request = False
            decorators = [login_required]


        class Staff(Base):
            decorators = [role_required("staff"), *Base.decorators]


        class Plain(MethodView):
            def get(self):
                return "inherited"
    """,
    "vie_app/app.py": """
        from flask import Flask, abort, request
        from flask.views import MethodView, View
        from vie_app.access import login_required
        from vie_app.base import Base, Plain, Staff


        class Orders(Base):
            def get(self):
                return "orders"

            def post(self):
                return "made"


        class Reports(Staff):
            def get(self):
                return "reports"


        class Child(Plain):
            def delete(self):
                if request.headers.get("x-user") is None:
                    abort(403)
                return "gone"


        class Mixed(MethodView):
            def get(self):
                return "open"

            @login_required
            def post(self):
                return "closed"


        class Opened(Base):
            decorators = []

            def get(self):
                return "opened"


        class Page(View):
            methods = ["GET", "PUT"]

            def dispatch_request(self):
                return "page"


        class Other(View):
            decorators = [login_required]

            def dispatch_request(self):
                return "other"


        class Views:
            def __init__(self, app):
                self._app = app

            def add(self):
                self._app.add_url_rule("/page", view_func=Page.as_view("page"))
                self._app.add_url_rule("/other", view_func=Other.as_view("other"))


        app = Flask(__name__, static_folder=None)
        app.secret_key = "x"
        Views(app).add()
        app.add_url_rule("/orders", view_func=Orders.as_view("orders"))
        app.add_url_rule("/only-get", view_func=Orders.as_view("only"), methods=["GET"])
        app.add_url_rule("/reports", view_func=Reports.as_view("reports"))
        app.add_url_rule("/child", view_func=Child.as_view("child"))
        app.add_url_rule("/mixed", view_func=Mixed.as_view("mixed"))
        app.add_url_rule("/opened", view_func=Opened.as_view("opened"))
        app.add_url_rule("/wrapped", view_func=login_required(Plain.as_view("wrapped")))


        @app.route("/login")
        def login():
            return "login"
    """,
}

HOOKED = {
    "hoo_app/__init__.py": "",
    "hoo_app/access.py": ACCESS,
    "hoo_app/app.py": """
        from flask import Blueprint, Flask, abort, request

        OPEN = ("login", "pages.health")
        pages = Blueprint("pages", __name__)


        @pages.before_app_request
        def admit():
            if request.endpoint in OPEN or request.path == "/about":
                return
            if request.headers.get("Authorization") is None:
                abort(401)


        @pages.get("/health")
        def health():
            return "ok"

        @pages.get("/about")
        def about():
            return "about"

        @pages.get("/private")
        def private():
            return "private"


        app = Flask(__name__, static_folder=None)
        app.register_blueprint(pages)


        @app.get("/login")
        def login():
            return "login"

        @app.get("/elsewhere")
        def elsewhere():
            return "elsewhere"
    """,
}


@pytest.mark.parametrize(
    ("texts", "module"),
    [
        pytest.param(RULES, "rul_app.app", id="rules"),
        pytest.param(VIEWS, "vie_app.app", id="views"),
        pytest.param(HOOKED, "hoo_app.app", id="hooks"),
    ],
)
def test_the_list_is_what_is_served(texts: dict[str, str], module: str, tmp_path: Path) -> None:
    with loaded(tmp_path, texts, module) as application:
        served = served_by_flask(application.app)
    assert listed(Workspace(texts, markers=["."])) == served
