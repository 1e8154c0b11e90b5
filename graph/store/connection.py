"""One connection to one database: read, write, apply the schema, close."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self, TypeVar

import neo4j

from graph.engines import Endpoint, Login
from graph.errors import OutcomeUnknown
from graph.schema import statements
from graph.store.rows import Rows, Transaction
from graph.store.translate import translated

T = TypeVar("T")

_CONNECT_SECONDS = 15.0
_ACQUIRE_SECONDS = 30.0
_READS = 3  # how often the connection may be lost at the end of one read


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
        with translated(self.endpoint):
            return self._reader.get_server_info().agent

    @contextmanager
    def _session(self, driver: neo4j.Driver, mode: str) -> Iterator[neo4j.Session]:
        with (
            translated(self.endpoint),
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
