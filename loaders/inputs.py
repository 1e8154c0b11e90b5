"""What is to be loaded: files, their tables, and the register that each table is."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graph.errors import Misuse
from graph.text import Text
from graph.time import BadDate, PartialDate, parse_date
from loaders.declare import Register
from loaders.layout import Table
from loaders.personal import is_personal
from loaders.problems import Problem, RefusedRegister
from loaders.read import match_columns, read_tables
from loaders.registers import REGISTERS

PLAINLY = 0.6  # of its headings: then a file is that register, with a column missing
STRANGE = 0.25  # of its headings may mean nothing to the register; beyond that, ask
SOME = 3  # headings that a register knows; fewer may be chance
USUAL = frozenset({"序号", "编号", "备注", "说明", "序"})  # stand in every register, tell nothing


@dataclass(frozen=True, slots=True)
class Input:
    """One file to load, or one table of it, and what is known of it beside its rows.

    Parameters
    ----------
    path : Path
        The file.
    register : Register
        How to read it.
    reported : PartialDate, optional
        The day for which the whole file speaks, where its rows bring none.
    scope : str
        What the file is complete for, for example the code of an area: facts of its last list
        that it no longer names have ended. Empty for a partial file.
    synthetic : bool
        Generated data: its rows, and the nodes that only it names, are marked.
    masked : bool
        Show the first character of the names of natural persons (王＊). Off: nothing of them.
    table : Table, optional
        The table, where the file has been read already.
    """

    path: Path
    register: Register
    reported: PartialDate | None = None
    scope: str = ""
    synthetic: bool = False
    masked: bool = False
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Guess:
    """Which register a table may be, and why.

    Parameters
    ----------
    register : Register
    known, strange : tuple of str
        Headings that the register knows, and those that mean nothing to it.
    lacks : tuple of str
        Columns without which it cannot be that register.
    titled : bool
        The title of the table names the register.
    """

    register: Register
    known: tuple[str, ...]
    strange: tuple[str, ...]
    lacks: tuple[str, ...]
    titled: bool

    def reasons(self) -> Text:
        """Return why, for a person who must decide."""
        zh = f"{self.register.name}（{self.register.title.zh}）：认得 {len(self.known)} 列"
        en = f"{self.register.name} ({self.register.title.en}): knows {len(self.known)} columns"
        if self.titled:
            zh, en = f"{zh}，标题相符", f"{en}, the title fits"
        if self.lacks:
            names = "、".join(self.lacks)
            zh, en = f"{zh}，缺 {names}", f"{en}, lacks {names}"
        if self.strange:
            names = "、".join(self.strange[:4])
            zh, en = f"{zh}，不认得 {names}", f"{en}, does not know {names}"
        return Text(zh, en)


class InDoubt(Misuse):
    """Several registers fit a table, or none quite does; ``guesses`` are the likeliest."""

    def __init__(self, table: Table, found: Sequence[Guess]) -> None:
        super().__init__(
            Text(
                "认不准登记册种类" + "".join(f"\n- {g.reasons().zh}" for g in found),
                "which register is this?" + "".join(f"\n- {g.reasons().en}" for g in found),
            ),
            where="，".join(part for part in (table.file, table.sheet) if part),
            todo=Text("用 --register 指明", "say it with --register"),
        )
        self.table, self.guesses = table, tuple(found)


Ask = Callable[[InDoubt], Register | None]


def read_manifest(path: Path) -> list[Input]:
    """Return the files that a manifest lists, in its order.

    Raises
    ------
    Misuse
        The manifest names a register that does not exist.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Input(
            path.parent / entry["path"],
            register(entry["register"]),
            parse_date(entry["reported"]) if "reported" in entry else None,
            entry.get("scope", "") if entry.get("complete") else "",
            entry.get("synthetic", data.get("synthetic", False)),
            entry.get("masked_names", data.get("masked_names", False)),
        )
        for entry in data["file"]
    ]


def register(name: str) -> Register:
    """Return the declaration of a register.

    Raises
    ------
    Misuse
        There is none of this name; the message lists them.
    """
    if name not in REGISTERS:
        raise Misuse(
            Text(f"没有“{name}”这种登记册", f"there is no register {name!r}"),
            todo=Text("可用：" + "、".join(REGISTERS), "known: " + ", ".join(REGISTERS)),
        )
    return REGISTERS[name]


def guesses(table: Table) -> list[Guess]:
    """Return what a table may be, the most likely first."""
    found = [_guess(table, candidate) for candidate in REGISTERS.values()]
    return sorted(found, key=lambda g: (bool(g.lacks), -len(g.known), not g.titled, len(g.strange)))


def _guess(table: Table, candidate: Register) -> Guess:
    try:
        places = match_columns(table, candidate)
    except RefusedRegister as error:
        lacks = tuple(
            p.what.zh.split("”")[0].removeprefix("缺少“") if p.rule == "headings-present"
            else p.what.zh
            for p in error.problems
        )  # fmt: skip
        known = [
            c for c in candidate.columns
            if any(heading in c.headings for heading in table.headings)
        ]  # fmt: skip
        return Guess(candidate, tuple(c.headings[0] for c in known), (), lacks, False)
    used = set(places.values())
    strange = tuple(
        heading
        for place, heading in enumerate(table.headings)
        if heading and place not in used and heading not in USUAL and not is_personal(heading)
    )
    title = table.head.title
    titled = bool(title) and any(word in title for word in (candidate.title.zh, *candidate.titles))
    return Guess(candidate, tuple(table.headings[i] for i in sorted(used)), strange, (), titled)


