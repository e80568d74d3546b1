"""Leases and cursors over a store's tables.

Everything is done inside a writing transaction: writers take turns, so what is checked stays true until it is written.
"""

from __future__ import annotations

from itemcenter.backends.store_desk import Desk
from itemcenter.ports.coordination import check_cursor, check_span, lease_lost
from itemcenter.schema import Lease


def take(desk: Desk, name: str, holder: str, seconds: float) -> Lease | None:
    span_us, now_us = check_span(seconds), desk.now_us()
    found = desk.lease(name)
    token = 0
    if found is not None:
        former, token, expires_us = found
        if former is not None and expires_us > now_us:
            if former != holder:
                return None
            token -= 1  # its own, still: no change of holder
    return _set(desk, Lease(name, holder, token + 1, now_us + span_us))


def renew(desk: Desk, lease: Lease, seconds: float) -> Lease:
    """One that has run out can be renewed until somebody has taken it."""
    span_us = check_span(seconds)
    found = desk.lease(lease.name)
    if found is None or found[:2] != (lease.holder, lease.token):
        raise lease_lost(lease)
    return _set(desk, Lease(lease.name, lease.holder, lease.token, desk.now_us() + span_us))


def release(desk: Desk, lease: Lease) -> None:
    found = desk.lease(lease.name)
    if found is not None and found[:2] == (lease.holder, lease.token):
        desk.save_lease(lease.name, None, lease.token, 0)


def check(desk: Desk, lease: Lease | None) -> None:
    """Raises `LeaseLostError` unless it is held now."""
    if lease is not None:
        found = desk.lease(lease.name)
        if found is None or found[:2] != (lease.holder, lease.token) or found[2] <= desk.now_us():
            raise lease_lost(lease)


def move_cursor(desk: Desk, name: str, number: int, lease: Lease | None) -> None:
    check(desk, lease)
    check_cursor(name, number)
    desk.save_cursor(name, number)


def _set(desk: Desk, lease: Lease) -> Lease:
    desk.save_lease(lease.name, lease.holder, lease.token, lease.expires_us)
    return lease
