"""Rows of a file: few of them in memory, many of them in a temporary file, read block by block.

A million rows then take no more memory than twenty thousand, however often they are gone through.
"""

from __future__ import annotations

import bisect
import pickle
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, overload

from loaders.files.cells import Cells

Line = tuple[int, Cells]  # number of the row, the first is 1, and its cells

IN_MEMORY = 24 * 2**20  # about so many bytes; beyond them the rows go to disk
_BLOCK = 2**18  # bytes, about, of the rows that are read back at a time
_CELL = 50  # bytes of a cell beside its characters
_KEPT = 3  # blocks that stay unpacked: who goes through rows looks at those around them


def gathered(rows: Iterable[Line]) -> Sequence[Line]:
    """Return rows that can be gone through again: a tuple, or when they are many, `OnDisk`."""
    held: list[Line] = []
    weight = 0
    coming = iter(rows)
    for line in coming:
        held.append(line)
        weight += _weight(line)
        if weight > IN_MEMORY:
            return OnDisk(held, coming)
    return tuple(held)


def between(rows: Sequence[Line], first: int, last: int) -> Iterator[Line]:
    """Yield the rows from one index up to another, which is left out."""
    if isinstance(rows, OnDisk):
        return rows.between(first, last)
    return iter(rows[first:last])


def _emptied(held: list[Line]) -> Iterator[Line]:
    held.reverse()
    while held:
        yield held.pop()


def _weight(line: Line) -> int:
    return _CELL * len(line[1]) + sum(map(len, line[1]))


class OnDisk(Sequence[Line]):
    """Rows in a file of our own, which is gone when nobody holds them any more.

    Parameters
    ----------
    held : list of (int, tuple of str)
        The first rows; emptied.
    coming : iterator of (int, tuple of str)
        The others.
    """

    def __init__(self, held: list[Line], coming: Iterator[Line]) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed, and gone, with these rows
        weakref.finalize(self, self._file.close)
        self._starts: list[int] = []  # index of the first row of each block
        self._places: list[int] = []  # where the block begins in the file
        self._count = 0
        self._unpacked: dict[int, list[Line]] = {}
        block: list[Line] = []
        weight = 0
        for line in chain(_emptied(held), coming):
            block.append(line)
            weight += _weight(line)
            if weight > _BLOCK:
                self._put(block)
                block, weight = [], 0
        if block:
            self._put(block)
        self._file.flush()

    def _put(self, block: list[Line]) -> None:
        self._starts.append(self._count)
        self._places.append(self._file.tell())
        pickle.dump(block, self._file, pickle.HIGHEST_PROTOCOL)
        self._count += len(block)

    def _block(self, number: int) -> list[Line]:
        found = self._unpacked.get(number)
        if found is None:
            if len(self._unpacked) >= _KEPT:
                del self._unpacked[next(iter(self._unpacked))]
            self._file.seek(self._places[number])
            found = pickle.load(self._file)  # noqa: S301 - a file that nobody else can open
            self._unpacked[number] = found
        return found

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Line]: ...
    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(self._count)))
        if index < 0:
            index += self._count
        if not 0 <= index < self._count:
            raise IndexError(index)
        number = bisect.bisect_right(self._starts, index) - 1
        return self._block(number)[index - self._starts[number]]

    def __iter__(self) -> Iterator[Line]:
        return self.between(0, self._count)

    def between(self, first: int, last: int) -> Iterator[Line]:
        """Yield the rows from one index up to another, which is left out."""
        if first >= min(last, self._count):
            return
        number = bisect.bisect_right(self._starts, first) - 1
        while number < len(self._starts) and self._starts[number] < last:
            start = self._starts[number]
            block = self._block(number)
            yield from block[max(0, first - start) : last - start]
            number += 1
