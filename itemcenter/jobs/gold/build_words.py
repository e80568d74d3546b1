"""What a build says of gold cells: of a center as it stands, or as it stood at the end of an earlier run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from itemcenter.errors import ConfigError
from itemcenter.evaluate.gold import Place
from itemcenter.jobs.diff import run_end
from itemcenter.ports import Store
from itemcenter.schema import ItemId, SourceId, TypedValue

#: Whose word is scored: what the center shows, the machine's, or what merchants state in their cells.
SHOWN, MACHINE_SAYS, MERCHANT_SAYS = VOICES = ("shown", "machine", "merchant")
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Voice:
    """machine, human: the sources that are no merchant's; run: at whose end, None for now (then only `SHOWN`)."""

    name: str
    machine: SourceId
    human: SourceId
    run: int | None = None

    def __post_init__(self) -> None:
        if self.name not in VOICES:
            raise ConfigError(f"{self.name!r} is nobody's word", remedy=f"allowed: {', '.join(VOICES)}")
        if self.run is not None and self.name != SHOWN:
            remedy = "compare two centers instead (--with), or score what was shown"
            raise ConfigError(
                f"an earlier run is known by what it showed, not by the {self.name}'s word", remedy=remedy
            )


def values_of(store: Store, places: Collection[Place], voice: Voice) -> dict[Place, tuple[TypedValue, ...]]:
    """The values of every place, () where there are none. Raises `NotFoundError` for an unknown run."""
    if voice.name == SHOWN:
        return _shown(store, places, voice.run)
    by_item: dict[ItemId, set[Place]] = {}
    for place in places:
        by_item.setdefault(place[0], set()).add(place)
    found: dict[Place, list[TypedValue]] = {place: [] for place in places}
    items = sorted(by_item)
    for first in range(0, len(items), _AT_ONCE):
        for item_id, words in store.words(items[first : first + _AT_ONCE]).items():
            for word in words:
                place = item_id, word.key_id
                mine = word.source == voice.machine
                if place in by_item[item_id] and word.source != voice.human and mine is (voice.name == MACHINE_SAYS):
                    held = {value.identity for value in found[place]}
                    found[place] += [fact.value for fact in word.facts if fact.value.identity not in held]
    return {place: tuple(values) for place, values in found.items()}


def _shown(store: Store, places: Collection[Place], run: int | None) -> dict[Place, tuple[TypedValue, ...]]:
    found = {}
    for place in places:
        cell = store.cell(*place)
        found[place] = tuple(fact.value for fact in cell.facts) if cell is not None else ()
    if run is not None:
        changes = store.net_changes(run_end(store, run), store.counts().changes)
        for change in changes:
            place = change.item_id, change.key_id
            if place in found:
                found[place] = tuple(fact.value for fact in change.before.facts) if change.before is not None else ()
    return found
