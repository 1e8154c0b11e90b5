"""What `--db` may be, where the password comes from, and how large the heap is."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from graph.engines import LocalAddress, Login, RemoteAddress, attach, child, locate, read_settings
from graph.errors import EngineError, Misuse

SECRET = "hunter2-long"


def test_without_an_option_the_default_folder_below_home_is_meant(tmp_path: Path) -> None:
    found = locate(None, {"GONGJIAN_HOME": str(tmp_path)})
    assert found == LocalAddress(tmp_path / "databases" / "default")


def test_the_option_goes_before_the_environment(tmp_path: Path) -> None:
    env = {"GONGJIAN_DB": str(tmp_path / "乙")}
    assert locate(tmp_path / "甲", env) == LocalAddress(tmp_path / "甲")
    assert locate(None, env) == LocalAddress(tmp_path / "乙")


def test_a_relative_folder_becomes_absolute(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert locate("数据", {}) == LocalAddress(tmp_path / "数据")


@pytest.mark.parametrize("scheme", ["bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"])
def test_an_address_takes_its_password_from_the_environment(scheme: str) -> None:
    env = {"GONGJIAN_USER": "load", "GONGJIAN_PASSWORD": SECRET, "GONGJIAN_DATABASE": "city"}
    found = locate(f"{scheme}://db.example:7687", env)
    who = Login("load", SECRET)
    assert found == RemoteAddress(f"{scheme}://db.example:7687", who, who, "city")
    assert SECRET not in repr(found)


def test_readers_may_have_an_account_of_their_own() -> None:
    env = {
        "GONGJIAN_PASSWORD": SECRET,
        "GONGJIAN_READER_USER": "look",
        "GONGJIAN_READER_PASSWORD": "other",
    }
    found = locate("bolt://db.example", env)
    assert isinstance(found, RemoteAddress)
    assert (found.writer, found.reader) == (Login("neo4j", SECRET), Login("look", "other"))


def test_a_password_file_must_be_closed_to_others(tmp_path: Path) -> None:
    file = tmp_path / "密码"
    file.write_text(SECRET + "\n", encoding="utf-8")
    env = {"GONGJIAN_PASSWORD_FILE": str(file)}
    file.chmod(0o644)
    with pytest.raises(EngineError, match="chmod 600") as refused:
        locate("bolt://db.example", env)
    assert SECRET not in str(refused.value)
    file.chmod(0o600)
    found = locate("bolt://db.example", env)
    assert isinstance(found, RemoteAddress)
    assert found.writer == Login("neo4j", SECRET)


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\xff"])
def test_an_unusable_password_file_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "pw"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(EngineError) as refused:
        locate("bolt://db.example", {"GONGJIAN_PASSWORD_FILE": str(file)})
    assert refused.value.where.startswith(str(file))


def test_without_a_password_it_says_where_to_put_one() -> None:
    with pytest.raises(EngineError, match="GONGJIAN_PASSWORD_FILE") as refused:
        locate("neo4j://db.example", {})
    assert refused.value.exit_code == 3


@pytest.mark.parametrize(
    "address",
    [
        f"bolt://neo4j:{SECRET}@db.example:7687",
        "http://db.example:7474",
        "bolt://",
        "bolt://db.example:0",
        "bolt://db.example:x",
    ],
)
def test_a_wrong_address_is_misuse_and_its_secret_is_not_repeated(address: str) -> None:
    with pytest.raises(Misuse) as refused:
        locate(address, {"GONGJIAN_PASSWORD": SECRET})
    assert refused.value.todo is not None
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"), [("GONGJIAN_IDLE_SECONDS", "soon"), ("GONGJIAN_PORT", "-1")]
)
def test_a_setting_that_is_no_number_is_named(name: str, value: str) -> None:
    with pytest.raises(Misuse, match=name):
        read_settings({name: value})


def test_a_port_where_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = locate(f"bolt://127.0.0.1:{port}", {"GONGJIAN_PASSWORD": SECRET})
    with pytest.raises(EngineError, match="cannot be reached"), attach(address):
        pass


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-x\r\n", b""])
def test_a_port_that_speaks_another_protocol(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def once() -> None:
            link, _ = server.accept()
            with link:
                link.recv(64)
                link.sendall(answer)

        thread = threading.Thread(target=once)
        thread.start()
        address = locate(
            f"bolt://127.0.0.1:{server.getsockname()[1]}", {"GONGJIAN_PASSWORD": SECRET}
        )
        with pytest.raises(EngineError, match="not Bolt"), attach(address):
            pass
        thread.join()


@pytest.mark.parametrize(
    ("memory_mb", "heap"), [(24_000, 1_024), (4_096, 1_024), (2_048, 512), (300, 128)]
)
def test_the_heap_is_a_quarter_of_the_memory_within_bounds(
    monkeypatch: pytest.MonkeyPatch, memory_mb: int, heap: int
) -> None:
    monkeypatch.setattr(child, "memory_limit", lambda: memory_mb * 2**20)
    assert child.heap_mb(read_settings({})) == heap
    assert child.heap_mb(read_settings({"GONGJIAN_HEAP_MB": "300"})) == 300
