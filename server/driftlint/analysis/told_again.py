"""What an earlier check of a project said, told again where everything that findings rest on is as it was."""

import hashlib
from collections.abc import Mapping

from driftlint.analysis.project import Project
from driftlint.analysis.selected import today


def results(project: Project) -> dict[str, bytes]:
    """What `keep_results` was last given, by path, where everything that findings rest on is as it was then."""
    if not project.reader.has_results:
        return {}
    state = _state(project)
    return {} if state is None else project.reader.results(state)


def keep_results(project: Project, said: Mapping[str, bytes]) -> None:
    """Keeps what is said now of files, by path; keeps nothing where a text has changed since it was read."""
    state = _state(project)
    if state is not None:
        project.reader.keep_results(state, said)


def _state(project: Project) -> bytes | None:
    """What stands for everything that findings rest on; None where that is not known, or nothing is remembered."""
    if project.unsaved or project.mistakes:
        return None
    texts = project.reader.digest(project.files())
    if texts is None:
        return None
    rest = repr((today(), project.config, project.markers, project.recorded.entries))
    return hashlib.blake2b(texts + rest.encode("utf-8", "backslashreplace"), digest_size=16).digest()
