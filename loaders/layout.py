"""The tables of a file: each with its title lines, its head and its records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from graph.text import Text
from loaders.files.cells import Book, Cells, Sheet
from loaders.files.refusals import Refusal
from loaders.files.rows import Line, between, gathered
from loaders.files.text import trim
from loaders.headed import Head, fallback, heads
from loaders.heads import HeadLines, Vocabulary, head_lines
from loaders.problems import Problem, RefusedRegister
from loaders.records import (
    OUR_SHEETS,
    Total,
    filled_down,
    hidden,
    is_foot,
    note,
    records,
    refused,
)
from loaders.serials import Serials

_TITLE_CELLS = 4


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a file as rows of text.

    Parameters
    ----------
    file : str
        File name, for messages and evidence.
    sha256 : str
        Digest of the bytes of the file.
    encoding : str
        How the bytes were read; empty for a workbook.
    headings : tuple of str
        As printed; of a head of two rows as ``group/heading``. Empty over a column without one.
    rows : sequence of (int, tuple of str)
        Row of the sheet or line of the file on which it begins (the first is 1), and its cells,
        as many as headings.
    sheet : str
        Name of the sheet; empty for a text file.
    head_row : int
        Row of the (last) head line.
    head : HeadLines
        What the lines above say.
    notes : tuple of Problem
        What was seen and passed over: totals, hidden rows, filled cells.
    totals : tuple of Total
        Rows of totals, to be compared with the records.
    """

    file: str
    sha256: str
    encoding: str
    headings: tuple[str, ...]
    rows: Sequence[Line]
    sheet: str = ""
    head_row: int = 1
    head: HeadLines = field(default_factory=HeadLines)
    notes: tuple[Problem, ...] = ()
    totals: tuple[Total, ...] = ()


def tables(book: Book, words: Vocabulary) -> list[Table]:
    """Return the tables of a file.

    Parameters
    ----------
    book : Book
    words : Vocabulary
        Headings by which a head is known.

    Returns
    -------
    list of Table
        At least one; where no head is known, the first row of a sheet is taken for it.

    Raises
    ------
    RefusedRegister
        A heading stands twice, or a text row has more cells than headings.
    """
    filled = [sheet for sheet in book.sheets if sheet.rows and sheet.name not in OUR_SHEETS]
    shown = [sheet for sheet in filled if sheet.visible]
    unseen = [sheet.name for sheet in filled if not sheet.visible]
    if not shown:
        raise refused(book.file, Refusal("not-empty"))
    headed = {sheet.name: list(heads(sheet, words)) for sheet in shown}
    if not any(headed.values()):
        headed[shown[0].name] = [fallback(shown[0])]
    found: list[Table] = []
    passed: list[Problem] = []
    for sheet in shown:
        here = headed[sheet.name]
        if not here:
            what = Text("没有认得的表头，整张工作表没有读", "no known head: the sheet was not read")
            passed.append(note(book.file, sheet.name, 0, "sheet-without-table", "", what))
        for number, head in enumerate(here):
            until = here[number + 1].first if number + 1 < len(here) else len(sheet.rows)
            since = here[number - 1].last + 1 if number else 0
            found.append(_table(book, sheet, head, since, until, words))
    passed += [
        note(book.file, name, 0, "hidden-sheet", "",
              Text("隐藏的工作表没有读", "a hidden sheet was not read"))
        for name in unseen
    ]  # fmt: skip
    if passed:
        found[0] = replace(found[0], notes=(*passed, *found[0].notes))
    return found


