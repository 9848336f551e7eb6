"""The shapes annotations take around the class they are about."""

import functools

from driftlint.facts.expression import Attribute, Expr, Name, String, Subscript

_WRAPPERS = frozenset({"Annotated", "Optional", "Required", "NotRequired", "Final", "ClassVar", "ReadOnly", "Mapped"})
_AWAITED = frozenset({"Awaitable"})


def peel(wrapper: str, annotation: Subscript) -> tuple[Expr | None, bool]:
    """The annotation inside `Annotated[X, …]`, `X | None`'s older form and the like; and whether `type[X]`, the class itself, is meant."""
    if not annotation.items:
        return None, False
    if wrapper in _WRAPPERS or wrapper in _AWAITED:
        return annotation.items[0], False
    if wrapper in ("type", "Type"):
        return annotation.items[0], True
    if wrapper == "Union":
        known = [it for it in annotation.items if not (hasattr(it, "text") and getattr(it, "text", "") == "None")]
        return (known[0], False) if len(known) == 1 else (None, False)
    if wrapper == "Coroutine" and len(annotation.items) == 3:
        return annotation.items[2], False
    return None, False


def forward_reference(written: String) -> Expr | None:
    """The annotation that a string stands for, its span that of the string."""
    expression = _parsed(written.value)
    return None if expression is None else _moved(expression, written)


@functools.lru_cache(maxsize=4096)
def _parsed(text: str) -> Expr | None:
    from driftlint.facts.extract import extract  # noqa: PLC0415  few annotations are strings
    from driftlint.syntax.tree import parse  # noqa: PLC0415

    facts = extract(parse(f"_: {text}")).facts
    for body in facts.toplevel.values():
        for assignment in body.assignments:
            if assignment.annotation is not None:
                return assignment.annotation
    return None


def _moved(expression: Expr, to: String) -> Expr | None:
    if isinstance(expression, Name):
        return Name(to.span, expression.id)
    if isinstance(expression, Attribute):
        value = _moved(expression.value, to)
        return None if value is None else Attribute(to.span, value, expression.name)
    return expression
