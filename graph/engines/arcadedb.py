"""ArcadeDB, the embedded default, as a plain server process.

The wheel `arcadedb-embedded` brings a Java runtime and the jars. Its Python side is not
used: inside Python the engine ignores SIGTERM and cannot be shared between processes.
"""

from __future__ import annotations

import base64
import http.client
import importlib.util
import json
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from graph.engines.address import Login
from graph.engines.child import Launch, listening
from graph.engines.folder import (
    DATABASE,
    Folder,
    accounts,
    check_space,
    read_json,
    refused,
    write_text,
)
from graph.engines.settings import Settings
from graph.errors import EngineError
from graph.text import Text

# Doors that nobody here uses are not even on the class path.
_LEFT_OUT = re.compile(r"arcadedb-(mcp|postgresw|redisw|graphql|console|python-bridge)\b")

_LOGGING = """\
handlers = java.util.logging.FileHandler
.level = INFO
io.undertow.level = WARNING
org.xnio.level = WARNING
org.jboss.level = WARNING
java.util.logging.FileHandler.level = INFO
java.util.logging.FileHandler.encoding = UTF-8
java.util.logging.FileHandler.pattern = {pattern}
java.util.logging.FileHandler.formatter = com.arcadedb.log.LogFormatter
java.util.logging.FileHandler.limit = 4000000
java.util.logging.FileHandler.count = 3
"""


def wheel() -> Path:
    """Return the folder of the installed wheel.

    Raises
    ------
    EngineError
        There is no wheel for this platform.
    """
    spec = importlib.util.find_spec("arcadedb_embedded")
    places = list(spec.submodule_search_locations or ()) if spec else []
    for place in map(Path, places):
        if (place / "jars").is_dir() and _java(place).exists():
            return place
    raise EngineError(
        Text(
            "本机平台没有内置数据库（ArcadeDB）",
            "the embedded database is not made for this platform",
        ),
        todo=Text(
            "请使用 Neo4j 地址：--db bolt://主机:7687",
            "use a Neo4j URI: --db bolt://HOST:7687",
        ),
    )


def _java(place: Path) -> Path:
    folder = place / "jre" / "bin"
    windows = folder / "java.exe"
    return windows if windows.exists() else folder / "java"


def installed() -> str:
    """Return the version of the engine in the wheel, read off its jar."""
    for jar in (wheel() / "jars").glob("arcadedb-engine-*.jar"):
        return jar.stem.removeprefix("arcadedb-engine-")
    raise EngineError(
        Text("arcadedb-embedded 安装不完整", "arcadedb-embedded is not installed completely"),
        where=str(wheel()),
        todo=Text("请重新安装依赖", "install the dependencies again"),
    )


def prepare(folder: Folder, settings: Settings, progress: Callable[[str], None]) -> Launch:
    """Write what the server reads at its start, and say how to start it.

    Parameters
    ----------
    folder : Folder
        The database folder; the keeper's lock on it is held.
    settings : Settings
        Port and time limit.
    progress : callable
        Not used here: nothing takes long.

    Returns
    -------
    Launch
    """
    accounts(folder, "arcadedb")
    config = folder.server / "config"
    config.mkdir(parents=True, exist_ok=True)
    groups = config / "server-groups.json"
    if not groups.exists():
        write_text(groups, json.dumps(_groups(), indent=1))
    logs = folder.server / "log"
    logs.mkdir(exist_ok=True)
    pattern = str(logs / "arcadedb.log").replace("%", "%%").replace("\\", "/")
    write_text(config / "arcadedb-log.properties", _escaped(_LOGGING.format(pattern=pattern)))
    place = wheel()
    jars = sorted(jar for jar in (place / "jars").glob("*.jar") if not _LEFT_OUT.match(jar.name))
    values = {
        "server.name": "gongjian",
        "server.mode": "production",
        "server.rootPath": folder.server,
        "server.logsDirectory": logs,
        "server.rootPasswordPath": folder.secrets / "writer",
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "server.defaultDatabases": f"{DATABASE}[root]",
        # Launched plainly, both doors would open on every address of the machine.
        "server.httpIncomingHost": "127.0.0.1",
        "server.httpIncomingPort": 0,
        "server.httpWorkerThreads": 8,
        "bolt.host": "127.0.0.1",
        "bolt.port": settings.port,
        "bolt.defaultDatabase": DATABASE,
        "support.autoRegister": "false",  # else it calls the maker's portal after the start
        "support.url": "http://127.0.0.1:9",
        "opencypher.loadCsv.allowFileUrls": "false",
        "opencypher.loadCsv.allowRemoteUrls": "false",
        "command.timeout": settings.command_seconds * 1000,
        "txWalFlush": 2,
    }
    return Launch(
        java=_java(place),
        class_path=jars,
        main="com.arcadedb.server.ArcadeDBServer",
        options=[
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            f"-Djava.util.logging.config.file={config / 'arcadedb-log.properties'}",
            *(f"-Darcadedb.{key}={value}" for key, value in values.items()),
        ],
    )


