"""Rows to the screen or into a file."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from api.cli.session import Session
from api.formats import (
    FORMATS,
    Format,
    Table,
    as_json,
    csv_lines,
    jsonl_lines,
    shown,
    write_xlsx,
)
from graph.errors import Misuse
from graph.text import Lang, Text
from queries.question import Column

FOLDED = ("id", "sources")
_COLOURS = {"确定": "green", "可能": "yellow", "否": "bright_black",
            "ok": "green", "warn": "yellow", "bad": "red"}  # fmt: skip
_EMPTY: tuple[Any, ...] = (None, "", [])
_PIPE_WIDTH = 100_000  # no terminal, no reason to break a line


def chosen_format(wanted: str | None, output: Path | None) -> Format:
    """Return the format asked for, or the one that the file name means.

    Raises
    ------
    Misuse
        There is no such format.
    """
    ending = output.suffix[1:].lower() if output else ""
    name = wanted or (ending if ending in FORMATS else "table")
    if name not in FORMATS:
        raise Misuse(
            Text(f"没有“{name}”这种格式", f"there is no format {name!r}"),
            where="--format",
            todo=Text("可用：" + "、".join(FORMATS), "one of: " + ", ".join(FORMATS)),
        )
    return name


def put(
    session: Session,
    table: Table,
    form: Format,
    output: Path | None,
    *,
    people: Callable[[], Iterable[str]] | None = None,
) -> None:
    """Write rows in a format, to stdout or into a file.

    Parameters
    ----------
    session : Session
    table : Table
    form : Format
    output : Path or None
        None for stdout.
    people : callable, optional
        Gives the lines for the format "table"; the bare rows unless given.

    Raises
    ------
    Misuse
        The file cannot be written, or a workbook would go to the screen.
    """
    if form == "xlsx" and output is None and sys.stdout.isatty():
        raise Misuse(
            Text("xlsx 不能显示在屏幕上", "a workbook cannot be shown on a screen"),
            where="--format xlsx",
            todo=Text("加上 --output 文件.xlsx", "add --output FILE.xlsx"),
        )
    if form == "xlsx":
        with _binary(output) as stream:
            write_xlsx(table, stream, session.lang)
    elif form == "table":
        _lines(people() if people else drawn(table, session), output)
    elif form == "json":
        _lines([as_json(table, session.lang) + "\n"], output)
    elif form == "jsonl":
        _lines(jsonl_lines(table), output)
    else:
        # Excel takes a CSV file without this mark for one in the encoding of the country.
        _lines(csv_lines(table), output, encoding="utf-8-sig")


def _lines(lines: Iterable[str], output: Path | None, *, encoding: str = "utf-8") -> None:
    if output is None:
        for line in lines:
            sys.stdout.write(line)
        sys.stdout.flush()
        return
    with written(output) as stream:
        mark = "\ufeff" if encoding == "utf-8-sig" else ""
        stream.write(mark.encode())
        for line in lines:
            stream.write(line.encode("utf-8", "replace"))


@contextlib.contextmanager
def _binary(output: Path | None) -> Iterator[IO[bytes]]:
    if output is not None:
        with written(output) as stream:
            yield stream
        return
    with tempfile.SpooledTemporaryFile(max_size=2**24) as stream:  # a pipe cannot seek
        yield stream
        stream.seek(0)
        for part in iter(lambda: stream.read(2**16), b""):
            sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()


@contextlib.contextmanager
def written(output: Path) -> Iterator[IO[bytes]]:
    """Open a file that appears whole or not at all.

    Raises
    ------
    Misuse
        The folder is missing, is not ours, or is full.
    """
    name = None
    try:
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=".gongjian-")
        with os.fdopen(handle, "wb") as stream:
            yield stream
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)  # as any file of this person, not 0600
        os.replace(name, output)
    except OSError as error:
        raise Misuse(
            Text(
                f"写不了文件：{error.strerror}",
                f"the file cannot be written: {error.strerror}",
            ),
            where=str(output),
            todo=Text("检查文件夹、权限和磁盘空间", "check the folder, its permissions and space"),
        ) from error
    finally:
        if name is not None:
            with contextlib.suppress(OSError):
                os.unlink(name)


def drawn(
    table: Table,
    session: Session,
    *,
    hide: Sequence[str] = (),
    most: int | None = None,
) -> Iterator[str]:
    """Yield the rows as a table for people.

    Parameters
    ----------
    table : Table
    session : Session
    hide : sequence of str
        Column types to fold away.
    most : int, optional
        Rows to draw; the rest is counted.

    Yields
    ------
    str
        Lines with their ends.
    """
    from rich.console import Console

    lang, terminal = session.lang, sys.stdout.isatty()
    rows = table.rows[:most]
    console = Console(
        width=None if terminal else _PIPE_WIDTH,
        no_color="NO_COLOR" in session.env or not terminal,
        force_terminal=terminal,
        highlight=False,
    )
    places = [i for i, column in enumerate(table.columns) if column.type not in hide]
    places = [i for i in places if any(row[i] not in _EMPTY for row in rows)] or places
    drawing = _drawing(table, places, rows, lang)
    if console.measure(drawing).maximum > console.width and len(rows) > 1:
        same = [i for i in places if _constant(table, i, rows)]
        if same:
            told = (_told(table.columns[i], rows[0][i], lang) for i in same)
            yield Text("各行相同：", "In every row: ")[lang] + "；".join(told) + "\n"
            drawing = _drawing(table, [i for i in places if i not in same], rows, lang)
    with console.capture() as captured:
        console.print(drawing)
    for line in captured.get().splitlines():
        yield line.rstrip() + "\n"
    left = len(table.rows) - len(rows)
    if left > 0:
        yield Text(f"… 另有 {left} 行\n", f"… {left} more rows\n")[lang]


def _constant(table: Table, place: int, rows: Sequence[tuple[Any, ...]]) -> bool:
    return table.columns[place].type != "certainty" and all(
        row[place] == rows[0][place] for row in rows
    )


def _drawing(
    table: Table, places: Sequence[int], rows: Sequence[tuple[Any, ...]], lang: Lang
) -> Any:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as Drawing
    from rich.text import Text as Cell

    drawing = Drawing(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for i in places:
        column = table.columns[i]
        number = column.type in ("integer", "number", "share")
        title = column.title[lang] + (f"（{column.unit}）" if column.unit else "")
        drawing.add_column(Cell(title), justify="right" if number else "left", overflow="fold")
    for row in rows:
        drawing.add_row(*(_coloured(Cell, row[i], table.columns[i], lang) for i in places))
    return drawing


def _told(column: Column, value: Any, lang: Lang) -> str:
    return f"{column.title[lang]} = {shown(value, column, lang)}"


def _coloured(cell: Any, value: Any, column: Column, lang: Lang) -> Any:
    text = shown(value, column, lang)
    if column.type == "certainty":
        return cell(text, style=_COLOURS.get(value, ""))
    return cell(text)
