"""Control of everybody where controllers form chains: a forest instead of a list of pairs.

Where more than half of at most 100 % is needed, two controllers of a company share a vote there,
and so one of them controls the other (see `graph.analysis.controllers`). Every controlled company
j therefore has one *nearest* controller c(j), and who controls j is c(j) and whoever controls
c(j). The relation is a forest; its pairs are read off by climbing.

Nearest controllers are found without ever adding up votes that reach nothing. Who holds a
majority alone is one. For another company the votes held from inside the group that controls it
are carried up the forest, from the deepest holder on: the first node where they suffice is its
nearest controller so far. That moves companies deeper, which may let a still deeper node suffice;
nothing moves back, and when nothing moves the relation satisfies the rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.analysis.control import Ballots
from graph.analysis.merging import Merged
from graph.analysis.rows import Bools, Int64s
from graph.analysis.solve import spans

MAX_DEPTH = 1000
"""Longer chains of control are left to the evaluation by pairs."""


@dataclass(frozen=True)
class Forest:
    """Nearest controllers, and the order in which a walk from the roots meets the nodes.

    Attributes
    ----------
    up : int64[n]
        Nearest controller, -1 for none. Members of a ring that controls itself are one node,
        `ring`; only that one has children.
    ring : int64[n]
        The node that stands for the ring, or the node itself.
    depth, first, last : int64[n]
        Steps to the root; a is above j where ``first[a] < first[j] < last[a]``.
    """

    up: Int64s
    ring: Int64s
    depth: Int64s
    first: Int64s
    last: Int64s


def grow(up: Int64s, ring: Int64s) -> Forest | None:
    """Order a forest; None where it has a ring, or is deeper than `MAX_DEPTH`. O(n)."""
    n = up.size
    below = np.flatnonzero(up >= 0)
    child = below[np.argsort(up[below], kind="stable")]
    start = np.concatenate([[0], np.cumsum(np.bincount(up[below], minlength=n))])
    levels = [np.flatnonzero(up < 0)]
    depth = np.zeros(n, dtype=np.int64)
    while levels[-1].size and len(levels) <= MAX_DEPTH:
        levels.append(child[spans(start, levels[-1])])
        depth[levels[-1]] = len(levels) - 1
    if levels[-1].size or sum(level.size for level in levels) < n:
        return None
    size = np.ones(n, dtype=np.int64)
    for level in levels[:0:-1]:
        # Children of one parent stand together: their sizes are summed in one run.
        at = np.flatnonzero(np.diff(up[level], prepend=-1)) if level.size else level
        if at.size:
            size[up[level[at]]] += np.add.reduceat(size[level], at)
    first = np.empty(n, dtype=np.int64)
    first[levels[0]] = np.cumsum(size[levels[0]]) - size[levels[0]]
    for level in levels[1:]:
        if not level.size:
            continue
        before = np.cumsum(size[level]) - size[level]
        at = np.flatnonzero(np.diff(up[level], prepend=-1))
        run = np.diff(at, append=level.size)
        first[level] = first[up[level]] + 1 + before - np.repeat(before[at], run)
    return Forest(up, ring, depth, first, first + size)


@dataclass(frozen=True)
class Held:
    """Votes that a company's own group holds in it: what can make a nearer controller suffice."""

    company: Int64s
    holder: Int64s
    votes: Int64s

    def take(self, keep: Bools) -> Held:
        return Held(self.company[keep], self.holder[keep], self.votes[keep])


def nearest(b: Ballots, merged: Merged, calm: Bools) -> Forest | None:
    """Find the nearest controllers inside of merged groups.

    Parameters
    ----------
    b : Ballots
        Votes under a rule.
    merged : Merged
        Groups under one ultimate controller.
    calm : bool[n]
        Nodes of groups without other rings than of majority holders; the rest is left out.

    Returns
    -------
    Forest or None
        None where it is deeper than `MAX_DEPTH`.
    """
    top, ring = merged.top, np.arange(b.n, dtype=np.int64)
    rings = [ring_ for first, ring_ in merged.rings.items() if calm[first]]
    if rings:
        members = np.concatenate([np.array(ring_, dtype=np.int64) for ring_ in rings])
        ring[members] = np.repeat([ring_[0] for ring_ in rings], [len(ring_) for ring_ in rings])
    alone = (merged.majority >= 0) & calm & (ring == np.arange(b.n))
    up = np.where(alone, ring[merged.majority], -1)
    joint = (up < 0) & calm & (top != np.arange(b.n)) & (ring == np.arange(b.n))
    up = np.where(joint, top, up)
    keep = joint[b.company] & (top[b.holder] == top[b.company])
    held = Held(b.company[keep].astype(np.int64), ring[b.holder[keep]], b.votes[keep])
    forest, again = grow(up, ring), joint
    while forest is not None and again.any():
        found = _deepest(forest, held.take(again[held.company]), b.needed)
        moved = (found >= 0) & (found != up)
        up = np.where(moved, found, up)
        forest, again = grow(up, ring), np.zeros(b.n, dtype=np.bool_)
        if forest is not None:
            again[held.company[_below(forest, moved)[held.holder]]] = True
    return forest


