"""A blank register, or one filled with what is known, as a workbook to be filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from graph.text import Lang, Text
from loaders import clean
from loaders.declare import Register
from loaders.files.cells import Number
from loaders.form import Column
from loaders.records import CODES_SHEET, EXAMPLE, GUIDE_SHEET
from loaders.writing import safe

HEAD_ROW = 4
LAST_ROW = 5_000  # down to here the drop-downs reach
_WIDEST = 40


@dataclass(frozen=True, slots=True)
class Lines:
    """What is written above the table: 填报单位, 报告期, 填报时间; empty to be filled in."""

    unit: str = ""
    period: str = ""
    filled: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook of registers.

    Parameters
    ----------
    register : Register
    rows : sequence of mapping, optional
        Cell texts by column name: what is known. Without them an example row is written, which
        is never loaded.
    """

    register: Register
    rows: Sequence[Mapping[str, str]] | None = None


def write_template(
    register: Register,
    stream: IO[bytes],
    *,
    lang: Lang = "zh",
    rows: Sequence[Mapping[str, str]] | None = None,
    lines: Lines | None = None,
    banner: str = "",
) -> None:
    """Write a register as a workbook with instructions and drop-downs.

    Parameters
    ----------
    register, rows
        As for :class:`Sheet`.
    stream, lang, lines, banner
        As for :func:`write_workbook`.
    """
    write_workbook([Sheet(register, rows)], stream, lang=lang, lines=lines, banner=banner)


