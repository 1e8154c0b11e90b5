"""A server of one's own: trusted or not, of our age or not, and what the doctor says of it."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest

from api.doctor import Check, checks
from api.doctor.remote import check_version
from graph.engines import attach, locate
from graph.errors import EngineError
from graph.ledger.version import upgrade
from graph.store import Store
from tests.tls_support import Authority, TlsDoor, authority


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("authority"))


def environment(store: Store, **changes: str) -> dict[str, str]:
    end = store.endpoint
    return {
        "GONGJIAN_USER": end.writer.user,
        "GONGJIAN_PASSWORD": end.writer.password,
        "GONGJIAN_READER_USER": end.reader.user,
        "GONGJIAN_READER_PASSWORD": end.reader.password,
        "GONGJIAN_DATABASE": end.database or "",
        **changes,
    }


def refusal(address: str, env: dict[str, str], most: float = 8.0) -> EngineError:
    """Try to reach a server and return why not; it has to be told quickly."""
    began = time.monotonic()
    with pytest.raises(EngineError) as refused, attach(locate(address, env)):
        pass
    assert time.monotonic() - began < most
    assert refused.value.todo is not None
    assert refused.value.where == address
    return refused.value


# --- TLS


def test_an_authority_of_ones_own_is_named_in_a_variable(
    store: Store, ours: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = environment(store)
    # ArcadeDB sends those who ask for a route to its own address, past this door.
    schemes = ("bolt+s",) if "ArcadeDB" in store.agent() else ("bolt+s", "neo4j+s")
    with TlsDoor(store.endpoint.uri, ours.certificate("server")) as door:
        for scheme in schemes:
            address = f"{scheme}://127.0.0.1:{door.port}"
            monkeypatch.delenv("SSL_CERT_FILE", raising=False)
            assert "unable to get local issuer" in str(refusal(address, env))
            monkeypatch.setenv("SSL_CERT_FILE", str(ours.file))
            with attach(locate(address, env)) as endpoint, Store(endpoint) as safe:
                assert safe.query("MATCH (n) RETURN labels(n)[0]").rows == [("Ledger",)]
                assert safe.run_write("MATCH (l:Ledger) SET l.beat = l.beat RETURN 1").one()


def test_a_certificate_that_has_expired_or_is_for_somebody_else(
    store: Store, ours: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(ours.file))
    env = environment(store)
    expired = ours.certificate("expired", ends=timedelta(days=-1))
    with TlsDoor(store.endpoint.uri, expired) as door:
        error = refusal(f"neo4j+s://127.0.0.1:{door.port}", env)
        assert "certificate has expired" in str(error)
        assert "SSL_CERT_FILE" in str(error.todo)
        # For a trial, any certificate will do.
        with (
            attach(locate(f"bolt+ssc://127.0.0.1:{door.port}", env)) as endpoint,
            Store(endpoint) as trial,
        ):
            assert trial.query("RETURN 1").rows == [(1,)]
    with TlsDoor(store.endpoint.uri, ours.certificate("other", host="10.1.2.3")) as door:
        assert "mismatch" in str(refusal(f"neo4j+s://127.0.0.1:{door.port}", env))


def test_tls_where_there_is_none_and_none_where_there_is(store: Store, ours: Authority) -> None:
    env = environment(store)
    plain = store.endpoint.uri.replace("bolt://", "bolt+s://")
    assert "no TLS" in str(refusal(plain, env))
    with TlsDoor(store.endpoint.uri, ours.certificate("server")) as door:
        assert "not Bolt" in str(refusal(f"bolt://127.0.0.1:{door.port}", env))
    assert store.query("RETURN 1").rows == [(1,)]


# --- other servers


@contextmanager
def answering(*answers: bytes) -> Iterator[str]:
    """A server that gives these answers on every connection, whatever it is asked."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    link, _ = door.accept()
                    with link, suppress(OSError):
                        for answer in answers:
                            link.recv(4096)
                            link.sendall(answer)
                        while link.recv(4096):
                            pass

        threading.Thread(target=serve, daemon=True).start()
        yield f"bolt://127.0.0.1:{door.getsockname()[1]}"
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)


def success(**fields: str) -> bytes:
    """Return a SUCCESS message of Bolt as it goes over the line."""
    body = b"\xb1\x70" + bytes([0xA0 + len(fields)])
    for name, value in fields.items():
        body += bytes([0x80 + len(name)]) + name.encode()
        body += b"\xd0" + bytes([len(value)]) + value.encode()
    return struct.pack(">H", len(body)) + body + b"\0\0"


