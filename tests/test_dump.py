"""A database becomes files and a database again, on either engine, with nothing lost."""

from __future__ import annotations

import csv
import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.dump import HOLDER_KEY, dump, read_manifest, restore, restore_folder
from graph.dump.admin_csv import LISTED, of_one_type, write_csv
from graph.dump.columns import NODE_ENDS, pairs_of, rows_of, schema_of, table_of
from graph.engines import LocalAddress, attach, stop
from graph.errors import Conflict, GongjianError, RefusedInput
from graph.ledger import batches
from graph.ledger.check import check
from graph.ledger.lock import acquire, release
from graph.store import Store
from queries.asking import ask
from tests.cli_support import caller, door
from tests.engines_support import short

KEY = b"k" * 32

VALUES = st.one_of(
    st.text(max_size=5),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.booleans(),
    st.dates(date(1, 1, 1), date(9999, 12, 31)),
    st.lists(st.text(max_size=3), max_size=3),
    st.lists(st.integers(-5, 5), max_size=3),
)
ROWS = st.lists(
    st.dictionaries(st.sampled_from(["name", "值", "from_min", "x@y"]), VALUES), max_size=8
)


@given(ROWS)
def test_any_row_comes_back_as_it_was(rows: list[dict[str, Any]]) -> None:
    ends = [[str(i)] for i in range(len(rows))]
    table = table_of(schema_of(NODE_ENDS, pairs_of(rows)), ends, rows)
    back = [row for batch in table.to_batches() for row in rows_of(batch, len(NODE_ENDS))]
    assert [end for end, _ in back] == ends
    for before, (_, after) in zip(rows, back, strict=True):
        assert after == before
        assert {k: type(v) for k, v in after.items()} == {k: type(v) for k, v in before.items()}


@given(ROWS)
def test_every_row_goes_to_one_file_for_the_importer(rows: list[dict[str, Any]]) -> None:
    table = table_of(
        schema_of(NODE_ENDS, pairs_of(rows)), [[str(i)] for i in range(len(rows))], rows
    )
    seen: dict[str, dict[str, str]] = {}
    with TemporaryDirectory() as folder:
        for kinds, some in of_one_type(table, len(NODE_ENDS)):
            path = Path(folder, "-".join(["x", *kinds]) + ".csv")
            assert not path.exists()
            for _ in range(2):  # added to, the second time
                write_csv(path, ["id:ID(Unit)"], some)
            with path.open(encoding="utf-8", newline="") as file:
                head, *lines = csv.reader(file, strict=True)
            names = [heading.rpartition(":")[0] for heading in head]
            assert len(set(names)) == len(names)
            assert lines[: some.num_rows] == lines[some.num_rows :]
            for cells in lines[: some.num_rows]:
                assert cells[0] not in seen
                seen[cells[0]] = dict(zip(names[1:], cells[1:], strict=True))
    assert sorted(seen, key=int) == [str(i) for i in range(len(rows))]
    for i, row in enumerate(rows):
        assert {n for n, text in seen[str(i)].items() if text} <= set(row)
        for name, value in row.items():
            match value:
                case str():
                    assert seen[str(i)][name] == value
                case bool():
                    assert seen[str(i)][name] == str(value).lower()
                case list():
                    assert seen[str(i)][name] == LISTED.join(map(str, value))
                case date():
                    assert seen[str(i)][name] == value.isoformat()
                case _:
                    assert float(seen[str(i)][name]) == float(value)


@pytest.fixture
def dumped(demo: Store, tmp_path: Path) -> Path:
    dump(demo, tmp_path / "转储", holder_key=KEY)
    return tmp_path / "转储"


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Path]:
    """Give a place for a database, and see that no server of it stays."""
    place = tmp_path / "库"
    yield place
    stop(place, force=True, settings=short(tmp_path))


def opened(place: Path, home: Path) -> Any:
    return attach(LocalAddress(place), settings=short(home))


def test_a_dump_fills_the_other_engine_with_the_same(
    demo: Store, dumped: Path, target: Path, tmp_path: Path
) -> None:
    other = "neo4j" if "ArcadeDB" in demo.agent() else "arcadedb"
    manifest, before = restore_folder(
        dumped, target, settings=short(tmp_path), engine=other  # type: ignore[arg-type]  # one of two
    )  # fmt: skip
    assert before is None
    assert manifest == read_manifest(dumped)
    with opened(target, tmp_path) as endpoint, Store(endpoint) as store:
        assert endpoint.engine == other
        found = check(store)
        assert (found.checksum, found.tick, found.violations) == (manifest.checksum, 1, ())
        assert check(demo).checksum == manifest.checksum
        assert batches(store) == batches(demo)
        for name in ("area-coverage", "area-network"):
            theirs = ask(demo, name, {"area": "新城区"}).rows
            assert theirs
            assert sorted(map(repr, ask(store, name, {"area": "新城区"}).rows)) == sorted(
                map(repr, theirs)
            )
        again = dump(store, tmp_path / "again", holder_key=KEY)
        assert again.counts() == manifest.counts()
        assert again.checksum == manifest.checksum
        # It can be written to, as if it had always been here.
        release(store, acquire(store))
    assert stat.S_IMODE((target / "secrets" / HOLDER_KEY).stat().st_mode) == 0o600
    assert (target / "secrets" / HOLDER_KEY).read_bytes() == KEY
    assert sorted(p.name for p in tmp_path.iterdir() if "restoring" in p.name) == []


