"""The evidence model behind the port `discriminate`: which candidates are given out, and with what probability.

A key with one value gets its most probable candidate, a key with several every candidate, if it reaches the threshold
of the key for the wanted precision. No candidate reaching it, or no threshold reaching the precision, is "not stated".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from itemcenter.evidence.model import EvidenceModel
from itemcenter.library.decision import AskedItem, Judged, Weighed, weighed
from itemcenter.library.wide_recall import WideRecall
from itemcenter.ports import Question
from itemcenter.schema import Candidate, ModelId, content_hash

#: Counts up whenever features or rules decide differently.
_VERSION = 1


@dataclass(frozen=True, slots=True)
class EvidenceOptions:
    """precision: wanted share of right values among those given out, in (0, 1)

    inferred: also give out values that no word of the item names, on the strength of words that went with them in this
              catalog or of nearness in meaning. Cells that merchants left empty say little of how often that is wrong.
    """

    precision: float = 0.9
    inferred: bool = False


class EvidenceDiscriminator:
    """Decides questions with features over the recall's memory. `fingerprint` names the model's weights and memory."""

    def __init__(self, model: EvidenceModel, recall: WideRecall, fingerprint: str, options: EvidenceOptions) -> None:
        self._model = model
        self._recall = recall
        self._thresholds = model.thresholds(options.precision, options.inferred)
        self._inferred = options.inferred
        #: Wanted precision as far as it can be measured by cells that err, too.
        self.precision = options.precision * (model.sample if options.inferred else model.named).ceiling()
        self._id = ModelId(
            f"evidence-{_VERSION}-{content_hash([fingerprint, options.precision, options.inferred])[:8]}"
        )

    @property
    def model_id(self) -> ModelId:
        return self._id

    def decide(self, questions: Sequence[Question]) -> list[tuple[Candidate, ...]]:
        """One answer a question. Questions of one item stand together; competition is judged among them."""
        return [entry.chosen() for entry in self.weigh(questions)]

    def weigh(self, questions: Sequence[Question]) -> list[Weighed]:
        """The same before the thresholds are laid on."""

        def judge(items: Sequence[AskedItem]) -> Judged:
            features = np.concatenate([entry.rows.features for entry in items])
            parts = np.concatenate([np.full(len(entry.rows.asked), entry.part, dtype=np.int64) for entry in items])
            margin = self._model.margin(features, parts)
            return Judged(margin, self._model.calibration.probability(margin))

        return weighed(questions, self._recall, self._thresholds, self._inferred, judge)
