"""Time predicates of a question, each turned a little wrong, and the graphs that tell.

For every predicate there is a row that begins or ends exactly where it looks: on the day, at the
tick. Whether an answer hangs on such a row the plain meaning tells beforehand, in Python alone, so
that only graphs are sent to the database in which a wrong predicate must give another answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from queries.question import Question
from tests.questions_graphs import (
    ALWAYS,
    LATE_TICK,
    NEAR_ENDS,
    OPEN_TICK,
    TREE,
    UNKNOWN,
    crowded,
)
from tests.questions_model import OPEN, Edge, Look

Dates = tuple[date, date, date, date]
Case = tuple[str, int, tuple[str, ...], str]
Answer = Callable[[Sequence[Edge]], Any]

_KNOWN = r"(\w+)\.known_from <= \$tick < \1\.known_to"
_POSSIBLE = r"(\w+\.)?from_min <= (\$\w+|day) < \1?to_max"
_CERTAIN = r"(\w+\.)?from_max <= (\$\w+|day) < \1?to_min"
FLIPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "known": (_KNOWN, (
        r"\1.known_from < $tick < \1.known_to", r"\1.known_from <= $tick <= \1.known_to",
        r"\1.known_from <= $tick", r"$tick < \1.known_to",
    )),
    "possible": (_POSSIBLE, (
        r"\1from_min < \2 < \1to_max", r"\1from_min <= \2 <= \1to_max",
        r"\1from_max <= \2 < \1to_max", r"\1from_min <= \2 < \1to_min",
    )),
    "certain": (_CERTAIN, (
        r"\1from_max < \2 < \1to_min", r"\1from_max <= \2 <= \1to_min",
        r"\1from_min <= \2 < \1to_min", r"\1from_max <= \2 < \1to_max",
    )),
}  # fmt: skip


@dataclass(frozen=True)
class Flip:
    """One predicate of a statement, changed in one way."""

    name: str
    statement: str
    kind: str
    way: int
    types: tuple[str, ...]
    day: str  # the expression that it compares with
    near: tuple[str, ...]  # types of its part of the statement, and of the first part

    @property
    def case(self) -> Case:
        """What its graphs must have: a row of one of the types, at this edge of time."""
        return self.kind, self.way, self.types, self.day


def flips(statement: str) -> Iterator[Flip]:
    """Yield a statement with each of its time predicates changed in each way, one at a time."""
    for kind, (pattern, changed) in FLIPS.items():
        for found in re.finditer(pattern, statement):
            types = _types(statement, found)
            for way, replacement in enumerate(changed):
                text = re.sub(pattern, replacement, found.group())
                line = statement.count("\n", 0, found.start()) + 1
                yield Flip(
                    f"line {line}, column {found.start()}: {text}",
                    statement[: found.start()] + text + statement[found.end() :],
                    kind, way, types, "" if kind == "known" else found.group(2),
                    _near(statement, found.start()),
                )  # fmt: skip


def _types(statement: str, found: re.Match[str]) -> tuple[str, ...]:
    """Return the types of the row that a predicate looks at: of its variable as last bound."""
    name = (found.group(1) or "").rstrip(".")
    bound = re.findall(rf"\[{name}:([A-Z_|]+)", statement[: found.end()]) if name else []
    if bound:
        return tuple(str(bound[-1]).split("|"))
    return tuple(sorted(set(re.findall(r"\[\w*:([A-Z_]+)", statement))))


def _near(statement: str, place: int) -> tuple[str, ...]:
    parts = re.split(r"(?=\bUNION\b|\bCALL\b)", statement)
    begin, chosen = 0, parts[0] + parts[-1]
    for part in parts:
        if begin <= place < begin + len(part):
            chosen += part
        begin += len(part)
    names = re.findall(r"\[\w*:([A-Z_|]+)", chosen)
    return tuple(sorted({type_ for found in names for type_ in found.split("|")}))


def edges_of_time(
    kind: str, way: int, day: date, *, sure: bool, also: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return how a row stands at the edge of a predicate, and what the flip takes it for."""
    next_day, begun = day + timedelta(days=1), UNKNOWN
    if kind == "known":
        early, over, ahead = (LATE_TICK, OPEN_TICK), (1, LATE_TICK), (LATE_TICK + 1, OPEN_TICK)
        open_ = {"known": (1, OPEN_TICK)}
        return (
            ({"known": early}, {"known": ahead}),
            ({"known": over}, open_),
            ({"known": over}, open_),
            ({"known": ahead}, open_),
        )[way]
    last = OPEN if sure else date(2024, 5, 15)
    later = (next_day, next_day, last, last)
    always = (begun, begun, OPEN, OPEN)
    perhaps = (begun, next_day, last, last)
    ends = (begun, begun, day, OPEN)
    cases: tuple[tuple[Dates, Dates], ...]
    if kind == "possible":
        cases = (
            ((day, day if also else next_day, last, last), later),
            ((begun, begun, day, day), (begun, begun, next_day if also else day, next_day)),
            (perhaps, later),
            ((begun, begun, day, next_day), (begun, begun, day, day)),
        )
    else:
        cases = (
            ((begun, day, OPEN, OPEN), perhaps),
            (ends, (begun, begun, next_day, OPEN)),
            (perhaps, always),
            (ends, always),
        )
    one, other = cases[way]
    return {"dates": one}, {"dates": other}


