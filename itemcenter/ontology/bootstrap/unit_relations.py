"""Units of bare numbers by comparison with other keys of the same items, where texts say nothing.

In this order, each only where the name or its head word tells the dimension:

    ratio   one number is the other times a fixed factor, and the factor is a conversion: "weight imperial" is in lb
    size    both numbers are of one size (a package weighs as much as its content or twice that): the same unit
    sole    the catalog states this dimension in one unit only
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from itemcenter.ontology.bootstrap.cell_forms import CellForm
from itemcenter.ontology.bootstrap.key_columns import KeyColumn
from itemcenter.ontology.bootstrap.observe import Magnitudes, Numbers
from itemcenter.ontology.bootstrap.property_words import dimension_meant, dimensions_of, head_word
from itemcenter.ontology.bootstrap.unit_evidence import UnitEvidence
from itemcenter.values import to_unit
from itemcenter.values.units import UNITS, dimension_of

_LEAST_ITEMS = 8
#: Spread (quartiles of the logarithm) and error under which a ratio is a fixed factor.
_FIXED_SPREAD, _FACTOR_ERROR = 0.06, 0.03
#: Median ratios of numbers of one size; 2.54 (cm to inch) lies outside.
_LEAST_RATIO, _MOST_RATIO = 0.7, 2.2
#: Dimensions of a thing itself: its parts and its package are of its size. Elsewhere names must share two words.
_OF_A_THING = frozenset(("length", "mass"))
#: Keys with a unit of their own from which a head word is known to mean a dimension, and the share that must agree.
_LEAST_KEYS, _AGREEING = 3, 0.9
_ROUNDS = 3


@dataclass(slots=True)
class _Series:
    """The numbers of a column, one an item (the first), by item; `words` of its name."""

    name: str
    words: frozenset[str]
    item: Numbers
    value: Magnitudes


def related_units(
    columns: Sequence[KeyColumn],
    forms: Sequence[CellForm],
    known: Mapping[int, str],
    wanted: Sequence[int],
    sole: Mapping[str, str],
) -> dict[int, UnitEvidence]:
    """Units of the `wanted` columns (places in `columns`) from those of the `known` ones; no entry where none fits.

    sole: the only unit that the catalog's texts use, by dimension
    """
    possible = _possible(columns, known, wanted)
    series = {place: _series(columns[place], forms) for place in (*known, *possible)}
    units = dict(known)
    found: dict[int, UnitEvidence] = {}
    for compare in (_by_ratio, _by_size):
        for _ in range(_ROUNDS):  # "package weight" from "weight", then "case weight" from "package weight"
            of_dimension: dict[str, list[int]] = {}
            for place in sorted(units):
                of_dimension.setdefault(dimension_of(units[place]), []).append(place)
            fresh: dict[int, UnitEvidence] = {}
            for place, dimensions in possible.items():
                if place in units:
                    continue
                others = [other for dimension in dimensions for other in of_dimension.get(dimension, ())]
                ranked = [
                    (len(series[place].words & series[other].words), evidence.items, -other, evidence)
                    for other in others
                    if (evidence := compare(series[place], series[other], units[other])) is not None
                ]
                if ranked:
                    fresh[place] = max(ranked, key=lambda entry: entry[:3])[3]
            found.update(fresh)
            units.update({place: evidence.unit for place, evidence in fresh.items()})
            if not fresh:
                break
    for place in wanted:
        meant = dimension_meant(columns[place].name)
        if place not in units and meant in sole:
            how = f"the only unit of {meant} in this catalog's texts"
            found[place] = UnitEvidence(sole[meant], how, len(columns[place].items), 0.0)
    return found


def _possible(
    columns: Sequence[KeyColumn], known: Mapping[int, str], wanted: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """The dimensions that the names of the wanted columns leave open: by property word, else by their head word.

    A head word means the dimension of the keys that end in it and whose unit is known, where these agree.
    """
    votes: dict[str, Counter[str]] = {}
    for place, unit in known.items():
        if not dimensions_of(columns[place].name):
            votes.setdefault(head_word(columns[place].name), Counter())[dimension_of(unit)] += 1
    out = {}
    for place in wanted:
        dimensions = dimensions_of(columns[place].name)
        counted = votes.get(head_word(columns[place].name), Counter())
        if not dimensions and counted.total() >= _LEAST_KEYS:
            name, count = min(counted.items(), key=lambda entry: (-entry[1], entry[0]))
            dimensions = (name,) if count >= _AGREEING * counted.total() else ()
        if dimensions:
            out[place] = dimensions
    return out


def _series(column: KeyColumn, forms: Sequence[CellForm]) -> _Series:
    item, first = np.unique(column.item, return_index=True)
    value = np.array([forms[text].low or np.nan for text in column.text[first].tolist()], dtype=np.float64)
    sound = np.isfinite(value) & (value > 0)
    return _Series(column.name, frozenset(column.name.casefold().split()), item[sound], value[sound])


def _ratios(left: _Series, right: _Series) -> Magnitudes:
    _, mine, theirs = np.intersect1d(left.item, right.item, assume_unique=True, return_indices=True)
    return np.log(left.value[mine] / right.value[theirs])


def _by_ratio(wanted: _Series, other: _Series, unit: str) -> UnitEvidence | None:
    ratios = _ratios(wanted, other)
    if len(ratios) < _LEAST_ITEMS:
        return None
    low, middle, high = np.quantile(ratios, (0.25, 0.5, 0.75))
    entry = UNITS[unit]
    if high - low > _FIXED_SPREAD or not entry.expression or entry.dimension == "temperature":
        return None
    factor = float(np.exp(-middle))
    for candidate in sorted(UNITS):
        if UNITS[candidate].dimension != entry.dimension or not UNITS[candidate].expression:
            continue
        if abs(to_unit(1.0, candidate, unit) / factor - 1.0) <= _FACTOR_ERROR:
            fixed = float(np.mean(np.abs(ratios - middle) <= _FIXED_SPREAD))
            how = f"in a fixed ratio to {other.name!r} in {unit}"
            return UnitEvidence(candidate, how, len(ratios), round(fixed, 4))
    return None


def _by_size(wanted: _Series, other: _Series, unit: str) -> UnitEvidence | None:
    shared = len(wanted.words & other.words)
    if shared < (1 if dimension_of(unit) in _OF_A_THING else 2):
        return None
    ratios = _ratios(wanted, other)
    if len(ratios) < _LEAST_ITEMS:
        return None
    if not np.log(_LEAST_RATIO) <= float(np.median(ratios)) <= np.log(_MOST_RATIO):
        return None
    near = float(np.mean((ratios >= np.log(_LEAST_RATIO / 2)) & (ratios <= np.log(_MOST_RATIO * 2))))
    if near <= 0.5:
        return None
    return UnitEvidence(unit, f"of the size of {other.name!r} in {unit}", len(ratios), round(near, 4))
