"""What this machine offers, looked at before anything is asked of it.

Nothing is started, written or changed, and nothing here may fail: a check that cannot look
says *unknown*.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from api.doctor import machine
from api.doctor.check import SET_UP, Check, State, guarded, same
from graph.text import Text

__all__ = ["Check", "State", "checks"]


def checks(db: str | Path | None = None, env: Mapping[str, str] | None = None) -> list[Check]:
    """Look at the machine and at one database.

    Parameters
    ----------
    db : str, Path or None
        The ``--db`` option: an address, a folder, or None for the default.
    env : mapping, optional
        ``os.environ`` when not given.

    Returns
    -------
    list of Check
        In the order in which a person would mend things.
    """
    env = os.environ if env is None else env
    return [
        *guarded(Text("Python", "Python"), machine.check_python),
        *guarded(Text("平台", "platform"), machine.check_platform),
        *guarded(Text("依赖包", "packages"), machine.check_packages),
        *guarded(Text("终端编码", "terminal encoding"), machine.check_encoding),
        *guarded(Text("代理", "proxies"), lambda: machine.check_proxies(env)),
        *guarded(Text("本机端口", "loopback ports"), machine.check_loopback),
        *_database(db, env),
    ]


def _database(db: str | Path | None, env: Mapping[str, str]) -> Iterator[Check]:
    # Late, because it needs the packages that may be what is missing.
    try:
        from api.doctor.database import check_database
    except Exception as error:  # a wheel for another machine fails in many ways
        yield Check(Text("数据库", "database"), "unknown", same(str(error)), SET_UP)
    else:
        yield from check_database(db, env)
