"""A server that somebody else runs: is it there, can it be trusted, is it recent enough."""

from __future__ import annotations

import re
import ssl
from urllib.parse import urlsplit

from graph.engines.address import RemoteAddress
from graph.engines.probe import Found, knock
from graph.errors import EngineError
from graph.text import Text

OLDEST = (5, 26)  # what every question is tried on
_FIRST = (5, 0)  # of Bolt; ArcadeDB speaks 4.4
_PORT = 7687

_NOT_BOLT = Text(
    "该端口上不是 Bolt 服务（可能是 HTTP 端口，或只接受加密连接）",
    "what answers on this port is not Bolt (an HTTP port, or TLS only)",
)
_BOLT_PORT = Text(
    "Neo4j 的 Bolt 端口一般是 7687；要加密请用 bolt+s://",
    "Neo4j's Bolt port is usually 7687; use bolt+s:// for TLS",
)
_UPGRADE = Text("请使用 Neo4j 5.26 或更新", "use Neo4j 5.26 or later")


def check_remote(address: RemoteAddress, timeout: float = 5.0) -> None:
    """Refuse an address where no Bolt server of our age answers, and say what is there instead.

    Parameters
    ----------
    address : RemoteAddress
        The server meant.
    timeout : float
        Seconds to wait for each answer.

    Raises
    ------
    EngineError
        Nothing answers, or something that is not Bolt; a certificate that is not taken; a Neo4j
        before version 5.
    """
    parts = urlsplit(address.uri)
    trust = _trust(parts.scheme.partition("+")[2])
    found = knock(parts.hostname or "", parts.port or _PORT, timeout, trust=trust)
    if found.answer != "bolt":
        what, todo = _refusal(found, encrypted=trust is not None)
        raise EngineError(what, where=address.uri, todo=todo)
    if found.bolt and found.bolt < _FIRST:
        _check_agent(address, found.bolt)


def _trust(how: str) -> ssl.SSLContext | None:
    """Return what the driver will check: `+s` by the system or SSL_CERT_FILE, `+ssc` nothing."""
    if not how:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # not stricter than the driver's own
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_default_certs()
    if how == "ssc":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _refusal(found: Found, *, encrypted: bool) -> tuple[Text, Text]:
    match found.answer:
        case "closed":
            return (
                Text("连不上数据库服务器", "the database server cannot be reached"),
                Text(
                    "请检查地址和端口，以及服务器是否在运行",
                    "check host, port and that it is running",
                ),
            )
        case "silent" if encrypted:
            return (
                Text("服务器没有应答加密握手", "the server does not answer the TLS handshake"),
                _BOLT_PORT,
            )
        case "untrusted":
            return (
                Text(f"服务器的证书不可信：{found.why}", f"its certificate: {found.why}"),
                Text(
                    "过期的请服务器管理员更换；自有证书机构用 SSL_CERT_FILE 指明其证书（PEM）；"
                    "主机名须与证书一致",
                    "an expired one is for its administrator to renew; name the certificate (PEM) "
                    "of your own authority in SSL_CERT_FILE; the host name must be the "
                    "certificate's",
                ),
            )
        case "no TLS":
            return (
                Text(
                    f"加密连接失败，对方不用 TLS（{found.why}）",
                    f"no encrypted connection: what answers speaks no TLS ({found.why})",
                ),
                Text(
                    "不加密的服务器用 bolt:// 或 neo4j://；自有证书机构用 SSL_CERT_FILE 指明其证书",
                    "a server without TLS is bolt:// or neo4j://; name the certificate of your own "
                    "authority in SSL_CERT_FILE",
                ),
            )
    return _NOT_BOLT, _BOLT_PORT


def _check_agent(address: RemoteAddress, bolt: tuple[int, int]) -> None:
    """Let ArcadeDB pass, which speaks an old Bolt, and no Neo4j before version 5."""
    agent = f"Bolt {bolt[0]}.{bolt[1]}"
    if bolt == (4, 4):
        agent = _agent(address)
        if not re.match(r"Neo4j/[0-4]\.", agent):
            return
    raise EngineError(
        Text(f"服务器太旧：{agent}", f"the server is too old: {agent}"),
        where=address.uri,
        todo=_UPGRADE,
    )


def _agent(address: RemoteAddress) -> str:
    """Return how the server names itself; empty where it does not let us in."""
    from neo4j import GraphDatabase
    from neo4j.exceptions import DriverError, Neo4jError

    login = address.reader
    auth = (login.user, login.password)
    with GraphDatabase.driver(address.uri, auth=auth, connection_timeout=5.0) as driver:
        try:
            return driver.get_server_info().agent
        except (DriverError, Neo4jError):
            return ""
