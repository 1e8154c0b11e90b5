"""`gongjian doctor`: what a person is told about the machine and the database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.doctor import Check, checks, machine
from api.doctor.check import guarded
from api.doctor.database import check_disk, check_folder, check_memory
from graph.engines import LocalAddress, attach, stop
from graph.engines.folder import Folder, write_stamp
from graph.text import LANGS, Text

ROOT = Path(__file__).parent.parent
MB = 2**20


def found(answers: list[Check], name: str) -> Check:
    (one,) = [check for check in answers if check.name.en == name]
    return one


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


# --- this machine


def test_a_machine_that_runs_these_tests_is_found_able(tmp_path: Path) -> None:
    answers = checks(tmp_path / "数据 库", {})
    assert {check.name.en for check in answers if check.state not in ("ok", "warn")} == set()
    assert [check.name.en for check in answers] == [
        "Python",
        "platform",
        "packages",
        "terminal encoding",
        "proxies",
        "loopback ports",
        "disk",
        "memory",
        "database folder",
        "server",
    ]
    assert not (tmp_path / "数据 库").exists()


def test_every_finding_speaks_both_languages_and_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    worlds = [
        checks(tmp_path / "file", {"GONGJIAN_PORT": "x"}),
        checks(tmp_path / "file", {"all_proxy": "socks5://p:1080"}),
        checks("bolt://user:secret@127.0.0.1:1", {}),
        [machine.check_python((3, 9)), machine.check_platform("Darwin", "x86_64")],
        [machine.check_encoding("ascii"), machine.check_packages(["no-such-package"])],
        [check_disk(tmp_path, 0), check_disk(tmp_path, 500 * MB), check_memory(512, 128)],
    ]
    bad = [check for world in worlds for check in world if check.state in ("bad", "warn")]
    assert len(bad) >= 10
    for check in bad:
        assert check.todo is not None, check
        assert all(text[lang] for text in (check.name, check.value, check.todo) for lang in LANGS)


@pytest.mark.parametrize(
    ("version", "implementation", "state"),
    [
        ((3, 10), "cpython", "bad"),
        ((3, 11), "cpython", "ok"),
        ((3, 14), "cpython", "ok"),
        ((3, 15), "cpython", "bad"),
        ((3, 12), "pypy", "bad"),
    ],
)
def test_the_pythons_that_wheels_are_made_for(
    version: tuple[int, int], implementation: str, state: str
) -> None:
    assert machine.check_python(version, implementation).state == state


@pytest.mark.parametrize(
    ("system", "processor", "libc", "state"),
    [
        ("Linux", "x86_64", ("glibc", "2.34"), "ok"),
        ("Linux", "aarch64", ("glibc", "2.41"), "ok"),
        ("Linux", "x86_64", ("glibc", "2.31"), "warn"),
        ("Linux", "x86_64", ("", ""), "warn"),
        ("Linux", "riscv64", ("glibc", "2.41"), "warn"),
        ("Darwin", "arm64", ("", ""), "ok"),
        ("Darwin", "x86_64", ("", ""), "warn"),
        ("Windows", "AMD64", ("", ""), "ok"),
        ("FreeBSD", "amd64", ("", ""), "warn"),
    ],
)
def test_where_the_embedded_database_runs(
    system: str, processor: str, libc: tuple[str, str], state: str
) -> None:
    check = machine.check_platform(system, processor, libc)
    assert check.state == state
    assert (check.todo is not None and "neo4j://" in check.todo.en) == (state == "warn")


@pytest.mark.parametrize(
    ("encoding", "expected", "state"),
    [
        ("utf-8", "UTF-8", "ok"),
        ("utf-8", "ANSI_X3.4-1968", "ok"),  # the C locale says nothing
        ("utf-8", "GB18030", "warn"),
        ("gb18030", "GB18030", "ok"),
        ("gbk", "GBK", "ok"),
        ("ascii", "ANSI_X3.4-1968", "warn"),
        ("latin-1", "ISO-8859-1", "warn"),
    ],
)
def test_a_terminal_that_cannot_show_chinese(encoding: str, expected: str, state: str) -> None:
    assert machine.check_encoding(encoding, expected).state == state


def test_a_package_that_is_missing_or_broken_is_named() -> None:
    def broken(module: str) -> None:
        raise OSError(f"{module}.so: wrong machine")

    missing = machine.check_packages(["pytest", "no-such-package>=1", "no-wheel ; sys == 'x'"])
    assert (missing.state, missing.value.en) == ("bad", "not usable: no-such-package")
    assert "pytest (OSError" in machine.check_packages(["pytest>=9"], broken).value.en


def test_passwords_in_proxies_are_not_shown() -> None:
    check = machine.check_proxies({"HTTPS_PROXY": "http://user:secret@proxy.example:3128"})
    assert check.state == "ok"
    assert "https_proxy=http://proxy.example:3128" in check.value.en
    assert "secret" not in check.value.en


def test_a_check_that_cannot_look_says_unknown() -> None:
    def look() -> Check:
        raise OSError("no such device")

    (check,) = guarded(Text("磁盘", "disk"), look)
    assert (check.state, check.value.en) == ("unknown", "OSError: no such device")


def test_it_still_speaks_where_nothing_is_installed(tmp_path: Path) -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from api.doctor import checks\n"
        "for c in checks(sys.argv[2], {}): print(c.name.en, c.state, sep='=')\n"
    )
    said = subprocess.run(
        # Without site there are no installed packages.
        [sys.executable, "-S", "-X", "utf8", "-c", program, str(ROOT), str(tmp_path / "db")],
        capture_output=True,
        text=True,
        check=True,
    )
    answers = dict(line.split("=") for line in said.stdout.splitlines())
    assert answers["Python"] == "ok"
    assert answers["packages"] == answers["database"] == "unknown"


# --- the database


def test_room_on_the_disk(tmp_path: Path) -> None:
    states = [check_disk(tmp_path / "not" / "yet", free * MB).state for free in (10, 500, 5000)]
    assert states == ["bad", "warn", "ok"]


def test_memory_that_does_not_suffice() -> None:
    assert check_memory(8000, 512).state == "ok"
    assert check_memory(8000, 6000).state == "warn"
    assert check_memory(700, 175).state == "warn"


def test_a_folder_with_other_things_in_it(tmp_path: Path) -> None:
    assert check_folder(tmp_path).state == "ok"
    (tmp_path / "holiday.jpg").write_text("")
    assert check_folder(tmp_path).state == "bad"
    assert check_folder(tmp_path / "holiday.jpg").state == "bad"
    assert check_folder(tmp_path / "holiday.jpg" / "db").state == "bad"


def test_a_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write everywhere, so the system's answer is stood in for.
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    check = check_folder(tmp_path / "db")
    assert (check.state, check.value.en) == ("bad", f"{tmp_path} cannot be written")


@pytest.mark.skipif(os.name != "posix", reason="there are no such modes elsewhere")
def test_a_database_that_others_can_read(tmp_path: Path) -> None:
    write_stamp(Folder(tmp_path), "neo4j", "5.26.30", None)
    tmp_path.chmod(0o755)
    check = check_folder(tmp_path)
    assert (check.state, check.value.en[-7:]) == ("warn", " (0755)")
    tmp_path.chmod(0o700)
    assert check_folder(tmp_path).state == "ok"


def test_a_database_of_another_version_or_damaged(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    write_stamp(Folder(tmp_path), "arcadedb", "99.1.1", None)
    assert check_folder(tmp_path).state == "warn"
    (tmp_path / "engine.json").write_text("{")
    assert found(checks(tmp_path, {}), "database folder").state == "bad"


def test_a_port_that_is_taken(tmp_path: Path, listener: socket.socket) -> None:
    port = str(listener.getsockname()[1])
    check = found(checks(tmp_path, {"GONGJIAN_PORT": port}), "server")
    assert (check.state, check.value.en) == ("bad", f"port {port} is taken")


def test_a_setting_that_is_no_number(tmp_path: Path) -> None:
    check = found(checks(tmp_path, {"GONGJIAN_PORT": "七"}), "database")
    assert check.state == "bad"
    assert "GONGJIAN_PORT" in check.value.zh


def test_an_address_with_a_password_in_it() -> None:
    check = found(checks("bolt://neo4j:secret@127.0.0.1:7687", {}), "database")
    assert check.state == "bad"
    assert "secret" not in str(check)


def test_an_address_where_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    check = found(checks(f"bolt://127.0.0.1:{port}", {"GONGJIAN_PASSWORD": "x"}), "address")
    assert (check.state, check.todo is not None) == ("bad", True)


def test_an_address_where_something_else_listens(listener: socket.socket) -> None:
    def answer() -> None:
        link, _ = listener.accept()
        with link:
            link.recv(64)
            link.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    thread = threading.Thread(target=answer)
    thread.start()
    uri = f"bolt://127.0.0.1:{listener.getsockname()[1]}"
    check = found(checks(uri, {"GONGJIAN_PASSWORD": "x"}), "address")
    thread.join()
    assert check.state == "bad"
    assert "not Bolt" in check.value.en


def test_a_running_server_is_asked_and_left_running(tmp_path: Path) -> None:
    folder = tmp_path / "运行 中"
    try:
        with attach(LocalAddress(folder)):
            before = found(checks(folder, {}), "server")
            after = found(checks(folder, {}), "server")
        address = found(
            checks(endpoint_uri(folder), {"GONGJIAN_PASSWORD": "wrong"}), "account and database"
        )
    finally:
        stop(folder)
    assert before.state == after.state == "ok"
    assert "ArcadeDB" in before.value.en
    assert address.state == "bad"
    assert "password" in address.value.en
    assert found(checks(folder, {}), "server").value.en == "not running; starts when needed"


def endpoint_uri(folder: Path) -> str:
    from graph.engines import status

    return status(folder).uri or ""
