"""Read one date as registers write it.

Total: every string either gives a PartialDate or raises BadDate with the name of the rule.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from graph.time.partial import OPEN_END, UNKNOWN_START, PartialDate
from graph.time.refusals import BadDate

MIN_YEAR, MAX_YEAR = 1600, 2199
LONGEST = 200  # characters; a longer cell is a remark, not a date
_EMPTY = {(1900, 1, 0), (1900, 1, 1), (1899, 12, 30), (1899, 12, 31)}  # Excel without a date
_EPOCH = date(1899, 12, 30)
_LAST_SERIAL = (date(MAX_YEAR, 12, 31) - _EPOCH).days

# Only typing variants are folded. NFKC would turn 202³ into 2023.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= dict.fromkeys(map(ord, "‐‑‒–—―−─"), ord("-"))
_FOLD |= dict.fromkeys(map(ord, "～〜∼"), ord("~"))
_FOLD |= dict.fromkeys(map(ord, "。．·・"), ord("."))
_FOLD |= {ord("（"): ord("("), ord("）"): ord(")"), ord("，"): ord(",")}
_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), 0x2060, 0xFEFF])

_DIGITS = dict(zip("〇零○Oo一二三四五六七八九", "00000123456789", strict=True))
_DIGITS |= dict(zip("壹贰叁肆伍陆柒捌玖", "123456789", strict=True))
_UNITS = "一二三四五六七八九"
NOTHING = frozenset({"", "-", "/", "\\", "无", "空", "不详", "未知", "不明", "待定", "未定"})

_Y = "(?P<y>[0-9]{4}|[〇零○Oo0一二三四五六七八九壹贰叁肆伍陆柒捌玖]{4})"
_N = "[0-9]{1,2}|[一二三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾]{1,3}"
_M, _D = f"(?P<m>元|{_N})月", f"(?P<d>{_N})"
_D12 = "(?P<d>[0-9]{1,2})"
_CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
_QUARTER = "第?[一二三四1-4]季度?|[Qq][1-4]|[Hh][12]"
_THIRD = "(?P<part>初|中|底|末|上旬|中旬|下旬)"
_FORMS = [
    re.compile(form)
    for form in (
        rf"{_Y}(?:年度?|年全年)?",
        rf"{_Y}年{_M}份?",
        rf"{_Y}年{_M}{_D}(?:[日号](?:{_CLOCK})?)?",
        rf"(?P<y>[0-9]{{4}})(?P<s>[./-])(?P<m>[0-9]{{1,2}})(?:(?P=s){_D12}(?:[ T]{_CLOCK})?)?",
        r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})?",
        rf"{_Y}年?(?P<part>初|中|底|末|上半年|下半年|{_QUARTER})",
        rf"{_Y}年{_M}份?{_THIRD}",
        rf"{_M}份?",
        rf"{_M}{_D}[日号]?",
        rf"{_M}份?{_THIRD}",
        rf"(?P<part>年初|年中|年底|年末|上半年|下半年|{_QUARTER})",
    )
]
# Wide enough to hold every usual reading: a convention of ours, never a certainty.
_YEAR_PARTS = {
    "初": (1, 3),
    "中": (5, 8),
    "底": (10, 12),
    "末": (10, 12),
    "上半年": (1, 6),
    "下半年": (7, 12),
}
_MONTH_PARTS = {"初": (1, 10), "上": (1, 10), "中": (11, 20), "底": (21, 31), "末": (21, 31)}
_MONTH_PARTS |= {"下": (21, 31)}
_BEFORE = re.compile(r"(?:(?:不晚于|by)(?P<a>.+)|(?P<b>.+?)(?:之前|以前|前))")
_AFTER = re.compile(r"(?:(?:不早于|notbefore)(?P<a>.+)|(?P<b>.+?)(?:之后|以后|后))")


def clean(text: str) -> str:
    """Fold typing variants: full width, dashes, invisible characters, spaces.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    str
        Spaces remain only between two digits, where dropping them would join numbers.
    """
    folded = " ".join(text.translate(_FOLD).translate(_INVISIBLE).split())
    folded = re.sub(r"(?<![0-9]) | (?![0-9])", "", folded)
    folded = re.sub(r"-{2,}", "-", folded).rstrip("、,;.")
    inner = folded[1:-1]
    if folded[:1] == "(" and folded[-1:] == ")" and not set(inner) & set("()"):
        return inner
    return folded


def parse_date(
    text: str, *, from_number: bool = False, default_year: int | None = None
) -> PartialDate:
    """Read one date.

    Parameters
    ----------
    text : str
        What the cell says.
    from_number : bool, optional
        The cell held a number. Excel shows 2023.10 as 2023.1, so that value then means
        January or October.
    default_year : int, optional
        Year of a date that names none, such as the year of the report.

    Returns
    -------
    PartialDate
        With ``text`` as given.

    Raises
    ------
    BadDate
        For everything else; ``rule`` names why.
    """
    if len(text) > LONGEST:
        raise BadDate("unreadable", text)
    body = clean(text)
    if from_number:
        body = re.sub(r"(?<=[0-9]{4})\.0$", "", body)
    if body in NOTHING:
        raise BadDate("blank", text)
    first, last = _bounds(body, text, default_year)
    if from_number and re.fullmatch(r"[0-9]{4}\.1", body):
        last = date(first.year, 10, 31)
    return PartialDate(first, last, text)


def parse_serial(number: float, *, date1904: bool = False) -> PartialDate:
    """Read Excel's number of a day, with the clock cut off.

    Parameters
    ----------
    number : int or float
        Days since 1899-12-30 (45047 is 2023-05-01); from 61, the first day that Excel counts
        correctly, to 2199.
    date1904 : bool, optional
        The workbook counts from 1904-01-01.

    Raises
    ------
    BadDate
        Rule "serial".
    """
    shift = 1462 if date1904 else 0
    # The comparison also turns away NaN, infinity and huge integers.
    if isinstance(number, bool) or not 61 <= number + shift < _LAST_SERIAL + 1:
        raise BadDate("serial", f"{number:g}")
    return PartialDate.of(_EPOCH + timedelta(days=int(number + shift)), str(number))


def chinese_number(text: str) -> int | None:
    """Return 1 to 99 in Arabic or Chinese numerals, or None."""
    if re.fullmatch("[0-9]{1,3}", text):
        return int(text)
    plain = text.translate({ord("拾"): "十", ord("两"): "二"})
    plain = plain.translate({ord("廿"): "二十", ord("卅"): "三十"})
    plain = plain.translate({ord(c): _UNITS[int(d) - 1] for c, d in _DIGITS.items() if d != "0"})
    if match := re.fullmatch(f"([{_UNITS}]?)十([{_UNITS}]?)", plain):
        tens, ones = match.groups()
        return 10 * (_UNITS.index(tens) + 1 if tens else 1) + (_UNITS.find(ones) + 1 if ones else 0)
    return _UNITS.index(plain) + 1 if len(plain) == 1 and plain in _UNITS else None


def _bounds(body: str, text: str, default_year: int | None) -> tuple[date, date]:
    if re.search("约|左右|前后|大概|上下", body):
        raise BadDate("vague", text)
    body = re.sub(r"(?:开始|起|为止|截止|止)$", "", body)
    if match := _BEFORE.fullmatch(body):
        return UNKNOWN_START, _period(match["a"] or match["b"], text, default_year)[1]
    if match := _AFTER.fullmatch(body):
        return _period(match["a"] or match["b"], text, default_year)[0], OPEN_END
    return _period(body, text, default_year)


def _period(body: str, text: str, default_year: int | None) -> tuple[date, date]:
    for form in _FORMS:
        if match := form.fullmatch(body):
            return _days(match.groupdict(), text, default_year)
    raise BadDate(_why(body), text)


def _days(parts: dict[str, str | None], text: str, default_year: int | None) -> tuple[date, date]:
    if written := parts.get("y"):
        year = int("".join(_DIGITS.get(c, c) for c in written))
    elif default_year is not None:
        year = default_year
    else:
        raise BadDate("no-year", text)
    if not MIN_YEAR <= year <= MAX_YEAR:
        # Without separators it was rather 230501 than the year 2305.
        bare = re.fullmatch("[0-9]{6,8}", clean(text))
        raise BadDate("digits" if bare else "year-range", text)
    part = parts.get("part")
    if not parts.get("m"):
        low, high = _months(part) if part else (1, 12)
        return date(year, low, 1), date(year, high, monthrange(year, high)[1])
    month = 1 if parts["m"] == "元" else chinese_number(parts["m"] or "")
    if month is None or not 1 <= month <= 12:
        raise BadDate("month", text)
    length = monthrange(year, month)[1]
    if part:
        low, high = _MONTH_PARTS[part[0]]
        return date(year, month, low), date(year, month, min(high, length))
    if not parts.get("d"):
        return date(year, month, 1), date(year, month, length)
    day = chinese_number(parts["d"] or "")
    if (year, month, day) in _EMPTY:
        raise BadDate("placeholder", text)
    if day is None or not 1 <= day <= length:
        raise BadDate("day", text)
    return date(year, month, day), date(year, month, day)


def _months(part: str) -> tuple[int, int]:
    part = part.removeprefix("年")
    if part[0] in "Hh":
        part = "上半年" if part[1] == "1" else "下半年"
    if part in _YEAR_PARTS:
        return _YEAR_PARTS[part]
    written = part.strip("第季度Qq")
    quarter = int(written) if written.isdigit() else _UNITS.index(written) + 1
    return 3 * quarter - 2, 3 * quarter


def _why(body: str) -> str:
    """Name the rule that a string broke which has no form of a date."""
    if re.search("今|长期|永久|现在", body) or re.search(
        r"[0-9]{4}.*(?:-|~|至|到|to).*[0-9]{4}", body
    ):
        return "term"
    if re.fullmatch(r"[0-9]{2}(?:[./-][0-9]{1,2}){1,2}|[0-9]{2}年.*|'[0-9]{2}.*", body):
        return "two-digit-year"
    if re.fullmatch(r"[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{4}", body):
        return "order"
    if re.fullmatch(r"[0-9]{5,7}(?:\.[0-9]*)?", body):
        return "digits"
    if re.fullmatch(r"[0-9]{4}[./-][0-9]{1,2}[./-][0-9]{1,2}", body):
        return "mixed"
    if re.fullmatch(r"[0-9]{1,2}[./-][0-9]{1,2}", body):
        return "no-year"
    return "unreadable"
