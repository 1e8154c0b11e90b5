"""What a cell may say: each cleaner takes trimmed text and returns a value or refuses it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from graph.errors import RefusedInput
from graph.schema.declare import CodeList
from graph.text import Text
from graph.time import PartialDate, parse_date, parse_serial, parse_term
from loaders.files.cells import Number
from loaders.files.text import trim as trim  # part of what cleaning offers
from loaders.form import Cleaned

_AREA_CODE = re.compile(r"[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]+")
_NUMBER = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?")


class BadCell(RefusedInput):
    """A cell that breaks a rule with a name of its own.

    Parameters
    ----------
    rule : str
        Name of the rule, as in :mod:`loaders.rules`.
    what, todo : Text
        What is wrong, and what to do.
    """

    def __init__(self, rule: str, what: Text, todo: Text) -> None:
        super().__init__(what, todo=todo)
        self.rule = rule


def kept_digits(code: str) -> None:
    """Refuse a code that a spreadsheet turned into a number and rounded.

    Raises
    ------
    BadCell
        Such as 9.11501E+17: its last digits are gone for good.
    """
    if _SCIENTIFIC.fullmatch(code):
        raise BadCell(
            "code-as-number",
            Text(
                f"代码被 Excel 变成了科学计数（{len(code)} 个字符“{code}”），末尾数字已丢失",
                f"a spreadsheet made a rounded number of this code ({len(code)}: {code!r}): "
                "its last digits are lost",
            ),
            Text(
                "把该列设为“文本”格式，从原件重新粘贴代码",
                "format the column as text and paste the codes again from the original",
            ),
        )


def area_code(text: str) -> str:
    """Return a statistical area code of 4, 6, 9 or 12 digits.

    Raises
    ------
    RefusedInput
        Another length, or other characters.
    """
    code = unicodedata.normalize("NFKC", text)
    kept_digits(code)
    if not _AREA_CODE.fullmatch(code):
        raise BadCell(
            "area-code",
            Text(
                f"区划代码应为 4、6、9 或 12 位数字，这里是 {len(code)} 位“{code}”",
                f"an area code has 4, 6, 9 or 12 digits; this has {len(code)}: {code!r}",
            ),
            Text("对照统计用区划代码补全", "complete it from the statistical code list"),
        )
    return code


@dataclass(frozen=True, slots=True)
class OneOf:
    """A cleaner that takes one of a few words, and knows other words for them.

    Parameters
    ----------
    caption : Text
        What the words are.
    words : tuple of str
        What may be written.
    english : tuple of str
        The same in English, for the message; may be empty.
    also : mapping
        Other words that mean one of them, as registers write them.
    """

    caption: Text
    words: tuple[str, ...]
    english: tuple[str, ...] = ()
    also: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, text: str) -> str | Cleaned:
        if text in self.words:
            return text
        plain = "".join(unicodedata.normalize("NFKC", text).split())
        if plain in self.words:
            return Cleaned(plain, "full-width")
        if plain in self.also:
            return Cleaned(self.also[plain], "other-word")
        english = self.english or self.words
        raise BadCell(
            "one-of",
            Text(
                f"“{text}”不是{self.caption.zh}",
                f"{text!r} is not a {self.caption.en}",
            ),
            Text(
                "可填：" + "、".join(self.words),
                "one of: "
                + ", ".join(
                    w if w == e else f"{w} ({e})" for w, e in zip(self.words, english, strict=True)
                ),
            ),
        )


def one_of(codes: CodeList, also: Mapping[str, str] | None = None) -> OneOf:
    """Return a cleaner that takes the values of a code list."""
    return OneOf(
        codes.caption, tuple(c.value for c in codes.codes), tuple(c.en for c in codes.codes),
        also or {},
    )  # fmt: skip


def one_of_words(zh: str, en: str, words: tuple[str, ...]) -> OneOf:
    """Return a cleaner that takes one of a few words."""
    return OneOf(Text(zh, en), words)


YES, NO = "是", "否"
_TICKS = {
    "√": YES, "✓": YES, "✔": YES, "1": YES, "有": YES, "已": YES, "Y": YES, "TRUE": YES,
    "×": NO, "✗": NO, "✘": NO, "0": NO, "无": NO, "未": NO, "没有": NO, "N": NO, "FALSE": NO,
}  # fmt: skip
_YES_NO = OneOf(Text("是或否", "yes or no"), (YES, NO), ("yes", "no"), _TICKS)


@dataclass(frozen=True, slots=True)
class YesNo:
    """A cleaner for ticks: 是, √, 1, 有 are yes; an empty cell is unknown, never no."""

    words: tuple[str, ...] = (YES, NO)

    def __call__(self, text: str) -> Cleaned:
        found = _YES_NO(text)
        if isinstance(found, Cleaned):
            return Cleaned(found.value == YES, "tick")
        return Cleaned(found == YES, "")


yes_no = YesNo()


_dated = lru_cache(50_000)(parse_date)  # a register repeats its days
_SERIALS = range(20_000, 73_051)  # 1954 to 2099, as Excel numbers its days


def day(text: str) -> PartialDate:
    """Return a date as registers write it, with its doubt.

    A number cell of five digits is Excel's number of a day. One of 2023.1 was typed as 2023.1
    or as 2023.10: both are possible.
    """
    if not isinstance(text, Number):
        return _dated(text)
    if text.value in _SERIALS:
        found = parse_serial(text.value)
        return PartialDate(found.first, found.last, str(text))
    return parse_date(str(text), from_number=True)


def term(text: str) -> Cleaned:
    """Return a term that one cell states: 2023.1-2025.12, 2023年至今, 三年, 长期."""
    return Cleaned(parse_term(text), "day-term")


def number(text: str) -> float | int:
    """Return a plain number.

    Raises
    ------
    RefusedInput
        Units, qualifiers or anything else beside the digits.
    """
    plain = unicodedata.normalize("NFKC", text)
    if not _NUMBER.fullmatch(plain):
        raise BadCell(
            "number",
            Text(f"应为数字：“{text}”", f"not a plain number: {text!r}"),
            Text("单位和“余、近、约”另列填写", "put units and qualifiers into their own columns"),
        )
    plain = plain.replace(",", "")  # 1,000 but never 1,5
    return float(plain) if "." in plain else int(plain)


def count(text: str) -> int:
    """Return a whole number that is not negative."""
    value = number(text)
    if not isinstance(value, int) or value < 0:
        raise BadCell(
            "number",
            Text(f"应为非负整数：“{text}”", f"not a whole number: {text!r}"),
            Text("检查这个数", "check the number"),
        )
    return value
