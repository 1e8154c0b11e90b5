"""Reaching a database from a program, and starting its server on the way."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import site
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graph.engines import folder as folders
from graph.engines.address import Address, Endpoint, EngineName, LocalAddress, RemoteAddress
from graph.engines.folder import Folder
from graph.engines.locks import Lock, is_held, take
from graph.engines.probe import is_ending, knock
from graph.engines.remote import check_remote
from graph.engines.settings import Settings, as_environment, read_settings
from graph.errors import EngineError
from graph.text import Text


@contextlib.contextmanager
def attach(
    address: Address,
    *,
    engine: EngineName | None = None,
    start: bool = True,
    progress: Callable[[str], None] | None = None,
    settings: Settings | None = None,
) -> Iterator[Endpoint]:
    """Reach a database, starting its local server if need be.

    As long as the context lasts the server will not stop for idleness.

    Parameters
    ----------
    address : RemoteAddress or LocalAddress
        From `locate`.
    engine : {"arcadedb", "neo4j"}, optional
        For a folder that is new; an existing one remembers its own.
    start : bool
        False refuses when the local server is not running.
    progress : callable, optional
        Told in words what takes long.
    settings : Settings, optional
        Read from the environment when not given.

    Yields
    ------
    Endpoint

    Raises
    ------
    EngineError
        Anything that keeps the server from answering, with what to do.
    """
    settings = settings or read_settings(os.environ)
    if isinstance(address, RemoteAddress):
        check_remote(address)
        yield Endpoint(
            address.uri, address.database, "remote", address.writer, address.reader, None,
            settings.silence,
        )  # fmt: skip
        return
    lock, endpoint = _attach(address, engine, start, progress, settings)
    try:
        yield replace(endpoint, silence=settings.silence)
    finally:
        _touch(Folder(address.folder))
        lock.release()


def _attach(
    address: LocalAddress,
    engine: EngineName | None,
    start: bool,
    progress: Callable[[str], None] | None,
    settings: Settings,
) -> tuple[Lock, Endpoint]:
    root = address.folder
    if not start and not Folder(root).stamp.exists():
        raise _not_running(root)
    folder, _ = folders.prepare(root, engine)
    with folders.translated(root):
        # Shared: a keeper that is about to stop for idleness holds it exclusively.
        use = take(folder.lock("use"), shared=True, timeout=settings.stop_seconds + 5)
        if use is None:
            raise EngineError(
                Text("数据库一直在停止中", "the database has been stopping for too long"),
                where=str(root),
                todo=Text(
                    "请执行 gongjian engine stop --force", "run: gongjian engine stop --force"
                ),
            )
        try:
            _touch(folder)
            endpoint = _published(folder)
            if endpoint is None:
                if not start:
                    raise _not_running(root)
                endpoint = _started(folder, engine, progress, settings)
        except BaseException:
            use.release()
            raise
    return use, endpoint


def _published(folder: Folder) -> Endpoint | None:
    """Return the endpoint if keeper and server stand behind it; a stale file counts for nothing.

    A keeper that is being killed holds its locks a while and its server answers a while longer;
    one that is told to stop withdraws the file. So the server is made to speak first, and only
    then is looked whether all of it still stands.
    """
    data = folders.read_json(folder.endpoint)
    if data is None:
        return None
    match data:
        case {
            "engine": "arcadedb" | "neo4j" as name,
            "uri": str(uri),
            "database": str(database),
            "pid": int(keeper),
        }:
            parts = urlsplit(uri)
            if knock(parts.hostname or "", parts.port or 0).answer != "bolt":
                return None
            if not is_held(folder.lock("engine")) or is_ending(keeper):
                return None
            if folders.read_json(folder.endpoint) != data:
                return None
            writer, reader = folders.accounts(folder, name)
            return Endpoint(uri, database, name, writer, reader, folder.root)
    return None


def _started(
    folder: Folder,
    engine: EngineName | None,
    progress: Callable[[str], None] | None,
    settings: Settings,
) -> Endpoint:
    """Have a keeper started by exactly one of those who want it, and wait for it."""
    deadline = time.monotonic() + settings.start_seconds + settings.stop_seconds
    turn = take(folder.lock("start"), timeout=deadline - time.monotonic())
    if turn is None:
        raise _not_running(folder.root)
    try:
        while time.monotonic() < deadline:
            endpoint = _published(folder)
            if endpoint:
                return endpoint
            if is_held(folder.lock("engine")):
                # Starting, ending, or about to write a damaged endpoint file anew.
                time.sleep(0.05)
                continue
            _launch_keeper(folder, engine, progress, settings, deadline)
    finally:
        turn.release()
    raise _too_slow(folder.root)


def _launch_keeper(
    folder: Folder,
    engine: EngineName | None,
    progress: Callable[[str], None] | None,
    settings: Settings,
    deadline: float,
) -> None:
    """Start a keeper and listen to it until it is ready, busy or in trouble."""
    command = [sys.executable, "-P", "-m", "graph.engines.keeper", str(folder.root)]
    keeper = subprocess.Popen(  # noqa: S603  # our own command, no shell
        command + ([engine] if engine else []),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder.root,
        env=_keeper_environment(settings),
        start_new_session=True,
        creationflags=0x00000208 if os.name == "nt" else 0,  # detached, own group
    )
    lines: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=_pump, args=(keeper, lines), daemon=True).start()
    said = ""
    while (left := deadline - time.monotonic()) > 0:
        try:
            line = lines.get(timeout=left)
        except queue.Empty:
            break
        message = _message(line)
        if "progress" in message:
            deadline = max(deadline, time.monotonic() + settings.start_seconds)
            if progress:
                progress(str(message["progress"]))
        elif "error" in message:
            raise _error(message["error"])
        elif "busy" in message or "ready" in message:
            return
        elif not line:
            raise EngineError(
                Text(f"数据库管理进程没有启动：{said}", f"the keeper did not start: {said}"),
                where=str(folder.root),
                todo=Text("请看 engine logs", "look at: engine logs"),
            )
        elif not message:
            said = line.decode("utf-8", "replace").strip()  # Python's own last words
    raise _too_slow(folder.root)


def _pump(keeper: subprocess.Popen[bytes], lines: queue.Queue[bytes]) -> None:
    """Pass on what the keeper says; collect it at its end, or it would stay a zombie."""
    if keeper.stdout:
        with keeper.stdout:
            for line in keeper.stdout:
                lines.put(line)
    lines.put(b"")
    keeper.wait()


def _keeper_environment(settings: Settings) -> dict[str, str]:
    env = os.environ | as_environment(settings)
    ours = str(Path(__file__).resolve().parents[2])
    # Only a source tree needs a word about where it is.
    if ours not in site.getsitepackages() and ours != site.getusersitepackages():
        rest = [os.path.abspath(p) for p in env.get("PYTHONPATH", "").split(os.pathsep) if p]
        env["PYTHONPATH"] = os.pathsep.join([ours, *rest])
    return env


def _message(line: bytes) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _error(data: dict[str, Any]) -> EngineError:
    todo = data.get("todo")
    return EngineError(
        Text(data["zh"], data["en"]),
        where=data.get("where", ""),
        todo=Text(*todo) if todo else None,
    )


def _not_running(root: Path) -> EngineError:
    return EngineError(
        Text("数据库没有运行", "the database is not running"),
        where=str(root),
        todo=Text("请执行 gongjian engine start", "run: gongjian engine start"),
    )


def _too_slow(root: Path) -> EngineError:
    return EngineError(
        Text("数据库没有及时启动", "the database did not start in time"),
        where=str(root),
        todo=Text(
            "请看 engine logs；慢的机器可调大 GONGJIAN_START_SECONDS",
            "look at: engine logs; a slow machine may need GONGJIAN_START_SECONDS",
        ),
    )


def _touch(folder: Folder) -> None:
    with contextlib.suppress(OSError):
        os.utime(folder.lock("use"))
