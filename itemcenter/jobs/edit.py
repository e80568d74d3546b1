"""A person's word on a cell: read against the ontology, stamped by the tunnel, applied to the store."""

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


def set_value(
    store: Store,
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
    if store.item(item_id) is None:
        raise no_item(store, item_id)
    key = _key(release, key_name)
    parts = [part.strip() for part in text.split(" | ") if part.strip()]
    if len(parts) > 1 and not key.multiple:
        raise InputError(f"{key.name!r} takes one value, not {len(parts)}", remedy="choose one of them")
    values: dict[str, TypedValue] = {}
    for part in parts:
        value = value_from_input(part, key, release)
        values.setdefault(value.identity, value)
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
    return store.apply(batch)


def unlock(
    store: Store,
    release: OntologyRelease,
    policy: SourcePolicy,
    source: SourceId,
    item_id: ItemId,
    key_name: str,
    *,
    author: str,
    now_us: int,
) -> list[Change]:
    if store.item(item_id) is None:
        raise no_item(store, item_id)
    key = _key(release, key_name)
    return store.apply(unlock_batch(store, item_id, key.id, policy=policy, source=source, now_us=now_us, author=author))


def forget(store: Store, source: SourceId, item_id: ItemId, *, author: str, now_us: int) -> list[Change]:
    if store.item(item_id) is None:
        raise no_item(store, item_id)
    return store.apply(forget_batch(store, item_id, source=source, now_us=now_us, author=author))


def _key(release: OntologyRelease, name: str) -> AttributeKey:
    key = find_key(release, name)
    if key is None:
        raise no_key(release, name)
    return key
