"""How an Assertion lies in the graph: what is looked up is a property, the rest one text.

A statement has a dozen values that nobody searches for. As properties of their own they cost more
to write and to read back than the edge that follows from them (docs/benchmarks.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from graph.identity import digest
from graph.ledger.facts import JSON, Assertion, Node, Statement, group_of
from graph.time import Span

# Beside these: known_from, known_to, and key_before and moved_at once it has moved.
NAMES = (
    "id", "key", "said", "register", "source", "start", "citation", "row",
    "cells", "sheet", "dates_text", "synthetic", "of_list", "absent_from",
)  # fmt: skip
_OPTIONAL = len(NAMES) - NAMES.index("sheet")


def values(a: Assertion, id_: str, key: str) -> list[Any]:
    """Return the properties of an assertion in the order of ``NAMES``; None where it has none."""
    s = a.statement
    return [
        id_, key, said(a), s.register, a.source, a.start.id, a.citation, a.row,
        a.cells, a.sheet or None, s.dates_text or None, s.synthetic or None,
        list_id(s.register, a.scope) if a.scope else None, a.source if s.absent else None,
    ]  # fmt: skip


def said(a: Assertion) -> str:
    """Return what an assertion says, all but who says it where: equal words, equal text."""
    s = a.statement
    span = s.span
    return JSON.encode((
        a.type, a.start.label, s.end, s.end_label, s.slot,
        span.from_min.toordinal(), span.from_max.toordinal(),
        span.to_min.toordinal(), span.to_max.toordinal(),
        s.values, s.precedence, _number(s.reported), _number(s.reported_first), a.scope, s.absent,
    ))  # fmt: skip


def names_used(rows: list[list[Any]]) -> tuple[str, ...]:
    """Return the names that any row has a value for: what nobody has is not sent."""
    used = list(NAMES)
    for n in range(len(NAMES) - 1, len(NAMES) - _OPTIONAL - 1, -1):
        if all(row[n] is None for row in rows):
            del used[n]
            for row in rows:
                del row[n]
    return tuple(used)


def list_id(register: str, scope: str) -> str:
    """Return the name of a complete list: all its days share it."""
    return digest(register, scope)


def read(p: Mapping[str, Any]) -> Assertion:
    """Return an Assertion from the properties of its node."""
    (
        type_, start_label, end, end_label, slot_, from_min, from_max, to_min, to_max,
        given, precedence, reported, reported_first, scope, absent,
    ) = json.loads(p["said"])  # fmt: skip
    day = date.fromordinal
    statement = Statement(
        id=p["id"], slot=slot_, end=end, end_label=end_label,
        span=Span(day(from_min), day(from_max), day(to_min), day(to_max)),
        values=given, register=p["register"], precedence=precedence,
        reported=_day(reported), reported_first=_day(reported_first),
        dates_text=p.get("dates_text") or "", synthetic=bool(p.get("synthetic")), key=p["key"],
        absent=absent,
    )  # fmt: skip
    group = group_of(type_, p["start"], slot_)
    return Assertion(
        statement, type_, group, Node(start_label, p["start"], ""),
        Node(end_label, end, ""), p["source"], p.get("sheet") or "", p["row"],
        p["citation"], p["cells"], scope,
    )  # fmt: skip


def _number(day: date | None) -> int:
    return day.toordinal() if day else 0


def _day(number: int) -> date | None:
    return date.fromordinal(number) if number else None
