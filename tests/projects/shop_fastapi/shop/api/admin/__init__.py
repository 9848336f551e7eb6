"""Endpoints for the shop's own staff."""

from shop.api.admin.routes import admin_router

__all__ = ["admin_router"]
