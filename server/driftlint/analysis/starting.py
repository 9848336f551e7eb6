"""Writes a first `constraints.yaml` from what a project is made of.

What is in force in it is what driftlint goes by anyway, so that it changes nothing; the rest stands there as comments.
"""

import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from driftlint.analysis.project import Project
from driftlint.analysis.survey import Guarding, Opener, Survey, survey
from driftlint.index.import_graph import Part

_WAYS = tuple(map(frozenset, (("source", "guards", "transactions"), ("source", "guards"), ("source",))))
"""Which sections are in force, in the order in which that is tried."""
_MOST = 12
"""How many things of a kind are listed that are only seen."""
_LINE = 110
_WIDTH = 60
"""In which column a comment beside an entry starts, at least."""


def starting_text(root: str, remembering: bool) -> str:  # noqa: FBT001  sent to another process
    """The text of a first `constraints.yaml` for the project at `root`, as the disk has it."""
    project = Project(root, remembering=remembering)
    try:
        return starting_file(project)
    finally:
        project.finish()


def starting_file(project: Project) -> str:
    """The text of a first `constraints.yaml`: it loads, and the project has the same findings with it as without it.

    Where an entry would change what is found, all entries of its kind stand there as comments.
    """
    project.open(project.config_path, "version: 1\n")  # what an earlier one said is not what is seen
    try:
        seen = survey(project)
        before = _findings(project)
        for active in _WAYS:
            text = written(seen, active)
            project.open(project.config_path, text)
            if not project.findings(project.config_path) and _findings(project) == before:
                return text
        return written(seen, frozenset())
    finally:
        project.close(project.config_path)


def _findings(project: Project) -> list[object]:
    return [it for path in project.files() for it in project.findings(path)]


def written(seen: Survey, active: frozenset[str]) -> str:
    """The file for what was seen; the sections in `active` are in force, the others are comments."""
    return (
        "\n".join(
            [
                *_head(seen),
                "version: 1",
                "extends: [driftlint:recommended]",
                "",
                *_source(seen, active),
                *_layers(seen.parts),
                *_teach(seen, active),
                *_rules(seen),
            ]
        ).rstrip()
        + "\n"
    )


def _head(seen: Survey) -> Iterator[str]:
    served = " and ".join(f"{_many(number, 'endpoint')} of {_title(name)}" for name, number in seen.frameworks)
    others = "".join(f", {_many(number, _ENTRIES.get(kind, kind))}" for kind, number in seen.entries)
    yield "# What holds in this project. `driftlint init` wrote down what it saw; the rest is for you to say."
    yield from _said(f"It saw {_many(seen.files, 'Python file')} (tests left out), {served or 'no endpoints'}{others}.")
    if seen.findings:
        found = ", ".join(f"{number} of {rule}" for rule, number in seen.findings)
        yield from _said(f"It found {found}. `driftlint baseline` records them, so that only new ones are reported.")


def _said(text: str) -> Iterator[str]:
    return (f"# {line}" for line in textwrap.wrap(text, _LINE, break_long_words=False, break_on_hyphens=False))


def _source(seen: Survey, active: frozenset[str]) -> Iterator[str]:
    yield "# Where the top-level packages are, besides the project's root."
    mark = "" if "source" in active and seen.sources else "# "
    yield f"{mark}source: [{', '.join(map(_plain, seen.sources)) or 'src'}]"
    yield ""
    yield "# Files that are not to be checked; tests are left out anyway."
    beside = f"  # {_many(seen.migrations, 'file')} of this project" if seen.migrations else ""
    yield f'# exclude: ["**/migrations/**"]{beside}'
    yield ""


def _layers(parts: Sequence[Part]) -> Iterator[str]:
    if len(parts) < 2:
        return
    yield from _said(
        "The layers that the imports really make, from the top down: none imports one above it. Parts that import each "
        "other are one. Name those you mean and drop the others. Functions are extracted into `services`; no rule "
        "holds imports to this order yet."
    )
    yield "# layers:"
    used = {name for part in parts for name in part.imports}
    packages = {pattern.partition(".")[0] for part in parts for pattern in part.patterns if "." in pattern}
    loners = [it.name for it in parts if it.modules == 1 and it.name not in used and it.name not in packages]
    loners = [it for it in loners if "." not in it]
    parts = [it for it in parts if it.name not in loners]
    short = Counter(_short(part.name) for part in parts)
    for part in parts:
        key = _short(part.name) if short[_short(part.name)] == 1 else part.name.replace(".", "_")
        ends = (
            f"; imports {_listed([_short(it) for it in part.imports])}" if part.imports else "; imports none of these"
        )
        if len(part.patterns) == 1:
            yield _beside(f"#   {key}: {part.patterns[0]}", f"{_many(part.modules, 'module')}{ends}")
        else:
            yield _beside(f"#   {key}:", f"{_many(part.modules, 'module')} in parts that import each other{ends}")
            yield from (f"#     - {it}" for it in part.patterns)
            yield from _upwards(part)
    if loners:
        yield from _said(f"Single modules that nothing imports: {_listed(loners)}")
    yield ""


