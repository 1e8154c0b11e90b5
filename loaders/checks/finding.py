"""A finding, and the declaration of a check that makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from graph.text import Text
from loaders.context import RowContext

# Rule sets by name, as the questions read them: by place, with source and date.
Rules = Mapping[str, Sequence[Mapping[str, Any]]]


class Found(NamedTuple):
    """What a look at one row finds.

    Parameters
    ----------
    column : str
        Name of the column to look at.
    what : Text
    source : str
        What the rule rests on, where that depends on the row; else that of the check.
    """

    column: str
    what: Text
    source: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not add up. The rows are loaded as they are.

    Parameters
    ----------
    rule : str
    file, sheet : str
    row : int
    column, value : str
        Heading as printed, and the cell.
    what : Text
    source : str
        What the rule rests on.
    """

    rule: str
    file: str
    sheet: str
    row: int
    column: str
    value: str
    what: Text
    source: str


Look = Callable[[RowContext, Rules], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Parameters
    ----------
    name : str
    registers : tuple of str
        Whose rows it looks at.
    about : Text
    source : str
        What it rests on: an article, a form, or plain arithmetic.
    look : callable, optional
        Takes a row; None for a check of several rows together.
    rules : str
        Rule set without which it cannot run; empty for none.
    """

    name: str
    registers: tuple[str, ...]
    about: Text
    source: str
    look: Look | None = None
    rules: str = ""


def finding(check: Check, ctx: RowContext, found: Found) -> Finding:
    """Return what was found, with its place in the file."""
    column, what, source = found
    heading = next((c.headings[0] for c in ctx.register.columns if c.name == column), column)
    printed = ctx.row.headings.get(column, heading)
    return Finding(
        check.name, ctx.source.file, ctx.row.sheet, ctx.row.number, printed,
        ctx.row.cells.get(printed, ""), what, source or check.source,
    )  # fmt: skip
