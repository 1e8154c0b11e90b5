"""What core questions mean, in plain Python over lists: imports nothing of ours.

A graph is nodes and dated edges; a :class:`Look` is what one person sees of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

AREAS = ("City", "District", "Street", "Community", "Grid", "Site", "Building")
OPEN = date(9999, 12, 31)
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Edge:
    """One row: type, ends, own values, ticks and the four dates."""

    type: str
    a: str
    b: str
    values: Mapping[str, Any]
    key: str
    known: tuple[int, int]
    dates: tuple[date, date, date, date]

    def get(self, name: str) -> Any:
        return self.values.get(name)

    def possible(self, day: date) -> bool:
        return self.dates[0] <= day < self.dates[3]

    def certain(self, day: date) -> bool:
        return self.dates[1] <= day < self.dates[2]


@dataclass(frozen=True)
class Assertion:
    """What one source says about the node where a fact starts."""

    id: str
    start: str
    known_from: int

    @property
    def citation(self) -> str:
        return f"¶{self.id}"


ASSERTIONS = (
    Assertion("q1", "c1", 1), Assertion("q2", "u1", 2), Assertion("q3", "p1", 1),
    Assertion("q4", "s2", 3), Assertion("q5", "f1", 1), Assertion("q6", "a1", 1),
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """A graph as one person sees it on one day, as known at one tick."""

    labels: Mapping[str, str]
    edges: Sequence[Edge]
    tick: int
    day: date
    scope: tuple[str, ...] = ()

    def seen(self, *types: str) -> Iterator[Edge]:
        """Yield the rows of some types that are visible, of any day."""
        for e in self.edges:
            if e.type in types and e.known[0] <= self.tick < e.known[1]:
                yield e

    def now(self, *types: str) -> Iterator[Edge]:
        """Yield those possibly in force that day."""
        return (e for e in self.seen(*types) if e.possible(self.day))

    def label(self, *labels: str) -> set[str]:
        return {id_ for id_, label in self.labels.items() if label in labels}

    def up(self, node: str, day: date | None = None) -> set[str]:
        """Return a node and all areas above it."""
        found, fresh = {node}, {node}
        while fresh:
            fresh = {
                e.b for e in self.seen("PART_OF") if e.a in fresh and e.possible(day or self.day)
            } - found
            found |= fresh
        return found

    def below(self, area: str, day: date | None = None) -> set[str]:
        """Return an area and all below it."""
        steps = [(e.b, e.a) for e in self.seen("PART_OF") if e.possible(day or self.day)]
        found, fresh = {area}, {area}
        while fresh:
            fresh = {a for above, a in steps if above in fresh} - found
            found |= fresh
        return found & self.label(*AREAS)

    def may(self, node: str) -> bool:
        return not self.scope or bool(self.up(node) & set(self.scope))

    def here(self, area: str) -> list[str]:
        return sorted(n for n in self.below(area) if self.may(n))

    def may_body(self, body: str) -> bool:
        return not self.scope or any(
            self.up(e.b) & set(self.scope) for e in self.now("SERVES", "LOCATED_IN") if e.a == body
        )

    def state(self, node: str) -> Mapping[str, Any]:
        found = sorted((e.dates[1], e.key, e) for e in self.now("STATE") if e.a == node)
        return found[0][2].values if found else {}

    def hosted(self, area: str, *, ever: bool = False) -> list[Edge]:
        here = set(self.here(area))
        rows = self.seen("CO_BUILDS") if ever else self.now("CO_BUILDS")
        return [e for e in rows if e.b in here]


Evaluate = Callable[[Look, Mapping[str, Any]], Rows]


def also(evaluate: Evaluate, *facets: str, place: int = 0) -> Evaluate:
    """Return rows with facets of a node's state behind them; silence is the empty text."""

    def widened(g: Look, p: Mapping[str, Any]) -> Rows:
        return [
            (*row, *(g.state(row[place]).get(facet) or "" for facet in facets))
            for row in evaluate(g, p)
        ]

    return widened


def joined(names: Iterable[str]) -> str:
    """Return names as a cell of an answer has them."""
    return "、".join(sorted(names))


def groups(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def certainty(g: Look, rows: Iterable[Edge]) -> str:
    found = list(rows)
    if any(e.certain(g.day) for e in found):
        return "确定"
    return "可能" if any(e.possible(g.day) for e in found) else "否"


def rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def bodies_in(g: Look, area: str, *labels: str) -> set[tuple[str, str]]:
    here, known = set(g.here(area)), g.label(*labels)
    return {(e.b, e.a) for e in g.now("LOCATED_IN") if e.b in here and e.a in known}


def served(g: Look, area: str) -> set[tuple[str, str]]:
    here = set(g.here(area))
    return {(e.b, e.a) for e in g.now("SERVES") if e.b in here}
