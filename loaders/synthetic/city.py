"""The batches of the generated city, one after the other, each small enough to hold."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graph.ledger import CompleteList, Fact, Report, Source, record
from graph.ledger.read import watermark
from graph.store import Store, Transaction
from graph.time import PartialDate, parse_date
from loaders.synthetic import bodies, ground, papers, seats, shares, works
from loaders.synthetic.divisions import tell_areas
from loaders.synthetic.places import Place, Rows, area, choose, read_areas
from loaders.synthetic.telling import Teller

FIRST_LIST, SECOND_LIST = parse_date("2023-12-31"), parse_date("2024-12-31")
AT_ONCE = 20  # communities in one batch: some 20,000 facts

Progress = Callable[[str, int, int], None]


@dataclass
class Batch:
    """What one call of the ledger writes.

    Parameters
    ----------
    what : str
        Shown by ``gongjian batches``.
    facts : list of Fact
    sources : list of Source
    lists : list of CompleteList
    """

    what: str
    facts: list[Fact] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    lists: list[CompleteList] = field(default_factory=list)

    def add(self, teller: Teller, facts: Iterator[Fact]) -> None:
        """Take a register file into the batch."""
        self.facts.extend(facts)
        self.sources.append(teller.source)
        if teller.complete:
            self.lists.append(
                CompleteList(teller.register, teller.scope, teller.reported, teller.source.id)
            )


def real_areas(rows: Rows, places: Sequence[Place], path: Path) -> Batch:
    """Return the real areas that the places need, as the list states them; nothing is made up."""
    facts, source = tell_areas(rows, places, path)
    return Batch(source.title, list(facts), [source])


def batches(places: Sequence[Place], seed: int) -> Iterator[Batch]:
    """Yield the batches over the given communities; no more than one is held at a time.

    First the lists of 2023, street by street; then those of 2024, with what had been forgotten
    before (late records), without what is no longer there (vanished rows); then corrections of
    the lists of 2023.
    """
    city = area(places[0].district.code[:4], "")
    opening = Batch("市直单位、行业党委、联盟（合成）")
    t = Teller("synthetic-city", "市直单位", city.code, FIRST_LIST, str(seed))
    opening.add(t, works.tell_city(city, t, seed, len(places)))
    yield opening
    for phase in (_first, _later, _mended):
        for part in _parts(places):
            yield phase(part, len(places), seed)


Street = list[Place]


def _parts(places: Sequence[Place]) -> Iterator[list[Street]]:
    """Yield streets, so many at once that a batch is worth its while and fits into memory."""
    part: list[Street] = []
    for _, members in itertools.groupby(places, key=lambda p: p.street.code):
        part.append(list(members))
        if sum(map(len, part)) >= AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _first(part: Sequence[Street], communities: int, seed: int) -> Batch:
    batch, day = Batch(f"2023年各台账，{_named(part)}（合成）"), FIRST_LIST
    for street in part:
        told = _tellers(street[0].street.code, day, seed)
        units, branches = told("units", "驻区单位底册", complete=True), told("branches", "党组织表")
        land, rosters = told("grids", "网格与小区台账"), told("seats", "成员名册", complete=True)
        ledger = told("agreements", "共建协议台账")
        pairs, goods = told("pairing", "包联与双报到台账"), told("resources", "资源与阵地台账")
        met, held = told("meetings", "联席会议台账"), told("holdings", "持股登记")
        figures = told("figures", "上报数字")
        batch.add(branches, bodies.tell_street(street[0], branches))
        batch.add(rosters, seats.tell_street_committee(street, rosters))
        for place in street:
            batch.facts += bodies.tell_bodies(place, units, later=False)
            batch.facts += bodies.tell_branches(place, branches)
            batch.facts += ground.tell_ground(place, land)
            batch.facts += seats.tell_committee(place, rosters, later=False)
            batch.facts += papers.tell_papers(place, ledger, phase="first")
            batch.facts += works.tell_pairing(place, pairs, communities)
            batch.facts += works.tell_resources(place, goods)
            batch.facts += works.tell_meetings(place, met, day.last.year)
        for teller in (units, land, ledger, pairs, goods, met):
            batch.add(teller, iter(()))
        batch.add(held, shares.tell_holdings(street, held))
        batch.add(figures, works.tell_figures(street, figures))
    return batch


def _later(part: Sequence[Street], communities: int, seed: int) -> Batch:
    batch, day = Batch(f"2024年各台账，{_named(part)}（合成）"), SECOND_LIST
    for street in part:
        told = _tellers(street[0].street.code, day, seed)
        units, rosters = (
            told("units", "驻区单位底册", complete=True), told("seats", "成员名册", complete=True)
        )  # fmt: skip
        ledger, met = told("agreements", "共建协议台账"), told("meetings", "联席会议台账")
        figures = told("figures", "上报数字")
        batch.add(rosters, seats.tell_street_committee(street, rosters))
        for place in street:
            batch.facts += bodies.tell_bodies(place, units, later=True)
            batch.facts += seats.tell_committee(place, rosters, later=True)
            batch.facts += papers.tell_papers(place, ledger, phase="later")
            batch.facts += works.tell_meetings(place, met, day.last.year)
        for teller in (units, ledger, met):
            batch.add(teller, iter(()))
        batch.add(figures, works.tell_figures(street, figures))
    return batch


def _mended(part: Sequence[Street], communities: int, seed: int) -> Batch:
    batch = Batch(f"2023年协议台账更正，{_named(part)}（合成）")
    for street in part:
        told = _tellers(street[0].street.code, FIRST_LIST, seed, edition="更正")
        ledger = told("agreements", "共建协议台账")
        for place in street:
            batch.facts += papers.tell_papers(place, ledger, phase="mended")
        batch.add(ledger, iter(()))
    return batch


def _named(part: Sequence[Street]) -> str:
    names = [street[0].street.name for street in part]
    return names[0] if len(names) == 1 else f"{names[0]}等 {len(names)} 处"


def _tellers(scope: str, day: PartialDate, seed: int, edition: str = "") -> Callable[..., Teller]:
    def told(name: str, title: str, *, complete: bool = False) -> Teller:
        return Teller(f"synthetic-{name}", title, scope, day, f"{seed}{edition}", complete=complete)

    return told


def build(
    store: Store, areas: Path, *, scale: float, seed: int, who: str,
    progress: Progress | None = None,
) -> list[Report]:  # fmt: skip
    """Load the areas as they are, and the generated city on them.

    What an earlier call has published is passed over: a load that was stopped goes on.

    Parameters
    ----------
    store : Store
        An empty database, or one that holds only what this writes.
    areas : Path
        A division list (code, name, parent); beside it ``city.csv`` with what stands above it.
    scale : float
        1 is 1,000 communities.
    seed : int
        The same seed and scale give the same city.
    who : str
        For the list of batches.
    progress : callable, optional
        Told what is written, and how much of it.

    Returns
    -------
    list of Report
        One for each batch that was written now.

    Raises
    ------
    Misuse
        The list is too short for the scale.
    """
    rows = read_areas(areas)
    places = choose(rows, scale, seed)
    reports: list[Report] = []
    for batch in itertools.chain([real_areas(rows, places, areas)], batches(places, seed)):
        if _published(store, batch):
            continue
        told = (lambda done, of, b=batch: progress(b.what, done, of)) if progress else None
        # Every list is whole by construction: what is missing a year later is meant to be.
        reports.append(
            record(
                store, batch.facts, batch.sources, who=who, what=batch.what, lists=batch.lists,
                accept_vanished=True, progress=told,
            )
        )  # fmt: skip
    return reports


_KNOWN = "MATCH (s:Source) WHERE s.id IN $ids AND s.born <= $tick RETURN count(s)"


def _published(store: Store, batch: Batch) -> bool:
    """Tell whether the files of a batch stand in the database: their ids tell seed and content."""
    ids = sorted({source.id for source in batch.sources})

    def known(tx: Transaction) -> bool:
        row = tx.run(_KNOWN, {"ids": ids, "tick": watermark(tx)}).one()
        return row == (len(ids),)

    return store.read(known)
