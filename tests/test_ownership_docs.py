"""The worked examples of the manual."""

from __future__ import annotations

import doctest
from pathlib import Path

from graph.analysis.presets import presets

MANUAL = Path(__file__).parent.parent / "docs" / "methods" / "ownership.md"


def test_every_example_in_the_manual_says_what_it_prints() -> None:
    done = doctest.testfile(str(MANUAL), module_relative=False, encoding="utf-8")
    assert done.attempted >= 20
    assert done.failed == 0


def test_the_manual_lists_every_golden_case() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    golden = (Path(__file__).parent / "golden_ownership.json").read_text(encoding="utf-8")
    names = [line.split('"')[3] for line in golden.splitlines() if '"id":' in line]
    assert len(names) == 19
    assert [name for name in names if f"| {name} |" not in text] == []


def test_the_manual_lists_every_threshold_of_the_law_with_source_and_day() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    for name, law in presets().items():
        rows = [line for line in text.splitlines() if line.startswith(f"| `{name}` |")]
        assert len(rows) == 2, name  # in both languages
        for row, source in zip(rows, (law.source.zh, law.source.en), strict=True):
            assert source in row, name
            assert law.since.isoformat() in row, name
