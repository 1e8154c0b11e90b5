"""One row of a table becomes clean values: each cell accepted, normalised or refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graph.errors import RefusedInput
from graph.text import Text
from graph.time import BadDate, PartialDate, Term
from loaders.changes import Changes
from loaders.clean import BadCell, area_code, trim
from loaders.context import Row
from loaders.declare import Register
from loaders.files.cells import Cells, Fault, Number
from loaders.form import Cleaned, Column
from loaders.layout import Table
from loaders.personal import LEFT_OUT, is_personal, speaks_of_persons, without
from loaders.problems import Problem
from loaders.records import EXAMPLE
from loaders.tidy import tidy

SAME = frozenset({"同上", "〃", "″", '"', "''", "同前", "同左上"})
NOTHING = frozenset({"/", "\\", "—", "——", "-", "--", "无", "暂无", "空", "待定", "未定", "不详"})
DOUBT = " — "  # between the first and the last day of a reading
CLEANED = "（整理后）"  # after a heading: what was made of the cell
WARNINGS = {  # taken as it is, but somebody should look at it
    "check-sign": Text("统一社会信用代码的校验位不符，照录；早年发放的合法代码也会这样",
                       "the check sign does not fit; taken as it is, there are legal ones"),
}  # fmt: skip
_LOOK = Text("对照营业执照或法人证书核对", "compare it with the licence")
_MEND = Text("改正后重新载入", "mend it and load again")
_PLAIN_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


_REPEATED = 4_096  # different texts of a column that are kept with their value


class Reading(NamedTuple):
    """What a cell was read as.

    Parameters
    ----------
    text : str
        The trimmed text: what 同上 in the row below means.
    value : Any
        None where the cell says that there is nothing.
    changes : tuple of (str, str, str)
        Original, cleaned and rule, where it was not taken letter by letter.
    shown : str or None
        What was made of the cell, to be kept beside it; None where the original says it all.
    kept : str
        The cell as evidence, without what belongs to a person.
    """

    text: str
    value: Any
    changes: tuple[tuple[str, str, str], ...] = ()
    shown: str | None = None
    kept: str = ""


class Reader(NamedTuple):
    """A column of the table that serves one of the register, and what its cells were read as."""

    column: Column
    place: int
    heading: str
    known: dict[str, Reading]


@dataclass
class Cleaner:
    """Cleans the rows of one table, and remembers what 同上 refers to.

    The evidence of a row keeps what its cells say and, beside it, what was made of them. A text
    that a column repeats is cleaned once.

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
    changes: Changes = field(default_factory=Changes)
    personal: list[str] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        used = set(self.places.values())
        self._above: dict[int, str] = {}
        self._readers = [
            Reader(c, self.places[c.name], self.table.headings[self.places[c.name]], {})
            for c in self.register.columns
            if c.name in self.places
        ]
        self._before = 0, 0  # the row above, and how many of its cells hold something
        self._required = sum(reader.column.required for reader in self._readers)
        self._printed = {reader.column.name: reader.heading for reader in self._readers}
        # What a column of the register says is evidence; nothing else is kept.
        strange = [
            (heading, place) for place, heading in enumerate(self.table.headings)
            if place not in used
        ]  # fmt: skip
        self.personal += [heading for heading, _ in strange if is_personal(heading)]
        # Columns that nobody asks for may still hold what belongs to a person: that is told.
        self._strange = {h: place for h, place in strange if h and not is_personal(h)}

    def row(self, number: int, cells: Cells) -> tuple[Row, list[Problem]]:
        """Return a clean row, and what of it is refused."""
        values: dict[str, Any] = {"reported": self.reported}
        problems: list[Problem] = []
        evidence: dict[str, str] = {}
        lacking: list[tuple[str, str]] = []
        for reader in self._readers:
            column, place, heading, known = reader
            cell = cells[place]
            value = None
            if cell:
                found = known.get(cell) if type(cell) is str else None
                if found is None:
                    try:
                        found = self._read(reader, cell)
                    except RefusedInput as error:
                        problems.append(self._problem(
                            number, heading, cell, _rule(error, column), error.what,
                            error.todo or _MEND,
                        ))  # fmt: skip
                        continue
                text, value, changes, shown_, evidence[heading] = found
                if text:
                    self._above[place] = text
                for change in changes:
                    if change[2] in WARNINGS:
                        self.notes.append(self._problem(
                            number, heading, cell, change[2], WARNINGS[change[2]], _LOOK
                        ))  # fmt: skip
                    else:
                        self.changes.note(self.table.sheet, number, heading, change)
                if shown_ is not None:
                    evidence[heading + CLEANED] = shown_
            if value is not None:
                values[column.name] = value
            elif column.required:
                lacking.append((heading, cell))
        if lacking:
            problems += self._lacking(number, cells, lacking)
        told = [h for h, place in self._strange.items() if speaks_of_persons((cells[place],))]
        for heading in told:
            self.personal.append(heading)
            del self._strange[heading]
        self._before = number, len(evidence)
        return Row(number, values, evidence, self.table.sheet, self._printed), problems

    def _lacking(self, number: int, cells: Cells, lacking: list[tuple[str, str]]) -> list[Problem]:
        """Return what is said of required cells that are empty.

        Where all of them are, nothing but the place below says what the row speaks of.
        """
        told = sum(map(bool, cells))
        before, filled = self._before
        if len(lacking) == self._required and before == number - 1 and 2 * told < filled:
            return [self._problem(number, "", "", "record-over-rows", _CONTINUED, _ONE_ROW)]
        return [
            self._problem(number, heading, cell, "required", _EMPTY, _FILL_IN)
            for heading, cell in lacking
        ]

    def _problem(
        self, number: int, heading: str, cell: str, rule: str, what: Text, todo: Text
    ) -> Problem:
        return Problem(
            self.table.file, self.table.sheet, number, heading, str(cell), rule, what, todo
        )

    def _read(self, reader: Reader, cell: str) -> Reading:
        """Return what a cell says; a text that may come again is kept with its reading."""
        column = reader.column
        kept = str(cell) if _taken_whole(column, cell) else without(cell)
        if type(cell) is not str:
            if isinstance(cell, Fault):
                raise _fault(cell)
            return _reading(column, cell)._replace(kept=kept)
        text = trim(cell)
        if text in SAME:
            return self._ditto(reader, text)._replace(kept=kept)
        if text.startswith(EXAMPLE):
            raise BadCell(
                "example-left",
                Text("还留有模板的示例内容", "the example of the template is still here"),
                Text("换成实际内容，或清空整行", "fill it in, or clear the whole row"),
            )
        found = (_reading(column, text) if text else Reading("", None))._replace(kept=kept)
        if len(reader.known) < _REPEATED:
            reader.known[cell] = found
        return found

    def _ditto(self, reader: Reader, text: str) -> Reading:
        """Return what the cell above says."""
        above = self._above.get(reader.place)
        if above is None:
            raise BadCell(
                "same-as-above",
                Text(f"“{text}”上面没有值", f"nothing stands above {text!r}"),
                Text("写出值", "write the value out"),
            )
        found = _reading(reader.column, above)
        ditto = (text, str(above), "same-as-above")
        shown_ = str(above) if found.shown is None else found.shown
        return Reading(above, found.value, (ditto, *found.changes), shown_)


