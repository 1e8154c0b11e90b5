"""On which days does a fact hold: certainly, possibly, not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.text import Text
from graph.time.partial import (
    OPEN_END,
    UNKNOWN_START,
    PartialDate,
    day_after,
    day_before,
)
from graph.time.refusals import BadSpan
from graph.time.terms import Term, end_after

_CHECK = Text("请对照原件核对起止。", "Check both dates against the document.")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The four dates of a fact, half-open.

    It began on some day in [from_min, from_max]; the first day on which it no longer holds is
    in [to_min, to_max].

    Parameters
    ----------
    from_min, from_max, to_min, to_max : datetime.date
        ``UNKNOWN_START`` and ``OPEN_END`` where nothing is known. ``from_max`` at ``OPEN_END``
        means that it may not have begun at all.
    """

    from_min: date
    from_max: date
    to_min: date
    to_max: date

    def __post_init__(self) -> None:
        for earlier, later, strictly in (
            (self.from_min, self.from_max, False),
            (self.to_min, self.to_max, False),
            (self.from_min, self.to_max, True),
        ):
            if earlier > later or (strictly and earlier == later):
                dates = f"{self.from_min} {self.from_max} {self.to_min} {self.to_max}"
                raise BadSpan(
                    Text(f"四个日期次序不对：{dates}", f"the four dates are out of order: {dates}"),
                    todo=_CHECK,
                )

    def certainly(self, day: date) -> bool:
        """Whether the fact holds on this day whatever the doubt."""
        return self.from_max <= day < self.to_min

    def possibly(self, day: date) -> bool:
        """Whether the fact may hold on this day; true also where it certainly does."""
        return self.from_min <= day < self.to_max


def span(
    start: PartialDate | None,
    end: PartialDate | None = None,
    *,
    open_end: bool = False,
    lasting: bool = False,
    listed_on: PartialDate | date | None = None,
    possible_only: bool = False,
) -> Span:
    """Return the four dates that follow from what is stated, no wider and no narrower.

    A fact lasts at least one day, the one it begins on. So a known end bounds an unknown start
    and the reverse.

    Parameters
    ----------
    start, end : PartialDate or None
        As stated; the end is the last day on which it holds.
    open_end : bool, optional
        No end is stated on purpose (至今). Gives what no end gives, and refuses one beside it.
    lasting : bool, optional
        It is stated to have no end (长期): certain for ever, once it began.
    listed_on : PartialDate or date, optional
        Day of the list that reports it. The fact held on that day, unless its own dates exclude
        it: then they stand and the list says nothing.
    possible_only : bool, optional
        It may never have begun: no day is certain. A list does not vouch for it.

    Raises
    ------
    BadSpan
        The end is before the start, or an end stands beside ``open_end`` or ``lasting``.
    """
    if end is not None and (open_end or lasting):
        raise BadSpan(
            Text(f"既无止期，又止于“{end.text}”", f'without an end, and ending "{end.text}"'),
            todo=_CHECK,
        )
    if start is not None and end is not None and end.last < start.first:
        raise BadSpan(
            Text(
                f"止期“{end.text}”早于起期“{start.text}”",
                f'it ends ("{end.text}") before it starts ("{start.text}")',
            ),
            todo=_CHECK,
        )
    from_min, from_max = (start.first, start.last) if start else (UNKNOWN_START, OPEN_END)
    to_min, to_max = UNKNOWN_START, OPEN_END
    if end is not None:
        to_min, to_max = day_after(end.first), day_after(end.last)
    elif lasting:
        to_min = OPEN_END
    to_min = max(to_min, day_after(from_min))
    from_max = min(from_max, day_before(to_max))
    if listed_on is not None and not possible_only:
        listed = _as_partial(listed_on)
        if from_min <= listed.last and listed.first < to_max:
            from_max = min(from_max, listed.last)
            to_min = max(to_min, day_after(listed.first))
    return Span(from_min, OPEN_END if possible_only else from_max, to_min, to_max)