def _upwards(part: Part) -> Iterator[str]:
    """The fewest imports that make one of several parts, as far as that is easily found."""
    listed = sorted(part.upwards, key=lambda it: it[2])
    shown = _listed([f"{_short(it)} → {_short(to)} ({number})" for it, to, number in listed])
    for line in textwrap.wrap(f"upwards in this order: {shown}", _LINE - 8, break_on_hyphens=False):
        yield f"#     # {line}"


def _listed(names: Sequence[str]) -> str:
    """The first of the names, and how many more there are."""
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def _teach(seen: Survey, active: frozenset[str]) -> Iterator[str]:
    yield "# What the project's own names mean. driftlint took them for that by itself: correct it where it is wrong."
    guards = [it for it in seen.guards if it.own and it.certain]
    openers = [it for it in seen.openers if it.own and it.certain]
    guarding = "guards" in active and bool(guards)
    opening = "transactions" in active and bool(openers)
    yield "teach:" if guarding or opening else "# teach:"
    yield from _guards(guards, guarding=guarding)
    yield from _transactions(openers, opening=opening)
    yield "#   effects: {http: [shop.gateway.Client.*]}  # calls that reach out; those of known libraries are followed"
    yield from _known_guards(seen, guards)
    yield from (
        f"# {it.name} opens a transaction around or in {_many(it.functions, 'function')}."
        for it in seen.openers
        if it.certain and it not in openers
    )
    yield ""


def _guards(guards: Sequence[Guarding], *, guarding: bool) -> Iterator[str]:
    mark = "" if guarding else "# "
    if guards:
        yield f"{mark}  guards:"
    for kind in dict.fromkeys(it.kind for it in guards):
        yield f"{mark}    {kind}:"
        for it in guards:
            if it.kind == kind:
                yield _beside(f"{mark}      - {it.name}", _before(it))


def _known_guards(seen: Survey, guards: Sequence[Guarding]) -> Iterator[str]:
    """What guards endpoints besides, in sentences."""
    others = [it for it in seen.guards if it not in guards]
    for it in (it for it in others if it.certain):
        yield f"# {it.name} ({it.kind}) stands {_before(it)}, and is known without being named."
    likely = sorted((it for it in others if not it.certain), key=lambda it: -it.endpoints)
    for it in likely[:_MOST]:
        yield f"# {it.name} ({it.kind}) stands {_before(it)}, taken for a guard by its name or by what it checks."
    if len(likely) > _MOST:
        yield f"# {len(likely) - _MOST} more of that kind stand before few endpoints each."
    for times, what in (
        (seen.inline, "{} no guard before the handler, which checks the caller itself"),
        (seen.undecided, "may have a guard that is not known"),
        (seen.unguarded, "{} no guard, and nothing says why"),
    ):
        if times:
            yield f"# {_many(times, 'endpoint')} {what.format('has' if times == 1 else 'have')}."


def _transactions(openers: Sequence[Opener], *, opening: bool) -> Iterator[str]:
    mark = "" if opening else "# "
    if openers:
        yield f"{mark}  transactions:"
    for it in openers:
        yield _beside(f"{mark}    - {it.name}", f"around or in {_many(it.functions, 'function')}")


def _rules(seen: Survey) -> Iterator[str]:
    yield "# Endpoints that need no guard, and how serious each rule is (error, warning, info, hint, off)."
    yield "# rules:"
    yield "#   unguarded-endpoint:"
    yield "#     public:"
    for route, why in seen.public[:_MOST]:
        yield _beside(f"#       - {json.dumps(route, ensure_ascii=False)}", f"taken for public: {why}")
    if len(seen.public) > _MOST:
        yield f"# {len(seen.public) - _MOST} more are taken for public."
    if not seen.public:
        yield '#       - "GET /health"'


def _before(it: Guarding) -> str:
    return f"before {_many(it.endpoints, 'endpoint')}"


def _beside(entry: str, comment: str) -> str:
    return f"{entry:<{_WIDTH}}  # {comment}"


def _many(number: int, noun: str) -> str:
    plural = noun if number == 1 else f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {plural}"


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _plain(path: str) -> str:
    """A path as YAML takes it for a text."""
    return path if path.replace("/", "").replace("_", "").replace("-", "").isalnum() else json.dumps(path)


def _title(framework: str) -> str:
    return _FRAMEWORKS.get(framework, framework)


_FRAMEWORKS = {
    "aiohttp": "aiohttp", "django": "Django", "drf": "Django REST framework", "fastapi": "FastAPI", "flask": "Flask",
    "litestar": "Litestar", "ninja": "django-ninja", "pyramid": "Pyramid", "starlette": "Starlette",
}  # fmt: skip
_ENTRIES = {"query": "GraphQL query", "mutation": "GraphQL mutation", "subscription": "GraphQL subscription"}
