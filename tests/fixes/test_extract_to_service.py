"""`extract-to-service`: what a handler decides becomes a function of the service module, and the handler calls it."""

from pathlib import Path

from driftlint.analysis.extracting import extraction
from driftlint.text.position import span
from tests.fixes.mending import Backend, dedented, mended

RULE, FIX = "business-logic-in-controller", "extract-to-service"

TOP = """
    import logging
    from datetime import datetime
    from decimal import Decimal

    from fastapi import APIRouter, FastAPI, HTTPException

    from shop.models import Order, find

    router = APIRouter()
    logger = logging.getLogger(__name__)
    DISCOUNT = Decimal("0.9")


    @router.post("/orders/{order_id}/confirm")
    """
LOGIC = """
        # what it costs
        total = Decimal(0)
        for line in order.lines:
            if line.quantity > 10:
                total += line.price * line.quantity * DISCOUNT
            else:
                total += line.price * line.quantity
        if express:
            total += 5
        order.total = total
        order.confirmed_at = datetime.now()
        order.status = "confirmed"
        logger.info("confirmed %s", order.id)
        order.save()
    """
HANDLER = """
    def confirm_order(order_id: int, express: bool = False):
        order = find(Order, order_id)
        if order is None:
            raise HTTPException(404)

    {logic}    return {{"total": total}}
    """


def handler(logic: str) -> str:
    return dedented(TOP) + dedented(HANDLER).format(logic=logic)


def test_service_module_is_made_beside_the_controllers(tmp_path: Path) -> None:
    before = handler(_indented(LOGIC))
    texts = {"shop/__init__.py": "", "shop/models.py": "", "shop/api/__init__.py": "", "shop/api/orders.py": before}
    after = mended(tmp_path, texts, RULE, FIX)
    assert after is not None
    assert after["shop/services/__init__.py"] == ""
    assert after["shop/services/orders.py"] == dedented(
        """
        import logging
        from datetime import datetime
        from decimal import Decimal

        logger = logging.getLogger(__name__)


        def confirm_order(express: bool, order, discount):
            # what it costs
            total = Decimal(0)
            for line in order.lines:
                if line.quantity > 10:
                    total += line.price * line.quantity * discount
                else:
                    total += line.price * line.quantity
            if express:
                total += 5
            order.total = total
            order.confirmed_at = datetime.now()
            order.status = "confirmed"
            logger.info("confirmed %s", order.id)
            order.save()
            return total
        """
    )
    called = handler("    total = orders.confirm_order(express, order, DISCOUNT)\n")
    assert after["shop/api/orders.py"] == called.replace("from datetime import datetime\n", "").replace(
        "import Order, find\n", "import Order, find\nfrom shop.services import orders\n"
    )


def test_existing_service_module_gains_a_function_in_its_own_layout(tmp_path: Path) -> None:
    service = "from decimal import Decimal\r\n\r\n\r\ndef ship(order):\r\n\treturn Decimal(order)\r\n"
    texts = {
        "shop/__init__.py": "",
        "shop/models.py": "",
        "shop/orders/views.py": handler(_indented(LOGIC)),
        "shop/orders/services.py": service,
    }
    after = mended(tmp_path, texts, RULE, FIX)
    assert after is not None
    made = after["shop/orders/services.py"]
    assert made.startswith(
        "import logging\r\nfrom datetime import datetime\r\nfrom decimal import Decimal\r\n\r\n\r\ndef ship"
    )
    assert "\r\n\r\n\r\ndef confirm_order(express: bool, order, discount):\r\n\t# what it costs\r\n" in made
    assert made.count("\n") == made.count("\r\n")
    assert "total = services.confirm_order(express, order, DISCOUNT)" in after["shop/orders/views.py"]


def test_await_is_kept_on_both_sides(tmp_path: Path) -> None:
    logic = _indented(LOGIC).replace("order.save()", "await order.save()")
    before = handler(logic).replace("def confirm_order", "async def confirm_order")
    texts = {"shop/__init__.py": "", "shop/models.py": "", "shop/services.py": "", "shop/api.py": before}
    after = mended(tmp_path, texts, RULE, FIX)
    assert after is not None
    assert "async def confirm_order(express: bool, order, discount):" in after["shop/services.py"]
    assert "total = await services.confirm_order(express, order, DISCOUNT)" in after["shop/api.py"]


