"""A model that reads the item, behind the port `discriminate`: alone, or as one more witness of the evidence model.

    fused:    probability = calibration(margin of the reader)
    stacked:  probability = evidence model over (features, margin of the reader)

The text of an item is read once, whatever the number of its keys and candidates; an item without a candidate is not
read at all. A judge is fitted on labelled items of the catalog that it decides: a reader alone decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

import numpy as np
import numpy.typing as npt

from itemcenter.errors import ConfigError
from itemcenter.evidence.binning import AnyArray
from itemcenter.evidence.calibration import Calibration, calibration_from_arrays, fit_calibration
from itemcenter.evidence.features import NAMES, AskedKey, Matrix, Rows
from itemcenter.evidence.folds import EVERYTHING
from itemcenter.evidence.model import LEAST_PAIRS, EvidenceModel
from itemcenter.evidence.rows import Sample, TrainingRows
from itemcenter.evidence.thresholds import KeyThresholds, ThresholdParams
from itemcenter.library.decision import AskedItem, Judged, Weighed, weighed
from itemcenter.library.evidence_discriminator import EvidenceOptions
from itemcenter.library.slot_rows import slots_of
from itemcenter.library.wide_recall import WideRecall
from itemcenter.ports import Question, SlotReader
from itemcenter.schema import Candidate, Item, ModelId, content_hash

#: Counts up whenever margins are used otherwise.
_VERSION = 1

Margins = npt.NDArray[np.float32]
#: The reader alone, or the evidence model with its margin as one more feature.
ReadPath = Literal["fused", "stacked"]
READ_PATHS: tuple[ReadPath, ...] = get_args(ReadPath)


class MarginJudge(Protocol):
    """What judges features (n, F), margins of the reader (n,) and parts (n,), and sets the thresholds for that."""

    def judged(self, features: Matrix, margins: Margins, part: npt.NDArray[np.int64]) -> Judged: ...

    def thresholds(self, precision: float, inferred: bool = False) -> KeyThresholds: ...


@dataclass(frozen=True)
class Fused:
    """The reader alone. sample, named: as in `EvidenceModel`, by readers that were not trained on the items."""

    calibration: Calibration
    sample: Sample
    named: Sample

    @classmethod
    def fitted(cls, rows: TrainingRows, margins: Margins) -> Fused:
        """margins: (n,) of rows by a reader that was not trained on the row's part"""
        scores = margins.astype(np.float64)
        calibration = fit_calibration(scores, rows.right, rows.weight)
        sure, named = calibration.probability(scores), rows.named
        sample = Sample.of(rows, scores, sure).without_keys()
        return cls(calibration, sample, Sample.of(rows.only(named), scores[named], sure[named]).without_keys())

    def judged(self, features: Matrix, margins: Margins, part: npt.NDArray[np.int64]) -> Judged:
        scores = margins.astype(np.float64)
        return Judged(scores, self.calibration.probability(scores))

    def thresholds(self, precision: float, inferred: bool = False) -> KeyThresholds:
        sample = self.sample if inferred else self.named
        return sample.thresholds(ThresholdParams(precision=precision, strength=40.0, floor=0.5))

    def to_arrays(self) -> dict[str, AnyArray]:
        parts: dict[str, Calibration | Sample] = {"sample": self.sample, "named": self.named}
        parts["calibration"] = self.calibration
        return {f"{part}/{name}": array for part, entry in parts.items() for name, array in entry.to_arrays().items()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> Fused:
        """The reverse of `to_arrays`. Raises `InvariantError` for arrays that are none."""

        def of(part: str) -> dict[str, AnyArray]:
            return {name.removeprefix(part): entry for name, entry in arrays.items() if name.startswith(part)}

        samples = Sample.from_arrays(of("sample/")), Sample.from_arrays(of("named/"))
        return cls(calibration_from_arrays(of("calibration/")), *samples)


@dataclass(frozen=True)
class Stacked:
    """The evidence model with the margin as its last column."""

    model: EvidenceModel

    def judged(self, features: Matrix, margins: Margins, part: npt.NDArray[np.int64]) -> Judged:
        scores = self.model.margin(with_margins(features, margins), part)
        return Judged(scores, self.model.calibration.probability(scores))

    def thresholds(self, precision: float, inferred: bool = False) -> KeyThresholds:
        return self.model.thresholds(precision, inferred)


def with_margins(features: Matrix, margins: Margins) -> Matrix:
    """(n, F + 1) float32."""
    return np.concatenate([features, margins.astype(np.float32)[:, None]], axis=1)


def read_margins(reader: SlotReader, items: Sequence[AskedItem]) -> Margins:
    """The margin of every row of the items, one after another."""
    found = [np.zeros(0, dtype=np.float32)]
    for entry in items:
        slots = slots_of(entry.item, entry.keys, entry.rows)
        found.append(reader.margins(slots.text, slots.keys, slots.asked, slots.values, slots.features))
    return np.concatenate(found)


class Reading:
    """A reader, and how it is to decide. Raises `ConfigError` for a reader of other evidence than this version has."""

    def __init__(self, reader: SlotReader, path: ReadPath) -> None:
        if reader.features != NAMES:
            raise ConfigError(
                f"the reader {reader.fingerprint} was trained with other evidence columns than this version has",
                remedy="train it again with this version",
            )
        self.reader = reader
        self.path = path
        self.id = f"{path}:{reader.fingerprint}"

    def margins(self, item: Item, keys: Sequence[AskedKey], rows: Rows) -> Margins:
        """Of the rows of one item, as `learning.Read`."""
        return read_margins(self.reader, [AskedItem(item, list(keys), rows, EVERYTHING)])

    def fitted(self, start: EvidenceModel, rows: TrainingRows) -> MarginJudge | None:
        """What judges a catalog, from its rows with the margins as their last column; None where they do not suffice.

        Stacked: corrections of `start` that may ask for the margin; None where none of them orders the rows better.
        """
        if self.path == "stacked":
            model = start.adapted(rows)
            return Stacked(model) if model is not None and model.corrections else None
        known = rows.only(rows.known)
        return Fused.fitted(known, known.features[:, -1]) if rows.pairs >= LEAST_PAIRS else None


class ReadingDiscriminator:
    """Decides questions by a reader. `fingerprint` names what the judge was fitted on."""

    def __init__(
        self, reading: Reading, judge: MarginJudge, recall: WideRecall, fingerprint: str, options: EvidenceOptions
    ) -> None:
        self._reader, self._judge, self._recall = reading.reader, judge, recall
        self._thresholds = judge.thresholds(options.precision, options.inferred)
        self._inferred, self.precision = options.inferred, options.precision
        parts = [reading.reader.fingerprint, fingerprint, options.precision, options.inferred]
        self._id = ModelId(f"{type(judge).__name__.lower()}-{_VERSION}-{content_hash(parts)[:8]}")

    @property
    def model_id(self) -> ModelId:
        return self._id

    def decide(self, questions: Sequence[Question]) -> list[tuple[Candidate, ...]]:
        """As the port says. Questions of one item stand together."""
        return [entry.chosen() for entry in self.weigh(questions)]

    def weigh(self, questions: Sequence[Question]) -> list[Weighed]:
        """The same before the thresholds are laid on."""

        def judge(items: Sequence[AskedItem]) -> Judged:
            features = np.concatenate([entry.rows.features for entry in items])
            parts = np.concatenate([np.full(len(entry.rows.asked), entry.part, dtype=np.int64) for entry in items])
            return self._judge.judged(features, read_margins(self._reader, items), parts)

        return weighed(questions, self._recall, self._thresholds, self._inferred, judge)
