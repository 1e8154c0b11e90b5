"""Days with honest doubt: what registers write, and on which days a fact holds.

    refusals   BadDate, BadSpan
    partial    sentinels, PartialDate, today
    dates      parse_date, parse_serial
    terms      Length, Term, parse_term, end_after
    spans      Span, span, term_span, exact_span, vanished, intersect, overlaps
    show       display, display_day, display_partial

Read docs/time.md for the rules and one worked example.
"""

from graph.time.dates import parse_date, parse_serial
from graph.time.partial import OPEN_END, SHANGHAI, UNKNOWN_START, PartialDate, today
from graph.time.refusals import BadDate, BadSpan
from graph.time.show import display, display_day, display_partial
from graph.time.spans import Span, exact_span, intersect, overlaps, span, term_span, vanished
from graph.time.terms import Length, Term, end_after, parse_term

__all__ = [
    "OPEN_END",
    "SHANGHAI",
    "UNKNOWN_START",
    "BadDate",
    "BadSpan",
    "Length",
    "PartialDate",
    "Span",
    "Term",
    "display",
    "display_day",
    "display_partial",
    "end_after",
    "exact_span",
    "intersect",
    "overlaps",
    "parse_date",
    "parse_serial",
    "parse_term",
    "span",
    "term_span",
    "today",
    "vanished",
]
