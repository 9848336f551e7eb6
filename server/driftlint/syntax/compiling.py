"""Whether this Python takes a text: stricter than the parser that reads it, which forgives a block without a line."""

import ast
import warnings


def compiles(text: str) -> bool:
    """Whether Python parses the text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the author's text deserves to be warned of is not said here
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True
