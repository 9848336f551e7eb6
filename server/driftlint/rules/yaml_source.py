"""A YAML text as nodes with their places, and what is wrong with it as mistakes at those places."""

import msgspec
import yaml

from driftlint.text.position import Range, span

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MERGE = "tag:yaml.org,2002:merge"
TEXT = "tag:yaml.org,2002:str"


_PLAIN = frozenset(
    f"tag:yaml.org,2002:{it}"
    for it in ("bool", "float", "int", "map", "merge", "null", "seq", "str", "timestamp", "value")
)


class Mistake(msgspec.Struct, frozen=True):
    """Something wrong in a YAML file: where, and one line that says what."""

    range: Range
    message: str


def compose(text: str) -> tuple[yaml.Node | None, tuple[Mistake, ...]]:
    """The root node of `text`, None where it is empty or no YAML; the latter with the parser's words as a mistake."""
    try:
        root = yaml.compose(text, Loader=Loader)
        tagged = None if root is None else _tagged(root)
        if tagged is None:
            return root, ()
        return None, (Mistake(place(tagged), f"the tag `{_short_tag(tagged)}` means nothing here"),)
    except yaml.MarkedYAMLError as error:
        return None, (Mistake(_point(error.problem_mark or error.context_mark), f"invalid YAML: {_words(error)}"),)
    except yaml.YAMLError as error:
        return None, (Mistake(span(0, 0, 0, 1), f"invalid YAML: {str(error).splitlines()[0]}"),)
    except UnicodeEncodeError as error:
        before = text[: error.start]
        line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
        return None, (Mistake(span(line, column, line, column + 1), "invalid YAML: half a character"),)
    except RecursionError:
        return None, (Mistake(span(0, 0, 0, 1), "invalid YAML: nested too deeply"),)


def _tagged(root: yaml.Node) -> yaml.Node | None:
    """The first node with a tag that is none of plain data's, such as one that asks for a Python object."""
    pending, seen = [root], {id(root)}
    while pending:
        node = pending.pop()
        if node.tag not in _PLAIN:
            return node
        children = node.value if isinstance(node.value, list) else []
        for child in reversed([it for entry in children for it in (entry if isinstance(entry, tuple) else (entry,))]):
            if id(child) not in seen:  # an alias is the very node it stands for
                seen.add(id(child))
                pending.append(child)
    return None


def _short_tag(node: yaml.Node) -> str:
    return str(node.tag).replace("tag:yaml.org,2002:", "!!")


def place(node: yaml.Node) -> Range:
    """Where `node` stands; of a value over several lines the first line only: an editor should not mark a page."""
    start, end = node.start_mark, node.end_mark
    if end.line > start.line:
        return span(start.line, start.column, start.line + 1, 0)
    return span(start.line, start.column, end.line, max(end.column, start.column + 1))


def duplicates(node: yaml.MappingNode) -> list[yaml.Node]:
    """The keys of `node` that an earlier key of it already has."""
    seen: set[str] = set()
    again: list[yaml.Node] = []
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode):
            if key.value in seen:
                again.append(key)
            seen.add(key.value)
    return again


def _point(mark: yaml.Mark | None) -> Range:
    return span(mark.line, mark.column, mark.line, mark.column + 1) if mark is not None else span(0, 0, 0, 1)


def _words(error: yaml.MarkedYAMLError) -> str:
    words = ", ".join(it for it in (error.context, error.problem) if it)
    return words or "it cannot be read"
