"""Which node, which fact, which row: identities as hashes over length-delimited tuples.

Each part is preceded by its length in bytes, so ``("ab", "c")`` and ``("a", "bc")`` differ, and
the order of the parts matters, so a fact from A to B is not the fact from B to A.
"""

from __future__ import annotations

import hashlib
from datetime import date

DIGEST_BYTES = 12  # 96 bits: the chance of one collision among 10^9 rows is below 10^-11


def digest(*parts: str) -> str:
    """Return the identity of a tuple of strings.

    Parameters
    ----------
    *parts : str
        The tuple; order and boundaries count.

    Returns
    -------
    str
        24 hexadecimal digits.
    """
    hasher = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for part in parts:
        data = part.encode()
        hasher.update(b"%d:" % len(data))
        hasher.update(data)
    return hasher.hexdigest()


def node_id(label: str, authority: str, key: str) -> str:
    """Return the id of a node: its first authority's key for it, which never changes.

    Parameters
    ----------
    label : str
        Label of the node.
    authority : str
        Who gave the key, for example ``统计用区划代码``.
    key : str
        The key there.
    """
    return digest(label, authority, key)


def slot(type_: str, start: str, end: str, role: tuple[str, ...]) -> str:
    """Return the place that spells of one fact share: type, ends and role, without time."""
    return digest(type_, start, end, *role)


def fact_key(slot_: str, first_start: date | None) -> str:
    """Return the key of one spell in a slot.

    Parameters
    ----------
    slot_ : str
        From :func:`slot`.
    first_start : date or None
        The earliest start as first recorded; None where the role alone tells spells apart
        (an agreement number).
    """
    return digest(slot_, "" if first_start is None else first_start.isoformat())


def row_id(key: str, known_from: int) -> str:
    """Return the id of one row of a fact: what was recorded under this key by this tick."""
    return digest(key, str(known_from))
