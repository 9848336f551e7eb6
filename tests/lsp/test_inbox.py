"""What is no longer wanted is noticed while it is being worked on."""

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from driftlint.lsp.inbox import Inbox

pytestmark = pytest.mark.asyncio


@contextmanager
def pipe() -> Iterator[tuple[Inbox, int]]:
    """An inbox, and what is written to for it."""
    reading, writing = os.pipe()
    inbox = Inbox(partial(os.read, reading))
    inbox.start()
    try:
        yield inbox, writing
    finally:
        os.close(writing)


def send(writing: int, method: str, request: int | None = None, **parameters: Any) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": request, "method": method, "params": parameters}).encode()
    os.write(writing, b"Content-Length: %d\r\n\r\n%s" % (len(body), body))


async def taken(inbox: Inbox) -> Any:
    while (message := inbox.take()) is None:
        await inbox.arrival()
    return message


async def test_waiting_ends_without_a_message_where_it_may_not_take_longer() -> None:
    with pipe() as (inbox, writing):
        await inbox.arrival(0.01)
        assert inbox.take() is None
        send(writing, "textDocument/hover", 7)
        assert (await taken(inbox))["id"] == 7


async def test_request_is_withdrawn_while_it_is_worked_on() -> None:
    with pipe() as (inbox, writing):
        send(writing, "textDocument/diagnostic", 7)
        send(writing, "textDocument/hover", 8)
        message = await taken(inbox)
        with inbox.serving(message["id"]):
            assert not inbox.given_up
            send(writing, "$/cancelRequest", id=7)
            for _ in iter(lambda: inbox.given_up, True):
                await asyncio.sleep(0)
            assert inbox.take_cancellation(7)
        assert not inbox.given_up
        assert (await taken(inbox))["id"] == 8


async def test_cancelling_another_request_gives_up_nothing() -> None:
    with pipe() as (inbox, writing):
        send(writing, "textDocument/diagnostic", 7)
        await taken(inbox)
        with inbox.serving(7):
            send(writing, "$/cancelRequest", id=6)
            assert (await taken(inbox))["method"] == "$/cancelRequest"
            assert not inbox.given_up


async def test_client_that_is_gone_waits_for_nothing() -> None:
    with pipe() as (inbox, writing):
        send(writing, "exit")
        await taken(inbox)
        with inbox.serving(7):
            assert inbox.given_up
