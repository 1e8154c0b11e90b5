"""A load looks up what it needs: its server needs no room for all that lies in the database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from graph.engines import LocalAddress, attach, stop
from graph.ledger.version import prepare
from graph.store import Store
from loaders.load import load
from loaders.places import Places
from tests.engines_support import short
from tests.loader_support import given

AREAS = (
    "区划代码,名称,类别,上级,起始日期,截止日期,报告日期",
    "1501,呼和浩特市,市,,,,2021",
)
HEAP_MB = 64
TEXT = "x" * 12_000
NODES = 4_500  # 54 MB of them
FILL = "UNWIND $rows AS r CREATE (x:Assertion {id: r, known_from: 1, known_to: 1, said: $t})"


def test_what_lies_in_the_database_needs_no_room_on_its_server(tmp_path: Path) -> None:
    settings = replace(short(tmp_path / "home"), heap_mb=HEAP_MB)
    address = LocalAddress(tmp_path / "home" / "db")
    try:
        with (
            attach(address, engine="arcadedb", settings=settings) as endpoint,
            Store(endpoint) as store,
        ):
            prepare(store)
            for begin in range(0, NODES, 250):
                rows = [f"x{n}" for n in range(begin, begin + 250)]
                store.run_write(FILL, {"rows": rows, "t": TEXT})
            report = load(store, [given(tmp_path, "areas", *AREAS)], who="t").report
            assert report.tick == 1
            assert Places.of(store).area("1501").name == "呼和浩特市"
    finally:
        stop(address.folder, force=True, settings=settings)
