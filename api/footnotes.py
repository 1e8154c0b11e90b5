"""Sources as numbered notes below a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.formats import Table
    from queries.citations import Citation


def footnotes(table: Table, cited: Mapping[str, Citation]) -> tuple[Table, list[str]]:
    """Return the rows with numbers for their sources, and what the numbers mean.

    The same words are one note, however many assertions say them.
    """
    numbers: dict[str, int] = {}

    def numbered(ids: Iterable[str]) -> str:
        texts = dict.fromkeys(cited[id_].text() for id_ in ids if id_ in cited)
        return "".join(f"[{numbers.setdefault(text, len(numbers) + 1)}]" for text in texts)

    rows = [
        tuple(
            numbered(value or ()) if column.type == "sources" else value
            for value, column in zip(row, table.columns, strict=True)
        )
        for row in table.rows
    ]
    columns = tuple(replace(c, type="string") if c.type == "sources" else c for c in table.columns)
    return replace(table, columns=columns, rows=rows), list(numbers)
