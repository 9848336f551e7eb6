"""An application of its own for partners, with middleware instead of tokens."""

from litestar import Litestar, Router, get, post
from litestar.middleware import DefineMiddleware

from gallery.access import PartnerAuthentication, requires_role

OFFERS: list[str] = []


@get("/offers")
async def list_offers() -> list[str]:
    return OFFERS


@get("/terms", opt={"open_to_partners": True})
async def show_terms() -> str:
    return "Handle with care"


@post("/offers")
async def make_offer(data: dict[str, str]) -> None:
    OFFERS.append(data["work"])


@post("/exports", guards=[requires_role("broker")])
async def export_offers() -> list[str]:
    return OFFERS


inner = Router(
    "/v1",
    route_handlers=[list_offers, show_terms],
    middleware=[DefineMiddleware(PartnerAuthentication, exclude_from_auth_key="open_to_partners")],
)


def create_partner_app() -> Litestar:
    app = Litestar(route_handlers=[inner], openapi_config=None)
    app.register(make_offer)
    app.register(Router("/v2", route_handlers=[export_offers], guards=[requires_role("partner")]))
    return app
