"""A question file that is wrong: told with file, line and reason, wherever people ask."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.app import create_app
from graph.store import Store
from tests.cli_support import Call, caller, door
from tests.web_support import serve

LIBRARY = importlib.import_module("queries.catalogue")
NAME = "grid-coverage.cypher"
FILE = f"coverage/{NAME}"
ASKED = ("ask", "grid-coverage", "area=兴康社区")


@contextmanager
def library(folder: Path, *, instead_of: str, stands: str) -> Iterator[int]:
    """Let a library with one damaged question stand in; yield the line of the damage."""
    text = (LIBRARY.LIBRARY / FILE).read_text(encoding="utf-8")
    statement = text.index("\nMATCH")
    place = text.index(instead_of, statement)
    (folder / FILE).parent.mkdir()
    damaged = text[:place] + stands + text[place + len(instead_of) :]
    (folder / FILE).write_text(damaged, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LIBRARY, "LIBRARY", folder)
        _forget()
        try:
            yield text[:place].count("\n") + 1
        finally:
            _forget()


def _forget() -> None:
    LIBRARY.catalogue.cache_clear()
    LIBRARY.find.cache_clear()


@pytest.fixture
def call(demo: Store, capsys: pytest.CaptureFixture[str]) -> Call:
    return caller(capsys, {**os.environ, **door(demo), "GONGJIAN_LANG": "zh"})


def test_the_command_line_refuses(call: Call, tmp_path: Path) -> None:
    with library(tmp_path, instead_of="OPTIONAL MATCH", stands="MERGE") as line:
        for words in (("ask",), ASKED):
            said = call(*words)
            assert said.code == 1
            assert said.out == ""
            assert "不得写入：MERGE" in said.err
            assert f"位置：{NAME}:{line}" in said.err
    assert call(*ASKED).code == 0  # the true one


def test_pages_and_interface_say_that_the_fault_is_ours(demo: Store, tmp_path: Path) -> None:
    with (
        library(tmp_path, instead_of="OPTIONAL MATCH", stands="MERGE") as line,
        serve(create_app(store=demo)) as client,
    ):
        for address in ("/questions", "/questions/grid-coverage?area=兴康社区"):
            page = client.get(address)
            assert page.status_code == 500
            assert "不得写入：MERGE" in page.text
            assert f"{NAME}:{line}" in page.text
        problem = client.get("/api/v1/questions/grid-coverage?area=兴康社区")
        assert problem.status_code == 500
        assert problem.json()["where"] == f"{NAME}:{line}"


def test_what_only_the_server_refuses_names_the_file_too(call: Call, tmp_path: Path) -> None:
    with library(tmp_path, instead_of="coalesce(", stands="no_such_function("):
        said = call(*ASKED)
    assert said.code == 1
    assert "问题文件不合格" in said.err
    assert f"位置：{NAME}:" in said.err
