"""Where the heads on a sheet are, and what they say: one row, or two with merged groups.

A head is known by its words, never by its place: a row of which at least two cells, and half of
all, are headings that some register knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from loaders.files.cells import Cells, Sheet
from loaders.files.text import trim
from loaders.heads import GROUP, Vocabulary


@dataclass(frozen=True, slots=True)
class Head:
    """A head found on a sheet: index of its first and last row, and its headings."""

    first: int
    last: int
    headings: tuple[str, ...]


def heads(sheet: Sheet, words: Vocabulary) -> Iterator[Head]:
    """Yield the heads on a sheet, from the top down."""
    index = 0
    while index < len(sheet.rows):
        cells = sheet.rows[index][1]
        if not _is_head(cells, words):
            index += 1
            continue
        first = index
        number = sheet.rows[index][0]
        tall = {m[1] for m in sheet.merged if m[0] == number - 1 and m[2] == number}
        if index and tall and sheet.rows[index - 1][0] == number - 1:
            first = index - 1  # the groups stand above, single headings are merged down
        last = _second_row(sheet, index, words) if first == index else index
        yield Head(first, last, _headings(sheet, first, last))
        index = last + 1


def _is_head(cells: Cells, words: Vocabulary) -> bool:
    if len(cells) < 2:
        return False
    told = [cell for cell in cells if trim(cell)]
    known = sum(words.knows(cell) for cell in told)
    return known >= 2 and 2 * known >= len(told)


def _second_row(sheet: Sheet, index: int, words: Vocabulary) -> int:
    """Return the index of the last row of a head that begins at an index."""
    if index + 1 >= len(sheet.rows):
        return index
    (number, top), (below, sub) = sheet.rows[index], sheet.rows[index + 1]
    if below != number + 1:
        return index
    wide = [m for m in sheet.merged if m[0] == m[2] == number and m[3] > m[1]]
    tall = {m[1] for m in sheet.merged if m[0] == number and m[2] == below}
    told = {place for place, cell in enumerate(sub, start=1) if trim(cell)}
    if not told:
        return index
    if sheet.merged:
        under = {c for m in wide for c in range(m[1], m[3] + 1)}
        return index + 1 if told <= under and (tall or len(told) > 1) else index
    # Without merged cells (a text file) the words must tell.
    groups = _filled(top, len(sub))
    blank = {c for c in told if c > len(top) or not trim(top[c - 1])}
    beside = {c - 1 for c in blank} | blank
    known = sum(words.knows(f"{groups[c - 1]}{GROUP}{sub[c - 1]}") for c in told)
    return index + 1 if blank and told <= beside and 2 * known >= len(told) else index


def _filled(top: Cells, width: int) -> list[str]:
    filled: list[str] = []
    for place in range(width):
        cell = trim(top[place]) if place < len(top) else ""
        filled.append(cell or (filled[-1] if filled else ""))
    return filled


def _headings(sheet: Sheet, first: int, last: int) -> tuple[str, ...]:
    number, top = sheet.rows[first]
    if first == last:
        return tuple(_one_line(cell) for cell in top)
    sub = sheet.rows[last][1]
    width = max(len(top), len(sub))
    groups = [_one_line(top[c]) if c < len(top) else "" for c in range(width)]
    for m in sheet.merged:
        if m[0] <= number <= m[2] and m[3] > m[1]:
            for place in range(m[1], min(m[3], width)):
                groups[place] = groups[m[1] - 1]
    if not sheet.merged:
        under = _filled(top, width)
        groups = [under[c] if c < len(sub) and trim(sub[c]) else groups[c] for c in range(width)]
    leaves = [_one_line(sub[c]) if c < len(sub) else "" for c in range(width)]
    return tuple(
        f"{group}{GROUP}{leaf}" if group and leaf and group != leaf else group or leaf
        for group, leaf in zip(groups, leaves, strict=True)
    )


def _one_line(cell: str) -> str:
    return "".join(trim(part) for part in trim(cell).splitlines())


def fallback(sheet: Sheet) -> Head:
    """Take the first row for a head: then the register at least can say what is missing."""
    return Head(0, 0, _headings(sheet, 0, 0))
