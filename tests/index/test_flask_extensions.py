"""Resources of flask-restful and flask-restx, and guards of Flask's libraries, as those libraries serve them."""

from tests.harness.listing import listed
from tests.harness.workspace import Workspace

RESTFUL = {
    "res_app/__init__.py": "",
    "res_app/base.py": """
        from flask_login import login_required
        from flask_restful import Api, Resource


        class BaseResource(Resource):
            decorators = [login_required]


        class OwnApi(Api):
            def add_own_resource(self, resource, *urls, **kwargs):
                urls = [own(url) for url in urls]
                return self.add_resource(resource, *urls, **kwargs)


        def own(url):
            return url


        api = OwnApi()
    """,
    "res_app/app.py": """
        from flask import Blueprint, Flask
        from flask_login import LoginManager, login_required
        from flask_restful import Api, Resource
        from res_app.base import BaseResource, api, own


        def limited(view):
            return view


        class Orders(BaseResource):
            def get(self):
                return []

            def post(self):
                return {}


        class Limited(BaseResource):
            decorators = BaseResource.decorators + [limited]

            def get(self):
                return []


        class Open(BaseResource):
            decorators = []

            def get(self):
                return []


        class Methods(Resource):
            method_decorators = {"post": [login_required]}

            def get(self):
                return []

            def post(self):
                return {}


        class All(Resource):
            method_decorators = [login_required]

            def delete(self):
                return {}


        api.add_own_resource(Orders, "/api/orders", "/api/mine")
        api.add_resource(Limited, own("/api/limited"), endpoint="limited")
        api.add_resource(Open, "/api/open")

        bp = Blueprint("bp", __name__)
        bp_api = Api(bp, prefix="/v1")
        bp_api.add_resource(Methods, "/methods")
        closed_api = Api(decorators=[login_required], prefix="/closed")
        closed_api.add_resource(Open, "/open", endpoint="closed-open")
        bp_api.add_resource(All, "/all/<int:number>")

        app = Flask(__name__, static_folder=None)
        app.secret_key = "x"
        LoginManager(app)
        api.init_app(app)
        closed_api.init_app(app)
        app.register_blueprint(bp, url_prefix="/bp")
    """,
}

RESTX = {
    "rex_app/__init__.py": "",
    "rex_app/orders.py": """
        from flask_jwt_extended import jwt_required
        from flask_restx import Namespace, Resource

        ns = Namespace("orders", description="Orders")
        other = Namespace("other", path="/elsewhere")
        guarded = Namespace("guarded", decorators=[jwt_required()])


        @ns.route("/", "/all")
        class Orders(Resource):
            @jwt_required()
            def get(self):
                return []

            @jwt_required(optional=True)
            def post(self):
                return {}


        @ns.route("/<int:number>")
        @ns.doc(params={"number": "The number"})
        class Order(Resource):
            method_decorators = [jwt_required()]

            def get(self, number):
                return {}


        @other.route("/thing")
        class Thing(Resource):
            def get(self):
                return {}


        @guarded.route("/thing")
        class Closed(Resource):
            def get(self):
                return {}
    """,
    "rex_app/app.py": """
        from flask import Blueprint, Flask
        from flask_jwt_extended import JWTManager
        from flask_restx import Api, Resource
        from rex_app.orders import guarded, ns, other

        bp = Blueprint("api", __name__, url_prefix="/api")
        api = Api(bp, doc=False, add_specs=False)
        api.add_namespace(ns)
        api.add_namespace(other)
        api.add_namespace(guarded, "/kept")
        made = api.namespace("made", path="/made")


        @made.route("/here")
        class Here(Resource):
            def get(self):
                return {}


        @api.route("/direct")
        class Direct(Resource):
            def get(self):
                return {}


        app = Flask(__name__, static_folder=None)
        app.config["JWT_SECRET_KEY"] = "x" * 40
        JWTManager(app)
        app.register_blueprint(bp)
    """,
}


def test_resources_of_flask_restful_are_listed_by_method_and_url() -> None:
    assert listed(Workspace(RESTFUL, markers=["."])) == {
        ("GET", "/api/orders", True),
        ("POST", "/api/orders", True),
        ("GET", "/api/mine", True),
        ("POST", "/api/mine", True),
        ("GET", "/api/limited", True),
        ("GET", "/api/open", False),
        ("GET", "/closed/open", True),
        ("GET", "/bp/v1/methods", False),
        ("POST", "/bp/v1/methods", True),
        ("DELETE", "/bp/v1/all/<int:number>", True),
    }


def test_resources_of_flask_restx_are_listed_below_their_namespaces() -> None:
    assert listed(Workspace(RESTX, markers=["."])) == {
        ("GET", "/api/orders/", True),
        ("POST", "/api/orders/", False),
        ("GET", "/api/orders/all", True),
        ("POST", "/api/orders/all", False),
        ("GET", "/api/orders/<int:number>", True),
        ("GET", "/api/elsewhere/thing", False),
        ("GET", "/api/kept/thing", True),
        ("GET", "/api/made/here", False),
        ("GET", "/api/direct", False),
    }
