"""A payment gateway as backends have them, and what of it a module reaches inside a transaction."""

from textwrap import dedent

from tests.harness.workspace import Workspace

GATEWAY = """
    import abc
    import httpx
    from typing import Protocol

    class Client:
        def post(self, path):
            return httpx.post(path)

        async def send(self, path):
            return httpx.post(path)

    class Special(Client): ...

    class Sender(abc.ABC):
        @abc.abstractmethod
        def post(self, path): ...

    class HttpSender(Sender):
        def post(self, path):
            return httpx.post(path)

    class Posts(Protocol):
        def post(self, path): ...

    class HttpPosts(Posts):
        def post(self, path):
            return httpx.post(path)

    def charge(path="/"):
        return httpx.post(path)

    def make():
        return Client()

    def make_it() -> "Client":
        return build()

    client = Client()
"""

HEAD = """
    import asyncio, functools
    from typing import Annotated, Optional
    from contextlib import contextmanager, asynccontextmanager
    from functools import cached_property, partial
    from django.db import transaction
    from fastapi import Depends
    from fastapi.concurrency import run_in_threadpool
    from gateway import Client, HttpSender, Posts, Sender, Special, charge, make, make_it
    import gateway
"""


def reached_inside(text: str) -> list[str]:
    """What is reached inside a transaction of a module that says `text`."""
    texts = {"api.py": dedent(HEAD) + dedent(text), "gateway.py": GATEWAY}
    return [it for it in Workspace(texts).held() if it.startswith("api.py")]
