"""`JudgeModel`: the weights of the judges that learn - four sets of trees and their thresholds - as a bundle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from itemcenter.artifacts.arrays import npz_bytes
from itemcenter.artifacts.bundle import ModelBundle, load_bundle, save_bundle
from itemcenter.errors import InvariantError, StoreError
from itemcenter.evidence import ObliviousTrees
from itemcenter.ontology.validate.fit import FAMILIES, PLACE

#: The bundle that comes with the package.
SHIPPED = Path(__file__).parents[2] / "models" / "judges-v1"

#: Which figures each judge of plausibility looks at. No two of the first ones share a family.
LOOKS_AT: dict[str, tuple[int, ...]] = {
    "meaning": tuple(PLACE[name] for name in FAMILIES["meaning"]),
    "company": tuple(PLACE[name] for name in (*FAMILIES["company"], *FAMILIES["form"])),
    "learned": tuple(PLACE.values()),
}
#: The trees that tell duplicates, beside them.
PAIRS = "pairs"


@dataclass(frozen=True)
class JudgeModel:
    """trees: by judge; bounds: (reject below, pass from) of each judge's score, log-odds that the proposal is right."""

    trees: Mapping[str, ObliviousTrees]
    bounds: Mapping[str, tuple[float, float]]
    fingerprint: str = ""

    @classmethod
    @cache
    def shipped(cls) -> JudgeModel:
        return cls.load(SHIPPED)

    @classmethod
    def load(cls, folder: Path) -> JudgeModel:
        """Raises `NotFoundError` where there is none, `StoreError` where it is damaged or of another kind."""
        bundle = load_bundle(folder)
        arrays = bundle.arrays("weights.npz")
        try:
            trees = {
                name: ObliviousTrees.from_arrays(
                    {part.partition("/")[2]: array for part, array in arrays.items() if part.startswith(f"{name}/")}
                )
                for name in (*LOOKS_AT, PAIRS)
            }
            bounds = {str(name): (float(low), float(high)) for name, (low, high) in bundle.settings["bounds"].items()}
        except (InvariantError, KeyError, TypeError, ValueError) as error:
            raise StoreError(f"is no model of judges: {error}", place=str(folder)) from error
        return cls(trees, bounds, bundle.fingerprint[:16])

    def save(self, folder: Path, card: str) -> ModelBundle:
        arrays: dict[str, Any] = {
            f"{name}/{part}": array for name, trees in self.trees.items() for part, array in trees.to_arrays().items()
        }
        settings = {"bounds": {name: list(pair) for name, pair in sorted(self.bounds.items())}}
        return save_bundle(
            folder,
            name=folder.name,
            version="1",
            licence="Apache-2.0",
            card=card,
            files={"weights.npz": npz_bytes({name: np.asarray(array) for name, array in arrays.items()})},
            settings=settings,
        )
