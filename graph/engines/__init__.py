"""Where the graph lives: a local server that looks after itself, or one of the user's own.

address.py    what --db means; accounts
client.py     attach, start, stop, status, logs
keeper.py     the process behind a local server
folder.py     what lies in a database folder
arcadedb.py, neo4j.py   how each engine is started
words.py      what ArcadeDB says of a statement, from its log
backup.py     physical copies
jars.py       the locked jars of Neo4j
remote.py     is a server of the user's own there, and fit
child.py, locks.py, probe.py, settings.py   what the others stand on
"""

from graph.engines.address import (
    Address,
    Endpoint,
    EngineName,
    LocalAddress,
    Login,
    RemoteAddress,
    locate,
)
from graph.engines.client import attach
from graph.engines.control import Status, cold_backup, logs, start, status, stop
from graph.engines.settings import Settings, read_settings

__all__ = [
    "Address",
    "Endpoint",
    "EngineName",
    "LocalAddress",
    "Login",
    "RemoteAddress",
    "Settings",
    "Status",
    "attach",
    "cold_backup",
    "locate",
    "logs",
    "read_settings",
    "start",
    "status",
    "stop",
]
