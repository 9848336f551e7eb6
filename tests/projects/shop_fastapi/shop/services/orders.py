"""What can happen to an order after it was placed."""

from sqlalchemy import select

from shop.db import SessionLocal
from shop.gateways import PaymentGateway
from shop.models import Order
from shop.services import stock

payments = PaymentGateway()


def cancel(order_id: int) -> Order:
    """The order, cancelled, its goods back on the shelves."""
    with SessionLocal() as session, session.begin():
        order = session.get_one(Order, order_id, with_for_update=True)
        order.status = "cancelled"
        stock.release(order)
    return order


def refund(order_id: int) -> Order:
    """The order, paid back; raises LookupError when there is none of that number."""
    with SessionLocal.begin() as session:
        order = session.get(Order, order_id)
        if order is None:
            raise LookupError(order_id)
        order.status = "refunded"
        reference = order.payment_reference
    if reference is not None:
        payments.refund(reference)
    return order


def invoice(order: Order, *, language: str) -> dict[str, object]:
    """The order's invoice as a document of lines."""
    title = {"en": "Invoice", "de": "Rechnung"}[language]
    lines = [{"sku": line.sku, "amount": line.unit_price * line.quantity} for line in order.lines]
    return {"title": f"{title} {order.id}", "lines": lines, "total": order.total}


def record_payment(reference: str, state: str) -> None:
    """Takes over what the payment provider says about a payment."""
    with SessionLocal.begin() as session:
        order = session.scalar(select(Order).where(Order.payment_reference == reference))
        if order is not None and state == "failed":
            order.status = "pending"
