"""Who decides: control as a least fixpoint over whole numbers.

"X controls Y if X and the companies that X controls together have more than half of the votes in
Y." The rule refers to itself, and the *least* relation that satisfies it is meant: two companies
with 60 % of each other do not fall to a holder of 30 % of both. Votes are added as integers,
because 0.17 + 0.28 + 0.05 exceeds 0.5 in floating point.

The relation is that of the company control problem in the literature on recursive aggregates
(Ross and Sagiv 1992; Van Gelder 1993).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from graph.analysis.holdings import Holdings
from graph.analysis.rows import FULL, Int32s, Int64s
from graph.analysis.solve import spans
from graph.analysis.totals import Totals
from graph.errors import Misuse
from graph.text import Text

BATCH = 1 << 14
"""Controllers followed together: their running totals should stay in the cache."""

ROUNDS = 48
"""Deeper controllers are finished one by one: then few of them are left."""


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


@dataclass(frozen=True)
class Pairs:
    """A relation "controller controls company", sorted by controller, then company.

    Attributes
    ----------
    controller, company : int64[k]
        A controller numbered ``n + g`` is the concert g.
    votes : int64[k]
        What the controller commands there, parts per billion.
    """

    controller: Int64s
    company: Int64s
    votes: Int64s


def controllers(
    b: Ballots, *, concerts: Sequence[Sequence[int]] = (), max_pairs: int = 20_000_000
) -> Pairs:
    """Find all pairs of controller and controlled company.

    Parameters
    ----------
    b : Ballots
        Votes under a rule.
    concerts : sequence of sequences of int
        Groups acting in concert, each a further holder that has what its members have.
    max_pairs : int
        Refuse beyond: a chain of k companies alone has k^2/2 pairs.

    Returns
    -------
    Pairs
        Nobody is listed as controlling itself, or a concert its members.

    Notes
    -----
    Semi-naive evaluation: each round joins only the newly found pairs with the holdings, so that
    every pair is followed once.
    """
    seeds, parts = _seeds(b, concerts)
    found: list[tuple[Int64s, Int64s]] = []
    room = max_pairs
    for begin, end in _batches(seeds):
        found.append(_fixpoint(b, seeds[begin:end], parts[begin:end], concerts, room))
        room -= found[-1][0].size
    key, votes = (np.concatenate([pair[k] for pair in found]) for k in (0, 1))
    controller, company = key // b.n, key % b.n
    keep = controller != company
    for g, members in enumerate(concerts):
        keep &= (controller != b.n + g) | ~np.isin(company, np.asarray(members, dtype=np.int64))
    return Pairs(controller[keep], company[keep], votes[keep])


def _batches(seeds: Int64s) -> list[tuple[int, int]]:
    """Cut sorted seeds between two controllers into runs of about `BATCH`."""
    first = np.flatnonzero(np.diff(seeds, prepend=-1))
    cuts = [0, *first[BATCH::BATCH].tolist(), seeds.size]
    return list(pairwise(cuts))


def _fixpoint(
    b: Ballots, first: Int64s, second: Int64s, concerts: Sequence[Sequence[int]], room: int
) -> tuple[Int64s, Int64s]:
    """Return keys and votes of all pairs of some controllers, by key."""
    totals = Totals(b.n, b.needed)
    late = np.zeros(0, dtype=np.int64)
    for _ in range(ROUNDS):
        if not first.size:
            break
        counts = b.start[second + 1] - b.start[second]
        if int(counts.sum()) + totals.size > room:
            raise _too_many(room)
        entries = spans(b.start, second)
        who, company = np.repeat(first, counts), b.company[entries].astype(np.int64)
        crossed = totals.add(who * b.n + company, b.votes[entries])
        first, second = crossed // b.n, crossed % b.n
    else:
        late = np.unique(first)
    key, votes = totals.reached()
    if not late.size:
        return key, votes
    keep = ~np.isin(key // b.n, late)
    tail = _one_by_one(b, late, concerts, room - int(keep.sum()))
    key, votes = np.concatenate([key[keep], tail[0]]), np.concatenate([votes[keep], tail[1]])
    order = np.argsort(key, kind="stable")
    return key[order], votes[order]


def _seeds(b: Ballots, concerts: Sequence[Sequence[int]]) -> tuple[Int64s, Int64s]:
    """Holders that control something directly, each as a part of itself; and the concerts."""
    direct = np.zeros(b.n, dtype=np.bool_)
    direct[b.holder[b.votes >= b.needed[b.company]]] = True
    active = np.flatnonzero(direct).astype(np.int64)
    who, what = [active], [active]
    for g, members in enumerate(concerts):
        part = np.unique(np.asarray(members, dtype=np.int64))
        who.append(np.full(part.size, b.n + g, dtype=np.int64))
        what.append(part)
    return np.concatenate(who), np.concatenate(what)


def _one_by_one(
    b: Ballots, late: Int64s, concerts: Sequence[Sequence[int]], room: int
) -> tuple[Int64s, Int64s]:
    keys: list[int] = []
    votes: list[int] = []
    for x in late.tolist():
        controlled, total = commanded(b, [x] if x < b.n else concerts[x - b.n])
        keys += [x * b.n + j for j in controlled]
        votes += [total[j] for j in controlled]
        if len(keys) > room:
            raise _too_many(room)
    return np.array(keys, np.int64), np.array(votes, np.int64)


def _too_many(limit: int) -> Misuse:
    return Misuse(
        Text(f"控制关系超过 {limit} 对", f"more than {limit} pairs of control"),
        todo=Text(
            "查询一个持股方，或只查最终控制方。", "Ask for one holder, or for ultimate controllers."
        ),
    )
