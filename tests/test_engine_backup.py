"""Physical copies: made while people write or of a stopped server, whole or refused."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.engines import EngineName, LocalAddress, attach, status, stop
from graph.engines.backup import back_up, restore_backup
from graph.errors import Conflict, EngineError, RefusedInput
from tests.cli_support import caller
from tests.engines_support import ask, servers_of, short

ENGINES: list[EngineName] = ["arcadedb", "neo4j"]
COUNT = "MATCH (c:City) RETURN count(c)"


@pytest.fixture(scope="module", params=ENGINES)
def root(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Give a database of two nodes, and a key of pseudonyms."""
    home = tmp_path_factory.mktemp("备份")
    place = home / "库"
    with attach(LocalAddress(place), engine=request.param, settings=short(home)) as endpoint:
        ask(endpoint, "CREATE (:City {id: '1501', name: '呼和浩特市'}), (:City {id: 'twin 1501'})")
    (place / "secrets" / "holder.key").write_bytes(b"k" * 32)
    (place / "secrets" / "holder.key").chmod(0o600)
    yield place
    stop(place, force=True, settings=short(home))


def test_a_backup_becomes_the_same_database(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    env = {**os.environ, "GONGJIAN_LANG": "en", "GONGJIAN_DB": str(root)}
    call = caller(capsys, {**env, "GONGJIAN_HOME": str(tmp_path)})
    copy, place = tmp_path / "copy", tmp_path / "restored"
    told = call("engine", "backup", str(copy))
    assert told.code == 0, told.err
    assert f"written to {copy}" in told.err
    assert status(root).state == "running"  # as before
    assert call("engine", "backup", str(copy)).code == 1
    told = call("engine", "restore", str(copy), "--db", str(place))
    assert told.code == 0, told.err
    try:
        assert call("engine", "restore", str(copy), "--db", str(place)).code == 1
        with attach(LocalAddress(place), settings=short(tmp_path)) as endpoint:
            assert endpoint.engine == status(root).engine
            assert sorted(ask(endpoint, "MATCH (c:City) RETURN c.id, c.name")) == [
                ("1501", "呼和浩特市"), ("twin 1501", None)
            ]  # fmt: skip
            ask(endpoint, "CREATE (:City {id: 'new'})")
            assert endpoint.writer.password not in (copy / "backup.json").read_text()
        assert (place / "secrets" / "holder.key").read_bytes() == b"k" * 32
        for path in [copy, *copy.rglob("*"), *place.rglob("*")]:
            assert not stat.S_IMODE(path.lstat().st_mode) & 0o077, path
    finally:
        stop(place, force=True, settings=short(tmp_path))
    assert {p.name for p in tmp_path.iterdir()} == {"copy", "restored"}


def test_arcadedb_is_copied_while_somebody_writes_and_neo4j_refuses(
    root: Path, tmp_path: Path
) -> None:
    settings = short(tmp_path)
    with attach(LocalAddress(root), settings=settings) as endpoint:
        if endpoint.engine == "neo4j":
            with pytest.raises(EngineError, match="in use"):
                back_up(root, tmp_path / "copy", settings=settings, progress=print)
            assert list(tmp_path.iterdir()) == []
            assert ask(endpoint, "RETURN 1") == [(1,)]
            return
        done, over = 0, threading.Event()

        def write() -> None:
            nonlocal done
            while not over.is_set():
                done += 1
                ask(
                    endpoint, "CREATE (:City {id: $a}), (:City {id: $b})", a=f"{done}", b=f"t{done}"
                )

        writer = threading.Thread(target=write)
        writer.start()
        try:
            before = ask(endpoint, COUNT)[0][0]
            back_up(root, tmp_path / "copy", settings=settings, progress=print)
            after = ask(endpoint, COUNT)[0][0]
        finally:
            over.set()
            writer.join()
    place = tmp_path / "restored"
    restore_backup(tmp_path / "copy", place, settings=settings, progress=print)
    with attach(LocalAddress(place), settings=settings) as endpoint:
        (count,) = ask(endpoint, COUNT)[0]
    stop(place, settings=settings)
    assert before <= count <= after
    assert count % 2 == 0  # no transaction in halves


def shorten(copy: Path) -> None:
    (file,) = [p for p in copy.iterdir() if p.suffix in (".zip", ".dump")]
    file.write_bytes(file.read_bytes()[:-10])


def alter(copy: Path) -> None:
    (file,) = [p for p in copy.iterdir() if p.suffix in (".zip", ".dump")]
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def forget(copy: Path) -> None:
    (copy / "backup.json").unlink()


def age(copy: Path) -> None:
    said = json.loads((copy / "backup.json").read_text())
    (copy / "backup.json").write_text(json.dumps({**said, "version": "99.1.0"}))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("good")
    with attach(LocalAddress(home / "db"), settings=short(home)):
        pass
    back_up(home / "db", home / "copy", settings=short(home), progress=print)
    stop(home / "db", settings=short(home))
    return home / "copy"


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (shorten, "cut short or altered"),
        (alter, "cut short or altered"),
        (forget, "no backup"),
        (age, "99.1.0"),
    ],
)
def test_a_harmed_backup_is_refused(
    good: Path, tmp_path: Path, harm: Callable[[Path], None], said: str
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in good.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    harm(copy)
    with pytest.raises(RefusedInput, match=said):
        restore_backup(copy, tmp_path / "db", settings=short(tmp_path), progress=print)
    assert [p.name for p in tmp_path.iterdir()] == ["copy"]


def test_a_place_that_is_taken_and_one_where_nothing_is(good: Path, tmp_path: Path) -> None:
    (tmp_path / "照片.jpg").write_bytes(b"")
    with pytest.raises(Conflict):
        restore_backup(good, tmp_path, settings=short(tmp_path), progress=print)
    with pytest.raises(EngineError, match="no database"):
        back_up(tmp_path / "none", tmp_path / "copy", settings=short(tmp_path), progress=print)
    assert [p.name for p in tmp_path.iterdir()] == ["照片.jpg"]
    assert servers_of(tmp_path) == []
