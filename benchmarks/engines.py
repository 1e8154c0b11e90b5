"""Attach, cold start, dump, restore and bulk import of local engines beside the plain way."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import neo4j

from benchmarks.measure import (
    Figure,
    Options,
    in_turns,
    parts,
    ratio,
    raw_driver,
    raw_write,
    server,
)
from graph.dump import dump, read_manifest, restore
from graph.dump.bulk import bulk_import
from graph.engines import Endpoint, EngineName, LocalAddress, attach, read_settings, start, stop
from graph.engines.folder import DATABASE
from graph.engines.neo4j import offline
from graph.ledger.version import prepare
from graph.store import Store

PAGE = 5_000  # as `restore` writes


def run(options: Options) -> Iterator[Figure]:
    """Small rows of one label and one type: half of each."""
    rows = 40_000 if options.quick else 1_000_000
    for engine in options.engines:
        yield from _attaching(engine, 20 if options.quick else 100)
        yield from _cold(engine, 2 if options.quick else 5)
        yield from _moving(engine, rows)


def _attaching(engine: EngineName, rounds: int) -> Iterator[Figure]:
    """Attach to a server that runs and ask one thing, against the driver alone."""
    with server(engine) as endpoint:
        assert endpoint.folder is not None
        address = LocalAddress(endpoint.folder)
        settings = replace(read_settings(os.environ), home=endpoint.folder.parent)
        login = endpoint.writer

        def alone(_: int) -> None:
            auth = (login.user, login.password)
            with neo4j.GraphDatabase.driver(endpoint.uri, auth=auth) as driver:
                driver.execute_query("RETURN 1", database_=endpoint.database)

        def attached(_: int) -> None:
            with attach(address, settings=settings) as found, Store(found) as store:
                store.query("RETURN 1")

        taken = in_turns({"attach": attached, "driver": alone}, rounds)
    more = statistics.median(a - b for a, b in zip(taken["attach"], taken["driver"], strict=True))
    yield Figure(
        "attach and ask ÷ raw driver and ask", engine, ratio(taken["attach"], taken["driver"]),
        goal=2.0,
        note=f"{more * 1e3:+.1f} ms on {statistics.median(taken['driver']) * 1e3:.1f} ms",
    )  # fmt: skip


def _cold(engine: EngineName, rounds: int) -> Iterator[Figure]:
    """Start the server of a folder that was opened before."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        settings = replace(read_settings(os.environ), home=home)
        starts, stops = [], []
        for _ in range(rounds + 1):
            starts.append(_seconds(lambda: start(home / "db", engine=engine, settings=settings)))
            stops.append(_seconds(lambda: stop(home / "db", settings=settings)))
    yield Figure("the very first start", engine, starts[0], "s")
    yield Figure("cold start", engine, statistics.median(starts[1:]), "s")
    yield Figure("stop", engine, statistics.median(stops), "s")


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _moving(engine: EngineName, rows: int) -> Iterator[Figure]:
    """Dump and restore, against streaming the same rows out of and into the raw driver."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        with server(engine) as endpoint, Store(endpoint) as store:
            prepare(store)
            _fill(endpoint, rows)
            rounds = 3
            ways: dict[str, Callable[[int], object]] = {
                "dump": lambda i: dump(store, place / f"d{i}"),
                "stream": lambda _: _stream(endpoint),
            }
            taken = in_turns(ways, rounds)
        yield Figure(
            f"raw stream of {rows:,} rows ÷ dump", engine,
            ratio(taken["stream"], taken["dump"]), goal=0.5, better="more",
            note=f"{rows / statistics.median(taken['dump']):,.0f} rows/s",
        )  # fmt: skip
        source = place / "d0"
        with server(engine) as endpoint, Store(endpoint) as store:
            prepare(store)
            restored = _seconds(lambda: restore(store, source))
        with server(engine) as endpoint, Store(endpoint) as store:
            prepare(store)
            raw = _seconds(lambda: _fill(endpoint, rows))
        yield Figure(
            f"raw writing of {rows:,} rows ÷ restore", engine, raw / restored,
            goal=0.5, better="more", note=f"{rows / restored:,.0f} rows/s",
        )  # fmt: skip
        if engine == "neo4j":
            yield from _importing(source, place, rows)


def _importing(source: Path, place: Path, rows: int) -> Iterator[Figure]:
    """Our way into the bulk importer, against the importer on CSV files that lie ready."""
    settings = replace(read_settings(os.environ), home=place)
    manifest = read_manifest(source)
    csv = place / "csv"
    csv.mkdir()
    ours = _seconds(lambda: bulk_import(source, manifest, place / "ours", settings, csv))
    words = ["database", "import", "full", DATABASE, "--array-delimiter=U+001F"]
    words.append("--multiline-fields=true")
    for file in sorted(csv.iterdir()):
        kind, name = ("nodes", file.stem.split("-")[0]) if _is_node(file) else (
            "relationships", file.stem.split("-")[0])  # fmt: skip
        words.append(f"--{kind}={name}={file}")
    plain = _seconds(lambda: offline(place / "plain", settings, words, lambda _: None))
    shutil.rmtree(csv)
    yield Figure(
        f"bulk import of {rows:,} rows from a dump ÷ AdminTool on ready CSV", "neo4j",
        ours / plain, goal=1.3, note=f"{ours:.1f} s, {plain:.1f} s",
    )  # fmt: skip


def _is_node(file: Path) -> bool:
    with file.open(encoding="utf-8") as lines:
        return lines.readline().startswith("id:ID(")


_NODES = "UNWIND $rows AS r CREATE (n:Unit) SET n = r"
_EDGES = """
UNWIND $rows AS r MATCH (a:Unit {id: r.a}) MATCH (b:Unit {id: r.b})
CREATE (a)-[e:BELONGS_TO]->(b) SET e = r.p
"""


def _fill(endpoint: Endpoint, rows: int) -> None:
    """Write the rows as anybody would, in transactions of the size that `restore` uses."""
    half = rows // 2
    with raw_driver(endpoint) as driver:
        for some in parts(range(half), PAGE):
            raw_write(driver, endpoint.database, _NODES, [_node(i) for i in some])
        for some in parts(range(half), PAGE):
            raw_write(driver, endpoint.database, _EDGES, [_edge(i, half) for i in some])


def _node(i: int) -> dict[str, Any]:
    return {"id": f"unit-{i:08d}", "name": f"第{i}号单位", "code": f"91{i:016d}", "synthetic": True}


def _edge(i: int, nodes: int) -> dict[str, Any]:
    start, end = date(2020, 1, 1 + i % 28), date(9999, 12, 31)
    properties = {
        "id": f"row-{i:08d}", "key": f"key-{i:08d}", "known_from": 0, "known_to": 2**53,
        "from_min": start, "from_max": start, "to_min": end, "to_max": end,
        "synthetic": True, "sources": [f"assertion-{i:08d}"],
    }  # fmt: skip
    return {"a": f"unit-{i:08d}", "b": f"unit-{i * 7 % nodes:08d}", "p": properties}


def _stream(endpoint: Endpoint) -> int:
    """Read the same rows with the driver alone, and keep nothing."""
    count = 0
    with raw_driver(endpoint) as driver, driver.session(database=endpoint.database) as session:
        for statement in (
            "MATCH (n:Unit) RETURN n.id, properties(n)",
            "MATCH (a)-[e:BELONGS_TO]->(b) "
            "RETURN labels(a)[0], a.id, labels(b)[0], b.id, properties(e)",
        ):
            for record in session.run(statement):
                record.values()
                count += 1
    return count
