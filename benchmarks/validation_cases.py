"""Cases for judges: true triples that are hidden from them, and as many that are wrong in four ways.

Attributes are split between tuning and test by a hash of their value list's id. A hidden value is in none of the lists
that judges see. A wrong triple is checked against the whole release: no such triple is in it.

| kind | true | wrong |
|---|---|---|
| key | a hidden value under its key at a category | the same value under another key of that category |
| category | a hidden value under its key at a category | at a category to which the key does not apply |
| unit | a measurement of a product under a quantity key | its number with an impossible unit |
| duplicate | a hidden value under its key | a value that the key has, spelt otherwise |

A unit is impossible where its dimension is another one, or where it puts the amount far beyond everything measured.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from benchmarks.disguises import disguised
from itemcenter.errors import ValueParseError
from itemcenter.schema import (
    AttributeKey,
    CategoryId,
    KeyId,
    KeyScope,
    OntologyRelease,
    Proposal,
    ProposalKind,
    ValueList,
    ValueListId,
    ValueType,
)
from itemcenter.values import to_unit
from itemcenter.values.folding import name_key

KINDS = ("key", "category", "unit", "duplicate")

#: Share of a list's values that are hidden, and the smallest list that gives any.
HIDDEN_SHARE, SMALLEST_LIST = 0.2, 5
_TEST_SHARE = 0.4

#: Unit of Icecat's numeric attributes, as its own pages state them; the numbers in the file come without.
UNITS = {
    "package_weight": "g", "weight": "g", "package_width": "mm", "package_height": "mm", "package_depth": "mm",
    "width": "mm", "height": "mm", "depth": "mm", "cable_length": "m", "master__outer__case_width": "mm",
    "master__outer__case_length": "mm", "master__outer__case_height": "mm", "processor_frequency": "GHz",
    "pallet_width": "cm", "display_diagonal": "in", "thermal_design_power__tdp_": "W",
    "master__outer__case_weight": "g",
    "power_consumption__typical_": "W", "power_consumption__standby_": "W", "memory_clock_speed": "MHz",
    "total_storage_capacity": "GB", "battery_capacity": "mAh", "label_width": "mm", "label_height": "mm",
    "core_diameter": "µm", "response_time": "ms", "battery_voltage": "V", "output_power": "W",
    "colour_ink_volume": "ml",
    "ssd_capacity": "GB", "processor_lithography": "nm", "tcase": "°C", "processor_boost_frequency": "GHz",
    "ac_adapter_power": "W", "maximum_internal_memory": "GB", "screen_size": "in",
    "maximum_screen_size_compatibility": "in", "output_power_capacity": "VA", "noise_level": "dB",
}  # fmt: skip
#: A unit of each dimension that a careless feed may put behind a number.
_WRONG_UNITS = ("g", "kg", "mm", "cm", "m", "W", "GB", "V", "ml", "l", "GHz", "Hz", "ms", "h", "°C", "in", "lb")
#: What is measured so far beyond everything known is impossible.
_BEYOND = 20.0


@dataclass(frozen=True)
class Case:
    """part: "tuning" or "test"; kind: one of `KINDS`, of true and of wrong triples alike"""

    id: str
    proposal: Proposal
    valid: bool
    kind: str
    part: str


@dataclass(frozen=True)
class Cases:
    """visible: what judges may see; measured: numbers in the key's unit that the corpus of the judges has, by key"""

    visible: OntologyRelease
    measured: dict[KeyId, tuple[float, ...]]
    cases: tuple[Case, ...]

    def of(self, part: str) -> list[Case]:
        return [case for case in self.cases if case.part == part]


def part_of(list_id: str) -> str:
    """Whether an attribute (by its value list, or its own name where it has none) is for tuning or for the test."""
    return "test" if _share(f"part/{list_id}") < _TEST_SHARE else "tuning"


