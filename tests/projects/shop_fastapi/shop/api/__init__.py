"""The public API, assembled from one router per subject."""

from fastapi import APIRouter, Depends

from shop.api import account, carts, catalogue, orders, returns, session, stock, webhooks
from shop.api.admin import admin_router
from shop.auth import require_role

api_router = APIRouter()
api_router.include_router(session.router, tags=["session"])
api_router.include_router(catalogue.router, prefix="/catalogue", tags=["catalogue"])
api_router.include_router(carts.router, tags=["cart"])
api_router.include_router(account.router, tags=["account"])
api_router.include_router(orders.router, tags=["orders"])
api_router.include_router(returns.router, prefix="/returns", tags=["returns"])
api_router.include_router(stock.router, tags=["stock"])
api_router.include_router(webhooks.router, prefix="/webhooks")
api_router.include_router(
    admin_router,
    prefix="/admin",
    tags=["admin"],
    dependencies=[Depends(require_role("admin"))],
)
