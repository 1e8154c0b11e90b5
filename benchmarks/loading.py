"""Registers: reading a workbook, cleaning and checking rows, and all of it against the driver."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from openpyxl import Workbook

from benchmarks.facts import ready
from benchmarks.ledger import Raw
from benchmarks.measure import Figure, Options, in_turns, ratio, raw_driver, seconds, store
from graph.identity import node_id
from graph.ledger import Fact, Node, Report
from graph.store import Store
from loaders.context import Context
from loaders.files.book import read_book
from loaders.inputs import Input, opened, register
from loaders.layout import Table
from loaders.load import Outcome, load, stated
from loaders.places import CODE_AUTHORITY, Places

Tables = Sequence[tuple[Input, Table]]
DIRTY = 0.05  # of the names are written otherwise than they are registered
COMMUNITIES, UNITS = 200, 4_000
WARM = 10_000  # rows are enough to warm a server up
HEAD = (
    "协议编号",
    "协议名称",
    "甲方",
    "乙方",
    "所属社区",
    "签订日期",
    "有效期起",
    "有效期止",
    "备注",
)
AREAS = ("区划代码", "名称", "类别", "上级", "起始日期", "截止日期", "报告日期")
BODIES = ("编号", "名称", "大类", "类别", "所在地区", "所属", "上级党组织", "成立日期", "报告日期")


_WIDE = {48 + digit: 0xFF10 + digit for digit in range(10)}


def run(options: Options) -> Iterator[Figure]:
    """Measure without a database first, then on each engine."""
    size = 5_000 if options.quick else 100_000
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield from cleaning(Path(folder), size)
        for engine in options.engines:
            with store(engine) as opened_store:
                yield from whole(engine, opened_store, Path(folder), size)


def cleaning(folder: Path, size: int) -> Iterator[Figure]:
    """Read one workbook, and clean and check its rows."""
    book, text = agreements(folder / "a.xlsx", size, 0), agreements(folder / "a.csv", size, 0)
    took = seconds(lambda: read_book(book))
    yield Figure(f"read {size:,} rows, xlsx", "", size / took, "rows/s")
    took = seconds(lambda: read_book(text))
    yield Figure(f"read {size:,} rows, csv", "", size / took, "rows/s")
    tables = opened([Input(text, register("agreements"))])
    places = known()
    for what, clock in (("", time.perf_counter), (" of processor time", time.process_time)):
        rows = [size / through(Context(places), tables, clock) for _ in range(3)]
        yield Figure(
            f"clean, resolve and check {size:,} agreement rows, 5 % dirty names", "",
            statistics.median(rows), f"rows/s{what}", goal=20_000, better="more",
        )  # fmt: skip
    for many in (size, 10 * size):
        yield from memory(folder, many)


def through(context: Context, tables: Tables, clock: Callable[[], float]) -> float:
    """Return how long all rows take to become facts, of which none is kept."""
    begin = clock()
    deque(stated(context, tables, Outcome(Report(0))), maxlen=0)
    return clock() - begin


def memory(folder: Path, size: int) -> Iterator[Figure]:
    """Read, clean and spool a text file in a process of its own: its peak, and its rate."""
    path = agreements(folder / f"m{size}.csv", size, 0)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.loading_memory", str(path)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    yield Figure(
        f"{size:,} csv rows read, cleaned, spooled: peak memory", "", found["peak"], "MB", goal=600,
        note=f"{size / found['seconds']:,.0f} rows/s of processor time, "
        f"{found['facts']:,} facts, {found['start']:.0f} MB before",
    )  # fmt: skip


def whole(engine: str, opened_store: Store, folder: Path, size: int) -> Iterator[Figure]:
    """Load a workbook, and write the same facts with the driver alone."""
    load(opened_store, areas_and_bodies(folder), who="benchmarks")
    rounds = 1 if size > WARM else 3
    rows = {i: size if i >= 0 else min(size, WARM) for i in range(-1, rounds)}
    files = {i: agreements(folder / f"{engine}{i}.xlsx", n, i + 2) for i, n in rows.items()}
    with raw_driver(opened_store.endpoint) as driver:
        raw = Raw(driver, opened_store.endpoint.database)
        same = {i: ready(the_facts(folder, n, 1_000 + i), 1) for i, n in rows.items()}
        taken = in_turns(
            {
                "load": lambda i: load(
                    opened_store, [Input(files[i], register("agreements"))], who="benchmarks"
                ),
                "driver": lambda i: raw.write(same[i]),
            },
            rounds,
        )
    rate = size / statistics.median(taken["load"])
    yield Figure(
        f"{size:,} agreement rows, xlsx end to end ÷ driver, edges", engine,
        ratio(taken["driver"], taken["load"]), goal=0.35, better="more",
        note=f"{rate:,.0f} rows/s",
    )  # fmt: skip
    again = agreements(folder / f"{engine}-again.xlsx", size, 2)  # the same rows, other bytes
    took = seconds(
        lambda: load(opened_store, [Input(again, register("agreements"))], who="benchmarks")
    )
    yield Figure(
        "the same rows saved again ÷ first load", engine,
        took / statistics.median(taken["load"]), goal=0.7,
    )  # fmt: skip


def the_facts(folder: Path, size: int, scope: int) -> list[Fact]:
    """Return the facts of a file as the loader makes them."""
    file = agreements(folder / f"raw{scope}.csv", size, scope)
    tables = opened([Input(file, register("agreements"))])
    return list(stated(Context(known()), tables, Outcome(Report(0))))


def agreements(path: Path, size: int, scope: int) -> Path:
    """Write a register of agreements; a scope of its own shares no agreement with another."""
    chance = random.Random(7)
    rows = chain((HEAD,), (_row(i, scope, chance) for i in range(size)))
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8") as file:
            file.writelines(",".join(row) + "\n" for row in rows)
        return path
    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def _row(i: int, scope: int, chance: random.Random) -> tuple[str, ...]:
    one, other = f"合成单位{i % UNITS}", f"合成单位{(i * 7919 + 1) % UNITS}"
    if one == other:
        other = f"合成单位{(i + 1) % UNITS}"
    if chance.random() < DIRTY:
        one = chance.choice((f"{one}、", f" {one}", one.translate(_WIDE)))
    day = f"20{18 + i % 6}.{1 + i % 9}"
    return (f"B{scope}-{i}", "共建协议", one, other, _code(i % COMMUNITIES), day, "", "", "")


def _code(i: int) -> str:
    return f"15010200{1 + i // 100}{i % 100:03d}"


def known() -> Places:
    """Return the areas and bodies that the rows refer to."""
    places = Places()
    for i in range(COMMUNITIES):
        code = _code(i)
        places.add_area(Node("Community", node_id("Community", CODE_AUTHORITY, code),
                             f"合成社区{i}", code))  # fmt: skip
    for i in range(UNITS):
        number = f"U{i}"
        places.add_body(Node("Unit", node_id("Unit", "组织编号", number), f"合成单位{i}", number),
                        number)  # fmt: skip
    return places


def areas_and_bodies(folder: Path) -> list[Input]:
    """Write the registers of what the rows refer to."""
    streets = sorted({_code(i)[:9] for i in range(COMMUNITIES)})
    areas = [
        AREAS, ("1501", "合成市", "市", "", "", "", "2021"),
        ("150102", "合成区", "区县", "1501", "", "", "2021"),
        *((code, f"合成街道{code[-1]}", "街道", "150102", "", "", "2021") for code in streets),
        *((_code(i), f"合成社区{i}", "社区", _code(i)[:9], "", "", "2021")
          for i in range(COMMUNITIES)),
    ]  # fmt: skip
    bodies = [
        BODIES,
        *((f"U{i}", f"合成单位{i}", "单位", "学校", _code(i % COMMUNITIES), "", "", "", "2021")
          for i in range(UNITS)),
    ]  # fmt: skip
    inputs = []
    for kind, rows in (("areas", areas), ("organisations", bodies)):
        path = folder / f"{kind}.csv"
        path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
        inputs.append(replace(Input(path, register(kind)), synthetic=True))
    return inputs
