"""A depot's API in three versions: on flask-restful, on flask-restx and on flask-smorest."""

from flask import Flask

from depot import current, legacy, second
from depot.access import login_manager


def create_app() -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY="depot", API_TITLE="Depot", API_VERSION="3", OPENAPI_VERSION="3.1.0"
    )
    login_manager.init_app(app)
    app.register_blueprint(legacy.blueprint)
    legacy.api.init_app(app)
    app.register_blueprint(second.blueprint, url_prefix="/v2")
    current.register(app)
    return app
