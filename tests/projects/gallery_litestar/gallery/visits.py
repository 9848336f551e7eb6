"""What visitors do: below paths that the authentication leaves alone."""

from litestar import Router, get, post
from litestar.di import Provide

from gallery.access import courier_key, provide_lender

TICKETS: list[str] = []
LOANS: list[str] = []


@get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@get("/opening-hours")
async def opening_hours() -> dict[str, str]:
    return {"from": "10:00"}


@post("/tickets")
async def buy_ticket(data: dict[str, str]) -> None:
    TICKETS.append(data["name"])


@post("/deliveries", guards=[courier_key])
async def deliver(data: dict[str, str]) -> None:
    LOANS.append(data["work"])


@post("/loans")
async def lend(data: dict[str, str], lender: str) -> None:
    LOANS.append(f"{data['work']} by {lender}")


lending = Router(
    path="/lending",
    route_handlers=[lend],
    dependencies={"lender": Provide(provide_lender)},
)
visit = Router(path="/visit", route_handlers=[opening_hours, buy_ticket, deliver, lending])
