"""A date known to a year, a month, a day, or some other run of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from graph.text import Text
from graph.time.refusals import BadSpan

UNKNOWN_START = date(1, 1, 1)
OPEN_END = date(9999, 12, 31)

# China keeps one offset; a fixed one needs no tz database, which Windows lacks.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """Some day within [first, last], both included.

    Parameters
    ----------
    first, last : datetime.date
        Bounds; ``UNKNOWN_START`` and ``OPEN_END`` where there is none.
    text : str
        What the cell said, kept as evidence.
    """

    first: date
    last: date
    text: str

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise BadSpan(
                Text(
                    f"日期范围颠倒：{self.first} 晚于 {self.last}",
                    f"the range of days is reversed: {self.first} is after {self.last}",
                ),
                todo=Text("请交换两个日期。", "Exchange the two dates."),
            )

    @classmethod
    def of(cls, day: date, text: str = "") -> PartialDate:
        """Return one known day; the clock of a datetime is dropped.

        Parameters
        ----------
        day : datetime.date or datetime.datetime
            A datetime with a zone is first moved to Asia/Shanghai.
        text : str, optional
            What the cell said; the ISO form of the day by default.
        """
        if isinstance(day, datetime):
            day = (day.astimezone(SHANGHAI) if day.tzinfo else day).date()
        return cls(day, day, text or day.isoformat())

    @property
    def exact(self) -> bool:
        """Whether this is a single day."""
        return self.first == self.last


def today() -> date:
    """Return the present day in Asia/Shanghai."""
    return datetime.now(SHANGHAI).date()


def day_after(day: date) -> date:
    """Return the next day; the open end has none and stays."""
    return day if day == OPEN_END else day + timedelta(days=1)


def day_before(day: date) -> date:
    """Return the previous day; the sentinels have none and stay."""
    return day if day in (UNKNOWN_START, OPEN_END) else day - timedelta(days=1)
