"""Inverses of small blocks ``I - A`` without cancellation, many blocks at once."""

from __future__ import annotations

import numpy as np

from graph.analysis.rows import FULL, Floats, Int64s


def inverse(shares: Int64s, leak: Int64s) -> Floats:
    """Invert ``I - A`` for a stack of blocks whose columns sum to at most one.

    Parameters
    ----------
    shares : int64[b, k, k]
        ``A`` in parts per billion; the diagonal (own shares) is not read.
    leak : int64[b, k]
        What each column gives to the outside, ``FULL - A.sum(axis=1)``. At least one column of
        every strongly connected part must leak.

    Returns
    -------
    float64[b, k, k]
        ``(I - A)^-1``, entrywise accurate to a few rounding errors however small the leak is.

    Notes
    -----
    Gaussian elimination in the form of Grassmann, Taksar and Heyman (1985): the pivots are built
    from the off-diagonal entries and the leak, so that only positive numbers are added,
    multiplied and divided. A ring that is closed but for one part per billion loses nothing,
    where ``1 - 0.999999999`` would lose half of the digits. Cost k^3 per block.
    """
    a = shares.astype(np.float64) / FULL
    out = leak.astype(np.float64) / FULL
    b, k, _ = a.shape
    x = np.broadcast_to(np.eye(k), (b, k, k)).copy()
    pivot = np.empty((b, k))
    for p in range(k):
        pivot[:, p] = a[:, p + 1 :, p].sum(axis=1) + out[:, p]
        down = a[:, p + 1 :, p] / pivot[:, p, None]
        across = a[:, p, p + 1 :]
        a[:, p + 1 :, p + 1 :] += down[:, :, None] * across[:, None, :]
        out[:, p + 1 :] += across * (out[:, p] / pivot[:, p])[:, None]
        x[:, p + 1 :, : p + 1] += down[:, :, None] * x[:, p, None, : p + 1]
    for p in range(k - 1, -1, -1):
        x[:, p] += np.einsum("bj,bjc->bc", a[:, p, p + 1 :], x[:, p + 1 :])
        x[:, p] /= pivot[:, p, None]
    return x
