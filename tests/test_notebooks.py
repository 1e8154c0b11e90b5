"""The notebooks run from top to bottom, and what stands in them is what they give."""

from __future__ import annotations

import importlib
import json
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.engines import stop
from graph.store import Store
from tests.cli_support import door
from tests.notebook_support import run, source

ROOT = Path(__file__).parent.parent
NOTEBOOKS = ROOT / "notebooks"
NOTEBOOK = NOTEBOOKS / "03-ownership.ipynb"
ON_THE_DEMO = ("01-coverage", "02-membership")


@pytest.fixture(scope="module")
def notebook() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def outputs(
    notebook: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[list[dict[str, Any]]]]:
    folder = tmp_path_factory.mktemp("notebook") / "db"
    patch = pytest.MonkeyPatch()
    patch.chdir(NOTEBOOK.parent)
    patch.setenv("GONGJIAN_NOTEBOOK_DB", str(folder))
    try:
        yield run(notebook, {"__name__": "__main__"})
    finally:
        patch.undo()
        stop(folder, force=True)


def test_every_cell_gives_what_the_notebook_shows(
    notebook: dict[str, Any], outputs: list[list[dict[str, Any]]]
) -> None:
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, (cell, given) in enumerate(zip(cells, outputs, strict=True), start=1):
        assert given == cell["outputs"], f"cell {number}: {source(cell)[:80]}"


def test_pictures_are_well_formed_and_have_words(outputs: list[list[dict[str, Any]]]) -> None:
    pictures = [
        "".join(o["data"]["image/svg+xml"])
        for cell in outputs
        for o in cell
        if "image/svg+xml" in o.get("data", {})
    ]
    assert pictures
    for picture in pictures:
        root = ET.fromstring(picture)
        texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
        assert "周＊" in texts
        assert root.find("{http://www.w3.org/2000/svg}title") is not None


def test_it_says_that_its_data_are_synthetic_and_speaks_both_languages(
    notebook: dict[str, Any],
) -> None:
    words = [source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    assert "合成数据" in words[0]
    assert "Synthetic data" in words[0]
    assert all("\n\n*" in text or "\n---\n" in text for text in words), "Chinese, then English"


@pytest.mark.parametrize("name", ON_THE_DEMO)
def test_a_notebook_on_the_demo_gives_what_it_shows_on_both_engines(
    demo: Store, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    read: dict[str, Any] = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))
    for variable, value in {**door(demo), "GONGJIAN_NOTEBOOK_DB": demo.endpoint.uri}.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.chdir(NOTEBOOKS)
    monkeypatch.setattr("sys.path", list(sys.path))
    given = run(read, {"__name__": "__main__"})
    cells = [cell for cell in read["cells"] if cell["cell_type"] == "code"]
    for number, (cell, outputs) in enumerate(zip(cells, given, strict=True), start=1):
        assert outputs == cell["outputs"], f"cell {number}: run python tools/notebooks.py"
    pictures = [
        "".join(o["data"]["image/svg+xml"])
        for outputs in given
        for o in outputs
        if "image/svg+xml" in o.get("data", {})
    ]
    assert len(pictures) >= 2
    for picture in pictures:
        root = ET.fromstring(picture)
        assert root.find("{http://www.w3.org/2000/svg}title") is not None
        assert len(list(root.iter("{http://www.w3.org/2000/svg}text"))) > 3
    words = [source(cell) for cell in read["cells"] if cell["cell_type"] == "markdown"]
    assert all("\n\n*" in text for text in words), "Chinese, then English"


def test_bars_say_the_doubt_in_words_too() -> None:
    sys.path.append(str(NOTEBOOKS))
    try:
        charts = importlib.import_module("charts")
    finally:
        sys.path.remove(str(NOTEBOOKS))
    drawn = charts.ranges("比例 <1>", {"甲 & 乙": (1, 4), "丙": (2, 2), "丁": (0, 0)}, unit="个")
    root = ET.fromstring(drawn._repr_svg_())
    said = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert said == ["比例 <1>", "甲 & 乙", "1–4 个", "丙", "2 个", "丁", "0 个"]
    widths = [float(e.attrib["width"]) for e in root.iter("{http://www.w3.org/2000/svg}rect")]
    assert widths[0] == 4 * widths[1]  # light as far as possible, dark as far as certain
    assert widths[2] == widths[3] == 2 * widths[1]
    assert widths[4:] == [0, 0]
