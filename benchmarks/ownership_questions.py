"""The questions of ownership through the store, and path sums in Cypher: how slow, how wrong."""

from __future__ import annotations

import csv
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Figure, Options, ratio, seconds, store
from benchmarks.networks import register_like, stress
from graph.analysis.rows import FULL, Rows
from graph.engines import EngineName
from graph.ledger.read import watermark
from graph.store import Store
from graph.time import today
from loaders.load import Input, load, register
from queries.asking import ask

STEPS = 6
HALF = 0.5
PATH_SUMS = f"""
MATCH (c:Enterprise {{id: $company}})
MATCH p = (o) (()-[h:HOLDS WHERE h.known_from <= $tick < h.known_to
                             AND h.from_min <= $as_of < h.to_max]->()){{1,{STEPS}}} (c)
WHERE NOT EXISTS {{ (o)<-[:HOLDS]-() }}
RETURN o.id AS owner, sum(reduce(x = 1.0, e IN h | x * e.low / {FULL}.0)) AS share
"""


def run(options: Options) -> Iterator[Figure]:
    """Load a register-like and a stress network, ask every question of the enterprise's page."""
    companies = 1_200 if options.quick else 5_000
    for engine in options.engines:
        for name, rows in (("R", register_like(companies)), ("S", stress(companies // 20))):
            with store(engine) as opened:
                took = seconds(lambda: _load(opened, rows))  # noqa: B023 - called at once
                size = f"{name} {len(rows):,} holdings"
                yield Figure(f"{size}: loaded from a register", engine, took, "s",
                             note=f"{len(rows) / took:,.0f} rows/s")  # fmt: skip
                yield from _questions(engine, opened, size)
                yield from _path_sums(engine, opened, size)


def _load(opened: Store, stated: Rows) -> None:
    """As a person would: a file, holders that are no enterprises called so."""
    companies = set(stated.company.tolist())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "holdings.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            table = csv.writer(out)
            table.writerow(("持股方", "被持股企业", "持股比例", "持股方类型"))
            for i, j, low in zip(
                stated.holder.tolist(), stated.company.tolist(), stated.low.tolist(), strict=True
            ):
                percent = f"{low // 10**7}.{low % 10**7:07d}%"
                kind = "企业" if i in companies else "其他"
                table.writerow((f"n{i}", f"n{j}", percent, kind))
        load(opened, [Input(file, register("holdings"), synthetic=True)], who="benchmarks")


def _questions(engine: EngineName, opened: Store, size: str) -> Iterator[Figure]:
    asked = {"company": "n7"}
    for name, given in (
        ("direct-holdings", asked), ("ownership-tree", asked), ("ultimate-owners", asked),
        ("controllers", asked), ("controllers", {}), ("ultimate-controllers", {}),
        ("holding-problems", {}), ("enterprise-search", {}),
    ):  # fmt: skip
        taken = [seconds(lambda: ask(opened, name, given)) for _ in range(4)][1:]  # noqa: B023 - called at once
        rows = len(ask(opened, name, given).rows)
        which = "of one company" if given else "of all"
        yield Figure(f"{size}: {name} {which}", engine, statistics.median(taken) * 1e3, "ms",
                     note=f"{rows:,} rows")  # fmt: skip


def _path_sums(engine: EngineName, opened: Store, size: str) -> Iterator[Figure]:
    """Ten companies by path sums in Cypher and by ours, in turns."""
    tick, day = opened.read(watermark), today()
    found = opened.query("MATCH (c:Enterprise)<-[:HOLDS]-() RETURN DISTINCT c.id AS id ORDER BY id")
    companies = [row[0] for row in found.rows][:: max(len(found.rows) // 10, 1)][:10]
    ours, theirs, wrong, misjudged = list[float](), list[float](), list[float](), 0
    for id_ in companies:
        values = {"company": id_, "tick": tick, "as_of": day}
        begin = time.perf_counter()
        sums = dict(list(opened.query(PATH_SUMS, values)))
        between = time.perf_counter()
        answer = ask(opened, "ultimate-owners", {"company": id_})
        theirs.append(between - begin)
        ours.append(time.perf_counter() - between)
        exact = {r["owner"]: r["share"] for r in answer.records() if r["kind"] == "持股方"}
        wrong.append(sum(abs(share - sums.get(owner, 0.0)) for owner, share in exact.items()))
        decides = {r["controller"] for r in ask(opened, "controllers", {"company": id_}).records()}
        misjudged += {o for o in exact if sums.get(o, 0.0) > HALF} != decides & set(exact)
    yield Figure(
        f"{size}: path sums in Cypher, {STEPS} steps ÷ ours", engine, ratio(theirs, ours),
        note=f"{statistics.median(theirs) * 1e3:.0f} ÷ {statistics.median(ours) * 1e3:.0f} ms; "
        f"path sums miss {statistics.mean(wrong):.1%} of a company on average, "
        f"{max(wrong):.1%} at most; taken for control above one half they are wrong for "
        f"{misjudged} of {len(companies)} companies",
    )  # fmt: skip
