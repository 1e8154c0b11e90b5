"""Pictures of real runs for docs/loading.md: `python tools/pictures.py`.

Each command is run as a person runs it, in a database of its own that is thrown away; what it
writes, and the workbook that comes back, are drawn as SVG. Nothing is written by hand.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import unicodedata
from html import escape
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
INTO = ROOT / "docs" / "pictures"
SAMPLES = ROOT / "examples" / "registers"
PROGRAM = Path(sys.executable).parent / "gongjian"
REFUSED = "被拒的例子.xlsx"
# What the clerk writes into the marked cells.
MENDED = {"E4": "12150105057013012U", "G4": "100", "E5": "12150105057013013Y", "F6": "事业单位",
          "D7": "合成档案馆", "C6": "锦绣社区"}  # fmt: skip

CELL, LINE, WIDTH = 8.0, 20, 112  # a character and a line in pixels, characters in a line
FONT = "'Noto Sans Mono CJK SC','Sarasa Mono SC','Microsoft YaHei',monospace"
SHEET_FONT = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"


def cells(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def wrapped(line: str, width: int) -> list[str]:
    """Return a line in parts that fit."""
    parts, part = [], ""
    for sign in line:
        if cells(part + sign) > width:
            parts.append(part)
            part = "    "
        part += sign
    return [*parts, part]


def terminal(calls: list[tuple[str, str]]) -> str:
    """Return a picture of commands and what they wrote."""
    lines: list[tuple[str, str]] = []
    for command, said in calls:
        lines += [("#7ee787", part) for part in wrapped(f"$ {command}", WIDTH)]
        for line in said.rstrip("\n").split("\n"):
            colour = "#ff9e9e" if line.startswith("错误") else "#e6edf3"
            lines += [(colour, part) for part in wrapped(line, WIDTH)]
        lines.append(("", ""))
    lines.pop()
    width, height = round(WIDTH * CELL) + 40, LINE * len(lines) + 36
    drawn = "".join(
        f'<text x="20" y="{30 + LINE * n}" fill="{colour}" textLength="{cells(text) * CELL:g}" '
        f'lengthAdjust="spacingAndGlyphs" xml:space="preserve">{escape(text)}</text>\n'
        for n, (colour, text) in enumerate(lines)
        if text
    )
    return _svg(
        width, height,
        f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>\n'
        f'<g font-family="{FONT}" font-size="14">\n{drawn}</g>',
        "\n".join(text for _, text in lines),
    )  # fmt: skip


def sheet(path: Path, name: str, *, rows: int, columns: int, notes: int = 0) -> str:
    """Return a picture of a sheet: its cells, which of them are marked, and their comments."""
    from loaders.files.cells import letters

    made = load_workbook(path)[name]
    texts = [
        ["" if (v := made.cell(r, c).value) is None else str(v).replace("\n", " ")
         for c in range(1, columns + 1)]
        for r in range(1, min(rows, made.max_row) + 1)
    ]  # fmt: skip
    merged = {(m.min_row, m.min_col) for m in made.merged_cells.ranges}
    widths = [
        max(60, min(220, 14 + 7 * max(
            cells(row[c]) for n, row in enumerate(texts, 1) if (n, c + 1) not in merged
        )))
        for c in range(columns)
    ]  # fmt: skip
    out, left, top, high = [], 40, 24, 26
    x = left
    for c, width in enumerate(widths, start=1):
        out.append(_box(x, 0, width, top, "#f0f0f0", letters(c), centre=True))
        x += width
    remarks: list[tuple[str, str]] = []
    for r, row in enumerate(texts, start=1):
        y = top + high * (r - 1)
        out.append(_box(0, y, left, high, "#f0f0f0", str(r), centre=True))
        x = left
        for c, text in enumerate(row, start=1):
            cell: Any = made.cell(r, c)
            colour = f"#{cell.fill.fgColor.rgb[-6:]}" if cell.fill.fill_type else "#ffffff"
            clip = sum(widths) if (r, c) in merged else widths[c - 1]
            if (r, c) in merged or type(cell).__name__ != "MergedCell":
                out.append(_box(x, y, clip if (r, c) in merged else widths[c - 1], high, colour,
                                _cut(text, clip)))  # fmt: skip
            if cell.comment:
                out.append(f'<path d="M{x + widths[c - 1] - 8} {y}h8v8z" fill="#c00000"/>')
                remarks.append((cell.coordinate, cell.comment.text))
            x += widths[c - 1]
    total = left + sum(widths)
    y = top + high * len(texts) + 12
    for place, text in remarks[:notes]:
        parts = [p for line in f"{place} 批注：{text}".split("\n") for p in wrapped(line, 110)]
        size = f'width="{total - left}" height="{20 * len(parts) + 12}"'
        out.append(f'<rect x="{left}" y="{y}" {size} fill="#fffbe6" stroke="#d4b106"/>')
        for n, part in enumerate(parts):
            out.append(f'<text x="{left + 10}" y="{y + 20 + 20 * n}">{escape(part)}</text>')
        y += 20 * len(parts) + 20
    body = f'<rect width="{total}" height="{y}" fill="#ffffff"/>\n<g font-family="{SHEET_FONT}" '
    body += 'font-size="13" fill="#1f1f1f">\n' + "\n".join(out) + "\n</g>"
    said = [f"{place} {text}" for place, text in remarks]
    return _svg(total, y, body, "\n".join(["\t".join(row) for row in texts] + said))


def _cut(text: str, width: int) -> str:
    while text and 10 + 7 * cells(text) > width:
        text = text[:-1]
    return text


def _box(
    x: float, y: float, width: float, height: float, colour: str, text: str, *, centre: bool = False
) -> str:
    at = x + width / 2 if centre else x + 5
    anchor = ' text-anchor="middle" fill="#666"' if centre else ""
    said = f'<text x="{at:g}" y="{y + 17:g}"{anchor}>{escape(text)}</text>' if text else ""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{colour}" '
        f'stroke="#d0d0d0"/>{said}'
    )


def _svg(width: float, height: float, body: str, said: str) -> str:
    """Return a picture with what it says as text, for who cannot see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" role="img">\n<title>合成数据 · synthetic data</title>\n'
        f"<desc>{escape(said)}</desc>\n{body}\n</svg>\n"
    )


