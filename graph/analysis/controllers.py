"""Ultimate controllers, the groups below them, and mutual control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.analysis.control import Ballots, commanded
from graph.analysis.holdings import Holdings
from graph.analysis.merging import Merged, chains, merge
from graph.analysis.pairs import Pairs, controllers
from graph.analysis.rows import Int64s
from graph.analysis.solve import spans


@dataclass(frozen=True)
class Groups:
    """Companies by the one who controls them in the end.

    Attributes
    ----------
    controller, company : int64[k]
        "controller is an ultimate controller of company": nobody controls the controller, or only
        those whom it controls in turn. Sorted by company.
    group : int64[n]
        Number of the group of each node, -1 where it neither controls nor is controlled, or where
        it has several independent controllers. A group is an ultimate controller (or a class in
        mutual control) with all it controls.
    mutual : tuple of tuple of int
        Classes of companies that control each other, at the top or further down.
    """

    controller: Int64s
    company: Int64s
    group: Int64s
    mutual: tuple[tuple[int, ...], ...]


def ultimate_controllers(b: Ballots, *, concerts: Sequence[Sequence[int]] = ()) -> Groups:
    """Find the ultimate controllers of all companies.

    Parameters
    ----------
    b : Ballots
        Votes under a rule.
    concerts : sequence of sequences of int
        Groups acting in concert; concert g is the controller ``b.n + g``.

    Returns
    -------
    Groups
        Where more than half of at most 100 % is needed, the controllers of a company form a chain
        and its ultimate controller is unique up to mutual control. Then every company is merged
        into its controller's group, whose votes count as one, until nothing moves: O(m) a round,
        without listing all pairs. Otherwise the pairs are listed.
    """
    if chains(b) and not concerts:
        merged = merge(b)
        return _groups(b.n, merged.top, _complete(b, merged))
    return from_pairs(b.n, controllers(b, concerts=concerts), concerts=concerts)


def from_pairs(n: int, pairs: Pairs, *, concerts: Sequence[Sequence[int]] = ()) -> Groups:
    """Derive ultimate controllers and groups from the whole relation.

    Parameters
    ----------
    n : int
        Number of nodes.
    pairs : Pairs
        From `graph.analysis.pairs.controllers`.
    concerts : sequence of sequences of int
        The concerts that the pairs were found with; a concert ranks above its members.

    Returns
    -------
    Groups
        As in `ultimate_controllers`.
    """
    size = n + len(concerts)
    key = pairs.controller * size + pairs.company
    back = pairs.company * size + pairs.controller
    both = np.isin(key, back)
    outranked = np.zeros(size, dtype=np.bool_)
    outranked[pairs.company[~both]] = True
    for members in concerts:
        outranked[np.asarray(members, dtype=np.int64)] = True
    top = ~outranked[pairs.controller]
    controller, company = pairs.controller[top], pairs.company[top]
    order = np.lexsort((controller, company))
    label, mutual = _classes(size, pairs.controller[both], pairs.company[both])
    group = np.full(size, -1, dtype=np.int64)
    group[controller] = label[controller]
    several = np.zeros(size, dtype=np.bool_)
    for who, what in ((controller, company), (controller[::-1], company[::-1])):
        seen = group[what]
        several[what[(seen >= 0) & (seen != label[who])]] = True
        group[what] = label[who]
    group[several] = -1
    return Groups(controller[order], company[order], _renumber(group[:n]), mutual)


def own_controllers(h: Holdings, pairs: Pairs) -> tuple[Int64s, Int64s]:
    """List companies that hold shares of whoever controls them.

    Parameters
    ----------
    h : Holdings
        The holdings.
    pairs : Pairs
        Who controls whom.

    Returns
    -------
    holder, controller : int64[k]
        ``holder`` is controlled by ``controller`` and holds some of it. Of a listed controller
        the Company Law of 2023, article 141, does not allow this; such shares have no vote.
    """
    held = h.holder.astype(np.int64) * h.n + h.company
    back = pairs.company * h.n + pairs.controller
    hit = np.isin(back, held) & (pairs.controller < h.n)
    return pairs.company[hit], pairs.controller[hit]


def _complete(b: Ballots, merged: Merged) -> dict[int, tuple[int, ...]]:
    """Add to the rings the members of a group that control their own top through others."""
    # Only who controls something directly can control more.
    direct = np.zeros(b.n, dtype=np.bool_)
    direct[b.holder[b.votes >= b.needed[b.company]]] = True
    active = np.flatnonzero(direct)
    active = active[np.isin(merged.top[active], merged.suspects)]
    suspects = merged.suspects.tolist()
    found = {t: {t, *merged.rings.get(t, ())} for t in [*suspects, *merged.rings]}
    for x in active.tolist():
        members = found[int(merged.top[x])]
        if x not in members and not members.isdisjoint(commanded(b, [x])[0]):
            members.add(x)
    return {t: tuple(sorted(members)) for t, members in found.items() if len(members) > 1}


def _groups(n: int, top: Int64s, rings: dict[int, tuple[int, ...]]) -> Groups:
    below = np.flatnonzero(top != np.arange(n))
    by_top = below[np.argsort(top[below], kind="stable")]
    start = np.concatenate([[0], np.cumsum(np.bincount(top[below], minlength=n))])
    # Whoever shares control with the top has the same companies below it, and the top.
    peers = [(first, peer) for first, ring in rings.items() for peer in ring if peer != first]
    first, peer = np.array(peers, dtype=np.int64).reshape(-1, 2).T
    who = np.concatenate([top[below], peer, np.repeat(peer, start[first + 1] - start[first])])
    what = np.concatenate([below, first, by_top[spans(start, first)]])
    who, what = who[who != what], what[who != what]
    order = np.argsort(what * n + who)
    group = np.full(n, -1, dtype=np.int64)
    group[below] = top[below]
    group[top[below]] = top[below]
    return Groups(who[order], what[order], _renumber(group), tuple(sorted(rings.values())))


def _classes(
    size: int, first: Int64s, second: Int64s
) -> tuple[Int64s, tuple[tuple[int, ...], ...]]:
    graph = csr_array((np.ones(first.size, dtype=np.int8), (first, second)), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    classes: dict[int, list[int]] = {}
    for node in np.unique(first).tolist():
        classes.setdefault(int(label[node]), []).append(node)
    found = tuple(sorted(tuple(members) for members in classes.values()))
    return label.astype(np.int64), found


def _renumber(group: Int64s) -> Int64s:
    """Number groups 0, 1, ... by their smallest member."""
    inside = np.flatnonzero(group >= 0)
    first = np.full(int(group.max(initial=-1)) + 1, -1, dtype=np.int64)
    first[group[inside[::-1]]] = inside[::-1]
    used = np.flatnonzero(first >= 0)
    rank = np.empty(first.size, dtype=np.int64)
    rank[used[np.argsort(first[used])]] = np.arange(used.size)
    result = np.full(group.size, -1, dtype=np.int64)
    result[inside] = rank[group[inside]]
    return result
