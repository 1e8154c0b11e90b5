"""The refused rows one after the other, with their places in the file: for long files and many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from openpyxl import Workbook

from graph.text import Lang, Text
from loaders.layout import Table
from loaders.problems import Problem
from loaders.records import SUMMARY_SHEET
from loaders.writing import safe
from loaders.writing.summary import REFUSED, Refused, summary

SHEET_ROWS = 1_048_576  # what a sheet of Excel holds; more goes on to the next


def write_rows(refused: Sequence[Refused], stream: IO[bytes], lang: Lang) -> None:
    """Write a summary and the refused rows, each with file and row.

    Parameters
    ----------
    refused : sequence of Refused
    stream : binary file
    lang : {"zh", "en"}
    """
    book = Workbook(write_only=True)
    names: set[str] = set()
    _written(book, SUMMARY_SHEET, names, (), summary(refused, lang))
    for entry in refused:
        wrong: dict[tuple[str, int], list[Problem]] = defaultdict(list)
        for problem in entry.problems:
            wrong[problem.sheet, problem.row].append(problem)
        for table in entry.tables:
            if not any(sheet == table.sheet for sheet, row in wrong if row):
                continue
            head = (Text("原文件", "file")[lang], Text("原行号", "row")[lang], *table.headings,
                    REFUSED[lang])  # fmt: skip
            name = table.sheet or entry.path.stem
            _written(book, name, names, head, _lines(table, wrong, lang))
    book.save(stream)


def _written(
    book: Workbook, name: str, names: set[str], head: Sequence[str],
    lines: Iterable[Iterable[Any]],
) -> None:  # fmt: skip
    """Write lines on as many sheets as they need, each under the same head."""
    sheet: Any = None
    left = 0
    for line in lines:
        if not left:
            sheet = book.create_sheet(_free(name, names))
            left = SHEET_ROWS
            if head:
                sheet.append([safe.cell(sheet, text) for text in head])
                left -= 1
        sheet.append([
            value.on(sheet) if isinstance(value, _Wrong) else safe.cell(sheet, value)
            for value in line
        ])  # fmt: skip
        left -= 1


class _Wrong(str):
    """A text whose cell is marked."""

    __slots__ = ()

    def on(self, sheet: Any) -> Any:
        made: Any = safe.cell(sheet, str(self))
        made.fill = safe.WRONG_FILL
        return made


def _lines(
    table: Table, wrong: Mapping[tuple[str, int], Sequence[Problem]], lang: Lang
) -> Iterator[Iterable[Any]]:
    for row, cells in table.rows:
        found = wrong.get((table.sheet, row))
        if found:
            yield _line(table, row, cells, found, lang)


def _line(
    table: Table, row: int, cells: Sequence[str], found: Sequence[Problem], lang: Lang
) -> Iterator[Any]:
    bad = {problem.column for problem in found}
    yield table.file
    yield row
    for heading, text in zip(table.headings, cells, strict=True):
        if heading in bad:
            yield _Wrong(text)
        else:
            yield str(text) if text else None
    yield "；".join(f"{p.column}：{p.what[lang]}" if p.column else p.what[lang] for p in found)


def _free(name: str, names: set[str]) -> str:
    """Return a sheet name that is not taken."""
    base = "".join("、" if c in "[]:*?/\\" else c for c in name)[:27] or "Sheet"
    free, number = base, 1
    while free.casefold() in names:
        number += 1
        free = f"{base}~{number}"
    names.add(free.casefold())
    return free
