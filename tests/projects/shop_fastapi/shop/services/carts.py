"""Carts."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shop.db import SessionLocal
from shop.models import CartItem, Product


def quantities(session: Session, user_id: int) -> dict[str, int]:
    """Quantities in the user's cart, by SKU."""
    items = session.scalars(select(CartItem).where(CartItem.user_id == user_id))
    return {item.sku: item.quantity for item in items}


def set_quantity(user_id: int, sku: str, quantity: int) -> dict[str, int]:
    """Sets how many of a product are in the cart; raises LookupError for an unknown SKU."""
    with SessionLocal.begin() as session:
        if session.get(Product, sku) is None:
            raise LookupError(sku)
        session.merge(CartItem(user_id=user_id, sku=sku, quantity=quantity))
        session.flush()
        return quantities(session, user_id)


def clear(user_id: int) -> dict[str, int]:
    """Takes everything out of the cart."""
    with SessionLocal.begin() as session:
        session.execute(delete(CartItem).where(CartItem.user_id == user_id))
    return {}


def discounted(session: Session) -> list[str]:
    """SKUs under ten euros, which is what the landing page calls an offer."""
    return list(session.scalars(select(Product.sku).where(Product.price < 1000).limit(20)))
