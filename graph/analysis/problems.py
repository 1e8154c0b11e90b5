"""What is wrong or doubtful in a set of holdings: every finding has a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.analysis.rows import CONTRACT, FULL, UNKNOWN, Bools, Int64s, Rows
from graph.errors import RefusedInput
from graph.text import Text

ROUNDING = 10_000
"""Sums that miss 100 % by up to 0.001 % are called rounding; they are reckoned like any other."""

CAPTIONS: dict[str, Text] = {
    "unknown_id": Text("持股方或企业不存在", "holder or company does not exist"),
    "negative": Text("持股比例为负", "negative share"),
    "above_one": Text("单笔持股超过100%", "one holding above 100 %"),
    "reversed": Text("比例下限大于上限", "lower end above upper end"),
    "held_end": Text("自然人或国家被持股", "a person or the State is held"),
    "zero": Text("持股比例为零，不计", "share of zero, left out"),
    "unknown_share": Text("持股比例未知", "share not known"),
    "self_holding": Text("企业持有自身股份", "company holds its own shares"),
    "parallel": Text("同一持股方多行，按区间计", "several rows for one holder, taken as a range"),
    "over_full": Text("比例合计超过100%，按区间计", "shares above 100 % in sum, taken as ranges"),
    "rounding": Text("合计因四舍五入偏离100%", "sum misses 100 % by rounding"),
    "incomplete": Text("合计不足100%，其余未知", "sum below 100 %, the rest is unknown"),
    "no_holders": Text("企业没有持股方", "enterprise without holders"),
}
KINDS = tuple(CAPTIONS)
REFUSED = ("unknown_id", "negative", "above_one", "reversed", "held_end")
"""Findings that no interval can express: `graph.analysis.holdings.build` refuses them."""


@dataclass(frozen=True)
class Problem:
    """One finding.

    Attributes
    ----------
    name : str
        Key of `CAPTIONS`.
    row : int
        Row number in the input, -1 where the finding is about a company.
    holder, company : int
        Node numbers, -1 where it does not apply.
    value : int
        The share or the sum in parts per billion (`UNKNOWN` if not stated).
    stake : int
        `CAPITAL`, `VOTES` or `CONTRACT`: the kind of row that it is about; -1 for all kinds.
    """

    name: str
    row: int
    holder: int
    company: int
    value: int
    stake: int

    @property
    def caption(self) -> Text:
        """The finding in words."""
        return CAPTIONS[self.name]


@dataclass(frozen=True)
class Problems:
    """Findings as columns: a whole register may have as many as it has companies."""

    kind: NDArray[np.int8]
    row: Int64s
    holder: Int64s
    company: Int64s
    value: Int64s
    stake: Int64s

    def __len__(self) -> int:
        return int(self.kind.size)

    def __iter__(self) -> Iterator[Problem]:
        for code, *rest in zip(
            self.kind.tolist(),
            self.row.tolist(),
            self.holder.tolist(),
            self.company.tolist(),
            self.value.tolist(),
            self.stake.tolist(),
            strict=True,
        ):
            yield Problem(KINDS[code], *rest)

    @property
    def names(self) -> set[str]:
        """The kinds of finding that occur."""
        return {KINDS[code] for code in np.unique(self.kind).tolist()}


def find(stated: Rows, *, ends: ArrayLike | None = None) -> Problems:
    """List everything wrong or doubtful in the rows.

    Parameters
    ----------
    stated : Rows
        The holdings as recorded.
    ends : array_like of bool, shape (n,), optional
        Nodes known to be the end of every chain (natural persons, the State). Given, other nodes
        without holders are reported, and so is a row in which such a node is held.

    Returns
    -------
    Problems
        Findings ordered by kind, then by row or company. Sums are per company and kind of row,
        agreements (`CONTRACT`) apart.
    """
    found = _row_findings(stated, ends)
    if not any(found[name].any() for name in REFUSED):
        found |= _parallel(stated)
    pieces = [_of_rows(stated, name, mask) for name, mask in found.items()]
    if not any(found[name].any() for name in REFUSED):
        pieces += _company_findings(stated, ends)
    order = {name: code for code, name in enumerate(KINDS)}
    pieces.sort(key=lambda piece: order[piece[0]])
    kind = np.concatenate([np.full(p[1].size, order[p[0]], dtype=np.int8) for p in pieces])
    return Problems(kind, *(np.concatenate([p[k] for p in pieces]) for k in (1, 2, 3, 4, 5)))


def refuse(problems: Problems) -> None:
    """Raise for the findings that cannot become an interval.

    Raises
    ------
    RefusedInput
        With the first finding of `REFUSED` and how many there are.
    """
    bad = [problem for problem in problems if problem.name in REFUSED]
    if bad:
        first = bad[0]
        raise RefusedInput(
            Text(
                f"{first.caption.zh}（共 {len(bad)} 处无法计算的行）",
                f"{first.caption.en} ({len(bad)} rows cannot be reckoned with)",
            ),
            where=f"row {first.row + 1}: {first.holder} -> {first.company} = {first.value}",
            todo=Text("改正登记表后重试。", "Correct the register and try again."),
        )


_Piece = tuple[str, Int64s, Int64s, Int64s, Int64s, Int64s]


def _row_findings(stated: Rows, ends: ArrayLike | None) -> dict[str, Bools]:
    low, high = stated.low, stated.high
    outside = np.zeros(len(stated), dtype=np.bool_)
    for end in (stated.holder, stated.company):
        outside |= (end < 0) | (end >= stated.n)
    stated_low, stated_high = low != UNKNOWN, high != UNKNOWN
    agreed = stated.kind == CONTRACT
    held_end = np.zeros(len(stated), dtype=np.bool_)
    if ends is not None:
        held_end[~outside] = np.asarray(ends, dtype=np.bool_)[stated.company[~outside]]
    return {
        "unknown_id": outside,
        "negative": (stated_low & (low < 0)) | (stated_high & (high < 0)),
        "above_one": (low > FULL) | (high > FULL),
        "reversed": stated_low & stated_high & (low > high) & (high >= 0),
        "held_end": held_end,
        "zero": (low == 0) & (high == 0) & ~agreed,
        "unknown_share": ~(stated_low & stated_high) & ~agreed,
        "self_holding": (stated.holder == stated.company) & ~outside,
    }


def _parallel(stated: Rows) -> dict[str, Bools]:
    key = (stated.kind.astype(np.int64) * stated.n + stated.company) * stated.n + stated.holder
    _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    return {"parallel": counts[inverse] > 1}


def _of_rows(stated: Rows, name: str, mask: Bools) -> _Piece:
    at = np.flatnonzero(mask).astype(np.int64)
    stake = stated.kind[at].astype(np.int64)
    return name, at, stated.holder[at], stated.company[at], stated.low[at], stake


def _company_findings(stated: Rows, ends: ArrayLike | None) -> list[_Piece]:
    pieces: list[_Piece] = []
    held = np.zeros(stated.n, dtype=np.bool_)
    for kind in np.unique(stated.kind[stated.kind != CONTRACT]).tolist():
        mine = stated.kind == kind
        total = np.zeros(stated.n, dtype=np.int64)
        low = np.where(stated.low == UNKNOWN, 0, stated.low)
        np.add.at(total, stated.company[mine], low[mine])
        here = np.zeros(stated.n, dtype=np.bool_)
        here[stated.company[mine]] = True
        held |= here
        off = total - FULL
        near = here & (off != 0) & (np.abs(off) <= ROUNDING)
        for name, mask in (
            ("over_full", (off > 0) & ~near),
            ("rounding", near),
            ("incomplete", here & (off < 0) & ~near),
        ):
            pieces.append(_of_companies(name, np.flatnonzero(mask), total, kind))
    if ends is not None:
        bare = ~held & ~np.asarray(ends, dtype=np.bool_)
        pieces.append(
            _of_companies("no_holders", np.flatnonzero(bare), np.zeros(stated.n, np.int64), -1)
        )
    return pieces


def _of_companies(name: str, at: NDArray[np.intp], total: Int64s, stake: int) -> _Piece:
    none = np.full(at.size, -1, dtype=np.int64)
    return name, none, none, at.astype(np.int64), total[at], np.full_like(none, stake)
