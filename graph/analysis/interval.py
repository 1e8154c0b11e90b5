"""Bounds on a stake when holdings are ranges or not known.

A completion gives every range a value and every unknown rest to somebody, at most 100 % a
company. Two questions differ in who that somebody may be:

anyone
    The rest may be the holder's own, under any name. Then
    ``low = C(A_low)`` and ``high = low + unknown``.
outsiders
    The rest belongs to people who are not in the register; only the ranges stated move. The upper
    bound is the best choice within the ranges, found by policy iteration.

Both contain every completion of their kind, and both ends are attained: ``C`` grows with every
entry of ``A``, and what the others certainly have no completion can take from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.sparse import csr_array

from graph.analysis.holdings import Holdings, closed_groups
from graph.analysis.integrated import unknown
from graph.analysis.noreturn import gains
from graph.analysis.rows import FULL, Floats, Int64s
from graph.analysis.solve import prepare, solve
from graph.analysis.subnetwork import above, restrict

Rest = Literal["anyone", "outsiders"]
MAX_ROUNDS = 200
WORTH_IT = 1e-4
"""Parts per billion that a new choice must bring: rounding errors must not swing it."""


@dataclass(frozen=True)
class Bounds:
    """Least and largest stake of a holder in a company, as fractions, without return."""

    low: float
    high: float


def bounds(h: Holdings, holder: int, company: int, *, rest: Rest = "anyone") -> Bounds:
    """Bound the stake of a holder in a company over all completions.

    Parameters
    ----------
    h : Holdings
        The capital holdings.
    holder, company : int
        Node numbers. Holdings *of* the holder are set aside, so that the stake is the one
        without return (`graph.analysis.noreturn`); for an ultimate owner it is simply its share.
    rest : {"anyone", "outsiders"}
        Who may have the unknown rests.

    Returns
    -------
    Bounds
        Fractions in [0, 1].
    """
    if holder == company:
        return Bounds(1.0, 1.0)
    freed = _free(h, holder)
    nodes = above(freed, [company, holder])
    part = restrict(freed, nodes)
    me, it = (int(np.searchsorted(nodes, node)) for node in (holder, company))
    unit = np.zeros(part.n)
    unit[it] = 1.0
    x = solve(part.upstream, unit)
    low = min(float(x[me]), 1.0)
    if not part.held[it]:
        # Nobody is recorded to hold the company: all of it is an unknown rest.
        return Bounds(0.0, 1.0 if rest == "anyone" else 0.0)
    if rest == "anyone":
        return Bounds(low, min(1.0, low + float(x @ (part.rest / FULL))))
    if (part.low == part.high).all():
        return Bounds(low, low)
    return Bounds(low, max(low, float(_best(part, me)[it])))


class Pairwise:
    """Bounds of many pairs of one network, when anyone may have the unknown rests.

    Setting aside the holdings of i takes column i out of A, a change of rank one, by which

        N' e_j = N e_j - (N e_i - e_i) x_i / N_ii,       x = N e_j,

    so that the stake is ``s = x_i / N_ii`` and the unknown part of j falls from u_j to
    ``u_j - s u_i``: what of j is unknown above i is not open to i. No solve a pair beyond those
    for stakes (`graph.analysis.integrated`) and gains (`graph.analysis.noreturn`).

    Parameters
    ----------
    h : Holdings
        The capital holdings.
    holders : iterable of int
        Whose stakes.
    """

    def __init__(self, h: Holdings, holders: Iterable[int]) -> None:
        self.h = h
        self.unknown = unknown(h)
        self.gains = gains(h, holders)

    def bounds(self, holder: int, company: int, stake: float) -> tuple[float, Bounds]:
        """Return the stake without return, and its bounds.

        Parameters
        ----------
        holder, company : int
            Node numbers.
        stake : float
            The integrated stake, ``C[holder, company]``.
        """
        alone = 0.0 if holder == company else stake / self.gains[holder]
        if self.h.closed[holder] >= 0 and holder != company:
            # Its group is closed only as long as it is held itself.
            return alone, bounds(self.h, holder, company)
        if holder == company:
            return alone, Bounds(0.0, 0.0)
        if not self.h.held[company]:
            return alone, Bounds(0.0, 1.0)
        low = min(alone, 1.0)
        open_ = float(self.unknown[company] - alone * self.unknown[holder])
        return alone, Bounds(low, min(1.0, low + max(open_, 0.0)))


def _free(h: Holdings, holder: int) -> Holdings:
    keep = h.company != holder
    if keep.all():
        return h
    columns = (h.holder[keep], h.company[keep], h.low[keep], h.high[keep], h.kind[keep])
    return Holdings(h.n, *columns)


def _best(part: Holdings, me: int) -> Floats:
    """Return the largest stake of `me` in every node when ranges move freely.

    Each company, on its own, gives what its ranges leave open to the holders through whom most
    comes to `me`; the stakes under that choice are solved for, until no company would choose
    otherwise (Howard's policy iteration). Choices only improve, and there are finitely many.
    """
    shares = part.low.copy()
    stakes = _stakes(part, shares, me)
    for _ in range(MAX_ROUNDS):
        better = _fill(part, stakes)
        now, then = (
            np.bincount(part.company, s * stakes[part.holder], minlength=part.n)
            for s in (shares, better)
        )
        # Only where it pays: an equal choice might close a ring for nothing.
        gains = then > now + WORTH_IT
        if not gains.any():
            break
        moves = gains[part.company]
        shares[moves] = better[moves]
        stakes = _stakes(part, shares, me)
    return stakes


def _fill(part: Holdings, stakes: Floats) -> Int64s:
    """Fill the ranges of every company, best holder first, up to 100 %."""
    worth = stakes[part.holder]
    order = np.lexsort((-worth, part.company))
    room = np.where(worth > 0, part.high - part.low, 0)[order]
    before = np.cumsum(room) - room
    first = part.start[:-1][part.company[order]]
    left = part.rest[part.company[order]] - (before - before[first])
    shares = part.low.copy()
    shares[order] += np.clip(left, 0, room)
    return shares


def _stakes(part: Holdings, shares: Int64s, me: int) -> Floats:
    chosen = replace(part, low=shares, high=shares)
    matrix: csr_array[np.int64] = chosen.matrix
    if (closed_groups(matrix) >= 0).any():
        matrix = chosen.open_matrix
    unit = np.zeros(part.n)
    unit[me] = 1.0
    return solve(prepare(matrix, transposed=True), unit)