def exact_span(start: PartialDate | None, *, until: PartialDate | None = None) -> Span:
    """Return dates without doubt, for the area tree, where exactly one parent is in force.

    Parameters
    ----------
    start, until : PartialDate or None
        When the area came to its parent and when it left. Each stands for its first day, so
        that of two parents one ends on the day on which the other begins.

    Raises
    ------
    BadSpan
        ``until`` does not come after ``start``.
    """
    begins = start.first if start else UNKNOWN_START
    ends = until.first if until else OPEN_END
    if start is not None and until is not None and ends <= begins:
        raise BadSpan(
            Text(
                f"止期“{until.text}”不晚于起期“{start.text}”",
                f'it ends ("{until.text}") no later than it starts ("{start.text}")',
            ),
            todo=_CHECK,
        )
    return Span(begins, begins, ends, ends)


def never_certain(s: Span) -> bool:
    """Whether a fact may not have begun at all (``possible_only`` with a known start)."""
    return s.from_max == OPEN_END and s.from_min != UNKNOWN_START


def vanished(s: Span, *, last_listed: PartialDate | date, omitted_on: PartialDate | date) -> Span:
    """Return what is left of a fact that a complete list no longer names.

    It ended after the day it was last listed and by the day of the list that omits it. An end
    stated for later does not save it; one that fits between the two days narrows the doubt.

    Parameters
    ----------
    s : Span
        As known from the earlier lists.
    last_listed, omitted_on : PartialDate or date
        Days of the last list that names it and of the first later one that does not.

    Returns
    -------
    Span
        ``s`` itself where it was over, or not begun, by the day of the omission.

    Raises
    ------
    BadSpan
        The omitting list is not the later one.
    """
    last, gone = _as_partial(last_listed), _as_partial(omitted_on)
    if gone.last <= last.first:
        raise BadSpan(
            Text(
                f"清单次序颠倒：{gone.last} 的清单不晚于 {last.first} 的清单",
                f"the lists are out of order: {gone.last} is not after {last.first}",
            ),
            todo=Text("较早的清单只补过去，不终止事实。", "An older list only fills the past."),
        )
    if s.to_max <= gone.last or s.from_min >= gone.last:
        return s
    to_min = max(day_after(s.from_min), day_after(last.first))
    if s.to_min <= gone.last:
        to_min = max(to_min, s.to_min)
    to_min = min(to_min, gone.last)
    from_max = s.from_max if never_certain(s) else min(s.from_max, day_before(gone.last))
    return Span(s.from_min, from_max, to_min, gone.last)


def term_span(
    term: Term,
    *,
    start: PartialDate | None = None,
    listed_on: PartialDate | date | None = None,
    possible_only: bool = False,
) -> Span:
    """Return the four dates of a term.

    Parameters
    ----------
    term : Term
        From `parse_term`.
    start : PartialDate, optional
        Start from another column, such as the day of signing; the term's own start prevails.
    listed_on, possible_only
        As for `span`.

    Raises
    ------
    BadSpan
        Also where a stated length and a stated end are more than one day apart (whether the
        first day counts is disputed in practice, so one day is let pass).
    """
    begins = term.start or start
    end = term.end
    if begins is not None and term.length is not None:
        reckoned = end_after(begins, term.length)
        if end is None:
            end = reckoned
        elif end.last < day_before(reckoned.first) or day_after(reckoned.last) < end.first:
            raise BadSpan(
                Text(
                    f"年限与止期不符：“{term.text}”，"
                    f"按年限应止于 {reckoned.first} 至 {reckoned.last}",
                    f'length and end disagree: "{term.text}"; by its length it ends within '
                    f"{reckoned.first} to {reckoned.last}",
                ),
                todo=_CHECK,
            )
    return span(
        begins,
        end,
        open_end=term.open_end,
        lasting=term.lasting,
        listed_on=listed_on,
        possible_only=possible_only,
    )


def intersect(a: Span, b: Span) -> Span | None:
    """Return the doubt that two statements about one fact both allow.

    Returns
    -------
    Span or None
        None when the two contradict each other.
    """
    from_min, from_max = max(a.from_min, b.from_min), min(a.from_max, b.from_max)
    to_min, to_max = max(a.to_min, b.to_min), min(a.to_max, b.to_max)
    if from_min > from_max or to_min > to_max or from_min >= to_max:
        return None
    return Span(from_min, from_max, to_min, to_max)


def overlaps(a: Span, b: Span) -> bool:
    """Whether there is a day on which both may hold."""
    return a.from_min < b.to_max and b.from_min < a.to_max


def _as_partial(day: PartialDate | date) -> PartialDate:
    return day if isinstance(day, PartialDate) else PartialDate.of(day)
