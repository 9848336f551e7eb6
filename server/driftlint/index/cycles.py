"""The circles of a directed graph, and the order in which fewest of their edges point backwards."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

Edges = Mapping[str, Counter[str]]
"""What each node points to, and how often."""


def cycles(names: Sequence[str], edges: Edges) -> list[tuple[str, ...]]:
    """The strongly connected components, each sorted (Tarjan's, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[tuple[str, ...]] = []
    for root in names:
        if root in index:
            continue
        work: list[tuple[str, Iterator[str]]] = []
        _enter(root, index, low, stack)
        work.append((root, iter(sorted(edges.get(root, ())))))
        while work:
            name, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    at = stack.index(name)
                    found.append(tuple(sorted(stack[at:])))
                    del stack[at:]
            elif following not in index:
                _enter(following, index, low, stack)
                work.append((following, iter(sorted(edges.get(following, ())))))
            elif following in stack:
                low[name] = min(low[name], index[following])
    return found


def _enter(name: str, index: dict[str, int], low: dict[str, int], stack: list[str]) -> None:
    index[name] = low[name] = len(index)
    stack.append(name)


def ordered(names: Sequence[str], edges: Edges) -> tuple[str, ...]:
    """The nodes of one circle, from the top down, so that few edges lead up: the greedy way of Eades, Lin and Smyth."""
    left = sorted(names)
    first: list[str] = []
    last: list[str] = []
    while left:
        out = {it: sum(_weight(edges, it, to) for to in left if to != it) for it in left}
        into = {it: sum(_weight(edges, by, it) for by in left if by != it) for it in left}
        sinks = [it for it in left if not out[it]]
        if sinks:
            last[:0] = sinks
            left = [it for it in left if it not in sinks]
            continue
        top = next((it for it in left if not into[it]), None) or max(left, key=lambda it: out[it] - into[it])
        first.append(top)
        left.remove(top)
    return (*first, *last)


def _weight(edges: Edges, start: str, end: str) -> int:
    return edges[start][end] if start in edges else 0


def upwards(order: Sequence[str], edges: Edges) -> tuple[tuple[str, str, int], ...]:
    """The edges that lead from a later node to an earlier one, and how often."""
    place = {it: number for number, it in enumerate(order)}
    return tuple(
        (it, to, number)
        for it in order
        for to, number in sorted(edges.get(it, Counter[str]()).items())
        if to in place and place[to] < place[it]
    )
