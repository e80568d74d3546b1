"""Deciding what a source says of its items, as cheaply as it can be proved to come out the same.

renewed  only cells differ from the document that is held: its machine facts stand (`ports.Pruner`)
twin     an item with the same texts was decided lately
decided  the recogniser was asked
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from itemcenter.ports import Pruner, Recognition, Recognizer, Renewal
from itemcenter.schema import AttributeWrite, CellState, Fact, Item, ItemId, ItemRecord, KeyId, Producer, SourceId
from itemcenter.tunnel.fingerprint import fingerprint_of
from itemcenter.tunnel.standing import Document

#: Recognitions that are kept for twins, a source: a few kilobytes each.
_TWINS = 2_000
RENEWED, TWIN, DECIDED = "renewed", "twin", "decided"


@dataclass(frozen=True, slots=True)
class Open:
    """A document to be decided, the record that is held, and the item's words in the store (`Store.words`)."""

    document: Document
    held: ItemRecord | None
    words: Sequence[AttributeWrite] = ()


@dataclass(slots=True)
class Decider:
    """Decides for one source. pruner: None decides everything anew"""

    source: SourceId
    machine_source: SourceId
    recognizer: Recognizer
    pruner: Pruner | None = None
    _twins: OrderedDict[str, Recognition] = field(default_factory=OrderedDict)

    def fingerprint(self, item: Item) -> str:
        return fingerprint_of(item, self.recognizer.release_id, self.recognizer.model_id, self.source)

    def decide(self, entries: Sequence[Open]) -> list[tuple[Recognition, str]]:
        """The recognition of each entry, and how it was found."""
        out: list[tuple[Recognition, str] | None] = self._renewed(entries)
        asked: dict[str, list[int]] = {}
        for place, entry in enumerate(entries):
            if out[place] is None:
                key = self.pruner.twin_key(entry.document.item) if self.pruner is not None else ""
                known = self._twins.get(key) if key else None
                if known is not None:
                    self._twins.move_to_end(key)
                    out[place] = copied(known, entry.document.item_id), TWIN
                else:
                    asked.setdefault(key or f"item {place}", []).append(place)
        firsts = [places[0] for places in asked.values()]
        found = self.recognizer.recognize([entries[place].document.item for place in firsts]) if firsts else []
        for (key, (first, *others)), recognition in zip(asked.items(), found, strict=True):
            out[first] = recognition, DECIDED
            for place in others:
                out[place] = copied(recognition, entries[place].document.item_id), TWIN
            if not key.startswith("item ") and not recognition.unfinished:
                self._keep(key, recognition)
        return [entry for entry in out if entry is not None]

    def _keep(self, key: str, recognition: Recognition) -> None:
        self._twins[key] = recognition
        if len(self._twins) > _TWINS:
            self._twins.popitem(last=False)

    def _renewed(self, entries: Sequence[Open]) -> list[tuple[Recognition, str] | None]:
        out: list[tuple[Recognition, str] | None] = [None] * len(entries)
        if self.pruner is None:
            return out
        places, renewals = [], []
        for place, entry in enumerate(entries):
            said = None if entry.held is None else self._said(entry.held, entry.words)
            if entry.held is not None and said is not None:
                places.append(place)
                renewals.append(Renewal(entry.held.item, entry.document.item, said))
        for place, found in zip(places, self.pruner.renewed(renewals), strict=True):
            out[place] = None if found is None else (found, RENEWED)
        return out

    def _said(self, held: ItemRecord, words: Sequence[AttributeWrite]) -> Recognition | None:
        """What was decided of the held document under the present release and model, by the words that stand since.

        None where it was decided otherwise, or where somebody else has written under one of the two names.
        """
        if held.source != self.source or held.fingerprint != self.fingerprint(held.item):
            return None
        merchant: dict[KeyId, tuple[Fact, ...]] = {}
        machine: dict[KeyId, tuple[Fact, ...]] = {}
        for word in words:
            if word.source not in (self.source, self.machine_source):
                continue
            if word.version.locked or word.version.time_us > held.time_us:
                return None
            if word.source == self.machine_source:
                machine[word.key_id] = word.facts
            elif word.state is not CellState.FACTS or any(
                fact.producer is not Producer.MERCHANT for fact in word.facts
            ):
                return None
            else:
                merchant[word.key_id] = word.facts
        return Recognition(held.item.id, held.category, merchant, machine)


def copied(recognition: Recognition, item_id: ItemId) -> Recognition:
    """The same said of another item with the same texts and cells."""
    if recognition.item_id == item_id:
        return recognition

    def of(voice: Mapping[KeyId, tuple[Fact, ...]]) -> dict[KeyId, tuple[Fact, ...]]:
        return {key: tuple([replace(fact, item_id=item_id) for fact in facts]) for key, facts in voice.items()}

    proposals = tuple([replace(entry, sources=(item_id,)) for entry in recognition.proposals])
    return replace(
        recognition,
        item_id=item_id,
        merchant=of(recognition.merchant),
        machine=of(recognition.machine),
        proposals=proposals,
    )
