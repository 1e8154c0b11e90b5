"""Rows leave as a table for people, or as JSON, JSON Lines, CSV or a workbook for programs.

Programs get values as they are stored: days in ISO form with their sentinels, shares as
fractions, column names instead of titles. People get what :func:`shown` makes of them.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any, Literal, get_args

from api.captions import CODED, called
from graph.text import Lang, Text
from graph.time.partial import OPEN_END, UNKNOWN_START
from graph.time.show import OPEN, UNKNOWN
from queries.question import Column

if TYPE_CHECKING:
    from queries.answer import Answer

Format = Literal["table", "json", "jsonl", "csv", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)

SYNTHETIC = Text("合成数据：结果含生成的示例数据，不可引用", "SYNTHETIC DATA: not for citation")
CERTAINTY = {"确定": "certain", "可能": "possible", "否": "no"}
SENTINELS = {UNKNOWN_START: UNKNOWN, OPEN_END: OPEN}
YES_NO = {True: Text("是", "yes"), False: Text("否", "no")}
_MARK = Column("synthetic", "boolean", Text("合成数据", "synthetic"))
_FIRST = ("question", "parameters", "as_of", "tick", "batch")  # what a reader looks for
_FORMULA = ("=", "+", "-", "@", "\t", "\n")
_EXCEL_EXACT = 10**15  # Excel keeps 15 digits


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under typed columns, with what else belongs to them.

    Parameters
    ----------
    columns : tuple of Column
    rows : sequence of tuple
        Values in the order of the columns.
    head : mapping
        Further entries of the JSON document, and of the second sheet of a workbook.
    synthetic : bool
        True where the rows may rest on generated data; then each row carries the mark.
    """

    columns: tuple[Column, ...]
    rows: Sequence[tuple[Any, ...]]
    head: Mapping[str, Any] = field(default_factory=dict)
    synthetic: bool = False

    def marked(self) -> Table:
        """Return the rows with the mark of generated data, where they need one."""
        if not self.synthetic:
            return self
        return Table((*self.columns, _MARK), [(*row, True) for row in self.rows], self.head)

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield the rows as JSON objects by column name."""
        names = [column.name for column in self.columns]
        for row in self.rows:
            yield dict(zip(names, map(plain, row), strict=True))


def table_of(answer: Answer) -> Table:
    """Return an answer as a table; its head says what one needs to repeat it."""
    head = {
        "question": answer.question.name,
        "parameters": {name: plain(value) for name, value in answer.parameters.items()},
        "as_of": answer.as_of.isoformat(),
        "tick": answer.tick,
        "cypher": answer.question.cypher,
        "truncated": answer.truncated,
        "synthetic": answer.synthetic,
    }
    return Table(answer.question.columns, answer.rows, head, answer.synthetic)


def as_json(table: Table, lang: Lang = "zh") -> str:
    """Return the JSON document of the contract.

    Parameters
    ----------
    table : Table
    lang : {"zh", "en"}
        Language of the column titles.

    Returns
    -------
    str
        One document, indented, without a line end.
    """
    head = {name: plain(value) for name, value in table.head.items()}
    document = {
        **{name: head.pop(name) for name in _FIRST if name in head},
        "columns": [
            {"name": c.name, "type": c.type, "unit": c.unit, "title": c.title[lang]}
            for c in table.columns
        ],
        "rows": list(table.records()),
        **head,
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def jsonl_lines(table: Table) -> Iterator[str]:
    """Yield one JSON object a row, each with its line end."""
    for record in table.marked().records():
        yield json.dumps(record, ensure_ascii=False) + "\n"


def csv_lines(table: Table) -> Iterator[str]:
    """Yield the lines of a CSV file: column names, then rows.

    A text that a spreadsheet would take for a formula is preceded by an apostrophe.
    """
    marked = table.marked()
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    for cells in ([column.name for column in marked.columns], *map(_cells, marked.rows)):
        writer.writerow(cells)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _cells(row: Sequence[Any]) -> list[str]:
    return [_cell(value) for value in row]


def _cell(value: Any) -> str:
    value = plain(value)
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n")  # csv quotes only its own line end
        return "'" + text if text.startswith(_FORMULA) else text
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return _cell(";".join(value))
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def write_xlsx(
    table: Table, stream: IO[bytes], lang: Lang = "zh", *, beside: Sequence[tuple[Text, Table]] = ()
) -> None:
    """Write a workbook: the rows, and on the last sheet what was asked.

    Parameters
    ----------
    table : Table
    stream : binary file
        Open for writing.
    lang : {"zh", "en"}
        Language of sheet names and headings.
    beside : sequence of (Text, Table)
        Further sheets, by name.
    """
    # An answer in another format needs no workbook library.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    marked = table.marked()
    book = Workbook(write_only=True)
    sheet = book.create_sheet(Text("结果", "rows")[lang])
    further = [(book.create_sheet(name[lang]), rows) for name, rows in beside]
    about = book.create_sheet(Text("说明", "about")[lang])

    def text(on: Any, value: str) -> Any:
        cell = WriteOnlyCell(on, ILLEGAL_CHARACTERS_RE.sub("", value)[:32_767])
        cell.data_type = "s"  # never a formula, whatever it begins with
        return cell

    def cell(on: Any, value: Any) -> Any:
        if isinstance(value, date):
            return text(on, value.isoformat())  # Excel knows neither the year 1 nor doubt
        value = plain(value)
        if isinstance(value, (int, float)) and abs(value) < _EXCEL_EXACT:
            return value
        if isinstance(value, str):
            return text(on, value)
        return None if value is None else text(on, _cell(value).removeprefix("'"))

    for on, rows in ((sheet, marked), *further):
        on.freeze_panes = "A2"
        on.append([text(on, column.title[lang]) for column in rows.columns])
        for row in rows.rows:
            on.append([cell(on, value) for value in row])
    if table.synthetic:
        about.append([text(about, SYNTHETIC[lang])])
    for name, value in table.head.items():
        about.append([text(about, name), cell(about, value)])
    about.append([])
    for column in marked.columns:
        notes = (column.title[lang], column.name, column.type, column.unit)
        more = column.about[lang] if column.about else ""
        about.append([text(about, note) for note in (*notes, more)])
    book.save(stream)


def plain(value: Any) -> Any:
    """Return a value as JSON has it: days as ISO text, nodes and edges as objects."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if hasattr(value, "element_id") or hasattr(value, "relationships"):
        return _of_the_graph(value)
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return value.iso_format() if hasattr(value, "iso_format") else str(value)  # other times


