"""What mask and recover found: counts of the system and of two baselines on the same hidden cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from itemcenter.evaluate import Tally, stated
from itemcenter.evaluate.counting import STATED
from itemcenter.evaluate.masking import MaskPlan

SYSTEM, PRIORS, LITERAL = "system", "priors", "literal"


class HiddenRow(NamedTuple):
    """A line of hidden.jsonl: a cell that was taken out, and all text that the system could read of its item."""

    item: str
    key: str
    value: str
    text: str


@dataclass(slots=True)
class Hidden:
    """What was hidden. copies: raw copies taken out beside the cells themselves; leaks: cells of which a copy was left
    all the same: they are not counted, and there should be none.
    """

    items: int = 0
    masked_items: int = 0
    cells: int = 0
    copies: int = 0
    leaks: int = 0
    leaks_shown: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class EvaluationReport:
    """Running, then closing figures. `known`: hidden cells whose key the ontology has in the category of the item."""

    plan: MaskPlan
    hidden: Hidden
    priors_threshold: float
    release_id: str = ""
    model_id: str = ""
    known: int = 0
    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in (SYSTEM, PRIORS, LITERAL)})
    notices: list[str] = field(default_factory=list)

    def add(self, hidden: HiddenRow, known: bool, answers: Mapping[str, Sequence[str]]) -> None:
        """Count one hidden cell. answers: of the system and both baselines, best first, () for none."""
        self.known += known
        is_stated = stated(hidden.value, hidden.text)
        for name, tally in self.tallies.items():
            tally.add(hidden.key, hidden.value, is_stated, answers[name])

    def to_json(self) -> dict[str, Any]:
        """Plain data without times: the same catalog, configuration and seed give the same bytes."""
        return {
            "mask": {"share": self.plan.share, "unit": self.plan.unit.value, "seed": self.plan.seed},
            "items": self.hidden.items,
            "masked_items": self.hidden.masked_items,
            "hidden_cells": self.hidden.cells,
            "known_cells": self.known,
            "copies_removed": self.hidden.copies,
            "leaks": self.hidden.leaks,
            "leaks_shown": self.hidden.leaks_shown,
            "release_id": self.release_id,
            "model_id": self.model_id,
            "priors_threshold": self.priors_threshold,
            **{name: tally.to_json() for name, tally in self.tallies.items()},
            "keys": [
                {"key": counts.name}
                | {
                    name: {part: tally.keys[key].parts[part].to_json() for part in ("all", STATED)}
                    for name, tally in self.tallies.items()
                }
                for key, counts in self.tallies[SYSTEM].by_key()
            ],
            "notices": self.notices,
        }
