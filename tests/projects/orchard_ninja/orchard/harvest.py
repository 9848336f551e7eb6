"""Harvests: routers without authentication; where they are mounted decides."""

from ninja import Router

router = Router()
stalls = Router()
HARVEST = []


@router.post("/crates")
def fill_crate(request):
    HARVEST.append("crate")
    return {"crates": len(HARVEST)}


@router.get("/crates")
def list_crates(request):
    return HARVEST


@stalls.get("/prices")
def prices(request):
    return {"apple": 3}


@stalls.post("/orders")
def order(request):
    HARVEST.append("order")
    return {"orders": len(HARVEST)}
