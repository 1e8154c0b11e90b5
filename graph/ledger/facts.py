"""What a loader hands to the ledger: nodes, facts, and who said so where."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graph.identity import digest, slot
from graph.schema import EDGES, check_edge
from graph.time import PartialDate, Span

JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)

OPEN_TICK = 2**53 - 1  # "not superseded"; exact in every JSON reader
CORRECTION = 1_000  # precedence of what a person corrected: above every register


@dataclass(frozen=True, slots=True)
class Node:
    """The identity of a thing, with the display copies that people see first.

    Parameters
    ----------
    label, id : str
        Its label, and its id there (``graph.identity.node_id``).
    name, code : str
        Display copies; never filtered on.
    synthetic : bool
        True for generated data.
    """

    label: str
    id: str
    name: str
    code: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """One file that was loaded.

    Parameters
    ----------
    id : str
        Hash of register and content.
    file, title : str
        File name, and what people call the source.
    register : str
        Name of the register declaration.
    sha256 : str
        Digest of the content.
    """

    id: str
    file: str
    title: str
    register: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a statement stands.

    Parameters
    ----------
    source : Source
        The file.
    sheet : str
        Sheet of a workbook; empty for a text file.
    row : int
        Row number in the file, the first line is 1.
    authority : str
        Who speaks: the register, or the article that it cites.
    citation : str
        Article and paragraph, or document number, as the register gives it.
    reported : PartialDate or None
        The day, month or year for which the register speaks.
    precedence : int
        Higher wins where two registers contradict each other.
    cells : mapping
        Original cell texts by heading.
    scope : str
        Which complete list of the register it belongs to; empty for a partial one.
    synthetic : bool
        True where the file is generated data, whatever its rows speak of.
    """

    source: Source
    sheet: str
    row: int
    authority: str
    citation: str
    reported: PartialDate | None
    precedence: int = 0
    cells: Mapping[str, str] = field(default_factory=dict)
    scope: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement: this edge, with these values, over this time, says this row.

    Raises
    ------
    RefusedInput
        The schema does not allow the edge or one of its values.
    """

    type: str
    start: Node
    end: Node
    values: Mapping[str, Any]
    span: Span
    evidence: Evidence
    dates_text: str = ""

    def __post_init__(self) -> None:
        check_edge(self.type, self.start.label, self.end.label, self.values)

    @property
    def slot(self) -> str:
        role = tuple(str(self.values.get(name) or "") for name in EDGES[self.type].role)
        return slot(self.type, self.start.id, self.end.id, role)

    @property
    def group(self) -> str:
        """What must be derived together: one slot, or all of a start node's single edges."""
        return group_of(self.type, self.start.id, self.slot)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says in one slot: the part of an assertion that rows follow from.

    Parameters
    ----------
    id : str
        Id of the Assertion.
    slot : str
        Type, ends and role of the fact.
    end, end_label : str
        Id and label of the end node.
    span : Span
        The dates that this source allows.
    values : mapping
        The values that this source gives; absent names mean that it is silent.
    register : str
        Who speaks (``Evidence.authority``); it can only correct itself.
    precedence : int
        Higher wins between registers.
    reported : date or None
        Last day of the period for which it speaks; the later wins within a register.
    reported_first : date or None
        First day of that period.
    dates_text : str
        Dates as printed.
    synthetic : bool
        Generated data.
    key : str
        Key that the ledger gave it; empty while it is new.
    absent : bool
        True where a complete list says nothing of a fact that it used to list.
    """

    id: str
    slot: str
    end: str
    end_label: str
    span: Span
    values: Mapping[str, Any]
    register: str
    precedence: int
    reported: date | None
    reported_first: date | None = None
    dates_text: str = ""
    synthetic: bool = False
    key: str = ""
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Assertion:
    """A statement with its place in the graph and in its file: what the ledger keeps.

    Parameters
    ----------
    statement : Statement
    type, group : str
        Relationship type, and what must be derived together.
    start, end : Node
        The nodes it joins.
    source, sheet, citation : str
        Id of the Source; where it stands there, for people.
    row : int
        Row of the file.
    cells : str
        Original cell texts as JSON.
    scope : str
        Which complete list it belongs to; empty for a partial register.
    """

    statement: Statement
    type: str
    group: str
    start: Node
    end: Node
    source: str
    sheet: str
    row: int
    citation: str
    cells: str
    scope: str = ""


def group_of(type_: str, start: str, slot_: str) -> str:
    """Return what must be derived together: one slot, or all of a start node's single edges."""
    return slot(type_, start, "", ()) if EDGES[type_].single else slot_


def assertion(fact: Fact) -> Assertion:
    """Return what the ledger keeps of a fact."""
    e, slot_ = fact.evidence, fact.slot
    group = group_of(fact.type, fact.start.id, slot_)
    statement = Statement(
        id=digest(slot_, e.authority, e.source.id, e.sheet, str(e.row)),
        slot=slot_,
        end=fact.end.id,
        end_label=fact.end.label,
        span=fact.span,
        values={n: v for n, v in fact.values.items() if v is not None},
        register=e.authority,
        precedence=e.precedence,
        reported=e.reported.last if e.reported else None,
        reported_first=e.reported.first if e.reported else None,
        dates_text=fact.dates_text,
        synthetic=e.synthetic or fact.start.synthetic or fact.end.synthetic,
    )
    return Assertion(
        statement, fact.type, group, fact.start, fact.end,
        e.source.id, e.sheet, e.row, e.citation, values_text(e.cells), e.scope,
    )  # fmt: skip


def values_text(values: Mapping[str, Any]) -> str:
    """Return values as canonical JSON: neither engine stores maps."""
    return JSON.encode({name: value for name, value in values.items() if value is not None})
