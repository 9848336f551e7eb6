"""Searching, reserving and describing books."""

from flask import Blueprint, abort, request
from flask_login import current_user, login_required
from sqlalchemy import select

from library.db import SessionLocal, db
from library.models import Book
from library.services import loans

catalogue_bp = Blueprint("catalogue", __name__)


@catalogue_bp.get("/")
def list_books():  # driftlint: public anyone may search the catalogue
    """One page of books."""
    page = request.args.get("page", 1, type=int)
    size = min(request.args.get("size", 20, type=int), 100)
    if page < 1 or size < 1:
        abort(400, "page and size start at 1")
    query = select(Book).order_by(Book.title)
    if words := request.args.get("q", "").strip():
        query = query.where(Book.title.icontains(words))
    books = db.session.scalars(query.limit(size).offset((page - 1) * size))
    return {"page": page, "books": [{"isbn": book.isbn, "title": book.title} for book in books]}


@catalogue_bp.get("/<isbn>")
def show_book(isbn):  # driftlint: public anyone may search the catalogue
    """One book."""
    book = db.session.get(Book, isbn)
    if book is None:
        abort(404)
    return {"isbn": book.isbn, "title": book.title, "copies": book.copies}


@catalogue_bp.post("/<isbn>/reserve")
@login_required
def reserve_book(isbn):
    """Sets a copy aside for the member."""
    try:
        loan = loans.lend(current_user.id, isbn)
    except loans.NotAvailable:
        abort(409, "every copy is out")
    return {"loan": loan.id}, 201


@catalogue_bp.post("/<isbn>/cover")
def change_cover(isbn):
    """Sets the picture shown beside the title."""
    cover_url = request.get_json().get("url", "")
    if not cover_url.startswith("https://"):
        abort(400, "covers are served over https")
    with SessionLocal.begin() as session:
        book = session.get(Book, isbn)
        if book is None:
            abort(404)
        book.cover_url = cover_url
    return "", 204


def show_shelf(code):
    """The books whose ISBN starts with a shelf's code."""
    found = db.session.scalars(select(Book.isbn).where(Book.isbn.startswith(code)).limit(50))
    return {"books": list(found)}


catalogue_bp.add_url_rule("/shelves/<code>", view_func=login_required(show_shelf))
