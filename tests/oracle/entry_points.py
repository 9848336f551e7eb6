"""What queues, agents and GraphQL schemas say they are entered by, and which GraphQL fields let strangers in."""

import importlib
import logging
from collections.abc import Callable, Iterator
from typing import Any

import dramatiq

from tests.oracle.endpoint import Endpoint, Entries, dotted_name

STRANGER = {"user": None}


def endpoints(package: str) -> list[Endpoint]:
    """Report what the modules of the package declare: the kind stands for the method, the name for the path."""
    logging.disable()  # Strawberry tells of every refusal
    entries = Entries()
    work = importlib.import_module(f"{package}.work")
    tools = importlib.import_module(f"{package}.agents").server
    schemas = [importlib.import_module(f"{package}.{name}").schema for name in ("schema", "old_schema")]
    return [*_tasks(work.queue), *_tools(tools), *_strawberry(schemas[0], entries), *_graphene(schemas[1], entries)]


def _tasks(queue: Any) -> Iterator[Endpoint]:
    for name, task in queue.tasks.items():
        if not name.startswith("celery."):
            yield _entry("task", name, dotted_name(type(task).run if name.endswith("Inventory") else task.run))
    for name, actor in dramatiq.get_broker().actors.items():
        yield _entry("task", name if name != actor.fn.__name__ else dotted_name(actor.fn), dotted_name(actor.fn))


def _tools(server: Any) -> Iterator[Endpoint]:
    for tool in server._tool_manager.list_tools():
        yield _entry("tool", tool.name if tool.name != tool.fn.__name__ else dotted_name(tool.fn), dotted_name(tool.fn))


def _strawberry(schema: Any, entries: Entries) -> Iterator[Endpoint]:
    for kind in ("query", "mutation"):
        for field in getattr(schema, kind).__strawberry_definition__.fields:
            function = field.base_resolver.wrapped_func
            name = schema.config.name_converter.from_field(field)
            selected = f"{name} {{ weight }}" if name == "loaf" else name
            entries.forget()
            answer = schema.execute_sync(f"{kind} {{ {selected} }}", context_value=STRANGER)
            guarded = answer.errors is not None and not entries.include(function)
            yield _entry(kind, field.python_name, dotted_name(function), guarded=guarded)


def _graphene(schema: Any, entries: Entries) -> Iterator[Endpoint]:
    for name, field in schema.mutation._meta.fields.items():
        guarded = _is_refused(schema, f"mutation {{ {name} {{ ok }} }}", field.type.mutate, entries)
        yield _entry("mutation", field.type.__qualname__, dotted_name(field.type.mutate), guarded=guarded)
    for name in schema.query._meta.fields:
        function = getattr(schema.query, f"resolve_{name}")
        guarded = _is_refused(schema, f"{{ {name} }}", function, entries)
        yield _entry("query", name, dotted_name(function), guarded=guarded)


def _is_refused(schema: Any, asked: str, function: Callable[..., Any], entries: Entries) -> bool:
    entries.forget()
    return schema.execute(asked, context=STRANGER).errors is not None and not entries.include(function)


def _entry(kind: str, name: str, handler: str, *, guarded: bool = False) -> Endpoint:
    return {"method": kind, "path": name, "handler": handler, "guarded": guarded, "guards": []}
