"""Rows of one label or type as Parquet columns, and back, without loss.

A graph has no fixed columns: a property may be missing in one row, and a number may be whole in
one row and not in the next. Each pair of a name and a type is a column of its own, and a missing
value is a missing property. Where a row brings a pair that the file at hand has no column for, a
new file is begun.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from graph.errors import EngineError
from graph.text import Text

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, Any]
Pair = tuple[str, str]  # name of a property, type of its value

NODE_ENDS = ("@id",)
EDGE_ENDS = ("@start_label", "@start", "@end_label", "@end")
_BETWEEN = "@"  # no property name holds it

_SCALARS: Mapping[type, str] = {str: "text", int: "integer", float: "number", bool: "yesno"}


def kind_of(value: Any) -> str:
    """Return the type of a stored value by the name that the files use.

    Raises
    ------
    EngineError
        No type of the graph.
    """
    if isinstance(value, date):
        return "day"
    if isinstance(value, list):
        kinds = {kind_of(item) for item in value}
        if len(kinds) <= 1:
            return f"list-{kinds.pop() if kinds else 'text'}"
    elif type(value) in _SCALARS:
        return _SCALARS[type(value)]
    raise EngineError(
        Text(f"不认得的值类型：{value!r}", f"a value of no known type: {value!r}"),
        todo=Text("请报告这个问题", "please report this"),
    )


def arrow_type(kind: str) -> pa.DataType:
    """Return the Parquet type of a kind."""
    import pyarrow as pa

    if kind.startswith("list-"):
        return pa.list_(arrow_type(kind.removeprefix("list-")))
    scalars = {
        "text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "yesno": pa.bool_(),
        "day": pa.date32(),
    }  # fmt: skip
    return scalars[kind]


def pairs_of(rows: Iterable[Row]) -> set[Pair]:
    """Return the pairs of name and type that rows hold."""
    found: dict[tuple[str, type], Any] = {}
    lists: list[tuple[str, list[Any]]] = []
    for row in rows:
        for name, value in row.items():
            if type(value) is list:
                lists.append((name, value))
            else:
                found[name, type(value)] = value  # one of each will do
    pairs = {(name, kind_of(value)) for (name, _), value in found.items() if value is not None}
    return pairs | {(name, kind_of(value)) for name, value in lists}


def column_name(pair: Pair) -> str:
    """Return the heading of a pair."""
    return _BETWEEN.join(pair)


def pair_of(heading: str) -> Pair:
    """Return the pair of a heading."""
    name, _, kind = heading.rpartition(_BETWEEN)
    return name, kind


def schema_of(ends: Sequence[str], pairs: Iterable[Pair]) -> pa.Schema:
    """Return the schema of a file: first the ends, then the properties in order."""
    import pyarrow as pa

    fields = [pa.field(name, pa.string(), nullable=False) for name in ends]
    fields += [pa.field(column_name(p), arrow_type(p[1])) for p in sorted(pairs)]
    return pa.schema(fields)


def table_of(
    schema: pa.Schema,
    ends: Sequence[Sequence[str]],
    rows: Sequence[Row],
    *,
    iso_days: Collection[str] = (),
) -> pa.Table:
    """Return rows as a table of a schema that has a column for everything they hold.

    Parameters
    ----------
    schema : pyarrow.Schema
        From :func:`schema_of`.
    ends : sequence of sequence of str
        Of each row: its id, or what it joins.
    rows : sequence of mapping
        The properties of each row.
    iso_days : collection of str, optional
        Properties that are days and were read as text in ISO form.

    Raises
    ------
    pyarrow.ArrowInvalid
        Such a text is no day.
    """
    import pyarrow as pa

    count = len(ends[0]) if ends else 0
    columns: list[pa.Array] = [
        pa.array([end[i] for end in ends], schema.field(i).type) for i in range(count)
    ]
    pairs = [pair_of(name) for name in schema.names[count:]]
    named = Counter(name for name, _ in pairs)
    for (name, kind), field in zip(pairs, list(schema)[count:], strict=True):
        values = [row.get(name) for row in rows]
        if name in iso_days:
            columns.append(pa.array(values, pa.string()).cast(field.type))
            continue
        if named[name] > 1:  # whole in one row and not in the next
            values = [v if v is not None and kind_of(v) == kind else None for v in values]
        columns.append(pa.array(values, field.type))
    return pa.Table.from_arrays(columns, schema=schema)


def rows_of(batch: pa.RecordBatch, ends: int) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """Yield the ends and the properties of each row of a part of a file.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
    ends : int
        How many columns come before the properties.
    """
    columns = [column.to_pylist() for column in batch.columns]
    names = [pair_of(heading)[0] for heading in batch.schema.names[ends:]]
    for values in zip(*columns, strict=True):
        given = zip(names, values[ends:], strict=True)
        yield list(values[:ends]), {n: v for n, v in given if v is not None}