def test_names_of_the_same_file_keep_the_logic_there(tmp_path: Path) -> None:
    logic = _indented(LOGIC).replace("order.save()", "order.save()\n    store(order)")
    logic = logic.replace("total += 5", "total += fee(order)")
    own = "def store(order): ...\n\n\ndef fee(order): ...\n\n\n@router.post"
    before = handler(logic).replace("@router.post", own)
    texts = {"shop/__init__.py": "", "shop/models.py": "", "shop/api.py": before}
    after = mended(tmp_path, texts, RULE, FIX)
    assert after is not None
    assert "store" not in after["shop/services.py"]
    assert "fee" not in after["shop/services.py"]
    assert "total = services.confirm_order(order, DISCOUNT)\n    if express:" in after["shop/api.py"]


def test_service_module_that_imports_the_controllers_is_left_alone(tmp_path: Path) -> None:
    texts = {
        "shop/__init__.py": "",
        "shop/models.py": "",
        "shop/services.py": "from shop.rules import limit\n",
        "shop/rules.py": "from shop.api import router\n\nlimit = 5\n",
        "shop/api.py": handler(_indented(LOGIC)),
    }
    assert mended(tmp_path, texts, RULE, FIX) is None


def test_http_errors_and_requests_stay_in_the_controller(tmp_path: Path) -> None:
    logic = _indented(LOGIC).replace("if express:\n        total += 5", "if express:\n        raise HTTPException(409)")
    texts = {"shop/__init__.py": "", "shop/models.py": "", "shop/api.py": handler(logic)}
    after = mended(tmp_path, texts, RULE, FIX)
    assert after is not None
    assert "HTTPException" not in after["shop/services.py"]
    assert "raise HTTPException(409)" in after["shop/api.py"]


def _indented(logic: str) -> str:
    return "".join(f"    {line}\n" if line else "\n" for line in dedented(logic).splitlines() if line.strip())


def test_a_module_that_the_handler_has_a_name_for_is_imported_under_another(tmp_path: Path) -> None:
    logic = LOGIC.replace("# what it costs", "# what it costs\n        names = [orders for orders in order.names]")
    before = handler(_indented(logic)).replace(
        "    if order is None:", "    for orders in order.others:\n        orders.seen()\n    if order is None:"
    )
    texts = {"shop/__init__.py": "", "shop/models.py": "", "shop/api/__init__.py": "", "shop/api/orders.py": before}
    after = mended(tmp_path, texts, RULE, FIX)
    assert after is not None
    assert "from shop.services import orders as orders_service\n" in after["shop/api/orders.py"]
    assert "total = orders_service.confirm_order(" in after["shop/api/orders.py"]


def test_import_of_a_module_goes_along_that_another_import_only_names(tmp_path: Path) -> None:
    logic = _indented(LOGIC).replace("datetime.now()", "time.time()")
    before = "import time\nfrom time import monotonic\n" + handler(logic)
    before = before.replace("    order = find(", "    monotonic()\n    order = find(")
    texts = {"shop/__init__.py": "", "shop/models.py": "", "shop/api/__init__.py": "", "shop/api/orders.py": before}
    after = mended(tmp_path, texts, RULE, FIX)
    assert after is not None
    assert not after["shop/api/orders.py"].startswith("import time\n")
    assert "from time import monotonic\n" in after["shop/api/orders.py"]
    assert "import time\n" in after["shop/services/orders.py"]


def test_what_is_selected_is_extracted_also_where_the_handler_is_within_its_budget(tmp_path: Path) -> None:
    texts = {"shop/__init__.py": "", "shop/models.py": "", "shop/api.py": handler(_indented(LOGIC))}
    backend = Backend(tmp_path, texts)
    path = str(tmp_path / "shop" / "api.py")
    extracted: list[str] = []
    for first, last in (("total = Decimal", "total += 5"), ("order.status =", "order.save()")):
        lines = backend.project.text(path).splitlines()
        start, end = (next(at for at, it in enumerate(lines) if words in it) for words in (first, last))
        fix = extraction(backend.project, path, span(start, 0, end, len(lines[end])))
        assert fix is not None
        extracted.append(fix.title)
        for name, text in backend.mended(fix).items():
            backend.texts[name] = text
            backend.project.open(str(tmp_path / name), text)
        assert backend.findings(RULE) == []
    assert extracted == [
        "Extract into `shop.services.confirm_order`",
        "Extract into `shop.services.perform_confirm_order`",
    ]
