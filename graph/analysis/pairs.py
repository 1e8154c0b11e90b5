"""Who controls whom: all pairs, for everybody at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array

from graph.analysis.control import Ballots, commanded
from graph.analysis.forest import Forest, climbed, nearest
from graph.analysis.merging import Merged, chains, merge
from graph.analysis.rows import Bools, Int64s
from graph.analysis.solve import spans
from graph.analysis.totals import Totals
from graph.errors import Misuse
from graph.text import Text

BATCH = 1 << 14
"""Controllers followed together: their running totals should stay in the cache."""

ROUNDS = 48
"""Deeper controllers are finished one by one: then few of them are left."""


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
    Where the controllers of a company form a chain, the relation is a forest
    (`graph.analysis.forest`): O(m) a round of merging, and the pairs. Concerts, groups with
    rings that are more than majority holders in a row, and rules without chains are evaluated
    semi-naively: each round joins only the newly found pairs with the holdings, so that every
    pair is followed once; the work grows with the pairs that have any vote.
    """
    grown, left = _grown(b)
    found = [] if grown is None else [_pairs(b, *grown, max_pairs)]
    seeds, parts = _seeds(b, left, concerts)
    room = max_pairs - sum(key.size for key, _ in found)
    for begin, end in _batches(seeds):
        found.append(_fixpoint(b, seeds[begin:end], parts[begin:end], concerts, room))
        room -= found[-1][0].size
    key, votes = (np.concatenate([pair[k] for pair in found]) for k in (0, 1))
    controller, company = key // b.n, key % b.n
    keep = controller != company
    for g, members in enumerate(concerts):
        keep &= (controller != b.n + g) | ~np.isin(company, np.asarray(members, dtype=np.int64))
    controller, company, votes = controller[keep], company[keep], votes[keep]
    if grown is not None:
        # Sorted in O(k): rows by controller, and twice turned, columns by company.
        shape = (b.n + len(concerts), b.n)
        table = csr_array((votes, (controller, company)), shape=shape).tocsc().tocsr()
        controller = np.repeat(np.arange(shape[0], dtype=np.int64), np.diff(table.indptr))
        company, votes = table.indices.astype(np.int64), table.data
    return Pairs(controller, company, votes)


def _grown(b: Ballots) -> tuple[tuple[Merged, Forest] | None, Bools]:
    """Return the forest where there is one, and which controllers it does not speak for."""
    everybody = np.ones(b.n, dtype=np.bool_)
    if not chains(b):
        return None, everybody
    merged = merge(b)
    restless = np.zeros(b.n, dtype=np.bool_)
    restless[merged.suspects] = True
    left = restless[merged.top]
    forest = nearest(b, merged, ~left)
    return (None, everybody) if forest is None else ((merged, forest), left)


def _pairs(b: Ballots, merged: Merged, forest: Forest, room: int) -> tuple[Int64s, Int64s]:
    """Return keys and votes of all pairs of a forest, rings taken apart."""
    if int(forest.depth.sum()) > room:
        raise _too_many(room)
    controller, company, votes = climbed(b, forest)
    size = np.bincount(forest.ring, minlength=b.n)
    ringed = np.flatnonzero(size[forest.ring] > 1)
    if not ringed.size:
        return controller * b.n + company, votes
    if int(size[controller].sum() + (size[forest.ring[ringed]] - 1).sum()) > room:
        raise _too_many(room)
    # Every member of a ring has what the ring has ...
    ringed = ringed[np.argsort(forest.ring[ringed], kind="stable")]
    start = np.searchsorted(forest.ring[ringed], np.arange(b.n + 1))
    of_ring = size[controller] > 1
    times = size[controller[of_ring]]
    members = ringed[spans(start, controller[of_ring])]
    # ... and the other members, by the votes of all of them and of all below.
    own = np.zeros(b.n, dtype=np.int64)
    inside = (size[forest.ring[b.company]] > 1) & (merged.top[b.holder] == forest.ring[b.company])
    np.add.at(own, b.company[inside], b.votes[inside])
    peers = ringed[spans(start, forest.ring[ringed])]
    about = np.repeat(ringed, size[forest.ring[ringed]])
    other = peers != about
    key = [
        controller[~of_ring] * b.n + company[~of_ring],
        members * b.n + np.repeat(company[of_ring], times),
        peers[other] * b.n + about[other],
    ]
    counted = [votes[~of_ring], np.repeat(votes[of_ring], times), own[about[other]]]
    return np.concatenate(key), np.concatenate(counted)


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


def _seeds(b: Ballots, left: Bools, concerts: Sequence[Sequence[int]]) -> tuple[Int64s, Int64s]:
    """Holders that control something directly, each as a part of itself; and the concerts."""
    direct = np.zeros(b.n, dtype=np.bool_)
    direct[b.holder[b.votes >= b.needed[b.company]]] = True
    active = np.flatnonzero(direct & left).astype(np.int64)
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
