"""The member's loans."""

from datetime import date

from flask import Blueprint, abort, request
from flask_login import current_user, login_required
from sqlalchemy import select

from library.auth import librarian_required
from library.db import SessionLocal, db
from library.models import Book, Loan, Member
from library.services import fees, loans

loans_bp = Blueprint("loans", __name__, url_prefix="/loans")


@loans_bp.route("/")
@login_required
def list_loans():
    """What the member has at home."""
    open_loans = select(Loan).where(Loan.member_id == current_user.id, Loan.returned.is_(None))
    rows = db.session.scalars(open_loans.order_by(Loan.due))
    return {"loans": [{"id": row.id, "isbn": row.isbn, "due": str(row.due)} for row in rows]}


@loans_bp.route("/", methods=["POST"])
@login_required
def borrow():
    """Borrows a book."""
    isbn = request.get_json().get("isbn")
    if not isbn:
        abort(400, "isbn is missing")
    try:
        loan = loans.lend(current_user.id, isbn)
    except loans.NotAvailable:
        abort(409, "every copy is out")
    return {"loan": loan.id, "due": str(loan.due)}, 201


@loans_bp.post("/<int:loan_id>/renew")
@login_required
def renew(loan_id):
    """Keeps a book three more weeks."""
    loan = db.session.get(Loan, loan_id)
    if loan is None or loan.member_id != current_user.id:
        abort(404)
    return {"due": str(loans.renew(loan_id).due)}


@loans_bp.post("/<int:loan_id>/give-back")
@librarian_required
def give_back(loan_id):
    """Takes a book back at the desk and works out the fee."""
    today = date.today()
    with SessionLocal.begin() as session:
        loan = session.get(Loan, loan_id)
        if loan is None:
            abort(404)
        member = session.get_one(Member, loan.member_id)
        book = session.get_one(Book, loan.isbn)

        days_late = (today - loan.due).days
        fee = 0
        if days_late > 0:
            for day in range(days_late):
                fee += 20 if day < 14 else 50
            if loan.renewals > 2:
                fee = fee * 3 // 2
        if fee > 2500:
            fee = 2500

        if request.get_json(silent=True) and request.get_json().get("damaged"):
            fee += 1200
            book.copies -= 1
            loan.status = "damaged"
        else:
            loan.status = "returned"
        book.copies += 1

        loan.fee = fee
        loan.returned = today
        member.balance -= fee
        if member.balance < -3000:
            member.blocked = True
    return {"fee": fee, "blocked": member.blocked}


@loans_bp.post("/<int:loan_id>/waive")
def waive_fee(loan_id):
    """Forgives the fee of a loan."""
    try:
        fees.waive(loan_id)
    except LookupError:
        abort(404)
    return "", 204


@loans_bp.post("/<int:loan_id>/pay")
@login_required
def pay_fee(loan_id):
    """Pays the fee of a loan by card."""
    try:
        return {"receipt": fees.pay(loan_id)}
    except LookupError:
        abort(404)
