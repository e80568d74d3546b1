"""The unit of a key whose cells are bare numbers, from what the items' own texts say.

A catalog may keep "17" under "display diagonal" and state `17"` or "43.2 cm" in the title. For each unit of the
measurements found in texts it is counted in how many items the cell is such a measurement, converted where needed, and
compared with how often that happens by chance: with measurements drawn from all other texts of the catalog, and with
the texts of other items that show the key. The latter say nothing of a key with one value; then nearly all must agree.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itemcenter.ontology.bootstrap.cell_forms import CellForm
from itemcenter.ontology.bootstrap.key_columns import KeyColumn
from itemcenter.ontology.bootstrap.observe import Magnitudes, Numbers, Observed
from itemcenter.ontology.bootstrap.property_words import dimensions_of
from itemcenter.values import known_unit, to_unit
from itemcenter.values.units import UNITS

#: Relative difference under which a cell and a measurement are one number: texts round.
_TOLERANCE = 0.01
#: Items that must agree beyond chance, how often chance must be beaten, and the share of items with such measurements.
_LEAST_ITEMS, _BEYOND_CHANCE, _LEAST_SHARE, _NEARLY_ALL = 4.0, 3.0, 0.2, 0.8
#: Mentions of a unit in texts from which it is one that this merchant uses.
_USED = 3
#: Mentions, and their share of a dimension's, from which a unit is the only one.
_LEAST_SOLE, _SOLE = 5, 0.95
_BRACKETED = re.compile(r"[(\[]\s*(?:in\s+)?([^()\[\]]{1,12}?)\s*[)\]]\s*$")
_TRAILING = re.compile(r"(?:[ _,/-]|\bin )([A-Za-zµ°²³/]{2,6})$")
#: A name of fewer letters that is a unit's symbol is more likely an abbreviation.
_WHOLE_NAME = 3
#: Short words that end names and are no units there.
_NO_UNITS = frozenset(("in", "min", "max", "day", "cup", "pt", "ft", "ah", "mp", "den", "inch"))


@dataclass(frozen=True, slots=True)
class UnitEvidence:
    """unit: canonical name; how: where it was found, in words; items: items that say so; share: of those that could."""

    unit: str
    how: str
    items: int
    share: float


def unit_in_name(name: str) -> str:
    """The unit that a key's name states: "Width (mm)", "weight_kg", "Depth in cm", "Lumen"; "" where there is none."""
    found = _BRACKETED.search(name)
    if found is not None:
        return known_unit(found[1]) or ""
    if len(name) >= _WHOLE_NAME and name.lower() not in _NO_UNITS and (whole := known_unit(name)) is not None:
        return whole
    trailing = _TRAILING.search(name)
    if trailing is not None and trailing[1].lower() not in _NO_UNITS:
        unit = known_unit(trailing[1])
        if unit is not None and unit.lower() == trailing[1].lower():
            return unit
    possible = dimensions_of(name)
    for word in name.split():  # "length cm outer carton"
        unit = known_unit(word) if 2 <= len(word) <= 4 and word.lower() not in _NO_UNITS else None
        if unit is not None and unit.lower() == word.lower() and UNITS[unit].dimension in possible:
            return unit
    return ""


