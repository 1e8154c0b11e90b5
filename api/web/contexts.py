"""What a page shows and what the interface returns: the same typed values for both."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from graph.text import Lang
from queries.types import ColumnType, ParameterType


class Context(BaseModel):
    """A value that does not change, and knows all its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class View(Context):
    """The day and the batch that everything on a page is taken at."""

    lang: Lang
    as_of: date
    tick: int
    synthetic: bool


class Heading(Context):
    """One column of an answer."""

    name: str
    type: ColumnType
    unit: str
    title: str


class Document(Context):
    """An answer, as in the contract of ``gongjian ask --format json``."""

    question: str
    parameters: dict[str, Any]
    as_of: date
    tick: int
    columns: tuple[Heading, ...]
    rows: tuple[dict[str, Any], ...]
    cypher: str
    truncated: bool
    synthetic: bool
    note: str = ""


class Citation(Context):
    """Where one statement stands: an article and paragraph, or a line of a register."""

    citation: str
    register_name: str
    file: str
    sheet: str
    row: int
    cells: dict[str, str]
    dates_text: str
    batch: int


class Step(Context):
    """An area on the way from the top."""

    id: str
    name: str


class Branch(Context):
    """An area in the tree; `below` is filled along the path only."""

    id: str
    code: str
    name: str
    kind: str
    children: int
    on_path: bool
    below: tuple[Branch, ...] = ()


class Area(Context):
    """The area itself; several names where the day leaves room for more than one."""

    id: str
    names: tuple[str, ...]
    other_names: tuple[str, ...]
    codes: tuple[str, ...]
    kinds: tuple[str, ...]
    statuses: tuple[str, ...]
    there: bool


class AreaContext(Context):
    """One area, with everything that its page shows."""

    view: View
    area: Area
    path: tuple[Step, ...]
    tree: Branch
    states: Document
    disputes: Document
    children: Document
    network: Document
    grids: Document
    figures: Document
    evidence: dict[str, Citation]


class AreasContext(Context):
    """The areas at the top, or those that fit a search.

    `below` lists the areas directly below the first at the top; a search has none.
    """

    view: View
    q: str
    areas: Document
    below: Document | None
    evidence: dict[str, Citation]


class Field(Context):
    """One parameter of a question."""

    name: str
    type: ParameterType
    title: str
    required: bool
    default: Any
    choices: tuple[str, ...]


class Entry(Context):
    """One question of the library."""

    name: str
    family: str
    title: str
    about: str
    parameters: tuple[Field, ...]
    columns: tuple[Heading, ...]


class CatalogueContext(Context):
    """All questions."""

    questions: tuple[Entry, ...]


class Candidate(Context):
    """One of several areas or bodies that a name may mean."""

    id: str
    code: str
    path: str


class Problem(Context):
    """What went wrong, as RFC 9457 has it, with where and what to do."""

    title: str
    status: int
    detail: str
    where: str
    todo: str
    candidates: tuple[Candidate, ...] = ()
