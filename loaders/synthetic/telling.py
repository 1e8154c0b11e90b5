"""How a generated register states a fact: like a real one, with its file, row and day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graph.identity import digest, node_id
from graph.ledger import Evidence, Fact, Node, Source
from graph.time import PartialDate, Span, exact_span, parse_date, parse_term, span
from graph.time.spans import term_span

AUTHORITY = "合成数据"
MARK = "（合成）"


def made(label: str, key: str, name: str, code: str = "") -> Node:
    """Return a generated node; its name says so wherever it is read."""
    return Node(label, node_id(label, AUTHORITY, key), name + MARK, code, synthetic=True)


@dataclass
class Teller:
    """One generated register file.

    Parameters
    ----------
    register, title : str
        Name of the register, and what people call it.
    scope : str
        Of which area; the file is complete for it where `complete` is.
    reported : PartialDate
        The day for which it speaks.
    edition : str
        Tells two files of one register, area and day apart.
    complete : bool
        It names all that there is.
    """

    register: str
    title: str
    scope: str
    reported: PartialDate
    edition: str = ""
    complete: bool = False
    row: int = 1
    source: Source = field(init=False)

    def __post_init__(self) -> None:
        parts = (self.register, self.scope, self.reported.text, self.edition)
        sha = digest("synthetic", *parts)
        file = "合成-" + "-".join(part for part in (self.title, *parts[1:]) if part) + ".csv"
        self.source = Source(
            digest(self.register, sha), file, f"{self.title}{MARK}", self.register, sha
        )

    def line(self, *cells: str) -> _Line:
        """Begin a row of the file."""
        self.row += 1
        return _Line(self, self.row, {f"第{n}栏": cell for n, cell in enumerate(cells, 1)})


@dataclass(frozen=True, slots=True)
class _Line:
    """A row: several facts may stand in it."""

    teller: Teller
    number: int
    cells: Mapping[str, str]

    def fact(
        self, type_: str, start: Node, end: Node, span_: Span | None = None, *, text: str = "",
        **values: Any,
    ) -> Iterator[Fact]:  # fmt: skip
        """Yield one fact; without dates of its own the list vouches for its day."""
        t = self.teller
        evidence = Evidence(
            t.source, "", self.number, t.register, f"{t.source.title} {t.scope}", t.reported,
            cells=self.cells, scope=t.scope if t.complete else "", synthetic=True,
        )  # fmt: skip
        said = span_ or span(None, listed_on=t.reported)
        yield Fact(type_, start, end, values, said, evidence, text or t.reported.text)

    def part_of(self, below: Node, above: Node) -> Iterator[Fact]:
        """Yield the structural edge of a generated area, from the day of the list on."""
        dates = exact_span(parse_date("2019-01-01"))
        yield from self.fact("PART_OF", below, above, dates, text="2019-01-01")

    def state(self, node: Node, span_: Span | None = None, **facets: Any) -> Iterator[Fact]:
        """Yield what a node is; its name is the one it carries."""
        yield from self.fact("STATE", node, node, span_, name=node.name, **facets)


def on_day(day: date) -> Span:
    """Return the dates of what happens on one day."""
    known = PartialDate.of(day)
    return span(known, known)


def since(text: str, reported: PartialDate) -> Span:
    """Return the dates of what began as stated and goes on."""
    return span(parse_date(text), listed_on=reported)


def term(text: str, signed: str, reported: PartialDate) -> Span:
    """Return the dates of a term as a register writes it; vague and missing ones too."""
    start = parse_date(signed) if signed else None
    if not text:
        return span(start, listed_on=reported)
    return term_span(parse_term(text, lone="end"), start=start, listed_on=reported)
