"""Running totals of votes by pair, for the control of everybody."""

from __future__ import annotations

import numpy as np

from graph.analysis.rows import Int64s


class Totals:
    """Votes by pair of controller and company, keyed ``controller * n + company``.

    Two sorted runs, a large one and what was added lately: most rounds add little, and must not
    pay for moving everything found before.
    """

    def __init__(self, n: int, needed: Int64s) -> None:
        self.n = n
        self.needed = needed
        self.keys = [np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)]
        self.sums = [np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)]

    @property
    def size(self) -> int:
        """Number of pairs with any vote."""
        return self.keys[0].size + self.keys[1].size

    def add(self, key: Int64s, votes: Int64s) -> Int64s:
        """Add votes; return the keys of the pairs that reach control by them."""
        order = np.argsort(key, kind="stable")
        key, votes = key[order], votes[order]
        at = np.flatnonzero(np.diff(key, prepend=-1))
        if not at.size:
            return key
        key, votes = key[at], np.add.reduceat(votes, at)
        before = np.zeros(key.size, dtype=np.int64)
        known = np.zeros(key.size, dtype=np.bool_)
        for keys, sums in zip(self.keys, self.sums, strict=True):
            slot = np.minimum(np.searchsorted(keys, key), max(keys.size - 1, 0))
            hit = keys[slot] == key if keys.size else np.zeros_like(known)
            before[hit] = sums[slot[hit]]
            sums[slot[hit]] += votes[hit]
            known |= hit
        self._insert(key[~known], votes[~known])
        needed = self.needed[key % self.n]
        # A holder does not fall to itself; what it holds of itself is no pair.
        other = key // self.n != key % self.n
        crossed: Int64s = key[(before < needed) & (before + votes >= needed) & other]
        return crossed

    def reached(self) -> tuple[Int64s, Int64s]:
        """Return keys and votes of all pairs in control, by key."""
        self._merge()
        done = self.sums[0] >= self.needed[self.keys[0] % self.n]
        return self.keys[0][done], self.sums[0][done]

    def _insert(self, key: Int64s, votes: Int64s) -> None:
        self.keys[1], self.sums[1] = _joined(self.keys[1], self.sums[1], key, votes)
        if 4 * self.keys[1].size > self.keys[0].size:
            self._merge()

    def _merge(self) -> None:
        self.keys[0], self.sums[0] = _joined(self.keys[0], self.sums[0], self.keys[1], self.sums[1])
        self.keys[1] = self.sums[1] = np.zeros(0, dtype=np.int64)


def _joined(a: Int64s, of_a: Int64s, b: Int64s, of_b: Int64s) -> tuple[Int64s, Int64s]:
    """Merge two sorted runs without common keys."""
    if not a.size or not b.size:
        return (a, of_a) if a.size else (b, of_b)
    at = np.searchsorted(a, b)
    return np.insert(a, at, b), np.insert(of_a, at, of_b)
