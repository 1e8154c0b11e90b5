"""Pictures for the notebooks, as SVG: Chinese labels need no font file, and nothing is installed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

SURE, MAYBE, NO, INK = "#1b6e53", "#9ccbb8", "#e6e6e6", "#222"
_LEFT, _ROW, _WIDE = 190, 26, 640


class Picture:
    """A drawing that a notebook shows; its words can be read aloud and searched.

    Parameters
    ----------
    title : str
        What it shows; the first thing that a screen reader says.
    parts : sequence of str
        SVG elements.
    height : int
        In pixels.
    """

    def __init__(self, title: str, parts: Sequence[str], height: int) -> None:
        self.title, self.parts, self.height = title, parts, height

    def __repr__(self) -> str:
        return f"<{self.title}>"

    def _repr_svg_(self) -> str:
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{_WIDE}" '
            f'viewBox="0 0 {_WIDE} {self.height}" font-family="sans-serif" font-size="13" '
            f'fill="{INK}"><title>{escape(self.title)}</title>'
        )
        return "\n".join([head, _text(8, 18, self.title, weight="bold"), *self.parts, "</svg>"])


def ranges(title: str, rows: Mapping[str, tuple[float, float]], *, unit: str = "") -> Picture:
    """Draw for each row a bar: dark up to what is certain, light up to what is possible.

    Parameters
    ----------
    title : str
    rows : mapping
        Lower and upper bound by label; the longest bar fills the width.
    unit : str
        Stands after the numbers.
    """
    most = max((high for _, high in rows.values()), default=0) or 1
    scale = (_WIDE - _LEFT - 110) / most
    parts = []
    for i, (label, (low, high)) in enumerate(rows.items()):
        top = 32 + i * _ROW
        parts.append(_text(_LEFT - 8, top + 15, label, anchor="end"))
        parts.append(_box(_LEFT, top, high * scale, MAYBE))
        parts.append(_box(_LEFT, top, low * scale, SURE))
        said = f"{low:g}" if low == high else f"{low:g}–{high:g}"
        parts.append(_text(_LEFT + high * scale + 6, top + 15, f"{said} {unit}".strip()))
    return Picture(title, parts, 44 + len(rows) * _ROW)


def bars(title: str, rows: Mapping[str, float], *, unit: str = "") -> Picture:
    """Draw a bar for each row."""
    return ranges(title, {label: (value, value) for label, value in rows.items()}, unit=unit)


def grid(title: str, cells: Mapping[tuple[str, str], str]) -> Picture:
    """Draw a table of certainties: dark for 确定, light for 可能, grey for 否 and nothing."""
    across = list(dict.fromkeys(column for _, column in cells))
    down = list(dict.fromkeys(row for row, _ in cells))
    step = (_WIDE - _LEFT) // max(len(across), 1)
    parts = [
        _text(_LEFT + i * step + 4, 44, column[-12:]) for i, column in enumerate(across)
    ]
    for j, row in enumerate(down):
        top = 54 + j * _ROW
        parts.append(_text(_LEFT - 8, top + 15, row, anchor="end"))
        for i, column in enumerate(across):
            said = cells.get((row, column), "")
            colour = {"确定": SURE, "可能": MAYBE}.get(said, NO)
            parts.append(_box(_LEFT + i * step, top, step - 4, colour))
            parts.append(_text(_LEFT + i * step + 6, top + 15, said))
    return Picture(title, parts, 66 + len(down) * _ROW)


def star(title: str, centre: str, around: Mapping[str, str]) -> Picture:
    """Draw one body and those joined to it; a broken line is only possible."""
    step = 42
    height = 50 + step * max(len(around), 1)
    middle = 30 + step * max(len(around), 1) / 2
    parts = []
    for i, (name, certainty) in enumerate(around.items()):
        at = 52 + i * step
        broken = "" if certainty == "确定" else ' stroke-dasharray="5 4"'
        parts.append(
            f'<line x1="200" y1="{middle:.0f}" x2="390" y2="{at - 4}" stroke="{SURE}"{broken}/>'
        )
        parts.append(_text(396, at, f"{name}（{certainty}）"))
    parts.append(f'<circle cx="200" cy="{middle:.0f}" r="7" fill="{SURE}"/>')
    parts.append(_text(188, middle + 4, centre, anchor="end"))
    return Picture(title, parts, height)


def _box(left: float, top: float, width: float, colour: str) -> str:
    return f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="20" fill="{colour}"/>'


def _text(x: float, y: float, words: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.0f}" text-anchor="{anchor}" font-weight="{weight}">'
        f"{escape(words)}</text>"
    )
