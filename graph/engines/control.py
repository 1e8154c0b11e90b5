"""Looking after the server of a folder: start, stop, status, logs."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from graph.engines import folder as folders
from graph.engines.address import EngineName, LocalAddress
from graph.engines.client import attach
from graph.engines.folder import Folder
from graph.engines.locks import is_held, take
from graph.engines.settings import Settings, read_settings
from graph.errors import EngineError
from graph.text import Text

State = Literal["absent", "stopped", "starting", "running", "orphaned"]


@dataclass(frozen=True, slots=True)
class Status:
    """How a local database stands.

    Parameters
    ----------
    state : {"absent", "stopped", "starting", "running", "orphaned"}
        "orphaned": the keeper was killed and its server has not ended yet.
    folder : Path
    engine, version : str or None
        Which engine wrote the folder.
    uri : str or None
        Where it answers.
    pid, server_pid : int or None
        Keeper and server.
    memory_mb : int or None
        Resident memory of the server.
    in_use : bool
        Some program is attached.
    """

    state: State
    folder: Path
    engine: EngineName | None = None
    version: str | None = None
    uri: str | None = None
    pid: int | None = None
    server_pid: int | None = None
    memory_mb: int | None = None
    in_use: bool = False


def start(
    root: Path,
    *,
    engine: EngineName | None = None,
    progress: Callable[[str], None] | None = None,
    settings: Settings | None = None,
) -> Status:
    """Start the server of a folder and leave it running.

    Parameters
    ----------
    root : Path
        The database folder.
    engine, progress, settings
        As in `attach`.

    Returns
    -------
    Status
    """
    with attach(LocalAddress(root), engine=engine, progress=progress, settings=settings):
        return status(root)


def stop(root: Path, *, force: bool = False, settings: Settings | None = None) -> Status:
    """Stop the server of a folder, in an orderly way.

    Parameters
    ----------
    root : Path
        The database folder.
    force : bool
        Stop although programs are attached, and kill what has not ended after
        ``stop_seconds``. What was acknowledged is on disk either way.
    settings : Settings, optional
        Read from the environment when not given.

    Returns
    -------
    Status

    Raises
    ------
    EngineError
        It is in use and `force` is not given, or it does not end.
    """
    settings = settings or read_settings(os.environ)
    folder = Folder(root)
    if not folder.stamp.exists():
        return status(root)
    with folders.translated(root):
        last = take(folder.lock("use"), timeout=0.2)
        if last is None and not force and is_held(folder.lock("engine")):
            raise EngineError(
                Text("数据库正在被使用", "the database is in use"),
                where=str(root),
                todo=Text(
                    "请先结束使用它的程序（如 gongjian serve），或加 --force",
                    "end the programs that use it (gongjian serve, …), or add --force",
                ),
            )
        try:
            return _stop(folder, force, settings)
        finally:
            if last:
                last.release()


def _stop(folder: Folder, force: bool, settings: Settings) -> Status:
    from graph.engines import child  # psutil takes longer to import than an attach

    until = time.time() + settings.stop_seconds
    request = {"force": force, "until": until}
    while is_held(folder.lock("engine")) and time.time() < until + 5:
        # One without force may stand there; one that was written before a start is deleted.
        if folders.read_json(folder.request) != request:
            folders.write_json(folder.request, request)
        time.sleep(0.05)
    stamp = folders.read_stamp(folder)
    if stamp and not is_held(folder.lock("engine")):
        folder.request.unlink(missing_ok=True)
        child.end_orphans(stamp.ident, settings.stop_seconds, force=force)
    found = status(folder.root)
    if found.state != "stopped":
        raise EngineError(
            Text("数据库没有停下来", "the database did not stop"),
            where=f"{folder.root} ({found.server_pid})",
            todo=Text("可加 --force 再试", "try again with --force"),
        )
    return found


def cold_backup(root: Path, name: str, *, settings: Settings | None = None) -> Path:
    """Stop the server of a folder and copy its files to ``backups/NAME`` there.

    Parameters
    ----------
    root : Path
        The database folder.
    name : str
        Name of the copy; one that exists is kept as it is.
    settings : Settings, optional
        Read from the environment when not given.

    Returns
    -------
    Path
        Where the copy lies.

    Raises
    ------
    EngineError
        Somebody is using the server.
    """
    stop(root, settings=settings)
    return folders.copy_aside(Folder(root), name)


def status(root: Path) -> Status:
    """Look at the server of a folder, changing nothing.

    Parameters
    ----------
    root : Path
        The database folder.

    Returns
    -------
    Status
    """
    with folders.translated(root):
        return _status(Folder(root))


def _status(folder: Folder) -> Status:
    root = folder.root
    if not folder.stamp.exists() and not is_held(folder.lock("engine")):
        return Status("absent", root)
    data = folders.read_json(folder.stamp) or {}
    found = Status("stopped", root, engine=data.get("engine"), version=data.get("version"))
    if is_held(folder.lock("engine")):
        place = folders.read_json(folder.endpoint)
        if place is None:
            return replace(found, state="starting")
        return replace(
            found,
            state="running",
            version=place.get("version"),
            uri=place.get("uri"),
            pid=place.get("pid"),
            server_pid=place.get("server_pid"),
            memory_mb=_memory(place.get("server_pid")),
            in_use=_in_use(folder),
        )
    if is_held(folder.lock("server")):
        return replace(found, state="orphaned")
    return found


def _in_use(folder: Folder) -> bool:
    lock = take(folder.lock("use"))
    if lock is None:
        return True
    lock.release()
    return False


def _memory(pid: object) -> int | None:
    from graph.engines import child

    return child.memory_mb(pid) if isinstance(pid, int) else None


def logs(root: Path, lines: int = 50) -> Iterator[str]:
    """Yield the last lines of keeper and server, oldest first.

    Parameters
    ----------
    root : Path
        The database folder.
    lines : int
        How many of each.

    Yields
    ------
    str
    """
    folder = Folder(root)
    for file in [folder.keeper_log, *folder.logs[-1:], folder.server_out]:
        if file.exists():
            text = file.read_text(encoding="utf-8", errors="replace")
            yield from (f"{file.name}: {line}" for line in text.splitlines()[-lines:])
