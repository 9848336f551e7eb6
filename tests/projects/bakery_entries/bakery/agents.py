"""What agents may call."""

from mcp.server import MCPServer

from bakery.work import BAKED, bake

server = MCPServer("bakery")


@server.tool()
def stock() -> int:
    return len(BAKED)


@server.tool(name="bake_bread")
def bake_loaves(loaves: int) -> str:
    bake.delay(loaves)
    return "baking"
