"""From a cart to a paid order."""

from fastapi import BackgroundTasks
from sqlalchemy import delete, select

from shop.db import SessionLocal
from shop.gateways import PaymentGateway
from shop.models import CartItem, Order, OrderLine, Product
from shop.services.notifications import confirm_order


class EmptyCart(Exception):
    """There is nothing to order."""


class Checkout:
    """Takes payment for what is in a cart."""

    def __init__(self) -> None:
        self.payments = PaymentGateway()

    def place_order(self, user_id: int, tasks: BackgroundTasks) -> Order:
        """The order made of the user's cart, paid for; raises EmptyCart."""
        with SessionLocal.begin() as session:
            items = session.scalars(select(CartItem).where(CartItem.user_id == user_id)).all()
            if not items:
                raise EmptyCart
            order = Order(user_id=user_id)
            for item in items:
                product = session.get_one(Product, item.sku, with_for_update=True)
                product.stock -= item.quantity
                order.lines.append(
                    OrderLine(sku=item.sku, quantity=item.quantity, unit_price=product.price)
                )
            order.total = sum(line.unit_price * line.quantity for line in order.lines)
            session.add(order)
            session.flush()
            order.payment_reference = self.payments.charge(order.id, order.total)
            order.status = "paid"
            session.execute(delete(CartItem).where(CartItem.user_id == user_id))
            tasks.add_task(confirm_order, order.id)
        return order
