"""What a cell may be beside text: a number that a program typed, or a formula that failed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

_EXACT = 10**15  # Excel keeps 15 digits: longer numbers have lost theirs


class Number(str):
    """A cell that holds a number; as text it reads as Excel shows it.

    Attributes
    ----------
    value : int or float
    """

    __slots__ = ("value",)
    value: int | float

    @classmethod
    def of(cls, value: int | float) -> Number:
        """Return the cell of a number: 12, 0.5, or 9.11501E+17 where digits are lost."""
        if abs(value) >= _EXACT:
            text = f"{value:.5E}"
        elif value == int(value):
            text = str(int(value))
        else:
            text = f"{value:.15g}"
        cell = cls(text)
        cell.value = value
        return cell


class Fault(str):
    """A cell whose formula gave an error, or was never computed."""

    __slots__ = ()


def cell_of(wire: Any) -> str:
    """Return a cell as the reading process sent it: text, a number, or ``{"e": fault}``."""
    if type(wire) is str:
        return wire
    return Fault(wire["e"]) if isinstance(wire, dict) else Number.of(wire)


Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook, or the whole of a text file.

    Parameters
    ----------
    name : str
        Empty for a text file.
    rows : sequence of (int, tuple of str)
        Rows that hold something: number (the first is 1) and cells, blanks at the end dropped.
    merged : tuple of (int, int, int, int)
        First row, first column, last row, last column of each merged range; from 1.
    hidden_rows, hidden_columns : frozenset of int
        What the person who opens it does not see.
    visible : bool
        False for a hidden sheet.
    """

    name: str
    rows: Sequence[tuple[int, Cells]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    visible: bool = True


@dataclass(frozen=True, slots=True)
class Book:
    """A file as it was read.

    Parameters
    ----------
    file : str
        File name, for messages and evidence.
    sha256 : str
        Digest of the bytes.
    form : str
        csv, xlsx or xls.
    encoding : str
        How the bytes of a text file were read; empty for a workbook.
    sheets : tuple of Sheet
    """

    file: str
    sha256: str
    form: str
    encoding: str
    sheets: tuple[Sheet, ...] = field(default_factory=tuple)


def letters(column: int) -> str:
    """Return the letters over a column, as Excel shows them: 1 is A, 28 is AB."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_number(text: str) -> int:
    """Return the number of a column from its letters: A is 1."""
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - 64
    return number


def ranges(numbers: Iterable[int]) -> str:
    """Return numbers as people list them: 3-5, 8."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
