"""Stock levels for the warehouse's own tools."""

from fastapi import APIRouter, HTTPException, Security, status
from sqlalchemy import select

from shop.auth import current_user
from shop.db import SessionDep
from shop.models import Product, User
from shop.services import stock

router = APIRouter(prefix="/stock")


@router.get("")
def list_stock(
    session: SessionDep, user: User = Security(current_user, scopes=["stock:read"])
) -> dict[str, int]:
    """What is on the shelves."""
    return {row.sku: row.stock for row in session.scalars(select(Product).limit(500))}


@router.post("/{sku}/recount", dependencies=[Security(current_user, scopes=["stock:write"])])
def recount(sku: str) -> dict[str, int]:
    """Takes over the warehouse's count."""
    try:
        return {sku: stock.recount(sku)}
    except LookupError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "No such product") from None


@router.post("/{sku}/write-off")
async def write_off(sku: str, quantity: int = 1) -> dict[str, int]:
    """Removes broken goods from the shelves."""
    return {sku: stock.write_off(sku, quantity)}
