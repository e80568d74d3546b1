"""Which cells a language model is tried on: cells in doubt whose truth the merchant tells, spread over the keys."""

from __future__ import annotations

from collections.abc import Sequence

from itemcenter.evidence.agreement import agrees_with_any
from itemcenter.evidence.item_words import ItemWords
from itemcenter.library.decision import Weighed
from itemcenter.library.escalation import EscalationOptions
from itemcenter.library.learning import LabelledItem
from itemcenter.library.llm_discriminator import LocalDiscriminator
from itemcenter.library.wide_recall import WideRecall
from itemcenter.ports import Question
from itemcenter.schema import KeyId, content_hash

_BATCH = 256

#: A cell with whether each of its candidates is right.
TrialCell = tuple[Weighed, tuple[bool, ...]]


def trial_cells(
    recall: WideRecall, local: LocalDiscriminator, items: Sequence[LabelledItem], options: EscalationOptions
) -> list[TrialCell]:
    """At most `options.trial_cells`, whatever the order of the items: of each key the first, then of each the second...

    The local model judges each item by what it did not learn from its part, so it doubts as it does elsewhere.
    """
    by_key: dict[KeyId, list[tuple[str, TrialCell]]] = {}
    for first in range(0, len(items), _BATCH):
        batch = items[first : first + _BATCH]
        words = [ItemWords(entry.item) for entry in batch]
        only = [entry.labels for entry in batch]
        sets = recall.recall(words, [entry.plan for entry in batch], [entry.part for entry in batch], only)
        questions, labels = [], []
        for entry, of_item in zip(batch, sets, strict=True):
            for candidates in of_item:
                if entry.labels[candidates.key_id]:
                    key = recall.key(candidates)
                    questions.append(Question(entry.item, entry.plan.category_id, key, candidates))
                    labels.append(entry.labels[key.id])
        cells = local.weigh(questions)
        for place in options.asked(cells):
            cell, key = cells[place], questions[place].key
            right = tuple(agrees_with_any(c.value, labels[place]) for c in questions[place].candidates.candidates)
            order = content_hash([questions[place].item.id, key.id])
            by_key.setdefault(key.id, []).append((order, (cell, right)))
    ranked = [
        (rank, order, cell)
        for found in by_key.values()
        for rank, (order, cell) in enumerate(sorted(found, key=lambda entry: entry[0]))
    ]
    ranked.sort(key=lambda entry: entry[:2])
    return [cell for _, _, cell in ranked[: options.trial_cells]]
