"""`--help` in Chinese or English, with columns that hold Chinese text."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from typer.core import TyperCommand, TyperGroup

from api.cli.session import in_language, session_of
from api.cli.values import read_plainly
from graph.text import Lang, Text

TITLE = Text(
    "共建：谁和谁一起建设一座城市的图谱", "Gongjian: who builds a city together, as a graph"
)
LANGUAGES = Text("English: gongjian --lang en {rest}", "中文：gongjian {rest}")
_GAP = 2


class Command(TyperCommand):
    """A command that explains itself in the language of the call."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        read_plainly(self.params)

    def get_help_option(self, ctx: Any) -> Any:
        found = super().get_help_option(ctx)
        read_plainly([found] if found else [])
        return found

    def get_help(self, ctx: Any) -> str:
        lang = session_of(ctx).lang
        return "\n".join([*_usage(self, ctx, lang), *_options(self, ctx, lang), *_other(ctx, lang)])


class Group(TyperGroup):
    """A group that lists its commands, in both languages where the call is Chinese."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        read_plainly(self.params)

    def get_help_option(self, ctx: Any) -> Any:
        found = super().get_help_option(ctx)
        read_plainly([found] if found else [])
        return found

    def get_help(self, ctx: Any) -> str:
        lang = session_of(ctx).lang
        root = ctx.parent is None
        entries = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                zh, en = (in_language(command.help, i).split("\n")[0] for i in ("zh", "en"))
                entries.append((name, f"{zh} {en}" if lang == "zh" else en))
        lines = [TITLE[lang], *([TITLE["en"]] if lang == "zh" else []), ""] if root else []
        lines += _usage(self, ctx, lang)
        lines += _section(Text("命令", "Commands"), entries, lang)
        return "\n".join([*lines, *_options(self, ctx, lang), *_other(ctx, lang)])

    def invoke(self, ctx: Any) -> Any:
        # Typer would end the program with 1, without a word, before we could choose the code.
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise Hangup from error


class Hangup(Exception):
    """The reader of our output went away."""


def _usage(command: Any, ctx: Any, lang: Lang) -> Iterator[str]:
    arguments = [p.metavar or p.name for p in command.params if p.param_type_name == "argument"]
    rest = ["COMMAND …"] if isinstance(command, TyperGroup) else arguments
    options = Text("[选项]", "[options]")[lang]
    yield Text("用法：", "Usage: ")[lang] + " ".join([ctx.command_path, *rest, options])
    about = in_language(command.help, lang)
    if about and ctx.parent is not None:
        yield ""
        for paragraph in about.split("\n"):
            yield from wrapped(paragraph, _screen())


def _options(command: Any, ctx: Any, lang: Lang) -> list[str]:
    arguments, options = [], []
    for parameter in command.get_params(ctx):
        about = in_language(getattr(parameter, "help", ""), lang)
        if getattr(parameter, "hidden", False):
            continue
        if parameter.param_type_name == "argument":
            arguments.append((parameter.metavar or parameter.name, about))
            continue
        names = ", ".join(parameter.opts)
        if names == "--help":
            about = Text("显示本说明", "show this")[lang]
        value = "" if parameter.is_flag else f" {parameter.metavar}"
        options.append((names + value, about))
    return [
        *_section(Text("参数", "Arguments"), [a for a in arguments if a[1]], lang),
        *_section(Text("选项", "Options"), options, lang),
    ]


def _other(ctx: Any, lang: Lang) -> list[str]:
    path = ctx.command_path.split(" ", 1)
    return ["", LANGUAGES[lang].format(rest=" ".join([*path[1:], "--help"]))]


def _section(title: Text, entries: Sequence[tuple[str, str]], lang: Lang) -> list[str]:
    if not entries:
        return []
    lines = ["", title[lang] + Text("：", ":")[lang]]
    left = min(max(width(name) for name, _ in entries), 26) + _GAP
    for name, about in entries:
        text = wrapped(about, _screen() - left - _GAP)
        if width(name) + _GAP > left:
            lines.append(" " * _GAP + name)
        else:
            lines.append(" " * _GAP + padded(name, left) + next(text, ""))
        lines += [" " * (_GAP + left) + line for line in text]
    return lines


def _screen() -> int:
    return max(48, min(shutil.get_terminal_size((80, 24)).columns, 100))


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def padded(text: str, columns: int) -> str:
    """Return a text filled with blanks to a width."""
    return text + " " * (columns - width(text))


def wrapped(text: str, columns: int) -> Iterator[str]:
    """Yield a text in lines of a width: between words, and anywhere in Chinese.

    Parameters
    ----------
    text : str
    columns : int
        Widest line, in terminal columns.

    Yields
    ------
    str
    """
    line = ""
    for piece in _pieces(text):
        if line and width(line + piece.rstrip()) > columns and piece[0] not in "，。、；：）”》":
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    if line.strip():
        yield line.rstrip()


def _pieces(text: str) -> Iterable[str]:
    word = ""
    for char in text:
        if _columns(char) == 2:
            if word:
                yield word
            yield char
            word = ""
        else:
            word += char
            if char == " ":
                yield word
                word = ""
    if word:
        yield word
