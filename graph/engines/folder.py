"""A database folder: what lies where, and who may look at it.

engine.json     which engine and which version wrote this folder
engine.lock     held by the keeper for life
server.lock     held by keeper and server; outlives a killed keeper
use.lock        shared by clients; its time stamp is the last use
start.lock      one starter at a time
endpoint.json   where the server answers; there only while it does
secrets/        passwords, 0600
server/         what belongs to the engine itself
backups/        copies made before another version opens the folder
keeper.log, server.out
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from graph.engines.address import EngineName, Login, read_secret
from graph.errors import EngineError
from graph.text import Text

DATABASE = "gongjian"
LAYOUT = 1
NEEDED_MB = 64  # a fresh store and its logs; less than this and the first commit fails


def holds_nothing(root: Path) -> bool:
    """Tell whether no database was ever made in a folder; reading there must not make one."""
    return not Folder(root).stamp.exists() and not (root.is_dir() and any(root.iterdir()))


@dataclass(frozen=True, slots=True)
class Folder:
    """Paths inside one database folder."""

    root: Path

    @property
    def stamp(self) -> Path:
        return self.root / "engine.json"

    @property
    def endpoint(self) -> Path:
        return self.root / "endpoint.json"

    @property
    def request(self) -> Path:
        return self.root / "stop.request"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    @property
    def server(self) -> Path:
        return self.root / "server"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def keeper_log(self) -> Path:
        return self.root / "keeper.log"

    @property
    def server_out(self) -> Path:
        return self.root / "server.out"

    @property
    def logs(self) -> list[Path]:
        """Return the logs of the server, newest last, whichever engine wrote them."""
        found = [*self.server.glob("log/arcadedb.log.*[0-9]"), *self.server.glob("logs/neo4j.log*")]
        return sorted(found, key=lambda file: file.stat().st_mtime)

    def lock(self, name: str) -> Path:
        """Return the path of one of the four lock files."""
        return self.root / f"{name}.lock"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which engine wrote a folder.

    Parameters
    ----------
    engine : {"arcadedb", "neo4j"}
    version : str
        Version of the engine that last opened the folder.
    ident : str
        Random name of the folder; it marks the server process as belonging here.
    """

    engine: EngineName
    version: str
    ident: str


def prepare(root: Path, engine: EngineName | None) -> tuple[Folder, EngineName]:
    """Make a database folder, or recognise one.

    Parameters
    ----------
    root : Path
        The folder; made with its parents when it does not exist.
    engine : {"arcadedb", "neo4j"} or None
        Engine for a new folder; None takes what is there, or ArcadeDB.

    Returns
    -------
    tuple[Folder, EngineName]

    Raises
    ------
    EngineError
        The folder holds something else, belongs to the other engine, or cannot be written.
    """
    folder = Folder(root)
    with translated(root):
        fresh = not root.exists() or not any(root.iterdir())
        if fresh:
            root.mkdir(parents=True, exist_ok=True)
            root.chmod(0o700)
        if not os.access(root, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(root))
    stamp = read_stamp(folder)
    if stamp is None:
        # Another starter may have come this far; only our own names may be there.
        names = {entry.name for entry in root.iterdir()}
        foreign = {name for name in names if not name.lstrip(".").startswith(_OWN)}
        if foreign:
            raise EngineError(
                Text(
                    "文件夹里有别的东西，不是数据库", "the folder holds other things, no database"
                ),
                where=f"{root} ({', '.join(sorted(foreign)[:3])})",
                todo=Text("请另选一个空文件夹", "choose an empty folder"),
            )
        return folder, engine or "arcadedb"
    if engine and engine != stamp.engine:
        raise EngineError(
            Text(
                f"这个文件夹是 {stamp.engine} 的，不是 {engine} 的",
                f"this folder belongs to {stamp.engine}, not to {engine}",
            ),
            where=str(root),
            todo=Text(
                "去掉 --engine，或另选一个文件夹", "leave out --engine, or choose another folder"
            ),
        )
    return folder, stamp.engine


_OWN = (
    "engine.",
    "server",
    "use.lock",
    "start.lock",
    "secrets",
    "keeper.log",
    "endpoint.json",
    "stop.request",
    "backups",
    "tmp",
)


def read_stamp(folder: Folder) -> Stamp | None:
    """Read which engine wrote the folder; None when none did yet.

    Raises
    ------
    EngineError
        The stamp is damaged, or of a later layout.
    """
    data = read_json(folder.stamp)
    if data is None and not folder.stamp.exists():
        return None
    match data:
        case {
            "engine": str(engine),
            "version": str(version),
            "ident": str(ident),
            "layout": layout,
        }:
            if engine in get_args(EngineName) and layout == LAYOUT:
                return Stamp("neo4j" if engine == "neo4j" else "arcadedb", version, ident)
    raise EngineError(
        Text("engine.json 损坏，或出自更新的版本", "engine.json is damaged, or of a later version"),
        where=str(folder.stamp),
        todo=Text(
            "请升级本软件，或从备份恢复这个文件", "upgrade, or restore this file from a backup"
        ),
    )


