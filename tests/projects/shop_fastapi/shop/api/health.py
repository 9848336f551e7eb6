"""Liveness for the load balancer."""

from fastapi import APIRouter

router = APIRouter()


@router.get("/health")
def health() -> dict[str, str]:
    """Answers as long as the process does."""
    return {"status": "ok"}
