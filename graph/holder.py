"""Natural persons: an identity under a key, and no name; its first character if switched on.

The key stays with the data. Whoever has the graph but not the key can neither read a name nor
find out whether a name that they know is in it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

from graph.errors import Misuse
from graph.identity import DIGEST_BYTES
from graph.text import Text

KEY_FILE = "GONGJIAN_HOLDER_KEY_FILE"
MASK = "＊"
HIDDEN = "［姓名已略去］"  # in evidence, in the place of a name
_BYTES = 32


def masked(name: str) -> str:
    """Return what is shown of a person's name where that is switched on: its first character."""
    return name[:1] + MASK


def nameless(id_: str) -> str:
    """Return what a person is called where not even the first character is shown."""
    return f"自然人 {id_[:6]}"


def pseudonym(key: bytes, *parts: str) -> str:
    """Return the identity of a person: HMAC-SHA-256 over length-delimited parts.

    Parameters
    ----------
    key : bytes
        From :func:`holder_key`.
    *parts : str
        What tells the person apart; order and boundaries count.

    Returns
    -------
    str
        24 hexadecimal digits.
    """
    data = b"".join(b"%d:" % len(p.encode()) + p.encode() for p in parts)
    return hmac.new(key, data, hashlib.sha256).hexdigest()[: 2 * DIGEST_BYTES]


def holder_key(folder: Path | None, env: Mapping[str, str], *, known: bool) -> bytes:
    """Return the key of a database, made on first use.

    Parameters
    ----------
    folder : Path or None
        Folder of a local database; None for a server elsewhere.
    env : mapping
        Usually ``os.environ``; ``GONGJIAN_HOLDER_KEY_FILE`` names another file.
    known : bool
        The database holds persons already, so that their key must exist: a new one would make
        every person a second one.

    Raises
    ------
    Misuse
        There is no key where one must be, it is readable by others, or is too short.
    """
    named = env.get(KEY_FILE)
    if not named and folder is None:
        raise Misuse(
            Text("登记自然人需要化名密钥文件", "persons among the holders need a key file"),
            todo=Text(
                f"用环境变量 {KEY_FILE} 指明本机上权限为 0600 的文件（至少 32 个随机字节）",
                f"name a file of mode 0600 with 32 random bytes by {KEY_FILE}",
            ),
        )
    file = Path(named) if named else Path(str(folder)) / "secrets" / "holder.key"
    if not file.exists():
        if named or known:
            raise Misuse(
                Text("化名密钥文件不存在", "the key file of the holders is missing"),
                where=str(file),
                todo=Text("放回原来的密钥文件", "put the file back where it was"),
            )
        _make(file)
    if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise Misuse(
            Text("化名密钥文件可被他人读取", "others may read the key file of the holders"),
            where=str(file),
            todo=Text("执行 chmod 600", "run chmod 600 on it"),
        )
    key = file.read_bytes()
    if len(key) < _BYTES:
        raise Misuse(
            Text(f"化名密钥不足 {_BYTES} 字节", f"the key is shorter than {_BYTES} bytes"),
            where=str(file),
            todo=Text("放回原来的密钥文件", "put the right file there"),
        )
    return key


def _make(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Complete before it has its name: a half-written key would be taken for the key.
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(secrets.token_bytes(_BYTES))
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(fresh, file)  # fails where another process was first: then its key stands
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
