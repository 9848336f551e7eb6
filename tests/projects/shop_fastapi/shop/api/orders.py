"""Placing orders and following them."""

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException, Query, status
from sqlalchemy import func, select

from shop.auth import current_user, optional_user
from shop.auth.types import CurrentUser
from shop.db import SessionDep
from shop.models import Order, User
from shop.schemas import OrderOut, OrderPage
from shop.services import orders
from shop.services.checkout import Checkout, EmptyCart

router = APIRouter(prefix="/orders")
STATUSES = {"pending", "paid", "shipped", "cancelled", "refunded"}


def own_order(order_id: int, user: CurrentUser, session: SessionDep) -> Order:
    """The caller's order of that number; 404 when it is someone else's."""
    order = session.get(Order, order_id)
    if order is None or order.user_id != user.id:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "No such order")
    return order


OwnOrder = Annotated[Order, Depends(own_order)]


@router.get("")
def list_orders(
    user: CurrentUser,
    session: SessionDep,
    state: Annotated[str | None, Query()] = None,
    page: Annotated[int, Query(ge=1)] = 1,
    size: Annotated[int, Query(ge=1, le=100)] = 20,
) -> OrderPage:
    """One page of the caller's orders, newest first."""
    if state is not None and state not in STATUSES:
        raise HTTPException(422, f"Unknown state {state}")
    query = select(Order).where(Order.user_id == user.id)
    if state is not None:
        query = query.where(Order.status == state)
    count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.order_by(Order.id.desc()).limit(size).offset((page - 1) * size))
    return OrderPage(
        items=[OrderOut.model_validate(row) for row in rows],
        page=page,
        pages=max(1, -(-count // size)),
    )


@router.post("", status_code=status.HTTP_201_CREATED, response_model=OrderOut)
def place_order(user: Annotated[User, Depends(current_user)], tasks: BackgroundTasks):
    """Turns the cart into a paid order."""
    try:
        return Checkout().place_order(user.id, tasks)
    except EmptyCart:
        raise HTTPException(status.HTTP_409_CONFLICT, "The cart is empty") from None


@router.get("/{order_id}", response_model=OrderOut)
def show_order(order: OwnOrder):
    """One of the caller's orders."""
    return order


@router.post("/{order_id}/cancel", response_model=OrderOut)
def cancel_order(order: Order = Depends(own_order)):
    """Cancels an order that has not left the warehouse."""
    if order.status == "shipped":
        raise HTTPException(status.HTTP_409_CONFLICT, "The parcel is on its way")
    return orders.cancel(order.id)


@router.get("/{order_id}/invoice")
def show_invoice(
    order_id: int,
    session: SessionDep,
    user: Annotated[User | None, Depends(optional_user)] = None,
) -> dict[str, object]:
    """The order's invoice."""
    order = session.get(Order, order_id)
    if order is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "No such order")
    return orders.invoice(order, language="en" if user is None else "de")


@router.post("/{order_id}/refund", response_model=OrderOut)
def refund_order(order_id: int):
    """Pays the order back."""
    try:
        return orders.refund(order_id)
    except LookupError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "No such order") from None