class Runs:
    """A folder and a database for the runs, as a clerk has them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._env = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "GONGJIAN_LANG": "zh",
            "GONGJIAN_HOME": str(folder / "home"), "LC_ALL": "C.UTF-8", "COLUMNS": "400",
        }  # fmt: skip

    def call(self, *words: str, ends: int = 0) -> tuple[str, str]:
        """Run a command; return it and what it wrote."""
        done = subprocess.run(  # noqa: S603 - our own program
            [PROGRAM, *words, "--db", "试用"], cwd=self.folder, env=self._env, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode != ends:
            raise SystemExit(f"{words}: {done.returncode}\n{done.stdout}{done.stderr}")
        return " ".join(["gongjian", *words, "--db", "试用"]), done.stdout + done.stderr

    def stop(self) -> None:
        self.call("engine", "stop")


def pictures(runs: Runs) -> dict[str, str]:
    """Run everything once, and return the pictures by name."""
    for path in SAMPLES.iterdir():
        (runs.folder / path.name).write_bytes(path.read_bytes())
    whole = runs.call("load", str(SAMPLES / "manifest.toml"))
    first = (whole[0].replace(str(SAMPLES), "examples/registers"), whole[1])
    load = ("load", REFUSED, "--register", "units")
    refused = runs.call(*load, "--report", "退回.xlsx", ends=1)
    back = runs.folder / "退回.xlsx"
    made = {
        "载入": terminal([first]),
        "被拒": terminal([refused]),
        "退回的文件": sheet(back, "锦绣社区", rows=7, columns=8, notes=5),
        "问题汇总": sheet(back, "问题汇总", rows=30, columns=8),
    }
    book = load_workbook(back)
    for place, text in MENDED.items():
        book["锦绣社区"][place] = text
    book.save(back)
    again = ("load", "退回.xlsx", "--register", "units")
    made["改好再载入"] = terminal([runs.call(*again, "--dry-run"), runs.call(*again)])
    filled = runs.call("template", "units", "底册.xlsx", "--filled", "150102007003")
    made["填好的模板"] = sheet(runs.folder / "底册.xlsx", load_workbook(
        runs.folder / "底册.xlsx").sheetnames[0], rows=9, columns=8)  # fmt: skip
    unchanged = runs.call("load", "底册.xlsx", "--register", "units")
    made["原样交回"] = terminal([filled, unchanged])
    return made


def main() -> None:
    """Draw all pictures anew."""
    INTO.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        runs = Runs(Path(folder))
        try:
            for name, picture in pictures(runs).items():
                (INTO / f"{name}.svg").write_text(picture, encoding="utf-8")
                print(f"docs/pictures/{name}.svg")
        finally:
            runs.stop()


if __name__ == "__main__":
    main()
