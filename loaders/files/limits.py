"""How large a file may be. Beyond it the answer is a refusal, not a slow machine."""

from __future__ import annotations

MEMORY = 512 * 2**20  # bytes of the reading process
SECONDS = 10.0  # of work, for a file of up to SMALL bytes
SECONDS_PER_MB = 5.0  # for each further megabyte
WAITING = 4  # times as long on the clock, where other work runs beside
SMALL = 2 * 2**20

TEXT_BYTES = 512 * 2**20
LINE_CHARACTERS = 2**20  # an unclosed quote swallows lines; a row is never that long
COLUMNS = 2_000

PARTS = 5_000  # files inside a workbook
PART_BYTES = 400 * 2**20  # unpacked, all of them together
RATIO, RATIO_FROM = 200, 4 * 2**20  # unpacked : packed, for parts that unpack to more
SHEETS = 1_000
AREA = 6_000_000  # cells of the rectangle that a sheet spans
MERGES = 200_000
CELL_CHARACTERS = 32_767  # what Excel itself allows


def seconds(size: int) -> float:
    """Return how long a process may work on a file.

    Parameters
    ----------
    size : int
        Bytes of the file.

    Returns
    -------
    float
        Seconds of work.
    """
    return SECONDS + SECONDS_PER_MB * max(0, size - SMALL) / 2**20
