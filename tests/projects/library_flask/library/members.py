"""The member's own data."""

from flask import Blueprint, request
from flask_login import current_user, login_required

from library.db import SessionLocal
from library.models import Member

members_bp = Blueprint("members", __name__)


@members_bp.before_request
@login_required
def members_only():
    """Everything here is about the signed-in member."""


@members_bp.get("/me")
def show_me():
    """The member's card."""
    return {"card_number": current_user.card_number, "balance": current_user.balance}


@members_bp.patch("/me")
def change_me():
    """Changes the e-mail address."""
    with SessionLocal.begin() as session:
        member = session.get_one(Member, current_user.id)
        member.email = request.get_json()["email"]
    return "", 204
