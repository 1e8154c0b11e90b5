"""Checks of several rows together: seats of a committee, shares of a company, figures of a place.

What is kept is a few numbers a committee, company or place, never the rows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.ledger import Fact
from graph.text import Text
from graph.time import today
from loaders.checks.finding import Check, Finding, Found, Rules, finding
from loaders.context import RowContext
from loaders.shares import FULL

EVEN = Check("even-seats", ("rosters",), Text("席位总数应为奇数", "the number of seats is odd"),
             "queries/rules/committees.toml", rules="committees")  # fmt: skip
TWICE = Check("street-and-community", ("rosters",),
              Text("同一人兼任街道和社区席位", "one holder in a street and a community"),
              "queries/rules/committees.toml", rules="committees")  # fmt: skip
OVER = Check("over-100", ("holdings",), Text("持股合计超过 100%", "holdings above 100 %"),
             "算术 / arithmetic")  # fmt: skip
MORE_DONE = Check("done-over-listed", ("figures",), Text("完成数多于清单数",
                  "more completed than listed"), "算术 / arithmetic")  # fmt: skip
IDENTITY = Check("bodies-add-up", ("figures",), Text("单位数 = 单独 + 联合 + 未建",
                 "bodies = alone + jointly + not"),
                 "社会组织法人单位建立党的基层组织情况统计表")  # fmt: skip
RATE = Check("rate-recomputed", ("figures",), Text("比率与分子、分母重算",
             "a rate against its own parts"), "算术 / arithmetic")  # fmt: skip
_DONE = re.compile(r"已?(?:完成|办结|落实)")
_RATE = re.compile(r"率|占比|%|％")
_PART = re.compile(r"已?(?:完成|办结|落实|覆盖|签约|签订|报到|建立|组建|达标)")
_DIGITS = re.compile(r"[0-9]+(?:\.([0-9]+))?")
_THREE = (
    ("alone", re.compile(r"单独")), ("jointly", re.compile(r"联合")), ("not", re.compile(r"未建")),
)  # fmt: skip
_BODIES = re.compile(r"(?:单位|企业|组织)(?:总数|数)$")


@dataclass
class _Seats:
    """The seats of one committee: how many are held, and the last row."""

    level: str
    place: str
    held: int = 0
    last: Finding | None = None


@dataclass
class Together:
    """What is remembered from row to row."""

    rules: Rules
    seats: dict[str, _Seats] = field(default_factory=dict)
    levels: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    shares: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    holders: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    figures: dict[tuple[str, str], dict[str, tuple[float, Finding]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    rates: dict[tuple[str, str], list[tuple[str, str, Finding]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    twice: list[Finding] = field(default_factory=list)
    over: dict[tuple[str, str], Finding] = field(default_factory=dict)

    def row(self, ctx: RowContext, made: list[Fact]) -> None:
        """Look at a row and at what it made."""
        name = ctx.register.name
        if name == "rosters" and "committees" in self.rules:
            self._seat(ctx, made)
        elif name == "holdings":
            self._share(ctx, made)
        elif name == "figures":
            self._figure(ctx)

    def end(self) -> Iterator[Finding]:
        """Yield what the rows come to together."""
        yield from self.twice
        yield from self.over.values()
        for name, seats in self.seats.items():
            rule = _rule(self.rules, "odd", seats.place)
            if rule is None or seats.held % 2 or seats.last is None:
                continue
            yield _said(seats.last, Text(
                f"“{name}”有 {seats.held} 席，为偶数：{rule['says']}",
                f"{name!r} has {seats.held} seats, an even number: {rule['says_en']}"),
                _basis(rule))  # fmt: skip
        for told in self.figures.values():
            yield from _more_done(told)
            yield from _add_up(told)
        for at, rates in self.rates.items():
            yield from _recomputed(rates, self.figures.get(at, {}))

    def _seat(self, ctx: RowContext, made: list[Fact]) -> None:
        post = next((f for f in made if f.type == "POST_OF"), None)
        if post is None or ctx.row["end"] is not None:
            return
        area = ctx.places.whereabouts(post.end)
        level, place = (area.label, area.code) if area else ("", "")
        seats = self.seats.setdefault(post.end.name, _Seats(level, place))
        seats.held += 1
        seats.last = finding(EVEN, ctx, Found("committee", Text("", "")))
        holder = next((f.values.get("holder") for f in made if f.type == "STATE"), None)
        if not holder or level not in ("Street", "Community"):
            return
        levels = self.levels[str(holder)]
        other = next((name for at, name in levels.items() if at != level), "")
        levels[level] = post.end.name
        rule = _rule(self.rules, "one-seat", place)
        if other and rule is not None:
            self.twice.append(finding(TWICE, ctx, Found("committee", Text(
                f"同一人（化名 {holder}）也在“{other}”：{rule['says']}",
                f"the same person (pseudonym {holder}) also sits in {other!r}: {rule['says_en']}"),
                _basis(rule))))  # fmt: skip

    def _share(self, ctx: RowContext, made: list[Fact]) -> None:
        day = ctx.row["reported"].last if ctx.row["reported"] else today()
        for fact in made:
            if fact.type != "HOLDS" or not fact.span.from_max <= day < fact.span.to_min:
                continue
            at = (fact.end.id, str(fact.values["kind"]))
            self.shares[at] += int(fact.values["low"] or 0)
            if self.shares[at] > FULL:
                total = self.shares[at] * 100 / FULL
                self.over[at] = finding(OVER, ctx, Found("share", Text(
                    f"“{fact.end.name}”的{at[1]}合计至少 {total:g}%",
                    f"holdings of {fact.end.name!r} come to at least {total:g} %")))  # fmt: skip

    def _figure(self, ctx: RowContext) -> None:
        row = ctx.row
        if row["value"] is None:
            return
        day = row["reported"].text if row["reported"] else ""
        if _RATE.search(row["indicator"]):
            found = finding(RATE, ctx, Found("value", Text("", "")))
            self.rates[row["place"], day].append((row["indicator"], found.value, found))
            return
        found = finding(MORE_DONE, ctx, Found("value", Text("", "")))
        self.figures[row["place"], day][row["indicator"]] = (row["value"], found)


def _more_done(told: dict[str, tuple[float, Finding]]) -> Iterator[Finding]:
    """Compare 清单完成数 with 清单数: two names that differ by the word of completion alone."""
    for name, (value, found) in told.items():
        if not _DONE.search(name):
            continue
        listed = {_plain(_DONE.sub("", name))}
        for other, (whole, _) in told.items():
            if not _DONE.search(other) and _plain(other) in listed and value > whole:
                yield _said(found, Text(f"“{name}” {value:g} 多于“{other}” {whole:g}",
                                        f"{name!r} {value:g} exceeds {other!r} {whole:g}"),
                            MORE_DONE.source)  # fmt: skip


def _plain(name: str) -> str:
    return re.sub(r"[（(].*?[）)]|总数|数量|数|总|共|的", "", name)


def _add_up(told: dict[str, tuple[float, Finding]]) -> Iterator[Finding]:
    """Compare 单位数 with 单独 + 联合 + 未建, where each of the four is told exactly once."""
    parts = {
        part: [value for name, (value, _) in told.items() if pattern.search(name)]
        for part, pattern in _THREE
    }
    whole = [
        entry for name, entry in told.items()
        if _BODIES.search(name) and not any(p.search(name) for _, p in _THREE)
    ]  # fmt: skip
    if len(whole) != 1 or any(len(values) != 1 for values in parts.values()):
        return
    value, found = whole[0]
    total = sum(values[0] for values in parts.values())
    if total != value:
        text = " + ".join(f"{values[0]:g}" for values in parts.values())
        what = Text(f"单位数 {value:g} ≠ 单独 + 联合 + 未建 = {text} = {total:g}",
                    f"{value:g} bodies ≠ alone + jointly + not = {text} = {total:g}")  # fmt: skip
        yield Finding(IDENTITY.name, *_place(found), what, IDENTITY.source)


def _recomputed(
    rates: list[tuple[str, str, Finding]], told: dict[str, tuple[float, Finding]]
) -> Iterator[Finding]:
    """Compare 完成率 with 完成数 ÷ 总数 of the same things, to the last digit that is printed."""
    for name, printed, found in rates:
        verb, digits = _PART.search(name), _DIGITS.search(printed)
        if verb is None or digits is None:
            continue
        of = _things(name)
        counts = {  # by whether they count the part
            part: [
                (other, value) for other, (value, _) in told.items()
                if bool(_PART.search(other)) is part and _things(other) == of
                and (not part or _same_verb(other, verb[0]))
            ]
            for part in (True, False)
        }  # fmt: skip
        if len(counts[True]) != 1 or len(counts[False]) != 1 or not counts[False][0][1]:
            continue
        ((part_name, part),), ((whole_name, whole),) = counts[True], counts[False]
        right = 100 * part / whole
        half = 0.5 * 10 ** -len(digits[1] or "")
        if abs(float(digits[0]) - right) > half + 1e-9:
            yield _said(found, Text(
                f"“{name}”写 {printed}，按“{part_name}” {part:g} ÷ “{whole_name}” {whole:g} 是 "
                f"{right:.4g}%",
                f"{name!r} says {printed}; {part_name!r} {part:g} of {whole_name!r} {whole:g} is "
                f"{right:.4g} %"), RATE.source)  # fmt: skip


def _things(name: str) -> str:
    """Return what a figure is about: its name without the word of completion, 率 and 数."""
    return re.sub(r"率|占比", "", _plain(_PART.sub("", name)))


def _same_verb(name: str, verb: str) -> bool:
    found = _PART.search(name)
    return found is not None and found[0].removeprefix("已") == verb.removeprefix("已")


def _place(found: Finding) -> tuple[str, str, int, str, str]:
    return found.file, found.sheet, found.row, found.column, found.value


def _said(found: Finding, what: Text, source: str) -> Finding:
    return Finding(found.rule, *_place(found), what, source)


def _rule(rules: Rules, check: str, place: str) -> dict[str, str] | None:
    """Return the rule of a place: of two, the one for the longer code."""
    fitting = [
        dict(rule) for rule in rules["committees"]
        if rule["check"] == check and place.startswith(rule["place"])
    ]  # fmt: skip
    return max(fitting, key=lambda rule: len(rule["place"]), default=None)


def _basis(rule: dict[str, str]) -> str:
    return f"{rule['source']} {rule['url']}（{rule['dated']}）".strip()


TOGETHER_CHECKS = (EVEN, TWICE, OVER, MORE_DONE, IDENTITY, RATE)
