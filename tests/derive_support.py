"""A small world of days and registers, in which what can collide does collide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from graph.ledger.correct import AUTHORITY
from graph.ledger.derive import Row
from graph.ledger.facts import CORRECTION
from graph.time import OPEN_END, UNKNOWN_START

BASE = date(2024, 2, 20)
LAST = 12
WORLD = [BASE + timedelta(days=n) for n in range(LAST + 1)]
EVER = [UNKNOWN_START, *WORLD, OPEN_END - timedelta(days=1)]
PRECEDENCES = {"丁表": -1, "甲表": 0, "乙表": 0, "丙表": 10, AUTHORITY: CORRECTION}
REGISTERS = ["甲表", "乙表", "丙表"]


def day(n: int) -> date:
    return BASE + timedelta(days=n)


def facts(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.type != "DISPUTED"]
