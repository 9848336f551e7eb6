"""Small backends that the tests beside this file write, and what is found in them."""

from pathlib import Path

PAY = """\
from django.db import transaction
import requests


def pay(order):
    with transaction.atomic():
        order.save()
        requests.post("https://psp.example/charge")


def refund(order):
    with transaction.atomic():
        order.delete()
        requests.post("https://psp.example/refund")
"""

SHOP = {
    "shop/__init__.py": "",
    "shop/gateway.py": """\
import requests


def charge(order):
    requests.post("https://psp.example/charge", json={"id": order.pk})
""",
    "shop/orders.py": """\
from django.db import transaction

from shop.gateway import charge


def place_order(order):
    with transaction.atomic():
        order.save()
        charge(order)
""",
}

API = """\
from fastapi import APIRouter, Depends

router = APIRouter()


def current_user():
    return "somebody"


@router.get("/orders")
def list_orders(user=Depends(current_user)):
    return []


@router.get("/carts")
def list_carts(user=Depends(current_user)):
    return []


@router.delete("/orders/{order_id}")
def delete_order(order_id: int):
    return None
"""


def write(root: Path, files: dict[str, str]) -> Path:
    """Writes the files, given by their path below `root`; returns `root`."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return root
