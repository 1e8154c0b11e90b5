"""Who decides: control as a least fixpoint over whole numbers.

"X controls Y if X and the companies that X controls together have more than half of the votes in
Y." The rule refers to itself, and the *least* relation that satisfies it is meant: two companies
with 60 % of each other do not fall to a holder of 30 % of both. Votes are added as integers,
because 0.17 + 0.28 + 0.05 exceeds 0.5 in floating point.

The relation is that of the company control problem in the literature on recursive aggregates
(Ross and Sagiv 1992; Van Gelder 1993).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from graph.analysis.holdings import Holdings
from graph.analysis.rows import FULL, Int32s, Int64s
from graph.errors import Misuse
from graph.text import Text


@dataclass(frozen=True)
class Rule:
    """What counts as control.

    Attributes
    ----------
    threshold : int
        Parts per billion of the votes.
    strict : bool
        More than the threshold; otherwise the threshold suffices.
    treasury : {"count", "excluded"}
        ``excluded``: shares that a company holds of itself carry no vote, and the threshold is
        one of the remaining votes.
    bound : {"low", "high"}
        ``low``: certain control, stated minimum. ``high``: possible control, named holders at
        their maximum.
    """

    threshold: int = FULL // 2
    strict: bool = True
    treasury: Literal["count", "excluded"] = "count"
    bound: Literal["low", "high"] = "low"


MAJORITY = Rule()


@dataclass(frozen=True)
class Ballots:
    """The votes that count under a rule, one entry a holder and company.

    Attributes
    ----------
    holder, company : int32[m]
        Sorted by holder.
    votes : int64[m]
        Parts per billion; an agreement gives at least what is needed.
    start : int64[n+1]
        Entries of holder i are ``start[i]:start[i+1]``.
    needed : int64[n]
        Votes from which a company is controlled.
    """

    n: int
    holder: Int32s
    company: Int32s
    votes: Int64s
    start: Int64s
    needed: Int64s


def ballots(h: Holdings, rule: Rule = MAJORITY) -> Ballots:
    """Prepare the votes of a network for one rule.

    Parameters
    ----------
    h : Holdings
        Built with ``basis="votes"`` to follow voting rights and agreements.
    rule : Rule
        Threshold and reading.

    Returns
    -------
    Ballots
        Own shares never vote for their company's controller.
    """
    if not 0 <= rule.threshold <= FULL:
        raise Misuse(Text("控制比例须在0与100%之间", "the threshold lies between 0 and 100 %"))
    votes = h.low if rule.bound == "low" else h.high
    own = h.holder == h.company
    pool = np.full(h.n, FULL, dtype=np.int64)
    if rule.treasury == "excluded":
        pool[h.company[own]] -= votes[own]
    # threshold and pool are at most 1e9 each: the product is exact in int64.
    reached = rule.threshold * pool
    needed = reached // FULL + 1 if rule.strict else -(-reached // FULL)
    keep = ~own & (votes > 0)
    order = np.flatnonzero(keep)
    order = order[np.lexsort((h.company[order], h.holder[order]))]
    holder, company, votes = h.holder[order], h.company[order], votes[order]
    if order.size:
        fresh = np.ones(order.size, dtype=np.bool_)
        fresh[1:] = (np.diff(holder) != 0) | (np.diff(company) != 0)
        at = np.flatnonzero(fresh)
        holder, company, votes = holder[at], company[at], np.add.reduceat(votes, at)
    start = np.concatenate([[0], np.cumsum(np.bincount(holder, minlength=h.n))]).astype(np.int64)
    return Ballots(h.n, holder, company, votes, start, np.maximum(needed, 1))


def commanded(b: Ballots, holders: Iterable[int]) -> tuple[list[int], dict[int, int]]:
    """Follow one holder, or several acting in concert, to everything they control.

    Parameters
    ----------
    b : Ballots
        Votes under a rule.
    holders : iterable of int
        One node, or all members of a concert as one holder.

    Returns
    -------
    controlled : list of int
        Companies in the order in which they fall.
    votes : dict of int to int
        For every company in which they have a say: own votes and those of controlled companies,
        parts per billion.
    """
    queue = list(holders)
    held = set(queue)
    votes: dict[int, int] = {}
    controlled: list[int] = []
    for i in queue:
        span = slice(int(b.start[i]), int(b.start[i + 1]))
        for j, share in zip(b.company[span].tolist(), b.votes[span].tolist(), strict=True):
            votes[j] = votes.get(j, 0) + share
            if j not in held and votes[j] >= b.needed[j]:
                held.add(j)
                queue.append(j)
                controlled.append(j)
    return controlled, votes
