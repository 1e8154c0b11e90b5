"""The clerk's own file with every refused cell marked, and a summary by rule."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from graph.text import Lang
from loaders.files.book import read_book
from loaders.files.cells import Number
from loaders.files.refusals import Refusal
from loaders.layout import Table
from loaders.problems import Problem
from loaders.records import SUMMARY_SHEET
from loaders.writing import safe
from loaders.writing.refused_rows import write_rows
from loaders.writing.summary import Refused, not_run, summary

__all__ = ["Refused", "not_run", "refused_files", "write_errors"]

MARKED_ROWS = 20_000  # beyond them the refused rows alone are written, one after the other
_COMMENT = 1_500  # characters; a longer one cannot be read in its little window


def refused_files(
    inputs: Sequence[tuple[Path, Table | None]], problems: Sequence[Problem]
) -> list[Refused]:
    """Return what is wrong, file by file.

    Parameters
    ----------
    inputs : sequence of (Path, Table or None)
        What was to be loaded; None for a table that was not read.
    problems : sequence of Problem
    """
    tables: dict[Path, list[Table]] = defaultdict(list)
    for path, table in inputs:
        tables[path] += [table] if table else []
    by_file: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_file[problem.file].append(problem)
    found = []
    for file, theirs in by_file.items():
        paths = [path for path in tables if file in (path.name, str(path))]
        # Two files of one name cannot be told apart: their rows are listed, none is marked.
        path = paths[0] if len(paths) == 1 else Path(file)
        found.append(Refused(path, tuple(tables.get(path, ())), tuple(theirs)))
    return found


def write_errors(refused: Sequence[Refused], stream: IO[bytes], *, lang: Lang = "zh") -> None:
    """Write what is wrong with files as one workbook.

    One file of up to ``MARKED_ROWS`` rows goes back as it is, marked. Otherwise the refused rows
    are written, each with its file, sheet and row.

    Parameters
    ----------
    refused : sequence of Refused
    stream : binary file
        Open for writing.
    lang : {"zh", "en"}
    """
    if len(refused) == 1 and refused[0].tables and refused[0].rows <= MARKED_ROWS:
        book = _own(refused[0])
        if book is not None:
            _mark(book, refused[0], lang)
            sheet: Worksheet = book.create_sheet(SUMMARY_SHEET)
            for number, row in enumerate(summary(refused, lang), start=1):
                _append(sheet, number, row)
            _widths(sheet)
            book.save(stream)
            return
    write_rows(refused, stream, lang)


def _append(sheet: Worksheet, number: int, row: Sequence[str | int]) -> None:
    for column, value in enumerate(row, start=1):
        cell: Any = sheet.cell(number, column)
        if isinstance(value, int):
            cell.value = value
        else:
            safe.put(cell, value)
        cell.alignment = safe.WRAP


def _widths(sheet: Worksheet) -> None:
    for letter, width in zip("ABCDEFGH", (24, 16, 8, 18, 24, 20, 50, 50), strict=True):
        sheet.column_dimensions[letter].width = width


def _own(refused: Refused) -> Workbook | None:
    """Return the clerk's file as a workbook of values; None where it can no longer be read."""
    try:
        if refused.path.suffix.lower() == ".xlsx":
            try:
                return _values(refused.path)
            except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError,
                    AttributeError, IndexError):  # fmt: skip
                pass  # a workbook that openpyxl does not understand is built from its cells
        return _rebuilt(refused.path)
    except (Refusal, OSError):
        return None


def _values(path: Path) -> Workbook:
    """Return a workbook with its looks; formulas are replaced by what they gave."""
    book = load_workbook(path, data_only=True, keep_links=False, keep_vba=False)
    for name in list(book.defined_names):
        del book.defined_names[name]
    if SUMMARY_SHEET in book.sheetnames:  # of an earlier round
        del book[SUMMARY_SHEET]
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    safe.put(cell, cell.value)
    return book


def _rebuilt(path: Path) -> Workbook:
    """Return a workbook with the same cells in the same places."""
    source = read_book(path)
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, sheet in enumerate(source.sheets, start=1):
        made = book.create_sheet(sheet.name or path.stem[:31] or f"Sheet{number}")
        made.sheet_state = "visible" if sheet.visible else "hidden"
        for row, cells in sheet.rows:
            for column, text in enumerate(cells, start=1):
                if not text:
                    continue
                cell: Any = made.cell(row, column)
                if isinstance(text, Number):
                    cell.value = text.value
                else:
                    safe.put(cell, text)
                    cell.number_format = safe.TEXT
        for top, left, bottom, right in sheet.merged:
            made.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    return book


def _mark(book: Workbook, refused: Refused, lang: Lang) -> None:
    at: dict[tuple[str, int, int], list[Problem]] = defaultdict(list)
    for problem in refused.problems:
        if problem.row:
            at[problem.sheet, problem.row, column_of(problem, refused.tables)].append(problem)
    for (name, row, column), problems in at.items():
        sheet = book[name] if name in book.sheetnames else book.worksheets[0]
        cell: Any = _anchor(sheet, row, column)
        cell.fill = safe.WRONG_FILL
        lines = [f"{p.rule}：{p.what[lang]}\n→ {p.todo[lang]}" for p in problems]
        cell.comment = Comment("\n".join(lines)[:_COMMENT], "gongjian", width=360, height=140)


def _anchor(sheet: Worksheet, row: int, column: int) -> Any:
    """Return a cell that can be marked: of a merged range, its first."""
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            return sheet.cell(merged.min_row, merged.min_col)
    return sheet.cell(row, column)


def column_of(problem: Problem, tables: Iterable[Table]) -> int:
    """Return the number of the column that a problem speaks of; 1 where it means the row."""
    best = 1
    for table in tables:
        here = table.sheet == problem.sheet and table.head_row <= problem.row
        if here and problem.column in table.headings:
            best = table.headings.index(problem.column) + 1
    return best
