"""Seats."""

from flask import Blueprint, abort, session

seats_bp = Blueprint("seats", __name__)
taken: dict[int, str] = {}


@seats_bp.get("/")
def list_seats():
    """Who sits where."""
    return {str(seat): reader for seat, reader in taken.items()}


@seats_bp.put("/<int:seat>")
def take_seat(seat):
    """Takes a seat that is free."""
    if taken.setdefault(seat, session["reader"]) != session["reader"]:
        abort(409)
    return "", 204
