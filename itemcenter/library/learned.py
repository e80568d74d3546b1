"""What decides: the evidence model and what a catalog has taught, kept together as one model bundle.

The shipped bundle has the model alone. A center keeps one learned bundle per source of items under `models/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from itemcenter.artifacts import load_bundle, npz_bytes, save_bundle
from itemcenter.errors import StoreError
from itemcenter.evidence.features import NAMES
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.evidence.memory_arrays import memory_from_arrays, memory_to_arrays
from itemcenter.evidence.model import EvidenceModel
from itemcenter.flow.collector import opening
from itemcenter.library.brand_lexicon import BrandCounts
from itemcenter.library.category_priors import CategoryPriors
from itemcenter.library.implied_values import ImpliedValues
from itemcenter.library.reading_discriminator import Fused, MarginJudge, Stacked
from itemcenter.library.twins import LABELS, Twins
from itemcenter.schema import OntologyRelease, content_hash

SHIPPED = "evidence-v1"
_MODEL, _MEMORY = "model.npz", "memory.npz"
_PRIORS, _BRANDS, _IMPLIED, _JUDGE = "categories.npz", "brands.json", "implied.npz", "reader.npz"
_LICENCE = "Apache-2.0"


def key_set(release: OntologyRelease) -> str:
    """A fingerprint of the release's keys: other values leave it as it is."""
    return content_hash(sorted(release.key_by_id))[:16]


@dataclass(frozen=True, slots=True)
class Learned:
    """fingerprint: of weights and memory, as the bundle on disk has it; about: what it was learned from.

    priors: what titles tell of categories; brands: what the brand column tells; twins: labelled items that others are
    compared with; implied: values that no word names; None where nothing was to be learned. judge: of a
    reader's margins; None where no reader takes part
    """

    model: EvidenceModel
    memory: CatalogMemory
    fingerprint: str
    about: dict[str, Any]
    priors: CategoryPriors | None = None
    brands: BrandCounts | None = None
    twins: Twins | None = None
    implied: ImpliedValues | None = None
    judge: MarginJudge | None = None

    @property
    def reader(self) -> str:
        """The id of the `Reading` that learning was done with, "" for none; it may have been found to be of no use."""
        return str(self.about.get("reader", ""))

    @staticmethod
    @cache
    def shipped() -> Learned:
        """The weights of the package, which have seen no catalog of the user's."""
        with resources.as_file(resources.files("itemcenter") / "models" / SHIPPED) as folder:
            return Learned.open(folder)

    @staticmethod
    def open(folder: Path) -> Learned:
        """A bundle from disk. Raises `NotFoundError`, `StoreError` naming what is damaged or too old."""
        with opening():
            return Learned._read(folder)

    @staticmethod
    def _read(folder: Path) -> Learned:
        bundle = load_bundle(folder)
        if list(bundle.settings.get("features", ())) != list(NAMES):
            raise StoreError(
                "this evidence model was made for other features than this version has",
                place=str(folder),
                remedy="learn again: build with --learn always, or delete the folder",
            )
        memory = memory_from_arrays(bundle.arrays(_MEMORY)) if _MEMORY in bundle.files else CatalogMemory()
        model = EvidenceModel.from_arrays(bundle.arrays(_MODEL))
        priors = brands = None
        if _PRIORS in bundle.files:
            priors = CategoryPriors.from_arrays(bundle.arrays(_PRIORS), str(folder / _PRIORS))
        if _BRANDS in bundle.files:
            brands = BrandCounts.from_bytes(bundle.content(_BRANDS), str(folder / _BRANDS))
        twins = None
        if LABELS in bundle.files:
            twins = Twins.from_files(folder, bundle.arrays(LABELS), str(bundle.settings.get("encoder", "")))
        implied = None
        if _IMPLIED in bundle.files:
            implied = ImpliedValues.from_arrays(bundle.arrays(_IMPLIED), str(folder / _IMPLIED))
        about = dict(bundle.settings.get("about", {}))
        judge: MarginJudge | None = Stacked(model) if bundle.settings.get("stacked") else None
        if _JUDGE in bundle.files:
            judge = Fused.from_arrays(bundle.arrays(_JUDGE))
        return Learned(model, memory, bundle.fingerprint, about, priors, brands, twins, implied, judge)

    def speaks_of(self, release: OntologyRelease) -> bool:
        """Whether at least half of the keys that were learned about are in the release.

        Where none were, whether it has the keys of the release under which that was so.
        """
        keys = self.memory.keys
        if not keys:
            return bool(self.about.get("keys", key_set(release)) == key_set(release))
        return 2 * sum(key in release.key_by_id for key in keys) >= len(keys)

    @staticmethod
    def empty_memory() -> CatalogMemory:
        return CatalogMemory()

    @staticmethod
    def save(
        folder: Path,
        model: EvidenceModel,
        memory: CatalogMemory,
        about: dict[str, Any],
        *,
        name: str,
        card: str,
        priors: CategoryPriors | None = None,
        brands: BrandCounts | None = None,
        twins: Twins | None = None,
        implied: ImpliedValues | None = None,
        judge: MarginJudge | None = None,
    ) -> Learned:
        """Write a bundle and read it back: what is used is what is stored."""
        files = {_MODEL: npz_bytes(model.to_arrays())}
        if memory.items:
            files[_MEMORY] = npz_bytes(memory_to_arrays(memory))
        if priors is not None:
            files[_PRIORS] = npz_bytes(priors.to_arrays())
        if brands is not None:
            files[_BRANDS] = brands.to_bytes()
        if implied is not None:
            files[_IMPLIED] = npz_bytes(implied.to_arrays())
        settings: dict[str, Any] = {"features": list(NAMES), "about": about}
        if isinstance(judge, Fused):
            files[_JUDGE] = npz_bytes(judge.to_arrays())
        elif judge is not None:
            settings["stacked"] = True
        if twins is not None:
            files |= twins.to_files()
            settings["encoder"] = twins.fingerprint
        save_bundle(folder, name=name, version="1", licence=_LICENCE, card=card, files=files, settings=settings)
        return Learned.open(folder)