def _of_the_graph(value: Any) -> dict[str, Any]:
    """Return what a statement of one's own may bring: a node, an edge or a path."""
    if hasattr(value, "relationships"):
        return {"nodes": plain(value.nodes), "relationships": plain(value.relationships)}
    if hasattr(value, "labels"):
        return {"labels": sorted(value.labels), "properties": plain(dict(value.items()))}
    return {"type": value.type, "properties": plain(dict(value.items()))}


def shown(value: Any, column: Column, lang: Lang) -> str:
    """Return a value as people read it in a table.

    Parameters
    ----------
    value : Any
    column : Column
        Its type decides.
    lang : {"zh", "en"}

    Returns
    -------
    str
        Empty for no value.
    """
    if value is None:
        return ""
    if column.type == "certainty" and lang == "en":
        return CERTAINTY.get(value, str(value))
    if isinstance(value, str) and column.name in CODED:
        return called(value, lang)
    if isinstance(value, bool):
        return YES_NO[value][lang]
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return SENTINELS[value][lang] if value in SENTINELS else value.isoformat()
    if column.type == "share":
        # Control at 50.0000001 % of the votes must not look like half of them.
        return f"{_short(100 * value, 7 if column.name == 'votes' else 2)} %"
    if isinstance(value, float):
        return _short(value)
    return value if isinstance(value, str) else _cell(value).removeprefix("'")


def _short(value: float, digits: int = 2) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")
