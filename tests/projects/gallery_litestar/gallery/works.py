"""Works: controllers behind the application's authentication, with guards of their own."""

from litestar import Controller, delete, get, patch, post, put, route

from gallery.access import requires_curator, requires_role

WORKS = {1: "Still life"}


class Listing(Controller):
    """What every collection has; only its children are registered."""

    path = "/listing"

    @get("/count")
    async def count(self) -> dict[str, int]:
        return {"count": len(WORKS)}


class WorkController(Listing):
    path = "/works"

    @get()
    async def list_works(self) -> dict[int, str]:
        return WORKS

    @get("/{work_id:int}", exclude_from_auth=True)
    async def show_work(self, work_id: int) -> str:
        return WORKS[work_id]

    @post(guards=[requires_curator])
    async def add_work(self, data: dict[str, str]) -> None:
        WORKS[len(WORKS) + 1] = data["title"]

    @delete("/{work_id:int}", guards=[requires_role("director")])
    async def remove_work(self, work_id: int) -> None:
        WORKS.pop(work_id, None)

    @patch(["/{work_id:int}", "/{work_id:int}/title"], exclude_from_auth=True)
    async def rename_work(self, work_id: int, data: dict[str, str]) -> None:
        WORKS[work_id] = data["title"]

    @route("/{work_id:int}/frame", http_method=["PUT", "POST"])
    async def frame_work(self, work_id: int) -> str:
        return WORKS[work_id]


class ShelfController(Listing):
    path = "/shelves"
    guards = [requires_curator]
    opt = {"exclude_from_auth": True}

    @put("/{shelf:int}")
    async def fill_shelf(self, shelf: int) -> dict[str, int]:
        return {"shelf": shelf}
