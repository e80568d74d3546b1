"""Learning from a catalog before it is built: one pass that samples and counts, then the model, categories, brands."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from itemcenter.flow import HashSample
from itemcenter.items import ReadRow
from itemcenter.jobs.gold.held_out import HeldOut
from itemcenter.library import CatalogCounts, Learned, LibraryRecognizer
from itemcenter.library.learned import key_set
from itemcenter.schema import Item, OntologyRelease, SourceId

#: Items that a catalog is learned from: enough for the counts to settle, few enough to learn in a minute or two.
SAMPLE_ITEMS = 3_000
#: Items that what words imply is learned from: far more, since only their texts and cells are read.
IMPLIED_ITEMS = 40_000
LEARN_WHEN = ("auto", "always", "never")


@dataclass(frozen=True, slots=True)
class LearnOptions:
    """when: "auto" learns when nothing was learned from this source yet, "always" anew, "never" uses what ships.

    items: at most so many items with cells are learned from
    model: folder of the evidence model to start from, "" for the one that ships
    """

    when: str = "auto"
    items: int = SAMPLE_ITEMS
    model: str = ""


def sample_items(rows: Iterable[ReadRow], most: int, seen: Callable[[Item], None] = lambda item: None) -> list[Item]:
    """Items with cells of their own, at most `most`: those whose ids hash lowest, whatever their order in the file.

    seen: is called with every item that is read, sampled or not
    """
    sample: HashSample[Item] = HashSample(most)
    for row in rows:
        if row.item is None:
            continue
        seen(row.item)
        if row.item.specs or row.item.extras:
            sample.offer(row.item.id, row.item)
    return sample.entries()


class _Left:
    """Leaves items out of a stream of rows, and counts them."""

    def __init__(self, held: HeldOut) -> None:
        self._held = held
        self.items = 0

    def others(self, rows: Iterable[ReadRow]) -> Iterable[ReadRow]:
        for row in rows:
            if row.item is not None and row.item in self._held:
                self.items += 1
            else:
                yield row


def due(
    folder: Path,
    learned: Learned | None,
    options: LearnOptions,
    release: OntologyRelease,
    encoder: str = "",
    reader: str = "",
    gold: str = "",
) -> bool:
    """Whether a catalog must be learned from before it is built: nothing was, or of another ontology, encoder or
    reader, or before items of it were drawn into the gold set.

    learned: what the folder holds, None where it is not there; gold: digest of what must not be learned from
    """
    if options.when != "auto":
        return options.when == "always"
    if learned is not None:
        settings = (learned.about.get("encoder", ""), learned.reader, learned.about.get("gold", ""))
        return not learned.speaks_of(release) or settings != (encoder, reader, gold)
    return not _marker(folder).is_file() or _marker(folder).read_text(encoding="utf-8") != key_set(release) + reader


def learn_catalog(
    rows: Iterable[ReadRow],
    recognizer: LibraryRecognizer,
    folder: Path,
    source: SourceId,
    options: LearnOptions,
    workers: int = 1,
    held_out: HeldOut | None = None,
) -> Learned | None:
    """Learn from the rows and keep the result in `folder`. None where nothing can be learned to decide better.

    rows: of the whole catalog, also where only a part of it is built: the rest will be decided with the same model
    held_out: items that nothing is learned from, not even a count
    """
    held = held_out or HeldOut()
    counts, left = CatalogCounts(), _Left(held)
    more: HashSample[Item] = HashSample(max(options.items, IMPLIED_ITEMS) if recognizer.inferred else 0)

    def seen(item: Item) -> None:
        counts.add(item)
        if recognizer.inferred and (item.specs or item.extras):
            more.offer(item.id, item)

    items = sample_items(left.others(rows), options.items, seen)
    lesson = recognizer.learn(items, workers, more.entries())
    priors, brands = recognizer.category_priors(counts), counts.brands()
    if lesson is None and priors is None and brands is None:
        if folder.is_dir():
            shutil.rmtree(folder)
        _marker(folder).parent.mkdir(parents=True, exist_ok=True)
        _marker(folder).write_text(key_set(recognizer.release) + recognizer.reader, encoding="utf-8")
        return None
    about: dict[str, Any] = {"source": source, "release": recognizer.release_id, "started_from": recognizer.model_id}
    model, memory, twins, implied, judge = recognizer.learned.model, Learned.empty_memory(), None, None, None
    if lesson is not None:
        model, (memory, twins, _, implied), judge = lesson
    about |= {"items": memory.items, "keys": key_set(recognizer.release), "encoder": recognizer.encoder}
    if held.digest:
        about |= {"gold": held.digest, "held_out": left.items}
    if recognizer.reader:
        about["reader"] = recognizer.reader
    if priors is not None:
        about["categories"] = priors.categories
    return Learned.save(
        folder,
        model,
        memory,
        about,
        name=f"evidence-{source}",
        card=_card(about, brands is not None),
        priors=priors,
        brands=brands,
        twins=twins,
        implied=implied,
        judge=judge,
    )


def _card(about: Mapping[str, Any], brands: bool) -> str:
    parts = [f"values from the merchant's cells of {about['items']:,} items"] if about["items"] else []
    parts += [f"{about['categories']:,} categories from titles"] if "categories" in about else []
    parts += ["brands from the brand column"] if brands else []
    return (
        f"# Evidence model of the source {about['source']}\n\nLearned: {'; '.join(parts)}. Ontology release "
        f"{about['release']}, starting from {about['started_from']}.\n"
    )


def _marker(folder: Path) -> Path:
    """Says that nothing could be learned from the source under a set of keys."""
    return folder.with_name(f"{folder.name}.nothing")