def _groups() -> dict[str, object]:
    def group(*, schema: list[str], records: list[str]) -> dict[str, object]:
        return {
            "resultSetLimit": -1,
            "readTimeout": -1,
            "access": schema,
            "types": {"*": {"access": records}},
        }

    everything = ["createRecord", "readRecord", "updateRecord", "deleteRecord"]
    rights = ["updateSecurity", "updateSchema", "updateDatabaseSettings"]
    groups = {
        "admin": group(schema=rights, records=everything),
        "reader": group(schema=[], records=["readRecord"]),
        "*": group(schema=[], records=[]),
    }
    return {"databases": {"*": {"groups": groups}}, "version": 2}


def _escaped(text: str) -> str:
    """Escape for a properties file: Java reads it as Latin-1, whatever the locale."""
    units = text.encode("utf-16-be")
    codes = [int.from_bytes(units[i : i + 2], "big") for i in range(0, len(units), 2)]
    return "".join(chr(code) if code < 128 else f"\\u{code:04x}" for code in codes)


def opened(folder: Folder, process: psutil.Process, bolt: int, settings: Settings) -> None:
    """Wait until the database answers, and make the reader's account on the first start.

    Parameters
    ----------
    folder : Folder
        The database folder.
    process : psutil.Process
        The running server.
    bolt : int
        Its Bolt port; its other port is HTTP.
    settings : Settings
        How long to wait.

    Raises
    ------
    EngineError
        The server does not take the stored password, or not the reader's account.
    """
    writer, reader = accounts(folder, "arcadedb")
    web = _http_port(process, bolt, settings)
    found = _ask(web, f"query/{DATABASE}", writer, _PROBE)
    deadline = time.monotonic() + settings.start_seconds
    while found not in (200, 401, 403) and time.monotonic() < deadline:
        time.sleep(0.05)
        found = _ask(web, f"query/{DATABASE}", writer, _PROBE)
    if found != 200:
        raise refused(folder)
    if _ask(web, f"query/{DATABASE}", reader, _PROBE) == 200:
        return
    order = {
        "name": reader.user,
        "password": reader.password,
        "databases": {DATABASE: ["reader"]},
    }
    made = _ask(web, "server", writer, {"command": f"create user {json.dumps(order)}"})
    if made != 200 or _ask(web, f"query/{DATABASE}", reader, _PROBE) != 200:
        raise EngineError(
            Text("建立只读账号失败", f"the reader account was refused: {made}"),
            where=str(folder.root),
            todo=Text("请看 engine logs", "look at: engine logs"),
        )


def _http_port(process: psutil.Process, bolt: int, settings: Settings) -> int:
    deadline = time.monotonic() + settings.start_seconds
    while time.monotonic() < deadline and process.is_running():
        for _, port in listening(process):
            if port != bolt:
                return port
        time.sleep(0.05)
    raise EngineError(
        Text("ArcadeDB 的管理端口没有打开", "ArcadeDB's HTTP port did not open"),
        todo=Text("请看 engine logs", "look at: engine logs"),
    )


def back_up(folder: Folder, server_pid: int | None) -> Path:
    """Have the running server copy its database, and return where it put the copy.

    Readers and writers go on; what is acknowledged before the call is in it.

    Raises
    ------
    EngineError
        It refuses, or its disk is full.
    """
    place = folder.server / "backups" / DATABASE
    file = place / f"{secrets.token_hex(8)}.zip"
    writer, _ = accounts(folder, "arcadedb")
    process = psutil.Process(server_pid)
    uri = str((read_json(folder.endpoint) or {}).get("uri", ""))
    bolt = int(uri.rpartition(":")[2] or 0)
    web = next((port for _, port in listening(process) if port != bolt), 0)
    order = {"language": "sql", "command": f"BACKUP DATABASE file://{file.name}"}
    said = _ask(web, f"command/{DATABASE}", writer, order, seconds=_BACKUP_SECONDS)
    if said != 200 or not file.exists():
        file.unlink(missing_ok=True)  # what there is of it
        check_space(folder.root)
        raise EngineError(
            Text(f"ArcadeDB 没有完成备份（{said}）", f"ArcadeDB made no backup ({said})"),
            where=str(folder.root),
            todo=Text("请看 engine logs", "look at: engine logs"),
        )
    return file


_BACKUP_SECONDS = 3600.0
_PROBE = {"language": "sql", "command": "SELECT 1 AS one"}


def _ask(port: int, path: str, who: Login, body: dict[str, str], *, seconds: float = 30.0) -> int:
    """Send a request over loopback, where no proxy has any business; return the status."""
    key = base64.b64encode(f"{who.user}:{who.password}".encode()).decode("ascii")
    headers = {"Authorization": f"Basic {key}", "Content-Type": "application/json"}
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        link.request("POST", f"/api/v1/{path}", json.dumps(body), headers)
        return link.getresponse().status
    finally:
        link.close()
