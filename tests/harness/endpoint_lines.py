"""Endpoints of a workspace in memory, one line each, as a test compares them."""

from driftlint.index.endpoint import Endpoint
from driftlint.index.endpoints import endpoints
from tests.harness.workspace import Workspace


def endpoint_lines(workspace: Workspace) -> list[str]:
    """One line an endpoint: "GET /orders/ by login_required", "… open: `AllowAny`", "… unknown: why", "… unguarded"."""
    return [f"{'/'.join(it.methods)} {it.path} {_state(it)}" for it in sorted(endpoints(workspace.db), key=_order)]


def _order(endpoint: Endpoint) -> tuple[str, tuple[str, ...]]:
    return endpoint.path, endpoint.methods


def _state(it: Endpoint) -> str:
    if it.guards:
        names = [guard.name.rpartition(".")[2] + ("" if guard.certain else "?") for guard in it.guards]
        return "by " + ", ".join(names)
    if it.declared_open:
        return f"open: {it.declared_open}"
    return f"unknown: {it.unknown}" if it.unknown else "unguarded"