def write_stamp(folder: Folder, engine: EngineName, version: str, ident: str | None) -> Stamp:
    """Record which engine and version opened the folder."""
    stamp = Stamp(engine, version, ident or secrets.token_hex(8))
    write_json(
        folder.stamp,
        {"engine": engine, "version": version, "ident": stamp.ident, "layout": LAYOUT},
    )
    return stamp


_USERS: dict[EngineName, tuple[str, str]] = {
    "arcadedb": ("root", "reader"),
    "neo4j": ("neo4j", "neo4j"),  # Community knows no roles: one account for both
}


def accounts(folder: Folder, engine: EngineName) -> tuple[Login, Login]:
    """Return writer and reader, making up their passwords on first use.

    Parameters
    ----------
    folder : Folder
        The database folder.
    engine : {"arcadedb", "neo4j"}
        Which engine's accounts.

    Returns
    -------
    tuple[Login, Login]
    """
    writer, reader = _USERS[engine]
    if reader == writer:
        only = Login(writer, _password(folder.secrets / "writer"))
        return only, only
    return (
        Login(writer, _password(folder.secrets / "writer")),
        Login(reader, _password(folder.secrets / "reader")),
    )


def _password(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(mode=0o700, exist_ok=True)
        # Hex only: it must survive an argument file, a configuration file and JSON alike.
        write_text(file, secrets.token_hex(24))
    return read_secret(file)


def refused(folder: Folder) -> EngineError:
    """Return the error for an account that the server does not take."""
    return EngineError(
        Text("数据库不接受保存的密码", "the database refuses the stored password"),
        where=str(folder.secrets),
        todo=Text("请从备份恢复 secrets 文件夹", "restore the folder secrets from a backup"),
    )


def back_up(folder: Folder, stamp: Stamp) -> Path:
    """Copy the stopped engine's files aside before another version opens them."""
    return copy_aside(folder, f"{stamp.engine}-{stamp.version}")


def copy_aside(folder: Folder, name: str) -> Path:
    """Copy the stopped engine's files to ``backups/NAME``, and return where they lie."""
    target = folder.backups / name
    if not target.exists():
        part = target.with_name(target.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(folder.server, part, symlinks=True)
        part.rename(target)
    return target


def make_private(root: Path) -> None:
    """Take a folder of ours from everybody else: not every program that fills one has our mask."""
    if os.name == "posix":
        for path in (root, *root.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o700 if path.is_dir() else 0o600)


def check_space(root: Path, least: int = NEEDED_MB) -> None:
    """Refuse to start a server on a full disk: it would fail later and less clearly.

    Parameters
    ----------
    root : Path
        The database folder.
    least : int
        MB that must be free.
    """
    free = shutil.disk_usage(root).free
    if free < least * 1024 * 1024:
        raise _disk_full(root)


def read_json(path: Path) -> dict[str, Any] | None:
    """Read a small JSON object; None when it is missing or damaged."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def write_json(path: Path, data: dict[str, Any]) -> None:
    """Write a small JSON object so that readers see all of it or nothing."""
    write_text(path, json.dumps(data, ensure_ascii=False, indent=1))


def write_text(path: Path, text: str) -> None:
    """Write a file, readable by its owner alone, by write, fsync and rename."""
    fd, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(fd, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


@contextlib.contextmanager
def translated(root: Path) -> Iterator[None]:
    """Turn what the file system refuses into words a person can act on."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _disk_full(root) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise EngineError(
                Text("数据库文件夹不可写", "the database folder cannot be written"),
                where=str(error.filename or root),
                todo=Text(
                    "请检查权限和所有者，或用 --db / GONGJIAN_HOME 另选一个可写的文件夹",
                    "check permissions and owner, or choose another with --db or GONGJIAN_HOME",
                ),
            ) from error
        if error.errno in (errno.EEXIST, errno.ENOTDIR):
            raise EngineError(
                Text("这个路径是文件，不是文件夹", "this path is a file, not a folder"),
                where=str(root),
                todo=Text("请另选一个文件夹", "choose a folder"),
            ) from error
        raise EngineError(
            Text("操作数据库文件夹失败", f"the database folder failed: {error.strerror}"),
            where=str(error.filename or root),
            todo=Text("请检查磁盘和权限", "check the disk and the permissions"),
        ) from error


def _disk_full(root: Path) -> EngineError:
    return EngineError(
        Text("磁盘空间不足", "the disk is full"),
        where=str(root),
        todo=Text(
            f"请至少腾出 {NEEDED_MB} MB 再试；已确认写入的数据没有丢",
            f"free at least {NEEDED_MB} MB and try again; nothing acknowledged is lost",
        ),
    )
