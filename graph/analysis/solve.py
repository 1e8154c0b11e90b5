"""Solve ``y = w + A y`` on ownership networks of any size.

The strongly connected components are put in order, owned before owner. Outside of cycles the
answer is then one pass over the holdings; small components are inverted exactly; only a giant
component (:mod:`graph.analysis.giant`) is iterated on, and what is factored is never larger than
a small block. The plain series ``w + A w + A^2 w + ...`` is never summed: it stalls on rings that
are nearly closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, eye_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import spsolve_triangular

from graph.analysis.dense import inverse
from graph.analysis.giant import Giant, giant
from graph.analysis.rows import FULL, Bools, Floats, Int32s, Int64s, times

ALWAYS_DENSE = 64
MAX_DENSE = 1024
DENSE_BUDGET = 20_000_000
"""Entries (8 bytes each) of all inverted blocks above `ALWAYS_DENSE`."""
MAX_LEVELS = 2000
"""Deeper chains are solved as one triangle instead of level by level."""


@dataclass(frozen=True)
class Stage:
    """One run of rows that depend on earlier rows alone.

    ``y[begin:end] = spread @ w[begin:end] + step @ y``, or for a triangle and a giant the
    solution of their own system with that right-hand side.
    """

    begin: int
    end: int
    step: csr_array[np.float64]
    spread: csr_array[np.float64] | None
    triangle: csc_array[np.float64] | None = None
    giant: Giant | None = None


@dataclass(frozen=True)
class Plan:
    """The order of a system and its inverted blocks, for any number of right-hand sides.

    Attributes
    ----------
    order : int64[n]
        Node at each position, owned before owner.
    stages : tuple of Stage
        Runs of positions.
    largest : int
        Size of the largest component.
    """

    order: NDArray[np.intp]
    stages: tuple[Stage, ...]
    largest: int


def prepare(shares: csr_array[np.int64], *, transposed: bool = False) -> Plan:
    """Order a system ``(I - A) y = w`` once.

    Parameters
    ----------
    shares : csr_array int64[n, n]
        ``A`` in parts per billion, columns summing to at most `FULL`, without closed groups
        (`graph.analysis.holdings.Holdings.open_matrix`).
    transposed : bool
        Prepare ``(I - A^T) z = w`` instead.

    Returns
    -------
    Plan
        Built in O(n + m), plus k^3 for each inverted block.
    """
    system = (shares.T if transposed else shares).tocsr()
    n = system.shape[0]
    count, label = connected_components(system, directed=True, connection="strong")
    size = np.bincount(label, minlength=count)
    hard = ~_dense_enough(size)
    level = _levels(_condense(system, label, count))
    deep = level < 0
    triangle = bool(deep.any()) and not (deep & hard).any()
    # One giant (or one triangle) a level, after the plain rows of that level.
    rank = 2 * np.where(deep, MAX_LEVELS, level) + (hard | deep)
    order = np.lexsort((np.arange(n), label, rank[label]))
    place = np.empty(n, dtype=np.int32)
    place[order] = np.arange(n, dtype=np.int32)
    sorted_rank = rank[label[order]]
    bounds = np.flatnonzero(np.diff(sorted_rank, prepend=-1, append=-1))
    spread, step = _blocks(system, label, size, hard, transposed=transposed)
    step = _permuted(step, order, place)
    spread = None if spread is None else _permuted(spread, order, place)
    stages = []
    for begin, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        special = bool(sorted_rank[begin] % 2)
        mine = step[begin:end]
        own = None if spread is None else spread[begin:end, begin:end]
        if special and triangle and deep[label[order[begin]]]:
            inner = (eye_array(end - begin, format="csr") - mine[:, begin:end]).tocsc()
            stages.append(Stage(begin, end, mine[:, :begin], own, triangle=inner))
        elif special:
            nodes = order[begin:end]
            inner_giant = giant(system[nodes][:, nodes], prepare, transposed=transposed)
            stages.append(Stage(begin, end, mine[:, :begin], None, giant=inner_giant))
        else:
            stages.append(Stage(begin, end, mine[:, :begin], own))
    return Plan(order, tuple(stages), int(size.max(initial=0)))


def solve(plan: Plan, w: Floats) -> Floats:
    """Return ``(I - A)^-1 w``.

    Parameters
    ----------
    plan : Plan
        From `prepare`.
    w : float64[n] or float64[n, k]
        Non-negative right-hand sides.

    Returns
    -------
    float64, shape of `w`
        The solution; one pass over the holdings unless there is a giant component.
    """
    given = w[plan.order].astype(np.float64)
    y = np.zeros_like(given)
    for stage in plan.stages:
        rows = slice(stage.begin, stage.end)
        right = given[rows] if stage.spread is None else times(stage.spread, given[rows])
        if stage.step.nnz:
            right = right + times(stage.step, y[: stage.step.shape[1]])
        if stage.triangle is not None:
            right = np.asarray(
                spsolve_triangular(stage.triangle, right, lower=True, unit_diagonal=True)
            )
        elif stage.giant is not None:
            right = stage.giant.solve(right, solve)
        y[rows] = right
    result = np.empty_like(y)
    result[plan.order] = y
    return result


def _dense_enough(size: NDArray[np.intp]) -> Bools:
    """Which components are inverted: all small ones, medium ones while memory allows."""
    dense: Bools = size <= ALWAYS_DENSE
    medium = np.flatnonzero((size > ALWAYS_DENSE) & (size <= MAX_DENSE))
    medium = medium[np.argsort(size[medium], kind="stable")]
    dense[medium[np.cumsum(size[medium] ** 2) <= DENSE_BUDGET]] = True
    return dense


def _condense(system: csr_array[np.int64], label: Int32s, count: int) -> csr_array[np.int64]:
    edges = system.tocoo()
    row, col = label[edges.coords[0]], label[edges.coords[1]]
    keep = row != col
    return csr_array((edges.data[keep], (row[keep], col[keep])), shape=(count, count))


def _levels(graph: csr_array[np.int64]) -> Int64s:
    """Longest distance to a sink for each component; -1 beyond `MAX_LEVELS`."""
    missing = np.diff(graph.indptr).astype(np.int64)
    back = graph.tocsc()
    level = np.full(missing.size, -1, dtype=np.int64)
    ready = np.flatnonzero(missing == 0)
    now = 0
    while ready.size and now < MAX_LEVELS:
        level[ready] = now
        owners = back.indices[spans(back.indptr, ready)]
        np.subtract.at(missing, owners, 1)
        ready = np.unique(owners[missing[owners] == 0])
        now += 1
    return level


def spans(indptr: NDArray[Any], picked: NDArray[Any]) -> NDArray[np.intp]:
    """Return the positions ``indptr[p]:indptr[p+1]`` of all picked p, one after another."""
    first = indptr[picked].astype(np.intp)
    counts = indptr[picked + 1].astype(np.intp) - first
    ends = np.cumsum(counts)
    total = int(ends[-1]) if ends.size else 0
    return np.repeat(first - (ends - counts), counts) + np.arange(total, dtype=np.intp)


def _blocks(
    system: csr_array[np.int64],
    label: Int32s,
    size: NDArray[np.intp],
    hard: Bools,
    *,
    transposed: bool,
) -> tuple[csr_array[np.float64] | None, csr_array[np.float64]]:
    """Return the inverses of all small components, and the rows multiplied by them."""
    n = system.shape[0]
    small = (size > 1) & ~hard
    edges = system.tocoo()
    row, col = edges.coords
    loop = (row == col) & ~hard[label[row]]
    inner = (label[row] == label[col]) & small[label[row]]
    outer = ~(inner | loop)
    values = edges.data / FULL
    step = csr_array((values[outer], (row[outer], col[outer])), shape=(n, n))
    member = np.flatnonzero(small[label])
    looped = row[loop & ~inner]
    if not member.size and not looped.size:
        return None, step
    at, to, value = [], [], []
    own = np.zeros(n, dtype=np.int64)
    own[row[loop]] = edges.data[loop]
    single = np.setdiff1d(np.arange(n), member, assume_unique=True)
    # A company that holds its own shares is a block of one: 1 / (1 - own).
    at.append(single)
    to.append(single)
    value.append(FULL / (FULL - own[single]).astype(np.float64))
    member = member[np.argsort(label[member], kind="stable")]
    _, begin, counts = np.unique(label[member], return_index=True, return_counts=True)
    slot = np.zeros(n, dtype=np.intp)
    slot[member] = np.arange(member.size) - np.repeat(begin, counts)
    block_of = np.zeros(n, dtype=np.intp)
    block_of[member] = np.repeat(np.arange(begin.size), counts)
    block_size = np.zeros(n, dtype=np.intp)
    block_size[member] = np.repeat(counts, counts)
    for k in np.unique(counts).tolist():
        which = np.flatnonzero(counts == k)
        number = np.zeros(counts.size, dtype=np.intp)
        number[which] = np.arange(which.size)
        nodes = member[begin[which][:, None] + np.arange(k)]
        dense = np.zeros((which.size, k, k), dtype=np.int64)
        e = np.flatnonzero(inner & (block_size[row] == k))
        dense[number[block_of[row[e]]], slot[row[e]], slot[col[e]]] = edges.data[e]
        if transposed:
            dense = dense.transpose(0, 2, 1)
        solved = inverse(dense, FULL - dense.sum(axis=1))
        if transposed:
            solved = solved.transpose(0, 2, 1)
        at.append(np.repeat(nodes, k, axis=1).ravel())
        to.append(np.tile(nodes, (1, k)).ravel())
        value.append(solved.ravel())
    coords = (np.concatenate(at), np.concatenate(to))
    spread = csr_array((np.concatenate(value), coords), shape=(n, n))
    return spread, (spread @ step).tocsr()


def _permuted(
    matrix: csr_array[np.float64], order: NDArray[np.intp], place: Int32s
) -> csr_array[np.float64]:
    picked = spans(matrix.indptr, order)
    counts = np.diff(matrix.indptr)[order]
    indptr = np.concatenate([[0], np.cumsum(counts)]).astype(matrix.indptr.dtype)
    data = (matrix.data[picked], place[matrix.indices[picked]], indptr)
    return csr_array(data, shape=matrix.shape)
