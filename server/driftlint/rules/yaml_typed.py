"""Reads a YAML text as a value of a msgspec type, reporting every mistake at its place, not only the first."""

from typing import Any, Generic, TypeAlias, TypeVar

import msgspec
import yaml
from msgspec import inspect

from driftlint.rules.nearest import nearest
from driftlint.rules.yaml_source import MERGE, TEXT, Mistake, compose, duplicates, place
from driftlint.text.position import Range, span

T = TypeVar("T")
Path: TypeAlias = tuple[str | int, ...]

_ABSENT: Any = msgspec.UNSET
_TRUTH = {"true": True, "false": False, "yes": True, "no": False, "on": True, "off": False}
_MOST_NODES = 200_000
"""More than any file means; aliases of aliases reach it in a few lines."""


class Reading(msgspec.Struct, Generic[T]):
    """What came out of a text: the value where nothing was wrong, every mistake, and the place of each key and value.

    `partial` is the value without what is wrong in it, as far as that makes one: for looking at the rest of it too.
    """

    value: T | None
    partial: T | None
    mistakes: tuple[Mistake, ...]
    places: dict[Path, Range]
    keys: dict[Path, Range]
    nodes: dict[Path, yaml.Node]

    def place(self, path: Path) -> Range:
        """Where the value at `path` stands, or what surrounds it where it is absent."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, span(0, 0, 0, 1))

    def key(self, path: Path) -> Range:
        """Where the key that leads to `path` stands."""
        return self.keys.get(path) or self.place(path)


def read(text: str, kind: type[T]) -> Reading[T]:
    """Reads `text` as a `kind`, a msgspec struct."""
    node, mistakes = compose(text)
    walk = _Walk()
    walk.mistakes.extend(mistakes)
    value: Any = None
    described = inspect.type_info(kind)
    if node is not None:
        value = walk.value(node, described, ())
    elif not mistakes:
        value = walk.value(yaml.MappingNode("", [], *_start()), described, ())
    partial = None if value is _ABSENT else value
    return Reading(
        None if walk.mistakes else partial, partial, tuple(walk.mistakes), walk.places, walk.keys, walk.nodes
    )


def _start() -> tuple[yaml.Mark, yaml.Mark]:
    mark = yaml.Mark("", 0, 0, 0, None, 0)
    return mark, mark


class _Walk:
    """One pass over the nodes of a text; what it notes on the way."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []
        self.places: dict[Path, Range] = {}
        self.keys: dict[Path, Range] = {}
        self.nodes: dict[Path, yaml.Node] = {}
        self.visited = 0

    def wrong(self, node: yaml.Node, message: str) -> Any:
        self.mistakes.append(Mistake(place(node), message))
        return _ABSENT

    def value(self, node: yaml.Node, kind: inspect.Type, path: Path) -> Any:
        self.visited += 1
        if self.visited > _MOST_NODES or len(path) > 50:
            return (
                self.wrong(node, "the file is too large or refers to itself")
                if self.visited < 2 * _MOST_NODES
                else _ABSENT
            )
        self.places[path] = place(node)
        self.nodes[path] = node
        kind = _plain(kind)
        choices = tuple(_plain(it) for it in kind.types) if isinstance(kind, inspect.UnionType) else (kind,)
        fitting = [it for it in choices if _fits(node, it)]
        if not fitting:
            return self.wrong(node, f"{_label(path)} must be {_wanted(choices)}, not {_found(node)}")
        if isinstance(node, yaml.MappingNode):
            chosen = fitting[0]
            return (
                self.struct(node, chosen, path)
                if isinstance(chosen, inspect.StructType)
                else self.mapping(node, chosen, path)
            )
        if isinstance(node, yaml.SequenceNode):
            return self.sequence(node, fitting[0], path)
        return self.scalar(node, fitting, path)

    def struct(self, node: yaml.MappingNode, kind: inspect.StructType, path: Path) -> Any:
        fields = {it.encode_name: it for it in kind.fields}
        values: dict[str, Any] = {}
        again = duplicates(node)
        for key in again:
            self.wrong(key, f"`{key.value}` is given twice")
        for key, value in node.value:
            if key in again:
                continue
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            field = fields.get(name)
            if field is None:
                self.wrong(key, _unknown_key(name, path, tuple(fields)))
                continue
            self.keys[(*path, name)] = place(key)
            values[field.name] = self.value(value, field.type, (*path, name))
        missing = [f"`{it.encode_name}`" for it in kind.fields if it.required and it.name not in values]
        if missing:
            self.wrong(node, f"{_label(path)} lacks {', '.join(missing)}")
        sound = {name: value for name, value in values.items() if value is not _ABSENT}
        whole = all(it.name in sound for it in kind.fields if it.required)
        return kind.cls(**sound) if whole else _ABSENT

    def mapping(self, node: yaml.MappingNode, kind: inspect.Type, path: Path) -> Any:
        inner = kind.value_type if isinstance(kind, inspect.DictType) else inspect.AnyType()
        names = _plain(kind.key_type) if isinstance(kind, inspect.DictType) else inspect.AnyType()
        known = tuple(str(it) for it in names.values) if isinstance(names, inspect.LiteralType) else None
        result: dict[str, Any] = {}
        again = duplicates(node)
        for key, value in node.value:
            if key in again:
                self.wrong(key, f"`{key.value}` is given twice")
            elif not isinstance(key, yaml.ScalarNode) or key.tag == MERGE:
                self.wrong(key, f"{_label(path)} needs plain names as keys")
            elif known is not None and key.value not in known:
                self.wrong(key, _unknown_key(key.value, path, known))
            else:
                self.keys[(*path, key.value)] = place(key)
                result[key.value] = self.value(value, inner, (*path, key.value))
        return {name: value for name, value in result.items() if value is not _ABSENT}

    def sequence(self, node: yaml.SequenceNode, kind: inspect.Type, path: Path) -> Any:
        inner = kind.item_type if isinstance(kind, inspect.VarTupleType | inspect.ListType) else inspect.AnyType()
        values = tuple(self.value(it, inner, (*path, number)) for number, it in enumerate(node.value))
        return _ABSENT if any(it is _ABSENT for it in values) else values

    def scalar(self, node: yaml.Node, kinds: list[inspect.Type], path: Path) -> Any:
        text: str = node.value
        named: list[str] = []
        for kind in kinds:
            if isinstance(kind, inspect.LiteralType):
                if text in kind.values:
                    return text
                named.extend(str(it) for it in kind.values)
            elif isinstance(kind, inspect.EnumType):
                if text in [it.value for it in kind.cls]:
                    return kind.cls(text)
                named.extend(str(it.value) for it in kind.cls)
        if named and not any(isinstance(it, inspect.StrType) for it in kinds):
            likely = nearest(text, named)
            hint = f"; did you mean `{likely}`?" if likely else ""
            return self.wrong(node, f"{_label(path)} must be {_listed(named)}, not `{text}`{hint}")
        return _converted(node, kinds)


