"""How the code of Django projects asks who is calling, and where it sends away those it does not know."""

import re

from driftlint.facts.expression import Attribute, Call, Constant, Expr, Name, Operation, Sequence, dotted
from driftlint.facts.model import Body, Statement

_PASSES_ON = frozenset({
    "render", "TemplateResponse", "render_to_response", "get", "post", "dispatch", "get_response", "view", "view_func",
    "func", "filter", "all", "none", "_get_response",
})  # fmt: skip
"""Calls whose answer lets the caller go on: the next middleware, the view itself, a page."""
_WAY_OUT = re.compile(r"(?i)redirect|forbidden|unauthori[sz]ed|denied|no_permission|reject|login|not_?found")


def turns_anonymous_away(own: Body, *, partly: bool = False, refusals: tuple[str, ...] = ()) -> bool:
    """Whether the body ends early for callers that are not logged in, other than by showing them another page.

    `partly` also takes a test that asks for more than that: `not user.is_authenticated and path not in exempt`;
    `refusals` are constants that say no where they are returned.
    """
    for number, region in enumerate(own.regions):
        if region.kind not in ("if", "elif") or region.subject is None:
            continue
        if _tests_anonymous(region.subject, partly=partly):
            if any(it.region == number and sends_away(it, refusals) for it in own.statements):
                return True
        elif _tests_known(region.subject) and _refused_otherwise(own, number):
            return True
    return False


def _refused_otherwise(own: Body, number: int) -> bool:
    """Whether callers that fail the test of region `number` are sent away: in its `else`, or after its own `return`."""
    region = own.regions[number]
    for place, other in enumerate(own.regions):
        if other.kind == "else" and other.opens == number:
            return any(it.region == place and sends_away(it) for it in own.statements)
    if not any(it.region == number and it.kind == "return" for it in own.statements):
        return False
    after = [it for it in own.statements if it.region == region.parent and it.span > region.span]
    return bool(after) and after[-1].kind in ("return", "raise") and sends_away(after[-1]) and _is_refusal(after[-1])


def _is_refusal(statement: Statement) -> bool:
    """Whether an answer for everybody else is plainly the way out, not the page itself."""
    if statement.kind == "raise":
        return True
    called = dotted(statement.value.function) or "" if isinstance(statement.value, Call) else ""
    return bool(_WAY_OUT.search(called.rpartition(".")[2]))


def _tests_anonymous(test: Expr, *, partly: bool) -> bool:
    """`not request.user.is_authenticated`, `user.is_anonymous`, and either of them in an `or`."""
    if isinstance(test, Operation):
        if test.operator == "or" or (partly and test.operator == "and"):
            return any(_tests_anonymous(it, partly=partly) for it in test.operands)
        return test.operator == "not" and last_name(test.operands[0]) == "is_authenticated"
    return last_name(test) == "is_anonymous"


def asks_who(test: Expr | None) -> bool:
    """Whether a test is about whether the caller is logged in."""
    return test is not None and (_tests_anonymous(test, partly=True) or _tests_known(test))


def _tests_known(test: Expr) -> bool:
    """`request.user.is_authenticated`, alone or with more in an `and`."""
    if isinstance(test, Operation):
        if test.operator == "and":
            return any(_tests_known(it) for it in test.operands)
        return test.operator == "not" and last_name(test.operands[0]) == "is_anonymous"
    return last_name(test) == "is_authenticated"


def sends_away(statement: Statement, refusals: tuple[str, ...] = ()) -> bool:
    """Whether a statement ends the request, rather than passing it on or answering with a page."""
    if statement.kind == "raise":
        return True
    if isinstance(statement.value, Constant):
        return statement.value.text in refusals
    if statement.kind != "return" or not isinstance(statement.value, (Call, Sequence, Name)):
        return False
    return not isinstance(statement.value, Call) or callee_name(statement.value) not in _PASSES_ON


def callee_name(call: Call) -> str:
    """The last name of what is called."""
    return call.function.id if isinstance(call.function, Name) else last_name(call.function)


def last_name(expression: Expr) -> str:
    """The attribute an expression ends in, or that of what it calls; "" for anything else."""
    if isinstance(expression, Call):
        return last_name(expression.function)
    return expression.name if isinstance(expression, Attribute) else ""
