"""Files in, one batch out: all or nothing, once, in any order and in chunks of any size."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import Conflict, Misuse
from graph.ledger import batch, batches
from graph.ledger.check import check
from graph.ledger.rollback import rollback
from graph.store import Store
from graph.time import parse_date
from loaders.load import Input, load, read_manifest
from loaders.places import Places
from loaders.problems import RefusedRegister
from tests.loader_support import given, write

HOHHOT = Path(__file__).parent.parent / "examples" / "hohhot"
AREAS = (
    "区划代码,名称,名称用法,类别,上级,起始日期,截止日期,报告日期",
    "1501,呼和浩特市,正式,市,,,,2021",
    "150102,新城区,正式,区县,1501,,,2021",
    "150102007,迎新路街道,正式,街道,150102,,,2021",
    "150102007003,锦绣社区居委会,正式,社区,150102007,,,2021",
)
BODIES = (
    "编号,名称,大类,类别,所在地区,所属,上级党组织,成立日期,报告日期",
    "O1,第一小学,单位,学校,150102007003,,,,2021",
    "O2,锦绣社区党委,党组织,党委,150102007003,,,,2021",
)
COMMITTEES = (
    "编号,名称,类别,服务地区,成立日期,报告日期",
    "C1,锦绣大党委,大党委,150102007003,,2021",
)
MEMBERS = ("委员会,成员,起始日期,截止日期,报告日期", "C1,O1,,,2021")


def small(folder: Path) -> list[Input]:
    return [
        given(folder, "areas", *AREAS), given(folder, "organisations", *BODIES),
        given(folder, "committees", *COMMITTEES), given(folder, "members", *MEMBERS),
    ]  # fmt: skip


def facts(store: Store) -> int:
    row = store.query("MATCH ()-[e]->() RETURN count(e)").one()
    return int(row[0]) if row else 0


def nodes(store: Store) -> int:
    row = store.query("MATCH (n) WHERE NOT n:Ledger RETURN count(n)").one()
    return int(row[0]) if row else 0


def test_several_files_are_one_batch(store: Store, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    outcome = load(store, small(tmp_path), who="测试", progress=lambda *a: told.append(a))
    assert outcome.report.tick == 1
    assert dict(outcome.rows) == {"areas": 4, "organisations": 2, "committees": 1, "members": 1}
    assert outcome.skipped == []
    assert [entry.state for entry in batches(store)] == ["published"]
    assert check(store).violations == ()
    files = [name for name, *_ in told]
    assert files[:4] == ["areas.csv", "organisations.csv", "committees.csv", "members.csv"]
    assert [done for _, done, _ in told[:4]] == [1, 2, 3, 4]
    assert told[-1][1] == told[-1][2] > 0


def test_one_bad_row_in_the_last_file_keeps_everything_out(store: Store, tmp_path: Path) -> None:
    inputs = small(tmp_path)
    write(tmp_path, "members.csv", *MEMBERS, "C1,没有这个单位,,,2021", "C9,O1,2022,2021,2021")
    with pytest.raises(RefusedRegister) as error:
        load(store, inputs, who="测试")
    assert {(p.file, p.row, p.rule) for p in error.value.problems} == {
        ("members.csv", 3, "known-reference"), ("members.csv", 4, "known-reference")
    }  # fmt: skip
    assert (nodes(store), facts(store)) == (0, 0)
    assert batches(store) == []


def test_every_file_that_cannot_be_read_is_told_at_once(store: Store, tmp_path: Path) -> None:
    inputs = small(tmp_path)
    write(tmp_path, "areas.csv", "")
    (tmp_path / "members.csv").unlink()
    with pytest.raises(RefusedRegister) as error:
        load(store, inputs, who="测试")
    assert [p.rule for p in error.value.problems] == ["not-empty", "exists"]
    assert nodes(store) == 0


def test_a_dry_run_writes_nothing_and_refuses_alike(store: Store, tmp_path: Path) -> None:
    inputs = small(tmp_path)
    outcome = load(store, inputs, who="测试", dry_run=True)
    assert (outcome.report.tick, outcome.rows["areas"]) == (0, 4)
    assert (nodes(store), batches(store)) == (0, [])
    write(tmp_path, "members.csv", *MEMBERS, "C1,谁,,,2021")
    with pytest.raises(RefusedRegister):
        load(store, inputs, who="测试", dry_run=True)


def test_the_same_files_are_not_loaded_twice(store: Store, tmp_path: Path) -> None:
    load(store, small(tmp_path), who="测试")
    before = check(store)
    again = load(store, small(tmp_path), who="测试")
    assert again.skipped == ["areas.csv", "organisations.csv", "committees.csv", "members.csv"]
    assert again.report.tick == 0
    assert check(store) == before
    assert len(batches(store)) == 1


def test_a_load_that_was_taken_back_leaves_no_ghosts_and_can_be_repeated(
    store: Store, tmp_path: Path
) -> None:
    first = load(store, small(tmp_path), who="测试")
    wanted = check(store).checksum
    rollback(store, first.report.tick, who="测试")
    assert list(Places.of(store)) == []
    with pytest.raises(RefusedRegister):  # what was taken back can no longer be referred to
        load(store, small(tmp_path)[3:], who="测试")
    assert load(store, small(tmp_path), who="测试").report.tick > first.report.tick
    assert check(store).checksum == wanted
    assert check(store).violations == ()


def test_a_later_load_refers_by_number_old_name_and_other_name(
    store: Store, tmp_path: Path
) -> None:
    load(store, small(tmp_path), who="测试")
    load(
        store,
        [given(tmp_path, "areas", AREAS[0], "150102007,迎新南路街道,正式,街道,150102,,,2024",
               "150102,老城,简称,区县,1501,,,2024")],
        who="测试",
    )  # fmt: skip
    places = Places.of(store)
    for reference in ("迎新路街道", "迎新南路街道", "老城/迎新路街道", "150102007"):
        assert places.area(reference).code == "150102007", reference
    assert places.body("C1").name == "锦绣大党委"
    later = given(tmp_path, "members", MEMBERS[0], "C1,O2,,,2024")
    assert load(store, [later], who="测试").report.tick == 3
    assert check(store).violations == ()


def test_loads_one_after_the_other_are_the_same_as_one(store: Store, tmp_path: Path) -> None:
    load(store, small(tmp_path), who="测试")
    wanted = check(store).checksum
    rollback(store, 1, who="测试")
    for item in small(tmp_path):
        load(store, [item], who="测试")
    assert check(store).checksum == wanted


def listed(folder: Path, year: str, *communities: str) -> Input:
    rows = [f"15010200700{i},{name},150102007" for i, name in enumerate(communities, start=1)]
    item = given(folder, "areas-2021", "code,name,parent", *rows)
    return replace(item, reported=parse_date(year), scope="150102007")


def test_what_a_complete_list_leaves_out_has_ended(store: Store, tmp_path: Path) -> None:
    names = ("东社区居委会", "西街社区居委会", "南门社区居委会")
    load(store, [given(tmp_path, "areas", *AREAS[:4])], who="测试")
    load(store, [listed(tmp_path, "2021", *names)], who="测试")
    load(store, [listed(tmp_path, "2023", *names[:2])], who="测试")
    ends = store.query(
        "MATCH (a:Community)-[p:PART_OF]->() WHERE p.known_to > 9007199254740990 "
        "RETURN a.name, p.to_max"
    ).rows
    assert {name for name, end in ends if end.year < 9999} == {"南门社区居委会"}
    assert {name for name, end in ends if end.year == 9999} == set(names[:2])
    assert check(store).violations == ()


def test_many_vanished_rows_stop_the_load_until_they_are_accepted(
    store: Store, tmp_path: Path
) -> None:
    names = tuple(f"{c}门社区居委会" for c in "东西南北中上下前")
    load(store, [given(tmp_path, "areas", *AREAS[:4])], who="测试")
    load(store, [listed(tmp_path, "2021", *names)], who="测试")
    before = check(store)
    shorter = listed(tmp_path, "2023", *names[:1])
    with pytest.raises(Conflict):
        load(store, [shorter], who="测试")
    assert check(store) == before
    assert load(store, [shorter], who="测试", accept_vanished=True).report.tick > before.tick


def test_a_complete_list_needs_its_day(store: Store, tmp_path: Path) -> None:
    load(store, [given(tmp_path, "areas", *AREAS[:4])], who="测试")
    with pytest.raises(Misuse, match="报告日"):
        load(
            store, [replace(listed(tmp_path, "2021", "东门社区居委会"), reported=None)], who="测试"
        )


def test_what_was_left_out_is_counted(demo: Store) -> None:
    inputs = read_manifest(HOHHOT / "manifest.toml")
    outcome = load(demo, inputs, who="测试", dry_run=True)
    assert len(outcome.skipped) == len(inputs) > 10  # loaded already: nothing is read twice


# ---- the whole is the sum of its parts ----


def part(folder: Path, seed: int | None) -> list[Input]:
    """Return the example registers without the long list, their rows shuffled."""
    inputs = []
    for item in read_manifest(HOHHOT / "manifest.toml"):
        with item.path.open(encoding="utf-8", newline="") as file:
            head, *rows = list(csv.reader(file))
        if item.register.name == "areas-2021":
            # parents stand before their children: the streets and what the other files name
            rows = [row for row in rows if len(row[0]) < 12 or row[0] in _named()]
            seed_ = None
        else:
            seed_ = None if item.register.name in {"areas", "organisations"} else seed
        if seed_ is not None:
            random.Random(seed_).shuffle(rows)
        text = io.StringIO()
        csv.writer(text).writerows([head, *rows])
        path = folder / item.path.name
        path.write_text(text.getvalue(), encoding="utf-8", newline="")
        inputs.append(replace(item, path=path))
    return inputs


def _named() -> set[str]:
    text = "".join(p.read_text("utf-8") for p in HOHHOT.glob("*.csv") if "divisions" not in p.name)
    return {cell for line in text.splitlines() for cell in line.split(",") if len(cell) == 12}


_WANTED: dict[str, str] = {}


@pytest.mark.parametrize(("chunk", "seed"), [(100_000, None), (2_000, 1), (251, 2), (7, None)])
def test_rows_in_any_order_and_chunks_of_any_size_give_one_graph(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int, seed: int | None
) -> None:
    if chunk == 7:  # one transaction for every few facts: only the small registers
        inputs = small(tmp_path)
        load(store, inputs, who="测试")
        wanted = check(store).checksum
        rollback(store, 1, who="测试")
    else:
        inputs, wanted = part(tmp_path, seed), _WANTED.get("whole", "")
    monkeypatch.setattr(batch, "CHUNK_FACTS", chunk)
    load(store, inputs, who="测试")
    report = check(store)
    assert report.violations == ()
    if chunk != 7:
        wanted = _WANTED.setdefault("whole", report.checksum)  # on the other engine too
    assert report.checksum == wanted


def test_chunks_of_one_fact_give_the_same_graph(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, small(tmp_path), who="测试")
    wanted = check(store).checksum
    rollback(store, 1, who="测试")
    monkeypatch.setattr(batch, "CHUNK_FACTS", 1)
    load(store, small(tmp_path), who="测试")
    assert check(store).checksum == wanted