@dataclass(frozen=True)
class Telling:
    """A row of a graph, and how it has to stand so that a flip must show."""

    stands: Edge
    wanted: Any


_TERMS: Sequence[Dates] = (
    ALWAYS, ALWAYS,
    *((d, d, OPEN, OPEN) for d in (date(2024, 1, 15), date(2024, 2, 20))),
    *((UNKNOWN, UNKNOWN, d, d) for d in (date(2024, 1, 15), date(2024, 5, 15))),
    (date(2024, 1, 15), date(2024, 1, 15), date(2024, 2, 20), date(2024, 2, 20)),
)  # fmt: skip
_UNSEEN = (LATE_TICK + 1, OPEN_TICK)
_OVER = {("known", 1), ("known", 2), ("known", 3), ("possible", 1)}  # of these a row is not seen


def _some(rng: Random, edges: Sequence[Edge]) -> list[Edge]:
    return rng.sample(edges, min(len(edges), 12))


def weighing(edges: Sequence[Edge], types: Set[str], meaning: Answer, rng: Random) -> list[Edge]:
    """Return rows of some types without which the answer would be another, as they might stand."""
    found: list[Edge] = []
    for edge in (e for e in edges if e.type in types):
        without = meaning([e for e in edges if e is not edge])
        for dates in (edge.dates, rng.choice(_TERMS)):
            shown = replace(edge, known=(1, OPEN_TICK), dates=dates)
            if meaning([shown if e is edge else e for e in edges]) != without:
                found.append(shown)
                break
    return found


def telling(
    edges: Sequence[Edge], weighty: Sequence[Edge], case: Case,
    meaning: Answer, rng: Random, *, days: Sequence[date], most: int = 2,
) -> list[Telling]:  # fmt: skip
    """Return rows on which the answer hangs when they stand at the edge of a predicate."""
    kind, way, types, _ = case
    found: list[Telling] = []
    for edge in _some(
        rng, [
            e for e in weighty
            if e.type in types and (not e.key.startswith(_MOVED) or (kind, way) in _OVER)
        ],
    ):  # fmt: skip
        here, there = edges_of_time(
            kind, way, rng.choice(days), sure=rng.random() < 0.5, also=rng.random() < 0.5
        )
        stands = replace(edge, **here)
        wanted = meaning([stands if e.key == edge.key else e for e in edges])
        if wanted != meaning([replace(edge, **there) if e.key == edge.key else e for e in edges]):
            found.append(Telling(stands, wanted))
            if len(found) == most:
                break
    return found


_ABOVE = dict(TREE)
_UP = [  # from an area to the one above it
    (a, _ABOVE[b]) for a, b in TREE if b in _ABOVE and (a, _ABOVE[b]) in NEAR_ENDS["PART_OF"]
]
_MOVED = "moved"  # a row of the tree that is over: no area lies in two others at once


def calm(types: Sequence[str], rng: Random) -> list[Edge]:
    """Return a graph in which most rows are seen; sometimes few, so that each weighs.

    Some areas lay elsewhere once.
    """
    edges = crowded(
        types, rng, often=rng.choice((0.0, 0.05, 0.2)), terms=rng.choice((0.0, 0.5)), alike=True
    )
    keep = rng.choice((0.2, 0.5, 0.8, 1.0))
    kept = [e for e in edges if e.type == "PART_OF" or rng.random() < keep]
    moves = [*rng.sample(NEAR_ENDS["PART_OF"], 4), rng.choice(_UP)]
    for number, (a, b) in enumerate(moves):
        if (a, b) not in TREE:
            kept.append(Edge("PART_OF", a, b, {}, f"{_MOVED}{number}", _UNSEEN, ALWAYS))
    if rng.random() < 0.5 and kept[-1].key.startswith(_MOVED):  # the last of them has moved
        area = kept[-1].a
        kept[-1] = replace(kept[-1], known=(1, OPEN_TICK))
        kept = [
            replace(e, known=_UNSEEN, key=f"{_MOVED}{e.key}") if (e.a, e.b) in TREE and e.a == area
            and e.type == "PART_OF" else e for e in kept
        ]  # fmt: skip
    return kept


def grouped(alive: Mapping[str, Flip]) -> Mapping[Case, list[Flip]]:
    """Return what is still to be found out, by the graphs that could tell."""
    cases: dict[Case, list[Flip]] = defaultdict(list)
    for flip in alive.values():
        cases[flip.case].append(flip)
    return cases


def days_of(question: Question, look: Look, case: Case) -> list[date]:
    """Return the days that a predicate may compare with: asked, stepped back to, or a figure's."""
    if case[3] != "day":
        return [look.day]
    if "months" in {p.name for p in question.parameters}:
        back = look.day.replace(month=look.day.month - 1)
        return [look.day, back, date(look.day.year - 1, 12, 1)]
    own = [e.dates[1] for e in look.edges if e.type == "ABOUT"]
    return [day if day < OPEN else look.day for day in own if day > UNKNOWN] or [look.day]