def test_a_dump_holds_no_key_unless_told(demo: Store, tmp_path: Path) -> None:
    manifest = dump(demo, tmp_path / "d")
    assert not manifest.holder_key
    assert not (tmp_path / "d" / HOLDER_KEY).exists()


def test_nobody_writes_during_a_dump_and_a_dump_waits_for_nobody(
    demo: Store, tmp_path: Path
) -> None:
    fence = acquire(demo)
    try:
        with pytest.raises(Conflict, match="another writer"):
            dump(demo, tmp_path / "d")
    finally:
        release(demo, fence)
    assert list(tmp_path.iterdir()) == []

    def meanwhile(*_: object) -> None:
        with pytest.raises(Conflict, match="another writer"):
            acquire(demo)

    dump(demo, tmp_path / "d", progress=meanwhile)


def test_a_folder_that_exists_is_not_written_to(demo: Store, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    assert demo.query("RETURN 1").rows == [(1,)]
    with pytest.raises(Conflict, match="exists already"):
        dump(demo, tmp_path / "d")
    assert list((tmp_path / "d").iterdir()) == []


def cut(folder: Path) -> None:
    path = folder / "edges" / "STATE-1.parquet"
    path.write_bytes(path.read_bytes()[:-100])


def alter(folder: Path) -> None:
    path = folder / "nodes" / "City-1.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def lose(folder: Path) -> None:
    (folder / "nodes" / "Unit-1.parquet").unlink()


def unfinished(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def said(folder: Path, **changes: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}))


def garbage(folder: Path) -> None:
    (folder / "manifest.json").write_bytes(b"\x00[1")


def outside(folder: Path) -> None:
    part = {"path": "../../x", "what": "nodes", "name": "City", "rows": 1, "sha256": ""}
    said(folder, parts=[part])


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (cut, "cut short or altered"),
        (alter, "cut short or altered"),
        (lose, "is missing"),
        (unfinished, "never finished"),
        (garbage, "cannot be read"),
        (outside, "is missing"),
        (lambda f: said(f, format=99), "a dump of format 99"),
        (lambda f: said(f, schema_version=99), "schema version 99"),
    ],
)
def test_a_harmed_dump_is_refused_before_anything_is_written(
    dumped: Path, store: Store, harm: Callable[[Path], None], message: str
) -> None:
    harm(dumped)
    with pytest.raises(RefusedInput, match=message) as refused:
        restore(store, dumped)
    assert refused.value.where
    assert refused.value.todo
    assert store.query("MATCH (n) RETURN labels(n)[0]").rows == [("Ledger",)]


def test_what_arrives_is_compared(dumped: Path, store: Store) -> None:
    said(dumped, checksum="0" * 32)
    with pytest.raises(Conflict, match=r"checksum should be 0{32}"):
        restore(store, dumped)


def test_a_database_with_data_is_left_alone(dumped: Path, demo: Store) -> None:
    before = check(demo).checksum
    with pytest.raises(Conflict, match="not empty"):
        restore(demo, dumped)
    assert check(demo).checksum == before


def test_the_database_before_is_kept_beside(
    demo: Store, dumped: Path, target: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = caller(capsys, {**os.environ, "GONGJIAN_LANG": "zh", "GONGJIAN_HOME": str(tmp_path)})
    target.mkdir()
    (target / "照片.jpg").write_bytes(b"no database")
    assert call("restore", str(dumped), "--db", str(target), "--replace").code == 1
    assert [p.name for p in target.iterdir()] == ["照片.jpg"]
    (target / "照片.jpg").unlink()
    first = call("restore", str(dumped), "--db", str(target))
    assert first.code == 0
    assert read_manifest(dumped).checksum in first.err
    refused = call("restore", str(dumped), "--db", str(target))
    assert refused.code == 1
    assert "--replace" in refused.err
    second = call("restore", str(dumped), "--db", str(target), "--replace")
    assert second.code == 0
    (aside,) = [p for p in tmp_path.iterdir() if ".before-" in p.name]
    assert str(aside) in second.err
    for place in (target, aside):
        with opened(place, tmp_path) as endpoint, Store(endpoint) as store:
            assert check(store).checksum == check(demo).checksum
        stop(place, settings=short(tmp_path))


def test_dump_and_restore_from_the_command_line_to_a_server(
    demo: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = caller(capsys, {**os.environ, **door(demo), "GONGJIAN_LANG": "en"})
    told = call("dump", str(tmp_path / "d"))
    assert told.code == 0
    assert "checksum" in told.err
    full = call("restore", str(tmp_path / "d"))
    assert (full.code, "not empty" in full.err) == (1, True)
    assert call("restore", str(tmp_path / "d"), "--replace").code == 2
    shutil.rmtree(tmp_path / "d")
    with pytest.raises(GongjianError):
        read_manifest(tmp_path / "d")
