"""Increments are the whole: rows shuffled, cut into chunks, spread over overlapping files."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from graph.ledger import batch
from graph.ledger.check import check
from graph.ledger.rollback import rollback
from graph.store import Store
from loaders.load import Input, load
from loaders.names.decisions import SAME, decide
from loaders.places import Places
from tests.loader_support import given
from tests.test_loader_load import AREAS

HERE = "150102007003"
UNITS = "所属社区,单位名称,单位性质,在职人数,报告日期"
RESOURCES = "清单编号,所属社区,单位,资源类别,资源名称,报告日期"
AGREEMENTS = "协议名称,甲方,乙方,所属社区,签订日期,有效期,报告日期"
NAMES = ("第一小学", "人民医院", "统计局", "图书馆", "文化馆")


def rows(kind: str) -> list[str]:
    if kind == "units":
        return [f"{HERE},{name},机关,{20 + n},2024" for n, name in enumerate(NAMES)]
    if kind == "resources":  # 一小 is what somebody decided it to be
        return [f"Z{n},{HERE},{name},场地,场地{n},2024" for n, name in enumerate((*NAMES, "一小"))]
    return [
        f"共建{n},{one},{other},{HERE},2023-0{n + 1}-01,三年,2024"
        for n, (one, other) in enumerate(zip(NAMES, ("一小", *NAMES[2:]), strict=False))
    ]


HEADS = {"units": UNITS, "resources": RESOURCES, "agreements": AGREEMENTS}


def files(folder: Path, seed: int) -> list[Input]:
    """Return two files of each register that share rows, in an order of their own."""
    chance, found = random.Random(seed), []
    for kind, head in HEADS.items():
        all_ = rows(kind)
        for part in range(2):
            own = [row for n, row in enumerate(all_) if n % 2 == part or n % 3 == 0]
            chance.shuffle(own)
            place = folder / f"{seed}-{part}"
            place.mkdir(exist_ok=True)
            found.append(given(place, kind, head, *own))
    return found


def base(store: Store, folder: Path) -> None:
    load(store, [given(folder, "areas", *AREAS)], who="测试")
    load(store, [given(folder, "units", UNITS, rows("units")[0])], who="测试")
    places = Places.of(store)
    decide(store, SAME, places.body("第一小学"), who="甲", name="一小", area=places.area(HERE))


def test_overlapping_files_in_any_order_and_chunks_are_one_load(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base(store, tmp_path)
    whole = [given(tmp_path, kind, head, *rows(kind)) for kind, head in HEADS.items()]
    tick = load(store, whole, who="测试").report.tick
    wanted = check(store)
    assert wanted.violations == ()
    for chunk in (1, 1_000, 7):
        rollback(store, tick, who="测试")
        assert check(store).checksum != wanted.checksum
        monkeypatch.setattr(batch, "CHUNK_FACTS", chunk)
        parts = files(tmp_path, chunk)
        # Together, or each as a load of its own: the units first, since the others name them.
        for these in [[item] for item in parts] if chunk == 7 else [parts]:
            done = load(store, these, who="测试")
            tick = done.report.tick
            assert done.refused == []
        assert check(store).checksum == wanted.checksum, chunk
