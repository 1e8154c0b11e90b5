"""How a register looks: its columns, what they may be headed, what cleans them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graph.text import Text


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A value that is not what the cell says letter by letter.

    Parameters
    ----------
    value : Any
        What is loaded.
    rule : str
        Name of the rule by which it was made; empty where the cell says just that.
    """

    value: Any
    rule: str


Cleaner = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a register.

    Parameters
    ----------
    name : str
        What the code calls it.
    headings : tuple of str
        What registers print above it; the first is ours.
    required : bool
        True when the heading must exist and no cell may be empty.
    clean : callable, optional
        Takes the trimmed text of a cell and returns its value; raises
        :class:`~graph.errors.RefusedInput` with what is wrong.
    optional_heading : bool
        True when the whole column may be absent.
    example : str
        What the example row of a template says.
    person : bool
        True where the register asks for a person: the cell is taken whole, becomes a pseudonym
        and is kept nowhere. In all other cells what belongs to a person is left out.
    """

    name: str
    headings: tuple[str, ...]
    required: bool = False
    clean: Cleaner | None = None
    optional_heading: bool = False
    example: str = ""
    person: bool = False


@dataclass(frozen=True, kw_only=True)
class Form:
    """What can be known of a register without knowing what its rows mean.

    Parameters
    ----------
    name : str
        Name on the command line.
    title : Text
        What people call it.
    about : Text
        One sentence: what a row is.
    columns : tuple of Column
        Its columns; their order in a file is free.
    precedence : int
        Higher wins where two registers contradict each other about the same day.
    titles : tuple of str
        Other words by which titles name it.
    """

    name: str
    title: Text
    about: Text
    columns: tuple[Column, ...]
    precedence: int = 10
    titles: tuple[str, ...] = ()
