"""`gongjian demo`: a real city loaded and asked, twice, the second time without a network."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.demo import FOLDER, QUESTIONS
from loaders.load import read_manifest
from tests.cli_support import PROGRAM, ROOT, Said, program

PROXIES = ("http_proxy", "https_proxy", "all_proxy")
NOWHERE = dict.fromkeys((*PROXIES, *map(str.upper, PROXIES)), "http://127.0.0.1:9")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a Chinese name and a space, whose owner's home must stay empty."""
    place = tmp_path_factory.mktemp("demo") / "试 一试"
    place.mkdir()
    yield place
    program("engine", "stop", "--force", "--db", str(FOLDER), cwd=place, env=home(place))


def home(place: Path) -> dict[str, str]:
    return {"HOME": str(place.parent / "home"), "LC_ALL": "C"}


@pytest.fixture(scope="module")
def first(folder: Path) -> Said:
    return program("demo", cwd=folder, env=home(folder))


def test_the_demo_loads_the_city_and_says_what_it_loaded(first: Said, folder: Path) -> None:
    assert first.code == 0, first.err
    assert first.err == ""  # no progress where nobody watches
    files = [item.path for item in read_manifest(ROOT / "examples" / "hohhot" / "manifest.toml")]
    rows = sum(len(file.read_text(encoding="utf-8-sig").splitlines()) - 1 for file in files)
    assert f"第 1 批：读入 {rows:,} 行" in first.out
    assert "1,440  统计用区划清单" in first.out
    assert "有意不载入 127 项：" in first.out
    assert "25  事实：模型里没有的关系或数字" in first.out
    assert sorted(p.name for p in folder.iterdir()) == [".gongjian"]
    assert not (folder.parent / "home").exists()


def test_every_answer_is_a_table_with_rows(first: Said) -> None:
    tables = first.out.split("二、提问")[1].split("三、接下来")[0].strip().split("\n\n")
    assert len(tables) == len(QUESTIONS)
    for table, asked in zip(tables, QUESTIONS, strict=True):
        lines = table.splitlines()
        assert f"（{asked.name}）" in lines[0]
        assert "没有符合的行" not in table
        rule = next(i for i, line in enumerate(lines) if set(line) == {"─"})
        assert 1 <= len([line for line in lines[rule + 1 : -1] if line[0] != "…"]) <= 8
    assert "可能" in tables[0]
    assert all(number in tables[4] for number in ("街道“大工委”", " 9 ", " 8 "))


def test_each_command_printed_repeats_its_answer(first: Said, folder: Path) -> None:
    commands = [line[2:] for line in first.out.splitlines() if line.startswith("$ ")]
    questions = [c for c in commands if " ask " in c and "--db" in c]
    assert len(questions) == len(QUESTIONS)
    for command, asked in zip(questions[:2], QUESTIONS[:2], strict=True):
        words = shlex.split(command)
        assert Path(words[0]).name == "gongjian"
        said = program(*words[1:], cwd=folder, env=home(folder))
        assert said.code == 0
        assert f"（{asked.name}）" in said.out
        assert said.out in first.out  # fewer than eight rows: the whole table
    assert [c.split()[1:3] for c in commands[-3:]] == [
        ["serve", "--db"], ["ask", "#"], ["engine", "stop"]
    ]  # fmt: skip


def test_the_second_time_nothing_is_loaded_and_no_network_is_needed(
    first: Said, folder: Path
) -> None:
    begin = time.monotonic()
    second = program("demo", cwd=folder, env={**home(folder), **NOWHERE})
    assert time.monotonic() - begin < 20
    assert second.code == 0, second.err
    assert "已载入过：15 个文件，什么也没有写入" in second.out
    assert second.out.split("二、提问")[1] == first.out.split("二、提问")[1]


def test_the_demo_goes_on_after_its_server_was_stopped(first: Said, folder: Path) -> None:
    stopped = program("engine", "stop", "--db", str(FOLDER), cwd=folder, env=home(folder))
    assert stopped.code == 0, stopped.err
    again = program("demo", cwd=folder, env={**home(folder), **NOWHERE})
    assert again.code == 0, again.err
    assert "已载入过" in again.out


def test_examples_that_are_not_there_are_said_so(tmp_path: Path) -> None:
    said = program("demo", "--examples", str(tmp_path / "没有"), cwd=tmp_path)
    assert said.code == 2
    assert "找不到示例数据" in said.err
    assert "--examples" in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_command_is_printed_as_it_can_be_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.demo import command

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", [str(PROGRAM)])
    monkeypatch.setenv("PATH", str(PROGRAM.parent))
    assert command("ask", "x", "area=新城区") == "gongjian ask x area=新城区"
    monkeypatch.setenv("PATH", "")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "gongjian").touch()
    monkeypatch.setattr("sys.argv", [str(tmp_path / "bin" / "gongjian")])
    assert command("ask", "a b", "c'd", "") == "bin/gongjian ask 'a b' 'c'\\''d' ''"
    words = ["ask", "a b", "c'd", "$x", "“引号”", "*", "", "area=甲/乙", "~"]
    assert shlex.split(command(*words))[1:] == words
