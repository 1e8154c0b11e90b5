"""Writing edges through Store.write against the driver alone: the price of the door."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from benchmarks.measure import Figure, Options, in_turns, parts, ratio, raw_driver, raw_write, store

AT_ONCE = 2_000

_NODES = "UNWIND $rows AS r CREATE (:Unit {id: r})"
_EDGES = """
UNWIND $rows AS r MATCH (a:Unit {id: r.a}) MATCH (b:Unit {id: r.b})
CREATE (a)-[e:BELONGS_TO]->(b) SET e.id = r.id, e.key = r.id
"""


def run(options: Options) -> Iterator[Figure]:
    """Write the same edges both ways, in turns, in transactions of one size."""
    size = 10_000 if options.quick else 50_000
    rounds = 5
    units = 1_000
    for engine in options.engines:
        with store(engine) as opened, raw_driver(opened.endpoint) as driver:
            opened.run_write(_NODES, {"rows": [f"u{i}" for i in range(units)]})

            def rows(way: str, round_: int) -> list[dict[str, str]]:
                return [
                    {"a": f"u{i % units}", "b": f"u{i * 7 % units}", "id": f"{way} {round_} {i}"}
                    for i in range(size)
                ]

            sent = {way: [rows(way, i) for i in range(-1, rounds)] for way in ("store", "driver")}

            def through_store(i: int) -> None:
                for part in parts(sent["store"][i + 1], AT_ONCE):  # noqa: B023 - called at once
                    opened.run_write(_EDGES, {"rows": part})

            def alone(i: int) -> None:
                for part in parts(sent["driver"][i + 1], AT_ONCE):  # noqa: B023 - called at once
                    raw_write(driver, opened.endpoint.database, _EDGES, part)

            taken = in_turns({"store": through_store, "driver": alone}, rounds)
            rate = size / statistics.median(taken["store"])
            yield Figure(
                f"{size:,} edges through Store.write ÷ driver", engine,
                ratio(taken["driver"], taken["store"]), goal=0.8, better="more",
                note=f"{rate:,.0f} edges/s",
            )  # fmt: skip
