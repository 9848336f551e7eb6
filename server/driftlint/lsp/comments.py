"""Comments that speak to driftlint, and where in a text they can stand."""

from driftlint.lsp.documents import Document, Text
from driftlint.text.position import TextEdit, span

REASON = "say why"
"""What stands for a reason until somebody gives one."""

_TICKET = f"TICKET-1 {REASON}"


def allow_comment(text: Document | Text, line: int, rule: str, *, ticket: bool = False) -> TextEdit:
    """Inserts the comment that allows `rule` on the zero-based `line`, with a reason (or a ticket) to be replaced."""
    return _comment(text, line, f"# driftlint: allow[{rule}] {_TICKET if ticket else REASON}")


def public_comment(text: Document | Text, line: int) -> TextEdit:
    """Inserts the comment that declares the endpoint on the zero-based `line` public, with a reason to be replaced."""
    return _comment(text, line, f"# driftlint: public {REASON}")


def _comment(text: Document | Text, line: int, comment: str) -> TextEdit:
    """At the end of the line; alone above it where the line goes on after its end or has a comment already."""
    code = text.line(line).rstrip()
    if not (_goes_on(text, line) or "#" in code or '"""' in code or "'''" in code):
        return TextEdit(span(line, len(code), line, len(text.line(line))), f"  {comment}")
    while line and _goes_on(text, line - 1):
        line -= 1
    content = text.line(line)
    indentation = content[: len(content) - len(content.lstrip())]
    return TextEdit(span(line, 0, line, 0), f"{indentation}{comment}\n")


def _goes_on(text: Document | Text, line: int) -> bool:
    return text.line(line).endswith("\\")
