"""Small facts for the tests of the ledger: units, a community, co-building, memberships."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from graph.identity import node_id
from graph.ledger import CompleteList, Evidence, Fact, Node, Report, Source, record
from graph.store import Store
from graph.time import PartialDate, Span, parse_date, span


def source(name: str = "甲表") -> Source:
    return Source(f"source-{name}", f"{name}.csv", name, name, f"sha-{name}")


def unit(name: str) -> Node:
    return Node("Unit", node_id("Unit", "测试", name), name, synthetic=True)


def community(name: str) -> Node:
    return Node("Community", node_id("Community", "测试", name), name, synthetic=True)


def committee(name: str) -> Node:
    return Node("Committee", node_id("Committee", "测试", name), name, synthetic=True)


def evidence(
    register: str = "甲表", reported: str = "2024-01-10", row: int = 1, *,
    scope: str = "", precedence: int = 0, file: str = "",
) -> Evidence:  # fmt: skip
    return Evidence(
        source(file or register), "", row, register, f"{register}:{row}",
        parse_date(reported), precedence, {"行": str(row)}, scope,
    )  # fmt: skip


def dates(start: str = "", end: str = "", listed: str = "") -> Span:
    return span(
        parse_date(start) if start else None,
        parse_date(end) if end else None,
        listed_on=parse_date(listed) if listed else None,
    )


def member(who: Node, of: Node, span_: Span, said: Evidence) -> Fact:
    return Fact("MEMBER_OF", who, of, {}, span_, said)


def listed(names: Sequence[str], of: Node, day: str, register: str = "甲表") -> list[Fact]:
    """Return the memberships that a complete list of a day names."""
    return [
        member(
            unit(name), of, dates(listed=day),
            evidence(register, day, row, scope="全部", file=f"{register}{day}"),
        )
        for row, name in enumerate(names, start=1)
    ]  # fmt: skip


def load_list(
    store: Store, names: Sequence[str], of: Node, day: str, register: str = "甲表", *,
    accept: bool = True,
) -> Report:  # fmt: skip
    facts = listed(names, of, day, register)
    origin = source(f"{register}{day}")
    whole = CompleteList(register, "全部", parse_date(day), origin.id)
    return record(
        store, facts, [origin], who="测试", what="清单", lists=[whole], accept_vanished=accept
    )


def put(store: Store, *facts: Fact) -> Report:
    sources = {f.evidence.source.id: f.evidence.source for f in facts}
    return record(store, facts, list(sources.values()), who="测试", what="测试")


def visible(store: Store, type_: str, tick: int | None = None) -> set[tuple[str, str, Span]]:
    """Return (start name, end name, span) of the visible rows of a type."""
    at = tick
    if at is None:
        at = store.query("MATCH (l:Ledger {id: 'ledger'}) RETURN l.watermark").rows[0][0]
    rows = store.query(
        f"MATCH (a)-[e:{type_}]->(b) WHERE e.known_from <= $tick < e.known_to "
        "RETURN a.name, b.name, e.from_min, e.from_max, e.to_min, e.to_max",
        {"tick": at},
    )
    return {(a, b, Span(*days)) for a, b, *days in rows}


def keys(store: Store, type_: str) -> dict[tuple[str, str], str]:
    rows = store.query(
        f"MATCH (a)-[e:{type_}]->(b) WHERE e.known_to > 9007199254740990 "
        "RETURN a.name, b.name, e.key"
    )
    return {(a, b): key for a, b, key in rows}


def day(text: str) -> date:
    return date.fromisoformat(text)


def period(text: str) -> PartialDate:
    return parse_date(text)
