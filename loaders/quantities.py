"""Numbers as clerks write them: with a unit, with a percent sign, never with a guess."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from graph.text import Text
from loaders.clean import BadCell
from loaders.form import Cleaned

UNITS = (
    "平方米", "平米", "㎡", "m2", "家", "个", "名", "人", "户", "栋", "幢", "单元", "所", "处",
    "项", "次", "份", "块", "条", "支", "元", "万元", "小时", "场", "件", "册", "台", "套", "间",
)  # fmt: skip
_NUMBER = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_VAGUE = re.compile(r"余|多|近|约|超|左右|上下|不足|以上|以下|至少|大概|[~〜～]|[><≥≤]|[0-9]-[0-9]")
_JOINED = re.compile(r"\s+(?![0-9])|(?<![0-9])\s+")  # never two numbers into one
_PLAIN = Text("写一个确数，不带“余、近、约”；说不准就留空",
              "write one exact number, or leave the cell empty")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """A cleaner for numbers of something.

    Parameters
    ----------
    whole : bool
        Counts: whole and not negative.
    """

    whole: bool = True

    def __call__(self, text: str) -> int | float | Cleaned:
        plain = _JOINED.sub("", unicodedata.normalize("NFKC", text).strip())
        if _VAGUE.search(plain):
            raise BadCell(
                "number", Text(f"不是确数：“{text}”", f"no exact number: {text!r}"), _PLAIN
            )
        unit = next((u for u in sorted(UNITS, key=len, reverse=True)
                     if plain.endswith(unicodedata.normalize("NFKC", u))), "")  # fmt: skip
        if unit == "万元":
            what = Text(f"以万元计，不换算：“{text}”", f"in 10,000 yuan: {text!r}")
            raise BadCell("number", what, _PLAIN)
        digits = plain.removesuffix(unicodedata.normalize("NFKC", unit)) if unit else plain
        if not _NUMBER.fullmatch(digits):
            raise BadCell("number", Text(f"应为数字：“{text}”", f"not a number: {text!r}"), _PLAIN)
        digits = digits.replace(",", "")
        value = float(digits)
        if self.whole and (value < 0 or value != int(value)):
            raise BadCell(
                "number", Text(f"应为非负整数：“{text}”", f"not a whole number: {text!r}"), _PLAIN
            )
        found = int(value) if value == int(value) and "." not in digits else value
        if unit:
            return Cleaned(int(found) if self.whole else found, "with-unit")
        return int(found) if self.whole else found


counted = Quantity()
measured = Quantity(whole=False)


def percent(text: str) -> float | Cleaned:
    """Return a percentage in percent: 75.94 of 75.94%.

    Raises
    ------
    BadCell
        A bare number of at most 1: it may be 1 % or the whole.
    """
    plain = _JOINED.sub("", unicodedata.normalize("NFKC", text).strip())
    digits = plain.removesuffix("%")
    if not _NUMBER.fullmatch(digits):
        raise BadCell("percent", Text(f"应为百分数：“{text}”", f"not a percentage: {text!r}"),
                      Text("写成 75.94%", "write 75.94%"))  # fmt: skip
    value = float(digits.replace(",", ""))
    if plain == digits and value <= 1 and value != 0:
        raise BadCell("percent", Text(
            f"没有百分号，不知是 {digits}% 还是 {value * 100:g}%",
            f"without a percent sign: {digits} % or {value * 100:g} %?"),
            Text("带上百分号，如 1% 或 100%", "add the sign: 1% or 100%"))  # fmt: skip
    return value if text == digits + "%" else Cleaned(value, "number-form")
