"""A server of the user's own, line by line: is it there, recent, open to us, safe, prepared.

Nothing stays changed: what has to be tried is tried in a transaction that is taken back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

from api.doctor.check import Check, found_wrong, guarded, same
from graph.engines import Endpoint, RemoteAddress, Settings, attach
from graph.engines.remote import OLDEST
from graph.errors import GongjianError, Misuse
from graph.ledger.version import ddl_digest
from graph.schema import SCHEMA_VERSION, statements
from graph.store import Store, Transaction
from graph.text import Text

ADDRESS, VERSION = Text("地址", "address"), Text("版本", "version")
ACCOUNT, WRITING = Text("账号与数据库", "account and database"), Text("写入", "writing")
READING, SCHEMA = Text("只读", "reading only"), Text("数据模型", "schema")

_EMPTY = "MATCH (n) RETURN n LIMIT 1"
_STAMP = "MATCH (l:Ledger {id: 'ledger'}) RETURN l.schema_version, l.ddl, l.watermark"
# Tried, and taken back. The first makes no new label and no new type, and does nothing at all
# where the database was never prepared; ArcadeDB refuses a change only at the commit.
_TOUCH = "MATCH (l:Ledger {id: 'ledger'}) CREATE (n:Ledger {id: 'doctor'}) RETURN 1"
_CREATE = "CREATE (n) RETURN 1"


class _TakenBack(Exception):
    """The transaction worked, and shall not stay."""


def check_remote_server(address: RemoteAddress, settings: Settings) -> Iterator[Check]:
    """Look at a server that somebody else runs.

    Parameters
    ----------
    address : RemoteAddress
    settings : Settings

    Yields
    ------
    Check
        Up to six; where one makes the others senseless they are left out.
    """
    try:
        with attach(address, start=False, settings=settings) as endpoint:
            yield Check(ADDRESS, "ok", _way(address))
            yield from _inside(endpoint)
    except GongjianError as error:
        yield found_wrong(ADDRESS, error)


def _way(address: RemoteAddress) -> Text:
    scheme = address.uri.partition("://")[0]
    if scheme.endswith("+ssc"):
        return Text(
            f"{address.uri}（加密，但任何证书都接受）",
            f"{address.uri} (TLS, but any certificate is taken)",
        )
    if scheme.endswith("+s"):
        return Text(f"{address.uri}（加密）", f"{address.uri} (TLS)")
    return Text(f"{address.uri}（不加密）", f"{address.uri} (not encrypted)")


def _inside(endpoint: Endpoint) -> Iterator[Check]:
    with Store(endpoint, retry_seconds=3.0) as store:
        try:
            agent = store.agent()
        except GongjianError as error:
            yield found_wrong(ACCOUNT, error)
            return
        yield check_version(agent)
        # The name is given before the password is looked at, and whatever the database.
        account = next(guarded(ACCOUNT, lambda: _account(store)))
        yield account
        if account.state == "bad":
            return
        ours = "ArcadeDB" in agent
        yield from guarded(WRITING, lambda: _writing(store, ours))
        yield from guarded(READING, lambda: _reading(store, ours))
        yield from guarded(SCHEMA, lambda: _schema(store, ours))


def check_version(agent: str) -> Check:
    """Is the server one that the questions are tried on.

    Parameters
    ----------
    agent : str
        How it names itself.
    """
    found = re.match(r"Neo4j/(\d+)\.(\d+)", agent)
    if "ArcadeDB" in agent:
        return Check(VERSION, "ok", same(agent))
    if found is None:
        return Check(
            VERSION,
            "warn",
            Text(f"{agent}：没有试过", f"{agent}: never tried"),
            Text("请使用 Neo4j 5.26 或更新", "use Neo4j 5.26 or later"),
        )
    if (int(found[1]), int(found[2])) < OLDEST:
        todo = Text("请使用 Neo4j 5.26 或更新", "use Neo4j 5.26 or later")
        return Check(VERSION, "warn", same(agent), todo)
    return Check(VERSION, "ok", same(agent))


def _account(store: Store) -> Check:
    store.query("RETURN 1")
    endpoint = store.endpoint
    name = endpoint.database or Text("默认数据库", "the home database")
    zh, en = (name, name) if isinstance(name, str) else (name.zh, name.en)
    return Check(
        ACCOUNT, "ok", Text(f"{endpoint.writer.user} → {zh}", f"{endpoint.writer.user} → {en}")
    )


def _tried(do: Callable[[Callable[[Transaction], None]], None], statement: str) -> bool:
    """Run a statement and take it back; tell whether there was anything for it to do."""
    did = False

    def work(tx: Transaction) -> None:
        nonlocal did
        did = bool(tx.run(statement).rows)
        raise _TakenBack

    with suppress(_TakenBack):
        do(work)
    return did


def _writing(store: Store, arcadedb: bool) -> Check:
    """Write, and take it back."""
    try:
        did = _tried(store.write, _TOUCH)
        if not did and not arcadedb:  # ArcadeDB would make a type, and keep it
            did = _tried(store.write, _CREATE)
    except GongjianError as error:
        return Check(
            WRITING,
            "bad",
            Text(f"不能写入：{error.what.zh}", f"not allowed: {error.what.en}"),
            error.todo
            or Text(
                "给账号读写、建约束和索引的权限；集群请用 neo4j:// 地址（由它找到主节点）",
                "grant the account reading, writing, constraints and indexes; a cluster is "
                "reached by neo4j://, which finds its leader",
            ),
        )
    if not did:
        return Check(
            WRITING, "unknown", Text("空库：首次载入时可知", "empty: the first load tells")
        )
    return Check(WRITING, "ok", Text("可以（试过，已撤回）", "allowed (tried, and taken back)"))


def _reading(store: Store, arcadedb: bool) -> Check:
    """Try to write through the door for readers: it must be refused."""
    try:
        did = _tried(store.read, _TOUCH if arcadedb else _CREATE)
    except Misuse:
        same_account = store.endpoint.reader == store.endpoint.writer
        value = (
            Text("服务器拒绝只读会话写入", "the server refuses writes in READ mode")
            if same_account
            else Text(
                f"账号 {store.endpoint.reader.user} 不能写入",
                f"account {store.endpoint.reader.user} cannot write",
            )
        )
        return Check(READING, "ok", value)
    if arcadedb and not did:
        return Check(
            READING, "unknown", Text("空库：首次载入时可知", "empty: the first load tells")
        )
    return Check(
        READING,
        "warn",
        Text("读问题的账号也能写入", "the account for questions may write as well"),
        Text(
            "另建只读账号，用 GONGJIAN_READER_USER 和 GONGJIAN_READER_PASSWORD_FILE 指明",
            "make an account that may only read: GONGJIAN_READER_USER and "
            "GONGJIAN_READER_PASSWORD_FILE",
        ),
    )


def _schema(store: Store, arcadedb: bool) -> Check:
    """Was it prepared, by which version, and is any constraint or index missing."""
    row = store.query(_STAMP).one()
    if row is None and store.query(_EMPTY).one():
        return Check(
            SCHEMA,
            "bad",
            Text("数据库里已有别的数据，不是共建图谱", "this database holds other data"),
            Text("换一个空的数据库（GONGJIAN_DATABASE）", "name an empty one in GONGJIAN_DATABASE"),
        )
    if row is None:
        return Check(
            SCHEMA,
            "ok",
            Text(
                "空库；首次载入时建立约束和索引",
                "empty; constraints and indexes are made by the first load",
            ),
        )
    version, ddl, tick = row
    value = Text(f"版本 {version}，第 {tick} 批", f"version {version}, batch {tick}")
    if version != SCHEMA_VERSION:
        newer = version > SCHEMA_VERSION
        return Check(
            SCHEMA,
            "bad",
            Text(
                f"{value.zh}；本程序用 {SCHEMA_VERSION}",
                f"{value.en}; this program uses {SCHEMA_VERSION}",
            ),
            Text("请升级本软件", "upgrade this program")
            if newer
            else Text("运行 gongjian upgrade", "run: gongjian upgrade"),
        )
    missing = [] if arcadedb else _missing(store)
    if missing or ddl != ddl_digest():
        listed = ", ".join(missing[:5]) + (f" … ({len(missing)})" if len(missing) > 5 else "")
        return Check(
            SCHEMA,
            "warn",
            Text(
                f"{value.zh}；缺少约束或索引：{listed or '较旧的一套'}",
                f"{value.en}; constraints or indexes are missing: {listed or 'an older set'}",
            ),
            Text("运行 gongjian upgrade 补上", "`gongjian upgrade` adds them"),
        )
    return Check(SCHEMA, "ok", value)


def _missing(store: Store) -> list[str]:
    """Return the names of constraints and indexes that Neo4j does not have."""
    wanted = {
        found[1]
        for statement in statements()
        if (found := re.match(r"CREATE (?:CONSTRAINT|INDEX) (\w+)", statement))
    }
    there = {
        str(name)
        for kind in ("CONSTRAINTS", "INDEXES")
        for (name,) in store.query(f"SHOW {kind} YIELD name").rows
    }
    return sorted(wanted - there)
