"""One row of a table becomes clean values: each cell accepted, normalised or refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.errors import RefusedInput
from graph.text import Text
from graph.time import BadDate, PartialDate
from loaders.clean import BadCell, trim
from loaders.context import Row
from loaders.declare import Register
from loaders.files.cells import Cells, Fault, Number
from loaders.form import Cleaned, Column
from loaders.layout import Table
from loaders.personal import is_personal, without
from loaders.problems import Problem
from loaders.records import EXAMPLE

SAME = frozenset({"同上", "〃", "″", '"', "''", "同前", "同左上"})
NOTHING = frozenset({"/", "\\", "—", "——", "-", "--", "无", "暂无", "空", "待定", "未定", "不详"})
CLEANED = "（整理后）"  # after a heading: what was made of the cell
_MEND = Text("改正后重新载入", "mend it and load again")
_PLAIN_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_TAIL = "、，,;；"


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that was not taken letter by letter.

    Parameters
    ----------
    sheet : str
    row : int
    column : str
        Heading as printed.
    original, cleaned : str
        What the cell says, and what was made of it.
    rule : str
        Name of the rule.
    """

    sheet: str
    row: int
    column: str
    original: str
    cleaned: str
    rule: str


@dataclass
class Cleaner:
    """Cleans the rows of one table, and remembers what 同上 refers to.

    The evidence of a row keeps what its cells say and, beside it, what was made of them.

    Parameters
    ----------
    table : Table
    register : Register
    places : mapping of str to int
        Which column of the table serves each declared column.
    reported : PartialDate or None
        The day for which the whole table speaks.
    """

    table: Table
    register: Register
    places: Mapping[str, int]
    reported: PartialDate | None
    changes: list[Change] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        used = set(self.places.values())
        self._above: dict[int, str] = {}
        self._columns = [
            (c, self.places[c.name], self.table.headings[self.places[c.name]])
            for c in self.register.columns
            if c.name in self.places
        ]
        self._printed = {c.name: heading for c, _, heading in self._columns}
        # What a column of the register says is evidence; of the others, nothing personal.
        self._kept = [
            (heading, place, place in used)
            for place, heading in enumerate(self.table.headings)
            if place in used or not is_personal(heading)
        ]
        self.personal = [
            heading
            for place, heading in enumerate(self.table.headings)
            if place not in used and is_personal(heading)
        ]

    def row(self, number: int, cells: Cells) -> tuple[Row, list[Problem]]:
        """Return a clean row, and what of it is refused."""
        values: dict[str, Any] = {"reported": self.reported}
        problems: list[Problem] = []
        before = len(self.changes)
        for column, place, heading in self._columns:
            cell = cells[place]
            try:
                text = self._text(number, heading, place, cell)
                if text:
                    value = self._value(number, column, heading, text)
                    if value is not None:
                        values[column.name] = value
            except RefusedInput as error:
                problems.append(
                    Problem(
                        self.table.file, self.table.sheet, number, heading, str(cell),
                        _rule(error, column), error.what, error.todo or _MEND,
                    )
                )  # fmt: skip
                continue
            if column.required and column.name not in values:
                problems.append(
                    Problem(
                        self.table.file, self.table.sheet, number, heading, str(cell), "required",
                        Text("不能为空", "must not be empty"), Text("填上它", "fill it in"),
                    )
                )  # fmt: skip
        evidence = {
            heading: str(cells[place]) if used else without(cells[place])
            for heading, place, used in self._kept
            if cells[place]
        }
        for change in self.changes[before:]:
            if not change.rule.startswith("day-"):  # their reading stands in the dates
                evidence[change.column + CLEANED] = change.cleaned
        return Row(number, values, evidence, self.table.sheet, self._printed), problems

    def _text(self, number: int, heading: str, place: int, cell: str) -> str:
        """Return the trimmed text of a cell; 同上 is what stands above it."""
        if type(cell) is not str:
            if isinstance(cell, Fault):
                raise _fault(cell)
            self._above[place] = cell
            return cell
        text = trim(cell)
        if text in SAME:
            if place not in self._above:
                raise BadCell("same-as-above", Text(
                    f"“{text}”上面没有值", f"nothing stands above {text!r}"),
                    Text("写出值", "write the value out"))  # fmt: skip
            text = self._above[place]
            self._note(number, heading, cell, text, "same-as-above")
        elif text:
            if text.startswith(EXAMPLE):
                raise BadCell(
                    "example-left",
                    Text("还留有模板的示例内容", "the example of the template is still here"),
                    Text("换成实际内容，或清空整行", "fill it in, or clear the whole row"),
                )
            self._above[place] = text
        return text

    def _value(self, number: int, column: Column, heading: str, text: str) -> Any:
        """Return the value of a cell; None where it says that there is none."""
        if column.clean is None:
            if text in NOTHING:
                self._note(number, heading, text, "", "no-value")
                return None
            tidy = _tidy(text)
            if tidy != text:
                self._note(number, heading, text, tidy, "line-breaks")
            return tidy
        try:
            value = column.clean(text)
        except RefusedInput:
            if text in NOTHING:
                self._note(number, heading, text, "", "no-value")
                return None
            raise
        rule = ""
        if isinstance(value, Cleaned):
            value, rule = value.value, value.rule
        elif isinstance(value, PartialDate):
            rule = _date_rule(text, value)
        elif isinstance(value, str) and value != text:
            rule = "full-width"
        elif isinstance(value, (int, float)) and str(value) != text:
            rule = "number-form"
        if rule:
            self._note(number, heading, text, shown(value), rule)
        return value

    def _note(self, row: int, heading: str, original: str, cleaned: str, rule: str) -> None:
        self.changes.append(
            Change(self.table.sheet, row, heading, str(original), str(cleaned), rule)
        )


def _fault(cell: Fault) -> BadCell:
    if cell == "=":
        return BadCell(
            "formula-not-computed",
            Text("公式没有计算结果", "the formula was never computed"),
            Text("在 Excel 中打开并保存一次，或粘贴为数值", "open and save it, or paste values"),
        )
    return BadCell(
        "formula-error",
        Text(f"公式出错：{cell}", f"the formula failed: {cell}"),
        Text("改正公式，或直接填值", "mend the formula, or write the value"),
    )


def _rule(error: RefusedInput, column: Column) -> str:
    if isinstance(error, BadDate):
        return f"date-{error.rule}"
    rule = getattr(error, "rule", "")
    return rule if isinstance(rule, str) and rule else column.name


def _tidy(text: str) -> str:
    """Return a text in one line, without separators left at its end."""
    if "\n" in text or "\r" in text:
        text = "".join(trim(part) for part in text.splitlines())
    return trim(text.rstrip(_TAIL)) or text


def _date_rule(text: str, value: PartialDate) -> str:
    if isinstance(text, Number):
        return "day-serial" if len(text) == 5 else "day-as-number"
    return "" if _PLAIN_DATE.fullmatch(text) else "day-form"


def shown(value: Any) -> str:
    """Return a cleaned value as people read it."""
    if isinstance(value, PartialDate):
        first, last = value.first.isoformat(), value.last.isoformat()
        return first if first == last else f"{first} — {last}"
    if isinstance(value, bool):
        return "是" if value else "否"
    return unicodedata.normalize("NFC", str(value))
