"""The clerk's own file with every refused cell marked, and a summary by rule."""

from __future__ import annotations

import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from graph.text import Lang, Text
from loaders.files.book import read_book
from loaders.files.cells import Number
from loaders.files.refusals import Refusal
from loaders.layout import Table
from loaders.problems import Problem
from loaders.records import SUMMARY_SHEET
from loaders.writing import safe

MARKED_ROWS = 20_000  # beyond them the refused rows alone are written, one after the other
_COMMENT = 1_500  # characters; a longer one cannot be read in its little window
_REFUSED = Text("问题", "what is wrong")
_TODO = Text("怎么办", "what to do")


@dataclass(frozen=True, slots=True)
class Refused:
    """One file of a load, with what is wrong in it.

    Parameters
    ----------
    path : Path
    tables : tuple of Table
        What was read of it; empty where it could not be read.
    problems : tuple of Problem
        All of them.
    """

    path: Path
    tables: tuple[Table, ...]
    problems: tuple[Problem, ...]

    @property
    def rows(self) -> int:
        return sum(len(table.rows) for table in self.tables)


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
            for number, row in enumerate(_summary(refused, lang), start=1):
                _append(sheet, number, row)
            _widths(sheet)
            book.save(stream)
            return
    _streamed(refused, stream, lang)


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


def _summary(refused: Sequence[Refused], lang: Lang) -> list[tuple[str | int, ...]]:
    problems = [p for entry in refused for p in entry.problems]
    said = {
        "title": Text(f"{len(problems)} 处被拒绝，没有写入", f"{len(problems)} refusals"),
        "rule": Text("规则", "rule"), "times": Text("次数", "times"),
        "file": Text("文件", "file"), "sheet": Text("工作表", "sheet"), "row": Text("行", "row"),
        "column": Text("列", "column"), "value": Text("值", "value"),
    }  # fmt: skip
    lines: list[tuple[str | int, ...]] = [(said["title"][lang],), ("",)]
    lines.append((said["rule"][lang], said["times"][lang], "", "", "", "", _REFUSED[lang],
                  _TODO[lang]))  # fmt: skip
    first = {p.rule: p for p in reversed(problems)}
    for rule, times in Counter(p.rule for p in problems).most_common():
        entry = first[rule]
        lines.append((rule, times, "", "", "", "", entry.what[lang], entry.todo[lang]))
    lines += [("",), *((text[lang],) for text in not_run(problems)), ("",)]
    lines.append((
        said["file"][lang], said["sheet"][lang], said["row"][lang], said["column"][lang],
        said["value"][lang], said["rule"][lang], _REFUSED[lang], _TODO[lang],
    ))  # fmt: skip
    lines += [
        (p.file, p.sheet, p.row or "", p.column, p.value, p.rule, p.what[lang], p.todo[lang])
        for p in problems
    ]
    return lines


def not_run(problems: Sequence[Problem]) -> list[Text]:
    """Return which checks could not be made, and why."""
    rows = {(p.file, p.sheet, p.row) for p in problems if p.row and p.column}
    files = {p.file for p in problems if not p.row}
    said = []
    if rows:
        said.append(Text(
            f"未核对：有单元格被拒的 {len(rows)} 行，其引用、起止先后和重复要改正后才能核对",
            f"not checked: references, order of days and repeats in the {len(rows)} rows with "
            "refused cells"))  # fmt: skip
    if files:
        said.append(
            Text(
                f"未核对：读不了的文件（{'、'.join(sorted(files))}）里的各行",
                f"not checked: the rows of files that cannot be read ({', '.join(sorted(files))})",
            )
        )
    return said


def _streamed(refused: Sequence[Refused], stream: IO[bytes], lang: Lang) -> None:
    """Write the refused rows one after the other, in bounded memory."""
    book = Workbook(write_only=True)
    summary = book.create_sheet(SUMMARY_SHEET)
    for line in _summary(refused, lang):
        summary.append([safe.cell(summary, value) for value in line])
    names: set[str] = set()
    for entry in refused:
        wrong: dict[tuple[str, int], list[Problem]] = defaultdict(list)
        for problem in entry.problems:
            wrong[problem.sheet, problem.row].append(problem)
        for table in entry.tables:
            if not any(sheet == table.sheet for sheet, row in wrong if row):
                continue
            sheet = book.create_sheet(_free(f"{table.sheet or entry.path.stem}", names))
            head = [
                Text("原文件", "file")[lang], Text("原行号", "row")[lang], *table.headings,
                _REFUSED[lang],
            ]  # fmt: skip
            sheet.append([safe.cell(sheet, text) for text in head])
            for row, cells in table.rows:
                found = wrong.get((table.sheet, row))
                if found:
                    sheet.append(list(_line(sheet, table, row, cells, found, lang)))
    book.save(stream)


def _line(
    sheet: Any, table: Table, row: int, cells: Sequence[str], found: Sequence[Problem], lang: Lang
) -> Iterable[Any]:
    bad: Mapping[str, list[Problem]] = defaultdict(list)
    for problem in found:
        bad[problem.column].append(problem)
    yield safe.cell(sheet, table.file)
    yield row
    for heading, text in zip(table.headings, cells, strict=True):
        if not text and heading not in bad:
            yield None
            continue
        made: Any = safe.cell(sheet, str(text))
        if heading in bad:
            made.fill = safe.WRONG_FILL
        yield made
    yield safe.cell(sheet, "；".join(
        f"{p.column}：{p.what[lang]}" if p.column else p.what[lang] for p in found
    ))  # fmt: skip


def _free(name: str, names: set[str]) -> str:
    """Return a sheet name that is not taken."""
    base = "".join("、" if c in "[]:*?/\\" else c for c in name)[:27] or "Sheet"
    free, number = base, 1
    while free.casefold() in names:
        number += 1
        free = f"{base}~{number}"
    names.add(free.casefold())
    return free
