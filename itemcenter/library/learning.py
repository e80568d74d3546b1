"""Learning from a catalog's own labelled items: fills a `CatalogMemory`, then makes the rows that a model is fitted on.

Nothing that an item said takes part in the rows made of it: counts leave out the item's part (see `evidence.folds`).
Three passes, each in batches, so that only the items themselves stay in memory: what goes with what (fills, word
associations, reading rules), which contexts were right (recall with the first), and the rows (recall with both).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.evidence.agreement import agrees_with_any
from itemcenter.evidence.associations import KeyAssociations
from itemcenter.evidence.features import LEARNED, TWIN_FILL, AskedKey, Matrix, Rows, features_of
from itemcenter.evidence.item_words import ItemWords
from itemcenter.evidence.memory import CatalogMemory, Labels
from itemcenter.evidence.precision_table import PrecisionTable
from itemcenter.evidence.rows import TrainingRows
from itemcenter.flow import Processes
from itemcenter.library.category_plan import CategoryPlan
from itemcenter.library.code_recall import codes, compact
from itemcenter.library.twins import KnownItem, Twins
from itemcenter.library.wide_recall import WideRecall
from itemcenter.schema import AttributeKey, CandidateSet, Item, TextSpan, ValueType
from itemcenter.values.folding import name_key

_BATCH = 256
#: Weight of a candidate for a key that the item leaves empty. An empty cell may mean "not so" or "not said", so its
#: candidates are believed as far as the model believes them that knows nothing of the catalog; less where nearly all of
#: the items like it fill the key, for there an empty cell means "not so", and where hardly any of them does, for there
#: the key may not suit the item.
_EMPTY_WEIGHT = 0.3
_NEARLY_ALL = 0.8
_HARDLY_ANY = 0.3
_UNSUITED = 0.25

#: Probabilities of rows (n, F) by a model that was not taught by the catalog.
Belief = Callable[[Matrix], npt.NDArray[np.float64]]
#: A column (n,) float32 that a model which reads the item adds behind the features of its rows.
Read = Callable[[Item, Sequence[AskedKey], Rows], npt.NDArray[np.float32]]


class _EveryKey:
    def __contains__(self, key: object) -> bool:
        return True


_EVERY_KEY = _EveryKey()


class LabelledItem(NamedTuple):
    """An item with what is known of it. `part`: its fold, by product group.

    labels: values by key, () for "known to have none"
    empty:  whether keys without a label are weak evidence against their candidates (catalogs), or unknown
    """

    item: Item
    plan: CategoryPlan
    labels: Labels
    part: int
    empty: bool = False


def learn(
    items: Sequence[LabelledItem],
    recall: WideRecall,
    belief: Belief | None = None,
    workers: int = 1,
    read: Read | None = None,
) -> TrainingRows:
    """Fill `recall.memory` and `recall.twins` from the items, then make their rows. Without `belief`, empty cells say
    nothing.

    workers: processes that recall; the result does not depend on their number
    """
    memory = recall.memory
    for item in items:
        _count(item, ItemWords(item.item), recall, memory)
    memory.items = len(items)
    memory.prune()

    def judge(first: int) -> PrecisionTable:
        found = PrecisionTable()  # apart from the memory: recall must not change while it is being judged
        for item, words, sets in _recalled(items[first : first + _BATCH], recall, labelled_only=True):
            for candidates in sets:
                if candidates.key_id in item.labels:
                    _judge(item, words, recall.key(candidates), candidates, found)
        return found

    judged = PrecisionTable()
    with Processes(judge, workers) as processes:
        for _, found in processes.map(range(0, len(items), _BATCH)):
            judged.add_all(found)
    memory.precision = judged
    memory.prune()
    recall.twins = _twins(items, recall)
    return training_rows(items, recall, belief, workers, read)


def _twins(items: Sequence[LabelledItem], recall: WideRecall) -> Twins | None:
    if recall.vectors is None:
        return None
    vectors = recall.vectors.of_items([entry.item for entry in items], [entry.plan for entry in items])
    known = [KnownItem(entry.item.id, entry.plan.category_id, entry.part, entry.labels) for entry in items]
    return Twins.of(known, vectors)


def _recalled(
    batch: Sequence[LabelledItem], recall: WideRecall, labelled_only: bool = False
) -> Iterator[tuple[LabelledItem, ItemWords, list[CandidateSet]]]:
    words = [ItemWords(entry.item) for entry in batch]
    only = [i.labels if labelled_only or not i.empty else _EVERY_KEY for i in batch]
    sets = recall.recall(words, [i.plan for i in batch], [i.part for i in batch], only)
    return zip(batch, words, sets, strict=True)


def _count(item: LabelledItem, words: ItemWords, recall: WideRecall, memory: CatalogMemory) -> None:
    grams = list(words.grams_by_words)
    brand = name_key(item.item.brand)
    code_forms: list[str] | None = None
    for key in item.plan.keys:
        stated = item.labels.get(key.id)
        if stated is None:
            if item.empty:
                memory.add_fill(key, False, item.part)
            continue
        memory.add_fill(key, bool(stated), item.part)
        if key.type is ValueType.QUANTITY:
            found = [figure for field in words.fields for figure in words.figures(field)]
            memory.rules.add_units(key, found, stated, item.part)
        else:
            memory.seen.add(key, stated, item.part)
        if key.value_list_id is not None:
            identities = [value.identity for value in stated]
            memory.associations.setdefault(key.id, KeyAssociations()).add(identities, grams, item.part)
            if brand:
                by_brand = memory.brands.setdefault(key.id, {})
                by_brand.setdefault(brand, KeyAssociations()).add(identities, (), item.part)
            if stated and recall.of_key.reading(key).code_list is not None:
                if code_forms is None:
                    texts = (field.text for field in words.fields.values())
                    code_forms = [code.compact for text in texts for code in codes(text) if code.whole]
                memory.rules.add_cuts(key, code_forms, [compact(value.text) for value in stated], item.part)


def _judge(
    item: LabelledItem, words: ItemWords, key: AttributeKey, candidates: CandidateSet, table: PrecisionTable
) -> None:
    for candidate in candidates.candidates:
        right = float(agrees_with_any(candidate.value, item.labels[key.id]))
        for span in candidate.evidence:
            if isinstance(span, TextSpan):
                table.add(key, words.around(span, candidate.recall).context, right, item.part)


def training_rows(
    items: Sequence[LabelledItem],
    recall: WideRecall,
    belief: Belief | None = None,
    workers: int = 1,
    read: Read | None = None,
) -> TrainingRows:
    """Rows of every (item, key) of which something is known, each item judged without its own part."""

    def rows(first: int) -> TrainingRows:
        found = _recalled(items[first : first + _BATCH], recall)
        together = [_item_rows(item, words, sets, recall, read) for item, words, sets in found]
        return _believed(TrainingRows.joined(together).with_shared_keys(), belief)

    with Processes(rows, workers) as processes:
        parts = [part for _, part in processes.map(range(0, len(items), _BATCH))]
    return TrainingRows.joined(parts).with_shared_keys()


def _item_rows(
    item: LabelledItem, words: ItemWords, sets: Sequence[CandidateSet], recall: WideRecall, read: Read | None
) -> TrainingRows:
    """Rows of known candidates, and of those of empty cells: right = the share of a belief that counts, weight < 1."""
    asked = asked_keys(sets, recall)
    rows = features_of(words, asked, recall.memory, item.part)
    right = np.zeros(len(rows.asked))
    weight = np.ones(len(rows.asked))
    for place, (number, candidate) in enumerate(zip(rows.asked.tolist(), rows.candidate.tolist(), strict=True)):
        key = asked[number].key
        stated = item.labels.get(key.id)
        if stated is not None:
            right[place] = agrees_with_any(asked[number].candidates[candidate].value, stated)
        else:
            fill = float(rows.features[place, TWIN_FILL])
            by_twins = fill == fill
            right[place] = believable(fill if by_twins else recall.memory.fill(key, item.part), by_twins)
            weight[place] = _EMPTY_WEIGHT if item.empty else 0.0
    part = np.full(len(right), item.part, dtype=np.int64)
    keys = tuple(entry.key.id for entry in asked)
    features = rows.features
    if read is not None:
        features = np.concatenate([features, read(item.item, asked, rows)[:, None]], axis=1)
    return TrainingRows(features, right, weight, rows.asked.astype(np.int64), rows.asked, part, keys)


def believable(fill: float, by_twins: bool) -> float:
    """The share of a belief in a candidate of an empty cell that counts, where `fill` of the like items fill the key.

    by_twins: the like items are the item's twins, not the whole catalog: few of them tell that the key does not suit
    """
    if fill >= _NEARLY_ALL:
        return (1.0 - fill) / (1.0 - _NEARLY_ALL)
    if by_twins and fill < _HARDLY_ANY:
        return _UNSUITED + (1.0 - _UNSUITED) * fill / _HARDLY_ANY
    return 1.0


def _believed(rows: TrainingRows, belief: Belief | None) -> TrainingRows:
    """Rows of empty cells get their labels from the belief; without one they are left out."""
    open_rows = rows.weight < 1.0
    if belief is None or not open_rows.any():
        return rows.only(~open_rows)
    bare = rows.features[open_rows]
    bare[:, LEARNED] = np.nan
    right = rows.right.copy()
    right[open_rows] = np.clip(belief(bare) * right[open_rows], 0.001, 0.999)
    return replace(rows, right=right).only(rows.weight > 0.0)


def asked_keys(sets: Sequence[CandidateSet], recall: WideRecall) -> list[AskedKey]:
    keys = [recall.key(entry) for entry in sets]
    return [AskedKey(key, entry.candidates, recall.list_size(key)) for key, entry in zip(keys, sets, strict=True)]
