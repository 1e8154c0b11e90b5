"""Files in, one published batch out: read, clean, resolve, check, write."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from graph.errors import Misuse, RefusedInput
from graph.garbage import few_searches
from graph.holder import holder_key
from graph.identity import digest
from graph.ledger import CompleteList, Fact, Report, Source, loaded_sources, record
from graph.names import normal
from graph.store import Store
from graph.text import Text
from loaders.checks import Checks, Rules
from loaders.checks.vanished import Vanished
from loaders.cleaning import Cleaner
from loaders.context import Context, RowContext
from loaders.coverage import Coverage
from loaders.files.cells import Cells
from loaders.inputs import USUAL, Input, opened, read_manifest, recognise, register
from loaders.layout import Table
from loaders.outcome import Outcome
from loaders.personal import is_personal
from loaders.places import Places
from loaders.plan import plan
from loaders.problems import Problem, RefusedRegister
from loaders.read import match_columns
from loaders.records import note

__all__ = ["Input", "Outcome", "load", "read_manifest", "recognise", "register"]

Place = tuple[str, str, int]  # file, sheet, row
Progress = Callable[[str, int, int], None]

PLACING = ("LOCATED_IN", "SERVES")  # facts that say where a body is
TITLES_SHOWN = 3  # in the list of batches


@few_searches()
def load(
    store: Store,
    inputs: Sequence[Input],
    *,
    who: str,
    progress: Progress | None = None,
    dry_run: bool = False,
    accept_vanished: bool = False,
    skip_refused: bool = False,
    strict: bool = False,
    rules: Rules | None = None,
) -> Outcome:
    """Load files as one batch.

    Parameters
    ----------
    store : Store
        The database.
    inputs : sequence of Input
        Files in an order in which later ones may refer to earlier ones.
    who : str
        Who loads, for the list of batches.
    progress : callable, optional
        Told a file or phase, the number done and the number of all.
    dry_run : bool
        Read, clean, resolve and check, but write nothing.
    accept_vanished : bool
        Go on although a complete list leaves out many facts of the one before.
    skip_refused : bool
        Load the rows that are in order and leave the refused ones out: they stand in the outcome.
    strict : bool
        Rows that wait for a decision about a name keep everything out, as any refusal does.
        Otherwise they alone stay out, and stand in the outcome; of a complete list they always
        keep everything out, since what it does not name has ended.
    rules : mapping, optional
        Rule sets by name for the cross-checks; one that needs a set that is not given is listed
        as not run.

    Returns
    -------
    Outcome

    Raises
    ------
    RefusedRegister
        Something in the files breaks a rule; nothing was written.
    """
    outcome = Outcome(Report(0))
    loaded = loaded_sources(store)
    if all(_digest(item) in loaded for item in inputs):  # before anything is read
        outcome.skipped = list(dict.fromkeys(item.path.name for item in inputs))
        return outcome
    tables = opened(inputs)
    if skip_refused and any(item.scope for item, _ in tables):
        raise Misuse(
            Text("完整清单不能只载入一部分", "a complete list cannot be loaded in part"),
            todo=Text("改正后整册载入", "mend it and load all of it"),
        )
    lists = dict.fromkeys(_complete(item, _source(item, table)) for item, table in tables)
    complete = [entry for entry in lists if entry]
    titles = list(dict.fromkeys(item.register.title.zh for item in inputs))
    more = f"等 {len(titles)} 种" if len(titles) > TITLES_SHOWN else ""
    what = "、".join(titles[:TITLES_SHOWN]) + more
    written = (lambda done, of: progress("写入 / writing", done, of)) if progress else None
    skipped: dict[Place, list[Problem]] = {}
    alone = not strict and not any(item.scope for item, _ in tables)

    def may_go_on(found: Sequence[Problem]) -> bool:
        if not all(problem.row for problem in found):
            return False
        # What fails once some rows are left out rested on them.
        return skip_refused or (alone and (bool(skipped) or all(p.open for p in found)))

    while True:
        checks, vanished = Checks(rules or {}), Vanished()
        outcome = Outcome(Report(0))
        context = Context(Places.of(store), holder_key=lambda: _holder_key(store))
        facts = stated(context, tables, outcome, frozenset(skipped), progress, checks)
        try:
            if dry_run:
                coverage = Coverage(store, context.places)
                outcome.plan = plan(store, facts, complete, context.places,
                                    coverage=coverage, vanished=vanished.note)  # fmt: skip
                spoken = [item.reported.last for item, _ in tables if item.reported]
                outcome.days = coverage.days(max(spoken, default=None))
                outcome.coverage = coverage.looks(outcome.days)
            else:
                sources = dict.fromkeys(_source(item, table, skipped) for item, table in tables)
                outcome.report = record(
                    store, facts, list(sources), who=who, what=what, progress=written,
                    lists=complete, accept_vanished=accept_vanished, vanished=vanished.note,
                )  # fmt: skip
        except RefusedRegister as error:  # before anything was written
            if not may_go_on(error.problems):
                raise
            # Once more without them, as if the file did not have them: rows may rest on others.
            for problem in error.problems:
                skipped.setdefault(_place(problem), []).append(problem)
            continue
        files = {_source(item, table).id: table.file for item, table in tables}
        outcome.findings = [*checks.end(), *vanished.end(files)]
        outcome.not_run = list(checks.not_run())
        outcome.refused = [problem for found in skipped.values() for problem in found]
        return outcome


def read_all(
    context: Context,
    tables: Sequence[tuple[Input, Table]],
    outcome: Outcome,
    skipped: frozenset[Place] = frozenset(),
    progress: Progress | None = None,
) -> tuple[list[Fact], list[Problem]]:
    """Return what all tables state, or every refusal; as :func:`stated`, without a database."""
    try:
        return list(stated(context, tables, outcome, skipped, progress)), []
    except RefusedRegister as error:
        return [], list(error.problems)


def stated(
    context: Context,
    tables: Sequence[tuple[Input, Table]],
    outcome: Outcome,
    skipped: frozenset[Place] = frozenset(),
    progress: Progress | None = None,
    checks: Checks | None = None,
) -> Iterator[Fact]:
    """Yield what all tables state, row by row.

    Parameters
    ----------
    context : Context
        Nodes that rows may refer to.
    tables : sequence of (Input, Table)
    outcome : Outcome
        Takes what was counted and noted.
    skipped : frozenset of (file, sheet, row)
        Rows that are not looked at.
    progress : callable, optional
        Told a file, its number and the number of all.
    checks : Checks, optional
        Looks at the rows that are in order.

    Raises
    ------
    RefusedRegister
        At the end, with every refusal of every table: what came before it is void.
    """
    made_up = {node.id for node in context.places if node.synthetic}
    problems: list[Problem] = []
    for number, (item, table) in enumerate(tables, start=1):
        if progress:
            progress(table.file, number, len(tables))
        try:
            beside = any(t.rows for _, t in tables if t.file == table.file)
            facts = _facts(item, table, context, outcome, skipped, problems, checks, beside)
            yield from _marked(facts, item, set(context.places.by_id), made_up)
        except RefusedRegister as error:
            problems += error.problems
        outcome.rows[item.register.name] += len(table.rows)
    outcome.left_out.update(context.left_out)
    read = {(table.file, table.sheet) for _, table in tables}  # by another register of this load
    outcome.notes = [
        n for n in outcome.notes
        if n.rule != "sheet-without-table" or (n.file, n.sheet) not in read
    ]  # fmt: skip
    if problems:
        raise RefusedRegister(problems)


def _place(problem: Problem) -> Place:
    return problem.file, problem.sheet, problem.row


def _digest(item: Input) -> str:
    """Return the id of the source of an input; empty where the file cannot be read."""
    if item.table is not None:
        return _source(item, item.table).id
    try:
        with item.path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
    return digest(item.register.name, sha256)


class _Unread:
    """Columns that mean nothing to a register: which of them hold something."""

    def __init__(self, item: Input, table: Table) -> None:
        used = set(match_columns(table, item.register).values())
        self._all = table.headings
        self._held: set[int] = set()
        self._blank = [
            place for place, heading in enumerate(table.headings)
            if place not in used and heading not in USUAL and not is_personal(heading)
        ]  # fmt: skip

    def look(self, cells: Cells) -> None:
        for place in self._blank:
            if cells[place].strip():
                self._held.add(place)
                self._blank = [p for p in self._blank if p != place]

    def headings(self) -> list[str]:
        return [self._all[place] for place in sorted(self._held)]


def _complete(item: Input, source: Source) -> CompleteList | None:
    if not item.scope:
        return None
    if item.reported is None:
        raise Misuse(
            Text("完整清单要有报告日", "a complete list needs the day for which it speaks"),
            where=str(item.path),
            todo=Text("用 --reported 写明", "say it with --reported"),
        )
    return CompleteList(item.register.name, item.scope, item.reported, source.id)


# Natural persons, shareholders and office-holders: with another key each would be a second one.
_PERSONS = (
    "MATCH (n:Holder)-[s:STATE]->(n) WHERE s.kind = '自然人' AND NOT n.name ENDS WITH '（合成）' "
    "RETURN n.id LIMIT 1",
    "MATCH (n:Post)-[s:STATE]->(n) WHERE s.holder IS NOT NULL AND NOT coalesce(n.synthetic, false) "
    "RETURN n.id LIMIT 1",
)


def _holder_key(store: Store) -> bytes:
    known = any(store.query(statement).one() is not None for statement in _PERSONS)
    return holder_key(store.endpoint.folder, os.environ, known=known)


def _marked(
    facts: Iterable[Fact], item: Input, before: Collection[str], made_up: set[str]
) -> Iterator[Fact]:
    """Mark generated nodes: those that only generated files name.

    `made_up` holds them, and grows by those that this file is the first to name.
    """
    for fact in facts:
        ends = (fact.start, fact.end)
        if item.synthetic:
            made_up.update(node.id for node in ends if node.id not in before)
        if made_up and any(node.synthetic != (node.id in made_up) for node in ends):
            start, end = (replace(node, synthetic=node.id in made_up) for node in ends)
            fact = replace(fact, start=start, end=end)
        yield fact


def _source(item: Input, table: Table, skipped: Collection[Place] = ()) -> Source:
    """Return the source of a table; of a file loaded in part it is another one.

    The same bytes are then looked at again, and found to hold what was refused.
    """
    name = item.register.name
    part = any(file == table.file for file, _, _ in skipped)
    id_ = digest(name, table.sha256, *(["part"] if part else []))
    return Source(id_, table.file, item.register.title.zh, name, table.sha256)


def _facts(
    item: Input,
    table: Table,
    context: Context,
    outcome: Outcome,
    skipped: frozenset[Place],
    problems: list[Problem],
    checks: Checks | None,
    beside: bool,
) -> Iterator[Fact]:
    """Yield the facts that a table states, and note every refused cell of it.

    `beside` tells that another table of its file has rows.

    Raises
    ------
    RefusedRegister
        It lacks a column, or has no rows and no day.
    """
    cleaner = Cleaner(table, item.register, match_columns(table, item.register), item.reported)
    source = _source(item, table, skipped)
    outcome.notes += table.notes
    cleaner.changes = outcome.changes
    if checks is not None:
        checks.table(table, item.register.name)
    unread = _Unread(item, table)
    if not table.rows:
        outcome.notes.append(_nothing(item, table, beside))
    for number, cells in table.rows:
        unread.look(cells)
        if skipped and (table.file, table.sheet, number) in skipped:
            continue
        row, refused = cleaner.row(number, cells)
        if refused:
            problems += refused
            continue
        ctx = RowContext(
            context, item.register, source, row, item.scope,
            synthetic=item.synthetic, masked=item.masked,
        )  # fmt: skip
        made: list[Fact] = []
        try:
            made += item.register.make(ctx)
        except RefusedInput as error:
            todo = error.todo or Text("改正后重新载入", "mend it and load again")
            problems.append(
                Problem(table.file, table.sheet, number, "", "", "schema", error.what, todo)
            )
        if ctx.problems and all(problem.open for problem in ctx.problems):
            context.waiting |= {
                normal(str(row[c])) for c in ("name", "number", "code", "short") if row[c]
            }
        elif checks is not None and not ctx.problems:
            checks.row(ctx, made)
        for fact in made:
            if fact.type in PLACING:
                context.places.put_in(fact.start, fact.end)
        problems += ctx.problems
        if not problems:  # after the first nothing will be written: only refusals count
            yield from made
    outcome.notes += cleaner.notes
    if cleaner.personal:
        outcome.personal.setdefault(table.file, []).extend(cleaner.personal)
    if strange := unread.headings():
        outcome.unread.setdefault(table.file, []).extend(strange)


def _nothing(item: Input, table: Table, beside: bool) -> Problem:
    """Return the note of a return with nothing to report, or of a sheet that nobody filled in.

    Raises
    ------
    RefusedRegister
        The whole file has no rows, and it does not say for when it speaks.
    """
    if item.reported is not None:
        return note(
            table.file,
            table.sheet,
            0,
            "zero-report",
            item.reported.text,
            Text(f"零报告（{item.reported.text}）", f"nothing to report ({item.reported.text})"),
        )
    if beside:
        said = Text(
            "没有数据行，也没有报告期：没有填，不当作零报告",
            "neither rows nor a period: not filled in, and no report of nothing",
        )
        return note(table.file, table.sheet, table.head_row, "empty-sheet", "", said)
    raise RefusedRegister([Problem(
        table.file, table.sheet, table.head_row, "", "", "has-rows",
        Text("只有表头，没有数据行", "it has a head and no rows"),
        Text("零报告请在表头上方写明报告期，或用 --reported",
             "a return with nothing to report says for when above its head, or by --reported"),
    )])  # fmt: skip
