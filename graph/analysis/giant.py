"""Block Gauss-Seidel inside a giant strongly connected component.

Nearly closed rings hold large shares of each other. Strong edges therefore make blocks, which are
solved exactly; the other edges that respect the order of the blocks go along for free; only those
against the order are iterated on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import LinearOperator, gmres

from graph.analysis.rows import FULL, Floats, Int32s, times
from graph.errors import GongjianError
from graph.text import Text

STRONG = tuple(percent * FULL // 100 for percent in (2, 5, 10, 20, 30))
"""Shares that hold a block together, tried from the lowest."""
MAX_BLOCK = 64
TOLERANCE = 1e-13
ACCEPTED = 1e-10
RESTART = 20
MAX_CYCLES = 100


class NotConverged(GongjianError):
    """The iteration on a giant component stopped short of the accuracy promised."""


@dataclass(frozen=True)
class Giant:
    """A splitting ``I - H = M - R`` with ``M`` block triangular.

    Both ``M^-1`` and ``R`` are non-negative: a regular splitting, so that plain iteration
    converges for every network without closed groups (Varga, Matrix Iterative Analysis, ch. 3).
    GMRES gets there sooner, and has to be run only on the nodes that ``R`` reads:
    ``z = (M^-1 (right + R z))`` at those.

    Attributes
    ----------
    inner : Plan
        Solves with ``M``.
    against : csr_array float64[k, f]
        ``R``, with only the columns that are not empty.
    back : int[f]
        Which these are.
    """

    inner: Any
    against: csr_array[np.float64]
    back: Int32s

    def solve(self, right: Floats, solve: Callable[[Any, Floats], Floats]) -> Floats:
        """Return ``(I - H)^-1 right`` for float64[k] or float64[k, columns]."""
        if right.ndim == 2:
            return np.stack([self.solve(column, solve) for column in right.T], axis=1)
        first = solve(self.inner, right)
        if not self.back.size or not first.any():
            return first
        size = self.back.size

        def apply(z: Floats) -> Floats:
            returned = solve(self.inner, times(self.against, z))[self.back]
            return np.asarray(z - returned, dtype=np.float64)

        operator = LinearOperator((size, size), matvec=apply, dtype=np.float64)
        z, _ = gmres(
            operator,
            first[self.back],
            x0=first[self.back],
            rtol=TOLERANCE,
            restart=RESTART,
            maxiter=MAX_CYCLES,
        )
        # The projection leaves negative dust; the last step is one of plain iteration.
        z = np.maximum(z, 0.0)
        y = solve(self.inner, right + times(self.against, z))
        change = float(np.abs(y[self.back] - z).sum() / np.abs(y).sum())
        if not change <= ACCEPTED:
            raise NotConverged(
                Text(
                    f"巨型持股环（{right.size} 家企业）未收敛，残差 {change:.1e}",
                    f"giant component of {right.size} did not converge, residual {change:.1e}",
                ),
                todo=Text("检查近乎封闭的持股环。", "Look for rings that are almost closed."),
            )
        return y


def giant(system: csr_array[np.int64], prepare: Callable[..., Any], *, transposed: bool) -> Giant:
    """Split a giant component into blocks, and what is left to iterate on.

    Parameters
    ----------
    system : csr_array int64[k, k]
        The component, rows depending on columns.
    prepare : callable
        `graph.analysis.solve.prepare`, which orders the block triangular part.
    transposed : bool
        Whether `system` is ``A^T``.

    Returns
    -------
    Giant
        Ready for any right-hand side.
    """
    k = system.shape[0]
    edges = system.tocoo()
    row, col = edges.coords
    label = _order(row, col, edges.data, k)
    keep = label[row] >= label[col]
    forward = csr_array((edges.data[keep], (row[keep], col[keep])), shape=(k, k))
    back, at = np.unique(col[~keep], return_inverse=True)
    away = csr_array((edges.data[~keep] / FULL, (row[~keep], at)), shape=(k, back.size))
    plan = prepare((forward.T if transposed else forward).tocsr(), transposed=transposed)
    return Giant(plan, away, back)


def _order(row: Int32s, col: Int32s, data: Any, k: int) -> Int32s:
    """Number small blocks of strong edges, owned before owner.

    The threshold of what is strong rises only inside of components that are still too large:
    a ring of halves and a clique of twelve with 9 % of each other are both found.
    """
    strong = (data >= STRONG[0]) & (row != col)
    label, size = _components(row[strong], col[strong], k)
    for threshold in (*STRONG[1:], FULL // 2 + 1):
        large = size[label] > MAX_BLOCK
        if not large.any():
            return label
        inside = (label[row] == label[col]) & large[row]
        strong &= ~inside | (data >= threshold)
        label, size = _components(row[strong], col[strong], k)
    if (size > MAX_BLOCK).any():
        # Nobody has two majority holders, so that a component of majorities is one long ring. It
        # is opened at its weakest edge; iteration closes it again.
        on_ring = np.flatnonzero(
            strong & (label[row] == label[col]) & (size[label[row]] > MAX_BLOCK)
        )
        on_ring = on_ring[np.lexsort((data[on_ring], label[row[on_ring]]))]
        _, first = np.unique(label[row[on_ring]], return_index=True)
        strong[on_ring[first]] = False
        label, size = _components(row[strong], col[strong], k)
    return label


def _components(row: Int32s, col: Int32s, k: int) -> tuple[Int32s, Any]:
    graph = csr_array((np.ones(row.size, dtype=np.int8), (row, col)), shape=(k, k))
    count, label = connected_components(graph, directed=True, connection="strong")
    # scipy numbers components in the order it closes them, so sinks come first.
    return label, np.bincount(label, minlength=count)