def _below(forest: Forest, moved: Bools) -> Bools:
    """Tell which nodes are, or stand below, one that moved."""
    begins = np.zeros(forest.up.size + 1, dtype=np.int64)
    at = np.flatnonzero(moved)
    np.add.at(begins, forest.first[at], 1)
    np.add.at(begins, forest.last[at], -1)
    stirred: Bools = np.cumsum(begins)[forest.first] > 0
    return stirred


def _deepest(forest: Forest, held: Held, needed: Int64s) -> Int64s:
    """Carry votes up from the deepest holders; return where they suffice first, -1 for nowhere."""
    n = forest.up.size
    found = np.full(n, -1, dtype=np.int64)
    order = np.argsort(-forest.depth[held.holder], kind="stable")
    depth = forest.depth[held.holder[order]]
    here = Held(*(np.zeros(0, dtype=np.int64),) * 3)
    most = int(depth[0]) if depth.size else -1
    ends = np.searchsorted(-depth, -np.arange(most, -1, -1), side="right")
    begin = 0
    for end in ends.tolist():
        new = order[begin:end]
        begin = end
        company = np.concatenate([here.company, held.company[new]])
        node = np.concatenate([here.holder, held.holder[new]])
        votes = np.concatenate([here.votes, held.votes[new]])
        if not company.size:
            here = Held(company, node, votes)
            continue
        key = company * n + node
        sort = np.argsort(key, kind="stable")
        key = key[sort]
        at = np.flatnonzero(np.diff(key, prepend=-1))
        company, node, votes = key[at] // n, key[at] % n, np.add.reduceat(votes[sort], at)
        enough = (votes >= needed[company]) & (found[company] < 0) & (node != company)
        found[company[enough]] = node[enough]
        climbing = (found[company] < 0) & (forest.up[node] >= 0)
        here = Held(company[climbing], forest.up[node[climbing]], votes[climbing])
    return found


def climbed(b: Ballots, forest: Forest) -> tuple[Int64s, Int64s, Int64s]:
    """Return all pairs of a forest, and the votes that each controller commands.

    Parameters
    ----------
    b : Ballots
        Votes under a rule.
    forest : Forest
        From `nearest`.

    Returns
    -------
    controller, company, votes : int64[k]
        Unsorted; rings not yet taken apart. O(k + m), and the climb of holders to the chain of
        the company.
    """
    step, at, votes = _contributions(b, forest)
    low = np.flatnonzero(forest.up >= 0)
    above = forest.up[low]
    total = np.zeros(forest.up.size, dtype=np.int64)
    ends = np.searchsorted(step, np.arange(1, int(step[-1]) + 2 if step.size else 1))
    pieces = [(above[:0], low[:0], total[:0])]
    for k in range(int(forest.depth.max(initial=0))):
        if k + 1 < ends.size:
            span = slice(int(ends[k]), int(ends[k + 1]))
            np.add.at(total, at[span], votes[span])
        pieces.append((above, low, total[low]))
        higher = forest.up[above]
        keep = higher >= 0
        low, above = low[keep], higher[keep]
    columns = [np.concatenate([piece[c] for piece in pieces]) for c in range(3)]
    return columns[0], columns[1], columns[2]


def _contributions(b: Ballots, forest: Forest) -> tuple[Int64s, Int64s, Int64s]:
    """Return (steps, company, votes): from how many steps above it on a holding counts."""
    company = b.company.astype(np.int64)
    node, votes = forest.ring[b.holder], b.votes
    keep = forest.up[company] >= 0
    company, node, votes = company[keep], node[keep], votes[keep]
    done: list[tuple[Int64s, Int64s, Int64s]] = []
    while company.size:
        place = forest.first[company]
        over = (forest.first[node] < place) & (place < forest.last[node])
        steps = forest.depth[company[over]] - forest.depth[node[over]]
        done.append((steps, company[over], votes[over]))
        rest = ~over & (forest.up[node] >= 0)
        company, node, votes = company[rest], forest.up[node[rest]], votes[rest]
    if not done:
        return company, company, company
    steps, company, votes = (np.concatenate([piece[c] for piece in done]) for c in range(3))
    order = np.argsort(steps, kind="stable")
    return steps[order], company[order], votes[order]
