"""Rows as the CSV that ``neo4j-admin database import`` reads: typed headings, no text lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from graph.dump.columns import Pair, Row, kind_of

LISTED = "\x1f"  # between the items of a list
_CSV_TYPES = {
    "text": "string", "integer": "long", "number": "double", "yesno": "boolean", "day": "date",
}  # fmt: skip

OPTIONS = ("--array-delimiter=U+001F", "--multiline-fields=true")


def alternatives(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """Return the pairs of the names that have values of several types.

    The importer wants one type of a name in a file: rows go to files by :func:`taken`.
    """
    ordered = sorted(pairs)
    count = Counter(name for name, _ in ordered)
    return tuple(pair for pair in ordered if count[pair[0]] > 1)


def taken(row: Row, several: Iterable[Pair]) -> frozenset[Pair]:
    """Return which of the alternatives a row takes."""
    return frozenset(
        (name, kind)
        for name, kind in several
        if row.get(name) is not None and kind_of(row[name]) == kind
    )


def csv_lines(
    first: list[str], ends: Iterable[Iterable[str]], rows: Iterable[Row], pairs: Iterable[Pair]
) -> Iterable[str]:
    """Yield the lines of a file for ``neo4j-admin``: an empty text is quoted, nothing is not.

    Parameters
    ----------
    first : list of str
        Headings of the ends.
    ends, rows : iterable
        Of each row.
    pairs : iterable of (str, str)
        Names and types of the properties, as ``graph.dump.columns`` has them; each name once.
    """
    ordered = sorted(pairs)
    yield ",".join([*first, *(f"{name}:{_csv_type(kind)}" for name, kind in ordered)]) + "\n"
    for end, row in zip(ends, rows, strict=True):
        cells = [_cell(row.get(name)) for name, _ in ordered]
        yield ",".join([*map(_quoted, end), *cells]) + "\n"


def _csv_type(kind: str) -> str:
    item = kind.removeprefix("list-")
    return _CSV_TYPES[item] + ("[]" if item != kind else "")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return _quoted(LISTED.join(map(_text, value)))
    return _quoted(_text(value))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
