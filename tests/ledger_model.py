"""The ledger in plain Python, to hold the real one against: it imports nothing of ours.

A fact is what could have happened: the set of all pairs (first day, first day after) that a
source allows. Sources narrow the set, lists that leave a fact out cut it, and a day is certain
when it lies in all pairs, possible when it lies in one. Days are small integers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

LAST = 11  # the last day that anybody names
BEFORE = -1  # some day before all of them
BEYOND = LAST + 2  # some day after all of them
DAYS = range(BEFORE, BEYOND)
TODAY = 1_000  # when corrections are made: after everything

Pair = tuple[int, int]
Worlds = frozenset[Pair]
Slot = tuple[str, str]
EVER: Worlds = frozenset((f, t) for f in DAYS for t in range(BEFORE + 1, BEYOND + 1) if f < t)


@dataclass(frozen=True)
class Said:
    """One statement; or, where `absent`, that a complete list does not name a fact."""

    slot: Slot
    register: str
    precedence: int
    reported: int
    worlds: Worlds
    source: str
    scope: str = ""
    absent: bool = False
    made: int = 0
    ended: int = 0  # batch that withdrew it
    number: int = 0

    @property
    def content(self) -> tuple[object, ...]:
        return (self.register, self.slot, self.worlds, self.reported, self.absent)


@dataclass(frozen=True)
class Spell:
    worlds: Worlds
    registers: frozenset[str]
    lost: tuple[tuple[str, Pair, Pair, Pair, Pair], ...] = ()


def stated(
    start: Pair | None, end: Pair | None, listed_on: int | None
) -> Worlds:  # fmt: skip
    """Return what a row allows: first and last day within the given runs, listed on a day."""
    allowed = frozenset(
        (f, t)
        for f, t in EVER
        if (start is None or start[0] <= f <= start[1])
        and (end is None or end[0] < t <= end[1] + 1)
    )
    vouched = frozenset((f, t) for f, t in allowed if listed_on is None or f <= listed_on < t)
    return vouched or allowed  # its own dates exclude the list


def possible(worlds: Worlds, day: int) -> bool:
    return any(f <= day < t for f, t in worlds)


def certain(worlds: Worlds, day: int) -> bool:
    return all(f <= day < t for f, t in worlds)


def one_spell(one: Worlds, other: Worlds) -> bool:
    """Both can be right about one spell, or cannot be right about two, one after the other."""
    if one & other:
        return True
    (_, one_starts), (one_ends, _) = hull(one)
    (_, other_starts), (other_ends, _) = hull(other)
    return not (one_ends <= other_starts or other_ends <= one_starts)


def hull(worlds: Worlds) -> tuple[Pair, Pair]:
    first, after = [f for f, _ in worlds], [t for _, t in worlds]
    return (min(first), max(first)), (min(after), max(after))


def box(worlds: Worlds) -> tuple[int, int, int, int]:
    (a, b), (c, d) = hull(worlds)
    return a, b, c, d


def spells(said: Iterable[Said]) -> list[Spell]:
    """Return the spells of one slot that follow from all that is said of it."""
    everything = list(said)
    gone = sorted((s for s in everything if s.absent), key=lambda s: s.reported)
    present = [s for s in everything if not s.absent]

    def holds(s: Said, day: int) -> bool:
        if not possible(s.worlds, day):
            return False
        if s.reported > day:
            return all(f <= day for f, _ in s.worlds)
        return not any(a.register == s.register and s.reported < a.reported <= day for a in gone)

    silent = [a for a in gone if not any(holds(s, a.reported) for s in present)]
    live = [_cut(s, silent) for s in present]
    ranked = sorted(
        live, key=lambda e: (e[0].precedence, e[0].reported, e[0].register, box(e[0].worlds)),
        reverse=True,
    )  # fmt: skip
    clusters: list[tuple[Worlds, list[tuple[Said, str | None, bool]]]] = []
    for s, by in ranked:
        fit = [n for n, (agreed, _) in enumerate(clusters) if one_spell(s.worlds, agreed)]
        if not fit:
            clusters.append((s.worlds, [(s, by, True)]))
            continue
        agree = [n for n in fit if s.worlds & clusters[n][0]]
        apart = [
            n
            for n in agree
            if not any(
                one_spell(s.worlds & clusters[n][0], agreed)
                for m, (agreed, _) in enumerate(clusters)
                if m != n
            )
        ]
        home = (apart or agree or fit)[0]
        agreed, members = clusters[home]
        clusters[home] = (
            s.worlds & agreed if apart else agreed, [*members, (s, by, bool(apart))]
        )  # fmt: skip
    found = [_spell(members) for _, members in clusters]
    found.sort(key=lambda s: (box(s.worlds)[1] + box(s.worlds)[2], box(s.worlds)))
    for n in range(1, len(found)):
        one, other = found[n - 1].worlds, found[n].worlds
        one = frozenset((f, t) for f, t in one if t <= hull(other)[0][1]) or one
        other = frozenset((f, t) for f, t in other if f >= hull(one)[1][0]) or other
        found[n - 1] = replace(found[n - 1], worlds=one)
        found[n] = replace(found[n], worlds=other)
    return found


def _cut(s: Said, silent: Iterable[Said]) -> tuple[Said, str | None]:
    """Named before a silence it ended by then, named again after it it began anew."""
    by: str | None = None
    for end in silent:
        day = end.reported
        if not possible(s.worlds, day):
            continue
        if s.reported > day:
            s = replace(s, worlds=frozenset((f, t) for f, t in s.worlds if f > day) or s.worlds)
            continue
        in_time = frozenset((f, t) for f, t in s.worlds if s.reported < t <= day)
        firsts = {f for f, _ in s.worlds}
        late = frozenset((f, t) for f, t in EVER if f in firsts and s.reported < t <= day)
        s, by = replace(s, worlds=in_time or late), end.register
    return s, by


def _spell(members: list[tuple[Said, str | None, bool]]) -> Spell:
    best = members[0][0]
    agreed = best.worlds
    registers: set[str] = set()
    lost = []
    for s, ended_by, agrees in members:
        if agrees:
            agreed &= s.worlds
        elif s.register != best.register:
            lost.append((s.register, *hull(s.worlds), *hull(best.worlds)))
            continue
        registers |= {s.register} | ({ended_by} if ended_by else set())
    return Spell(agreed, frozenset(registers), tuple(sorted(lost)))


class Refused(Exception):
    """The ledger must refuse this."""


@dataclass
class Model:
    """All that was ever said, with the batches between which it stood."""

    said: list[Said] = field(default_factory=list)
    published: list[int] = field(default_factory=list)
    taken_back: dict[int, int] = field(default_factory=dict)  # rollback → what it took back

    def live(self, tick: int | None = None) -> list[Said]:
        return [
            s
            for s in self.said
            if (not s.ended if tick is None else s.made <= tick and not 0 < s.ended <= tick)
        ]

    def view(self, tick: int) -> Mapping[Slot, list[Spell]]:
        slots: dict[Slot, list[Said]] = {}
        for s in self.live(tick):
            slots.setdefault(s.slot, []).append(s)
        return {slot: spells(said) for slot, said in slots.items()}

    def load(self, new: Iterable[Said]) -> Callable[[int], None] | None:
        """Return what publishing the batch does, or None where it says nothing new."""
        live = self.live()
        made: list[Said] = []
        withdrawn: list[int] = []
        for s in new:
            if any(s.content == o.content for o in (*live, *made)):
                continue
            for old in [o for o in live if _speaks_again(s, o)]:
                withdrawn.append(old.number)
                live.remove(old)
            made.append(s)
        if not made and not withdrawn:
            return None
        return lambda tick: self._publish(tick, made, withdrawn)

    def _publish(self, tick: int, made: Iterable[Said], withdrawn: Iterable[int]) -> None:
        gone = set(withdrawn)
        self.said = [replace(s, ended=tick) if s.number in gone else s for s in self.said]
        for s in made:
            self.said.append(replace(s, made=tick, ended=0, number=len(self.said) + 1))
        self.published.append(tick)

    def list_(self, named: list[Said], register: str, scope: str, day: int, source: str
              ) -> list[Said]:  # fmt: skip
        """Return what a complete list says: what it names, and what is missing between lists."""
        others = [
            s for s in self.live()
            if (s.register, s.scope) == (register, scope) and s.source != source
        ]  # fmt: skip
        days: dict[str, int] = {}
        for s in others:
            days[s.source] = max(days.get(s.source, BEFORE), s.reported)
        here = {s.slot for s in named}
        found = list(named)
        if day not in days.values():
            last: dict[Slot, Said] = {}
            for s in sorted(others, key=lambda s: (s.reported, s.absent)):
                if s.reported < day:
                    last[s.slot] = s
            found += [
                replace(s, absent=True, reported=day, source=source, precedence=s.precedence)
                for slot, s in last.items()
                if slot not in here and not s.absent
            ]
        later = [(d, name) for name, d in days.items() if d > day]
        if later:
            after, name = min(later)
            there = {s.slot for s in others if s.source == name}
            found += [
                replace(s, absent=True, reported=after, source=name)
                for s in named
                if s.slot not in there
            ]
        return found

    def rollback(self, tick: int) -> Callable[[int], None] | None:
        """Return what taking a batch back does; refused where something rests on it."""
        by = [b for b, of in self.taken_back.items() if of == tick]
        if by and max(by) not in self.taken_back.values():
            raise Refused
        made = [s for s in self.said if s.made == tick]
        withdrawn = [s for s in self.said if s.ended == tick]
        slots = {s.slot for s in (*made, *withdrawn)}
        stood = self.live(tick)
        sources = {s.source for s in made}
        live = {(s.content, s.source): s.number for s in self.live()}
        # Withdrawn by a batch that was taken back itself, it stands again.
        back = [live.get((s.content, s.source), 0) if s.ended else s.number for s in made]
        if not all(back):
            raise Refused
        before = {(s.content, s.source) for s in stood}
        for s in self.said:
            if s.made <= tick or s.ended:
                continue
            if s.absent and s.source in sources and s.number not in back:
                raise Refused
            if s.slot in slots and (s.content, s.source) not in before and not _repeats(s, stood):
                raise Refused

        def publish(new: int) -> None:
            self._publish(new, withdrawn, back)
            self.taken_back[new] = tick

        return publish if made or withdrawn else None


def _speaks_again(new: Said, old: Said) -> bool:
    return (new.register, new.reported, new.slot) == (old.register, old.reported, old.slot) and (
        new.absent or old.absent or one_spell(new.worlds, old.worlds)
    )


def _repeats(s: Said, stood: Iterable[Said]) -> bool:
    return not s.absent and any(
        (o.slot, o.register) == (s.slot, s.register) and bool(o.worlds & s.worlds) for o in stood
    )
