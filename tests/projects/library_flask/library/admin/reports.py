"""Reports for librarians."""

from datetime import date

from flask import Blueprint
from sqlalchemy import select

from library.db import db
from library.models import Loan

reports_bp = Blueprint("reports", __name__)


@reports_bp.get("/overdue")
def overdue():
    """Loans that should be back by now."""
    late = select(Loan.id).where(Loan.returned.is_(None), Loan.due < date.today())
    return {"loans": list(db.session.scalars(late.limit(200)))}