def make_cases(full: OntologyRelease, icecat: Path | None, seed: str = "1", per_kind: int = 500) -> Cases:
    """per_kind: true and wrong triples of each kind and part, at most; of units as many as of the others on average."""
    hidden = {entry.id: _hidden(entry, seed) for entry in full.value_lists}
    lists = [
        ValueList(entry.id, tuple(value for value in entry.values if value.id not in hidden[entry.id]))
        for entry in full.value_lists
    ]
    gone = {value for values in hidden.values() for value in values}
    scopes = tuple(_without(scope, gone) for scope in full.scopes)
    visible = replace(full, value_lists=tuple(lists), scopes=scopes, name=f"{full.name} without hidden values")
    numbers = _numbers(icecat) if icecat is not None else {}
    keys = [AttributeKey(KeyId(f"icecat/{name}"), _named(name), ValueType.QUANTITY, unit=UNITS[name],
                         multiple=False) for name in sorted(numbers)]  # fmt: skip
    visible = replace(visible, keys=(*visible.keys, *keys))
    maker = _Maker(full, visible, hidden, seed)
    cases: list[Case] = []
    for part in ("tuning", "test"):
        true = list(maker.true(part))
        rng = Random(f"{seed}/{part}")
        rng.shuffle(true)
        listed = [kind for kind in KINDS if kind != "unit"]
        for number, kind in enumerate(listed):
            good = true[number :: len(listed)]
            wrong = [made for made in (maker.wrong(kind, entry, rng, part) for entry in good) if made is not None]
            count = min(per_kind, len(good), len(wrong))
            cases += [Case("", entry, True, kind, part) for entry in good[:count]]
            cases += [Case("", entry, False, kind, part) for entry in wrong[:count]]
        even = len([case for case in cases if case.part == part]) // (2 * len(listed)) or per_kind
        cases += list(_unit_cases([key for key in keys if part_of(key.id) == part], numbers, rng, part, even))
    measured = {key.id: tuple(numbers[_bare(key.id)][::2]) for key in keys}
    ordered = [replace(case, id=f"{case.part}-{number}") for number, case in enumerate(cases)]
    return Cases(visible, measured, tuple(ordered))


class _Maker:
    def __init__(
        self, full: OntologyRelease, visible: OntologyRelease, hidden: dict[ValueListId, set[str]], seed: str
    ) -> None:
        self._full, self._hidden, self._seed = full, hidden, seed
        self._keys_at: dict[CategoryId, list[AttributeKey]] = defaultdict(list)
        self._homes: dict[KeyId, list[CategoryId]] = defaultdict(list)
        for category in full.categories:
            for scope in full.scopes_for(category.id):
                self._keys_at[category.id].append(full.key_by_id[scope.key_id])
                self._homes[scope.key_id].append(category.id)
        self._names = {entry.id: {name_key(value.name) for value in entry.values} for entry in full.value_lists}
        self._visible = {entry.id: [value.name for value in entry.values] for entry in visible.value_lists}
        self._categories = [category.id for category in full.categories]

    def true(self, part: str) -> Iterator[Proposal]:
        for key in self._full.keys:
            list_id = key.value_list_id
            if list_id is None or str(list_id) != str(key.id) or part_of(list_id) != part or not self._homes[key.id]:
                continue  # keys that share a list give one triple a value, not several
            for value in self._full.list_by_id[list_id].values:
                if value.id in self._hidden[list_id]:
                    rng = Random(f"{self._seed}/{value.id}")
                    yield _proposal(value.name, key, rng.choice(self._homes[key.id]))

    def wrong(self, kind: str, true: Proposal, rng: Random, part: str) -> Proposal | None:
        assert true.key_id is not None and true.category_id is not None
        key = self._full.key_by_id[true.key_id]
        if kind == "key":
            others = [other for other in self._keys_at[true.category_id]
                      if other.value_list_id not in (None, key.value_list_id)
                      and part_of(str(other.value_list_id)) == part
                      and name_key(true.text) not in self._names[ValueListId(str(other.value_list_id))]]  # fmt: skip
            if not others:
                return None
            # Keys of many categories would be drawn more often than they are right, and give themselves away by that.
            weights = [1.0 / len(self._homes[other.id]) for other in others]
            return _proposal(true.text, rng.choices(others, weights)[0], true.category_id)
        if kind == "category":
            homes = set(self._homes[key.id])
            near = self._full.children.get(self._full.category_by_id[true.category_id].parent_id, ())
            pool = [entry for entry in near if entry not in homes] if rng.random() < 0.5 else []
            pool = pool or [entry for entry in rng.sample(self._categories, 50) if entry not in homes]
            return _proposal(true.text, key, rng.choice(pool)) if pool else None
        list_id = ValueListId(str(key.value_list_id))
        names = [name for name in self._visible[list_id] if name_key(name) != "other"]
        rng.shuffle(names)
        for name in names:
            made = disguised(name, rng)
            exact = {value.name for value in self._full.list_by_id[list_id].values}
            folded = self._names[list_id] - {name_key(name)}
            if made is not None and made not in exact and name_key(made) not in folded:
                return _proposal(made, key, true.category_id)
        return None


