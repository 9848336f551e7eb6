"""Returns, from the customer's wish to the parcel label."""

import httpx
from sqlalchemy import select

from shop.config import settings
from shop.db import SessionLocal
from shop.models import Order, ReturnRequest


def open_request(user_id: int, order_id: int, reason: str) -> ReturnRequest:
    """A new return of the user's order; raises LookupError when it is not theirs."""
    with SessionLocal.begin() as session:
        order = session.get(Order, order_id)
        if order is None or order.user_id != user_id:
            raise LookupError(order_id)
        request = ReturnRequest(order_id=order_id, reason=reason)
        session.add(request)
    return request


def approve(return_id: int) -> ReturnRequest:
    """The return, approved; the customer gets a parcel label by message."""
    with SessionLocal.begin() as session:
        request = session.get_one(ReturnRequest, return_id)
        request.status = "approved"
        httpx.post(
            f"{settings.messages_url}/labels",
            json={"return": request.id, "order": request.order_id},
            timeout=5,
        )
    return request


def expire(order_ids: list[int]) -> int:
    """How many approved returns were closed because nothing arrived."""
    expired = 0
    with SessionLocal.begin() as session:
        rows = session.scalars(select(ReturnRequest).where(ReturnRequest.status == "approved"))
        requests = {row.order_id: row for row in rows}
        for order_id in order_ids:
            request = requests.get(order_id)
            if request is not None:
                request.status = "expired"
                expired += 1
    return expired
