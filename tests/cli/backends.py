"""Small backends for the tests beside this file."""

PAY = """
    import requests
    from django.db import transaction


    def pay(order):
        with transaction.atomic():
            order.save()
            requests.post("https://psp.example/charge")
    """
"""One finding of `http-in-transaction`, in line 8."""

CALM = """
    def total(prices):
        return sum(prices)
    """
"""No finding."""

ROUTED = {
    "pyproject.toml": "",
    "shop/__init__.py": "",
    "shop/gateway.py": """
        import httpx


        class Client:
            def __init__(self):
                self.http = httpx.Client()

            def charge(self, order):
                return self.http.post("/charge", json={"order": order.pk})
        """,
    "shop/orders.py": """
        from django.db import transaction

        from shop.gateway import Client


        def place(order):
            with transaction.atomic():
                order.save()
                Client().charge(order)
        """,
}
"""One finding, its request in another file."""

API = {
    "pyproject.toml": "",
    "shop/__init__.py": "",
    "shop/auth.py": """
        from fastapi import Depends, HTTPException
        from fastapi.security import OAuth2PasswordBearer

        oauth2 = OAuth2PasswordBearer(tokenUrl="token")


        def current_user(token: str = Depends(oauth2)):
            if not token:
                raise HTTPException(401)
            return token
        """,
    "shop/api.py": """
        import httpx
        from fastapi import APIRouter, Depends, FastAPI

        from shop.auth import current_user
        from shop.db import Session

        app = FastAPI()
        router = APIRouter(prefix="/orders")


        @router.get("/{order_id}")
        def show_order(order_id: int, user=Depends(current_user)):
            return order_id


        @router.post("")
        def place_order(user=Depends(current_user)):
            with Session.begin() as session:
                session.add(user)
            httpx.post("https://warehouse.example/orders")


        @router.delete("/{order_id}")
        def cancel_order(order_id: int):
            return order_id


        @app.get("/health")
        def health():
            return "ok"


        app.include_router(router)
        """,
    "shop/db.py": """
        from sqlalchemy.orm import sessionmaker

        Session = sessionmaker()
        """,
}
"""Four endpoints: two guarded, one that is not and is reported, one public by its name."""
