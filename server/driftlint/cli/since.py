"""What `check --since` says besides the findings: what has become more, and what has been excused."""

from pathlib import PurePath

from driftlint.analysis.checking import Checked
from driftlint.analysis.comparing import Comparison, added, baseline_growth, grown
from driftlint.cli.output.cells import visible
from driftlint.cli.output.places import near
from driftlint.cli.output.summary import counted
from driftlint.cli.targets import Target


def since_lines(target: Target, checked: Checked, then: Comparison) -> list[str]:
    """One line for each known finding that is there more often now, and what was added to comments and the baseline."""
    project, since = target.project, f"since `{then.revision}`"
    out: list[str] = []
    for it in grown(project, [its.finding for its in checked.findings], then):
        where = f"`{it.entry.owner}` of `{it.entry.path}`" if it.entry.owner else f"`{it.entry.path}`"
        out.append(visible(f"`{it.entry.rule}` is more often in {where} {since}: {it.before} → {it.now}"))
    comments = [it for it in added(project, then) if str(PurePath(project.root, it.path)) in checked.files]
    out.append(f"{counted(len(comments), 'suppression')} added {since}{':' if comments else ''}")
    out += [f"  {near(str(PurePath(project.root, it.path)))}:{it.line + 1}  {visible(it.text)}" for it in comments]
    for rule, (before, now) in baseline_growth(project, then).items():
        out.append(f"the baseline took in {counted(now - before, 'finding')} of `{rule}` {since}: {before} → {now}")
    return out
