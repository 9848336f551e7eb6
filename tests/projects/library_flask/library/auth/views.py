"""Signing in and out."""

import hmac

from flask import Blueprint, abort, request
from flask_login import login_required, login_user, logout_user
from sqlalchemy import select

from library.db import db
from library.models import Member

auth_bp = Blueprint("auth", __name__)


@auth_bp.route("/login", methods=["GET", "POST"])
def login():
    """Takes card number and PIN."""
    if request.method == "GET":
        return {"fields": ["card_number", "pin"]}
    form = request.get_json()
    found = select(Member).where(Member.card_number == form.get("card_number", ""))
    member = db.session.scalar(found)
    if member is None or not hmac.compare_digest(member.pin, form.get("pin", "")):
        abort(401)
    login_user(member)
    return {"member": member.id}


@auth_bp.post("/logout")
@login_required
def logout():
    """Ends the session."""
    logout_user()
    return "", 204
