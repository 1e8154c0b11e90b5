"""The notebooks run from top to bottom, and what stands in them is what they give."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.engines import stop
from tests.notebook_support import run, source

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / "notebooks" / "03-ownership.ipynb"


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
