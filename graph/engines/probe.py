"""What answers on a port or stands behind a number, before a driver is let loose on it."""

from __future__ import annotations

import contextlib
import signal
import socket
import ssl
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Answer = Literal["bolt", "other", "silent", "closed", "untrusted", "no TLS"]

# The Bolt handshake: a magic number, then the versions we would speak, best first:
# 5.8 to 5.0, 4.4 to 4.2, 3.
_HANDSHAKE = bytes.fromhex("6060b017 00080805 00020404 00000003 00000000".replace(" ", ""))
_VERSIONS = range(3, 6)


@dataclass(frozen=True, slots=True)
class Found:
    """What a knock on a port brought.

    Parameters
    ----------
    answer : str
        "silent" took the connection but said nothing, "closed" did not take it; "untrusted" has
        a certificate that is not taken, "no TLS" does not speak it.
    bolt : tuple of (int, int) or None
        Version of the protocol that the server chose; (0, 0) where it speaks Bolt but none of
        the versions that we do.
    why : str
        What the TLS library says.
    """

    answer: Answer
    bolt: tuple[int, int] | None = None
    why: str = ""


def knock(
    host: str, port: int, timeout: float = 5.0, *, trust: ssl.SSLContext | None = None
) -> Found:
    """Say hello in Bolt and look at what comes back.

    Parameters
    ----------
    host : str
        Name or address.
    port : int
        TCP port.
    timeout : float
        Seconds for the connection and for each answer.
    trust : ssl.SSLContext, optional
        Speak TLS first, as this says.

    Returns
    -------
    Found
    """
    try:
        with socket.create_connection((host, port), timeout) as link:
            if trust is None:
                return _greet(link)
            with trust.wrap_socket(link, server_hostname=host) as safe:
                return _greet(safe)
    except ssl.SSLCertVerificationError as error:
        return Found("untrusted", why=error.verify_message)
    except ssl.SSLError as error:
        return Found("no TLS", why=error.reason or str(error))
    except TimeoutError:
        return Found("silent")
    except ConnectionResetError:
        return Found("other" if trust is None else "no TLS")
    except OSError:
        return Found("closed")


def _greet(link: socket.socket) -> Found:
    link.sendall(_HANDSHAKE)
    answer = link.recv(4)
    if answer == b"\0\0\0\0":
        return Found("bolt", (0, 0))
    if len(answer) == 4 and answer[:1] == b"\0" and answer[3] in _VERSIONS:
        return Found("bolt", (answer[3], answer[2]))
    return Found("other")


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
