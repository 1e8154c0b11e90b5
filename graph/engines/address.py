"""What `--db` means: a server somewhere, or a folder of our own.

Passwords come from the environment or from a file that only its owner can read, never
from the address: an address ends up in shell histories, process lists and logs.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from graph.engines.settings import read_settings
from graph.errors import EngineError, Misuse
from graph.text import Text

EngineName = Literal["arcadedb", "neo4j"]

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_ADDRESS = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+)://")


@dataclass(frozen=True, slots=True)
class Login:
    """An account of a server; the password never shows in a repr."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RemoteAddress:
    """A server that somebody else runs.

    Parameters
    ----------
    uri : str
        ``bolt://`` or ``neo4j://``, with ``+s`` or ``+ssc`` for TLS.
    writer, reader : Login
        Accounts for writing and for reading; often the same.
    database : str or None
        None takes the home database of the account.
    """

    uri: str
    writer: Login
    reader: Login
    database: str | None = None


@dataclass(frozen=True, slots=True)
class LocalAddress:
    """A database folder whose server we start ourselves."""

    folder: Path


Address = RemoteAddress | LocalAddress


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a running server answers, and as whom to speak to it.

    Parameters
    ----------
    uri : str
        Address for the driver.
    database : str or None
        Name of the database on the server.
    engine : {"arcadedb", "neo4j", "remote"}
        Which kind of server it is; "remote" is one that we did not start.
    writer, reader : Login
        On ArcadeDB `reader` belongs to a group without any right to write, because that
        engine ignores the access mode of a session. On Neo4j it equals `writer`.
    folder : Path or None
        The local database folder.
    silence : float
        Seconds that the server may say nothing while somebody waits for its answer: longer than
        any statement may run there.
    """

    uri: str
    database: str | None
    engine: Literal["arcadedb", "neo4j", "remote"]
    writer: Login
    reader: Login
    folder: Path | None
    silence: float = field(default=630.0, compare=False)


def locate(db: str | Path | None, env: Mapping[str, str]) -> Address:
    """Find out which database is meant.

    Parameters
    ----------
    db : str, Path or None
        The ``--db`` option: an address or a folder; None falls back to ``GONGJIAN_DB``
        and then to the default folder under ``GONGJIAN_HOME``.
    env : Mapping[str, str]
        Usually ``os.environ``.

    Returns
    -------
    Address

    Raises
    ------
    Misuse
        An address with an unknown scheme, without host, or with a password in it.
    EngineError
        A server is named but no password is given, or its file is open to others.
    """
    wanted = str(db).strip() if db is not None else ""
    wanted = wanted or env.get("GONGJIAN_DB", "").strip()
    if not wanted:
        return LocalAddress(read_settings(env).home / "databases" / "default")
    if not _ADDRESS.match(wanted):
        return LocalAddress(Path(wanted).expanduser().absolute())
    uri = _checked(wanted)
    writer = Login(env.get("GONGJIAN_USER") or "neo4j", _password(env, "GONGJIAN_PASSWORD", uri))
    reader = writer
    if env.get("GONGJIAN_READER_USER"):
        reader = Login(env["GONGJIAN_READER_USER"], _password(env, "GONGJIAN_READER_PASSWORD", uri))
    return RemoteAddress(uri, writer, reader, env.get("GONGJIAN_DATABASE") or None)


def _checked(uri: str) -> str:
    """Return the address if it is one that a driver can be given."""
    parts = urlsplit(uri)
    plain = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"  # shown without secrets
    if parts.scheme.lower() not in SCHEMES:
        raise Misuse(
            Text(f"不支持的地址类型“{parts.scheme}”", f"unknown kind of address {parts.scheme!r}"),
            where=plain,
            todo=Text(
                "请用 bolt:// 或 neo4j://（加密用 bolt+s://、neo4j+s://），或给出本地文件夹",
                "use bolt:// or neo4j:// (bolt+s://, neo4j+s:// with TLS), or a folder",
            ),
        )
    if "@" in parts.netloc:
        raise Misuse(
            Text("地址里不能带用户名和密码", "an address must not carry a user name or password"),
            where=plain,
            todo=Text(
                f"请改用 {plain}，用户名放在 GONGJIAN_USER，密码放在 GONGJIAN_PASSWORD，"
                "或放在只有本人可读（0600）的文件里并用 GONGJIAN_PASSWORD_FILE 指明",
                f"use {plain}, with GONGJIAN_USER and GONGJIAN_PASSWORD, or GONGJIAN_PASSWORD_FILE "
                "naming a file that only you can read (0600)",
            ),
        )
    try:
        usable = bool(parts.hostname) and (parts.port is None or 0 < parts.port < 65536)
    except ValueError:
        usable = False
    if not usable:
        raise Misuse(
            Text("地址缺少主机名，或端口不对", "the address has no host, or its port is wrong"),
            where=plain,
            todo=Text("例如 bolt://127.0.0.1:7687", "for example bolt://127.0.0.1:7687"),
        )
    return uri


def _password(env: Mapping[str, str], name: str, uri: str) -> str:
    if name in env:
        return env[name]
    file = env.get(f"{name}_FILE", "").strip()
    if file:
        return read_secret(Path(file).expanduser())
    raise EngineError(
        Text("没有给出数据库密码", "no password for the database is given"),
        where=uri,
        todo=Text(
            f"设置环境变量 {name}，或用 {name}_FILE 指明一个 0600 文件",
            f"set {name}, or name a 0600 file in {name}_FILE",
        ),
    )


def read_secret(file: Path) -> str:
    """Read a password from a file that nobody else can read.

    Parameters
    ----------
    file : Path
        A text file; a line end at its end does not count.

    Returns
    -------
    str

    Raises
    ------
    EngineError
        The file cannot be read, is empty, or is open to group or others.
    """
    try:
        mode = file.stat().st_mode
        secret = file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EngineError(
            Text("读不到密码文件", f"the password file cannot be read: {type(error).__name__}"),
            where=str(file),
            todo=Text(
                "请检查路径、权限和编码（UTF-8）", "check its path, permissions and encoding"
            ),
        ) from error
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise EngineError(
            Text("密码文件对其他用户开放", "the password file is open to other users"),
            where=f"{file} ({stat.S_IMODE(mode):04o})",
            todo=Text(f"请执行 chmod 600 '{file}'", f"run: chmod 600 '{file}'"),
        )
    if not secret:
        raise EngineError(
            Text("密码文件是空的", "the password file is empty"),
            where=str(file),
            todo=Text("请写入密码，或删除后重试", "write the password into it"),
        )
    return secret
