"""The process that reads workbooks: limited in memory, so that a bad file ends it and not us.

It imports nothing of the graph, prints one JSON document a line, and never writes a file.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from loaders.files import biff, compound, limits
from loaders.files.package import Scan, scan
from loaders.files.refusals import Refusal

_ROWS_A_LINE = 1_000
_SHORT = (datetime.date, datetime.time)


def main(path: str, form: str, memory: str, seconds: str) -> None:
    """Print what a workbook holds, or why it is refused."""
    _limit(int(memory), int(seconds))
    out = sys.stdout.buffer
    try:
        for line in documents(path, form):
            _print(out, line)
        _print(out, {"end": True})
    except Refusal as error:
        _print(out, {"refused": [error.rule, error.detail]})
    except MemoryError:
        _print(out, {"refused": ["memory", ""]})
    except Exception as error:  # a fault of ours must not stop the other files of a load
        _print(out, {"refused": ["damaged", f"? {type(error).__name__}: {error}"[:120]]})


def _limit(memory: int, seconds: int = 0) -> None:
    try:
        import resource
    except ImportError:  # Windows has none; there the scan alone protects
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if seconds:  # of work, not of waiting: a busy machine refuses nothing
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


def _print(out: BinaryIO, document: dict[str, Any]) -> None:
    out.write(json.dumps(document, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


def documents(path: str, form: str) -> Iterator[dict[str, Any]]:
    """Yield one document for the head of each sheet, then its rows in parts.

    Parameters
    ----------
    path : str
        The workbook.
    form : str
        xlsx or xls, as its first bytes say.

    Raises
    ------
    Refusal
        It cannot be read.
    """
    if form == "xlsx":
        scans = scan(path)
    else:
        compound.look(path)
        scans = biff.scan(path)
    from python_calamine import (
        CalamineError,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
        load_workbook,
    )

    try:
        book = load_workbook(path)
        for number, meta in enumerate(book.sheets_metadata):
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            seen = scans[number] if number < len(scans) else Scan()
            visible = meta.visible == SheetVisibleEnum.Visible
            yield from _sheet(book.get_sheet_by_index(number), visible, seen)
    except PasswordError as error:
        raise Refusal("password") from error
    except (CalamineError, OSError, ValueError) as error:
        raise Refusal("damaged", str(error)[:80]) from error
    except BaseException as error:  # a panic in the library below is no Exception
        if isinstance(error, (Exception, KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        raise Refusal("damaged", "panic") from error


def _sheet(sheet: Any, visible: bool, seen: Scan) -> Iterator[dict[str, Any]]:
    merged = sheet.merged_cell_ranges or []
    if len(merged) > limits.MERGES:
        raise Refusal("merges", f"{len(merged):,}")
    yield {
        "sheet": sheet.name,
        "visible": visible,
        "merged": [[a + 1, b + 1, c + 1, d + 1] for (a, b), (c, d) in merged],
        "hidden_rows": sorted(seen.hidden_rows),
        "hidden_columns": sorted(seen.hidden_columns),
    }
    start, end = sheet.start, sheet.end
    faulty_rows = sorted({row for row, _ in seen.faults})
    if start is None or end is None:
        if seen.faults:
            yield {"rows": list(_only_faults(faulty_rows, seen))}
        return
    if (end[0] + 1) * (end[1] + 1) > limits.AREA:
        raise Refusal("too-large", f"{end[0] + 1:,} × {end[1] + 1:,}")
    rows = _rows(sheet, start[1], seen)
    while part := list(islice(rows, _ROWS_A_LINE)):
        yield {"rows": [row for row in part if row[1]]}
    yield {"rows": list(_only_faults([n for n in faulty_rows if n > end[0] + 1], seen))}


def _rows(sheet: Any, skipped: int, seen: Scan) -> Iterator[list[Any]]:
    by_row: dict[int, list[tuple[int, str, str]]] = {}
    for (row, column), fault in seen.faults.items():
        by_row.setdefault(row, []).append((column, "fault", fault))
    for (row, column), kind in seen.styled.items():
        by_row.setdefault(row, []).append((column, kind, ""))
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = [""] * skipped + [value if type(value) is str else plain(value) for value in values]
        for column, kind, text in by_row.get(number, ()):
            while len(cells) < column:
                cells.append("")
            if kind == "fault":
                cells[column - 1] = {"e": text or "="}
            else:
                value = values[column - 1 - skipped] if column > skipped else ""
                cells[column - 1] = _styled(value, kind, cells[column - 1])
        while cells and cells[-1] == "":
            cells.pop()
        yield [number, cells]


def _only_faults(rows: list[int], seen: Scan) -> Iterator[list[Any]]:
    for number in rows:
        places = {c: text for (r, c), text in seen.faults.items() if r == number}
        yield [number, [{"e": places[c] or "="} if c in places else ""
                        for c in range(1, max(places) + 1)]]  # fmt: skip


def plain(value: Any) -> Any:
    """Return a value of the reader as JSON has it: numbers stay numbers, the rest is text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return value if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, datetime.datetime):
        clock = value.time()
        return value.date().isoformat() + (f" {clock:%H:%M}" if clock.hour or clock.minute else "")
    if isinstance(value, _SHORT):
        return value.isoformat()
    return str(value)


def _styled(value: Any, kind: str, otherwise: Any) -> Any:
    """Return a cell as its number format shows it."""
    if kind == "percent" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value * 100:.13g}%"
    if kind == "month" and isinstance(value, datetime.date):
        return f"{value.year}年{value.month}月"
    if kind == "year" and isinstance(value, datetime.date):
        return f"{value.year}年"
    return otherwise


if __name__ == "__main__":
    main(*sys.argv[1:5])
