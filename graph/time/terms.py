"""Read a term: 2023.1-2025.12, 2023年至今, 三年, 长期.

Total: every string either gives a Term or raises BadDate with the name of the rule.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from graph.time.dates import LONGEST, NOTHING, chinese_number, clean, parse_date
from graph.time.partial import OPEN_END, PartialDate, day_before
from graph.time.refusals import BadDate


@dataclass(frozen=True, slots=True)
class Length:
    """How long something lasts.

    Parameters
    ----------
    months, days : int
        Years are twelve months.
    """

    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    """What a cell says about a term; the parts that it leaves out are None.

    Parameters
    ----------
    start, end : PartialDate or None
        The days it names; the end is included.
    open_end : bool
        It says that there is no end so far (至今) or none at all (长期).
    length : Length or None
        三年, 6个月.
    text : str
        The cell.
    lasting : bool
        It says that there is no end at all (长期, 永久); then ``open_end`` is true as well.
    """

    start: PartialDate | None
    end: PartialDate | None
    open_end: bool
    length: Length | None
    text: str
    lasting: bool = False


_LASTING = frozenset({"长期", "永久", "长期有效", "永久有效", "无限期", "withoutend", "9999"})
_LASTING |= {"9999-12-31", "9999.12.31", "9999/12/31", "99991231", "9999年12月31日"}
_STILL = frozenset({"今", "至今", "迄今", "至今有效", "现在", "目前", "present", "now"})
# A contract without a fixed term can end on any day: as good as no stated end.
_UNSTATED = (NOTHING - {""}) | {"无固定期限", "不定期", "未约定", "unknown", "open"}

_LABEL = re.compile(
    r"(?:(?:协议|合同|合作|共建)?有效期限?|期限|任期|聘期|合作期限?|合同期限?)[:为是]?"
)
_COUNT = "[0-9]{1,3}|[一二两三四五六七八九十]{1,3}"
_LENGTH = re.compile(
    rf"(?P<mark>为期|期限|有效期|共)?"
    rf"(?:(?P<y>{_COUNT})年(?P<half>半)?)?(?:(?P<m>{_COUNT})个月)?(?:(?P<d>{_COUNT})天)?"
    rf"(?P<only>半年)?(?P<tail>期)?"
)
_CUT = re.compile(r"-|~|至|到|to|(?<=起)")
# The day itself stands in another column.
_SIGNING = re.compile(r"[自从]?本?(?:协议|合同)?(?:签订|签署|签约|签字)(?:之日|日)?(?:起|开始)")
_FROM = re.compile(r"(?:自|从)?(?P<day>.+?)(?:之日)?(?:起始|开始|起)?,?")
_UNTIL = re.compile(r"(?P<day>.+?)(?:为止|截止|到期|止)?")
_LENGTH_LAST = re.compile(r"(?P<rest>.+)\((?P<length>[^()]+)\)")
_LENGTH_FIRST = re.compile(r"(?P<length>[^()]+)\((?P<rest>.+)\)")
_LENGTH_FROM = re.compile(r"(?P<rest>.+?(?:起|开始)),?(?P<length>.+)")
_MONTHS = re.compile(r"(?P<y>.{4}年)(?P<a>[0-9]{1,2})月?[-~至到](?P<b>[0-9]{1,2}月份?)")
# Of all the ways to cut a cell in two, the one that came nearest explains the refusal.
_TELLING = ("day", "month", "year-range", "two-digit-year", "placeholder", "vague", "mixed")
_RANK = {rule: rank for rank, rule in enumerate(_TELLING)} | {
    "unreadable": 98,
    "term": 99,
    "blank": 99,
}


def parse_term(text: str, *, lone: Literal["start", "end"] | None = None) -> Term:
    """Read one term.

    Parameters
    ----------
    text : str
        What the cell says.
    lone : {"start", "end"}, optional
        What a single date means where neither 起 nor 止 is written; refused by default.

    Returns
    -------
    Term
        With ``text`` as given. The end is not compared with the start: `span` does that.

    Raises
    ------
    BadDate
        For everything else; ``rule`` names why.
    """
    if len(text) > LONGEST:
        raise BadDate("unreadable", text)
    body = clean(text)
    if body == "":
        raise BadDate("blank", text)
    labelled = bool(match := _LABEL.match(body))
    if match and match.end() < len(body):
        body = body[match.end() :]
    if word := _word(body, text):
        return word
    if length := _length(body, text, sure=labelled):
        return Term(None, None, False, length, text)
    if term := _with_length(body, text):
        return term
    body = _MONTHS.sub(r"\g<y>\g<a>月至\g<y>\g<b>", body)
    return _range(body, text, lone)


def end_after(start: PartialDate, length: Length) -> PartialDate:
    """Return the last day of a term: three years from 2023-05-01 end on 2026-04-30.

    Parameters
    ----------
    start : PartialDate
        The first day; the same length is added to both bounds.
    length : Length
        Where the last month has no such day, the term ends with the month (2024-02-29 and a
        year: 2025-02-28).
    """
    text = f"{start.text} + {length.months} m {length.days} d"
    return PartialDate(_end(start.first, length), _end(start.last, length), text)


def _end(first: date, length: Length) -> date:
    years, month0 = divmod(first.month - 1 + length.months, 12)
    year, month = first.year + years, month0 + 1
    if first == OPEN_END or year > OPEN_END.year:
        return OPEN_END
    days = monthrange(year, month)[1]
    if first.day > days:
        return min(date(year, month, days) + timedelta(days=length.days), OPEN_END)
    day = date(year, month, first.day)
    room = (OPEN_END - day).days
    return day_before(day + timedelta(days=min(length.days, room)))


def _word(body: str, text: str) -> Term | None:
    word = body.lower()
    if word in _UNSTATED:
        return Term(None, None, False, None, text)
    if word in _LASTING or word in _STILL:
        return Term(None, None, True, None, text, lasting=word in _LASTING)
    return None


def _length(body: str, text: str, *, sure: bool) -> Length | None:
    match = _LENGTH.fullmatch(body)
    if not match or not any(match[name] for name in ("y", "m", "d", "only")):
        return None
    counts = [chinese_number(match[name]) if match[name] else 0 for name in ("y", "m", "d")]
    if None in counts:
        raise BadDate("unreadable", text)
    years, months, days = (count or 0 for count in counts)
    if match["only"] and (years or months or days):
        raise BadDate("unreadable", text)
    marked = sure or match["mark"] or match["tail"] or match["half"] or months or days
    if not marked and re.fullmatch("[0-9]{2}", match["y"] or ""):
        raise BadDate("length-or-year", text)
    half = 6 if match["half"] or match["only"] else 0
    length = Length(12 * years + months + half, days)
    if not 0 < 31 * length.months + days <= 31 * 12 * 200:
        raise BadDate("length", text)
    return length


def _with_length(body: str, text: str) -> Term | None:
    """Read 2023.5-2026.4(三年), 三年(2023.5-2026.4), 2023.5(三年), 2023.5起三年."""
    for form in (_LENGTH_LAST, _LENGTH_FIRST, _LENGTH_FROM):
        match = form.fullmatch(body)
        if match and (length := _length(match["length"], text, sure=True)):
            if _SIGNING.fullmatch(match["rest"]):
                return Term(None, None, False, length, text)
            term = _range(match["rest"], text, None if form is _LENGTH_FIRST else "start")
            if term.open_end:
                raise BadDate("ambiguous", text)
            return Term(term.start, term.end, False, length, text)
    return None


def _range(body: str, text: str, lone: Literal["start", "end"] | None) -> Term:
    found: set[Term] = set()
    refused: list[BadDate] = []
    for cut in _CUT.finditer(body):
        left, right = body[: cut.start()], body[cut.end() :]
        try:
            found.add(_sides(left, right, text))
        except BadDate as error:
            refused.append(error)
    try:
        found.add(_one(body, text, lone))
    except BadDate as error:
        if error.rule == "lone":
            raise
        refused.append(error)
    if len(found) == 1:
        return found.pop()
    if found:
        raise BadDate("ambiguous", text)
    refused.append(BadDate("unreadable", text))
    raise BadDate(min((error.rule for error in refused), key=lambda r: _RANK.get(r, 97)), text)


def _sides(left: str, right: str, text: str) -> Term:
    if not left and not right:
        raise BadDate("blank", text)
    start = _side(_FROM, left.removesuffix("截"), text)
    if word := _word(right, text):
        return Term(start, None, word.open_end, None, text, lasting=word.lasting)
    same_year = start is not None and start.first.year == start.last.year
    year = start.first.year if start is not None and same_year else None
    return Term(start, _side(_UNTIL, right, text, year), False, None, text)


def _side(
    form: re.Pattern[str], side: str, text: str, year: int | None = None
) -> PartialDate | None:
    if not side or side.lower() in _UNSTATED or _SIGNING.fullmatch(side):
        return None
    match = form.fullmatch(side)
    written = match["day"] if match else side
    if written.endswith(("起", "开始", "止")):  # 2023.5止 as a start, 2025.12起 as an end
        raise BadDate("unreadable", text)
    day = parse_date(written, default_year=year)
    return PartialDate(day.first, day.last, side)


def _one(body: str, text: str, lone: Literal["start", "end"] | None) -> Term:
    starts = body[0] in "自从" or body.endswith(("起", "开始", "起始"))
    ends = body.startswith(("截至", "截止", "不晚于")) or body.endswith(("止", "到期"))
    side = re.sub("^(?:截至|截止)", "", body)
    if starts and ends:
        raise BadDate("ambiguous", text)
    if starts:
        return Term(_side(_FROM, side, text), None, False, None, text)
    if ends:
        return Term(None, _side(_UNTIL, side, text), False, None, text)
    day = parse_date(side)
    if lone is None:
        raise BadDate("lone", text)
    day = PartialDate(day.first, day.last, body)
    if lone == "start":
        return Term(day, None, False, None, text)
    return Term(None, day, False, None, text)