def _unit_cases(
    keys: Sequence[AttributeKey], numbers: dict[str, list[float]], rng: Random, part: str, most: int
) -> Iterator[Case]:
    made = 0
    deepest = max((len(numbers[_bare(key.id)]) for key in keys), default=0)
    pool = [(key, numbers[_bare(key.id)][at]) for at in range(1, deepest, 2) for key in keys
            if at < len(numbers[_bare(key.id)])]  # fmt: skip
    for key, number in pool:
        if made == most:
            return
        known = numbers[_bare(key.id)]
        low, high = min(known), max(known)
        wrong = [unit for unit in _WRONG_UNITS if unit != key.unit and _impossible(number, unit, key.unit, low, high)]
        if not wrong:
            continue
        made += 1
        yield Case("", _proposal(f"{number:g} {key.unit}", key, None), True, "unit", part)
        yield Case("", _proposal(f"{number:g} {rng.choice(wrong)}", key, None), False, "unit", part)


def _impossible(number: float, unit: str, wanted: str, low: float, high: float) -> bool:
    try:
        value = to_unit(number, unit, wanted)
    except ValueParseError:
        return True
    return value > _BEYOND * high or value < low / _BEYOND


def _numbers(icecat: Path) -> dict[str, list[float]]:
    """Distinct numbers above 0 of each attribute, in the order of a hash."""
    found: dict[str, set[float]] = defaultdict(set)
    with gzip.open(icecat, "rt", encoding="utf-8") as handle:
        for line in handle:
            for name, value in json.loads(line).items():
                bare = name.removeprefix("attr_n_")
                if name.startswith("attr_n_") and bare in UNITS and value > 0:
                    found[bare].add(float(value))
    ordered = {name: sorted(values, key=lambda value: _share(f"{name}/{value:g}")) for name, values in found.items()}
    return {name: values for name, values in ordered.items() if len(values) >= 20}


def _proposal(text: str, key: AttributeKey, category_id: CategoryId | None) -> Proposal:
    return Proposal(ProposalKind.VALUE, text, category_id, key.id)


def _hidden(entry: ValueList, seed: str) -> set[str]:
    values = [value for value in entry.values if name_key(value.name) != "other"]
    if len(values) < SMALLEST_LIST:
        return set()
    ranked = sorted(values, key=lambda value: _share(f"{seed}/hide/{value.id}"))
    return {value.id for value in ranked[: max(1, round(len(values) * HIDDEN_SHARE))]}


def _without(scope: KeyScope, hidden: set[str]) -> KeyScope:
    if not scope.value_ids:
        return scope
    return replace(scope, value_ids=tuple(value for value in scope.value_ids if value not in hidden))


def _share(text: str) -> float:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) / 2**64


def _named(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).capitalize()


def _bare(key_id: str) -> str:
    return key_id.removeprefix("icecat/")
