"""The evidence model behind the port `discriminate`: which candidates are given out, and with what probability.

A key with one value gets its most probable candidate, a key with several every candidate, if it reaches the threshold
of the key for the wanted precision. No candidate reaching it, or no threshold reaching the precision, is "not stated".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from itemcenter.evidence.features import AskedKey, features_of
from itemcenter.evidence.folds import EVERYTHING, fold_of
from itemcenter.evidence.model import EvidenceModel
from itemcenter.library.gathered import UNNAMED
from itemcenter.library.wide_recall import WideRecall
from itemcenter.ports import Question
from itemcenter.schema import Candidate, Item, ModelId, content_hash

#: Counts up whenever features or rules decide differently.
_VERSION = 1
_DIGITS = 4
#: Thresholds are probabilities of a sample that is stored as float32, and many candidates have exactly the threshold's
#: probability (`IsotonicCalibration` is flat in blocks): they must not fall under it by rounding.
_STORED = 1e-6


@dataclass(frozen=True, slots=True)
class EvidenceOptions:
    """precision: wanted share of right values among those given out, in (0, 1)

    inferred: also give out values that no word of the item names, on the strength of words that went with them in this
              catalog or of nearness in meaning. Cells that merchants left empty say little of how often that is wrong.
    """

    precision: float = 0.9
    inferred: bool = False


def part_of(item: Item) -> int:
    """The fold that must not judge the item: that of its group if it has cells of its own, else none."""
    return fold_of(item.group_id or item.id) if item.specs or item.extras else EVERYTHING


class EvidenceDiscriminator:
    """Decides questions with features over the recall's memory. `fingerprint` names the model's weights and memory."""

    def __init__(self, model: EvidenceModel, recall: WideRecall, fingerprint: str, options: EvidenceOptions) -> None:
        self._model = model
        self._recall = recall
        self._thresholds = model.thresholds(options.precision, options.inferred)
        self._inferred = options.inferred
        self._id = ModelId(
            f"evidence-{_VERSION}-{content_hash([fingerprint, options.precision, options.inferred])[:8]}"
        )

    @property
    def model_id(self) -> ModelId:
        return self._id

    def decide(self, questions: Sequence[Question]) -> list[tuple[Candidate, ...]]:
        """One answer a question. Questions of one item stand together; competition is judged among them."""
        asked: list[list[AskedKey]] = []
        blocks = []
        parts: list[int] = []
        for _, group in groupby(questions, key=lambda question: question.item.id):
            together = list(group)
            words, part = self._recall.words(together[0].item), part_of(together[0].item)
            keys = [AskedKey(q.key, q.candidates.candidates, self._recall.list_size(q.key)) for q in together]
            rows = features_of(words, keys, self._recall.memory, part)
            asked.append(keys)
            blocks.append(rows)
            parts.extend([part] * len(rows.asked))
        if not blocks:
            return []
        features = np.concatenate([rows.features for rows in blocks])
        margins = self._model.margin(features, np.array(parts, dtype=np.int64))
        probability, margin = self._model.calibration.probability(margins).tolist(), margins.tolist()
        out: list[tuple[Candidate, ...]] = []
        place = 0
        for keys, rows in zip(asked, blocks, strict=True):
            accepted: list[list[tuple[float, Candidate]]] = [[] for _ in keys]
            thresholds = [self._thresholds.threshold_for(entry.key.id) - _STORED for entry in keys]
            for number, candidate in zip(rows.asked.tolist(), rows.candidate.tolist(), strict=True):
                entry = keys[number].candidates[candidate]
                named = self._inferred or entry.recall not in UNNAMED
                if probability[place] >= thresholds[number] and entry.evidence and named:
                    scored = replace(entry, score=round(probability[place], _DIGITS))
                    accepted[number].append((margin[place], scored))
                place += 1
            out.extend(self._chosen(key, found) for key, found in zip(keys, accepted, strict=True))
        return out

    @staticmethod
    def _chosen(asked: AskedKey, accepted: list[tuple[float, Candidate]]) -> tuple[Candidate, ...]:
        """By margin: calibration gives all candidates of one of its steps the same probability."""
        accepted.sort(key=lambda found: (-found[0], _first_place(found[1]), found[1].value.identity))
        chosen = [candidate for _, candidate in accepted]
        return tuple(chosen if asked.key.multiple else chosen[:1])


def _first_place(candidate: Candidate) -> int:
    return min((evidence.start for evidence in candidate.evidence), default=0)
