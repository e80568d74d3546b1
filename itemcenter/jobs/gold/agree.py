"""How far the labellers of a gold set agree, by key, and what they differ on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from itemcenter.evaluate.gold import Agreement, GoldSet, Place, agreement
from itemcenter.jobs.gold.spelled import code_of
from itemcenter.jobs.gold.tasks import told
from itemcenter.schema import KeyId, OntologyRelease


@dataclass(slots=True)
class AgreementReport:
    """labellers: name -> cells answered; disputed: cells that nobody has settled: (place, who said what)."""

    whole: Agreement
    keys: dict[KeyId, Agreement]
    labellers: dict[str, int]
    single: int = 0
    disputed: list[tuple[Place, str]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {
            "labellers": self.labellers,
            "single": self.single,
            "all": _json(self.whole),
            "keys": {key_id: _json(found) for key_id, found in self.keys.items()},
            "disputed": [{"item": item, "key": key, "said": said} for (item, key), said in self.disputed],
        }


def agreement_report(gold: GoldSet, release: OntologyRelease) -> AgreementReport:
    """Final answers settle, and are nobody's independent word: they are left out of agreement."""
    units: dict[KeyId, list[list[str]]] = {}
    labellers: dict[str, int] = {}
    disputed, single = [], 0
    for place in sorted(gold.labels):
        key = release.key_by_id.get(place[1])
        given = [label for label in gold.labels[place].values() if not label.final]
        for label in given:
            labellers[label.labeller] = labellers.get(label.labeller, 0) + 1
        single += len(given) == 1
        if key is None or len(given) < 2:
            continue
        units.setdefault(key.id, []).append([code_of(label) for label in given])
        if gold.disputed(place, key):
            said = "; ".join(f"{label.labeller}: {told(label)}" for label in sorted(given, key=lambda g: g.labeller))
            disputed.append((place, said))
    keys = {key_id: agreement([_units]) for key_id, _units in sorted(units.items())}
    whole = agreement(list[Sequence[Sequence[str]]](units.values()))
    return AgreementReport(whole, keys, dict(sorted(labellers.items())), single, disputed)


def _json(found: Agreement) -> dict[str, Any]:
    percent = None if found.percent is None else round(found.percent, 4)
    alpha = None if found.alpha is None else round(found.alpha, 4)
    return {"cells": found.cells, "pairs": found.pairs, "agreed": found.agreed, "percent": percent, "alpha": alpha}
