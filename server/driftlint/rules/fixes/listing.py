"""Adding an item to a comma-separated list (parameters, arguments, imported names) in the layout of the list."""

from collections.abc import Sequence
from typing import Any, TypeVar

import libcst as cst

Item = TypeVar("Item", cst.Param, cst.Arg, cst.ImportAlias, cst.Element)

_SPACE = cst.SimpleWhitespace(" ")
_NOTHING = cst.SimpleWhitespace("")


def inserted(
    items: Sequence[Item], index: int, new: Item, opening: cst.BaseParenthesizableWhitespace | None = None
) -> list[Item]:
    """`items` with `new` at `index`, on a line of its own where the others are.

    `opening` is the whitespace after the opening bracket, which tells the layout where there is but one item.
    """
    out: list[Any] = list(items)
    if not out:
        return [new]
    separator = _separator(out, opening)
    if index < len(out):
        out.insert(index, new.with_changes(comma=cst.Comma(whitespace_after=separator)))
        return out
    last = out[-1]
    if isinstance(last.comma, cst.Comma):
        closing = last.comma.whitespace_after
        out[-1] = last.with_changes(comma=last.comma.with_changes(whitespace_after=_joined(closing, separator)))
        return [*out, new.with_changes(comma=cst.Comma(whitespace_after=_plain(closing)))]
    after = _after(last)
    closing = getattr(last, after) if after else _NOTHING
    changes: dict[str, Any] = {"comma": cst.Comma(whitespace_after=_joined(closing, separator))}
    out[-1] = last.with_changes(**changes, **({after: _NOTHING} if after else {}))
    return [*out, new.with_changes(**({after: _plain(closing)} if after else {}))]


def moved_first(
    bases: Sequence[cst.Arg], base: cst.BaseExpression, opening: cst.BaseParenthesizableWhitespace | None = None
) -> list[cst.Arg]:
    """The bases of a class with `base` as the first: once only, also where it stood behind others."""
    rest = [it for it in bases if it.keyword is not None or not it.value.deep_equals(base)]
    if rest and len(rest) < len(bases):
        rest[-1] = rest[-1].with_changes(comma=bases[-1].comma, whitespace_after_arg=bases[-1].whitespace_after_arg)
    return inserted(rest, 0, cst.Arg(base), opening)


def one_a_line(items: Sequence[Item], indent: str) -> tuple[cst.ParenthesizedWhitespace, list[Item]]:
    """What stands before the first of `items`, and `items` with a line for each and a comma after the last."""
    before = cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace(indent))
    after = cst.ParenthesizedWhitespace(indent=True)
    commas = [cst.Comma(whitespace_after=before)] * (len(items) - 1) + [cst.Comma(whitespace_after=after)]
    return before, [it.with_changes(comma=comma) for it, comma in zip(items, commas, strict=True)]


def _separator(
    items: Sequence[Any], opening: cst.BaseParenthesizableWhitespace | None
) -> cst.BaseParenthesizableWhitespace:
    """What stands between two items, without comments."""
    for item in items[:-1]:
        if isinstance(item.comma, cst.Comma):
            return _plain(item.comma.whitespace_after)
    if isinstance(opening, cst.ParenthesizedWhitespace):
        return _plain(opening)
    return _SPACE


def _plain(whitespace: cst.BaseParenthesizableWhitespace) -> cst.BaseParenthesizableWhitespace:
    """`whitespace` without comments and empty lines."""
    if not isinstance(whitespace, cst.ParenthesizedWhitespace):
        return whitespace
    first = whitespace.first_line.with_changes(whitespace=_NOTHING, comment=None)
    return whitespace.with_changes(first_line=first, empty_lines=[])


def _joined(
    closing: cst.BaseParenthesizableWhitespace, separator: cst.BaseParenthesizableWhitespace
) -> cst.BaseParenthesizableWhitespace:
    """The comment of `closing`, if it has one, then the layout of `separator`."""
    if isinstance(closing, cst.ParenthesizedWhitespace) and isinstance(separator, cst.ParenthesizedWhitespace):
        return separator.with_changes(first_line=closing.first_line, empty_lines=closing.empty_lines)
    return separator


def _after(item: cst.CSTNode) -> str:
    """The name of the attribute that holds what stands between an item and the closing bracket."""
    if isinstance(item, cst.Arg):
        return "whitespace_after_arg"
    return "whitespace_after_param" if isinstance(item, cst.Param) else ""
