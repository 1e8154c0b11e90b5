"""Why a count or a rate changed between two days or two ticks, in parts that add up exactly.

Three looks are compared: the old day as it was known then, the old day as it is known now, the
new day as it is known now. What differs between the first two is knowledge (late records and
corrections); what differs between the last two is what happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from graph.errors import Misuse
from graph.store import Store
from graph.text import Text
from queries.answer import Answer
from queries.asking import ask
from queries.catalogue import find

Item = tuple[Any, ...]

NEW, ENDED = Text("新增", "begun"), Text("到期/退出", "ended")
LATE, CORRECTED = Text("补录", "recorded late"), Text("更正", "corrected")
WHOLE = Text("分母变化", "change of the denominator")
KINDS = (NEW, ENDED, LATE, CORRECTED, WHOLE)


@dataclass(frozen=True, slots=True)
class Look:
    """What is counted in one look.

    Parameters
    ----------
    counted : frozenset of Item
        What the count consists of.
    whole : frozenset of Item
        The denominator; empty for a mere count.
    """

    counted: frozenset[Item]
    whole: frozenset[Item] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """One reason, with what it concerns.

    Parameters
    ----------
    kind : Text
        One of ``KINDS``.
    gained, lost : tuple of Item
        What it brought into the count, and what it took out.
    share : Fraction or None
        Its part of the change of the rate; None without a denominator.
    entered, left : tuple of Item
        What came into the denominator and what left it, counted or not.
    """

    kind: Text
    gained: tuple[Item, ...]
    lost: tuple[Item, ...]
    share: Fraction | None
    entered: tuple[Item, ...] = ()
    left: tuple[Item, ...] = ()

    @property
    def net(self) -> int:
        """Return by how many the count changed for this reason."""
        return len(self.gained) - len(self.lost)

    @property
    def net_whole(self) -> int:
        """Return by how many the denominator changed for this reason."""
        return len(self.entered) - len(self.left)


@dataclass(frozen=True, slots=True)
class Change:
    """A count, or a rate, at two times, and why it differs.

    Parameters
    ----------
    before, after : Look
    parts : tuple of Part
        One for each kind; their nets add up to the change of the count, their shares to that of
        the rate.
    names : mapping
        What an item is called.
    ticks : tuple of int
        As known when.
    synthetic : bool
        Generated data had been loaded by then.
    """

    before: Look
    after: Look
    parts: tuple[Part, ...]
    names: Mapping[Item, str] = field(default_factory=dict)
    ticks: tuple[int, int] = (0, 0)
    synthetic: bool = False

    @property
    def rates(self) -> tuple[Fraction | None, Fraction | None]:
        return _rate(self.before), _rate(self.after)


def _rate(look: Look) -> Fraction | None:
    return Fraction(len(look.counted), len(look.whole)) if look.whole else None


def split(before: Look, known_now: Look, after: Look, known: Callable[[Item], bool]) -> Change:
    """Split a change into its reasons.

    Parameters
    ----------
    before : Look
        The old day, as known then.
    known_now : Look
        The old day, as known now.
    after : Look
        The new day, as known now.
    known : callable
        Tells whether an item was on record then, with whatever dates: if so, that it counts on
        the old day only now is a correction, else it was recorded late.

    Returns
    -------
    Change
        Exact: an item may stand in two parts where knowledge and time moved it to and fro.
    """
    gained: dict[Text, list[Item]] = {kind: [] for kind in KINDS}
    lost: dict[Text, list[Item]] = {kind: [] for kind in KINDS}
    came_in: list[Item] = []
    gone_out: list[Item] = []
    for first, second, came, went in (
        (before, known_now, None, CORRECTED), (known_now, after, NEW, ENDED),
    ):  # fmt: skip
        entered, left = second.whole - first.whole, first.whole - second.whole
        came_in += sorted(entered)
        gone_out += sorted(left)
        for item in sorted(second.counted - first.counted):
            kind = came or (CORRECTED if known(item) else LATE)
            gained[WHOLE if item in entered else kind].append(item)
        for item in sorted(first.counted - second.counted):
            lost[WHOLE if item in left else went].append(item)
    of = len(before.whole)
    exact = bool(of and after.whole)
    parts: list[Part] = []
    for kind in KINDS:
        net = len(gained[kind]) - len(lost[kind])
        share = Fraction(net, of) if exact else None
        if kind is WHOLE and exact:
            share = Fraction(len(after.counted), len(after.whole)) - Fraction(
                len(after.counted) - net, of
            )
        whole = (tuple(came_in), tuple(gone_out)) if kind is WHOLE else ((), ())
        parts.append(Part(kind, tuple(gained[kind]), tuple(lost[kind]), share, *whole))
    return Change(before, after, tuple(parts))


@dataclass(frozen=True, slots=True)
class Measure:
    """How a question's rows become a count.

    Parameters
    ----------
    item : tuple of str
        Columns that tell what is counted apart.
    name : str
        Column with what an item is called.
    certainty : str
        Column that must say 确定; empty where every row counts.
    whole : tuple of (str, str), optional
        Column and value of the rows that make the denominator; ("", "") for all of them.
    support : str
        Column of ``co-building`` that joins its facts to the item; empty where the rows
        themselves show what was on record.
    """

    item: tuple[str, ...]
    name: str
    certainty: str = ""
    whole: tuple[str, str] | None = None
    support: str = ""


MEASURES: Mapping[str, Measure] = {
    "area-coverage": Measure(("area_id",), "name", "covered", ("", ""), "area_id"),
    "unit-coverage": Measure(("body_id",), "body", "signed", ("duty", "应签"), "party_id"),
    "grid-coverage": Measure(("grid_id",), "grid", "covered", ("", "")),
    "agreements-in-force": Measure(("agreement", "area_id"), "name", "in_force", None, "agreement"),
}


def measure_of(question: str) -> Measure:
    """Return how the rows of a question are counted: as declared, else its certain rows.

    Raises
    ------
    Misuse
        There is no such question.
    """
    if question in MEASURES:
        return MEASURES[question]
    columns = find(question).columns
    item = tuple(c.name for c in columns if c.identity)
    sure = next((c.name for c in columns if c.type == "certainty"), "")
    name = next((c.name for c in columns if c.type == "string"), item[0])
    return Measure(item, name, sure)


def explain_change(
    store: Store,
    question: str,
    parameters: Mapping[str, Any],
    *,
    days: tuple[date, date],
    ticks: tuple[int | date | None, int | date | None] = (None, None),
    scope: Iterable[str] = (),
) -> Change:
    """Ask a question at two times, and tell why its count differs.

    Parameters
    ----------
    store : Store
    question : str
        Name of a question whose rows are counted; the certain ones where it tells.
    parameters : mapping
        As for `ask`.
    days : tuple of date
        The old and the new day.
    ticks : tuple of int, date or None
        As known when; the newest for None.
    scope : iterable of str
        Ids of the areas that the asker may see.

    Returns
    -------
    Change

    Raises
    ------
    Misuse
        As `ask`; or an answer is too long to be compared whole.
    """
    measure, seen = measure_of(question), tuple(scope)

    def at(name: str, given: Mapping[str, Any], day: date, tick: int | date | None) -> Answer:
        answer = ask(store, name, given, as_of=day, tick=tick, scope=seen)
        if answer.truncated:
            raise Misuse(
                Text("行数超过上限，无法逐项比较", "too many rows to compare item by item"),
                todo=Text("选一个更小的区域", "choose a smaller area"),
            )
        return answer

    newest = at(question, parameters, days[1], ticks[1])
    then, now = ticks[0] if ticks[0] is not None else newest.tick, newest.tick
    old, old_now = (at(question, parameters, days[0], tick) for tick in (then, now))
    names: dict[Item, str] = {}
    looks = [_look(answer, measure, names) for answer in (old, old_now, newest)]
    if measure.support and "area" in parameters:
        given = {"area": parameters["area"]}
        before = {row["fact"] for row in at("co-building", given, days[0], then).records()}
        facts = [
            row
            for row in at("co-building", given, days[0], now).records()
            if row["in_force"] == "确定"
        ]
        on_record = {row[measure.support] for row in facts if row["fact"] in before}
    else:
        rows = [*old.records(), *at(question, parameters, days[1], then).records()]
        on_record = {row[measure.item[0]] for row in rows}
    change = split(looks[0], looks[1], looks[2], lambda item: item[0] in on_record)
    return replace(change, names=names, ticks=(old.tick, now), synthetic=newest.synthetic)


def _look(answer: Answer, measure: Measure, names: dict[Item, str]) -> Look:
    counted: set[Item] = set()
    whole: set[Item] = set()
    for row in answer.records():
        item = tuple(row[name] for name in measure.item)
        names[item] = str(row[measure.name])
        inside = measure.whole is not None and (
            not measure.whole[0] or row[measure.whole[0]] == measure.whole[1]
        )
        if inside:
            whole.add(item)
        if (inside or measure.whole is None) and (
            not measure.certainty or row[measure.certainty] == "确定"
        ):
            counted.add(item)
    return Look(frozenset(counted), frozenset(whole))
