"""A file becomes tables, and the columns of a table those of a register."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from graph.text import Text
from loaders.files.book import read_book
from loaders.files.refusals import Refusal
from loaders.form import Column, Form
from loaders.heads import Vocabulary, key, variants
from loaders.layout import Table, tables
from loaders.problems import Problem, RefusedRegister
from loaders.records import refused

__all__ = ["Table", "match_columns", "read_table", "read_tables"]


def read_tables(path: Path, forms: Iterable[Form]) -> list[Table]:
    """Read a file: csv, tsv, xlsx or xls.

    Parameters
    ----------
    path : Path
        The file; text in UTF-8 with or without BOM, UTF-16 with BOM, or GB18030.
    forms : iterable of Form
        Registers by whose headings a head is known.

    Returns
    -------
    list of Table
        At least one.

    Raises
    ------
    RefusedRegister
        The file is missing, empty, damaged, too large or no table.
    """
    try:
        book = read_book(path)
    except Refusal as error:
        where = path.name if path.is_file() else str(path)
        raise refused(where, error) from error
    return tables(book, Vocabulary.of(forms))


def read_table(path: Path, forms: Iterable[Form] = ()) -> Table:
    """Read the only table of a file.

    Parameters
    ----------
    path : Path
    forms : iterable of Form, optional
        Registers by whose headings a head is known; else the first row is the head.

    Returns
    -------
    Table

    Raises
    ------
    RefusedRegister
        As :func:`read_tables`; also where the file holds several.
    """
    found = read_tables(path, forms)
    if len(found) > 1:
        places = "、".join(f"{table.sheet} 第 {table.head_row} 行".strip() for table in found)
        raise RefusedRegister([Problem(
            path.name, "", 0, "", "", "one-table",
            Text(f"文件里有 {len(found)} 张表：{places}",
                 f"it holds {len(found)} tables: {places}"),
            Text("只保留一张", "keep one of them"),
        )])  # fmt: skip
    return found[0]


def match_columns(table: Table, register: Form) -> dict[str, int]:
    """Return which column of the table serves each declared column.

    Parameters
    ----------
    table : Table
    register : Form

    Returns
    -------
    dict of str to int
        Column name to its place in the table; columns that the table lacks are absent.

    Raises
    ------
    RefusedRegister
        A heading is missing, or two headings mean the same column.
    """
    printed = [variants(heading) for heading in table.headings]
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for column in register.columns:
        found = _served(column, printed)
        if len(found) > 1:
            heads = "、".join(table.headings[i] for i in found)
            problems.append(
                _problem(
                    table, "headings-once",
                    Text(f"这些表头是同一列：{heads}", f"these headings mean one column: {heads}"),
                    Text("只保留其中一列", "keep one of them"),
                )
            )  # fmt: skip
        elif found:
            places[column.name] = found[0]
        elif not column.optional_heading:
            problems.append(_missing(table, column))
    if problems:
        raise RefusedRegister(problems)
    return places


def _served(column: Column, printed: list[tuple[str, ...]]) -> list[int]:
    """Return the places that a column may have: those whose full heading fits, before others."""
    wanted = {key(heading) for heading in column.headings}
    for depth in range(max(map(len, printed), default=0)):
        found = [
            i for i, forms in enumerate(printed) if depth < len(forms) and forms[depth] in wanted
        ]
        if found:
            return found
    return []


def _missing(table: Table, column: Column) -> Problem:
    return _problem(
        table, "headings-present",
        Text(
            f"缺少“{column.headings[0]}”列（表头是：{'、'.join(table.headings)}）",
            f"the column {column.headings[0]!r} is missing (headings: {', '.join(table.headings)})",
        ),
        Text(
            f"补上这一列；也可写作：{'、'.join(column.headings)}",
            f"add it; it may be headed {', '.join(column.headings)}",
        ),
    )  # fmt: skip


def _problem(table: Table, rule: str, what: Text, todo: Text) -> Problem:
    return Problem(table.file, table.sheet, table.head_row, "", "", rule, what, todo)