def write_workbook(
    sheets: Sequence[Sheet],
    stream: IO[bytes],
    *,
    lang: Lang = "zh",
    lines: Lines | None = None,
    banner: str = "",
) -> None:
    """Write registers that travel together, a sheet each, with instructions and drop-downs.

    Parameters
    ----------
    sheets : sequence of Sheet
    stream : binary file
        Open for writing.
    lang : {"zh", "en"}
        Language of the instructions; headings are those of the registers.
    lines : Lines, optional
        What stands above each table.
    banner : str
        A line of its own at the very top, for example that the data are synthetic.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for one in sheets:
        sheet = book.create_sheet(safe_title(one.register.title.zh))
        _above(sheet, one.register, lines or Lines(), banner, lang)
        _head(sheet, one.register, lang)
        _drop_downs(book, sheet, one.register)
        if one.rows is None:
            _example(sheet, one.register)
        else:
            _rows(sheet, one.register, one.rows)
        sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    guide = book.create_sheet(GUIDE_SHEET)
    _guide(guide, [one.register for one in sheets], lang)
    if CODES_SHEET in book:
        book.move_sheet(CODES_SHEET, offset=len(book.worksheets))
    book.save(stream)


def _above(sheet: Worksheet, register: Register, told: Lines, banner: str, lang: Lang) -> None:
    width = len(register.columns)
    safe.put(sheet["A1"], register.title.zh + (f"　{banner}" if banner else ""))
    sheet["A1"].font = safe.TITLE
    if width > 1:
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=min(width, 12))
    for column, text in enumerate(
        (f"填报单位：{told.unit}", f"报告期：{told.period}", f"填报时间：{told.filled}"), start=1
    ):
        safe.put(sheet.cell(2, column), text)
    safe.put(sheet["A3"], Text(
        f"带“{EXAMPLE}”的示例行不会载入；橙色表头必填；写法见“{GUIDE_SHEET}”",
        f"rows marked {EXAMPLE} are never loaded; orange headings are required; see the guide",
    )[lang])  # fmt: skip
    sheet["A3"].font = safe.GREY


def _rows(sheet: Worksheet, register: Register, rows: Sequence[Mapping[str, str]]) -> None:
    for number, row in enumerate(rows, start=HEAD_ROW + 1):
        for place, column in enumerate(register.columns, start=1):
            if row.get(column.name):
                cell: Any = sheet.cell(number, place)
                said = row[column.name]
                if isinstance(said, Number):
                    cell.value, cell.number_format = said.value, "General"
                    continue
                safe.put(cell, said)
                cell.number_format = safe.TEXT


def safe_title(text: str) -> str:
    """Return a text as the name of a sheet: 31 characters, none that Excel forbids."""
    return "".join("、" if c in "[]:*?/\\" else c for c in text)[:31] or "Sheet1"


def _head(sheet: Worksheet, register: Register, lang: Lang) -> None:
    for place, column in enumerate(register.columns, start=1):
        cell: Any = sheet.cell(HEAD_ROW, place)
        safe.put(cell, column.headings[0])
        cell.font = safe.BOLD
        cell.fill = safe.MUST_FILL if column.required else safe.HEAD_FILL
        cell.protection = Protection(locked=True)
        cell.comment = Comment(how(column)[lang], "gongjian")
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(
            12, min(_WIDEST, 2 * len(column.headings[0]) + 6)
        )
        # Text all over: Excel turns 2023.10 into 2023.1 and long codes into 9.1E+17.
        sheet.column_dimensions[letter].number_format = safe.TEXT


def _example(sheet: Worksheet, register: Register) -> None:
    for place, column in enumerate(register.columns, start=1):
        cell: Any = sheet.cell(HEAD_ROW + 1, place)
        safe.put(cell, EXAMPLE + example(column))
        cell.font = safe.GREY
        cell.fill = safe.EXAMPLE_FILL


def _drop_downs(book: Workbook, sheet: Worksheet, register: Register) -> None:
    codes = next((other for other in book.worksheets if other.title == CODES_SHEET), None)
    for place, column in enumerate(register.columns, start=1):
        words = choices(column)
        if not words:
            continue
        if codes is None:
            codes = book.create_sheet(CODES_SHEET)
            codes.sheet_state = "hidden"
        at = codes.max_column + 1 if codes["A1"].value else 1
        safe.put(codes.cell(1, at), column.headings[0])
        for row, word in enumerate(words, start=2):
            safe.put(codes.cell(row, at), word)
        letter = get_column_letter(at)
        listed = DataValidation(
            type="list", allow_blank=True, showErrorMessage=True,
            formula1=f"'{CODES_SHEET}'!${letter}$2:${letter}${len(words) + 1}",
            errorTitle=column.headings[0][:32], error="请从下拉列表中选择 / choose from the list",
        )  # fmt: skip
        over = get_column_letter(place)
        listed.add(f"{over}{HEAD_ROW + 2}:{over}{LAST_ROW}")
        sheet.add_data_validation(listed)


def _guide(guide: Worksheet, registers: Sequence[Register], lang: Lang) -> None:
    lines: list[tuple[tuple[str | Text, ...], bool]] = []
    for register in registers:
        lines += [
            ((register.title, register.about), True),
            ((), False),
            ((Text("列名", "column"), Text("必填", "required"), Text("怎么写", "how to write it"),
              Text("也可写作", "other headings")), True),
            *(
                ((c.headings[0], _must(c), how(c), "、".join(c.headings[1:])), False)
                for c in register.columns
            ),
            ((), False),
        ]  # fmt: skip
    for row, (cells, bold) in enumerate([*lines, *(((rule,), False) for rule in GENERAL)], start=1):
        for column, text in enumerate(cells, start=1):
            cell: Any = guide.cell(row, column)
            safe.put(cell, text[lang] if isinstance(text, Text) else text)
            cell.alignment = safe.WRAP
            if bold:
                cell.font = safe.BOLD
    for letter, width in zip("ABCD", (22, 12, 60, 30), strict=True):
        guide.column_dimensions[letter].width = width


def _must(column: Column) -> Text:
    if column.required:
        return Text("是", "yes")
    if column.optional_heading:
        return Text("整列可删", "the column may go")
    return Text("可空", "may be empty")


GENERAL = (
    Text("填报单位、报告期、填报时间写在表头上方；没有内容也要报：留空数据行，写明报告期（零报告）。",
         "Unit, period and day stand above the head; with nothing to report, leave the rows empty "
         "and give the period."),
    Text("日期写 2024-05-01、2024年5月 或 2024年；知道多少写多少，不要编日子。",
         "Write days as 2024-05-01, 2024年5月 or 2024年: as much as is known, nothing made up."),
    Text("空格就是“不知道”，不等于“没有”，也不等于 0。",
         "An empty cell means unknown, neither none nor 0."),
    Text("不要填身份证号、手机号、出生日期、家庭住址：这些一律不读入。",
         "No identity or mobile numbers, birth dates or home addresses: they are never read."),
    Text("列的次序可以变，表头文字不要改；可以加自己的列，不会读入。",
         "Columns may change places; keep the words of the headings. Columns of your own are not "
         "read."),
)  # fmt: skip


def choices(column: Column) -> tuple[str, ...]:
    """Return what may be written into a column; empty where anything may."""
    words = getattr(column.clean, "words", ())
    return tuple(words)


def how(column: Column) -> Text:
    """Return how to write a cell of a column."""
    words = choices(column)
    if words:
        return Text("可填：" + "、".join(words), "one of: " + ", ".join(words))
    if column.clean is clean.day:
        return Text("日期，如 2024-05-01、2024年5月、2024年", "a day, month or year: 2024-05-01")
    if column.clean is clean.term:
        return Text("期限，如 2023.1-2025.12、2023年至今、三年、长期",
                    "a term: 2023.1-2025.12, 2023年至今, 三年, 长期")  # fmt: skip
    if column.clean is clean.area_code:
        return Text("统计用区划代码，4、6、9 或 12 位", "area code of 4, 6, 9 or 12 digits")
    if column.clean is clean.count:
        return Text("整数，不带单位", "a whole number without a unit")
    if column.clean is clean.number:
        return Text("数字，不带单位", "a number without a unit")
    return Text("文字", "text")


def example(column: Column) -> str:
    """Return what the example row says in a column."""
    if column.example:
        return column.example
    words = choices(column)
    if words:
        return words[0]
    if column.clean is clean.day:
        return "2024-05-01"
    if column.clean is clean.area_code:
        return "150102007"
    if column.clean in (clean.count, clean.number):
        return "12"
    return f"某{column.headings[0]}"
