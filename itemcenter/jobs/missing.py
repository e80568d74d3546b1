"""Items that the newest catalog of their source no longer has: kept with a notice, retired, or forgotten.

Only a catalog that was read to its end says that an item is gone, and a file may be cut where nobody can tell: hence
the guard. Retiring is the gentle way: what people wrote stays, and an item that comes back costs nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from itemcenter.errors import ConfigError
from itemcenter.items import DUPLICATE_ID
from itemcenter.jobs.build import BuildPlan
from itemcenter.jobs.build_report import BuildReport
from itemcenter.ports import Store
from itemcenter.schema import ItemId, Presence, RejectedRow, WriteBatch
from itemcenter.tunnel import forget

KEEP, RETIRE, FORGET = MISSING_ACTIONS = ("keep", "retire", "forget")

#: Items settled together.
_PAGE = 500
#: Unreadable rows that are searched for the ids of missing items: more of them, and the file is not to be trusted.
_MOST_UNREADABLE = 1_000


@dataclass(frozen=True, slots=True)
class MissingPolicy:
    """action: what happens to missing items; most: share of a source's items that may go at once, without a word."""

    action: str = KEEP
    most: float = 0.2

    def __post_init__(self) -> None:
        if self.action not in MISSING_ACTIONS:
            near = difflib.get_close_matches(self.action, MISSING_ACTIONS, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            remedy = f"{hint}allowed: {', '.join(MISSING_ACTIONS)}"
            raise ConfigError(f"missing cannot be {self.action!r}", place="[catalog]", remedy=remedy)
        if not 0.0 <= self.most <= 1.0:
            raise ConfigError(
                f"max_missing must lie between 0 and 1, not {self.most}",
                place="[catalog]",
                remedy="0.2 lets a fifth of the items go at once",
            )


def settle_missing(
    store: Store,
    policy: MissingPolicy,
    plan: BuildPlan,
    report: BuildReport,
    unreadable: Iterable[RejectedRow],
    *,
    allow: bool = False,
) -> None:
    """After a whole reading: note, retire or forget what it lacked, and tell it in the report.

    unreadable: the rows that were refused; an item whose id stands in one of them is not missing
    allow: lift the guard against files that were cut
    """
    gone = _count(_gone(store, plan))
    if not gone:
        return
    texts = [row.raw for row in islice(_not_twins(unreadable), _MOST_UNREADABLE + 1)]
    if len(texts) > _MOST_UNREADABLE:
        report.notices.append(
            f"{gone:,} items of this source are not in the file, but more than {_MOST_UNREADABLE:,} of its rows could "
            "not be read: nothing is taken to be missing"
        )
        return
    share = gone / (gone + report.items)
    refused = policy.action != KEEP and share > policy.most and not allow
    action, text = KEEP if refused else policy.action, "\n".join(texts)
    ids = (item_id for item_id in _gone(store, plan) if not text or item_id not in text)
    while page := list(islice(ids, _PAGE)):
        report.missing += len(page)
        if action == FORGET:
            for item_id in page:
                batch = forget(store, item_id, source=plan.source, now_us=plan.time_us)
                report.changes += len(store.apply(WriteBatch(tombstones=batch.tombstones)))
        else:
            store.mark_missing(page, plan.run, plan.time_us, retire=action == RETIRE)
    if action == RETIRE:
        report.retired = report.missing
    if report.missing:
        report.notices.append(_told(report.missing, action, share if refused else None, policy))


def _told(missing: int, action: str, refused: float | None, policy: MissingPolicy) -> str:
    one = f"{missing:,} items of this source are not in the file"
    if refused is not None:
        return (
            f"{one}, {refused:.0%} of all: so many are not let go at once (max_missing = {policy.most:g}), for the "
            "file may have been cut; they are kept. Where it is whole: build again with --allow-retire"
        )
    if action == KEEP:
        return f'{one} and are kept; [catalog] missing = "retire" in itemcenter.toml hides such items until they return'
    return f"{one}: {'retired' if action == RETIRE else 'forgotten'}"


def _gone(store: Store, plan: BuildPlan) -> Iterator[ItemId]:
    found = store.unseen(plan.source, plan.run, plan.time_us)
    return (item_id for item_id, presence in found if presence is not Presence.RETIRED)


def _not_twins(rows: Iterable[RejectedRow]) -> Iterator[RejectedRow]:
    return (row for row in rows if row.reason != DUPLICATE_ID)


def _count(entries: Iterator[ItemId]) -> int:
    return sum(1 for _ in entries)
