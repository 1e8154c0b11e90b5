"""What a register's rule sees: a clean row, the places it may name, and how to state a fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from graph.errors import RefusedInput
from graph.holder import HIDDEN, masked
from graph.ledger import Evidence, Fact, Node, Source
from graph.names import normal
from graph.text import Text
from graph.time import PartialDate, Span, Term, exact_span, span, term_span
from loaders.form import Form
from loaders.places import OpenName, Places
from loaders.problems import Problem


@dataclass(frozen=True, slots=True)
class Row:
    """One row after cleaning.

    Parameters
    ----------
    number : int
        Line of the file.
    values : mapping
        Clean value by column name; None where the cell is empty.
    cells : mapping
        Original text by heading, without what is personal.
    sheet : str
        Sheet of a workbook; empty for a text file.
    headings : mapping
        Heading as printed by column name.
    """

    number: int
    values: Mapping[str, Any]
    cells: Mapping[str, str]
    sheet: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


@dataclass
class Context:
    """State of one load, shared by its files.

    Parameters
    ----------
    places : Places
        Nodes that rows may refer to.
    articles : dict
        Titles of the articles by number, from the register of articles.
    left_out : list
        (kind, reason) of what was knowingly not loaded.
    holder_key : callable
        Returns the key under which natural persons are known.
    seen : dict
        What rules remember from row to row, by source.
    waiting : set of str
        What the rows that wait for a decision would have registered: who refers to it waits too.
    """

    places: Places
    articles: dict[str, str] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    holder_key: Callable[[], bytes] = bytes
    seen: dict[str, object] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)


@dataclass
class RowContext:
    """The context of one row: its evidence, and the refusals it collects."""

    load: Context
    register: Form
    source: Source
    row: Row
    scope: str = ""
    problems: list[Problem] = field(default_factory=list)
    synthetic: bool = False
    masked: bool = False
    _evidence: tuple[Row, Evidence] | None = None
    _dates: tuple[Row, str] | None = None

    @property
    def places(self) -> Places:
        return self.load.places

    def area(self, column: str) -> Node | None:
        """Return the area a cell names, None where it is empty or was refused."""
        return self._look_up(column, self.places.area)

    def body(self, column: str) -> Node | None:
        """Return the body a cell names, None where it is empty or was refused."""
        return self._look_up(column, self.places.body)

    def place(self, column: str) -> Node | None:
        """Return the area or body a cell names, None where it is empty or was refused."""
        return self._look_up(column, self.places.area_or_body)

    def _look_up(self, column: str, find: Any) -> Node | None:
        reference = self.row[column]
        if reference is None:
            return None
        try:
            found: Node = find(reference)
        except RefusedInput as error:
            self.unknown(column, error)
            return None
        return found

    def unknown(self, column: str, error: RefusedInput) -> None:
        """Note that a cell names nothing, or nothing in particular: then a person may decide."""
        waits = normal(str(self.row[column] or "")) in self.load.waiting
        self.refuse(
            column, "known-reference", error.what, error.todo,
            open_=waits or isinstance(error, OpenName),
        )  # fmt: skip

    def refuse(
        self, column: str, rule: str, what: Text, todo: Text | None = None, *, open_: bool = False
    ) -> None:
        """Note that a cell of this row is refused."""
        heading = next((c.headings[0] for c in self.register.columns if c.name == column), column)
        printed = self.row.headings.get(column, heading)
        problem = Problem(
            self.source.file, self.row.sheet, self.row.number, printed,
            self.row.cells.get(printed, ""), rule, what,
            todo or Text("改正后重新载入", "mend it and load again"), open_,
        )  # fmt: skip
        if problem not in self.problems:  # several facts of one row share its dates
            self.problems.append(problem)

    @property
    def start(self) -> PartialDate | None:
        """When it began, as stated; an agreement without a term runs from its signature.

        A contract takes effect when it is made unless it says otherwise (Civil Code, article
        502).
        """
        start: PartialDate | None = self.row["start"] or self.row["signed"]
        return start

    def hide(self, shown: Mapping[str, str]) -> None:
        """Write other words for some in all cells of this row, so that nothing keeps them.

        A cell that has them with other blanks or in another width (王　伟) is replaced as a whole.
        """
        cells = dict(self.row.cells)
        for words, instead in shown.items():
            plain = normal(words)
            for heading, text in cells.items():
                left = text.replace(words, instead)
                cells[heading] = instead if plain and plain in normal(left) else left
        self.row = replace(self.row, cells=cells)

    def shown(self, name: str) -> str:
        """Return what is written instead of a person's name: nothing, unless switched on."""
        return masked(name) if self.masked else HIDDEN

    def span(self, *, possible_only: bool = False, of: str = "") -> Span | None:
        """Return the dates of the row: its own start and end, vouched for on its reporting day.

        None after a refusal, for example of an end before its start.

        Parameters
        ----------
        possible_only : bool
            No day is certain.
        of : str
            What the names of the columns begin with, where a row dates something beside itself.
        """
        row, term = self.row, self._term(of)
        start = row[f"{of}start"] if of else self.start
        listed = row["reported"]
        if term is not None:
            return self._dated(
                lambda: term_span(term, start=start, listed_on=listed, possible_only=possible_only),
                f"{of}term",
            )
        return self._dated(
            lambda: span(start, row[f"{of}end"], listed_on=listed, possible_only=possible_only),
            f"{of}end",
        )

    def _term(self, of: str) -> Term | None:
        """Return the term that one cell states (2023.1-2025.12), with an end from another cell.

        A cell that names its own end must not contradict the one beside it.
        """
        term: Term | None = self.row[f"{of}term"]
        end: PartialDate | None = self.row[f"{of}end"]
        if term is None or end is None or term.end == end:
            return term
        if term.end is None:
            return replace(term, end=end)
        if term.end.first <= end.last and end.first <= term.end.last:
            return term
        self.refuse(
            f"{of}term", "term-and-end",
            Text(f"有效期止于“{term.end.text}”，另一列写“{end.text}”",
                 f"the term ends {term.end.text!r}, another column says {end.text!r}"),
        )  # fmt: skip
        return term

    def exact_span(self) -> Span | None:
        """Return exact dates for a structural edge: the first day of the stated period.

        None after a refusal.
        """
        return self._dated(
            lambda: exact_span(self.start or self.row["reported"], until=self.row["end"])
        )

    def _dated(self, dates: Callable[[], Span], column: str = "end") -> Span | None:
        try:
            return dates()
        except RefusedInput as error:
            if not any(p.rule == "start-before-end" for p in self.problems):
                self.refuse(column, "start-before-end", error.what, error.todo)
            return None

    def dates_text(self) -> str:
        """Return the dates as the row prints them."""
        if self._dates is None or self._dates[0] is not self.row:
            self._dates = (self.row, self._printed_dates())
        return self._dates[1]

    def _printed_dates(self) -> str:
        term: Term | None = self.row["term"]
        if term is not None:
            return "，".join([self.start.text, term.text] if self.start else [term.text])
        parts = [self.start, self.row["end"]]
        stated = "—".join(p.text if p else "" for p in parts).strip("—")
        reported: PartialDate | None = self.row["reported"]
        return stated or (f"{reported.text} 报告" if reported else "")

    def fact(
        self,
        type_: str,
        start: Node,
        end: Node,
        span_: Span | None,
        values: Mapping[str, Any] | None = None,
    ) -> list[Fact]:
        """Return the fact that this row states, or nothing when its dates were refused."""
        if span_ is None:
            return []
        return [
            Fact(type_, start, end, dict(values or {}), span_, self.evidence(), self.dates_text())
        ]

    def state(self, node: Node, values: Mapping[str, Any], span_: Span | None) -> list[Fact]:
        """Return the STATE fact of a node."""
        return self.fact("STATE", node, node, span_, values)

    def evidence(self) -> Evidence:
        """Return where the row stands: one value for all its facts."""
        if self._evidence is None or self._evidence[0] is not self.row:
            self._evidence = (self.row, self._where())
        return self._evidence[1]

    def _where(self) -> Evidence:
        article, paragraph = self.row["article"], self.row["paragraph"]
        reported: PartialDate | None = self.row["reported"]
        if article:
            title = self.load.articles.get(article, article)
            # Each paragraph speaks for itself: one article may contradict itself.
            place = "" if paragraph is None else f" ¶{paragraph}"
            authority, citation = f"文章 {article}{place}", f"{title}{place}"
        else:
            authority, citation = self.register.name, self.register.title.zh
        return Evidence(
            source=self.source,
            sheet=self.row.sheet,
            row=self.row.number,
            authority=authority,
            citation=citation,
            reported=reported,
            precedence=self.register.precedence,
            cells={h: v for h, v in self.row.cells.items() if v},
            scope="" if article else self.scope,
            synthetic=self.synthetic,
        )
