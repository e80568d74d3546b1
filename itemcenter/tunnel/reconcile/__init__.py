"""Reconciling: a store held against itself, its snapshots and another store; what drifted, and what mends it.

`drift` what is found, `itself` one store and its logs, `snapshots` what was taken of it, `stores` two stores.
"""

from itemcenter.tunnel.reconcile.drift import Drift
from itemcenter.tunnel.reconcile.itself import check_cells, check_log, check_replay, check_totals
from itemcenter.tunnel.reconcile.snapshots import check_snapshot
from itemcenter.tunnel.reconcile.stores import compare_items, compare_stores, ship

__all__ = [
    "Drift",
    "check_cells",
    "check_log",
    "check_replay",
    "check_snapshot",
    "check_totals",
    "compare_items",
    "compare_stores",
    "ship",
]
