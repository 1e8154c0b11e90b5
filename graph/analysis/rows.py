"""Holdings as a register states them: one row a statement, shares in parts per billion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from graph.errors import RefusedInput
from graph.text import Text

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FULL = 1_000_000_000
"""100 % in parts per billion. Two shares multiplied still fit into int64."""

UNKNOWN = int(np.iinfo(np.int64).min)
"""A share that the register leaves empty."""

CAPITAL, VOTES, CONTRACT = 0, 1, 2
"""What a row speaks of: a stake in the capital, voting rights, or control by agreement."""


@dataclass(frozen=True)
class Rows:
    """Statements "holder has between low and high of company", as recorded.

    Attributes
    ----------
    n : int
        Number of nodes; holders and companies are ``0 .. n-1``.
    holder, company : int64[m]
        The two ends of each row.
    low, high : int64[m]
        Share in parts per billion; equal when exact, `UNKNOWN` when not stated. ``low`` known and
        ``high`` unknown reads "at least".
    kind : int8[m]
        `CAPITAL`, `VOTES` or `CONTRACT`.
    """

    n: int
    holder: Int64s
    company: Int64s
    low: Int64s
    high: Int64s
    kind: NDArray[np.int8]

    def __len__(self) -> int:
        return int(self.holder.size)

    def take(self, keep: NDArray[Any]) -> Rows:
        """Return the rows that a mask or an index array picks."""
        return Rows(
            self.n,
            self.holder[keep],
            self.company[keep],
            self.low[keep],
            self.high[keep],
            self.kind[keep],
        )


def rows(
    n: int,
    holder: ArrayLike,
    company: ArrayLike,
    *,
    low: ArrayLike,
    high: ArrayLike | None = None,
    kind: ArrayLike = CAPITAL,
) -> Rows:
    """Gather columns into `Rows`, without judging them.

    Parameters
    ----------
    n : int
        Number of nodes.
    holder, company : array_like of int, shape (m,)
        Ends of each row.
    low : array_like of int, shape (m,)
        Share in parts per billion, or its lower end.
    high : array_like of int, shape (m,), optional
        Upper end; the same as `low` when left out.
    kind : int or array_like of int, shape (m,)
        `CAPITAL` (default), `VOTES`, `CONTRACT`.

    Returns
    -------
    Rows
        Copies of the columns as int64 (kind: int8).
    """
    holders = np.array(holder, dtype=np.int64).reshape(-1)
    lows = np.array(low, dtype=np.int64).reshape(-1)
    columns = (
        holders,
        np.array(company, dtype=np.int64).reshape(-1),
        lows,
        lows.copy() if high is None else np.array(high, dtype=np.int64).reshape(-1),
        np.broadcast_to(np.asarray(kind, dtype=np.int8), holders.shape).copy(),
    )
    if len({column.size for column in columns}) > 1:
        raise RefusedInput(
            Text(
                f"各列长度不同：{[column.size for column in columns]}",
                f"columns differ in length: {[column.size for column in columns]}",
            )
        )
    return Rows(n, *columns)


def parts(fraction: float | Sequence[float] | Floats) -> Int64s:
    """Turn fractions into parts per billion, rounding half to even.

    Parameters
    ----------
    fraction : float or array_like of float
        Shares, 1.0 for the whole.

    Returns
    -------
    int64[m]
        Parts per billion.

    Raises
    ------
    RefusedInput
        Where a value is NaN or infinite: an unknown share is `UNKNOWN`, never a NaN that slips
        through sums.
    """
    values = np.atleast_1d(np.asarray(fraction, dtype=np.float64))
    bad = np.flatnonzero(~np.isfinite(values))
    if bad.size:
        raise RefusedInput(
            Text(
                f"持股比例不是数字：第 {bad[0] + 1} 个值为 {values[bad[0]]}",
                f"a share is not a number: value {bad[0] + 1} is {values[bad[0]]}",
            ),
            todo=Text("比例未知请留空。", "Leave the cell empty where the share is not known."),
        )
    return np.rint(values * FULL).astype(np.int64)


def times(matrix: csr_array[np.float64], y: Floats) -> Floats:
    """Multiply; scipy's own stubs do not know that a dense factor gives a dense product."""
    return np.asarray(matrix @ y, dtype=np.float64)
