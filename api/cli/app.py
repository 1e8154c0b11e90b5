"""The commands together; what goes wrong becomes an exit code and words, never a traceback."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

import typer
from typer import TyperException

from api.cli import (
    asking,
    changing,
    databases,
    demo,
    doctor,
    ledger,
    loading,
    moving,
    names,
    registers,
    serving,
    statements,
    synthetic,
)  # fmt: skip
from api.cli.help import Command, Group, Hangup
from api.cli.options import Commands
from api.cli.session import Session, both
from graph.errors import GongjianError, Misuse
from graph.text import LANGS, Lang, Text

STOPPED = Text("已中断", "interrupted")
DONE, INTERRUPTED, HANGUP, BUG = 0, 130, 141, 70  # the last three as Unix has them


def build() -> Any:
    """Return the whole command line."""
    app = typer.Typer(
        name="gongjian", cls=Group, add_completion=False, rich_markup_mode=None,
        no_args_is_help=False, invoke_without_command=True, pretty_exceptions_enable=False,
    )  # fmt: skip

    @app.callback(cls=Group, invoke_without_command=True)
    def root(
        ctx: typer.Context,
        lang: str = typer.Option(
            "zh", "--lang", metavar="zh|en",
            help=both("语言；默认取 GONGJIAN_LANG，再默认中文",
                      "language; else GONGJIAN_LANG, else Chinese"),
        ),
        debug: bool = typer.Option(
            False, "--debug",
            help=both("意外出错时显示调用栈", "show the traceback of an unexpected error"),
        ),
        version: bool = typer.Option(False, "--version", help=both("显示版本", "show the version")),
    ) -> int:  # fmt: skip
        if version:
            from importlib.metadata import version as installed

            print(f"gongjian {installed('gongjian')}")
        elif ctx.invoked_subcommand is None:
            print(ctx.get_help())
        return DONE

    def add(group: Any, commands: Commands) -> None:
        for name, (command, about) in commands.items():
            group.command(name, cls=Command, help=about)(command)

    add(app, asking.COMMANDS)
    add(app, changing.COMMANDS)
    add(app, loading.COMMANDS)
    add(app, ledger.COMMANDS)
    add(app, registers.COMMANDS)
    named = typer.Typer(cls=Group, rich_markup_mode=None, help=names.ABOUT)
    add(named, names.COMMANDS)
    app.add_typer(named, name="names", cls=Group)
    add(app, moving.COMMANDS)
    add(app, demo.COMMANDS)
    add(app, synthetic.COMMANDS)
    add(app, serving.COMMANDS)
    engine = typer.Typer(cls=Group, rich_markup_mode=None, help=databases.ABOUT)
    add(engine, databases.COMMANDS)
    app.add_typer(engine, name="engine", cls=Group)
    add(app, doctor.COMMANDS)
    add(app, statements.COMMANDS)
    return typer.main.get_command(app)


def run(argv: Sequence[str], env: Mapping[str, str] | None = None) -> int:
    """Run one call.

    Parameters
    ----------
    argv : sequence of str
        What stands after the program's name.
    env : mapping, optional
        ``os.environ`` when not given.

    Returns
    -------
    int
        0 done, 1 refused input, 2 misuse, 3 engine unreachable, 4 done with findings; 70 a fault
        of ours, 130 interrupted, 141 the reader of the output went away.
    """
    env = os.environ if env is None else env
    _speak_utf8(env, sys.stdout, sys.stderr)
    session = Session(_language(env.get("GONGJIAN_LANG", "")) or "zh", env=env)
    try:
        lang, debug, rest = _everywhere(argv)
        session = Session(lang or session.lang, debug, env)
        found = build().main(list(rest), prog_name="gongjian", standalone_mode=False, obj=session)
        sys.stdout.flush()
        if found == INTERRUPTED:  # Typer has caught it
            session.say(STOPPED)
        return found if isinstance(found, int) else DONE
    except GongjianError as error:
        session.complain(error)
        if session.debug:
            _trace(error)
        return error.exit_code
    except (Hangup, BrokenPipeError):
        _silence(sys.stdout)
        return HANGUP
    except (KeyboardInterrupt, typer.Abort):
        session.say(STOPPED)
        return INTERRUPTED
    except TyperException as error:
        session.complain(_misuse(error))
        return Misuse.exit_code
    except Exception as error:
        return _bug(error, session)


def _everywhere(argv: Sequence[str]) -> tuple[Lang | None, bool, list[str]]:
    """Take ``--lang`` and ``--debug`` from wherever they stand."""
    lang: Lang | None = None
    debug, rest, words = False, list[str](), iter(argv)
    for word in words:
        if word == "--":
            return lang, debug, [*rest, word, *words]
        if word == "--debug":
            debug = True
        elif word == "--lang" or word.startswith("--lang="):
            said = word.partition("=")[2] if "=" in word else next(words, "")
            lang = _language(said)
            if lang is None:
                raise Misuse(
                    Text(f"没有“{said}”这种语言", f"there is no language {said!r}"),
                    where="--lang",
                    todo=Text("可用：zh、en", "one of: zh, en"),
                )
        else:
            rest.append(word)
    return lang, debug, rest


def _language(text: str) -> Lang | None:
    return next((lang for lang in LANGS if text.strip().lower().startswith(lang)), None)


def _misuse(error: Any) -> Misuse:
    """Return what Typer says about the command line as an error of ours."""
    kind, said = type(error).__name__, error.format_message()
    path = error.ctx.command_path if getattr(error, "ctx", None) else "gongjian"
    parameter = getattr(error, "param", None)
    name = "/".join(parameter.opts) if parameter is not None else ""
    if kind == "NoSuchOption":
        what = Text(f"没有选项 {error.option_name}", f"there is no option {error.option_name}")
    elif kind == "MissingParameter":
        if getattr(parameter, "param_type_name", "") == "argument":
            name = getattr(parameter, "metavar", None) or name
        what = Text(f"缺少 {name}", f"{name} is missing")
    elif kind == "BadParameter":
        what = Text(f"{name} 的值不对：{error.message}", said)
    elif kind == "UsageError" and said.startswith("No such command"):
        what = Text(f"没有这个命令：{said.removeprefix('No such command ')}", said)
    else:
        what = Text(f"命令行有误：{said}", said)
    return Misuse(what, where=path, todo=Text(f"看 {path} --help", f"see {path} --help"))


def _bug(error: Exception, session: Session) -> int:
    session.complain(
        GongjianError(
            Text(
                f"程序出错：{type(error).__name__}：{error}",
                f"the program failed: {type(error).__name__}: {error}",
            ),
            todo=Text(
                "加 --debug 再运行一次可见调用栈，请连同命令一起报告",
                "run it again with --debug for the traceback, and report both",
            ),
        )
    )
    if session.debug:
        _trace(error)
    return BUG


def _trace(error: BaseException) -> None:
    import traceback

    traceback.print_exception(error, file=sys.stderr)


def _speak_utf8(env: Mapping[str, str], *streams: TextIO) -> None:
    """Write UTF-8 whatever the locale; what somebody asked for by name stays, without loss."""
    wanted = None if env.get("PYTHONIOENCODING") else "utf-8"
    for stream in streams:
        with contextlib.suppress(AttributeError, ValueError):
            errors = "replace" if wanted else "backslashreplace"
            stream.reconfigure(encoding=wanted, errors=errors)  # type: ignore[attr-defined]  # TextIO may be a StringIO in tests


def _silence(stream: TextIO) -> None:
    """Keep Python's own flush at the end from failing again."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
