"""Snapshots: the state of a store at one number of its change log, as Parquet tables that any program reads.

`rows` cells and items as columns and back, `tables` sorted tables in files, `shelf` the folder of snapshots, `take` a
new one, `as_of` the state at any number or time, `increment` what changed between two.
"""

from itemcenter.tunnel.snapshots.as_of import Moment, cells_as_of, moment_of_number, moment_of_time
from itemcenter.tunnel.snapshots.increment import increment, write_increment
from itemcenter.tunnel.snapshots.shelf import TABLES, Snapshot, SnapshotShelf
from itemcenter.tunnel.snapshots.take import take_snapshot

__all__ = [
    "TABLES",
    "Moment",
    "Snapshot",
    "SnapshotShelf",
    "cells_as_of",
    "increment",
    "moment_of_number",
    "moment_of_time",
    "take_snapshot",
    "write_increment",
]
