"""The process behind a local database: ``python -m graph.engines.keeper FOLDER [ENGINE]``.

It is detached from whoever started it, parents the server, says where the server answers,
ends it when nobody used it for a while, and never leaves it behind.

To its starter it talks in JSON lines on standard output: ``{"progress": …}``, and at the
end one of ``{"ready": …}``, ``{"busy": …}`` and ``{"error": …}``.
"""

from __future__ import annotations

import contextlib
import json
import logging
import logging.handlers
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import psutil

from graph.engines import child
from graph.engines import folder as folders
from graph.engines.address import EngineName
from graph.engines.folder import DATABASE, Folder, Stamp
from graph.engines.locks import take
from graph.engines.probe import free_to_bind
from graph.engines.server import (
    Running,
    check_stamp,
    engine_named,
    start_server,
    without_orphans,
)
from graph.engines.settings import Settings, read_settings
from graph.errors import EngineError, GongjianError
from graph.text import Text

_TICK = 0.2  # seconds between two looks around
_FEW_DEATHS, _FEW_SECONDS = 3, 300.0
_PORT_SECONDS = 3.0

log = logging.getLogger("gongjian.keeper")


class _Asked(Exception):
    """Somebody asked us to end, by a signal."""


def main(arguments: list[str]) -> int:
    """Keep one server until it is no longer wanted; return the exit code."""
    os.umask(0o077)
    root = Path(arguments[0])
    wanted: EngineName | None = None
    if len(arguments) > 1 and arguments[1] in get_args(EngineName):
        wanted = "neo4j" if arguments[1] == "neo4j" else "arcadedb"
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _ask)
    try:
        settings = read_settings(os.environ)
        folder, engine = folders.prepare(root, wanted)
        with folders.translated(root):
            own = take(folder.lock("engine"), timeout=2)
            if own is None:
                _tell(busy=True)
                return 0
            _log_to(folder)
            return _keep(folder, engine, settings)
    except _Asked:
        return 0
    except GongjianError as error:
        log.error("%s", error)
        _tell(error=_as_json(error))
    except Exception as error:  # the starter must hear of it: nobody reads our stderr
        log.exception("unforeseen")
        _tell(
            error=_as_json(
                EngineError(
                    Text(
                        "数据库管理进程出错", f"the keeper failed: {type(error).__name__}: {error}"
                    ),
                    where=str(root),
                    todo=Text("请看 engine logs", "look at: engine logs"),
                )
            )
        )
    return 3


def _keep(folder: Folder, engine: EngineName, settings: Settings) -> int:
    folder.endpoint.unlink(missing_ok=True)  # left by a keeper that was killed
    folder.request.unlink(missing_ok=True)
    server_lock = without_orphans(folder, settings)
    stamp = check_stamp(folder, engine, _progress)
    running = start_server(folder, stamp, settings, server_lock, _progress)
    try:
        published = _publish(running)
        _tell(ready=True)
        _hang_up()
        while _watch(running, published) == "died":
            running = _again(running, stamp)
            published = _publish(running)
        return 0
    except _Asked:
        _end(running, "signal")
        return 0
    finally:
        folder.endpoint.unlink(missing_ok=True)
        if running.process.poll() is None:
            running.process.terminate()


def _publish(running: Running) -> os.stat_result:
    """Say where the server answers; return what tells this file from any other."""
    me = psutil.Process()
    folders.write_json(
        running.folder.endpoint,
        {
            "instance": running.instance,
            "engine": running.engine,
            "version": engine_named(running.engine).installed(),
            "uri": f"bolt://127.0.0.1:{running.port}",
            "database": DATABASE,
            "pid": me.pid,
            "started": me.create_time(),
            "server_pid": running.process.pid,
        },
    )
    log.info("%s answers on port %s, pid %s", running.engine, running.port, running.process.pid)
    return running.folder.endpoint.stat()


def _again(running: Running, stamp: Stamp) -> Running:
    """Start a server anew that died (of a memory bomb, say), on the port it had.

    Programs that are attached find it again there. One that dies over and over is left.
    """
    folder = running.folder
    folder.endpoint.unlink(missing_ok=True)
    deaths = [*running.deaths, time.monotonic()]
    if len([death for death in deaths if deaths[-1] - death < _FEW_SECONDS]) > _FEW_DEATHS:
        raise EngineError(
            Text("服务器一再崩溃，不再重启", "the server died over and over: left alone"),
            where=str(folder.root),
            todo=Text("请看 engine logs", "look at: engine logs"),
        )
    settings = running.settings
    patience = time.monotonic() + _PORT_SECONDS  # somebody's passing connection may sit on it
    while not (free := free_to_bind(running.port)) and time.monotonic() < patience:
        time.sleep(_TICK)
    if free:
        settings = replace(settings, port=running.port)
    lock = without_orphans(folder, settings)
    fresh = start_server(folder, stamp, settings, lock, _progress)
    return replace(fresh, settings=running.settings, deaths=tuple(deaths))


def _watch(running: Running, published: os.stat_result) -> str:
    """Wait for a reason to end, then end the server; "died" means that it did so itself."""
    folder, settings = running.folder, running.settings
    watched = psutil.Process(running.process.pid)
    home = folder.lock("use").stat()
    used = time.time()
    while True:
        time.sleep(_TICK)
        if running.process.poll() is not None:
            log.error("the server ended by itself: %s", running.process.returncode)
            return "died"
        if folder.request.exists():
            return _end(running, "request")
        seen = _stat(folder.lock("use"))
        if seen is None or seen.st_ino != home.st_ino:
            return _end(running, "the folder is gone")
        if not _same(_stat(folder.endpoint), published):
            log.warning("the endpoint file was altered: written anew")
            published = _publish(running)
        used = max(used, seen.st_mtime)
        if time.time() - used < settings.idle_seconds:
            continue
        # From here to the end nobody can begin to use what we are taking away.
        last = take(folder.lock("use"))
        if last is None or child.in_use(watched, running.port):
            used = time.time()
            if last:
                last.release()
            continue
        return _end(running, "idle")


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _same(one: os.stat_result | None, other: os.stat_result) -> bool:
    return one is not None and (one.st_ino, one.st_mtime_ns, one.st_size) == (
        other.st_ino,
        other.st_mtime_ns,
        other.st_size,
    )


def _end(running: Running, why: str) -> str:
    """Withdraw the endpoint and end the server, the hard way only if told to."""
    log.info("ending: %s", why)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    folder, process = running.folder, running.process
    folder.endpoint.unlink(missing_ok=True)
    process.terminate()
    while process.poll() is None:
        request = folders.read_json(folder.request)
        if request and request.get("force") and time.time() > request.get("until", 0):
            log.warning("killing the server")
            process.kill()
        time.sleep(0.05)
    folder.request.unlink(missing_ok=True)
    log.info("ended with %s", process.returncode)
    return why


def _ask(_number: int, _frame: object) -> None:
    raise _Asked


def _log_to(folder: Folder) -> None:
    handler = logging.handlers.RotatingFileHandler(
        folder.keeper_log, maxBytes=500_000, backupCount=2, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(process)d %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)


def _progress(text: str) -> None:
    _tell(progress=text)


def _tell(**message: Any) -> None:
    with contextlib.suppress(OSError, ValueError):  # the starter may be gone
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()


def _hang_up() -> None:
    """Let go of the starter's pipe, so that it does not wait for us."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.close(null)


def _as_json(error: GongjianError) -> dict[str, Any]:
    todo = error.todo
    return {
        "zh": error.what.zh,
        "en": error.what.en,
        "where": error.where,
        "todo": [todo.zh, todo.en] if todo else None,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
