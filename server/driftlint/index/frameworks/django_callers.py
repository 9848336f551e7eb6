"""How the code of Django projects asks who is calling, and where it sends away those it does not know."""

import re

from driftlint.facts.expression import Call, Constant, Expr, Operation
from driftlint.facts.model import Body, Statement
from driftlint.facts.names import last_name, words_in
from driftlint.index.denials import status_of

_WAY_OUT = re.compile(r"(?i)redirect|forbidden|unauthori[sz]ed|denied|no_permission|reject|login|not_?found")
_EXEMPT = re.compile(r"(?i)path|url|exempt|public|open|allow|white_?list|skip|ignore|view|route|prefix")


def turns_anonymous_away(own: Body, *, partly: bool = False, refusals: tuple[str, ...] = ()) -> bool:
    """Whether the body ends early for callers that are not logged in, other than by showing them another page.

    `partly` also takes a test that asks for more than that: `not user.is_authenticated and path not in exempt`, in one
    test or in one inside the other; `refusals` are constants that say no where they are returned.
    """
    for number, region in enumerate(own.regions):
        if region.kind not in ("if", "elif") or region.subject is None:
            continue
        if _tests_anonymous(region.subject, partly=partly):
            ways_out = [it.region for it in own.statements if sends_away(it, refusals)]
            if number in ways_out or (partly and any(_but_for_exempt(own, number, it) for it in ways_out)):
                return True
        elif _tests_known(region.subject) and _refused_otherwise(own, number):
            return True
    return False


def _but_for_exempt(own: Body, number: int, inner: int) -> bool:
    """Whether region `inner` lies in region `number` and what keeps callers from it is only what they ask for."""
    around = [*own.enclosing(inner)]
    places = [place for place, _ in around]
    if number not in places:
        return False
    tests = []
    for place, region in around:
        if place == number:
            break
        if region.kind not in ("if", "elif", "else", "with"):
            return False
        tests.append(own.regions[region.opens] if region.kind == "else" and region.opens >= 0 else region)
    return all(it.kind == "with" or (it.kind in ("if", "elif") and _about_path(it.subject)) for it in tests)


def _about_path(test: Expr | None) -> bool:
    return test is not None and any(_EXEMPT.search(it) for it in words_in(test))


def _refused_otherwise(own: Body, number: int) -> bool:
    """Whether callers that fail the test of region `number` are sent away: in its `else`, or after its own `return`."""
    region = own.regions[number]
    inside = [it for it in own.statements if it.region == number]
    if any(sends_away(it) for it in inside):  # both ways lead away: nothing is asked of the caller
        return False
    for place, other in enumerate(own.regions):
        if other.kind == "else" and other.opens == number:
            return any(it.region == place and sends_away(it) for it in own.statements)
    after = [it for it in own.statements if it.region == region.parent and it.span > region.span]
    return any(it.kind == "return" for it in inside) and bool(after) and sends_away(after[-1])


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
    """Whether a statement refuses the request, rather than passing it on or answering it."""
    value = statement.value
    if statement.kind != "return":
        return statement.kind == "raise"
    if isinstance(value, Constant):
        return value.text in refusals
    if not isinstance(value, Call):
        return False
    while isinstance(value.function, Call):
        value = value.function
    statuses = (status_of(it) or "" for it in (*value.arguments, *(it.value for it in value.keywords)))
    return _WAY_OUT.search(last_name(value)) is not None or any(it.startswith("4") for it in statuses)
