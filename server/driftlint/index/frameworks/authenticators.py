"""Classes that tell who is calling, in Starlette and DRF: guards where they turn away everybody they do not know."""

from driftlint.facts.expression import Constant
from driftlint.index.classes import member
from driftlint.index.engine import Database
from driftlint.index.files import function
from driftlint.index.refusals import DEPTH, refusal
from driftlint.index.value import Value


def insists(db: Database, backend: Value) -> bool:
    """Whether an authentication backend never answers that it does not know who is calling."""
    held = member(db, backend.path, backend.qualname, "authenticate") if backend.path else None
    owner = "" if held is None else f"{held[0].qualname}.authenticate"
    own = None if held is None else function(db, held[0].path, owner)
    if held is None or own is None:
        return False
    left = [it.value for it in own.body.statements if it.kind == "return"]
    gives_up = any(it is None or (isinstance(it, Constant) and it.text == "None") for it in left)
    return bool(left) and not gives_up and refusal(db, held[0].path, owner, DEPTH) is not None
