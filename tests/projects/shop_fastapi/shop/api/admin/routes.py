"""The admin routers, each under its prefix."""

from fastapi import APIRouter

from shop.api.admin import products, reports

admin_router = APIRouter()
admin_router.include_router(products.router, prefix="/products")
admin_router.include_router(reports.router, prefix="/reports")
