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


Form = tuple[str, str]
"""The name that a call starts from, and a module with such a call: in it `SHADOW` stands where a local may be made."""


def requests_seen(form: Form) -> list[str]:
    """How sure each request is that is seen behind a form, "certain" or "likely"; whatever else is seen as it is."""
    return [_certainty(it) for it in reached_inside(form[1].replace("SHADOW", "pass"))]


def requests_seen_with_a_local(form: Form) -> list[str]:
    """The same where a local of unknown value takes the place of the name."""
    name, text = form
    return [_certainty(it) for it in reached_inside(text.replace("SHADOW", f"{name} = unheard_of()"))]


def _certainty(line: str) -> str:
    if "http:" not in line or "httpx.post in" not in line:
        return line
    return "likely" if line.endswith("(likely)") else "certain"
