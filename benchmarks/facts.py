"""Facts to write: units that join committees and co-build with communities, all synthetic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.identity import digest, node_id, row_id
from graph.ledger import OPEN_TICK, Evidence, Fact, Node, Source, packing
from graph.ledger.derive import Row
from graph.ledger.facts import Assertion, assertion
from graph.ledger.recording import group
from graph.ledger.settle import Work
from graph.time import PartialDate, Span, parse_date, span

REPORTED = "2024-01-10"
LATER = "2024-06-10"


def source(name: str) -> Source:
    return Source(digest("source", name), f"{name}.csv", name, "基准", digest("sha", name))


def facts(count: int, scope: str, *, first: int = 0, reported: str = REPORTED) -> list[Fact]:
    """Return facts of two types: half of them memberships, half agreements.

    Parameters
    ----------
    count : int
        How many.
    scope : str
        Part of the identity of every node: another scope shares nothing.
    first : int
        Number of the first one: slices of one scope that overlap speak of the same facts.
    reported : str
        Day of the list; a later one is a correction by the same register.
    """
    return list(stream(count, scope, first=first, reported=reported))


def stream(count: int, scope: str, *, first: int = 0, reported: str = REPORTED) -> Iterator[Fact]:
    """Yield the same facts one by one."""
    file, day = source(f"{scope} {reported}"), parse_date(reported)
    for i in range(first, first + count):
        yield _fact(scope, i, file, day)


def _fact(scope: str, i: int, file: Source, reported: PartialDate) -> Fact:
    # Ten facts a unit, fifty a committee or community: as in a district's register.
    who = _node("Unit", scope, i // 10)
    start = parse_date(f"20{18 + i % 6}-0{1 + i % 9}-15")
    said = Evidence(
        file, "台账", i + 2, "基准登记册", f"第 {i + 2} 行", reported, 0,
        {"单位": who.name, "签约日期": start.text, "期限": "长期"},
    )  # fmt: skip
    if i % 2:
        of = _node("Committee", scope, (i * 7919) % 100_003 // 50)
        return Fact("MEMBER_OF", who, of, {}, _span(start, reported), said, start.text)
    of = _node("Community", scope, (i * 7919) % 100_003 // 50)
    values = {"agreement": node_id("Agreement", scope, str(i))}
    return Fact("CO_BUILDS", who, of, values, _span(start, reported), said, start.text)


def _span(start: PartialDate, reported: PartialDate) -> Span:
    return span(start, listed_on=reported)


def _node(label: str, scope: str, i: int) -> Node:
    return Node(label, node_id(label, scope, str(i)), f"{label} {i}", str(i), synthetic=True)


Kind = tuple[str, str, str]  # type, start label, end label


@dataclass
class Ready:
    """What the ledger would write of some facts, laid out for a driver without a ledger."""

    nodes: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    edges: dict[Kind, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    assertions: list[dict[str, Any]] = field(default_factory=list)


def ready(stated: Sequence[Fact], tick: int) -> Ready:
    """Work the rows out beforehand: the driver that we compare with only has to send them."""
    result = Ready()
    nodes = {n.id: n for fact in stated for n in (fact.start, fact.end)}
    for n in nodes.values():
        result.nodes[n.label].append(
            {"id": n.id, "name": n.name, "code": n.code, "synthetic": n.synthetic}
        )
    for one in group(map(assertion, stated)):
        work = Work(one, [], tick)
        rows = work.rows()
        keys = work.keys(rows)
        labels = {a.end.id: a.end.label for a in one.said}
        for row in rows:
            result.edges[row.type, one.start.label, labels[row.end]].append(
                {"start": one.start.id, "end": row.end, "row": edge_row(row, tick)}
            )
        result.assertions += [_assertion(a, id_, keys[id_], tick) for id_, a in work.fresh.items()]
    return result


def edge_row(row: Row, tick: int) -> dict[str, Any]:
    """Return the properties of an edge as the ledger writes it."""
    span = row.span
    return {
        **dict(row.values), "key": row.key, "id": row_id(row.key, tick),
        "known_from": tick, "known_to": OPEN_TICK, "from_min": span.from_min,
        "from_max": span.from_max, "to_min": span.to_min, "to_max": span.to_max,
        "dates_text": row.dates_text, "sources": list(row.sources), "synthetic": row.synthetic,
    }  # fmt: skip


def _assertion(a: Assertion, id_: str, key: str, tick: int) -> dict[str, Any]:
    values = dict(zip(packing.NAMES, packing.values(a, id_, key), strict=True))
    given = {name: value for name, value in values.items() if value is not None}
    return {**given, "known_from": tick, "known_to": OPEN_TICK}
