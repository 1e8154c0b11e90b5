"""Which rows below a head are records: not the totals, captions, signatures and examples."""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph.text import Text
from loaders.files import limits
from loaders.files.cells import Book, Cells, Sheet, ranges
from loaders.files.refusals import RULES, Refusal
from loaders.files.rows import Line
from loaders.files.text import trim
from loaders.heads import key
from loaders.problems import Problem, RefusedRegister

# Sheets of our own templates, which hold no records.
GUIDE_SHEET, CODES_SHEET, SUMMARY_SHEET = "填写说明", "代码表", "问题汇总"
OUR_SHEETS = (GUIDE_SHEET, CODES_SHEET, SUMMARY_SHEET)
Merged = tuple[int, int, int, int]
EXAMPLE = "例："  # before every cell of an example row; such a row is never loaded

_TOTAL = re.compile(r"(?:.{0,12}(?:街道|社区|镇|乡|村))?(?:小计|合计|总计|共计|累计|总数)[::]?")
_FOOT = re.compile(
    r"(?:注|说明|备注|填表说明|填报说明)[0-9]?[::.、]|"
    r"(?:填表人|填报人|制表人?|审核人?|审批人?|复核人?|经办人|负责人|主要负责人|单位负责人|"
    r"主管领导|分管领导|联系人|联系电话|填报单位|填报时间|填报日期|制表时间|日期|签字|盖章)"
    r"(?:\([^()]*\))?[::(]"
)
_FOOT_CELLS = 6  # a signature line has few; a record has more


@dataclass(frozen=True, slots=True)
class Total:
    """A row of totals: its place, the word that it begins with, and its cells."""

    row: int
    label: str
    cells: Cells


def refused(file: str, error: Refusal, sheet: str = "") -> RefusedRegister:
    """Return the refusal of a whole file as people meet it."""
    what, todo = RULES[error.rule]
    said = Text(
        what.zh.replace("{detail}", error.detail), what.en.replace("{detail}", error.detail)
    )
    return RefusedRegister([Problem(file, sheet, error.row, "", "", error.rule, said, todo)])


def is_foot(cells: Cells) -> bool:
    """Tell whether a row is a note or a signature below (or above) a table."""
    told = [cell for cell in cells if trim(cell)]
    return bool(told) and len(told) <= _FOOT_CELLS and bool(
        _FOOT.match(unicodedata.normalize("NFKC", trim(told[0])))
    )  # fmt: skip


def filled_down(
    sheet: Sheet, body: Iterable[Line], notes: list[Problem], file: str
) -> Iterable[Line]:
    """Give every row of a merged cell its value, which the file keeps in the first only."""
    tall = [m for m in sheet.merged if m[2] > m[0]]
    return _filled(sheet.name, list(body), tall, notes, file) if tall else body


def _filled(
    sheet: str, body: list[Line], tall: Sequence[Merged], notes: list[Problem], file: str
) -> list[Line]:
    numbers = [number for number, _ in body]
    fills: dict[int, dict[int, str]] = defaultdict(dict)
    at = dict(body)
    count = 0
    for top, column, bottom, _ in tall:
        source = at.get(top, ())
        value = source[column - 1] if len(source) >= column else ""
        if not trim(value):
            continue
        low, high = bisect.bisect_right(numbers, top), bisect.bisect_right(numbers, bottom)
        count += high - low
        if count > limits.AREA:
            raise refused(file, Refusal("merges", f"{count:,}"), sheet)
        for number in numbers[low:high]:
            fills[number][column] = value
    if count:
        said = Text(
            f"合并单元格的值填到所属各行，共 {count} 格",
            f"values of merged cells given to each of their rows: {count} cells",
        )
        notes.append(note(file, sheet, 0, "merged-cell", str(count), said))
    filled = []
    for number, cells in body:
        more = fills.get(number)
        if more:
            row = list(cells) + [""] * (max(more) - len(cells))
            for column, value in more.items():
                if not trim(row[column - 1]):
                    row[column - 1] = value
            cells = tuple(row)
        filled.append((number, cells))
    return filled


def records(
    book: Book, sheet: Sheet, headings: tuple[str, ...], body: Iterable[Line],
    notes: list[Problem], totals: list[Total],
) -> Iterator[Line]:  # fmt: skip
    """Yield the rows that are records; each other row is noted with the reason.

    Rows of totals are added to `totals`.
    """
    wide = {m[0] for m in sheet.merged if m[0] == m[2] and 2 * (m[3] - m[1] + 1) >= len(headings)}
    for number, cells in body:
        if len(cells) > len(headings) and book.form == "csv":
            surplus = [cell for cell in cells[len(headings) :] if trim(cell)]
            if surplus:
                raise RefusedRegister([Problem(
                    book.file, "", number, "", "", "as-many-cells",
                    Text(f"比表头多出单元格：{surplus}",
                         f"cells beyond the last heading: {surplus}"),
                    Text("检查这一行的分隔符", "check the separators of this line"),
                )])  # fmt: skip
        first = next((trim(cell) for cell in cells[:4] if trim(cell)), "")
        rule = ""
        if first.startswith(EXAMPLE) and all(
            trim(cell).startswith(EXAMPLE) for cell in cells if trim(cell)
        ):
            rule = "example-row"
        elif len(first) <= 20 and any(_is_total(c) for c in cells[:4]):
            rule = "total-row"
            label = next(key(cell) for cell in cells[:4] if _is_total(cell))
            totals.append(Total(number, label, cells))
        elif number in wide and sum(bool(trim(cell)) for cell in cells) == 1:
            rule = "section-row"
        if rule:
            value = "" if rule == "example-row" else first
            notes.append(note(book.file, sheet.name, number, rule, value, _PASSED[rule]))
        else:
            yield number, cells


_PASSED = {
    "example-row": Text("模板的示例行，不载入", "the example row of the template is not loaded"),
    "total-row": Text("小计、合计行，不当作数据", "a row of totals, no record"),
    "section-row": Text("横跨全表的小标题，不当作数据", "a caption across the table, no record"),
}


def _is_total(cell: str) -> bool:
    """Tell whether a cell heads a row of totals: each of those has one of two signs."""
    return ("计" in cell or "数" in cell) and bool(_TOTAL.fullmatch(key(cell)))


def hidden(
    file: str, sheet: Sheet, headings: tuple[str, ...], rows: Iterable[Line],
    notes: list[Problem],
) -> None:  # fmt: skip
    """Note hidden rows and columns: they are read, and the person should know."""
    away = sheet.hidden_rows
    unseen = {number for number, _ in rows if number in away} if away else set()
    if unseen:
        listed = ranges(unseen)
        notes.append(
            note(
                file,
                sheet.name,
                0,
                "hidden-rows",
                listed,
                Text(
                    f"隐藏（或被筛选掉）的 {len(unseen)} 行也已读入：第 {listed} 行",
                    f"{len(unseen)} hidden or filtered rows were read too: {listed}",
                ),
            )
        )
    columns = [c for c in sorted(sheet.hidden_columns) if c <= len(headings) and headings[c - 1]]
    if columns:
        listed = "、".join(headings[c - 1] for c in columns)
        notes.append(
            note(
                file,
                sheet.name,
                0,
                "hidden-columns",
                listed,
                Text(f"隐藏的列也已读入：{listed}", f"hidden columns were read too: {listed}"),
            )
        )


def note(file: str, sheet: str, row: int, rule: str, value: str, what: Text) -> Problem:
    """Return something that was seen and passed over: it stops nothing."""
    return Problem(file, sheet, row, "", value, rule, what, Text("", ""))
