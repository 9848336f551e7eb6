"""Endpoints are compared with those of the same application: a repository may hold several."""

from pathlib import Path

import pytest

from tests.harness.endpoint_lines import endpoint_lines
from tests.harness.unguarded import checked, unguarded
from tests.harness.workspace import Workspace

FASTAPI = """from fastapi import Depends, FastAPI, HTTPException
from {package} import data

app = FastAPI()

def current_user(token: str = ""):
    if not token:
        raise HTTPException(401)
    return token

"""
FLASK = """from flask import Flask
from flask_login import login_required
from {package} import data

app = Flask(__name__)

"""
ORDERS = {
    FASTAPI: "".join(
        f'@app.post("/orders/{it}")\ndef {it}(db, user=Depends(current_user)):\n    return db.query({it})\n\n'
        for it in ("pay", "ship", "change", "cancel", "track", "split", "join", "sort", "mark")
    ),
    FLASK: "".join(
        f'@app.route("/orders/{it}", methods=["POST"])\n@login_required\ndef {it}():\n    data.{it}()\n\n'
        for it in ("pay", "ship", "change", "cancel", "track", "split", "join", "sort", "mark")
    ),
}
CART = {
    FASTAPI: '@app.get("/users/{user}/cart")\ndef cart(user, db):\n    return db.query(user)\n\n'
    '@app.put("/users/{user}/cart")\ndef put(user, db):\n    db.session.add(user)\n\n',
    FLASK: '@app.route("/users/<user>/cart", methods=["PUT"])\ndef put(user):\n    data.objects.update(user)\n',
}


@pytest.mark.parametrize("head", [FASTAPI, FLASK])
def test_what_guards_one_service_is_not_missing_in_another(tmp_path: Path, head: str) -> None:
    orders, carts = (head.replace("{package}", it) for it in ("orders", "carts"))
    empty = {"orders/__init__.py": "", "orders/data.py": "", "carts/__init__.py": "", "carts/data.py": ""}
    texts = {"orders/main.py": orders + ORDERS[head], "carts/main.py": carts + CART[head]}
    assert unguarded(checked(tmp_path / "apart", texts | empty)) == []
    together = {"orders/main.py": orders + ORDERS[head] + CART[head]}
    assert len(unguarded(checked(tmp_path / "together", together | empty))) == 1


def test_what_two_applications_serve_alike_is_one_endpoint() -> None:
    router = "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/a')\ndef a(): ...\n"
    app = "from fastapi import FastAPI\nfrom shop.routes import router\napp = FastAPI()\napp.include_router(router)\n"
    texts = {"shop/__init__.py": "", "shop/routes.py": router, "shop/main.py": app, "shop/inside.py": app}
    assert endpoint_lines(Workspace(texts)) == ["GET /a unguarded"]


def test_none_of_several_services_is_told_to_be_without_guards(tmp_path: Path) -> None:
    """Whoever is in front of them may ask."""
    service = "from fastapi import FastAPI\napp = FastAPI()\n" + "".join(
        f"@app.post('/{it}')\ndef {it}(db):\n    db.session.add({it})\n" for it in ("send", "edit", "drop")
    )
    assert unguarded(checked(tmp_path / "one", {"carts/main.py": service})) == ["POST /drop"]
    assert unguarded(checked(tmp_path / "two", {"carts/main.py": service, "orders/main.py": service})) == []
