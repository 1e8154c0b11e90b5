"""One door to the graph: read Cypher, write a transaction, apply the schema, close.

Nothing here knows what the graph means. Both engines are reached with the same driver; the only
difference is the account that readers use (``graph.engines``).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

import neo4j
from neo4j import exceptions as driver_errors

from graph.engines import Endpoint, Login
from graph.engines.folder import check_space
from graph.errors import Conflict, EngineError, GongjianError, OutcomeUnknown, StatementRefused
from graph.schema import statements
from graph.text import Text

T = TypeVar("T")

_NO_SPACE_MB = 16  # with less than this left, an error that nobody explains is explained
_CONNECT_SECONDS = 15.0
_ACQUIRE_SECONDS = 30.0

_NO_LEADER = (
    Text("这台服务器不接受写入", "this server takes no writes"),
    Text(
        "集群请用 neo4j:// 地址，由驱动找到主节点；单机请检查数据库是否只读",
        "reach a cluster by neo4j://, so that the driver finds its leader; else see whether the "
        "database is read-only",
    ),
)
# What a server refuses before it looks at the statement: what it is, and what to do.
_REFUSED = {
    "Neo.ClientError.Security.AuthenticationRateLimit": (
        Text("密码错误次数过多，数据库暂停登录", "too many failed logins in a row"),
        Text("几秒后再试", "try again in some seconds"),
    ),
    "Neo.ClientError.Security.CredentialsExpired": (
        Text("初始密码必须先更改", "the first password must be changed before anything else"),
        Text(
            "在 Neo4j Browser 或 cypher-shell 中登录并更改密码",
            "log in with Neo4j Browser or cypher-shell and change it",
        ),
    ),
    "Neo.ClientError.Database.DatabaseNotFound": (
        Text("服务器上没有这个数据库", "there is no such database on the server"),
        Text(
            "检查 GONGJIAN_DATABASE；不设则用账号的默认数据库",
            "check GONGJIAN_DATABASE; without it the home database of the account is taken",
        ),
    ),
    "Neo.ClientError.Cluster.NotALeader": _NO_LEADER,
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase": _NO_LEADER,
    "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase": _NO_LEADER,
}
_READS = 3  # how often the connection may be lost at the end of one read


@dataclass(frozen=True, slots=True)
class Rows:
    """What a statement returned.

    Parameters
    ----------
    columns : tuple of str
        Names in the order of the RETURN clause.
    rows : list of tuple
        Values; dates as `datetime.date`.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def one(self) -> tuple[Any, ...] | None:
        """Return the first row, or None where there is none."""
        return self.rows[0] if self.rows else None

    def dicts(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Transaction:
    """Statements that are answered together, and stand or fall together."""

    def __init__(self, transaction: neo4j.ManagedTransaction) -> None:
        self._transaction = transaction

    def run(
        self, cypher: str, parameters: Mapping[str, Any] | None = None, *, most: int | None = None
    ) -> Rows:
        """Send one statement and take its answer.

        Parameters
        ----------
        cypher : str
            The statement; values go in `parameters`, never into the text.
        parameters : mapping, optional
            Named parameters.
        most : int, optional
            Rows to take; the rest is left on the server. All unless given.

        Returns
        -------
        Rows
        """
        result = self._transaction.run(cypher, dict(parameters or {}))
        columns = tuple(result.keys())
        return Rows(columns, [_plain_row(r) for r in itertools.islice(result, most)])

    def plan(self, cypher: str, parameters: Mapping[str, Any] | None = None) -> str:
        """Return how the server would find the answer, in its own words; nothing is looked up.

        Parameters
        ----------
        cypher, parameters
            As for `run`.
        """
        found = self._transaction.run("EXPLAIN " + cypher, dict(parameters or {})).consume().plan
        return _drawn_plan(found) if found else ""

    def stream(
        self, cypher: str, parameters: Mapping[str, Any] | None = None
    ) -> Iterator[tuple[Any, ...]]:
        """Send one statement and yield its rows as they come, never all at once in memory.

        Parameters
        ----------
        cypher, parameters
            As for `run`.

        Yields
        ------
        tuple
        """
        for record in self._transaction.run(cypher, dict(parameters or {})):
            yield _plain_row(record)


def _drawn_plan(plan: Mapping[str, Any]) -> str:
    """Return a plan as text: the server's own drawing, else one operator a line."""
    said = plan.get("args", {}).get("string-representation")
    if said:
        return str(said).strip()

    def lines(step: Mapping[str, Any], depth: int) -> Iterator[str]:
        details = step.get("args", {}).get("Details", "")
        yield "  " * depth + f"{step['operatorType']} {details}".rstrip()
        for below in step.get("children", ()):
            yield from lines(below, depth + 1)

    return "\n".join(lines(plan, 0))


def _plain_row(record: neo4j.Record) -> tuple[Any, ...]:
    return tuple(_plain(value) for value in record.values())


_AS_IT_IS = frozenset({str, int, float, bool, type(None)})  # nearly every value of a long answer


def _plain(value: Any) -> Any:
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, neo4j.time.Date):
        return value.to_native()
    if isinstance(value, list):
        return [item if type(item) in _AS_IT_IS else _plain(item) for item in value]
    if isinstance(value, dict):
        return {n: v if type(v) in _AS_IT_IS else _plain(v) for n, v in value.items()}
    return value


