"""Cells that stay what they are: no text of ours or theirs ever becomes a formula."""

from __future__ import annotations

from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
LONGEST = 32_767
TEXT = "@"

HEAD_FILL = PatternFill("solid", fgColor="D9E7F5")
MUST_FILL = PatternFill("solid", fgColor="F8D9B0")
EXAMPLE_FILL = PatternFill("solid", fgColor="EEEEEE")
WRONG_FILL = PatternFill("solid", fgColor="FFC7CE")
BOLD = Font(bold=True)
TITLE = Font(bold=True, size=14)
GREY = Font(italic=True, color="808080")
WRAP = Alignment(wrap_text=True, vertical="top")


def safe(text: str) -> str:
    """Return a text without what a workbook cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]


def put(cell: Any, value: str) -> None:
    """Write a text into a cell, as text: a leading = or + stays a character.

    The mark of a quoted cell also keeps it text when a person edits or copies the cell.
    """
    text = safe(value)
    cell.value = text
    cell.data_type = "s"
    if text.startswith(FORMULA):
        cell.quotePrefix = True


def cell(sheet: Any, value: str | int | float | None) -> Cell | int | float | None:
    """Return a cell for a sheet that is written row by row."""
    if value is None or (isinstance(value, (int, float)) and abs(value) < 10**15):
        return value
    made: Cell = WriteOnlyCell(sheet, "")
    put(made, str(value))
    return made
