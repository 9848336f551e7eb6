"""Buying books, and settling what is owed for them."""

from sqlalchemy import select

from library.db import SessionLocal
from library.gateways.catalogues import open_catalogue as catalogue
from library.models import Book, Member


def acquire(isbn: str, copies: int) -> Book:
    """The book with so many copies more; a new one is described by the open catalogue."""
    with SessionLocal.begin() as session:
        book = session.get(Book, isbn)
        if book is None:
            book = Book(isbn=isbn, title=catalogue.title_of(isbn), copies=0)
            session.add(book)
        book.copies += copies
    return book


def unblock(member_ids: list[int]) -> int:
    """How many of these members could be unblocked."""
    with SessionLocal.begin() as session:
        rows = session.scalars(select(Member).where(Member.id.in_(member_ids)))
        requests = {member.id: member for member in rows}
        for member_id in member_ids:
            member = requests.get(member_id)
            if member is not None:
                member.blocked = False
    return len(requests)
