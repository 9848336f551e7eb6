"""Lending."""

from datetime import date, timedelta

from library.db import SessionLocal
from library.gateways.messages import notify
from library.models import Book, Loan

LOAN_PERIOD = timedelta(weeks=3)


class NotAvailable(Exception):
    """Every copy is out."""


def lend(member_id: int, isbn: str) -> Loan:
    """A new loan; raises NotAvailable."""
    with SessionLocal.begin() as session:
        book = session.get(Book, isbn, with_for_update=True)
        if book is None or book.copies < 1:
            raise NotAvailable(isbn)
        book.copies -= 1
        loan = Loan(member_id=member_id, isbn=isbn, due=date.today() + LOAN_PERIOD)
        session.add(loan)
    notify(member_id, f"Due on {loan.due}")
    return loan


def renew(loan_id: int) -> Loan:
    """The loan, three weeks longer."""
    with SessionLocal.begin() as session:
        loan = session.get_one(Loan, loan_id)
        loan.due += LOAN_PERIOD
        loan.renewals += 1
    return loan
