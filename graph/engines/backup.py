"""Physical copies of a local database: the engine's own format, for the same engine.

ArcadeDB makes them while people work; Neo4j Community cannot, so its server is stopped for it
and started again. ``graph.dump`` is the other way: neutral, slower, for either engine.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.engines import arcadedb, neo4j
from graph.engines import folder as folders
from graph.engines.address import EngineName, LocalAddress
from graph.engines.client import attach
from graph.engines.control import start, status, stop
from graph.engines.folder import DATABASE, Folder, read_json, write_json
from graph.engines.locks import take
from graph.engines.server import engine_named, version_order
from graph.engines.settings import Settings
from graph.errors import Conflict, EngineError, RefusedInput
from graph.text import Text

FORMAT = 1
_NAME = "backup.json"
_FILES: dict[EngineName, str] = {"arcadedb": f"{DATABASE}.zip", "neo4j": f"{DATABASE}.dump"}
_KEPT = ("holder.key",)  # of the secrets: passwords are made anew, this cannot be

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """What lies in the folder of a backup.

    Parameters
    ----------
    format : int
    engine : {"arcadedb", "neo4j"}
    version : str
        Of the engine that wrote it; an older one cannot read it.
    made : str
        When, in ISO form.
    file : str
        Its one big file.
    size : int
        Bytes of that.
    sha256 : str
    """

    format: int
    engine: EngineName
    version: str
    made: str
    file: str
    size: int
    sha256: str


def back_up(root: Path, target: Path, *, settings: Settings, progress: Told) -> Backup:
    """Copy a local database to a new folder.

    Parameters
    ----------
    root : Path
        The database folder.
    target : Path
        Must not exist. It appears only when everything is in it.
    settings : Settings
        How local servers are run.
    progress : callable
        Told what takes long.

    Returns
    -------
    Backup

    Raises
    ------
    Conflict
        The target exists.
    EngineError
        There is no database; or it is a Neo4j, and somebody uses it.
    """
    found = status(root)
    if found.engine is None:
        raise EngineError(
            Text("那里没有数据库", "there is no database"),
            where=str(root),
            todo=Text("检查 --db", "check --db"),
        )
    if target.exists():
        raise Conflict(
            Text("文件夹已存在", "the folder exists already"),
            where=str(target),
            todo=Text("换一个新的名字", "choose a new name"),
        )
    with folders.translated(target), _whole_or_nothing(target) as growing:
        write = _online if found.engine == "arcadedb" else _stopped
        made = datetime.now(UTC).isoformat(timespec="seconds")
        write(root, growing / _FILES[found.engine], settings, progress)
        for name in _KEPT:
            with suppress(FileNotFoundError):
                shutil.copy2(Folder(root).secrets / name, growing / name)
        file = growing / _FILES[found.engine]
        stamp = folders.read_stamp(Folder(root))
        backup = Backup(
            FORMAT, found.engine, stamp.version if stamp else "", made, file.name,
            file.stat().st_size, _sha256(file),
        )  # fmt: skip
        write_json(growing / _NAME, asdict(backup))
        folders.make_private(growing)
    return backup


def _online(root: Path, file: Path, settings: Settings, progress: Told) -> None:
    """Have ArcadeDB copy itself; it goes on working meanwhile."""
    with attach(LocalAddress(root), progress=progress, settings=settings):
        made = arcadedb.back_up(Folder(root), status(root).server_pid)
        shutil.move(made, file)


def _stopped(root: Path, file: Path, settings: Settings, progress: Told) -> None:
    """Stop a Neo4j that nobody uses, copy it, and start it again if it ran."""
    ran = status(root).state in ("starting", "running")
    stop(root, settings=settings)
    try:
        words = ["database", "dump", DATABASE, f"--to-path={file.parent}"]
        neo4j.offline(root, settings, words, progress)
    finally:
        if ran:
            start(root, settings=settings, progress=progress)


def restore_backup(
    source: Path, root: Path, *, settings: Settings, progress: Told
) -> Backup:  # fmt: skip
    """Make a new local database from a backup, open it once, and put it in its place.

    Parameters
    ----------
    source : Path
        What `back_up` wrote.
    root : Path
        Folder of the new database; empty, or not there.
    settings, progress
        As for `back_up`.

    Returns
    -------
    Backup

    Raises
    ------
    Conflict
        Something is in the folder.
    RefusedInput
        The backup is not whole, or was written by a newer engine; nothing was touched.
    """
    root = root.absolute()
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise Conflict(
            Text("那里已有内容", "something is there already"),
            where=str(root),
            todo=Text(
                "恢复到一个新的文件夹；确认无误后再改 --db 或对调文件夹",
                "restore into a new folder; swap the folders when it is found good",
            ),
        )
    backup = _whole(source)
    growing = root.with_name(f"{root.name}.restoring-{os.getpid()}")
    with folders.translated(root):
        try:
            _lay(source, backup, growing, settings, progress)
            with attach(LocalAddress(growing), settings=settings, progress=progress):
                pass  # it opens, and answers
            stop(growing, settings=settings)
            with suppress(FileNotFoundError):
                root.rmdir()
            growing.rename(root)
        except BaseException:
            if growing.exists():
                stop(growing, force=True, settings=settings)
                shutil.rmtree(growing)
            raise
    return backup


def _lay(source: Path, backup: Backup, root: Path, settings: Settings, progress: Told) -> None:
    """Put the files of a backup into a new database folder."""
    folder, engine = folders.prepare(root, backup.engine)
    own = take(folder.lock("engine"), timeout=2)
    try:
        folder.server.mkdir(mode=0o700)
        folders.write_stamp(folder, engine, backup.version, None)
        folder.secrets.mkdir(mode=0o700)
        for name in _KEPT:
            with suppress(FileNotFoundError):
                shutil.copy2(source / name, folder.secrets / name)
        if engine == "arcadedb":
            place = folder.server / "databases" / DATABASE
            place.mkdir(parents=True)
            with zipfile.ZipFile(source / backup.file) as packed:
                packed.extractall(place)
            folders.make_private(root)
    finally:
        if own:
            own.release()
    if engine == "neo4j":
        words = ["database", "load", DATABASE, f"--from-path={source.absolute()}"]
        neo4j.offline(root, settings, [*words, "--overwrite-destination=true"], progress)


def _whole(source: Path) -> Backup:
    """Read what a backup says it is, and see that it is that."""
    data = read_json(source / _NAME)
    backup = _read(data) if data else None
    if backup is None:
        raise RefusedInput(
            Text("这不是一份完整的备份", "this is no backup, or it was never finished"),
            where=str(source / _NAME),
            todo=Text("指明 engine backup 写出的文件夹", "name a folder that engine backup wrote"),
        )
    file = source / backup.file
    if not file.is_file() or file.stat().st_size != backup.size or _sha256(file) != backup.sha256:
        raise RefusedInput(
            Text("备份不完整或被改动过", "the backup was cut short or altered"),
            where=str(file),
            todo=Text("换一份完整的备份；什么都没有写入", "take a whole copy; nothing was written"),
        )
    here = engine_named(backup.engine).installed()
    if version_order(backup.version) > version_order(here):
        raise RefusedInput(
            Text(
                f"备份由 {backup.engine} {backup.version} 写成，本机是较旧的 {here}",
                f"it was written by {backup.engine} {backup.version}; {here} here is older",
            ),
            where=str(source),
            todo=Text("请升级本软件", "upgrade this program"),
        )
    return backup


def _read(data: dict[str, Any]) -> Backup | None:
    try:
        backup = Backup(**data)
    except TypeError:
        return None
    known = backup.format == FORMAT and backup.engine in _FILES
    return backup if known and backup.file == _FILES[backup.engine] else None


@contextmanager
def _whole_or_nothing(target: Path) -> Iterator[Path]:
    """Give a folder of our own beside the wanted one, and rename it when all went well."""
    growing = target.with_name(f"{target.name}.partial-{os.getpid()}")
    growing.mkdir(mode=0o700, parents=True)
    try:
        yield growing
        growing.rename(target)
    except BaseException:
        shutil.rmtree(growing, ignore_errors=True)
        raise


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