class TextMeasures:
    """The measurements in the texts of a catalog, by item and by dimension. `used`: mentions by unit."""

    def __init__(self, observed: Observed) -> None:
        self._first = np.searchsorted(observed.measure_item, np.arange(observed.items + 1))
        self._observed = observed
        used = Counter(observed.units[number] for number in observed.measure_unit.tolist())
        self._wanted: dict[str, list[str]] = {}
        for unit in sorted(unit for unit, count in used.items() if count >= _USED):
            self._wanted.setdefault(UNITS[unit].dimension, []).append(unit)
        self.used = used
        self._dimension = [UNITS[unit].dimension for unit in observed.units]

    def unit_of(self, column: KeyColumn, forms: Sequence[CellForm]) -> UnitEvidence | None:
        """The unit that the texts of the column's items give to its numbers, None where they give none."""
        low = np.array([forms[text].low if forms[text].low is not None else np.nan for text in column.text.tolist()])
        high = np.array([forms[text].high if forms[text].high is not None else np.nan for text in column.text.tolist()])
        known = np.isfinite(low) & (low != 0)
        item, low, high = column.item[known], low[known], high[known]
        if not len(item):
            return None
        cell, measure = self._pairs(item)
        best: tuple[float, UnitEvidence] | None = None
        possible = dimensions_of(column.name)
        for dimension, units in self._wanted.items():
            if possible and dimension not in possible:
                continue
            here = np.array([entry == dimension for entry in self._dimension])
            inside = here[self._observed.measure_unit[measure]]
            pairs, of = cell[inside], measure[inside]
            able = len(np.unique(item[pairs]))
            if able < _LEAST_ITEMS:
                continue
            for unit in units:
                hits, chance = self._agreeing(item, low, high, pairs, of, unit)
                if hits - chance < max(_LEAST_ITEMS, _LEAST_SHARE * able) or hits < _BEYOND_CHANCE * chance:
                    continue
                shifts = [len(low) // part for part in (2, 3)]
                moved = [self._agreeing(item, np.roll(low, s), np.roll(high, s), pairs, of, unit)[0] for s in shifts]
                of_others = sum(moved) / len(moved)
                beyond = hits - of_others
                told = beyond >= max(_LEAST_ITEMS, _LEAST_SHARE * able) and hits >= _BEYOND_CHANCE * of_others
                if told or (hits >= _NEARLY_ALL * able and hits > _LEAST_ITEMS):
                    evidence = UnitEvidence(unit, "stated in texts", hits, round(hits / able, 4))
                    if best is None or hits - chance > best[0]:
                        best = (hits - chance, evidence)
        return None if best is None else best[1]

    def sole_units(self) -> dict[str, str]:
        """dimension -> the unit in which nearly all of its measurements in texts are written."""
        out = {}
        for dimension in self._wanted:
            counts = {unit: count for unit, count in self.used.items() if UNITS[unit].dimension == dimension}
            unit, most = min(counts.items(), key=lambda entry: (-entry[1], entry[0]))
            if most >= _LEAST_SOLE and most >= _SOLE * sum(counts.values()):
                out[dimension] = unit
        return out

    def _pairs(self, item: Numbers) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """(cell, measurement) of one item each, for all cells."""
        start, widths = self._first[item], self._first[item + 1] - self._first[item]
        cell = np.repeat(np.arange(len(item)), widths)
        inside = np.arange(len(cell)) - np.repeat(np.cumsum(widths) - widths, widths)
        return cell, start[cell] + inside

    def _agreeing(
        self,
        item: Numbers,
        low: Magnitudes,
        high: Magnitudes,
        cell: npt.NDArray[np.int64],
        measure: npt.NDArray[np.int64],
        unit: str,
    ) -> tuple[int, float]:
        """(items in which a cell, taken in `unit`, is a measurement of the texts, items expected by chance)."""
        observed = self._observed
        slope, offset = self._lines(unit)
        number = observed.measure_unit[measure]
        said_low = observed.measure_low[measure] * slope[number] + offset[number]
        said_high = observed.measure_high[measure] * slope[number] + offset[number]
        single = np.isnan(high[cell]) & np.isnan(said_high)
        near = _near(low[cell], said_low)
        hits = len(np.unique(item[cell[near & (single | _near(high[cell], said_high))]]))
        everywhere = observed.measure_low * slope[observed.measure_unit] + offset[observed.measure_unit]
        everywhere = np.sort(everywhere[np.isfinite(everywhere)])
        ends = np.sort(np.stack([low * (1 - _TOLERANCE), low / (1 - _TOLERANCE)]), axis=0)
        alike = np.searchsorted(everywhere, ends[1], "right") - np.searchsorted(everywhere, ends[0], "left")
        own, own_alike = (np.bincount(cell[kept], minlength=len(item)) for kept in (cell >= 0, near))
        share = np.maximum(alike - own_alike, 0) / np.maximum(len(everywhere) - own, 1)
        _, first = np.unique(item, return_index=True)
        return hits, float((1.0 - (1.0 - share[first]) ** own[first]).sum())

    def _lines(self, unit: str) -> tuple[Magnitudes, Magnitudes]:
        """(units,) slope and offset that turn a measurement in each unit into `unit`; NaN for other dimensions."""
        slope = np.full(len(self._observed.units), np.nan)
        offset = np.zeros(len(self._observed.units))
        for number, other in enumerate(self._observed.units):
            if other == unit:
                slope[number] = 1.0
            elif (
                self._dimension[number] == UNITS[unit].dimension and UNITS[unit].expression and UNITS[other].expression
            ):
                offset[number] = to_unit(0.0, other, unit)
                slope[number] = to_unit(1.0, other, unit) - offset[number]
        return slope, offset


def _near(left: Magnitudes, right: Magnitudes) -> npt.NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        out: npt.NDArray[np.bool_] = np.abs(left - right) <= _TOLERANCE * np.maximum(np.abs(left), np.abs(right))
    return out
