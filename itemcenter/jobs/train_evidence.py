"""Training the weights that ship: rows of several catalogs, each once without and once with what it teaches.

A catalog is labelled by a truth file (then a key without a value is known to have none) or by its own cells. Rows
without teaching are what a catalog without cells will look like; rows with it, what one with cells will.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from itemcenter.errors import CatalogError, ValueParseError
from itemcenter.evidence.boosting import BoostingParams
from itemcenter.evidence.memory import Labels
from itemcenter.evidence.model import EvidenceModel
from itemcenter.evidence.rows import TrainingRows
from itemcenter.jobs.gold.held_out import HeldOut
from itemcenter.library import Learned, value_from_input
from itemcenter.library.teaching import Teacher
from itemcenter.library.vector_recall import VectorRecall
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import Item, ItemId, KeyId, OntologyRelease, TypedValue

_PARAMS = BoostingParams(rounds=200, depth=6, learning_rate=0.08, l2=3.0, row_share=0.7, feature_share=0.6)


@dataclass(frozen=True, slots=True)
class TrainingCatalog:
    """Items under a release; `truth`: labels by item, None to take the items' own cells.

    held_out: items of a gold set: they are left out
    """

    name: str
    items: Sequence[Item]
    release: OntologyRelease
    truth: Mapping[ItemId, Labels] | None = None
    held_out: HeldOut = field(default_factory=HeldOut)

    @property
    def taught(self) -> list[Item]:
        """The items that may be learned from."""
        return self.held_out.without(self.items)


def read_truth(path: Path, release: OntologyRelease) -> dict[ItemId, Labels]:
    """Labels from a truth file: JSON lines of item, key and values; keys that start with "@" are not attributes.

    Raises `CatalogError` naming the line that cannot be read.
    """
    out: dict[ItemId, dict[KeyId, tuple[TypedValue, ...]]] = {}
    with path.open("rb") as lines:  # decoded line by line, so that a fault can be named
        for number, line in enumerate(lines, start=1):
            try:
                row = json.loads(line)
                if row["key"].startswith("@"):
                    continue
                key = release.key_by_id[KeyId(row["key"])]
                values = tuple(value_from_input(text, key, release) for text in row["values"])
            except (ValueError, KeyError, TypeError, AttributeError, ValueParseError) as error:
                raise CatalogError(f"not a line of truth: {error}", place=f"{path.name}, line {number}") from error
            out.setdefault(ItemId(row["item"]), {})[key.id] = values
    return dict(out)


def rows_of(catalog: TrainingCatalog, encoder: CachedEncoder) -> TrainingRows:
    """The catalog's rows: cold ones first, then taught ones. Both weigh the same, whatever their number."""
    teacher = Teacher(catalog.release, vectors=VectorRecall(catalog.release, encoder))
    labelled = teacher.labelled(catalog.taught, catalog.truth)
    cold, taught = teacher.rows(labelled, taught=False), teacher.rows(labelled, taught=True)
    return TrainingRows.joined([cold, taught])


def train_weights(
    catalogs: Iterable[TrainingCatalog],
    encoder: CachedEncoder,
    folder: Path,
    *,
    name: str,
    card: Callable[[dict[str, object]], str],
) -> Learned:
    """Fit on all catalogs and store the bundle. A catalog's weight grows with the root of its number of pairs."""
    parts: list[TrainingRows] = []
    about: dict[str, object] = {}
    for catalog in catalogs:
        rows = rows_of(catalog, encoder)
        about[catalog.name] = {
            "items": len(catalog.items),
            "held_out": len(catalog.items) - len(catalog.taught),
            "rows": len(rows.right),
            "right": int(rows.right.sum()),
        }
        scale = 100.0 / max(1.0, float(rows.weight.sum())) ** 0.5
        parts.append(replace(rows, weight=rows.weight * scale))
    joined = TrainingRows.joined(parts)
    weight = joined.weight / max(1e-9, float(np.mean(joined.weight)))
    model = EvidenceModel.fitted(replace(joined, weight=weight), _PARAMS)
    memory = Learned.empty_memory()
    return Learned.save(folder, model, memory, {"catalogs": about}, name=name, card=card(about))