_CONTINUED = Text(
    "必填的各列都空着：像是上一行那条记录写到了第二行",
    "all required cells are empty: the record above goes on here, it seems",
)
_ONE_ROW = Text("一条记录写在一行里；不是的话填上必填的列",
                "write a record into one row, or fill in the required cells")  # fmt: skip
_EMPTY = Text("不能为空", "must not be empty")
_FILL_IN = Text("填上它", "fill it in")


def _reading(column: Column, text: str) -> Reading:
    """Return what a text means in a column; no value where it says that there is none."""
    if not _taken_whole(column, text) and (kept := without(text)) != text:
        return _impersonal(column, kept)
    if text == LEFT_OUT:  # 同上 of it
        return Reading(text, None)
    if column.clean is None:
        if text in NOTHING:
            return _changed(text, None, "", "no-value")
        value, rule = tidy(text)
        return _changed(text, value, value, rule) if rule else Reading(text, value)
    try:
        value = column.clean(text)
    except RefusedInput:
        if text in NOTHING:
            return _changed(text, None, "", "no-value")
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
    return _changed(text, value, shown(value), rule) if rule else Reading(text, value)


PLACES = frozenset({"parent", "area", "street", "place"})  # columns that name an area, or its code


def _taken_whole(column: Column, text: str) -> bool:
    """Tell whether a cell is not looked into for what belongs to a person.

    The register itself sees to a person that it asks for. Where the code of an area may stand,
    eleven digits are a code that lacks one, which must be told, and no mobile number.
    """
    codes = column.clean is area_code or column.name in PLACES
    return column.person or (codes and text.strip().isdecimal())


def _impersonal(column: Column, kept: str) -> Reading:
    """Return what is left of a text that spoke of a person; its words are kept nowhere."""
    change = (LEFT_OUT, LEFT_OUT, "personal")
    if not kept.replace(LEFT_OUT, "").strip(" 　，,、;；:："):
        return Reading(LEFT_OUT, None, (change,))
    found = _reading(column, kept)
    return Reading(kept, found.value, (change, *found.changes), found.shown)


FROM_NUMBERS = ("day-serial", "day-as-number")


def _changed(text: str, value: Any, cleaned: str, rule: str) -> Reading:
    # How a day was read stands in the dates of its facts, and need not be kept beside the cell.
    # That it was a number does not stand in its text: 45231 and 2023.1 would be read otherwise.
    plain = rule.startswith("day-") and rule not in FROM_NUMBERS
    kept = None if plain or cleaned == text else cleaned
    return Reading(text, value, ((str(text), cleaned, rule),), kept)


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


def _date_rule(text: str, value: PartialDate) -> str:
    if isinstance(text, Number):
        return "day-serial" if len(text) == 5 else "day-as-number"
    return "" if _PLAIN_DATE.fullmatch(text) else "day-form"


def shown(value: Any) -> str:
    """Return a cleaned value as people read it."""
    if isinstance(value, PartialDate):
        first, last = value.first.isoformat(), value.last.isoformat()
        return first if first == last else f"{first}{DOUBT}{last}"
    if value is None:
        return ""
    if isinstance(value, Term):
        ends = [shown(day) for day in (value.start, value.end) if day]
        return " 至 ".join(ends) or value.text
    if isinstance(value, bool):
        return "是" if value else "否"
    return unicodedata.normalize("NFC", str(value))
