"""Every error a person can meet.

GongjianError                      exit code
├── RefusedInput                   1   a register or a fact breaks a rule; nothing was written
│   └── Conflict                   1   the database moved on, or something already stands there
├── Misuse                         2   the question, parameter or option is not right
│   └── StatementRefused           2   the server does not take the Cypher
└── EngineError                    3   no server, wrong password, taken folder, lost connection
    └── OutcomeUnknown             3   the connection went at the commit: look before trying again
"""

from __future__ import annotations

from graph.text import Lang, Text


class GongjianError(Exception):
    """What happened, where, and what to do about it.

    Parameters
    ----------
    what : Text
        What is wrong, with the offending value.
    where : str, optional
        File, sheet, row, column, folder or address.
    todo : Text, optional
        What the reader can do now.
    """

    exit_code = 1

    def __init__(self, what: Text, *, where: str = "", todo: Text | None = None) -> None:
        super().__init__(str(what))
        self.what = what
        self.where = where
        self.todo = todo

    def render(self, lang: Lang = "zh") -> str:
        """Return the error as lines for a person.

        Parameters
        ----------
        lang : {"zh", "en"}
            Language of the text.

        Returns
        -------
        str
            One to three lines: what, where, what to do.
        """
        lines = [self.what[lang]]
        if self.where:
            lines.append(("位置：" if lang == "zh" else "Where: ") + self.where)
        if self.todo:
            lines.append(("怎么办：" if lang == "zh" else "What to do: ") + self.todo[lang])
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.render("zh") + "\n" + self.render("en")


class RefusedInput(GongjianError):
    """Input breaks a rule; nothing was written."""


class Conflict(RefusedInput):
    """What was asked for no longer fits what the database holds."""


class Misuse(GongjianError):
    """A question, parameter or option that cannot be understood."""

    exit_code = 2


class StatementRefused(Misuse):
    """The server does not take a statement: a slip in the Cypher, or what it may not do."""


class EngineError(GongjianError):
    """The database cannot be reached, opened or trusted."""

    exit_code = 3


class OutcomeUnknown(EngineError):
    """The answer to a commit was lost; the write may stand or not."""


def no_data(where: str) -> Misuse:
    """Return the error for a database that holds nothing yet."""
    return Misuse(
        Text("数据库里还没有数据", "there is no data in this database yet"),
        where=where,
        todo=Text(
            "先看示例：gongjian demo；或载入登记册：gongjian load 文件…",
            "see an example with `gongjian demo`, or load registers with `gongjian load FILE…`",
        ),
    )
