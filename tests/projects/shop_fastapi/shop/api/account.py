"""The signed-in customer's own data."""

from fastapi import APIRouter, Depends

from shop.auth import current_user
from shop.auth.types import CurrentUser
from shop.db import SessionLocal
from shop.models import User
from shop.schemas import ProfileChange

router = APIRouter(prefix="/account", dependencies=[Depends(current_user)])


@router.get("/profile")
def show_profile(user: CurrentUser) -> dict[str, str | int]:
    """Who is signed in."""
    return {"email": user.email, "loyalty_points": user.loyalty_points}


@router.patch("/profile")
def change_profile(body: ProfileChange, user: CurrentUser) -> dict[str, str]:
    """Changes the e-mail address."""
    with SessionLocal.begin() as session:
        row = session.get_one(User, user.id)
        row.email = body.email
    return {"email": body.email}


def delivery_options() -> list[str]:
    """How an order can reach this customer."""
    return ["standard", "express", "pickup"]


router.add_api_route("/delivery-options", delivery_options, methods=["GET"])
