"""The rules that come with driftlint: found, loaded, and by their id."""

import functools
from collections.abc import Mapping
from pathlib import PurePath

import msgspec

from driftlint.rules.loading import load_rule
from driftlint.rules.rule import Rule
from driftlint.rules.yaml_source import Mistake
from driftlint.text import files


class Registry(msgspec.Struct, frozen=True):
    """Every rule by its id, the file that declares it, and what is wrong in rule files, by file."""

    rules: Mapping[str, Rule]
    paths: Mapping[str, str]
    mistakes: Mapping[str, tuple[Mistake, ...]]


@functools.cache
def registry() -> Registry:
    """The registry that this installation carries: see `text.files.registry_folder`."""
    folder = files.registry_folder()
    return load_registry(tuple(str(it) for it in files.list_folder(folder, ".yaml") if it.parent != folder / "models"))


def load_registry(paths: tuple[str, ...]) -> Registry:
    """The registry of the rule files at `paths`."""
    rules: dict[str, Rule] = {}
    declared: dict[str, str] = {}
    mistakes: dict[str, tuple[Mistake, ...]] = {}
    for path in paths:
        loaded = load_rule(PurePath(path).stem, files.read_text(path))
        if loaded.mistakes:
            mistakes[path] = loaded.mistakes
        if loaded.rule is not None:
            rules[loaded.rule.id] = loaded.rule
            declared[loaded.rule.id] = path
    return Registry(dict(sorted(rules.items())), declared, mistakes)
