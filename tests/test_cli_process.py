"""The command line as a program: languages, encodings, pipes, signals, start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.cli.app import build, run
from api.cli.help import width
from tests.cli_support import PROGRAM, caller, program


def commands() -> list[tuple[str, ...]]:
    root: Any = build()
    found: list[tuple[str, ...]] = [()]
    for name, command in root.commands.items():
        found.append((name,))
        found += [(name, below) for below in getattr(command, "commands", {})]
    return found


# --- help, in two languages


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_explains_itself_in_both_languages(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    call = caller(capsys, {})
    zh, en = call(*words, "--help"), call("--lang", "en", *words, "--help")
    assert (zh.code, en.code) == (0, 0)
    assert zh.out.splitlines()[0 if words else 3].startswith("用法：gongjian")
    assert "Usage: gongjian" in en.out
    assert not any("\u4e00" <= char <= "\u9fff" for char in en.out.rsplit("\n中文：", 1)[0]), en.out
    assert f"English: gongjian --lang en {' '.join((*words, '--help'))}".strip() in zh.out


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_help_fits_a_narrow_terminal(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    for lang in ("zh", "en"):
        out = caller(capsys, {})("--lang", lang, *words, "--help").out
        usage, rest = out.split("\n\n", 1) if words else ("", out)
        assert [line for line in rest.splitlines() if width(line) > 64] == []  # marks hang
        assert usage.count("\n") == 0


def test_no_command_at_all_is_answered_with_help(capsys: pytest.CaptureFixture[str]) -> None:
    call = caller(capsys, {})
    assert call() == call("--help")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("asx",), "没有这个命令"),
        (("ask", "--nosuch"), "没有选项 --nosuch"),
        (("load",), "缺少 FILE…"),
        (("template", "areas"), "缺少 FILE.xlsx"),
        (("serve", "--port", "99999"), "“99999”不是0 到 65535 的整数"),
        (("serve", "--port", "x"), "“x”不是0 到 65535 的整数"),
        (("engine",), "命令"),
        (("ask", "--lang", "fr"), "没有“fr”这种语言"),
        (("load", "x.csv", "--report", "r.pdf"), "报告只能是"),
        (("registers", "--format", "xml"), "没有“xml”这种格式"),
        (("template", "nosuch", "x.csv"), "没有“nosuch”这种登记册"),
        (("engine", "start", "--engine", "oracle"), "没有“oracle”这种数据库"),
        (("ask", "area-coverage", "area=x", "--db", "http://127.0.0.1"), "不支持的地址类型"),
    ],
)
def test_a_wrong_command_line_is_misuse_with_a_way_out(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    found = caller(capsys, {"GONGJIAN_HOME": str(tmp_path)})(*words)
    assert found.code == 2
    assert said in found.err
    assert "怎么办：" in found.err
    assert found.out == ""
    assert list(tmp_path.iterdir()) == []


# --- encodings


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "en_US.ISO-8859-1", "PYTHONUTF8": "0"},
        {"LC_ALL": "C.UTF-8"},
    ],
    ids=lambda env: env["LC_ALL"],
)
def test_chinese_reaches_a_pipe_whatever_the_locale(env: dict[str, str], tmp_path: Path) -> None:
    said = program("ask", env=env, cwd=tmp_path)
    assert said.code == 0
    assert "哪些区域在某日有共建协议" in said.out
    said = program("ask", "没有的", env=env, cwd=tmp_path)
    assert said.code == 2
    assert "没有“没有的”这个问题" in said.err


def test_an_encoding_asked_for_by_name_stays_and_loses_nothing(tmp_path: Path) -> None:
    said = program("ask", env={"PYTHONIOENCODING": "ascii"}, cwd=tmp_path)
    assert said.code == 0
    assert said.out.encode().decode("unicode_escape").startswith("共建协议\n")


# --- pipes and signals


def test_a_reader_that_goes_away_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [str(PROGRAM), "ask", "--format", "json"],
        stdout=writing, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    os.close(writing)
    assert done.returncode == 141
    assert done.stderr == b""


def test_ctrl_c_ends_with_130_and_a_word(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("api.cli.explaining.as_table", interrupted)
    said = caller(capsys, {})("ask")
    assert said.code == 130
    assert said.err == "已中断\n"


# --- faults of ours


def test_a_fault_of_ours_is_short_and_debug_shows_the_rest(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("nothing to divide by")

    monkeypatch.setattr("api.cli.explaining.as_table", broken)
    call = caller(capsys, {})
    said = call("ask")
    assert said.code == 70
    assert "ZeroDivisionError" in said.err
    assert "--debug" in said.err
    assert "Traceback" not in said.err
    assert "Traceback" in call("ask", "--debug").err


# --- a light start


HEAVY = (
    "neo4j",
    "pandas",
    "scipy",
    "numpy",
    "py2neo",
    "networkx",
    "pydantic",
    "fastapi",
    "openpyxl",
)


@pytest.mark.parametrize("words", [["--help"], ["ask"], ["ask", "area-coverage", "--describe"]])
def test_help_and_the_list_of_questions_load_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys\nfrom api.cli.app import run\n"
        f"run({words!r})\n"
        f"print([m for m in {(*HEAVY, 'rich')!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stderr == b"[]\n"


def test_a_question_is_asked_without_the_heavy_libraries(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom api.cli.opening import _store\n_store()\n"
        "from queries.asking import ask\nimport api.cli.screen, rich.table\n"
        f"print([m for m in {HEAVY[1:]!r} if m in sys.modules])\n"
        "import numpy; numpy.zeros(1)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"[]\n"


# --- the server of a folder, and the pages


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "数据 库"
    yield folder
    assert run(["engine", "stop", "--force", "--db", str(folder)], {}) == 0


def test_a_server_is_started_looked_at_and_stopped(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call, db = caller(capsys, {}), ("--db", str(place))
    assert "还没有数据库" in call("engine", "status", *db).out
    assert not place.exists()
    started = call("engine", "start", *db)
    assert started.code == 0
    assert "状态：运行中" in started.out
    assert started.err == ""
    assert "bolt://127.0.0.1:" in call("engine", "status", *db).out
    assert call("engine", "logs", *db, "--lines", "3").out
    assert call("doctor", *db).code in (0, 4)
    stopped = call("engine", "stop", *db)
    assert stopped.code == 0
    assert "状态：没有运行" in stopped.out


def test_the_doctor_finds_a_file_where_the_folder_should_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    said = caller(capsys, {})("doctor", "--db", str(tmp_path / "file"))
    assert said.code == 4
    assert "✗" in said.out
    assert "怎么办：" in said.out


def test_the_pages_are_served_until_ctrl_c(place: Path) -> None:
    command = [str(PROGRAM), "serve", "--port", "0", "--db", str(place)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert server.stdout is not None
    try:
        address = server.stdout.readline().decode().strip()
        assert address.startswith("http://127.0.0.1:")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        deadline = time.monotonic() + 60
        status = None
        while status is None and time.monotonic() < deadline:
            try:
                status = opener.open(address, timeout=30).status
            except OSError:
                time.sleep(0.1)
        assert status == 200
    finally:
        server.send_signal(signal.SIGINT)
        _, err = server.communicate(timeout=60)
    assert server.returncode == 0
    assert b"Traceback" not in err
