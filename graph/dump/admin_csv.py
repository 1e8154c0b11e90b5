"""Tables as the CSV that ``neo4j-admin database import`` reads: typed headings, no text lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from graph.dump.columns import Pair, column_name, pair_of

if TYPE_CHECKING:
    import pyarrow as pa

LISTED = "\x1f"  # between the items of a list
_CSV_TYPES = {
    "text": "string", "integer": "long", "number": "double", "yesno": "boolean", "day": "date",
}  # fmt: skip

OPTIONS = ("--array-delimiter=U+001F", "--multiline-fields=true")


def of_one_type(table: pa.Table, ends: int) -> Iterator[tuple[tuple[str, ...], pa.Table]]:
    """Split a table until each name has values of one type: the importer wants that of a file.

    Parameters
    ----------
    table : pyarrow.Table
        Columns of the ends, then those that ``graph.dump.columns`` makes of pairs.
    ends : int
        How many columns come before the properties.

    Yields
    ------
    tuple of str
        The type that each ambiguous name has here, in the order of the names; `none` where the
        rows have no value of it. Nothing where no name is ambiguous.
    pyarrow.Table
        The rows; there may be none.
    """
    import pyarrow.compute as pc

    pairs = [pair_of(heading) for heading in table.column_names[ends:]]
    count = Counter(name for name, _ in pairs)
    ambiguous = min((name for name in count if count[name] > 1), default=None)
    if ambiguous is None:
        yield (), table
        return
    own = [pair for pair in pairs if pair[0] == ambiguous]
    rest = table
    for pair in own:
        others = [column_name(other) for other in own if other != pair]
        has = pc.is_valid(rest[column_name(pair)])
        for kinds, some in of_one_type(rest.filter(has).drop_columns(others), ends):
            yield (pair[1], *kinds), some
        rest = rest.filter(pc.invert(has))
    for kinds, some in of_one_type(rest.drop_columns([column_name(p) for p in own]), ends):
        yield ("none", *kinds), some


def write_csv(path: Path, first: Sequence[str], table: pa.Table) -> None:
    """Write a table, or add it to a file that was begun with the same columns.

    An empty text is quoted, nothing is not: the importer tells them apart by that.

    Parameters
    ----------
    path : Path
        The file.
    first : sequence of str
        Headings of the ends, as the importer reads them.
    table : pyarrow.Table
        From :func:`of_one_type`.
    """
    import pyarrow as pa
    from pyarrow import csv

    columns = {heading: table[i] for i, heading in enumerate(first)}
    for heading in sorted(table.column_names[len(first) :]):
        pair = pair_of(heading)
        columns[f"{pair[0]}:{_csv_type(pair)}"] = _joined(table[heading])
    options = csv.WriteOptions(include_header=False, quoting_style="all_valid")
    with path.open("ab") as out:
        if not out.tell():
            out.write((",".join(columns) + "\n").encode())
        csv.write_csv(pa.table(columns), out, options)


def _csv_type(pair: Pair) -> str:
    item = pair[1].removeprefix("list-")
    return _CSV_TYPES[item] + ("[]" if item != pair[1] else "")


def _joined(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return lists as text, with the delimiter that no register holds; all else as it is."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_list(column.type):
        return column
    return pc.binary_join(column.cast(pa.list_(pa.string())), LISTED)
