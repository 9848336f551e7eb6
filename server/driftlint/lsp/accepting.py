"""Takes findings into the baseline from an editor: one, those of a file or folder, or all of a rule."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from pygls.exceptions import JsonRpcInvalidParams

from driftlint.analysis.baseline import NAME
from driftlint.analysis.project import Project
from driftlint.analysis.upkeep import accept as accepted
from driftlint.analysis.upkeep import is_acceptable
from driftlint.diagnostic.model import Finding
from driftlint.lsp.diagnostics import uri_in
from driftlint.lsp.leisure import at_leisure
from driftlint.lsp.parameters import Within, as_json, structured
from driftlint.lsp.session import Session
from driftlint.rules.registry import registry

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer

ACCEPT = "driftlint.acceptIntoBaseline"


class Chosen(msgspec.Struct, frozen=True):
    """Which findings are accepted: those that everything that is given holds for."""

    uri: str = ""
    """A file or folder."""
    rule: str = ""
    fingerprint: str = ""
    """That of one finding in the file `uri`."""

    def holds(self, it: Finding) -> bool:
        """Whether a finding in a file that is meant is one of them."""
        return is_acceptable(it) and self.rule in {"", it.diagnostic.rule} and self.fingerprint in {"", it.fingerprint}


async def accept(server: "DriftlintServer", arguments: list[Any]) -> dict[str, Any]:
    """Adds new findings to the baselines of their projects; says how many of each rule, and returns that.

    Unlike `driftlint baseline` it adds only: what is recorded already stays as it is. Raises what the client is told
    where nothing says which findings are meant, or no rule has that name.
    """
    chosen = structured(as_json(arguments[0]) if arguments else {}, Chosen)
    if not (chosen.uri or chosen.rule) or (chosen.fingerprint and not chosen.uri):
        raise JsonRpcInvalidParams("it is to be said what is accepted: `uri`, `rule`, or `uri` and `fingerprint`")
    if chosen.rule and chosen.rule not in registry().rules:
        raise JsonRpcInvalidParams(f"no rule is called `{chosen.rule}`")
    server.agenda.take_up()
    grown: Counter[str] = Counter()
    written: list[str] = []
    problems: list[str] = []
    for project in server.session.projects:
        found = await at_leisure(server, project, partial(_meant, server.session, project, chosen))
        try:
            new = _accepted(server.session, project, found)  # before the next message, so of what was found
        except CannotBeWrittenError as problem:
            problems.append(str(problem))
            continue
        if new:
            grown += new
            written.append(project.recorded.path)
    server.files_changed(written)
    server.say(f"driftlint: {'; '.join([*_told(grown), *problems]) or 'there is nothing new to accept'}")
    return {"accepted": dict(grown), "baselines": [uri_in(server.session, it) for it in written]}


class CannotBeWrittenError(Exception):
    """A baseline that cannot take anything in; the message says why."""


def _meant(session: Session, project: Project, chosen: Chosen) -> list[Finding]:
    asked = Within(chosen.uri)
    paths = [it for it in session.owned_files(project) if asked.holds(it)]
    return [it for path in paths for it in project.findings(path) if chosen.holds(it)]


def _accepted(session: Session, project: Project, found: Sequence[Finding]) -> Counter[str]:
    """How many findings of each rule are new in the baseline of the project. Raises `CannotBeWrittenError`."""
    path = project.recorded.path
    if not found:
        return Counter()
    if path in session.documents:
        raise CannotBeWrittenError(f"`{path}` is open in the editor: close it, so that it can be written")
    if project.recorded.mistakes:
        raise CannotBeWrittenError(f"`{path}` is not sound: `driftlint check` says where")
    try:
        return accepted(project, found)
    except OSError as error:
        raise CannotBeWrittenError(f"`{path}` cannot be written: {error.strerror or error}") from error


def _told(grown: Mapping[str, int]) -> list[str]:
    if not grown:
        return []
    number = sum(grown.values())
    what = "1 finding" if number == 1 else f"{number:,} findings"
    by_rule = ", ".join(f"{times:,} of {rule}" for rule, times in sorted(grown.items()))
    return [f"accepted {what} into {NAME} ({by_rule})"]
