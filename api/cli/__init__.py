"""The `gongjian` command line, one module per group of commands.

session.py   language and settings of one call, what is said on stderr
app.py       the commands together, errors to exit codes
help.py      --help in two languages
screen.py    tables and files
opening.py   from --db to an open store
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line and leave with the exit code of the contract."""
    _take_utf8()
    from api.cli.app import run

    sys.exit(run(sys.argv[1:]))


def _take_utf8() -> None:
    """Start again in UTF-8 where Python took the words and file names for something else.

    Python does so by itself under LC_ALL=C, but not in a locale of another encoding, or where it
    was told not to; a Chinese name on the command line would not be the name that was typed.
    """
    if os.name == "posix" and sys.getfilesystemencoding() != "utf-8":
        words = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
        os.execve(sys.executable, words, {**os.environ, "PYTHONUTF8": "1"})  # noqa: S606  # ourselves
