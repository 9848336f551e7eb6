"""Coming in and going out."""

from flask import Blueprint, abort, request, session

door_bp = Blueprint("door", __name__)


@door_bp.get("/health")
def health():
    """Answers as long as the process does."""
    return {"status": "ok"}


@door_bp.route("/login", methods=["GET", "POST"])
def login():
    """Takes the number on the reader's card."""
    if request.method == "GET":
        return {"fields": ["card"]}
    card = request.get_json().get("card", "")
    if not card.startswith("R-"):
        abort(401)
    session["reader"] = card
    return "", 204


@door_bp.post("/leave")
def leave():
    """Forgets the reader."""
    session.clear()
    return "", 204
