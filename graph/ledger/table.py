"""Rows as they travel to the server: lists instead of maps, and each day once.

Ten dates stand behind every fact, nearly all of them shared with its neighbours. Packing each
one, and the names that every map repeats, costs time on both sides: sent as numbers in a table of
days, rows were created in half the time on one engine (docs/benchmarks.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

_DAYS = frozenset({"from_min", "from_max", "to_min", "to_max", "reported", "reported_first"})


def columns(names: Sequence[str], *, first: int = 0) -> str:
    """Return the Cypher map that takes a row ``r`` apart.

    Parameters
    ----------
    names : sequence of str
        Properties in the order of the columns.
    first : int
        Column of the first of them.
    """
    values = ((name, f"r[{i}]") for i, name in enumerate(names, start=first))
    return ", ".join(f"`{n}`: $days[{v}]" if n in _DAYS else f"`{n}`: {v}" for n, v in values)


def parameters(names: Sequence[str], rows: Mapping[str, Iterable[Iterable[Any]]]) -> dict[str, Any]:
    """Return the rows and the days that they point at.

    Parameters
    ----------
    names : sequence of str
        What the columns hold.
    rows : mapping of str to iterable
        By start node, which is sent and looked up once; one value a name, in their order.

    Returns
    -------
    dict
        ``rows``, pairs of a start and its rows, and ``days``, as :func:`columns` expects them.
    """
    dated = [i for i, name in enumerate(names) if name in _DAYS]
    days: dict[date | None, int] = {}
    packed = []
    for start, of_start in rows.items():
        mine = [list(row) for row in of_start]
        for row in mine:
            for i in dated:
                row[i] = days.setdefault(row[i], len(days))
        packed.append([start, mine])
    return {"rows": packed, "days": list(days)}