def recognised(table: Table) -> Guess:
    """Return which register a table is.

    Raises
    ------
    RefusedRegister
        None fits, but the table is plainly one of them and lacks a column.
    InDoubt
        None fits, or several do: say which with ``--register``.
    """
    ranked = guesses(table)
    fitting = [g for g in ranked if not g.lacks]
    if fitting:
        best = fitting[0]
        alike = [
            g for g in fitting[1:] if (len(g.known), g.titled) == (len(best.known), best.titled)
        ]
        if not alike and len(best.strange) <= STRANGE * max(1, len(best.known) + len(best.strange)):
            return best
    else:
        _lacking(table)
    raise InDoubt(table, fitting[:3] or [g for g in ranked[:3] if g.known])


def recognise(path: Path) -> Register:
    """Return the only register whose columns the tables of a file have.

    Raises
    ------
    RefusedRegister
        None fits, but the file is plainly one of them and lacks a column.
    Misuse
        None fits, or several do: say which with ``--register``.
    """
    found = {recognised(table).register.name for table in read_tables(path, REGISTERS.values())}
    if len(found) > 1:
        names = "、".join(sorted(found))
        raise Misuse(
            Text(f"文件里有几种登记册：{names}", f"it holds several registers: {names}"),
            where=str(path),
        )
    return REGISTERS[found.pop()]


def _lacking(table: Table) -> None:
    """Refuse a table that is plainly one register, by what it lacks of it.

    It has most headings that the register must have, or the register knows most headings that it
    has, some of them at least, and no other knows as many.
    """
    present = set(table.headings)

    def share(candidate: Register) -> float:
        must = [c for c in candidate.columns if not c.optional_heading]
        return sum(bool(present & set(c.headings)) for c in must) / len(must)

    def known(candidate: Register) -> int:
        return sum(bool(present & set(c.headings)) for c in candidate.columns)

    nearest = max(REGISTERS.values(), key=share)
    if share(nearest) > PLAINLY:
        match_columns(table, nearest)
    best, second = sorted(REGISTERS.values(), key=known)[:-3:-1]
    if known(best) > max(SOME, known(second), PLAINLY * len(present)):
        match_columns(table, best)


def inputs_of(
    path: Path,
    kind: Register | None = None,
    *,
    reported: PartialDate | None = None,
    scope: str = "",
    masked: bool = False,
    ask: Ask | None = None,
) -> list[Input]:
    """Return the tables of a file as inputs, each with its register.

    Parameters
    ----------
    path : Path
    kind : Register, optional
        Which register all of them are; told by their headings unless given.
    reported, scope, masked
        As for :class:`Input`.
    ask : callable, optional
        Given what is in doubt, returns which register it is, or None where nobody can say.

    Raises
    ------
    RefusedRegister
        The file cannot be read.
    Misuse
        Which register it is remains in doubt.
    """
    forms = REGISTERS.values() if kind is None else (kind,)
    return [
        Input(path, kind or _which(table, ask), reported, scope, masked=masked, table=table)
        for table in read_tables(path, forms)
    ]


def _which(table: Table, ask: Ask | None) -> Register:
    try:
        return recognised(table).register
    except InDoubt as doubt:
        said = ask(doubt) if ask and doubt.guesses else None
        if said is None:
            raise
        return said


def opened(inputs: Sequence[Input]) -> list[tuple[Input, Table]]:
    """Return every table of every input; files that cannot be read are refused together.

    Raises
    ------
    RefusedRegister
    """
    found: list[tuple[Input, Table]] = []
    problems: list[Problem] = []
    for item in inputs:
        try:
            read = [item.table] if item.table else _of_register(item)
            found += [(_dated(item, table), table) for table in read]
        except RefusedRegister as error:
            problems += error.problems
    if problems:
        raise RefusedRegister(problems)
    return found


def _of_register(item: Input) -> list[Table]:
    """Return the tables of a file that are of its register.

    Others of the same workbook that are plainly of another register are left to that one.
    """
    try:
        read = read_tables(item.path, (item.register,))
    except RefusedRegister as error:
        if any(problem.rule != "headings-once" for problem in error.problems):
            raise
        # Another table of the workbook may have two columns of one name, and know them apart.
        read = read_tables(item.path, REGISTERS.values())
    fitting = [table for table in read if not _guess(table, item.register).lacks]
    if not fitting or len(fitting) == len(read):
        return read
    others = [r for r in REGISTERS.values() if r is not item.register]
    return [
        table for table in read
        if table in fitting or all(_guess(table, other).lacks for other in others)
    ]  # fmt: skip


def _dated(item: Input, table: Table) -> Input:
    """Return an input with its day: the one given, or the one in the lines above the table."""
    if item.reported is not None or not (table.head.period or table.head.filled):
        return item
    return replace(item, reported=_day(table))


def _day(table: Table) -> PartialDate | None:
    head = table.head
    filled = _read(head.filled)
    if not head.period:
        return filled
    year = filled.first.year if filled and filled.first.year == filled.last.year else None
    try:
        period = parse_date(head.period, default_year=year)
        if filled is not None and period.first > filled.last:  # 12月, filled in next January
            period = parse_date(head.period, default_year=filled.first.year - 1)
    except BadDate as error:
        raise RefusedRegister([Problem(
            table.file, table.sheet, 0, "报告期", head.period, "period", error.what,
            Text("把报告期写全（如 2024年第三季度），或用 --reported 写明",
                 "write the whole period above the table, or say it with --reported"),
        )]) from error  # fmt: skip
    return period


def _read(text: str) -> PartialDate | None:
    try:
        return parse_date(text) if text else None
    except BadDate:
        return None


def ordered(inputs: Iterable[Input]) -> list[Input]:
    """Return inputs so that a later register may refer to an earlier one."""
    order = list(REGISTERS)
    return sorted(inputs, key=lambda item: order.index(item.register.name))
