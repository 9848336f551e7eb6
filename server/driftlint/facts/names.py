"""Which names and words are written: in an expression, and in what a definition calls and is decorated with."""

import re
import sys
from collections.abc import Iterator

from driftlint.facts.expression import Attribute, Call, Expr, Name, String, Subscript, parts
from driftlint.facts.model import Body, Class, Function, Parameter

WITH = "with"
"""Marks what has a `with` block. No name is spelt like this or the other marks."""
DECORATED = "@"
"""Marks a function with a decorator."""
EXPLAINED = ":"
"""Marks a function with a parameter that has an annotation or a default."""
REQUEST = "(request)"
"""Marks a function with a parameter of that name."""
RUNS = "f()"
"""Marks a function that calls what it is handed."""
RUNS_FREE = "f()?"
"""Marks a function that calls what a function around it, if one is, seems to be handed."""
HANDS_ON = "(f)"
"""Marks a function that hands on a parameter which seems to hold a function."""

_HOLDS_FUNCTION = re.compile(
    r"^(f|fn|fun|func|function|cb|call|work|worker|job|action|operation|op|thunk|step|closure|wrapped|coro)$"
    r"|(^|_)(fn|func|function|callback|callable|handler|hook|coroutine|executor|producer|runner)_?$"
)
"""What parameters are called that hold a function. One called otherwise counts where its annotation says so."""

_OF_FUNCTIONS = frozenset({"Callable", "Awaitable", "Coroutine", "CoroutineType", "FunctionType"})


def last_name(expression: Expr) -> str:
    """The last name of a dotted expression or of what a call calls, "" for anything else."""
    if isinstance(expression, Call):
        expression = expression.function
    return (
        expression.name if isinstance(expression, Attribute) else expression.id if isinstance(expression, Name) else ""
    )


def names_in(expression: Expr | None) -> Iterator[str]:
    """The names an expression is made of, each part of a dotted one by itself."""
    for it in parts(expression):
        if isinstance(it, (Name, Attribute)):
            yield last_name(it)


def words_in(expression: Expr | None) -> Iterator[str]:
    """The names and strings an expression is made of."""
    for it in parts(expression):
        if isinstance(it, String):
            yield it.value
        elif isinstance(it, (Name, Attribute)):
            yield last_name(it)


def names_used(definition: Function | Class | Body) -> tuple[str, ...]:
    """The last names of what the definition calls and is decorated with, sorted.

    What a decorator is handed counts too: it may be the method of a router that the decorator decorates with.
    The names it is handed things by stand there with a `=` after them, and the marks of what else it has.
    """
    body = definition if isinstance(definition, Body) else definition.body
    found = {last_name(it.call) for it in body.calls}
    if any(it.items for it in body.regions):
        found.add(WITH)
    if isinstance(definition, Function):
        found.update(_marks_of(definition))
    elif isinstance(definition, Body):
        found.update(changing(it) for it in _changed(definition) if it.isupper())
    if not isinstance(definition, Body):
        for it in definition.decorators:
            found.add(last_name(it))
            if isinstance(it, Call):
                found.update(map(last_name, (*it.arguments, *(each.value for each in it.keywords))))
                found.update(f"{each.name}=" for each in it.keywords if each.name)
    found.discard("")
    return tuple(sorted(map(sys.intern, found)))


def changing(name: str) -> str:
    """The mark of a module-level statement that sets, or calls a method of, what `name` holds: a name in capitals."""
    return f"={name}"


def _changed(statement: Body) -> Iterator[str]:
    for it in statement.assignments:
        yield _innermost(it.target)
    for site in statement.calls:
        if isinstance(site.call.function, Attribute):
            yield _innermost(site.call.function.value)


def _innermost(expression: Expr) -> str:
    while isinstance(expression, Subscript):
        expression = expression.value
    return expression.id if isinstance(expression, Name) else ""


def _marks_of(function: Function) -> Iterator[str]:
    if function.decorators:
        yield DECORATED
    if any(it.annotation is not None or it.default is not None for it in function.parameters):
        yield EXPLAINED
    if any(it.name == "request" for it in function.parameters):
        yield REQUEST
    given = {it.name for it in function.parameters if _holds_function(it)}
    own = {it.name for it in function.parameters}
    for site in function.body.calls:
        called = site.call.function
        if isinstance(called, Name) and called.id in own:
            yield RUNS
        elif isinstance(called, Name) and _HOLDS_FUNCTION.search(called.id):
            yield RUNS_FREE
        if given and any(isinstance(it, Name) and it.id in given for it in _handed(site.call)):
            yield HANDS_ON


def _holds_function(parameter: Parameter) -> bool:
    if _HOLDS_FUNCTION.search(parameter.name):
        return True
    return parameter.annotation is not None and not _OF_FUNCTIONS.isdisjoint(words_in(parameter.annotation))


def _handed(call: Call) -> Iterator[Expr]:
    for it in (*call.arguments, *(each.value for each in call.keywords)):
        yield from parts(it)
