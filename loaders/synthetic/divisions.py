"""The real areas under the generated city: the rows of the division list that it stands on."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from graph.identity import digest
from graph.ledger import Evidence, Fact, Source
from graph.time import exact_span, parse_date, span
from loaders.registers.areas import LISTED, kind_of
from loaders.synthetic.places import Place, Rows, area, subset

REPORTED = parse_date("2021")


def tell_areas(rows: Rows, places: Sequence[Place], path: Path) -> tuple[Iterator[Fact], Source]:
    """Return the facts of the areas, and their source; none of it is synthetic.

    Parameters
    ----------
    rows : Rows
        The whole list.
    places : sequence of Place
        The communities that are wanted, with what stands above them.
    path : Path
        Where the list was read; ``city.csv`` beside it names the cities above it.
    """
    listed = list(subset(rows, places))
    sha = hashlib.sha256("\n".join(",".join(row) for row in listed).encode()).hexdigest()
    source = Source(digest(LISTED.name, sha), path.name, LISTED.title.zh, LISTED.name, sha)
    return _facts(listed, source, _cities(path)), source


def _cities(path: Path) -> dict[str, str]:
    with path.with_name("city.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["区划代码"]: row["名称"] for row in csv.DictReader(file)}


def _facts(
    listed: Sequence[tuple[str, str, str]], source: Source, cities: dict[str, str]
) -> Iterator[Fact]:
    above = {code: name for code, name, _ in listed} | cities
    named = [(code, cities[code], "") for code in sorted({row[2] for row in listed} & set(cities))]
    for number, (code, name, parent) in enumerate([*named, *listed], start=2):
        node = area(code, name)
        evidence = Evidence(
            source, "", number, LISTED.name, source.title, REPORTED, LISTED.precedence,
            {"code": code, "name": name, "parent": parent},
        )  # fmt: skip
        facets = {"name": name, "code": code, "kind": kind_of(node.label, name)}
        yield Fact("STATE", node, node, facets, span(None, listed_on=REPORTED), evidence, "2021")
        if parent:
            dates = exact_span(REPORTED)
            yield Fact("PART_OF", node, area(parent, above[parent]), {}, dates, evidence, "2021")
