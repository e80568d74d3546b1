"""Learning from a catalog before it is built: a sample of its items with cells, drawn in one pass, then the model."""

from __future__ import annotations

import hashlib
import heapq
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from itemcenter.items import ReadRow
from itemcenter.library import Learned, LibraryRecognizer
from itemcenter.schema import Item, OntologyRelease, SourceId

#: Items that a catalog is learned from: enough for the counts to settle, few enough to learn in a minute or two.
SAMPLE_ITEMS = 4_000
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


def sample_items(rows: Iterable[ReadRow], most: int, limit: int | None = None) -> list[Item]:
    """Items with cells of their own, at most `most`: those whose ids hash lowest, whatever their order in the file."""
    heap: list[tuple[int, str, Item]] = []
    seen: set[str] = set()
    readable = 0
    for row in rows:
        item = row.item
        if item is None:
            continue
        readable += 1
        if limit is not None and readable > limit:
            break
        if not (item.specs or item.extras):
            continue
        rank = -int.from_bytes(hashlib.blake2b(item.id.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        if len(heap) == most and rank <= heap[0][0]:
            continue
        if item.id in seen:
            continue
        seen.add(item.id)
        entry = (rank, item.id, item)
        if len(heap) < most:
            heapq.heappush(heap, entry)
        else:
            seen.discard(heapq.heapreplace(heap, entry)[1])
    return [item for _, _, item in sorted(heap, key=lambda entry: (-entry[0], entry[1]))]


def due(folder: Path, options: LearnOptions, release: OntologyRelease) -> bool:
    """Whether a catalog must be learned from before it is built: nothing was, or it was of another ontology."""
    if options.when != "auto":
        return options.when == "always"
    if folder.is_dir():
        return not Learned.open(folder).speaks_of(release)
    return not _marker(folder).is_file() or _marker(folder).read_text(encoding="utf-8") != release.id


def learn_catalog(
    rows: Iterable[ReadRow],
    recognizer: LibraryRecognizer,
    folder: Path,
    source: SourceId,
    options: LearnOptions,
    limit: int | None = None,
) -> Learned | None:
    """Learn from the rows and keep the result in `folder`. None where too little can be learned to decide better."""
    items = sample_items(rows, options.items, limit)
    learned = recognizer.learn(items)
    if learned is None:
        if folder.is_dir():
            shutil.rmtree(folder)
        _marker(folder).parent.mkdir(parents=True, exist_ok=True)
        _marker(folder).write_text(recognizer.release_id, encoding="utf-8")
        return None
    model, memory, labelled = learned
    about = {"source": source, "release": recognizer.release_id, "items": labelled, "started_from": recognizer.model_id}
    card = (
        f"# Evidence model of the source {source}\n\nLearned from the merchant's cells of {labelled:,} items under the "
        f"ontology release {recognizer.release_id}, starting from {recognizer.model_id}.\n"
    )
    return Learned.save(folder, model, memory, about, name=f"evidence-{source}", card=card)


def _marker(folder: Path) -> Path:
    """Says that nothing could be learned from the source under a release."""
    return folder.with_name(f"{folder.name}.nothing")
