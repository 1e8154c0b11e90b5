"""The Java process of a server: how it is started, found again, and watched."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from graph.engines.folder import Folder
from graph.engines.settings import Settings

MARK = "-Dgongjian.folder="  # tells our servers from any other Java on the machine
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Launch:
    """What one engine needs to be started.

    Parameters
    ----------
    java : Path
        The Java of the wheel; never one that the system happens to have.
    class_path : sequence of Path
        Jars.
    main : str
        Main class.
    options, arguments : sequence of str
        For the JVM and for the main class.
    """

    java: Path
    class_path: Sequence[Path]
    main: str
    options: Sequence[str] = field(default=())
    arguments: Sequence[str] = field(default=())


def heap_mb(settings: Settings) -> int:
    """Return the Java heap in MB: as set, or a quarter of the memory, at most 1024."""
    return settings.heap_mb or max(128, min(1024, memory_limit() // 4 // 2**20))


def memory_limit() -> int:
    """Return the memory this process may use, in bytes, a container's limit included."""
    limits = [psutil.virtual_memory().total]
    for file in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            limits.append(int(Path(file).read_text()))
        except (OSError, ValueError):  # no cgroup here, or "max"
            continue
    return min(limits)


def environment(launch: Launch, folder: Folder) -> dict[str, str]:
    """Return the whole environment of a server.

    Nothing is inherited: options for other Javas and proxies must not reach it, and
    without a UTF-8 locale the JVM dies on a Chinese path.
    """
    locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    env = {
        "LC_ALL": locale,
        "HOME": str(folder.server),
        "CLASSPATH": os.pathsep.join(str(jar) for jar in launch.class_path),
    }
    if sys.platform == "win32":
        env["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", r"C:\Windows")
    return env


def spawn(
    launch: Launch, folder: Folder, ident: str, settings: Settings, *, keep: Sequence[int] = ()
) -> subprocess.Popen[bytes]:
    """Start the server process.

    Parameters
    ----------
    launch : Launch
        What to start.
    folder : Folder
        Its database folder.
    ident : str
        Random name of the folder, put on the command line as a mark.
    settings : Settings
        Heap size, and options of the user's own.
    keep : sequence of int
        File descriptors of locks that the server shall hold as long as it lives.

    Returns
    -------
    subprocess.Popen
    """
    temporary = folder.root / "tmp"  # the system's may be read-only, and is shared
    temporary.mkdir(mode=0o700, exist_ok=True)
    command = [
        str(launch.java),
        f"{MARK}{ident}",
        f"-Xmx{heap_mb(settings)}m",
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:-UsePerfData",  # no trace of it in the shared temporary folder
        f"-XX:ErrorFile={folder.root / 'crash.log'}",
        f"-Djava.io.tmpdir={temporary}",
        f"-Duser.home={folder.server}",
        "-Dfile.encoding=UTF-8",
        *launch.options,
        *settings.java_options.split(),
        launch.main,
        *launch.arguments,
    ]
    if folder.server_out.exists():  # the last words of the one before
        folder.server_out.replace(folder.server_out.with_suffix(".out.1"))
    parent = os.getpid()
    with folder.server_out.open("wb") as out:
        return subprocess.Popen(  # noqa: S603  # our own command, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=folder.server,
            env=environment(launch, folder),
            pass_fds=tuple(keep) if os.name == "posix" else (),
            preexec_fn=(lambda: _end_with(parent)) if sys.platform == "linux" else None,
        )


def _end_with(parent: int) -> None:
    """Ask Linux to send SIGTERM to this process when the keeper is gone."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def listening(process: psutil.Process) -> list[tuple[str, int]]:
    """Return the addresses and ports a process listens on."""
    try:
        links = process.net_connections(kind="tcp")
    except psutil.Error:
        return []
    return [(c.laddr.ip, c.laddr.port) for c in links if c.status == psutil.CONN_LISTEN]


def in_use(process: psutil.Process, port: int) -> bool:
    """Tell whether anybody is connected to the port, with or without our knowledge."""
    try:
        links = process.net_connections(kind="tcp")
    except psutil.Error:
        return False
    return any(c.status == psutil.CONN_ESTABLISHED and c.laddr.port == port for c in links)


def orphans(ident: str) -> list[psutil.Process]:
    """Find servers of this folder by the mark on their command line."""
    mark = f"{MARK}{ident}"
    processes = psutil.process_iter(["cmdline"])
    return [process for process in processes if mark in (process.info["cmdline"] or ())]


def end_orphans(ident: str, seconds: float, *, force: bool) -> None:
    """End servers of this folder whose keeper was killed.

    Parameters
    ----------
    ident : str
        Random name of the folder.
    seconds : float
        How long to wait for an orderly end.
    force : bool
        Kill what has not ended by then.
    """
    for process in orphans(ident):
        with contextlib.suppress(psutil.Error):
            process.terminate()
            _, alive = psutil.wait_procs([process], seconds)
            if alive and force:
                process.kill()
                process.wait(5)


def memory_mb(pid: int) -> int | None:
    """Return the resident memory of a process in MB; None when it is gone."""
    try:
        return int(psutil.Process(pid).memory_info().rss) // 2**20
    except psutil.Error:
        return None
