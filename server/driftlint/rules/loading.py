"""Reads a rule file: the rule where nothing is wrong with it, and every mistake at its place."""

import msgspec
import yaml

from driftlint.rules.message import field_mistakes
from driftlint.rules.name_pattern import pattern_mistake
from driftlint.rules.nearest import unknown
from driftlint.rules.rule import Rule
from driftlint.rules.yaml_source import Mistake
from driftlint.rules.yaml_typed import Path, Reading, read
from driftlint.text.position import Range, span


class LoadedRule(msgspec.Struct, frozen=True):
    """What came out of one rule file; `rule` is None where it has mistakes, which then cost this rule only."""

    rule: Rule | None
    mistakes: tuple[Mistake, ...]


def load_rule(stem: str, text: str) -> LoadedRule:
    """Reads `text`, the rule file whose name without its ending is `stem`."""
    reading = read(text, Rule)
    rule = reading.partial
    mistakes = list(reading.mistakes)
    if rule is not None:
        mistakes.extend(_in_match(rule, reading))
        mistakes.extend(_in_names(rule, stem, reading))
        mistakes.extend(_in_examples(rule, reading))
    ordered = tuple(sorted(mistakes, key=lambda it: it.range))
    return LoadedRule(None if ordered else rule, ordered)


def _in_names(rule: Rule, stem: str, reading: Reading[Rule]) -> list[Mistake]:
    found: list[Mistake] = []
    if rule.id != stem:
        found.append(Mistake(reading.place(("id",)), f"the id `{rule.id}` is not the file's name, `{stem}`"))
    if "\n" in rule.message.strip():
        found.append(Mistake(reading.place(("message",)), "`message` must be one line"))
    if rule.match.call is not None or rule.match.endpoint is not None:
        for name, words in field_mistakes(rule.message, rule.match.kind):
            found.append(Mistake(_within(reading, ("message",), "{" + name + "}"), words))
    if rule.match.call is not None:
        names = rule.match.call.name
        for number, pattern in enumerate((names,) if isinstance(names, str) else names):
            wrong = pattern_mistake(pattern)
            if wrong:
                path: Path = ("match", "call", "name") if isinstance(names, str) else ("match", "call", "name", number)
                found.append(Mistake(reading.place(path), wrong))
    return found


def _in_match(rule: Rule, reading: Reading[Rule]) -> list[Mistake]:
    match = rule.match
    place = reading.place(("match",))
    if (match.call is None) == (match.endpoint is None):
        return [Mistake(place, "`match` needs one kind of fact, `call` or `endpoint`")]
    endpoint = match.endpoint
    if endpoint is not None and (endpoint.lacks is None) == (endpoint.budget is None):
        return [Mistake(reading.place(("match", "endpoint")), "`match.endpoint` needs either `lacks` or `budget`")]
    if endpoint is not None and endpoint.unless is not None and endpoint.lacks is None:
        return [Mistake(reading.key(("match", "endpoint", "unless")), "`unless: public` goes with `lacks: auth` only")]
    return []


def _in_examples(rule: Rule, reading: Reading[Rule]) -> list[Mistake]:
    found: list[Mistake] = []
    for kind, examples in (("valid", rule.tests.valid), ("invalid", rule.tests.invalid)):
        if not examples:
            found.append(Mistake(reading.place(("tests", kind)), f"`tests.{kind}` needs at least one example"))
    for number, example in enumerate(rule.tests.invalid):
        path = ("tests", "invalid", number)
        texts = [example.code] if isinstance(example.code, str) else list(example.code.values())
        if not any("# expect: " in text for text in texts):
            found.append(
                Mistake(reading.place(path), f'the example says nowhere what is reported: `# expect: {rule.id} "…"`')
            )
        if example.fix is not None and example.fix not in rule.fix:
            found.append(Mistake(reading.place((*path, "fix")), unknown("fix of this rule", example.fix, rule.fix)))
        if example.fix is not None and example.fixed is None:
            found.append(Mistake(reading.place((*path, "fix")), "`fix` says nothing without `fixed`"))
    return found


def _within(reading: Reading[Rule], path: Path, part: str) -> Range:
    """Where `part` stands in the scalar at `path`, or the whole scalar where it is written otherwise."""
    node = reading.nodes[path]
    if isinstance(node, yaml.ScalarNode) and node.start_mark.line == node.end_mark.line:
        offset = node.value.find(part)
        width = node.end_mark.column - node.start_mark.column
        quotes = (width - len(node.value)) // 2
        if offset >= 0 and width in (len(node.value), len(node.value) + 2):
            start = node.start_mark.column + quotes + offset
            return span(node.start_mark.line, start, node.start_mark.line, start + len(part))
    return reading.place(path)