def _table(
    book: Book, sheet: Sheet, head: Head, since: int, until: int, words: Vocabulary
) -> Table:
    head_row = sheet.rows[head.last][0]
    above = _above(sheet, head.first, since)
    end = until
    if until < len(sheet.rows):
        end -= len(_above(sheet, until, head.last + 1))
    notes: list[Problem] = []
    headings = _distinct(book.file, sheet.name, head_row, head.headings, words, notes)
    foot: list[Line] = []
    while end > head.last + 1 and is_foot(sheet.rows[end - 1][1]):
        end -= 1
        foot.insert(0, sheet.rows[end])
    lines = [cells for _, cells in (*above, *foot)]
    body = filled_down(sheet, between(sheet.rows, head.last + 1, end), notes, book.file)
    serials = Serials(headings)
    totals: list[Total] = []
    kept = serials.passing(records(book, sheet, headings, body, notes, totals))
    rows, width = _even(kept, len(headings))
    notes += serials.notes(book.file, sheet.name)
    headings = (*headings, *([""] * (width - len(headings))))
    said = Text("表尾的说明或签字行，不是数据", "a note or signature below the table, no record")
    notes += [note(book.file, sheet.name, number, "foot-row", "", said) for number, _ in foot]
    hidden(book.file, sheet, headings, rows, notes)
    return Table(
        book.file, book.sha256, book.encoding, headings, rows, sheet.name, head_row,
        head_lines(lines), tuple(notes), tuple(totals),
    )  # fmt: skip


def _even(rows: Iterable[Line], width: int) -> tuple[Sequence[Line], int]:
    """Return rows of one length, which is at least a given one, and that length."""
    widest = width

    def filled() -> Iterator[Line]:
        nonlocal widest
        for number, cells in rows:
            if len(cells) < width:
                cells = (*cells, *([""] * (width - len(cells))))
            elif len(cells) > widest:
                widest = len(cells)
            yield number, cells

    found = gathered(filled())
    return (found, width) if widest == width else _even(found, widest)


def _above(sheet: Sheet, index: int, since: int) -> list[tuple[int, Cells]]:
    """Return the title lines over a head; below another table only after a blank row or a label."""
    lines: list[tuple[int, Cells]] = []
    at = index - 1
    while at >= since:
        number, cells = sheet.rows[at]
        told = [cell for cell in cells if trim(cell)]
        if len(told) > _TITLE_CELLS and not is_foot(cells):
            break
        lines.insert(0, (number, cells))
        at -= 1
    if since == 0:
        return lines
    # The first of them must not be the last record of the table above.
    while lines:
        number = lines[0][0]
        before = index - len(lines) - 1
        previous = sheet.rows[before][0] if before >= 0 else 0
        wide = any(m[0] <= number <= m[2] and m[3] - m[1] >= 2 for m in sheet.merged)
        if number - previous > 1 or wide:
            break
        lines.pop(0)
    return lines


def _distinct(
    file: str, sheet: str, row: int, headings: tuple[str, ...], words: Vocabulary,
    notes: list[Problem],
) -> tuple[str, ...]:  # fmt: skip
    """Number the headings that stand twice; refuse where a register would have to choose."""
    counted = Counter(heading for heading in headings if heading)
    twins = [heading for heading, n in counted.items() if n > 1]
    known = [
        heading for heading in twins
        if words.knows(heading) and not words.knows_exactly(f"{heading}（2）")
    ]  # fmt: skip
    if known:
        names = "、".join(known)
        raise RefusedRegister([Problem(
            file, sheet, row, "", "", "headings-once",
            Text(f"表头重复：{names}", f"repeated headings: {names}"),
            Text("每个表头只保留一列", "keep one column for each heading"),
        )])  # fmt: skip
    if not twins:
        return headings
    notes.append(
        note(
            file,
            sheet,
            row,
            "heading-numbered",
            "、".join(twins),
            Text(
                "表头重复，第二个起编号", "repeated headings; from the second on they are numbered"
            ),
        )
    )
    seen: Counter[str] = Counter()
    numbered = []
    for heading in headings:
        seen[heading] += 1
        more = f"（{seen[heading]}）" if heading and seen[heading] > 1 else ""
        numbered.append(heading + more)
    return tuple(numbered)
