"""Numbers for the Monday meeting."""

from fastapi import APIRouter
from sqlalchemy import func, select

from shop.db import SessionDep
from shop.models import Order

router = APIRouter()


@router.get("/revenue")
def revenue(session: SessionDep) -> dict[str, int]:
    """Revenue by order status."""
    query = select(Order.status, func.sum(Order.total)).group_by(Order.status)
    return {status: int(total or 0) for status, total in session.execute(query)}
