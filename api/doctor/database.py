"""The database: disk, memory, folder, server. Nothing is started or changed."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from api.doctor.check import Check, found_wrong, guarded, same
from api.doctor.remote import check_remote_server
from graph.engines import (
    Address,
    LocalAddress,
    Settings,
    arcadedb,
    attach,
    child,
    locate,
    neo4j,
    read_settings,
    status,
)
from graph.engines.folder import NEEDED_MB, Folder, read_stamp
from graph.engines.probe import free_to_bind
from graph.errors import GongjianError
from graph.store import Store
from graph.text import Text

ROOMY_MB = 1024  # a city with its logs and one backup
SMALL_MB = 1024  # below this the server's heap and the person's browser meet


def check_database(db: str | Path | None, env: Mapping[str, str]) -> Iterator[Check]:
    """Look at everything about one database.

    Parameters
    ----------
    db : str, Path or None
        The ``--db`` option.
    env : mapping
        Usually ``os.environ``.

    Yields
    ------
    Check
    """
    try:
        address = locate(db, env)
        settings = read_settings(env)
    except GongjianError as error:
        yield found_wrong(Text("数据库", "database"), error)
        return
    if not isinstance(address, LocalAddress):
        yield from check_remote_server(address, settings)
        return
    folder = address.folder
    yield from guarded(Text("磁盘", "disk"), lambda: check_disk(folder))
    yield from guarded(
        Text("内存", "memory"),
        lambda: check_memory(child.memory_limit() // 2**20, child.heap_mb(settings)),
    )
    yield from guarded(Text("数据库文件夹", "database folder"), lambda: check_folder(folder))
    yield from guarded(Text("服务器", "server"), lambda: check_local_server(folder, settings))


def _standing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    for place in (folder, *folder.parents):
        if place.exists():
            return place
    return folder


def check_disk(folder: Path, free: int | None = None) -> Check:
    """Is there room where the database lies, or will lie.

    Parameters
    ----------
    folder : Path
        The database folder.
    free : int, optional
        Free bytes; looked up when not given.
    """
    name = Text("磁盘", "disk")
    place = _standing(folder)
    left = (shutil.disk_usage(place).free if free is None else free) // 2**20
    value = Text(f"{place} 剩余 {left:,} MB", f"{left:,} MB free at {place}")
    todo = Text(
        f"请腾出空间：启动至少要 {NEEDED_MB} MB，装入一座城市建议 {ROOMY_MB:,} MB",
        f"free some: {NEEDED_MB} MB to start at all, {ROOMY_MB:,} MB to be at ease with a city",
    )
    if left >= ROOMY_MB:
        return Check(name, "ok", value)
    return Check(name, "bad" if left < NEEDED_MB else "warn", value, todo)


def check_memory(total: int, heap: int) -> Check:
    """Is there memory for the server beside everything else.

    Parameters
    ----------
    total : int
        MB that may be used, the limit of a container included.
    heap : int
        MB that the server's Java heap will take.
    """
    name = Text("内存", "memory")
    value = Text(
        f"可用 {total:,} MB，数据库堆 {heap} MB", f"{total:,} MB, of them {heap} MB for the heap"
    )
    if total < SMALL_MB or heap > total // 2:
        todo = Text(
            "给容器更多内存，或用 GONGJIAN_HEAP_MB 调小数据库的堆",
            "give the container more memory, or lower GONGJIAN_HEAP_MB",
        )
        return Check(name, "warn", value, todo)
    return Check(name, "ok", value)


def check_folder(folder: Path) -> Check:
    """Can the database folder be used, and by whom else; which engine wrote it."""
    name = Text("数据库文件夹", "database folder")
    place = _standing(folder)
    todo = Text(
        "检查权限和所有者，或用 --db / GONGJIAN_HOME 另选文件夹",
        "check permissions and owner, or choose another with --db or GONGJIAN_HOME",
    )
    if not place.is_dir():
        return Check(name, "bad", Text(f"{place} 是文件", f"{place} is a file"), todo)
    if not os.access(place, os.W_OK | os.X_OK):
        return Check(name, "bad", Text(f"{place} 不可写", f"{place} cannot be written"), todo)
    if place != folder:
        return Check(name, "ok", Text(f"{folder}（尚未建立）", f"{folder} (not made yet)"))
    stamp = read_stamp(Folder(folder))
    if stamp is None:
        empty = not any(folder.iterdir())
        value = Text(f"{folder}（还没有数据库）", f"{folder} (no database yet)")
        if empty or (folder / "engine.lock").exists():
            return Check(name, "ok", value)
        return Check(
            name,
            "bad",
            Text(f"{folder} 里有别的文件", f"{folder} holds other files"),
            Text("另选一个空文件夹", "choose an empty folder"),
        )
    value = same(f"{folder}: {stamp.engine} {stamp.version}")
    mode = stat.S_IMODE(folder.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        return Check(
            name,
            "warn",
            Text(
                f"{value.zh}，对其他用户开放（{mode:04o}）",
                f"{value.en}, open to others ({mode:04o})",
            ),
            Text(f"运行 chmod 700 '{folder}'", f"run: chmod 700 '{folder}'"),
        )
    here = (neo4j if stamp.engine == "neo4j" else arcadedb).installed()
    if here != stamp.version:
        return Check(
            name,
            "warn",
            Text(f"{value.zh}；本机为 {here}", f"{value.en}; here is {here}"),
            Text(
                "较新的版本会先备份再打开；较旧的会拒绝打开，请升级",
                "a newer one makes a backup first; an older one refuses: upgrade",
            ),
        )
    return Check(name, "ok", value)


def check_local_server(folder: Path, settings: Settings) -> Check:
    """Is the server of the folder running, and does it answer."""
    name = Text("服务器", "server")
    found = status(folder)
    match found.state:
        case "absent" | "stopped":
            if settings.port and not free_to_bind(settings.port):
                return Check(
                    name,
                    "bad",
                    Text(f"端口 {settings.port} 已被占用", f"port {settings.port} is taken"),
                    Text(
                        "去掉 GONGJIAN_PORT（自动选端口），或换一个",
                        "leave GONGJIAN_PORT out (a free one is taken), or choose another",
                    ),
                )
            return Check(
                name, "ok", Text("未运行，用到时自动启动", "not running; starts when needed")
            )
        case "starting":
            return Check(name, "ok", Text("正在启动", "starting"))
        case "orphaned":
            return Check(
                name,
                "warn",
                Text("看护进程已死，服务器仍在", "its keeper died, the server is still there"),
                Text("运行 gongjian engine stop", "run: gongjian engine stop"),
            )
    agent = _agent(LocalAddress(folder))
    memory = f", {found.memory_mb} MB" if found.memory_mb else ""
    return Check(name, "ok", same(f"{agent} {found.uri}{memory}"))


def _agent(address: Address) -> str:
    """Return the name by which a running server introduces itself after one question."""
    with attach(address, start=False) as endpoint, Store(endpoint, retry_seconds=3.0) as store:
        store.query("RETURN 1")
        return store.agent()
