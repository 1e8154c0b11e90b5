"""What answers on a port or stands behind a number, before a driver is let loose on it."""

from __future__ import annotations

import contextlib
import signal
import socket
import sys
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from graph.engines.address import RemoteAddress
from graph.errors import EngineError
from graph.text import Text

Answer = Literal["bolt", "other", "silent", "closed"]

# The Bolt handshake: a magic number, then the versions we would speak, best first.
_HANDSHAKE = bytes.fromhex("6060b017 00080805 00020404 00000003 00000000".replace(" ", ""))
_VERSIONS = range(3, 6)


def knock(host: str, port: int, timeout: float = 5.0) -> Answer:
    """Say hello in Bolt and look at what comes back.

    Parameters
    ----------
    host : str
        Name or address.
    port : int
        TCP port.
    timeout : float
        Seconds for the connection and for the answer, each.

    Returns
    -------
    {"bolt", "other", "silent", "closed"}
        "silent" took the connection but said nothing, "closed" did not take it.
    """
    try:
        with socket.create_connection((host, port), timeout) as link:
            link.sendall(_HANDSHAKE)
            answer = link.recv(4)
    except TimeoutError:
        return "silent"
    except ConnectionResetError:
        return "other"
    except OSError:
        return "closed"
    spoken = len(answer) == 4 and answer[:1] == b"\0" and answer[3] in _VERSIONS
    return "bolt" if spoken else "other"


_PF_EXITING = 0x4  # of the kernel: the process is being taken apart


def is_ending(pid: int) -> bool:
    """Tell whether a process is gone, dead, or killed and not yet gone.

    The kernel lets go of a killed process bit by bit: its command line is empty while its files
    are still locked, and its children hear of it last. Only Linux is asked; it alone tells.
    """
    if sys.platform != "linux":
        return False
    with contextlib.suppress(OSError, ValueError, IndexError):
        place = Path(f"/proc/{pid}")
        state, *numbers = (place / "stat").read_bytes().rpartition(b")")[2].split()
        if state in (b"Z", b"X") or int(numbers[5]) & _PF_EXITING:
            return True
        for line in (place / "status").read_bytes().splitlines():
            word, _, value = line.partition(b":")
            if word in (b"SigPnd", b"ShdPnd") and int(value, 16) >> (signal.SIGKILL - 1) & 1:
                return True
        return False
    return True


def free_to_bind(port: int) -> bool:
    """Tell whether a server could listen on this loopback port."""
    with socket.socket() as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            link.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def check_remote(address: RemoteAddress, timeout: float = 5.0) -> None:
    """Refuse an address where no Bolt server answers, and say what is there instead.

    Encrypted addresses are left to the driver, which has to do the TLS handshake first.

    Parameters
    ----------
    address : RemoteAddress
        The server meant.
    timeout : float
        Seconds to wait.

    Raises
    ------
    EngineError
        Nothing answers, or something that is not Bolt.
    """
    parts = urlsplit(address.uri)
    if "+" in parts.scheme:
        return
    found = knock(parts.hostname or "", parts.port or 7687, timeout)
    if found == "bolt":
        return
    if found == "closed":
        what = Text("连不上数据库服务器", "the database server cannot be reached")
        todo = Text(
            "请检查地址和端口，以及服务器是否在运行", "check host, port and that it is running"
        )
    else:
        what = Text(
            "该端口上不是 Bolt 服务（可能是 HTTP 端口，或只接受加密连接）",
            "what answers on this port is not Bolt (an HTTP port, or TLS only)",
        )
        todo = Text(
            "Neo4j 的 Bolt 端口一般是 7687；要加密请用 bolt+s://",
            "Neo4j's Bolt port is usually 7687; use bolt+s:// for TLS",
        )
    raise EngineError(what, where=f"{parts.scheme}://{parts.netloc}", todo=todo)
