"""Applications with one endpoint, and what is said of it."""

from driftlint.index.endpoint import Endpoint
from driftlint.index.endpoints import endpoints
from tests.harness.workspace import Workspace

ACCESS = """
    from fastapi import Depends, Header, HTTPException

    def current_user(authorization: str = Header(None)):
        if authorization is None:
            raise HTTPException(401)
        return authorization
"""
"""A module with the dependency that most of these guard with."""


def found(texts: dict[str, str]) -> list[Endpoint]:
    return list(endpoints(Workspace(texts, markers=["."]).db))


def only(texts: dict[str, str]) -> Endpoint:
    (endpoint,) = found(texts)
    return endpoint


def fastapi(text: str) -> Endpoint:
    """The one endpoint of a FastAPI application in one file."""
    heading = "from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request\napp = FastAPI()\n"
    return only({"access.py": ACCESS, "main.py": heading + text})


def flask(text: str) -> Endpoint:
    """The one endpoint of a Flask application in one file."""
    return only({"main.py": "from flask import Flask, abort, redirect, request, session\napp = Flask('x')\n" + text})


def origins(endpoint: Endpoint) -> list[tuple[str, str, str]]:
    return [(it.kind, it.name, it.origin) for it in endpoint.guards]
