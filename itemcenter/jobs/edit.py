"""A person's word on a cell: read against the ontology, stamped by the tunnel, applied to the store.

Each edit is a turn at the item's partition (`tunnel.turns`), like any other write on it: what it looks at stands still.
"""

from __future__ import annotations

from itemcenter.errors import InputError
from itemcenter.jobs.inspect import find_key, no_item, no_key
from itemcenter.library import value_from_input
from itemcenter.ports import Store
from itemcenter.schema import AttributeKey, Change, ItemId, OntologyRelease, SourceId, TypedValue
from itemcenter.tunnel import SourcePolicy
from itemcenter.tunnel import forget as forget_batch
from itemcenter.tunnel import set_value as set_batch
from itemcenter.tunnel import unlock as unlock_batch
from itemcenter.tunnel.turns import Turns


def set_value(
    turns: Turns,
    release: OntologyRelease,
    policy: SourcePolicy,
    source: SourceId,
    item_id: ItemId,
    key_name: str,
    text: str,
    *,
    locked: bool,
    author: str,
    now_us: int,
) -> list[Change]:
    """`text` is one value, or several joined by " | " for a key that takes several; "" says "not stated".

    A cell that was locked stays locked until it is unlocked.
    """
    store = _store_of(turns, item_id)
    key = _key(release, key_name)
    parts = [part.strip() for part in text.split(" | ") if part.strip()]
    if len(parts) > 1 and not key.multiple:
        raise InputError(f"{key.name!r} takes one value, not {len(parts)}", remedy="choose one of them")
    values: dict[str, TypedValue] = {}
    for part in parts:
        value = value_from_input(part, key, release)
        values.setdefault(value.identity, value)
    with turns.turn(turns.partition(item_id)) as lease:
        shown = store.cell(item_id, key.id)
        batch = set_batch(
            store,
            item_id,
            key.id,
            tuple(values.values()),
            policy=policy,
            source=source,
            release_id=release.id,
            now_us=now_us,
            author=author,
            locked=locked or (shown is not None and shown.version.locked),
        )
        return store.apply(batch, lease=lease)


def unlock(
    turns: Turns,
    release: OntologyRelease,
    policy: SourcePolicy,
    source: SourceId,
    item_id: ItemId,
    key_name: str,
    *,
    author: str,
    now_us: int,
) -> list[Change]:
    store, key = _store_of(turns, item_id), _key(release, key_name)
    with turns.turn(turns.partition(item_id)) as lease:
        batch = unlock_batch(store, item_id, key.id, policy=policy, source=source, now_us=now_us, author=author)
        return store.apply(batch, lease=lease)


def forget(turns: Turns, source: SourceId, item_id: ItemId, *, author: str, now_us: int) -> list[Change]:
    store = _store_of(turns, item_id)
    with turns.turn(turns.partition(item_id)) as lease:
        batch = forget_batch(store, item_id, source=source, now_us=now_us, author=author)
        return store.apply(batch, lease=lease)


def _store_of(turns: Turns, item_id: ItemId) -> Store:
    if turns.store.item(item_id) is None:
        raise no_item(turns.store, item_id)
    return turns.store


def _key(release: OntologyRelease, name: str) -> AttributeKey:
    key = find_key(release, name)
    if key is None:
        raise no_key(release, name)
    return key
