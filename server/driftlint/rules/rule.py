"""What a rule file says: what the rule finds, why that hurts, how to mend it, and its proof."""

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from driftlint.diagnostic.model import Severity

Pack: TypeAlias = Literal["recommended", "strict", "all"]
Effect: TypeAlias = Literal[
    "http", "mail", "publish", "process", "sleep", "storage", "db.read", "db.write", "db.raw", "db.commit", "log"
]  # fmt: skip
FixId: TypeAlias = Literal[
    "run-on-commit", "move-before-context", "move-after-context",
    "add-neighbours-guard", "declare-public", "extract-to-service",
]  # fmt: skip
Demand: TypeAlias = Literal["reason", "ticket", "forbidden"]
"""What a comment must give to excuse a place: a reason, a reason that names a ticket; or that none can."""
Code: TypeAlias = str | dict[str, str]
"""The text of one file, or of several by their path."""


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What all parts of a rule file share: no key but the known ones."""


class CallMatch(Shape, frozen=True):
    """Calls that have an effect, themselves or through what they call."""

    effect: Annotated[
        Effect | tuple[Effect, ...],
        Meta(description="What the call does to the outside, directly or through the call graph; any one of several."),
    ]
    inside: Annotated[Literal["transaction"], Meta(description="What is held open around the call.")]
    unless: Annotated[
        tuple[Effect, ...], Meta(description="Not where the same call also has one of these effects there.")
    ] = ()
    name: Annotated[
        str | tuple[str, ...],
        Meta(description="Only where the library call reached in the end has one of these resolved names."),
    ] = ()


class Weights(Shape, frozen=True):
    """What each thing that a handler does itself adds to its sum."""

    branch: Annotated[
        int,
        Meta(ge=0, description="An `if`, `elif` or `case` that decides about data; not a check that ends in an error."),
    ]
    loop: Annotated[int, Meta(ge=0, description="A loop that does more than build the response.")]
    calculation: Annotated[int, Meta(ge=0, description="Arithmetic on attributes of data.")]
    change: Annotated[int, Meta(ge=0, description="An attribute of an object assigned.")]
    write: Annotated[int, Meta(ge=0, description="A row created, saved, changed or deleted.")]
    nesting: Annotated[int, Meta(ge=0, description="Each branch or loop around one that is counted.")]


class Budget(Shape, frozen=True):
    """How much a handler may do itself."""

    limit: Annotated[int, Meta(ge=1, description="The largest weighted sum that is still fine.")]
    weights: Weights


class EndpointMatch(Shape, frozen=True):
    """Endpoints of any framework that lack a guard, or whose handlers exceed a budget."""

    lacks: Annotated[
        Literal["auth"] | None, Meta(description="The kind of guard that the effective guard set does not have.")
    ] = None
    unless: Annotated[Literal["public"] | None, Meta(description="What excuses the endpoint.")] = None
    budget: Annotated[Budget | None, Meta(description="What the handler itself may do.")] = None


class Match(Shape, frozen=True):
    """What the rule looks at: exactly one kind of fact."""

    call: CallMatch | None = None
    endpoint: EndpointMatch | None = None

    @property
    def kind(self) -> str:
        """The kind of fact matched, as the message's fields are called."""
        if self.call is not None:
            return "call"
        return "budget" if self.endpoint is not None and self.endpoint.budget is not None else "endpoint"


class Invalid(Shape, frozen=True):
    """An example that the rule reports where `# expect: rule-id "part of the message"` stands."""

    code: Annotated[Code, Meta(description="The text, or several texts by path (`constraints.yaml` among them).")]
    fixed: Annotated[Code | None, Meta(description="Exactly what the fix makes of it.")] = None
    fix: Annotated[FixId | None, Meta(description="Which fix makes it; without it the first that is offered.")] = None


class Examples(Shape, frozen=True):
    """The proof: what the rule says and does not say."""

    valid: tuple[Code, ...]
    invalid: tuple[Invalid, ...]


class Rule(Shape, frozen=True):
    """One rule, as its file `rules/<family>/<id>.yaml` gives it."""

    id: Annotated[
        str,
        Meta(pattern="^[a-z][a-z0-9]*(-[a-z0-9]+)*$", description="Kebab-case, names the offence, is the file's name."),
    ]
    since: Annotated[str, Meta(description="The version of driftlint that brought the rule.")]
    severity: Annotated[Severity, Meta(description="How serious it is where a project does not say otherwise.")]
    pack: Annotated[Pack, Meta(description="`recommended` is on by default.")]
    summary: Annotated[str, Meta(description="What the rule does, in one line that starts with a verb: “detects …”.")]
    message: Annotated[str, Meta(description="One line that stands alone; `{fields}` name what was matched.")]
    why: Annotated[str, Meta(description="The consequence, for somebody who has never met it.")]
    instead: Annotated[str, Meta(description="What to do instead.")]
    match: Annotated[Match, Meta(description="What the rule looks for.")]
    tests: Annotated[Examples, Meta(description="Examples; they run as tests.")]
    fix: Annotated[tuple[FixId, ...], Meta(description="The quick fixes to offer, the preferred one first.")] = ()
    suppression: Annotated[
        Demand,
        Meta(
            description="What a comment must give to excuse a place: a `reason`, a `ticket`; or `forbidden`: none can."
        ),
    ] = "reason"
