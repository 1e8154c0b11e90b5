"""One ownership matrix: checked, merged, with what is left unknown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.analysis.problems import find, refuse
from graph.analysis.rows import (
    CAPITAL,
    CONTRACT,
    FULL,
    UNKNOWN,
    VOTES,
    Bools,
    Int32s,
    Int64s,
    Rows,
)
from graph.analysis.solve import Plan, prepare

Basis = Literal["capital", "votes"]


@dataclass(frozen=True)
class Holdings:
    """Who holds what of whom, one edge a pair, sorted by company, then holder.

    Attributes
    ----------
    n : int
        Number of nodes.
    holder, company : int32[m]
        Ends of each edge.
    low, high : int64[m]
        Share in parts per billion; equal where exact. The lows of a company never sum above
        `FULL`.
    kind : int8[m]
        `CAPITAL`, `VOTES` or `CONTRACT`. An agreement carries no share: it stands with
        ``low = high = FULL``, outside the sums, and only control looks at it.
    """

    n: int
    holder: Int32s
    company: Int32s
    low: Int64s
    high: Int64s
    kind: NDArray[np.int8]

    def __len__(self) -> int:
        return int(self.holder.size)

    @cached_property
    def start(self) -> Int64s:
        """int64[n+1]: edges into company j are ``start[j]:start[j+1]``."""
        counts = np.bincount(self.company, minlength=self.n)
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    @cached_property
    def held(self) -> Bools:
        """bool[n]: somebody is known to hold the node, if only an unknown share."""
        held = np.zeros(self.n, dtype=np.bool_)
        held[self.company[self.kind != CONTRACT]] = True
        return held

    @cached_property
    def rest(self) -> Int64s:
        """int64[n]: what is left of a company after the lows; 0 for a node nobody holds."""
        total = np.zeros(self.n, dtype=np.int64)
        share = self.kind != CONTRACT
        np.add.at(total, self.company[share], self.low[share])
        return np.where(self.held, FULL - total, 0)

    @cached_property
    def matrix(self) -> csr_array[np.int64]:
        """csr_array int64[n, n]: the lows, ``[i, j]`` what i has of j, zeros left out."""
        keep = (self.kind != CONTRACT) & (self.low > 0)
        data = (self.low[keep], (self.holder[keep], self.company[keep]))
        return csr_array(data, shape=(self.n, self.n))

    @cached_property
    def closed(self) -> Int32s:
        """int32[n]: number of the closed group of each node, -1 outside of any.

        A closed group owns itself entirely: its members hold each other's shares and nobody
        outside holds any, so ``I - A`` is singular and no ultimate owner exists.
        """
        return closed_groups(self.matrix)

    @cached_property
    def open_matrix(self) -> csr_array[np.int64]:
        """csr_array int64[n, n]: `matrix` with the closed groups cut open."""
        if not (self.closed >= 0).any():
            return self.matrix
        edges = self.matrix.tocoo()
        row, col = edges.coords
        keep = (self.closed[col] < 0) | (self.closed[row] != self.closed[col])
        return csr_array((edges.data[keep], (row[keep], col[keep])), shape=edges.shape)

    @cached_property
    def upstream(self) -> Plan:
        """The system ``(I - A) y = w``: from a company to its holders, from values to owners."""
        return prepare(self.open_matrix)

    @cached_property
    def downstream(self) -> Plan:
        """The system ``(I - A^T) z = w``: from a holder to what it has in every company."""
        return prepare(self.open_matrix, transposed=True)

    @cached_property
    def by_holder(self) -> tuple[Int64s, NDArray[np.intp]]:
        """Edges of holder i are ``edges[start[i]:start[i+1]]``, as ``(start, edges)``."""
        counts = np.bincount(self.holder, minlength=self.n)
        start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return start, np.argsort(self.holder, kind="stable")


def build(
    stated: Rows,
    *,
    basis: Basis = "capital",
    parallel: Literal["range", "sum"] = "range",
) -> Holdings:
    """Make one matrix of the rows; nothing is normalised, doubt becomes a range.

    Parameters
    ----------
    stated : Rows
        Holdings as recorded.
    basis : {"capital", "votes"}
        ``capital`` takes the capital rows. ``votes`` takes, for a company that has any row on
        votes, those alone, and otherwise its capital rows; agreements are kept.
    parallel : {"range", "sum"}
        Several rows of one holder in one company: either contradictory or additive. ``range``
        goes from the largest to the sum, ``sum`` adds.

    Returns
    -------
    Holdings
        Where the lows of a company exceed 100 % by e, each may be too large by up to e: its low
        falls by e. An open upper end is what the others' lows leave.

    Raises
    ------
    RefusedInput
        On a finding of `graph.analysis.problems.REFUSED`.
    """
    refuse(find(stated))
    picked = _pick(stated, basis)
    agreed = picked.kind == CONTRACT
    shares = picked.take(~agreed & ~((picked.low == 0) & (picked.high == 0)))
    holder, company, low, high, kind = _merge(shares, parallel)
    low, high = _limit(stated.n, company, low, high)
    contracts = np.unique(picked.company[agreed] * stated.n + picked.holder[agreed])
    whole = np.full(contracts.size, FULL, dtype=np.int64)
    holder = np.concatenate([holder, contracts % max(stated.n, 1)])
    company = np.concatenate([company, contracts // max(stated.n, 1)])
    low, high = np.concatenate([low, whole]), np.concatenate([high, whole])
    kind = np.concatenate([kind, np.full(contracts.size, CONTRACT, dtype=np.int8)])
    order = np.lexsort((kind, holder, company))
    return Holdings(
        stated.n,
        holder[order].astype(np.int32),
        company[order].astype(np.int32),
        low[order],
        high[order],
        kind[order],
    )


def closed_groups(matrix: csr_array[np.int64]) -> Int32s:
    """Number the strongly connected components that own themselves entirely.

    Parameters
    ----------
    matrix : csr_array int64[n, n]
        Shares in parts per billion, ``[i, j]`` what i has of j.

    Returns
    -------
    int32[n]
        0, 1, ... by smallest member, -1 outside. Decided in integers: 99.9999999 % is open.
    """
    n = matrix.shape[0]
    _, label = connected_components(matrix, directed=True, connection="strong")
    edges = matrix.tocoo()
    row, col = edges.coords
    within = label[row] == label[col]
    inside = np.zeros(n, dtype=np.int64)
    np.add.at(inside, col[within], edges.data[within])
    is_open = np.zeros(n, dtype=np.bool_)
    is_open[label[inside < FULL]] = True
    group = np.full(n, -1, dtype=np.int32)
    member = np.flatnonzero(~is_open[label])
    if member.size:
        _, first, inverse = np.unique(label[member], return_index=True, return_inverse=True)
        rank = np.empty(first.size, dtype=np.int32)
        rank[np.argsort(first)] = np.arange(first.size, dtype=np.int32)
        group[member] = rank[inverse]
    return group


def _pick(stated: Rows, basis: Basis) -> Rows:
    if basis == "capital":
        return stated.take(stated.kind == CAPITAL)
    votes = np.zeros(stated.n, dtype=np.bool_)
    votes[stated.company[stated.kind == VOTES]] = True
    return stated.take((stated.kind != CAPITAL) | ~votes[stated.company])


def _merge(
    shares: Rows, parallel: Literal["range", "sum"]
) -> tuple[Int64s, Int64s, Int64s, Int64s, NDArray[np.int8]]:
    """Join rows of one pair; an open end stays open."""
    order = np.lexsort((shares.holder, shares.company))
    shares = shares.take(order)
    if not len(shares):
        return shares.holder, shares.company, shares.low, shares.high, shares.kind
    fresh = np.ones(len(shares), dtype=np.bool_)
    fresh[1:] = (np.diff(shares.company) != 0) | (np.diff(shares.holder) != 0)
    at = np.flatnonzero(fresh)
    low = np.where(shares.low == UNKNOWN, 0, shares.low)
    high = np.where(shares.high == UNKNOWN, FULL, shares.high)
    joined = np.maximum if parallel == "range" else np.add
    low, high = joined.reduceat(low, at), np.minimum(np.add.reduceat(high, at), FULL)
    return shares.holder[at], shares.company[at], low, np.maximum(low, high), shares.kind[at]


def _limit(n: int, company: Int64s, low: Int64s, high: Int64s) -> tuple[Int64s, Int64s]:
    """Lower the lows of an overfull company, and the highs to what the others leave."""
    total = np.zeros(n, dtype=np.int64)
    np.add.at(total, company, low)
    excess = np.maximum(total - FULL, 0)[company]
    lowered = np.maximum(low - excess, 0)
    total = np.zeros(n, dtype=np.int64)
    np.add.at(total, company, lowered)
    left = FULL - total[company] + lowered
    return lowered, np.minimum(high, left)
