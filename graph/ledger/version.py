"""Which schema a database was written with: prepare an empty one, refuse a strange one, upgrade."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from graph.errors import Conflict
from graph.ledger.lock import surely
from graph.schema import SCHEMA_VERSION, statements
from graph.store import Store
from graph.text import Text

_FOUND = """
OPTIONAL MATCH (l:Ledger {id: 'ledger'}) WITH l.schema_version AS version, l.ddl AS ddl
OPTIONAL MATCH (n) WITH version, ddl, n LIMIT 1
RETURN version, ddl, n IS NOT NULL
"""

_INIT = """
MERGE (l:Ledger {id: 'ledger'})
ON CREATE SET l.beat = 0, l.token = 0, l.owner = '', l.expires = 0,
              l.watermark = 0, l.last_tick = 0, l.schema_version = $version, l.ddl = $ddl
"""

_STAMP = "MATCH (l:Ledger {id: 'ledger'}) SET l.schema_version = $version, l.ddl = $ddl"

# From which version, what brings the data to the next one. Constraints and indexes follow by
# themselves; an entry is needed only where rows must change.
MIGRATIONS: Mapping[int, Callable[[Store], None]] = {}


def ddl_digest() -> str:
    """Return what tells whether constraints and indexes are those of this program."""
    return hashlib.sha256("\n".join(statements()).encode()).hexdigest()[:16]


def prepare(store: Store) -> None:
    """Bring an empty database to our schema, or see that it has it.

    Raises
    ------
    Conflict
        The database holds data that is not ours, was written by a newer version, or by an older
        one whose rows must change first.
    """
    version, ddl, any_node = store.query(_FOUND).rows[0]
    if version is None and any_node:
        raise Conflict(
            Text("这个数据库里已有别的数据，不是共建图谱", "this database holds other data"),
            where=store.endpoint.uri,
            todo=Text("换一个空的数据库", "choose an empty database"),
        )
    if version is None:
        store.apply_schema()
        initialise(store)
        return
    _refuse_newer(store, version)
    if version < SCHEMA_VERSION:
        raise Conflict(
            Text(
                f"数据库的模型版本是 {version}，本程序用 {SCHEMA_VERSION}",
                f"the database has schema version {version}, this program uses {SCHEMA_VERSION}",
            ),
            where=store.endpoint.uri,
            todo=Text("运行 gongjian upgrade", "run `gongjian upgrade`"),
        )
    if ddl != ddl_digest():  # a label or relationship type has come since
        store.apply_schema()
        _stamp(store)


def initialise(store: Store) -> None:
    """Write the ledger node of an empty database; harmless where it stands already."""
    values = {"version": SCHEMA_VERSION, "ddl": ddl_digest()}
    surely(store, lambda tx: tx.run(_INIT, values))


def outdated(store: Store) -> int | None:
    """Return the schema version of a database that needs `upgrade`, else None."""
    version = store.query(_FOUND).rows[0][0]
    return int(version) if version is not None and version < SCHEMA_VERSION else None


def upgrade(store: Store, backup: Callable[[], str]) -> tuple[int, int, str]:
    """Bring a database of an older schema version to this one, after a backup.

    Parameters
    ----------
    store : Store
    backup : callable
        Makes a backup and returns where it lies; called only where something will change.

    Returns
    -------
    tuple of (int, int, str)
        Version before, version now, and where the backup lies ("" where none was needed).

    Raises
    ------
    Conflict
        The database is newer than this program.
    """
    version = store.query(_FOUND).rows[0][0]
    if version is None:
        prepare(store)
        return SCHEMA_VERSION, SCHEMA_VERSION, ""
    _refuse_newer(store, version)
    if version == SCHEMA_VERSION:
        store.apply_schema()  # also what somebody dropped
        _stamp(store)
        return version, version, ""
    place = backup()
    for step in range(version, SCHEMA_VERSION):
        if step in MIGRATIONS:
            MIGRATIONS[step](store)
    store.apply_schema()
    _stamp(store)
    return version, SCHEMA_VERSION, place


def _stamp(store: Store) -> None:
    values = {"version": SCHEMA_VERSION, "ddl": ddl_digest()}
    surely(store, lambda tx: tx.run(_STAMP, values))


def _refuse_newer(store: Store, version: int) -> None:
    if version > SCHEMA_VERSION:
        raise Conflict(
            Text(
                f"数据库的模型版本 {version} 比本程序的 {SCHEMA_VERSION} 新",
                f"the database has schema version {version}, this program knows {SCHEMA_VERSION}",
            ),
            where=store.endpoint.uri,
            todo=Text("升级 gongjian", "upgrade gongjian"),
        )
