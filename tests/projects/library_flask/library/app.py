"""The application factory."""

import os

from flask import Flask, g, request

from library.admin import admin_bp
from library.auth import login_manager, require_librarian
from library.auth.views import auth_bp
from library.branches import branches_bp
from library.catalogue import catalogue_bp
from library.db import close_session
from library.loans import loans_bp
from library.members import members_bp


def pick_language() -> None:
    """Remembers the language the visitor prefers."""
    g.language = request.accept_languages.best_match(["en", "fr"]) or "en"


def create_app() -> Flask:
    """The library with all of its blueprints."""
    app = Flask(__name__)
    app.secret_key = os.environ.get("LIBRARY_SECRET_KEY", "local-development")
    login_manager.init_app(app)
    app.before_request(pick_language)
    app.teardown_appcontext(close_session)

    admin_bp.before_request(require_librarian)
    app.register_blueprint(auth_bp)
    app.register_blueprint(catalogue_bp, url_prefix="/books")
    app.register_blueprint(loans_bp)
    app.register_blueprint(members_bp, url_prefix="/members")
    app.register_blueprint(branches_bp, url_prefix="/branches")
    app.register_blueprint(admin_bp, url_prefix="/admin")

    @app.get("/health")
    def health():
        return {"status": "ok", "language": g.language}

    return app
