"""How many guards that are taken away from an endpoint `unguarded-endpoint` finds missing, in real repositories.

    python -m tests.bench.removed_guards REPO… [--sample N] [--seed S] [--misses]

For each guard that stands at an endpoint itself (decorator, parameter, entry of `dependencies`, base, permission list)
the text is changed as if its author had deleted it, and the project asked what it reports now. Left out is what is
still guarded by something else then, and what was reported before. Repositories are fetched by whoever runs this.
"""

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from driftlint.analysis.knowledge import open_to_all
from driftlint.analysis.project import Project
from driftlint.index.endpoint import ADMITTING, Endpoint
from driftlint.index.endpoints import endpoints_in
from driftlint.index.files import facts
from driftlint.rules.around_handler import seems_checked
from driftlint.rules.guard_usage import application
from driftlint.rules.neighbours import usage_in_file, usage_in_group, usage_in_project
from driftlint.rules.open_by_design import open_by_design
from driftlint.rules.unguarded_endpoints import doubt_of
from tests.bench.guard_removal import Place, without_guard

RULE = "unguarded-endpoint"


class Outcome(NamedTuple):
    """What became of one removal: `missed` says why nothing was reported, "" where something was."""

    framework: str
    what: str
    where: str
    missed: str
    alone: bool
    """Whether everything else in the file is guarded, but for what is public."""


def main() -> int:
    """Prints the part found for each repository, framework and way of guarding; 1 where nothing could be measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.removed_guards", description=__doc__)
    parser.add_argument("repositories", nargs="+", type=Path, metavar="REPO")
    parser.add_argument("--sample", type=int, default=40, help="removals in each repository (default: 40)")
    parser.add_argument("--seed", type=int, default=1, help="which of them (default: 1)")
    parser.add_argument("--misses", action="store_true", help="list those that were not found")
    options = parser.parse_args()
    outcomes: list[Outcome] = []
    for repository in options.repositories:
        found = list(measured(repository, options.sample, options.seed))
        outcomes += found
        print(f"{repository.name}: {_share(found)}", flush=True)
        for it in found if options.misses else ():
            if it.missed:
                print(f"    {it.where} ({it.what}{', alone' if it.alone else ''}): {it.missed}")
    for title, group in _grouped(outcomes):
        print(f"{title}: {_share(group)}")
    return int(not outcomes)


def measured(repository: Path, sample: int, seed: int) -> Iterator[Outcome]:
    """The outcomes of up to `sample` removals that leave an endpoint without a guard."""
    project = Project(str(repository), remembering=True)
    sites = sorted(_sites(project))
    random.Random(seed).shuffle(sites)  # noqa: S311  a sample, no secret
    done = 0
    for path, place in sites:
        if done >= sample:
            break
        outcome = _tried(project, path, place)
        if outcome is not None:
            done += 1
            yield outcome
    project.finish()


def _sites(project: Project) -> set[tuple[str, Place]]:
    """Where guards stand at an endpoint, or at its class, in the endpoint's own file."""
    found = set()
    for endpoint in project.endpoints():
        path, owner = endpoint.handler.path, endpoint.handler.owner
        for it in endpoint.guards:
            own = it.anchor.owner in (owner, owner.rpartition(".")[0], endpoint.anchor.owner)
            if it.kind in ADMITTING and it.origin != "inline check" and it.anchor.path == path and own and owner:
                found.add((path, facts(project.db, path).absolute(it.anchor.owner, it.anchor.span)))
    return found


def _tried(project: Project, path: str, place: Place) -> Outcome | None:
    removal = without_guard(project.text(path), place)
    if removal is None:
        return None
    before, reported = _guarded(project, path), _reported(project, path)
    with project.supposing({path: removal.text}):
        now = {_key(it): it for it in endpoints_in(project.db, path) if not it.guarded}
        bare = [it for key, it in now.items() if before.get(key)]
        if not bare:
            return None
        fresh = _reported(project, path) - reported
        first = bare[0]
        where = f"{project.name(path)}:{place[0] + 1} {'/'.join(first.methods)} {first.path or first.name}"
        reasons = Counter(_silence(project, it) for it in bare)
        missed = "" if fresh else reasons.most_common(1)[0][0]
        rest = usage_in_file(project.db, path)
        return Outcome(first.framework, removal.what, where, missed, rest.total - rest.guarded <= len(bare))


def _key(endpoint: Endpoint) -> tuple[str, ...]:
    return (endpoint.handler.owner, endpoint.anchor.owner, endpoint.path, *endpoint.methods)


def _guarded(project: Project, path: str) -> dict[tuple[str, ...], bool]:
    return {_key(it): it.guarded for it in endpoints_in(project.db, path)}


def _reported(project: Project, path: str) -> set[str]:
    return {it.fingerprint for it in project.findings(path) if it.diagnostic.rule == RULE}


def _silence(project: Project, endpoint: Endpoint) -> str:
    """Why the rule says nothing about an endpoint that has no guard."""
    db = project.db
    declared = open_to_all(project, endpoint)
    if declared:
        return f"public: {declared}"
    if open_by_design(db, endpoint):
        return "open by design"
    if seems_checked(db, endpoint):
        return "seems checked"
    doubt = doubt_of(db, endpoint)
    if doubt:
        return f"unknown: {doubt}"
    near = (usage_in_group(db, endpoint.group), usage_in_file(db, endpoint.anchor.path))
    around = (*near, usage_in_project(db, application(endpoint)))
    return "neighbours: " + ", ".join(f"{it.guarded}/{it.total} ({it.guarded_reads}/{it.reads})" for it in around)


def _grouped(outcomes: list[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for it in outcomes:
        for title in (it.framework, f"  {it.what}", "where all else in the file is guarded" if it.alone else "else"):
            groups[title].append(it)
    yield from sorted(groups.items())
    yield "all", outcomes


def _share(outcomes: list[Outcome]) -> str:
    found = sum(not it.missed for it in outcomes)
    return f"{found}/{len(outcomes)}" + (f" ({found / len(outcomes):.0%})" if outcomes else "")


if __name__ == "__main__":
    sys.exit(main())
