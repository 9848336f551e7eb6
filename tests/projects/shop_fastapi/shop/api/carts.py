"""The signed-in customer's cart."""

from fastapi import HTTPException, status

from shop.auth.routing import UserAPIRouter
from shop.auth.types import CurrentUser
from shop.db import SessionDep
from shop.schemas import Quantity
from shop.services import carts

router = UserAPIRouter(prefix="/cart")


@router.get("")
def show_cart(user: CurrentUser, session: SessionDep) -> dict[str, int]:
    """Quantities by SKU."""
    return carts.quantities(session, user.id)


@router.post("/items/{sku}")
@router.put("/items/{sku}")
def set_item(sku: str, body: Quantity, user: CurrentUser) -> dict[str, int]:
    """Puts a product into the cart or changes how many of it."""
    try:
        return carts.set_quantity(user.id, sku, body.quantity)
    except LookupError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "No such product") from None


@router.api_route("/items", methods=["DELETE", "PATCH"])
def empty_cart(user: CurrentUser) -> dict[str, int]:
    """Takes everything out of the cart; older clients send PATCH."""
    return carts.clear(user.id)


@router.get("/offers")
def list_offers(session: SessionDep) -> list[str]:
    """SKUs that are discounted right now."""
    return carts.discounted(session)
