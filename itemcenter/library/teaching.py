"""Labelled items and their rows under one release: for training weights and for learning from a catalog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from itemcenter.evidence.folds import fold_of
from itemcenter.evidence.memory import CatalogMemory, Labels
from itemcenter.evidence.rows import TrainingRows
from itemcenter.library.category import CategoryMapper, CategoryOptions
from itemcenter.library.category_plan import PlanBook
from itemcenter.library.implied_values import ImpliedValues
from itemcenter.library.learning import Belief, LabelledItem, Read, learn, training_rows
from itemcenter.library.lexicon import Lexicon
from itemcenter.library.merchant_cells import read_cells
from itemcenter.library.twins import Twins
from itemcenter.library.vector_recall import VectorRecall
from itemcenter.library.wide_recall import WideRecall
from itemcenter.schema import Item, ItemId, OntologyRelease

_NOTHING: Labels = {}


class Taught(NamedTuple):
    """What labelled items teach, and their rows, each made without the item's own part."""

    memory: CatalogMemory
    twins: Twins | None
    rows: TrainingRows
    implied: ImpliedValues | None = None


class Teacher:
    """Turns items into labelled items, and labelled items into rows."""

    def __init__(
        self,
        release: OntologyRelease,
        *,
        mapper: CategoryMapper | None = None,
        book: PlanBook | None = None,
        lexicon: Lexicon | None = None,
        vectors: VectorRecall | None = None,
    ) -> None:
        self._release = release
        self._mapper = mapper or CategoryMapper(release, CategoryOptions())
        self._book = book or PlanBook(release)
        self._lexicon = lexicon or Lexicon(release)
        self._vectors = vectors

    def labelled(self, items: Sequence[Item], truth: Mapping[ItemId, Labels] | None = None) -> list[LabelledItem]:
        """Items with labels, from `truth` or from their own cells; those without a category or a label are left out."""
        found = [(m, item) for m, item in zip(self._mapper.map(items), items, strict=True) if m is not None]
        plans = [self._book.plan(match.category_id) for match, _ in found]
        kept = [item for _, item in found]
        if truth is not None:
            return [
                LabelledItem(item, plan, truth.get(item.id, _NOTHING), fold_of(item.group_id or item.id))
                for item, plan in zip(kept, plans, strict=True)
            ]
        out: list[LabelledItem] = []
        readings = read_cells(kept, plans, self._book, self._lexicon, self._release.id)
        for item, plan, reading in zip(kept, plans, readings, strict=True):
            if reading.facts:
                labels = {key: tuple(fact.value for fact in facts) for key, facts in reading.facts.items()}
                out.append(LabelledItem(item, plan, labels, fold_of(item.group_id or item.id), empty=True))
        return out

    def learn(
        self,
        items: Sequence[LabelledItem],
        belief: Belief | None = None,
        workers: int = 1,
        implied: ImpliedValues | None = None,
        read: Read | None = None,
    ) -> Taught:
        """implied: what the items' words imply, the items themselves answered by what was learned of others

        read: adds a last column to the rows
        """
        recall = WideRecall(self._release, self._lexicon, CatalogMemory(), self._vectors, implied=implied)
        rows = learn(items, recall, belief, workers, read)
        return Taught(recall.memory, recall.twins, rows, implied)

    def implied(
        self, more: Sequence[LabelledItem], taught: Sequence[LabelledItem], workers: int = 1
    ) -> ImpliedValues | None:
        """What words imply, from `more` items; `taught`: those that the evidence model is taught by, among them."""
        return ImpliedValues.fit(
            [entry.item for entry in more],
            [entry.labels for entry in more],
            [entry.part for entry in more],
            self._release.key_by_id,
            {entry.item.id for entry in taught},
            workers,
        )

    def rows(self, items: Sequence[LabelledItem], *, taught: bool) -> TrainingRows:
        """Rows as a catalog with cells (taught) or without them would give."""
        if taught:
            return self.learn(items).rows
        return training_rows(items, WideRecall(self._release, self._lexicon, CatalogMemory(), self._vectors))
