"""Fees."""

import os

import httpx

from library.db import db
from library.models import Loan

CARDS_URL = os.environ.get("LIBRARY_CARDS_URL", "https://cards.example")


def waive(loan_id: int) -> None:
    """Forgives the fee; raises LookupError when there is no such loan."""
    with db.session.begin_nested():
        loan = db.session.get(Loan, loan_id)
        if loan is None:
            raise LookupError(loan_id)
        loan.fee = 0
    db.session.commit()


def pay(loan_id: int) -> str:
    """The receipt for a fee paid by card; raises LookupError when there is no such loan."""
    with db.session.begin_nested():
        loan = db.session.get(Loan, loan_id)
        if loan is None:
            raise LookupError(loan_id)
        with httpx.Client(base_url=CARDS_URL, timeout=10) as client:
            response = client.post("/payments", json={"loan": loan.id, "amount": loan.fee})
            receipt = response.json()["receipt"]
        loan.fee = 0
    db.session.commit()
    return receipt
