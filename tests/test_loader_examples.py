"""The dirty registers of examples/registers: read, cleaned and loaded as their README says."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from api.cli.loading import check_rules
from graph.ledger.check import check
from graph.store import Store
from loaders.files.book import read_book
from loaders.inputs import inputs_of, opened, ordered, read_manifest
from loaders.load import load
from loaders.registers import REGISTERS
from loaders.rulebook import page
from loaders.rules import rules
from loaders.writing.filled import filled
from loaders.writing.template import write_template
from tests.cli_support import ROOT, caller, door

FOLDER = ROOT / "examples" / "registers"
FILES = sorted(p for p in FOLDER.iterdir() if p.suffix in (".xlsx", ".csv", ".tsv"))


def test_every_file_is_recognised_and_dated() -> None:
    manifest = {(i.path.name, i.register.name) for i in read_manifest(FOLDER / "manifest.toml")}
    for path in FILES:
        for item, table in opened(inputs_of(path)):
            if path.name[0].isdigit():
                assert (path.name, item.register.name) in manifest
            dated = item.reported is not None or {"报告日期", "截至"} & set(table.headings)
            assert dated, path.name


def test_every_file_says_that_it_is_made_up() -> None:
    for path in FILES:
        said = "".join(c for s in read_book(path).sheets for _, row in s.rows for c in row)
        assert "合成" in said, path.name


def test_the_files_are_what_their_script_writes(tmp_path: Path) -> None:
    import runpy

    runpy.run_path(str(ROOT / "tools" / "registers.py"))["write"](tmp_path)
    for path in FILES:
        assert read_book(tmp_path / path.name).sheets == read_book(path).sheets, path.name


FINDINGS = {
    ("14", "over-100"), ("15", "done-over-listed"), ("15", "bodies-add-up"),
    ("17", "even-seats"), ("17", "street-and-community"), ("17", "expired-in-order"),
    ("18", "branch-size"), ("18", "expired-in-order"), ("18", "joint-branch"),
    ("18", "members-add-up"), ("18", "totals-differ"), ("18", "joint-with-enough"),
    ("18", "large-alone"), ("18", "part-over-whole"),
}  # fmt: skip


def test_the_registers_of_a_street_load_with_their_rules_at_work(
    store: Store, tmp_path: Path
) -> None:
    done = load(store, read_manifest(FOLDER / "manifest.toml"), who="测试", rules=check_rules())
    report = check(store)
    assert report.violations == ()
    assert (done.refused, done.not_run) == ([], [])
    assert {(f.file[:2], f.rule) for f in done.findings} == FINDINGS
    assert all(f.row and f.source for f in done.findings)
    met = Counter(change.rule for change in done.changes)
    assert set(met) >= {
        "day-form", "other-word", "with-unit", "same-as-above", "tick", "no-value",
        "line-breaks", "number-form", "day-as-number", "day-serial",
    }  # fmt: skip
    assert {note.rule for note in done.notes} == {
        "merged-cell", "total-row", "foot-row", "hidden-rows", "zero-report", "heading-numbered",
    }  # fmt: skip
    assert set(met) | {note.rule for note in done.notes} <= {rule.name for rule in rules()}
    assert {h for headings in done.personal.values() for h in headings} == {
        "联系电话", "网格长", "法定代表人", "包联领导", "联系人", "性别", "出生年月", "政治面貌",
    }  # fmt: skip
    kept = store.query("MATCH (x:Assertion) WHERE x.synthetic RETURN x.cells").rows
    assert kept
    assert not [cells for (cells,) in kept if "1380000" in cells or "138****" in cells]
    ours = store.query(
        "MATCH (n:Unit)-[s:STATE]->(n) WHERE n.name = '合成第一小学' "
        "RETURN s.staff, s.members, s.should_sign, n.synthetic"
    ).rows
    assert [tuple(row) for row in ours] == [(86, 23, True, True)]
    again = load(store, read_manifest(FOLDER / "manifest.toml"), who="测试")
    assert again.skipped
    assert check(store) == report
    names = {item.register.name for item in read_manifest(FOLDER / "manifest.toml")}
    written = []
    for name in names - {"areas-2021"}:  # 1,440 rows that another test writes back
        known = filled(store, REGISTERS[name])
        assert known.rows or known.persons, name
        path = tmp_path / f"{name}.xlsx"
        with path.open("wb") as stream:
            write_template(REGISTERS[name], stream, rows=known.rows)
        written += [replace(item, synthetic=True) for item in inputs_of(path, REGISTERS[name])]
    assert load(store, ordered(written), who="测试").report.tick == 0  # unchanged: nothing new
    assert check(store) == report


def test_the_refused_one_comes_back_marked(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = caller(capsys, {**os.environ, **door(store), "GONGJIAN_LANG": "zh"})
    back = tmp_path / "退回.xlsx"
    said = call("load", str(FOLDER / "被拒的例子.xlsx"), "--yes", "--report", str(back))
    assert said.code == 1
    assert store.query("MATCH (b:Batch) RETURN count(b)").one() == (0,)
    marked = {
        cell.coordinate for row in load_workbook(back).worksheets[0].iter_rows() for cell in row
        if cell.comment
    }  # fmt: skip
    assert marked == {"E4", "G4", "E5", "F6", "D7"}


def test_the_page_of_rules_is_what_the_rules_say() -> None:
    assert (ROOT / "docs" / "loading_rules.md").read_text(encoding="utf-8") == page()


def test_every_rule_has_one_entry_with_words_in_both_languages() -> None:
    names = Counter(rule.name for rule in rules())
    assert [name for name, n in names.items() if n > 1] == []
    assert all(rule.about.zh and rule.about.en and rule.source for rule in rules())