def _plain(kind: inspect.Type) -> inspect.Type:
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    return kind


def _fits(node: yaml.Node, kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.AnyType):
        return True
    if isinstance(node, yaml.MappingNode):
        return isinstance(kind, inspect.StructType | inspect.DictType)
    if isinstance(node, yaml.SequenceNode):
        return isinstance(kind, inspect.VarTupleType | inspect.ListType)
    if isinstance(kind, inspect.LiteralType | inspect.EnumType):
        return True
    word = node.tag.rpartition(":")[2]
    if isinstance(kind, inspect.IntType):
        return word == "int" and node.value.lstrip("-").isdecimal()
    if isinstance(kind, inspect.FloatType):
        return word in ("int", "float")
    if isinstance(kind, inspect.BoolType):
        return word == "bool"
    if isinstance(kind, inspect.NoneType):
        return word == "null"
    return isinstance(kind, inspect.StrType) and word in {"str", "timestamp"}


def _converted(node: yaml.Node, kinds: list[inspect.Type]) -> Any:
    text: str = node.value
    for kind in kinds:
        if isinstance(kind, inspect.IntType):
            return int(text)
        if isinstance(kind, inspect.FloatType):
            return float(text)
        if isinstance(kind, inspect.BoolType):
            return _TRUTH[text.lower()]
        if isinstance(kind, inspect.NoneType):
            return None
    return text


def _label(path: Path) -> str:
    """`rules.x.public` as messages name it; the whole file where `path` is empty."""
    if not path:
        return "the file"
    named = ".".join(str(it) for it in path if isinstance(it, str))
    return f"an entry of `{named}`" if isinstance(path[-1], int) else f"`{named}`"


def _unknown_key(name: str, path: Path, known: tuple[str, ...]) -> str:
    likely = nearest(name, known)
    where = f" in {_label(path)}" if path else ""
    return f"unknown key `{name}`{where}; " + (
        f"did you mean `{likely}`?" if likely else f"known are {_listed(list(known))}"
    )


def _listed(names: list[str]) -> str:
    quoted = [f"`{it}`" for it in dict.fromkeys(names)]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


_WORDS: dict[type, str] = {
    inspect.StrType: "text",
    inspect.IntType: "a whole number",
    inspect.FloatType: "a number",
    inspect.BoolType: "true or false",
    inspect.NoneType: "empty",
    inspect.StructType: "a mapping",
    inspect.DictType: "a mapping",
    inspect.VarTupleType: "a list",
    inspect.ListType: "a list",
}


def _wanted(kinds: tuple[inspect.Type, ...]) -> str:
    words: list[str] = []
    for kind in kinds:
        if isinstance(kind, inspect.LiteralType):
            words.append(_listed([str(it) for it in kind.values]))
        elif isinstance(kind, inspect.EnumType):
            words.append(_listed([str(it.value) for it in kind.cls]))
        elif not isinstance(kind, inspect.NoneType):
            words.append(_WORDS.get(type(kind), "something else"))
    return " or ".join(dict.fromkeys(words))


def _found(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if node.tag == TEXT:
        return "text"
    return "nothing" if node.tag.endswith(":null") else f"`{node.value}`"
