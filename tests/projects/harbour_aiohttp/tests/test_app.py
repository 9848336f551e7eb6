"""The harbour from outside."""

import asyncio

from aiohttp.test_utils import TestClient, TestServer

from harbour.app import create_app


def statuses(*requests):
    async def ask():
        async with TestClient(TestServer(create_app())) as client:
            return [
                (
                    await client.request(
                        method, path, json={"name": "Nova", "ship": "Nova"}, headers=headers
                    )
                ).status
                for method, path, headers in requests
            ]

    return asyncio.run(ask())


def test_the_office_registers_ships():
    office = {"Authorization": "office-1"}
    assert statuses(("POST", "/ships", {}), ("POST", "/ships", office)) == [401, 201]
    assert statuses(("PUT", "/ships/1/cargo", {}), ("GET", "/ships/1/cargo", {})) == [401, 200]
    assert statuses(("GET", "/berths", {}), ("GET", "/berths", office)) == [401, 200]


def test_pilots_send_their_key():
    assert statuses(
        ("GET", "/pilots/trips", {}), ("GET", "/pilots/trips", {"X-Pilot": "pilot-1"})
    ) == [403, 200]


def test_ships_sign_what_they_send():
    assert statuses(("POST", "/ships/arrivals", {"X-Signature": "x"})) == [400]
