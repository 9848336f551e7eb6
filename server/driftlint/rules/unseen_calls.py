"""Finds calls in a handler whose callee is only chosen when it runs."""

from driftlint.facts.expression import Call, Expr, Name, String
from driftlint.index.calls import callees
from driftlint.index.engine import Database
from driftlint.index.files import body
from driftlint.rules.handler_expressions import root


def unseen_call(db: Database, path: str, owner: str) -> str:
    """A call of the handler whose callee is only chosen when it runs, as `get_action("x")(…)`; "" where there is none.

    What is called so does the work, and may well ask who wants it done.
    """
    own = body(db, path, owner)
    if own is None:
        return ""
    fetched = {it.target.id: it.value for it in own.assignments if isinstance(it.target, Name) and _is_chosen(it.value)}
    known = {it.call for it in callees(db, path, owner) if it.path}
    for number, site in enumerate(own.calls):
        chosen: Expr | None = site.call.function
        if isinstance(chosen, Name):
            chosen = fetched.get(chosen.id)
        if number not in known and _is_chosen(chosen):
            return _written(chosen)
    return ""


def _is_chosen(function_: Expr | None) -> bool:
    """Whether a callee is looked up by a text or a variable name: `get_action("x")`, `getattr(it, name)`."""
    if not isinstance(function_, Call):
        return False
    name, along = root(function_)
    fetched = (along[-1] if along else name) == "getattr" or any(isinstance(it, String) for it in function_.arguments)
    return fetched and name != "super"


def _written(chosen: Expr | None) -> str:
    name, along = root(chosen) if chosen is not None else ("", ())
    texts = [it.value for it in chosen.arguments if isinstance(it, String)] if isinstance(chosen, Call) else []
    return f"{'.'.join((name, *along))}({', '.join(repr(it) for it in texts[:1])})".replace("'", '"')
