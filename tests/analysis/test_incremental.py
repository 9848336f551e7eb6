"""After any sequence of edits, opens, closes and deletions, findings are those of a fresh run on the final texts."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from driftlint.analysis.examples import examples, texts
from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Finding
from driftlint.rules.registry import registry

PROJECTS = [dict(texts(code)) for rule in registry().rules.values() for _, code in examples(rule)]
CONSTRAINTS = "constraints.yaml"
LINES = [
    "",
    "    pass",
    "x = (",
    "    with transaction.atomic():",
    "        requests.post('https://psp.example')",
    "    transaction.on_commit(lambda: None)",
    "import requests",
    "@transaction.atomic",
    "def added(order):",
    "class Added(Base):",
    "# driftlint: allow[http-in-transaction] a stub",
    "# driftlint: public everybody",
    "    '''",
]


@st.composite
def edits(draw: st.DrawFn) -> list[tuple[str, int, int, str]]:
    """What to do, with numbers that choose the file and the line, and the text."""
    step = st.tuples(
        st.sampled_from(["insert", "delete", "double", "cut", "swap", "close", "remove"]),
        st.integers(0, 7),
        st.integers(0, 60),
        st.sampled_from(LINES),
    )
    return draw(st.lists(step, min_size=1, max_size=8))


def edited(text: str, what: str, line: int, new: str) -> str:
    lines = text.split("\n")
    at = line % len(lines)
    match what:
        case "insert":
            lines.insert(at, new)
        case "delete":
            del lines[at]
        case "double":
            lines[at:at] = lines[at : at + 3]
        case "cut":
            lines[at] = lines[at][: len(lines[at]) // 2]
        case "swap":
            lines[at : at + 2] = reversed(lines[at : at + 2])
    return "\n".join(lines)


@settings(max_examples=60)
@given(original=st.sampled_from(PROJECTS), steps=edits(), room=st.sampled_from([None, 1]))
def test_incremental_equals_from_scratch(
    original: dict[str, str], steps: list[tuple[str, int, int, str]], room: int | None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in original.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        project = Project(str(root), room=room)
        said(project)
        overlays: dict[str, str] = {}
        sound = original.get(CONSTRAINTS)
        for what, which, line, new in steps:
            name = sorted(original)[which % len(original)]
            if what == "close":
                overlays.pop(name, None)
                project.close(str(root / name))
            elif what == "remove":
                (root / name).unlink(missing_ok=True)
                project.refresh([str(root / name)])
            else:
                overlays[name] = edited(overlays.get(name, original[name]), what, line, new)
                project.open(str(root / name), overlays[name])
            if name == CONSTRAINTS and not project.mistakes:
                sound = overlays.get(name) or ((root / name).read_text("utf-8") if (root / name).exists() else None)
            if which % 2:
                said(project)
        fresh = Project(str(root))
        if sound is not None and CONSTRAINTS in overlays:
            fresh.open(str(root / CONSTRAINTS), sound)  # it stays in force while what came after has mistakes
        for name, text in overlays.items():
            fresh.open(str(root / name), text)
        assert said(project) == said(fresh)


def said(project: Project) -> dict[str, tuple[Finding, ...]]:
    """The findings of every file, and what could not be read."""
    found = {path: project.findings(path) for path in project.files()}
    found[project.config_path] = project.findings(project.config_path)
    return found


@given(text=st.text(max_size=200))
@settings(max_examples=60)
def test_any_text_is_survived(text: str) -> None:
    project = Project("/nowhere/at/all")
    for name in ("a.py", "constraints.yaml"):
        project.open(f"/nowhere/at/all/{name}", text)
        project.findings(f"/nowhere/at/all/{name}")
    assert project.problems() == ()
