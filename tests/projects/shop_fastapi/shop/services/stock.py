"""Stock here and in the warehouse."""

from shop.db import SessionLocal
from shop.gateways import warehouse
from shop.models import Order, Product


def release(order: Order) -> None:
    """Gives the goods reserved for an order back to the warehouse."""
    for line in order.lines:
        warehouse.release_reservation(line.sku, line.quantity)


def recount(sku: str) -> int:
    """The warehouse's count, which is ours from now on; raises LookupError."""
    counted = warehouse.count(sku)
    with SessionLocal.begin() as session:
        product = session.get(Product, sku)
        if product is None:
            raise LookupError(sku)
        product.stock = counted
    return counted


def write_off(sku: str, quantity: int) -> int:
    """What is left of the product after broken goods were taken off the shelves."""
    with SessionLocal.begin() as session:
        product = session.get_one(Product, sku)
        product.stock = max(0, product.stock - quantity)
        return product.stock
