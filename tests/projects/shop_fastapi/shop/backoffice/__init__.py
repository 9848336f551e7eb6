"""The back office, an application of its own mounted under /backoffice."""

from fastapi import Depends, FastAPI

from shop.auth import require_role
from shop.backoffice.customers import router as customers_router

backoffice = FastAPI(title="Back office", dependencies=[Depends(require_role("admin"))])
backoffice.include_router(customers_router, prefix="/customers")


@backoffice.get("/")
def overview() -> dict[str, list[str]]:
    """What the back office offers."""
    return {"sections": ["customers"]}
