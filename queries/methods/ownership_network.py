"""The holdings that a statement read, as the numbered network that is calculated with."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from graph.analysis.holdings import Basis, Holdings, build
from graph.analysis.rows import CAPITAL, CONTRACT, FULL, UNKNOWN, VOTES, Bools, Rows, rows
from graph.errors import Misuse
from graph.schema import NODES
from graph.text import Text
from queries.resolve import Found

KIND = {"资本": CAPITAL, "表决权": VOTES, "协议控制": CONTRACT}
ALL_PAIRS = 100
"""Nodes up to which everything with everything is listed."""


@dataclass(frozen=True)
class Holding:
    """One row of the statement, in the order of ``reads``."""

    holder: str
    holder_name: str
    holder_label: str
    company: str
    company_name: str
    kind: str
    low: int | None
    high: int | None
    certain: bool
    begins: date
    in_scope: bool
    fact: str
    sources: list[str]


@dataclass(frozen=True)
class Network:
    """Holdings with numbers for ids.

    Attributes
    ----------
    holdings : tuple of Holding
        As read, in an order that no load can change.
    ids, names, labels : list of str
        By number; ids ascend.
    stated : Rows
        The same holdings in numbers. One that is only possibly in force stands as
        ``[0, high]``: it may be there, and it may not.
    certain : bool[m]
        Which rows are certainly in force.
    ends : bool[n]
        Nodes that nobody can hold: persons, other holders, units.
    hidden : set of int
        Companies outside of the asker's areas: chains run through them, no answer is about them.
    """

    holdings: tuple[Holding, ...]
    ids: list[str]
    names: list[str]
    labels: list[str]
    stated: Rows
    certain: Bools
    ends: Bools
    hidden: frozenset[int]

    def what(self, i: int) -> str:
        """Return what a node is, as the schema calls it."""
        return NODES[self.labels[i]].caption.zh

    def number(self, id_: str) -> int:
        """Return the number of an id."""
        return bisect_left(self.ids, id_)

    def build(self, basis: Basis = "capital", *, possible: bool = True) -> Holdings:
        """Return the matrix; an agreement that is only possibly in force counts if `possible`."""
        keep = self.certain | (self.stated.kind != CONTRACT) if not possible else None
        return build(self.stated if keep is None else self.stated.take(keep), basis=basis)

    def shown(self, companies: Iterable[int]) -> list[int]:
        """Leave out what the asker may not be told about."""
        return [company for company in companies if company not in self.hidden]


def network(found: Sequence[tuple[Any, ...]], nodes: Mapping[str, Found]) -> Network:
    """Return the network of the rows read, and of nodes that may stand in none of them.

    Parameters
    ----------
    found : sequence of tuple
        In the order of `Holding`.
    nodes : mapping of str to Found
        The nodes that the question's parameters name, by id.
    """
    holdings = tuple(sorted((Holding(*row) for row in found), key=lambda h: h.fact))
    named = {id_: node.name for id_, node in nodes.items()}
    named |= {h.holder: h.holder_name for h in holdings}
    named |= {h.company: h.company_name for h in holdings}
    labels = {id_: node.label for id_, node in nodes.items()}
    labels |= {h.company: "Enterprise" for h in holdings}
    labels |= {h.holder: h.holder_label for h in holdings}
    ids = sorted(named)
    number = {id_: i for i, id_ in enumerate(ids)}
    ends = np.array([labels[id_] != "Enterprise" for id_ in ids], dtype=np.bool_)
    stated = rows(
        len(ids),
        [number[h.holder] for h in holdings],
        [number[h.company] for h in holdings],
        low=[_low(h) for h in holdings],
        high=[UNKNOWN if h.high is None else h.high for h in holdings],
        kind=[KIND[h.kind] for h in holdings],
    )
    return Network(
        holdings,
        ids,
        [named[id_] for id_ in ids],
        [labels[id_] for id_ in ids],
        stated,
        np.array([h.certain for h in holdings], dtype=np.bool_),
        ends,
        frozenset(number[h.company] for h in holdings if not h.in_scope),
    )


def _low(holding: Holding) -> int:
    if holding.low is None:
        return UNKNOWN
    return holding.low if holding.certain else 0


def by_name(rows_: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Number groups from 1 by their first name: ids of persons depend on the key of the data.

    Rows are ``(group, id, name, ...)``.
    """
    first: dict[int, tuple[str, str]] = {}
    for group, id_, name, *_ in rows_:
        first[group] = min(first.get(group, (name, id_)), (name, id_))
    rank = {group: i for i, group in enumerate(sorted(first, key=lambda g: first[g]), start=1)}
    return [(rank[group], *rest) for group, *rest in rows_]


_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)(%?)")


def parts_of(values: Mapping[str, Any], name: str) -> int:
    """Return a share that a person typed, in parts per billion: 50%, 0.5 and 50 are the same.

    Raises
    ------
    Misuse
        No share, above 100 %, finer than a part per billion, or "1", which may be 1 % or all.
    """
    text = str(values[name])
    found = _PERCENT.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if found is None or (found[1] == "1" and not found[2]):
        raise _no_share(name, text)
    amount = Decimal(found[1])
    exact = amount * FULL if not found[2] and amount < 1 else amount * FULL / 100
    if exact > FULL or exact != int(exact):
        raise _no_share(name, text)
    return int(exact)


def _no_share(name: str, text: str) -> Misuse:
    return Misuse(
        Text(
            f"{name} 应为 0 到 100% 的比例：“{text}”", f"{name} is no share up to 100 %: {text!r}"
        ),
        todo=Text("例如 30%、30 或 0.3；百分之一写 1%", "such as 30%, 30 or 0.3; 1% for one"),
    )


def percent(parts: int) -> str:
    """Return parts per billion as a percentage, exactly."""
    digits = f"{Decimal(parts) / (FULL // 100):f}"
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits) + "%"