class Store:
    """An open connection to one database.

    Parameters
    ----------
    endpoint : Endpoint
        Where the server listens, and the accounts for reading and for writing.
    retry_seconds : float
        How long a managed transaction is tried again after a transient error.

    Raises
    ------
    EngineError
        The server does not answer, or refuses the account.
    """

    def __init__(self, endpoint: Endpoint, *, retry_seconds: float = 30.0) -> None:
        self.endpoint = endpoint
        self._retry_seconds = retry_seconds
        self._reader = self._driver(endpoint.reader)
        same = endpoint.reader == endpoint.writer
        self._writer = self._reader if same else self._driver(endpoint.writer)

    def _driver(self, login: Login) -> neo4j.Driver:
        silence = self.endpoint.silence
        driver = neo4j.GraphDatabase.driver(
            self.endpoint.uri,
            auth=(login.user, login.password),
            max_transaction_retry_time=self._retry_seconds,
            connection_timeout=min(silence, _CONNECT_SECONDS),
            connection_write_timeout=min(silence, _ACQUIRE_SECONDS),
            connection_acquisition_timeout=min(silence, _ACQUIRE_SECONDS),
            # The graph is typed by the schema; a label that has no node yet is no mistake.
            notifications_min_severity="OFF",
        )
        _give_up_after(driver, silence)
        return driver

    def read(self, work: Callable[[Transaction], T], *, seconds: float | None = None) -> T:
        """Run statements in one read transaction, tried again after a transient error.

        Parameters
        ----------
        work : callable
            Takes a :class:`Transaction`; may be called more than once.
        seconds : float, optional
            Longest time on the server. Neo4j honours it; ArcadeDB has its own limit, which
            holds for every statement.

        Returns
        -------
        T
            What `work` returned.
        """
        bounded = neo4j.unit_of_work(timeout=seconds)(lambda tx: work(Transaction(tx)))
        for _ in range(_READS - 1):
            with (
                suppress(OutcomeUnknown),  # nothing was written: it may simply be read again
                self._session(self._reader, neo4j.READ_ACCESS) as session,
            ):
                return session.execute_read(bounded)
        with self._session(self._reader, neo4j.READ_ACCESS) as session:
            return session.execute_read(bounded)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Run statements in one write transaction, tried again after a transient error.

        Raises
        ------
        OutcomeUnknown
            The connection went while the commit was on its way.
        """
        with self._session(self._writer, neo4j.WRITE_ACCESS) as session:
            return session.execute_write(lambda tx: work(Transaction(tx)))

    def query(self, cypher: str, parameters: Mapping[str, Any] | None = None) -> Rows:
        """Read with one statement."""
        return self.read(lambda tx: tx.run(cypher, parameters))

    def run_write(self, cypher: str, parameters: Mapping[str, Any] | None = None) -> Rows:
        """Write with one statement."""
        return self.write(lambda tx: tx.run(cypher, parameters))

    def apply_schema(self, extra: Sequence[str] = ()) -> None:
        """Create what is missing of the constraints and indexes; safe to repeat."""
        with self._session(self._writer, neo4j.WRITE_ACCESS) as session:
            for statement in (*statements(), *extra):
                session.run(statement).consume()

    def agent(self) -> str:
        """Return the name by which the server introduces itself."""
        with _translated(self.endpoint):
            return self._reader.get_server_info().agent

    @contextmanager
    def _session(self, driver: neo4j.Driver, mode: str) -> Iterator[neo4j.Session]:
        with (
            _translated(self.endpoint),
            driver.session(database=self.endpoint.database, default_access_mode=mode) as session,
        ):
            yield session

    def close(self) -> None:
        self._reader.close()
        if self._writer is not self._reader:
            self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _give_up_after(driver: neo4j.Driver, seconds: float) -> None:
    """Wait for no answer longer than this: a stalled line looks like a long statement.

    The driver has such a limit, but sets it only where the server asks for it in its greeting;
    ArcadeDB never does. There is no public way to set it.
    """
    pool = driver._pool
    opener = pool.opener

    def opened(*arguments: Any, **named: Any) -> Any:
        connection = opener(*arguments, **named)
        asked = connection.socket.get_read_timeout()
        connection.socket.set_read_timeout(min(seconds, asked or seconds))
        return connection

    pool.opener = opened


@contextmanager
def _translated(endpoint: Endpoint) -> Iterator[None]:
    """Turn every driver error into one of ours, once, here."""
    uri = endpoint.uri
    try:
        yield
    except GongjianError:
        raise
    except driver_errors.IncompleteCommit as error:
        raise OutcomeUnknown(
            Text("提交途中连接中断，结果未知", "the connection was lost during the commit"),
            where=uri,
            todo=Text("先查看批次再决定是否重做", "look the batch up before doing it again"),
        ) from error
    except driver_errors.AuthError as error:
        raise EngineError(
            Text("数据库拒绝了用户名或密码", "the server refused the user name or password"),
            where=uri,
            todo=Text("检查用户名和密码文件", "check the user name and the password file"),
        ) from error
    except (driver_errors.ServiceUnavailable, driver_errors.SessionExpired) as error:
        _look_at_the_disk(endpoint, error)
        if "encrypted connection" in str(error):
            raise EngineError(
                Text(
                    "加密连接失败：证书过期、不受信任，或对方不用 TLS",
                    "no encrypted connection: the certificate has expired or is not trusted, "
                    "or the server speaks no TLS",
                ),
                where=uri,
                todo=Text(
                    "自有证书机构：用 SSL_CERT_FILE 指明其证书；不加密的服务器用 bolt:// 或 neo4j://",
                    "name the certificate of your own authority in SSL_CERT_FILE; "
                    "a server without TLS is bolt:// or neo4j://",
                ),
            ) from error
        raise EngineError(
            Text(f"连不上数据库：{error}", f"the server does not answer: {error}"),
            where=uri,
            todo=Text("运行 gongjian engine status 查看", "see `gongjian engine status`"),
        ) from error
    except driver_errors.ConstraintError as error:
        raise Conflict(
            Text(f"违反唯一性约束：{error.message}", f"a uniqueness rule failed: {error.message}"),
            where=uri,
        ) from error
    except driver_errors.ClientError as error:
        if error.code in _REFUSED:
            what, todo = _REFUSED[error.code]
            raise EngineError(what, where=uri, todo=todo) from error
        if not str(error.code).startswith("Neo.ClientError.Statement."):
            _look_at_the_disk(endpoint, error)
        raise StatementRefused(
            Text(
                f"语句被数据库拒绝：{error.code} {error.message}",
                f"the server refused the statement: {error.code} {error.message}",
            ),
            where=uri,
        ) from error
    except (driver_errors.Neo4jError, driver_errors.DriverError) as error:
        _look_at_the_disk(endpoint, error)
        raise EngineError(
            Text(f"数据库出错：{error}", f"the server failed: {error}"), where=uri
        ) from error


def _look_at_the_disk(endpoint: Endpoint, error: Exception) -> None:
    """Say that the disk is full where it is: neither engine does, ArcadeDB says nothing at all."""
    if endpoint.folder is None:
        return
    try:
        check_space(endpoint.folder, _NO_SPACE_MB)
    except OSError:  # the folder itself is gone
        return
    except EngineError as full:
        raise full from error
