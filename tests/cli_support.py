"""What the tests of the command line share: a call within this process, and a real one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from api.cli.app import run
from graph.store import Store

PROGRAM = Path(sys.executable).parent / "gongjian"
ROOT = Path(__file__).parent.parent


class Said(NamedTuple):
    """How a call ended, and what it wrote where."""

    code: int
    out: str
    err: str


Call = Callable[..., Said]


def door(store: Store) -> dict[str, str]:
    """Return the environment by which a program reaches the database of a test."""
    endpoint = store.endpoint
    return {
        "GONGJIAN_DB": endpoint.uri,
        "GONGJIAN_DATABASE": endpoint.database or "",
        "GONGJIAN_USER": endpoint.writer.user,
        "GONGJIAN_PASSWORD": endpoint.writer.password,
        "GONGJIAN_READER_USER": endpoint.reader.user,
        "GONGJIAN_READER_PASSWORD": endpoint.reader.password,
    }


def caller(capsys: pytest.CaptureFixture[str], env: Mapping[str, str]) -> Call:
    """Return a function that runs one call within this process."""

    def call(*words: str, **more: str) -> Said:
        capsys.readouterr()
        code = run(words, {**env, **more})
        return Said(code, *capsys.readouterr())

    return call


def program(
    *words: str, env: Mapping[str, str] | None = None, cwd: Path | None = None, python: str = ""
) -> Said:
    """Run the installed program as a person does, with nothing but the given environment."""
    base = {"PATH": os.environ["PATH"], "GONGJIAN_LANG": "zh", **(env or {})}
    done = subprocess.run(
        [*([sys.executable, python] if python else []), str(PROGRAM), *words],
        env=base,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())
