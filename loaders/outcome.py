"""What a load did, or would do: counted, noted, refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from graph.ledger import Report
from graph.text import Text
from loaders.changes import Changes
from loaders.checks.finding import Finding
from loaders.coverage import Looks
from loaders.plan import Planned
from loaders.problems import Problem


@dataclass
class Outcome:
    """What a load did.

    Parameters
    ----------
    report : Report
        The batch, as the database counted it; tick 0 when nothing was new.
    rows : Counter
        Rows read, by register.
    left_out : Counter
        Statements knowingly left out, by (kind, reason).
    skipped : list of str
        Files whose content had been loaded before.
    unread : dict of str to list of str
        Headings that hold something and that the register does not know, by file.
    personal : dict of str to list of str
        Headings of what was not read because it speaks of persons, by file.
    notes : list of Problem
        What was seen and passed over: totals, hidden rows, merged cells.
    changes : Changes
        Cells that were not taken letter by letter, original and cleaned.
    refused : list of Problem
        Why rows were left out, where that was asked for.
    coverage : dict
        Of a dry run: which areas would count as covered, by level.
    days : tuple of date, optional
        The two days that are compared there.
    findings : list of Finding
        What does not add up in the rows that are in order; loaded as it is.
    not_run : list of (str, Text)
        Checks that could not run, with the reason.
    plan : Counter
        Of a dry run: how many facts would be added, changed, ended or restated, by
        (what, type, area).
    """

    report: Report
    rows: Counter[str] = field(default_factory=Counter)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    skipped: list[str] = field(default_factory=list)
    unread: dict[str, list[str]] = field(default_factory=dict)
    personal: dict[str, list[str]] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)
    refused: list[Problem] = field(default_factory=list)
    coverage: dict[str, Looks] = field(default_factory=dict)
    days: tuple[date, date] | None = None
    findings: list[Finding] = field(default_factory=list)
    not_run: list[tuple[str, Text]] = field(default_factory=list)
    plan: Counter[Planned] = field(default_factory=Counter)
