"""What the tests of local servers share: short times, one statement, who is alive."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
from neo4j import GraphDatabase

from graph.engines import Endpoint, Login, Settings, read_settings
from graph.engines.child import MARK
from graph.engines.folder import Folder, read_json


def short(home: Path, **changes: Any) -> Settings:
    """Return settings for a test; jars stay in the shared cache."""
    known = {"stop_seconds": 20.0, "start_seconds": 300.0}  # a busy machine starts slowly
    return replace(read_settings(os.environ), home=home, **{**known, **changes})


def ask(endpoint: Endpoint, cypher: str, who: Login | None = None, **values: Any) -> list[Any]:
    """Send one statement and return its rows as tuples."""
    who = who or endpoint.writer
    with GraphDatabase.driver(endpoint.uri, auth=(who.user, who.password)) as driver:
        found = driver.execute_query(cypher, values, database_=endpoint.database)
    return [tuple(record.values()) for record in found.records]


def agent(endpoint: Endpoint) -> str:
    """Return how the server names itself."""
    writer = endpoint.writer
    with GraphDatabase.driver(endpoint.uri, auth=(writer.user, writer.password)) as driver:
        return driver.get_server_info().agent


def servers_of(root: Path) -> list[psutil.Process]:
    """Return the Java processes of a folder that are really alive."""
    ident = (read_json(Folder(root).stamp) or {}).get("ident")
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        words = process.info["cmdline"] or []
        if f"{MARK}{ident}" in words and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


def keepers_of(root: Path) -> list[psutil.Process]:
    """Return the keeper processes of a folder that are really alive."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        words = process.info["cmdline"] or []
        if "graph.engines.keeper" in words and str(root) in words:
            found.append(process)
    return [process for process in found if process.status() != psutil.STATUS_ZOMBIE]


def until(true: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Wait until something holds; False when it did not come to hold."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
