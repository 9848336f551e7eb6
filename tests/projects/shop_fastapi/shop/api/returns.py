"""Goods that come back."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, status
from sqlalchemy import select

from shop.auth import PermissionsDependency, require_role
from shop.auth.types import CurrentUser
from shop.db import SessionDep, SessionLocal
from shop.models import Order, Product, ReturnRequest, User
from shop.schemas import ReturnIn, ReturnOut
from shop.services import returns

router = APIRouter()
settle_returns = PermissionsDependency(["returns:settle"])


@router.get("", response_model=list[ReturnOut], dependencies=[Depends(require_role("support"))])
def list_returns(session: SessionDep):
    """Returns that wait for a decision."""
    waiting = select(ReturnRequest).where(ReturnRequest.status == "requested")
    return session.scalars(waiting.limit(100)).all()


@router.post("", status_code=status.HTTP_201_CREATED, response_model=ReturnOut)
def request_return(body: ReturnIn, user: CurrentUser):
    """Announces a return."""
    try:
        return returns.open_request(user.id, body.order_id, body.reason)
    except LookupError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "No such order") from None


@router.post("/{return_id}/approve", response_model=ReturnOut)
def approve_return(
    return_id: int,
    agent: Annotated[User, Depends(PermissionsDependency(["returns:approve"]))],
):
    """Accepts a return and tells the customer where to send it."""
    return returns.approve(return_id)


@router.post("/{return_id}/settle", response_model=ReturnOut)
def settle_return(return_id: int, agent: Annotated[User, Depends(settle_returns)]):
    """Inspects what arrived and pays back what is due."""
    with SessionLocal.begin() as session:
        request = session.get(ReturnRequest, return_id)
        if request is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "No such return")
        order = session.get_one(Order, request.order_id)
        customer = session.get_one(User, order.user_id)

        refund = 0
        for line in order.lines:
            amount = line.unit_price * line.quantity
            if request.condition == "damaged" and request.reason != "arrived_broken":
                amount = amount // 2
            elif request.condition == "opened":
                amount -= amount * 15 // 100
            refund += amount
            if request.condition == "unopened":
                product = session.get_one(Product, line.sku)
                product.stock += line.quantity

        if request.reason == "changed_mind":
            refund -= 499
        if customer.loyalty_points >= 1000:
            refund += 250
        customer.loyalty_points -= refund // 100
        if customer.loyalty_points < 0:
            customer.loyalty_points = 0

        request.refund = max(refund, 0)
        request.status = "settled"
        order.status = "refunded"
    return request