# What servers of version 4 say, by the specification of Bolt; none of them is run here.
V4_4 = (b"\0\0\4\4", success(server="Neo4j/4.4.38", connection_id="bolt-1"))


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (V4_4, "too old: Neo4j/4.4.38"),
        ((b"\0\0\3\4",), "too old: Bolt 4.3"),
        ((b"\0\0\0\0",), "too old: Bolt 0.0"),
    ],
)
def test_a_server_of_version_4_is_refused_by_name(answers: tuple[bytes, ...], said: str) -> None:
    with answering(*answers) as address:
        error = refusal(address, {"GONGJIAN_PASSWORD": "x"})
    assert said in str(error)
    assert "5.26" in str(error.todo)


@pytest.mark.parametrize("scheme", ["bolt", "bolt+s"])
def test_a_server_that_takes_the_call_and_says_nothing(scheme: str) -> None:
    with answering() as address:
        error = refusal(address.replace("bolt", scheme), {"GONGJIAN_PASSWORD": "x"})
    assert "not Bolt" in str(error) or "TLS handshake" in str(error)


# --- the doctor


def lines(address: str, env: dict[str, str]) -> dict[str, Check]:
    found = checks(address, env)
    return {check.name.en: check for check in found[found.index(_last_of_the_machine(found)) + 1 :]}


def _last_of_the_machine(found: list[Check]) -> Check:
    return next(check for check in found if check.name.en == "loopback ports")


def test_the_doctor_finds_nothing_wrong_with_a_prepared_server(store: Store) -> None:
    before = store.query("MATCH (n) RETURN labels(n), properties(n)").rows
    found = lines(store.endpoint.uri, environment(store))
    assert {name: check.state for name, check in found.items()} == {
        "address": "ok",
        "version": "ok",
        "account and database": "ok",
        "writing": "ok",
        "reading only": "ok",
        "schema": "ok",
    }
    assert store.query("MATCH (n) RETURN labels(n), properties(n)").rows == before


def test_the_doctor_names_what_is_missing(store: Store) -> None:
    uri = store.endpoint.uri
    wrong = lines(uri, environment(store, GONGJIAN_DATABASE="nowhere"))
    assert wrong["account and database"].state == "bad"
    assert "schema" not in wrong
    one = lines(uri, environment(store, GONGJIAN_READER_USER="", GONGJIAN_READER_PASSWORD=""))
    # ArcadeDB does not look at the mode of a session: it needs an account for readers.
    reader = store.endpoint.reader
    assert one["reading only"].state == ("warn" if reader != store.endpoint.writer else "ok")
    if reader != store.endpoint.writer:
        login = {"GONGJIAN_USER": reader.user, "GONGJIAN_PASSWORD": reader.password}
        assert lines(uri, environment(store, **login))["writing"].state == "bad"
    store.run_write("MATCH (l:Ledger) SET l.schema_version = 0")
    assert "upgrade" in str(lines(uri, environment(store))["schema"].todo)
    store.run_write("MATCH (l:Ledger) SET l.schema_version = 99")
    assert lines(uri, environment(store))["schema"].state == "bad"
    store.run_write("MATCH (l:Ledger) DELETE l CREATE (:City {id: 'of somebody else'})")
    assert "other data" in lines(uri, environment(store))["schema"].value.en
    store.run_write("MATCH (c:City) DELETE c")
    assert "empty" in lines(uri, environment(store))["schema"].value.en


def test_a_constraint_that_somebody_dropped_is_named_and_comes_back(store: Store) -> None:
    if "ArcadeDB" in store.agent():
        # It has no way in Cypher to list or drop them: the stamp alone is looked at there.
        store.run_write("MATCH (l:Ledger) SET l.ddl = 'of an older program'")
        assert lines(store.endpoint.uri, environment(store))["schema"].state == "warn"
        upgrade(store, lambda: "no backup is asked for")
        assert lines(store.endpoint.uri, environment(store))["schema"].state == "ok"
        return
    store.run_write("DROP CONSTRAINT city_id")
    found = lines(store.endpoint.uri, environment(store))["schema"]
    assert (found.state, "city_id" in found.value.en) == ("warn", True)
    upgrade(store, lambda: "no backup is asked for")
    assert lines(store.endpoint.uri, environment(store))["schema"].state == "ok"


@pytest.mark.parametrize(
    ("agent", "state"),
    [
        ("Neo4j/5.26.30", "ok"),
        ("Neo4j/2025.10.1", "ok"),
        ("ArcadeDB/26.10.2", "ok"),
        ("Neo4j/5.20.0", "warn"),
        ("Memgraph/2.0", "warn"),
    ],
)
def test_versions(agent: str, state: str) -> None:
    assert check_version(agent).state == state
