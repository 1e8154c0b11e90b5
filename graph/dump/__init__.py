"""A database as files: moved between engines, kept as a backup, checked by what it says.

columns.py    values of a node or edge as typed Parquet columns, and back
manifest.py   what a dump holds: counts, digests, schema version, checksum
write.py      database → folder
restore.py    folder → empty database
switch.py     folder → local database, in the place of another
"""

from graph.dump.manifest import Manifest, Part, read_manifest
from graph.dump.restore import restore
from graph.dump.switch import restore_folder
from graph.dump.write import HOLDER_KEY, dump

__all__ = [
    "HOLDER_KEY",
    "Manifest",
    "Part",
    "dump",
    "read_manifest",
    "restore",
    "restore_folder",
]
