"""Which cells a language model is asked about: those where the local model is unsure, and keys that ask for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from itemcenter.library.decision import Weighed
from itemcenter.schema.tags import TAG_KEYS

ESCALATE_WHEN = ("never", "unsure")


@dataclass(frozen=True, slots=True)
class EscalationOptions:
    """The [escalation] table.

    when: "never", or "unsure": cells whose surest candidate has a probability in [low, high) by the local model
    keys: ids of keys that are asked wherever there is a candidate, however sure the local model is
    copy: ids of keys whose value is copied from the texts where nobody states it: open keys, texts, typed values
    max_cells: at most so many cells of an item, the least sure first; 0 for all
    judges: how often each cell is asked, with the candidates in other orders; a strict majority decides
    trust: probability that an answer is right, as you know your model; 0.0 has it measured on the merchant's cells
    trial_cells: at most so many cells whose truth the merchant tells are asked to measure it
    logprobs: alternatives of an answered token that are asked for, to tell how sure the model is; 0 for endpoints that
              refuse them
    images: at most so many https images of an item are shown
    longest: characters of a field that are shown
    """

    when: str = "never"
    low: float = 0.3
    high: float = 0.95
    keys: tuple[str, ...] = ()
    copy: tuple[str, ...] = ()
    max_cells: int = 0
    judges: int = 1
    trust: float = 0.0
    trial_cells: int = 300
    logprobs: int = 20
    images: int = 0
    longest: int = 4_000

    def asked(self, cells: Sequence[Weighed]) -> list[int]:
        """Places of the cells that are asked about, in order. Cells of an item stand together.

        A cell without a candidate is not asked, nor one that the merchant has filled: his word is shown anyway.
        """
        if self.when == "never":
            return []
        wanted: dict[str, list[tuple[float, int]]] = {}
        for place, cell in enumerate(cells):
            if cell.question.candidates.candidates and not cell.question.settled:
                doubt = self.doubt(cell)
                if doubt is not None:
                    wanted.setdefault(cell.question.item.id, []).append((doubt, place))
        out: list[int] = []
        for of_item in wanted.values():
            kept = sorted(of_item)[: self.max_cells] if self.max_cells else of_item
            out.extend(place for _, place in kept)
        return sorted(out)

    def doubt(self, cell: Weighed) -> float | None:
        """Small for cells to ask first; None for those that are not asked."""
        key = cell.question.key
        if key.id in self.keys:
            return -1.0
        best = cell.best()
        if best is None or key.id in TAG_KEYS or not self.low <= best[1] < self.high:
            return None
        middle = cell.threshold if math.isfinite(cell.threshold) else 0.5
        return abs(best[1] - middle)
