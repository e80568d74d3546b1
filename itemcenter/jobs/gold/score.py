"""A build held against the gold set: every usable answer, counted for all keys, for each key and for each category."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from itemcenter.evaluate.gold import CellScore, GoldLabel, GoldSet, Place, Shares, score_cell, shares
from itemcenter.flow.whole_file import text_file
from itemcenter.jobs.gold.build_words import Voice, values_of
from itemcenter.jobs.gold.held_out import HeldOut, content_of
from itemcenter.ports import Store
from itemcenter.schema import ItemId, OntologyRelease, Presence, TypedValue


@dataclass(slots=True)
class GoldScore:
    """answered: cells that count; open: without an answer; disputed: labellers differ and nobody has settled it.

    changed: the item says something else than when it was answered; gone: the center does not show it; unknown: the
    release lacks the key. None of the four counts.
    """

    voice: str
    version: int
    cells: dict[Place, CellScore] = field(default_factory=dict)
    truths: dict[Place, GoldLabel] = field(default_factory=dict)
    given: dict[Place, tuple[TypedValue, ...]] = field(default_factory=dict)
    open: int = 0
    disputed: int = 0
    changed: int = 0
    gone: int = 0
    unknown: int = 0
    beyond: int = 0
    notices: list[str] = field(default_factory=list)

    @property
    def whole(self) -> Shares:
        return shares(self.cells.values())

    def by(self, part: Callable[[CellScore], str]) -> dict[str, Shares]:
        """Shares of the parts, by name."""
        parts: dict[str, list[CellScore]] = {}
        for cell in self.cells.values():
            parts.setdefault(part(cell), []).append(cell)
        return {name: shares(parts[name]) for name in sorted(parts)}

    @property
    def keys(self) -> dict[str, Shares]:
        return self.by(lambda cell: cell.key_id)

    @property
    def categories(self) -> dict[str, Shares]:
        return self.by(lambda cell: cell.category_id)

    def lines(self) -> Iterator[dict[str, Any]]:
        """Every cell that counts, in order."""
        for place, cell in sorted(self.cells.items()):
            truth = self.truths[place]
            yield {
                "item": place[0],
                "key": place[1],
                "category": cell.category_id,
                "weight": round(cell.weight, 6),
                "given": [value.text for value in self.given[place]],
                "stated": [value.text for value in truth.values] + ([truth.beyond] if truth.beyond else []),
                "right": cell.right,
            }

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"voice": self.voice, "version": self.version, "answered": len(self.cells)}
        out |= {name: getattr(self, name) for name in ("open", "disputed", "changed", "gone", "unknown", "beyond")}
        out["all"] = self.whole.to_json()
        for name, parts in (("keys", self.keys), ("categories", self.categories)):
            out[name] = {part: found.to_json() for part, found in parts.items()}
        return out | {"notices": self.notices}


def score(store: Store, release: OntologyRelease, gold: GoldSet, voice: Voice, taught: Iterable[str] = ()) -> GoldScore:
    """taught: the gold sets, by digest, that each learned model of the center has left out"""
    found = GoldScore(voice.name, gold.version)
    held = HeldOut.of(gold).digest
    if any(digest != held for digest in taught):
        found.notices.append("a model of this center has learned from items of the gold set: they were drawn after it "
                             "was taught; build again, then score")  # fmt: skip
    contents: dict[str, str | None] = {}
    usable: dict[Place, GoldLabel] = {}
    for place in sorted(gold.cells):
        key = release.key_by_id.get(place[1])
        if place not in gold.labels:
            found.open += 1
        elif key is None:
            found.unknown += 1
        elif (truth := gold.truth(place, key)) is None:
            found.disputed += 1
        else:
            if place[0] not in contents:
                contents[place[0]] = _content(store, place[0])
            content = contents[place[0]]
            if content is None:
                found.gone += 1
            elif truth.content and truth.content != content:
                found.changed += 1
            else:
                usable[place] = truth
                found.beyond += bool(truth.beyond)
    weights, given = gold.weights(usable), values_of(store, usable, voice)
    for place, truth in usable.items():
        key = release.key_by_id[place[1]]
        category_id = gold.cells[place].category_id
        found.cells[place] = score_cell(place, category_id, weights[place], given[place], truth, key)
    found.truths, found.given = usable, given
    missing = len({*gold.strata} - {(cell.category_id, cell.key_id) for cell in found.cells.values()})
    if missing and found.cells:
        found.notices.append(f"{missing:,} of {len(gold.strata):,} pairs of category and key have no answer yet: the "
                             "figures speak of the others")  # fmt: skip
    return found


def _content(store: Store, item_id: ItemId) -> str | None:
    """What the item says now; None where the center does not show it."""
    record, stamp = store.item(item_id), store.stamps([item_id]).get(item_id)
    shown = record is not None and stamp is not None and stamp.presence is not Presence.RETIRED
    return content_of(record.item) if record is not None and shown else None


def write_score(found: GoldScore, path: Path) -> None:
    """The figures into a .json file; the cells, one a line, into any other."""
    with text_file(path) as file:
        if path.suffix.lower() == ".json":
            file.write(json.dumps(found.to_json(), indent=1, ensure_ascii=True) + "\n")
            return
        for line in found.lines():
            file.write(json.dumps(line, ensure_ascii=True) + "\n")
