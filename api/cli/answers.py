"""An answer as people read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.cli.screen import FOLDED, drawn
from api.cli.session import Session
from api.footnotes import footnotes
from api.formats import SYNTHETIC, table_of
from graph.text import Lang, Text
from graph.time import display_day
from queries.answer import Answer
from queries.citations import Citation


def drawn_answer(
    answer: Answer,
    session: Session,
    *,
    cited: dict[str, Citation] | None = None,
    hide: Sequence[str] | None = None,
    most: int | None = None,
) -> Iterator[str]:
    """Yield an answer as people read it: what was asked, the table, what to mind.

    Parameters
    ----------
    answer : Answer
    session : Session
    cited : dict, optional
        Citations to list below.
    hide : sequence of str, optional
        Column types to fold away; ids and sources unless given.
    most : int, optional
        Rows to draw.

    Yields
    ------
    str
        Lines with their ends.
    """
    lang, question = session.lang, answer.question
    title = question.title
    yield Text(f"{title.zh}（{question.name}）\n", f"{title.en} ({question.name})\n")[lang]
    yield _circumstances(answer, lang) + "\n"
    if answer.synthetic:
        yield f"⚠ {SYNTHETIC[lang]}\n"
    if not answer.rows:
        yield (answer.note or Text("没有符合的行", "no rows match"))[lang] + "\n"
        return
    table, hidden = table_of(answer), FOLDED if hide is None else hide
    if cited:
        table, notes = footnotes(table, cited)
        yield from drawn(table, session, hide=("id",) if hide is None else hide, most=most)
        yield from (f"[{number}] {note}\n" for number, note in enumerate(notes, start=1))
    else:
        yield from drawn(table, session, hide=hidden, most=most)
    if answer.truncated:
        yield more(answer)[lang] + "\n"


def _circumstances(answer: Answer, lang: Lang) -> str:
    given = [
        f"{p.title[lang]} = {answer.parameters[p.name]}"
        for p in answer.question.parameters
        if answer.parameters.get(p.name) not in (None, "")
    ]
    day = display_day(answer.as_of, lang)
    stand = Text(f"{day}，截至第 {answer.tick} 批", f"{day}, as of batch {answer.tick}")[lang]
    return Text("；", "; ")[lang].join([*given, stand])


def more(answer: Answer) -> Text:
    """Return what is said of rows that were left on the server."""
    return Text(
        f"只取了前 {len(answer.rows)} 行，还有更多；用 --most 多取",
        f"only the first {len(answer.rows)} rows; there are more, see --most",
    )
