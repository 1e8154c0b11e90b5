"""Days, partial dates and spans as people read them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from graph.text import Lang, Text
from graph.time.partial import OPEN_END, UNKNOWN_START, PartialDate, day_before
from graph.time.spans import Span

UNKNOWN = Text("不详", "unknown")
OPEN = Text("未定", "open")
LASTING = Text("长期", "without end")
_HALVES = (Text("上半年", " H1"), Text("下半年", " H2"))
_QUARTERS = tuple(Text(f"第{name}季度", f" Q{n}") for n, name in enumerate("一二三四", start=1))


def display_day(day: date, lang: Lang) -> str:
    """Return one day, or 不详/unknown and 未定/open for the sentinels."""
    if day == UNKNOWN_START:
        return UNKNOWN[lang]
    if day == OPEN_END:
        return OPEN[lang]
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else day.isoformat()


def display_partial(partial: PartialDate, lang: Lang) -> str:
    """Return the shortest name of these days: a year, half-year, quarter, month or day.

    `parse_date` reads it back, except for runs of days that have no name.
    """
    first, last = partial.first, partial.last
    if first == last:
        return display_day(first, lang)
    if first == UNKNOWN_START:
        if last == OPEN_END:
            return UNKNOWN[lang]
        return Text("不晚于", "by ")[lang] + display_day(last, lang)
    if last == OPEN_END:
        return Text("不早于", "not before ")[lang] + display_day(first, lang)
    whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole and first.year == last.year:
        year = f"{first.year}年" if lang == "zh" else f"{first.year}"
        months = last.month - first.month + 1
        if months == 12:
            return year
        if months == 6 and first.month in (1, 7):
            return year + _HALVES[first.month // 7][lang]
        if months == 3 and first.month % 3 == 1:
            return year + _QUARTERS[first.month // 3][lang]
        if months == 1:
            return f"{year}{first.month}月" if lang == "zh" else f"{year}-{first.month:02d}"
    between = Text("{}～{}之间", "between {} and {}")[lang]
    return between.format(display_day(first, lang), display_day(last, lang))


def display(span: Span, lang: Lang) -> str:
    """Return the term with its doubt; the end shown is the last day, as registers write it."""
    text = Text("{}至{}", "{} to {}")[lang].format(_start(span, lang), _end(span, lang))
    if span.from_max == OPEN_END and span.from_min != UNKNOWN_START:
        text += Text("（可能未开始）", " (may not have begun)")[lang]
    return text


def _start(span: Span, lang: Lang) -> str:
    latest = day_before(span.to_max)
    if span.from_min == UNKNOWN_START and span.from_max == latest:
        return UNKNOWN[lang]  # only that it began before it ended, which goes without saying
    if span.from_max == OPEN_END:
        return display_day(span.from_min, lang)
    return display_partial(PartialDate(span.from_min, span.from_max, ""), lang)


def _end(span: Span, lang: Lang) -> str:
    if span.to_min == OPEN_END:
        return LASTING[lang]
    first, last = day_before(span.to_min), day_before(span.to_max)
    if last == OPEN_END:
        if span.to_min > span.from_max:
            least = Text("（至少到{}）", " (at least {})")[lang]
            return OPEN[lang] + least.format(display_day(first, lang))
        return OPEN[lang]
    return display_partial(PartialDate(first, last, ""), lang)
