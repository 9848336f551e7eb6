"""What is wrong in a rule file of the registry, as it stands on the disk or in the editor."""

from pathlib import PurePath

from driftlint.diagnostic.model import Diagnostic, Severity
from driftlint.rules.loading import load_rule
from driftlint.text import files
from driftlint.text.files import UnreadableFileError
from driftlint.text.position import Location


def is_rule_file(path: str) -> bool:
    """Whether `path` is a rule file of the registry in use, new ones included."""
    if not path.endswith(".yaml"):
        return False
    folder, file = files.registry_folder(), PurePath(path)
    return folder in file.parents and file.parent not in (folder, folder / "models")


def rule_file_diagnostics(path: str, text: str | None) -> list[Diagnostic]:
    """The mistakes in the rule file at `path`; `text` is what it says in the editor, None where it is not open."""
    try:
        said = files.read_text(path) if text is None else text
    except UnreadableFileError:
        return []
    mistakes = load_rule(PurePath(path).stem, said).mistakes
    return [
        Diagnostic("invalid-rule", Severity.ERROR, Location(path, it.range), it.message, subject=it.message)
        for it in mistakes
    ]
