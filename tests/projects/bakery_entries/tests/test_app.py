"""The bakery from outside."""

import asyncio

from bakery import old_schema, schema
from bakery.agents import server
from bakery.work import BAKED, bake, sweep


def test_strangers_get_no_recipe():
    for asked in (
        schema.schema.execute_sync("{ recipe }", context_value={"user": None}),
        old_schema.schema.execute("{ notes }", context={"user": None}),
    ):
        assert asked.errors[0].message == "For bakers"


def test_anybody_orders_bread():
    ordered = schema.schema.execute_sync("mutation { orderBread }", context_value={"user": None})
    assert ordered.errors is None
    assert old_schema.schema.execute("mutation { order { ok } }", context={"user": None}).data[
        "order"
    ]["ok"]


def test_work_is_done():
    bake(3)
    assert BAKED == [3]
    sweep()
    assert BAKED == []


def test_agents_see_the_tools():
    assert {it.name for it in asyncio.run(server.list_tools())} == {"stock", "bake_bread"}
