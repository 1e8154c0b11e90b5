"""Starting the server of a folder: orphans, versions, ports, readiness."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import psutil

from graph.engines import child
from graph.engines import folder as folders
from graph.engines.address import EngineName
from graph.engines.folder import Folder, Stamp
from graph.engines.locks import Lock, take
from graph.engines.probe import free_to_bind, knock
from graph.engines.settings import Settings
from graph.errors import EngineError
from graph.text import Text

log = logging.getLogger("gongjian.keeper")


class Engine(Protocol):
    """What `arcadedb` and `neo4j` have in common."""

    def installed(self) -> str:
        """Return the version that would be started."""

    def prepare(
        self, folder: Folder, settings: Settings, progress: Callable[[str], None]
    ) -> child.Launch:
        """Write what the server reads at its start, and say how to start it."""

    def opened(
        self, folder: Folder, process: psutil.Process, bolt: int, settings: Settings
    ) -> None:
        """Wait for the database itself, see that it takes our accounts, make the reader's."""


def engine_named(name: EngineName) -> Engine:
    """Return the module of an engine; the other one is not even imported."""
    if name == "neo4j":
        from graph.engines import neo4j

        return neo4j
    from graph.engines import arcadedb

    return arcadedb


@dataclass(frozen=True, slots=True)
class Running:
    """A server under our care."""

    folder: Folder
    engine: EngineName
    settings: Settings
    process: subprocess.Popen[bytes]
    port: int
    instance: str
    deaths: tuple[float, ...] = ()


def without_orphans(folder: Folder, settings: Settings) -> Lock:
    """End a server whose keeper was killed; return the lock that servers hold."""
    ident = (folders.read_json(folder.stamp) or {}).get("ident")
    path = folder.lock("server")
    lock = take(path, timeout=0.0)
    if lock is None or (os.name != "posix" and ident):
        for process in child.orphans(str(ident)):
            log.warning("ending orphan %s", process.pid)
            with contextlib.suppress(psutil.Error):
                process.terminate()
    lock = lock or take(path, timeout=settings.stop_seconds)
    if lock is None:
        raise EngineError(
            Text(
                "这个文件夹的数据库还有一个没有管理的服务器，它不肯结束",
                "a server without keeper still runs on this folder and does not end",
            ),
            where=str(folder.root),
            todo=Text("请执行 gongjian engine stop --force", "run: gongjian engine stop --force"),
        )
    return lock


def check_stamp(folder: Folder, engine: EngineName, progress: Callable[[str], None]) -> Stamp:
    """Check that this version may open the folder; copy it aside before an upgrade."""
    version = engine_named(engine).installed()
    folders.check_space(folder.root)
    folder.server.mkdir(mode=0o700, exist_ok=True)
    stamp = folders.read_stamp(folder)
    if stamp is None:
        return folders.write_stamp(folder, engine, version, None)
    if version_order(stamp.version) > version_order(version):
        raise EngineError(
            Text(
                f"这个数据库由 {engine} {stamp.version} 写成，本机装的是较旧的 {version}",
                f"this database was written by {engine} {stamp.version}; {version} here is older",
            ),
            where=str(folder.root),
            todo=Text(
                "请升级本软件；旧版本可能损坏数据", "upgrade: the older version may harm the data"
            ),
        )
    if stamp.version != version:
        progress(f"{engine} {stamp.version} → {version}")
        copy = folders.back_up(folder, stamp)
        log.warning("upgrade %s to %s, copy in %s", stamp.version, version, copy)
    return stamp


def start_server(
    folder: Folder,
    stamp: Stamp,
    settings: Settings,
    lock: Lock,
    progress: Callable[[str], None],
) -> Running:
    """Start the server and wait until its database answers.

    Parameters
    ----------
    folder : Folder
        The database folder.
    stamp : Stamp
        Engine, and the version that last opened the folder; written anew on success.
    settings : Settings
        Port and waiting time.
    lock : Lock
        The server lock; it passes to the server.
    progress : callable
        Told what takes long.

    Returns
    -------
    Running

    Raises
    ------
    EngineError
        It did not start; nothing is left of it.
    """
    engine = engine_named(stamp.engine)
    if settings.port and not free_to_bind(settings.port):
        raise EngineError(
            Text(f"端口 {settings.port} 已被占用", f"port {settings.port} is in use"),
            where=f"127.0.0.1:{settings.port}",
            todo=Text(
                "请改 GONGJIAN_PORT；不设则自动选择空闲端口",
                "change GONGJIAN_PORT; without it a free port is chosen",
            ),
        )
    launch: child.Launch = engine.prepare(folder, settings, progress)
    process = child.spawn(launch, folder, stamp.ident, settings, keep=[lock.fd])
    lock.release()  # the server holds it now, through the descriptor it inherited
    try:
        port = _answering(folder, process, settings)
        engine.opened(folder, psutil.Process(process.pid), port, settings)
    except BaseException:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(settings.stop_seconds)
        raise
    if stamp.version != (version := engine.installed()):
        folders.write_stamp(folder, stamp.engine, version, stamp.ident)
    return Running(folder, stamp.engine, settings, process, port, secrets.token_hex(8))


def _answering(folder: Folder, process: subprocess.Popen[bytes], settings: Settings) -> int:
    """Wait until the server speaks Bolt; return the port."""
    watched = psutil.Process(process.pid)
    deadline = time.monotonic() + settings.start_seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise _died(folder, process.returncode)
        for address, port in child.listening(watched):
            if not address.removeprefix("::ffff:").startswith("127."):
                raise EngineError(
                    Text(
                        "服务器在本机以外也开了端口，已停止",
                        "the server listens beyond loopback: ended",
                    ),
                    where=f"{address}:{port}",
                    todo=Text("请报告这个问题", "please report this"),
                )
            if knock("127.0.0.1", port, timeout=2).answer == "bolt":
                return port
        time.sleep(0.05)
    raise EngineError(
        Text(
            f"服务器在 {settings.start_seconds:g} 秒内没有就绪",
            f"the server was not ready within {settings.start_seconds:g} s",
        ),
        where=str(folder.root),
        todo=Text(
            "请看 engine logs；慢的机器可调大 GONGJIAN_START_SECONDS",
            "look at: engine logs; a slow machine may need GONGJIAN_START_SECONDS",
        ),
    )


def _died(folder: Folder, code: int) -> EngineError:
    said = folder.server_out.read_bytes()[-2000:].decode("utf-8", "replace").strip()
    last = said.splitlines()[-1] if said else ""
    folders.check_space(folder.root)
    return EngineError(
        Text(
            f"服务器没有启动起来（退出码 {code}）", f"the server ended at once (exit code {code})"
        ),
        where=str(folder.root),
        todo=Text(
            f"请看 engine logs。最后一行：{last}", f"look at: engine logs. Last line: {last}"
        ),
    )


def version_order(version: str) -> tuple[int, ...]:
    """Return what versions are compared by."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())
