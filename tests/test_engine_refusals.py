"""What a local server refuses, in words that say what to do."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.engines import EngineName, LocalAddress, attach, start, status, stop
from graph.engines.folder import Folder, read_json, write_json, write_text
from graph.errors import EngineError
from tests.engines_support import ask, servers_of, short
from tests.full_disk import mounted


def refusal(root: Path, engine: EngineName | None = None, **changes: object) -> EngineError:
    """Try to attach and return the refusal; nothing may be left running."""
    with (
        pytest.raises(EngineError) as refused,
        attach(LocalAddress(root), engine=engine, settings=short(root.parent, **changes)),
    ):
        pass
    assert refused.value.exit_code == 3
    assert refused.value.todo is not None
    assert servers_of(root) == []
    return refused.value


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a database of ArcadeDB that is not running."""
    root = tmp_path_factory.mktemp("refusals") / "db"
    start(root, settings=short(root.parent))
    stop(root, settings=short(root.parent))
    yield root
    stop(root, force=True, settings=short(root.parent))


def test_a_folder_that_holds_something_else(tmp_path: Path) -> None:
    (tmp_path / "论文.docx").write_bytes(b"x")
    error = refusal(tmp_path)
    assert "论文.docx" in error.where
    assert [entry.name for entry in tmp_path.iterdir()] == ["论文.docx"]


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "db").write_bytes(b"x")
    assert "not a folder" in str(refusal(tmp_path / "db"))


@pytest.mark.skipif(sys.platform != "linux", reason="needs a place where even root may not write")
def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    root = (Path("/sys") if os.geteuid() == 0 else closed) / "gongjian"
    error = refusal(root)
    assert "GONGJIAN_HOME" in str(error)


def test_a_folder_of_the_other_engine(stopped: Path) -> None:
    assert "arcadedb" in str(refusal(stopped, engine="neo4j"))


def test_a_port_that_is_taken(stopped: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        error = refusal(stopped, port=port)
    assert error.where == f"127.0.0.1:{port}"
    assert "GONGJIAN_PORT" in str(error)


def test_a_port_of_ones_choice(stopped: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = short(stopped.parent, port=port)
    with attach(LocalAddress(stopped), settings=settings) as endpoint:
        assert endpoint.uri == f"bolt://127.0.0.1:{port}"
    stop(stopped, settings=settings)


def test_a_database_of_a_later_version_is_left_alone(stopped: Path) -> None:
    stamp = read_json(Folder(stopped).stamp) or {}
    write_json(Folder(stopped).stamp, stamp | {"version": "99.1.0"})
    error = refusal(stopped)
    assert "99.1.0" in str(error)
    assert (read_json(Folder(stopped).stamp) or {})["version"] == "99.1.0"
    write_json(Folder(stopped).stamp, stamp)


def test_a_database_of_an_earlier_version_is_copied_before_it_is_opened(stopped: Path) -> None:
    stamp = read_json(Folder(stopped).stamp) or {}
    write_json(Folder(stopped).stamp, stamp | {"version": "25.1.1"})
    told: list[str] = []
    settings = short(stopped.parent)
    with attach(LocalAddress(stopped), settings=settings, progress=told.append) as endpoint:
        assert ask(endpoint, "RETURN 1") == [(1,)]
    stop(stopped, settings=settings)
    assert told == [f"arcadedb 25.1.1 → {stamp['version']}"]
    assert read_json(Folder(stopped).stamp) == stamp
    copy = Folder(stopped).backups / "arcadedb-25.1.1"
    assert (copy / "databases" / "gongjian" / "schema.json").exists()


@pytest.mark.parametrize("damage", ["", "{", '{"engine": "oracle"}', "[]"])
def test_a_damaged_stamp_is_not_guessed(stopped: Path, damage: str) -> None:
    stamp = read_json(Folder(stopped).stamp) or {}
    write_text(Folder(stopped).stamp, damage)
    assert "engine.json" in refusal(stopped).where
    write_json(Folder(stopped).stamp, stamp)


def test_a_password_that_the_server_does_not_know(stopped: Path) -> None:
    file = Folder(stopped).secrets / "writer"
    right = file.read_text(encoding="utf-8")
    write_text(file, "0" * 48)
    assert "secrets" in refusal(stopped).where
    write_text(file, right)


@pytest.mark.skipif(os.name != "posix", reason="permissions are a matter of POSIX")
def test_a_password_that_others_could_read(stopped: Path) -> None:
    file = Folder(stopped).secrets / "reader"
    file.chmod(0o640)
    assert "chmod 600" in str(refusal(stopped))
    file.chmod(0o600)


def test_a_proxy_of_the_machine_is_not_asked_about_loopback(
    stopped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Xmx1k")  # of another Java: must not reach ours
    with attach(LocalAddress(stopped), settings=short(stopped.parent)) as endpoint:
        assert ask(endpoint, "RETURN 1") == [(1,)]
    stop(stopped, settings=short(stopped.parent))


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """Give a place where the system lets us mount a small disk, in a name space of our own.

    Root may, and on most systems everybody as the root of a user name space.
    """
    place = tmp_path / "disk"
    place.mkdir()
    if sys.platform != "linux" or mounted("1m", place).returncode:
        pytest.skip(
            "this system lets this user mount nothing, not even in a user name space: "
            "NOTHING ABOUT A FULL DISK WAS TRIED HERE"
        )
    return place


@pytest.mark.parametrize(
    "engine",
    ["arcadedb", pytest.param("neo4j", marks=pytest.mark.fuzz)],  # which starts slowly, five times
)
def test_a_disk_that_becomes_full(disk: Path, engine: EngineName) -> None:
    words = (sys.executable, "-m", "tests.full_disk", engine, str(disk))
    done = mounted("200m", disk, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = map(json.loads, done.stdout.splitlines())
    seen = {line.pop("what"): line for line in lines}
    for what in ("starting", "loading", "publishing", "dumping"):
        if what == "publishing" and engine == "neo4j" and not seen[what]["refused"]:
            continue  # so small a transaction fits the room taken beforehand; it must stand, below
        assert seen[what]["refused"], seen
        assert "disk is full" in seen[what]["said"], (what, seen)
        assert "64 MB" in seen[what]["todo"]
    assert seen["after"]["found"] >= seen["after"]["acknowledged"] > 0
    assert (seen["loaded"]["tick"], seen["loaded"]["violations"]) == (1, 0)
    assert seen["partial"]["names"] == []
    assert seen["dumped"]["checksum"] == seen["loaded"]["checksum"]


def test_looking_at_a_folder_changes_nothing(tmp_path: Path) -> None:
    assert status(tmp_path / "none").state == "absent"
    assert not (tmp_path / "none").exists()
