"""Acquisitions, and the reports below them."""

from flask import Blueprint, abort, request

from library.admin.reports import reports_bp
from library.services import acquisitions

admin_bp = Blueprint("admin", __name__)
admin_bp.register_blueprint(reports_bp, url_prefix="/reports")


@admin_bp.post("/acquisitions")
def acquire():
    """Adds copies of a book."""
    order = request.get_json()
    copies = order.get("copies", 1)
    if copies < 1:
        abort(400, "order at least one copy")
    book = acquisitions.acquire(order["isbn"], copies)
    return {"isbn": book.isbn, "title": book.title, "copies": book.copies}, 201


@admin_bp.post("/blocks")
def lift_blocks():
    """Unblocks members whose balance was settled at the desk."""
    return {"unblocked": acquisitions.unblock(request.get_json()["members"])}
