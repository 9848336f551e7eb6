"""The application: `uvicorn shop.main:app`."""

from fastapi import FastAPI

from shop.api import api_router, health
from shop.backoffice import backoffice


def create_app() -> FastAPI:
    """The shop with its API and the back office mounted beside it."""
    app = FastAPI(title="Shop")
    app.include_router(health.router)
    app.include_router(api_router, prefix="/api")
    app.mount("/backoffice", backoffice)
    return app


app = create_app()
