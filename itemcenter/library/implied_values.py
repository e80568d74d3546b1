"""Values that no word names: learned from the cells of a catalog by one linear model for all of its closed keys.

A title does not say "gender: women", but words go together with it, in every combination. The model (`linear_classes`)
sees words, pairs of words and runs of letters of an item's texts, and learns from all items that have cells, more than
the evidence model is taught by. It asks keys with one value out of a short list that enough items state.

No cell takes part in its own judgement: the items that the evidence model is taught by are answered by models of the
other parts, and a key that an item's own cells speak of is not answered for that item.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

from itemcenter.errors import StoreError
from itemcenter.evidence.associations import LEAST_SUPPORT
from itemcenter.evidence.binning import AnyArray
from itemcenter.evidence.folds import EVERYTHING, FOLDS
from itemcenter.evidence.implied import Answers, Implied
from itemcenter.evidence.item_words import ItemWords
from itemcenter.evidence.memory import Labels
from itemcenter.flow import Processes
from itemcenter.library.category_plan import CategoryPlan
from itemcenter.retrieval.linear_classes import LinearClasses, Questions
from itemcenter.retrieval.text_pairs import ItemTexts, Vocabulary
from itemcenter.schema import AttributeKey, Item, ItemId, KeyId, TextSpan, ValueId
from itemcenter.values.folding import name_key

#: Items that must state a key; values of a longer list are names rather than classes.
_LEAST_ITEMS, _MOST_VALUES = 50, 500
#: Bounds of memory: values of all keys together, and weights (4 bytes each while learning, 2 where kept).
_MOST_COLUMNS, _MOST_WEIGHTS = 4_000, 32_000_000
Table = npt.NDArray[np.float32]


class ImpliedValues:
    """cross: chances for items that were learned from, by models of the other parts; not kept on disk"""

    def __init__(
        self,
        answers: Mapping[KeyId, Answers],
        vocabulary: Vocabulary,
        model: LinearClasses,
        cross: Mapping[ItemId, Table] | None = None,
    ) -> None:
        self._answers, self._vocabulary, self._model = dict(answers), vocabulary, model
        self._cross = dict(cross or {})

    @property
    def keys(self) -> set[KeyId]:
        return set(self._answers)

    @classmethod
    def fit(
        cls,
        items: Sequence[Item],
        labels: Sequence[Labels],
        parts: Sequence[int],
        keys: Mapping[KeyId, AttributeKey],
        crossed: Collection[ItemId],
        workers: int = 1,
    ) -> ImpliedValues | None:
        """From items with what their cells say; None where no key has enough of them.

        crossed: the items that will be answered by models of the other parts
        workers: processes that fit; the result does not depend on their number
        """
        answers = _asked(labels, keys)
        if not answers:
            return None
        truth = _truth(labels, answers)
        questions = Questions.of([len(entry.values) for entry in answers.values()])
        texts = ItemTexts([[text for _, text in item.fields()] for item in items])
        vocabulary = Vocabulary.of(texts, _MOST_WEIGHTS // questions.columns)
        rows, size, of_part = vocabulary.rows(texts), len(vocabulary), np.asarray(parts)
        wanted = np.array([item.id in crossed for item in items], dtype=np.bool_)
        asked = [np.flatnonzero((of_part == part) & wanted) for part in range(FOLDS)]

        def fitted(part: int) -> LinearClasses | Table:
            """The model of all items, or what the others say of the asked ones of a part."""
            if part == EVERYTHING:
                return LinearClasses.fit(questions, rows, size, truth).rounded()
            others = np.flatnonzero(of_part != part)
            return LinearClasses.fit(questions, rows, size, truth, others).chances(rows, asked[part])

        cross: dict[ItemId, Table] = {}
        model: LinearClasses | None = None
        with Processes(fitted, workers) as processes:
            for part, found in processes.map([EVERYTHING, *(part for part in range(FOLDS) if len(asked[part]))]):
                if isinstance(found, LinearClasses):
                    model = found
                else:
                    cross.update({items[at].id: row for at, row in zip(asked[part].tolist(), found, strict=True)})
        return None if model is None else cls(answers, vocabulary, model, cross)

    def answer(self, items: Sequence[ItemWords], plans: Sequence[CategoryPlan], parts: Sequence[int]) -> list[Implied]:
        """One answer an item; what is found for an item does not depend on the others."""
        texts = ItemTexts([[field.text for field in words.fields.values()] for words in items])
        chances = self._model.chances(self._vocabulary.rows(texts))
        column = self._vocabulary.words(texts)
        begins = np.searchsorted(texts.owner, np.arange(len(items) + 1)).tolist()
        out = []
        for place, (words, plan, part) in enumerate(zip(items, plans, parts, strict=True)):
            row, own = chances[place], frozenset[KeyId]()
            if part != EVERYTHING:
                cross = self._cross.get(words.item.id)
                row, own = (row, own_keys(words.item, plan)) if cross is None else (cross, own)
            inside = slice(begins[place], begins[place + 1])
            out.append(Implied(self._answers, row, own, partial(self._proof, words, texts, column, inside)))
        return out

    def _proof(
        self, words: ItemWords, texts: ItemTexts, column: npt.NDArray[np.int64], inside: slice, answer: int
    ) -> TextSpan | None:
        """The word that speaks most for an answer, the first one where none is known; None where there is no word."""
        if inside.start == inside.stop:
            return None
        known = column[inside]
        weight = np.where(known >= 0, self._model.weight[np.maximum(known, 0), answer], -np.inf)
        place = inside.start + int(weight.argmax())
        field = list(words.fields.values())[int(texts.number[place])]
        start, end = int(texts.start[place]), int(texts.end[place])
        return TextSpan(field.field, start, end, field.text[start:end])

    def to_arrays(self) -> dict[str, AnyArray]:
        names = {"keys": list(self._answers), "values": [list(entry.values) for entry in self._answers.values()]}
        arrays: dict[str, AnyArray] = {
            "names": np.frombuffer(json.dumps(names).encode("ascii"), dtype=np.uint8),
            "weight": self._model.weight.astype(np.float16),
            "bias": self._model.bias,
        }
        for kind, (feature, rarity) in enumerate(
            zip(self._vocabulary.features, self._vocabulary.rarities, strict=True)
        ):
            arrays |= {f"feature{kind}": feature, f"rarity{kind}": rarity}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray], place: str) -> ImpliedValues:
        """The reverse of `to_arrays`. Raises `StoreError` for arrays that are damaged."""
        try:
            names = json.loads(bytes(np.asarray(arrays["names"], dtype=np.uint8)).decode("ascii"))
            values = [tuple(ValueId(str(value)) for value in entry) for entry in names["values"]]
            kinds = sum(name.startswith("feature") for name in arrays)
            features = [np.asarray(arrays[f"feature{kind}"], dtype=np.uint64) for kind in range(kinds)]
            rarities = [np.asarray(arrays[f"rarity{kind}"], dtype=np.float32) for kind in range(kinds)]
            vocabulary = Vocabulary(features, rarities)
            questions = Questions.of([len(entry) for entry in values])
            answers = _answers([KeyId(str(key)) for key in names["keys"]], values)
            weight, bias = (np.asarray(arrays[name], dtype=np.float32) for name in ("weight", "bias"))
            if weight.shape != (len(vocabulary), questions.columns) or bias.shape != (questions.columns,):
                raise ValueError("weights, words and values do not fit each other")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise StoreError(
                f"what words imply cannot be read: {error}",
                place=place,
                remedy="learn again: build with --learn always",
            ) from error
        return cls(answers, vocabulary, LinearClasses(questions, weight, bias))


def _asked(labels: Sequence[Labels], keys: Mapping[KeyId, AttributeKey]) -> dict[KeyId, Answers]:
    """Keys with one value out of a list, and their values that enough items have; the most stated keys first."""
    support: dict[KeyId, Counter[ValueId]] = {}
    for stated in labels:
        for key_id, found in stated.items():
            if len(found) == 1 and found[0].value_id is not None and not keys[key_id].multiple:
                support.setdefault(key_id, Counter())[found[0].value_id] += 1
    order = sorted(support, key=lambda key_id: (-support[key_id].total(), key_id))
    names: list[KeyId] = []
    values: list[tuple[ValueId, ...]] = []
    columns = 0
    for key_id in order:
        kept = tuple(sorted(v for v, count in support[key_id].items() if count >= LEAST_SUPPORT))
        fits = 2 <= len(kept) <= _MOST_VALUES and columns + len(kept) <= _MOST_COLUMNS
        if fits and support[key_id].total() >= _LEAST_ITEMS:
            names.append(key_id)
            values.append(kept)
            columns += len(kept)
    return _answers(names, values)


def _answers(keys: Sequence[KeyId], values: Sequence[tuple[ValueId, ...]]) -> dict[KeyId, Answers]:
    parts = Questions.of([len(entry) for entry in values]).slices()
    return {key: Answers(part, entry) for key, part, entry in zip(keys, parts, values, strict=True)}


def _truth(labels: Sequence[Labels], answers: Mapping[KeyId, Answers]) -> npt.NDArray[np.int32]:
    """(items, keys) number of the value that an item states, -1 where it states none or a rare one."""
    truth = np.full((len(labels), len(answers)), -1, dtype=np.int32)
    for question, (key_id, entry) in enumerate(answers.items()):
        number = {value_id: place for place, value_id in enumerate(entry.values)}
        for item, stated in enumerate(labels):
            found = stated.get(key_id, ())
            if len(found) == 1 and found[0].value_id is not None:
                truth[item, question] = number.get(found[0].value_id, -1)
    return truth


def own_keys(item: Item, plan: CategoryPlan) -> frozenset[KeyId]:
    """The keys that the item's cells speak of."""
    found = (plan.by_name.get(name_key(name)) for name, _ in item.cells())
    return frozenset(key.id for key in found if key is not None)
