"""What it means that a complete list no longer names a fact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from graph.ledger.facts import CORRECTION, Statement
from graph.time import PartialDate, Span, vanished


def silences(present: Sequence[Statement], absences: Iterable[Statement]) -> list[Statement]:
    """Return the absences that end a fact: by their day nobody holds it any more.

    A register can only be silent about what it said itself. So the fact ends when every register
    that named it has left it out, with the last of them.

    Parameters
    ----------
    present, absences : sequence of Statement
        What is said about one slot, and what complete lists no longer name of it.

    Returns
    -------
    list of Statement
        In the order of time, one a day.
    """
    gone = sorted(absences, key=_order)
    of_day = {_day(a): a for a in reversed(gone)}
    return [a for _, a in sorted(of_day.items()) if not any(_holds(s, a, gone) for s in present)]


def _holds(statement: Statement, absence: Statement, gone: Sequence[Statement]) -> bool:
    """Tell whether a statement keeps its fact in force through the day of an absence."""
    day = _day(absence)
    if not statement.span.from_min <= day < statement.span.to_max:
        return False
    if statement.reported is None:  # it speaks for no day, so no list is later than it
        return True
    if statement.reported > day:  # named again: was it there all the time?
        return statement.span.from_max <= _first(absence)
    if statement.precedence >= CORRECTION:  # it mends what was said, and is no list
        return statement.reported == day
    return not any(
        a.register == statement.register and statement.reported < _day(a) <= day for a in gone
    )


def ended(
    statement: Statement, ends: Iterable[Statement], *, exact: bool
) -> tuple[Statement, Statement | None]:
    """Return a statement as the silences leave it, and the one that ended it.

    Named before one, its fact ended by then; named again after it, its fact began anew.
    """
    by: Statement | None = None
    reported = statement.reported
    if reported is None:
        return statement, None
    for end in ends:
        s = statement.span
        if not s.from_min <= _day(end) < s.to_max:
            continue
        if reported <= _day(end):
            cut = _cut(s, statement, end, exact=exact)
            by = end if cut != s else by
        else:
            start = min(max(s.from_min, _first(end) + timedelta(days=1)), s.from_max)
            cut = s
            if start < s.to_max:
                to_min = max(s.to_min, start + timedelta(days=1))
                cut = Span(start, s.from_max, to_min, s.to_max)
        statement = replace(statement, span=cut)
    return statement, by


def _cut(s: Span, statement: Statement, end: Statement, *, exact: bool) -> Span:
    if not exact:
        return vanished(s, last_listed=_period(statement), omitted_on=_period(end))
    day = min(s.to_max, _first(end))
    return Span(s.from_min, s.from_max, day, day) if day > s.from_min else s


def _period(statement: Statement) -> PartialDate:
    return PartialDate(_first(statement), _day(statement), statement.dates_text)


def _day(statement: Statement) -> date:
    return statement.reported or date.min


def _first(statement: Statement) -> date:
    return statement.reported_first or _day(statement)


def _order(absence: Statement) -> tuple[date, date, str, str]:
    return (_day(absence), _first(absence), absence.register, absence.id)
