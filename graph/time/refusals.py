"""Dates and terms that are refused: one rule each, and what to write instead."""

from __future__ import annotations

from graph.errors import RefusedInput
from graph.text import Text

_WRITE_DAY = Text("请写成 2023-05-01、2023年5月 或 2023年。", "Write 2023-05-01, 2023-05 or 2023.")

# rule -> (what is wrong with {text}, what to do)
RULES: dict[str, tuple[Text, Text]] = {
    "blank": (Text("没有写日期：{text}", "no date is written: {text}"), _WRITE_DAY),
    "unreadable": (Text("看不懂的日期：{text}", "not a date we can read: {text}"), _WRITE_DAY),
    "no-year": (
        Text("日期没有年份：{text}", "the date has no year: {text}"),
        Text("请补上四位年份，如 2023年5月。", "Add the year in four digits, as in 2023-05."),
    ),
    "two-digit-year": (
        Text("年份只有两位：{text}", "the year has two digits only: {text}"),
        Text("请写四位年份，如 2023.5。", "Write the year in four digits, as in 2023-05."),
    ),
    "year-range": (
        Text("年份不在 1600–2199 之间：{text}", "the year is not within 1600–2199: {text}"),
        Text(
            "请核对年份；没有止期请写“长期”。", "Check the year; write 长期 for a term without end."
        ),
    ),
    "month": (
        Text("没有这个月：{text}", "there is no such month: {text}"),
        Text("月份应为 1–12，请核对。", "Months run from 1 to 12; check the cell."),
    ),
    "day": (
        Text("没有这一天：{text}", "there is no such day: {text}"),
        Text(
            "请对照原件改正；日子不清楚就只写到月。",
            "Correct it from the document; if the day is not known, write the month only.",
        ),
    ),
    "digits": (
        Text(
            "这串数字可以有几种读法（也可能是 Excel 日期序号）：{text}",
            "these digits can be read in several ways (or are an Excel day number): {text}",
        ),
        Text(
            "请把单元格改为日期格式，或写成 2023-05-01。",
            "Format the cell as a date, or write 2023-05-01.",
        ),
    ),
    "serial": (
        Text(
            "不在 Excel 日期序号 61–109574 之内：{text}",
            "not an Excel day number within 61–109574: {text}",
        ),
        _WRITE_DAY,
    ),
    "order": (
        Text("年份不在最前，日和月分不清：{text}", "day and month cannot be told apart: {text}"),
        Text("请把年份写在最前：2023-05-01。", "Put the year first: 2023-05-01."),
    ),
    "mixed": (
        Text(
            "分隔符不一致，可能是一天也可能是起止：{text}",
            "mixed separators: one day, or a beginning and an end? {text}",
        ),
        Text(
            "一天写 2023-05-12；起止写 2023.5至2023.12。",
            "Write one day as 2023-05-12, a term as 2023-05 to 2023-12.",
        ),
    ),
    "placeholder": (
        Text("像是 Excel 的空日期：{text}", "this looks like Excel's empty date: {text}"),
        Text(
            "不知道就留空；确是该年请只写年份。",
            "Leave it empty if unknown; write the year alone if it is meant.",
        ),
    ),
    "vague": (
        Text("大约的日期没有界限：{text}", "an approximate date has no bounds: {text}"),
        Text(
            "请写有把握的部分，如只写年份 2023年。",
            "Write the part that is sure, such as the year alone.",
        ),
    ),
    "term": (
        Text("这是期限，不是一个日期：{text}", "this is a term, not one date: {text}"),
        Text(
            "请写到“有效期”栏，或拆成起、止两栏。",
            "Put it into the column of the term, or split it into start and end.",
        ),
    ),
    "lone": (
        Text("只有一个日期，不知是起还是止：{text}", "one date: start or end? {text}"),
        Text("请写 2023.5起 或 至2023.5。", "Write 2023.5起 (from) or 至2023.5 (until)."),
    ),
    "length-or-year": (
        Text("可能是年限，也可能是年份：{text}", "a length in years, or a year? {text}"),
        Text("年限请写“10年期”，年份请写四位。", "Write 10年期 for a length, or the full year."),
    ),
    "length": (
        Text("年限应在 1 天到 200 年之间：{text}", "a term lasts from 1 day to 200 years: {text}"),
        Text("请核对年限。", "Check the length."),
    ),
    "ambiguous": (
        Text("起止有不止一种拆法：{text}", "start and end can be split in several ways: {text}"),
        Text("请写成 2023.5至2025.12。", "Write it as 2023-05 to 2025-12."),
    ),
}


class BadDate(RefusedInput):
    """A cell that does not state a date or term.

    Parameters
    ----------
    rule : str
        Name of the broken rule, a key of ``RULES``.
    text : str
        The cell as it was read.

    Attributes
    ----------
    rule, text : str
        As given.
    """

    def __init__(self, rule: str, text: str) -> None:
        what, todo = RULES[rule]
        shown = _quoted(text)
        super().__init__(
            Text(what.zh.replace("{text}", shown), what.en.replace("{text}", shown)), todo=todo
        )
        self.rule = rule
        self.text = text


class BadSpan(RefusedInput):
    """Dates that cannot stand together, such as an end before its start."""


def _quoted(text: str, width: int = 40) -> str:
    clipped = text if len(text) <= width else text[: width - 1] + "…"
    return "“" + "".join(c if c.isprintable() else " " for c in clipped) + "”"
