"""The reading room's backend: everything but the door is for readers."""

import os

from flask import Flask

from room.access import require_reader
from room.door import door_bp
from room.seats import seats_bp


def create_app() -> Flask:
    """The reading room."""
    app = Flask(__name__, static_folder=None)
    app.secret_key = os.environ.get("ROOM_SECRET_KEY", "local-development")
    app.before_request(require_reader)
    app.register_blueprint(door_bp)
    app.register_blueprint(seats_bp, url_prefix="/seats")
    return app
