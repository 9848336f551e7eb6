"""The comments of a text, and the names its code mentions."""

import ast
import io
import re
import tokenize

_PERHAPS = re.compile(r"#[^\r\n]*")


def comments(text: str) -> list[str]:
    """Every comment, from its `#` on, in order; of text that is no Python, whatever might be one."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text, newline="").readline))
    except (tokenize.TokenError, SyntaxError):
        return [it.rstrip() for it in _PERHAPS.findall(text)]
    return [it.string.rstrip() for it in tokens if it.type == tokenize.COMMENT]


def mentions(lines: str, name: str) -> bool:
    """Whether `lines`, some of which may be missing, mention `name` in code, or in a string that could be code.

    A string that is no expression, as most docstrings are, mentions nothing; nor does a comment but one about types.
    """
    if not re.search(rf"\b{re.escape(name)}\b", lines):
        return False
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(lines, newline="").readline))
    except (tokenize.TokenError, SyntaxError):
        return True
    return any(_mentions(it, name) for it in tokens)


def _mentions(token: tokenize.TokenInfo, name: str) -> bool:
    if token.type == tokenize.NAME:
        return token.string == name
    if not re.search(rf"\b{re.escape(name)}\b", token.string):
        return False
    if token.type == tokenize.COMMENT:
        return re.match(r"#\s*type\s*:", token.string) is not None
    return token.type != tokenize.STRING or "f" in token.string[:2].lower() or _is_expression(token.string)


def _is_expression(literal: str) -> bool:
    """Whether what a string literal says is an expression, as an annotation in quotes is."""
    try:
        said = ast.literal_eval(literal)
        ast.parse(said if isinstance(said, str) else "", mode="eval")
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True
