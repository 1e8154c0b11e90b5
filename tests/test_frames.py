"""What an analyst gets from `from queries import ask`, on both engines."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from graph.errors import Misuse
from graph.ledger.read import watermark
from graph.store import Store
from queries import ask, find
from queries.asking import ask as answer_of
from tests.cli_support import door

SITES = {"area": "新城区", "level": "Site"}


def test_a_frame_has_the_columns_and_rows_of_the_answer(demo: Store) -> None:
    frame = ask("area-coverage", SITES, db=demo, as_of="2026-01-01")
    answer = answer_of(demo, "area-coverage", SITES, as_of="2026-01-01")
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == [c.name for c in answer.question.columns]
    rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)
    assert list(rows) == answer.rows


def test_parameters_may_be_given_by_keyword(demo: Store) -> None:
    named = ask("area-coverage", db=demo, as_of="2026-01-01", area="新城区", level="Site")
    pd.testing.assert_frame_equal(named, ask("area-coverage", SITES, db=demo, as_of="2026-01-01"))
    with pytest.raises(Misuse, match="给了两次"):
        ask("area-coverage", SITES, db=demo, area="赛罕区")


def test_units_and_provenance_travel_with_the_frame(demo: Store) -> None:
    frame = ask("coverage-rate", db=demo, area="呼和浩特市", as_of="2024-01-01")
    said = frame.attrs
    question = find("coverage-rate")
    assert said["units"] == {c.name: c.unit for c in question.columns if c.unit}
    assert set(said["types"]) == set(said["titles"]) == set(frame.columns)
    assert (said["question"], said["as_of"], said["tick"]) == ("coverage-rate", "2024-01-01", 1)
    assert said["parameters"] == {"area": "呼和浩特市", **_defaults("coverage-rate")}
    assert said["cypher"] == question.cypher
    assert (said["truncated"], said["synthetic"]) == (False, False)
    assert frame.head(1).attrs == said


def _defaults(name: str) -> dict[str, str]:
    return {p.name: str(p.default) for p in find(name).parameters if p.default is not None}


def test_every_row_can_be_traced_to_article_and_paragraph(demo: Store) -> None:
    frame = ask("committee-members", db=demo, committee="航苑小区联合党组织", as_of="2020-07-01")
    cited = frame.attrs["citations"]
    for ids in frame["sources"]:
        assert ids
        assert all("¶104" in cited[id_] and "members.csv" in cited[id_] for id_ in ids)


def test_types_let_one_calculate_and_the_unknown_stays_missing(demo: Store) -> None:
    figures = ask("reported-and-counted", db=demo, area="回民区", as_of="2024-12-31")
    assert figures["counted"].dtype == "Int64"
    assert figures["counted"].isna().any()  # unknown, not zero
    assert figures["reported"].dtype == "Float64"
    assert figures["complete"].dtype == "boolean"
    assert figures["day"].dtype == "datetime64[s]"
    sites = ask("area-coverage", SITES, db=demo, as_of="2026-01-01")
    assert (sites["covered"] >= "可能").sum() == 1  # 否 < 可能 < 确定


def test_open_ends_are_days_too(demo: Store) -> None:
    frame = ask("area-network", db=demo, area="航苑小区", as_of="2026-01-01")
    assert set(frame["to_max"].dt.date) == {date(9999, 12, 31)}


def test_polars_on_request(demo: Store) -> None:
    frame = ask("area-coverage", SITES, db=demo, as_of="2026-01-01", frame="polars")
    assert isinstance(frame, pl.DataFrame)
    assert frame.rows() == answer_of(demo, "area-coverage", SITES, as_of="2026-01-01").rows
    assert frame.filter(pl.col("covered") >= "可能").height == 1
    said: Any = frame
    assert said.attrs["tick"] == 1
    days = ask("area-network", db=demo, area="航苑小区", as_of="2026-01-01", frame="polars")
    assert days.schema["to_max"] == pl.Date
    with pytest.raises(Misuse, match="没有“spark”"):
        ask("area-coverage", SITES, db=demo, frame="spark")  # type: ignore[arg-type]  # the point


def test_an_empty_answer_keeps_its_columns_and_types(demo: Store) -> None:
    for library in ("pandas", "polars"):
        frame = ask("grid-coverage", db=demo, area="托克托县", as_of="2022-01-01", frame=library)
        assert len(frame) == 0
        assert list(frame.columns) == [c.name for c in find("grid-coverage").columns]


def test_rows_left_out_are_warned_of(demo: Store) -> None:
    with pytest.warns(UserWarning, match="只取了前 1 行"):
        frame = ask("area-coverage", SITES, db=demo, most=1)
    assert len(frame) == 1
    assert frame.attrs["truncated"]


def test_generated_rows_carry_the_mark(city: Store) -> None:
    frame = ask("pairings", db=city, area="呼和浩特市", as_of="2024-12-31")
    assert frame.attrs["synthetic"]
    assert frame["synthetic"].all()
    assert len(frame)


def test_a_database_is_meant_as_on_the_command_line(
    demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in door(demo).items():
        monkeypatch.setenv(name, value)
    frame = ask("area-coverage", SITES, as_of="2026-01-01")
    pd.testing.assert_frame_equal(frame, ask("area-coverage", SITES, db=demo, as_of="2026-01-01"))
    assert frame.attrs["database"] == demo.endpoint.uri
    assert demo.endpoint.writer.password not in str(frame.attrs)


def test_a_folder_without_a_database_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="还没有数据"):
        ask("area-coverage", SITES, db=tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("words", [("--help",), ("ask",), ("ask", "pairings", "--describe")])
def test_the_command_line_never_loads_frames(words: tuple[str, ...]) -> None:
    code = (
        "import sys\nfrom api.cli.app import run\n"
        f"run({words!r}, {{'PATH': ''}})\n"
        "print([m for m in ('pandas', 'polars', 'numpy') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "[]"


def test_asking_on_the_command_line_loads_no_frames_either(demo: Store) -> None:
    assert demo.read(watermark) == 1
    env = {"PATH": "", "GONGJIAN_LANG": "zh", **door(demo)}
    code = (
        "import os, sys\nfrom api.cli.app import run\n"
        "run(['ask', 'area-coverage', 'area=新城区'], os.environ)\n"
        "print([m for m in ('pandas', 'polars', 'numpy') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], capture_output=True, text=True, check=True,
        env=env,
    )  # fmt: skip
    assert "新城区" in done.stdout
    assert done.stderr.splitlines()[-1] == "[]"
