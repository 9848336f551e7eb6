"""Looking after customers."""

from fastapi import APIRouter, HTTPException, status
from sqlalchemy import select

from shop.db import SessionDep
from shop.models import User

router = APIRouter()


@router.get("")
def list_customers(session: SessionDep) -> list[str]:
    """E-mail addresses of the first hundred customers."""
    return list(session.scalars(select(User.email).order_by(User.id).limit(100)))


@router.get("/{customer_id}")
def show_customer(customer_id: int, session: SessionDep) -> dict[str, str | int]:
    """One customer."""
    user = session.get(User, customer_id)
    if user is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "No such customer")
    return {"email": user.email, "loyalty_points": user.loyalty_points}
