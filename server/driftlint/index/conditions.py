"""Under which conditions a place of a body is reached, as far as they are about who is calling."""

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from driftlint.facts.expression import (
    Await,
    Conditional,
    Constant,
    Expr,
    Operation,
    Walrus,
)
from driftlint.facts.model import Body
from driftlint.facts.names import last_name, words_in

Sense = Literal["stranger", "known", "other"]
"""What a test being met says: the caller is a stranger (or lacks something), the caller is known, neither."""

_CALLER = re.compile(
    r"(?i)user|auth|token|session|header|cookie|api_?key|permi|admin|role|owner|scope|signature|secret|identity|principal"
    r"|allowed|can_|staff|member|hmac|digest|access|logged|account|credential|claims|payload|bearer|grant|creator|author"
)
PASSWORD = re.compile(r"(?i)password|passwd|(^|_)pin$|(^|_)otp|credentials?$|check_pass|verify_pass")
_STRANGE = re.compile(
    r"(?i)^(is_)?(not_|no_|in(valid|active)|un|missing|anonymous|expired|denied|forbidden|disallow|reject|fail|error)"
)


_WHERE = frozenset({"endpoint", "path", "method", "blueprint", "url_rule", "full_path", "path_info"})


class Circumstances(msgspec.Struct, frozen=True):
    """What has to hold for a place to be reached.

    `nearest` is what the innermost test around it says, None without any; `known_only` tells that some test around it
    lets only known callers come here; `conditional` that a test around it is about something else altogether.
    """

    nearest: Sense | None = None
    known_only: bool = False
    conditional: bool = False


def circumstances(own: Body, region: int) -> Circumstances:
    """The tests around a place in `region`."""
    senses: list[Sense] = []
    for _, around in own.enclosing(region):
        if around.kind == "except" and not senses:
            senses.append("stranger")  # what was tried, and failed, is nearer than any test around
        if around.kind in ("if", "elif") and around.subject is not None:
            senses.append(sense(around.subject, met=True))
        elif around.kind == "else" and around.opens >= 0 and own.regions[around.opens].kind == "if":
            opened = own.regions[around.opens].subject
            senses.append("other" if opened is None else sense(opened, met=False))
    if not senses:
        return Circumstances()
    return Circumstances(senses[0], "known" in senses, "other" in senses[1:])


def sense(test: Expr, *, met: bool) -> Sense:
    """What it says about the caller that `test` is met, or is not."""
    if isinstance(test, Operation) and test.operator == "not":
        return sense(test.operands[0], met=not met)
    if isinstance(test, (Await, Walrus)):
        return sense(test.value, met=met)
    if isinstance(test, Operation) and test.operator in ("and", "or"):
        found = [sense(it, met=met) for it in test.operands]
        if (test.operator == "and") == met:  # every part holds
            return "known" if "known" in found else "stranger" if "stranger" in found else "other"
        return "stranger" if "stranger" in found else "known" if "known" in found else "other"
    written = set(words_in(test))
    if written & _WHERE:  # which way in this is, not who comes
        return "other"
    if not any(_CALLER.search(it) for it in written):
        return "other"
    if isinstance(test, Operation):
        return _compared(test, met=met)
    if isinstance(test, Conditional):
        return "stranger"
    return "stranger" if met == (_STRANGE.search(last_name(test)) is not None) else "known"


def _compared(test: Operation, *, met: bool) -> Sense:
    right = test.operands[-1]
    nothing = isinstance(right, Constant) and right.text in ("None", "False")
    if test.operator in ("is", "==") and nothing:
        return "stranger" if met else "known"
    if test.operator in ("is not", "!=") and nothing:
        return "known" if met else "stranger"
    if test.operator in ("is", "==") and isinstance(right, Constant) and right.text == "True":
        return "known" if met else "stranger"
    if test.operator == "in" and met and any(re.search(r"(?i)session|user", it) for it in words_in(right)):
        return "known"
    return "stranger"


def is_about_caller(written: Iterator[str]) -> bool:
    """Whether words speak of who is calling."""
    return any(_CALLER.search(it) for it in written)
