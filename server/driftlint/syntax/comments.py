"""The comments of a text."""

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
