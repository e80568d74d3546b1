"""Writings with the value each one means, by key: WDC-PAVE's surface forms, and variants of a taxonomy's values.

Keys are split by name, alternately in alphabetical order, into `one` and `two`: what is learned on one half is counted
on the other, and the other way round.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.fusion_variants import variants
from benchmarks.pave import _unit as unit_of_note
from benchmarks.pave import read_descriptions, read_rows
from itemcenter.ontology.fuse import FusedKey
from itemcenter.values.folding import name_key

#: Values of these are classes, not writings: reported apart.
APART = frozenset(("Product Type", "Interface", "Color", "Color(s)", "Processor Type", "Retail UPC"))
#: Share of the rules that apply to a value whose variant is met.
_SHARE = 0.4
#: Near misses of each writing.
_MISSES = 3


@dataclass(frozen=True)
class LabelledScope:
    """gold: by writing the value that it means; counts: by writing; standards: names of the values themselves"""

    space: str
    key: FusedKey
    gold: Mapping[str, str]
    counts: Mapping[str, int]
    standards: tuple[str, ...]

    def half(self, ordered: Sequence[str]) -> str:
        return ("one", "two")[ordered.index(self.key.name) % 2]


@dataclass(frozen=True)
class GradedPair:
    """grade: 3 the same value, 2 near miss, 1 any other value of the key, 0 a value of another key"""

    scope: int
    left: str
    right: str
    grade: int


def halves(scopes: Sequence[LabelledScope]) -> dict[str, str]:
    """By name of a key, "one" or "two"."""
    return {name: ("one", "two")[place % 2] for place, name in enumerate(sorted({s.key.name for s in scopes}))}


def pave_scopes(raw: Path, normal: Path, listed: Path, descriptions: Path | None) -> list[LabelledScope]:
    """raw, normal: the same offers with surface and with standard values; listed: which keys need standard values.

    An offer's surface values mean its one standard value of the key. A writing of two values goes to the commoner.
    """
    told = read_descriptions(descriptions)
    standard = {row["id"]: row["target_scores"] for row in read_rows(normal)}
    wanted = {(row["category"], key) for row in read_rows(listed) for key in row["target_scores"]}
    met: dict[tuple[str, str], dict[str, Counter[str]]] = {}
    for row in read_rows(raw):
        for key, surfaces in row["target_scores"].items():
            meant = [value for value in standard.get(row["id"], {}).get(key, {}) if value != "n/a"]
            if (row["category"], key) in wanted and len(meant) == 1:
                for surface in surfaces:
                    if surface != "n/a":
                        found = met.setdefault((row["category"], key), {})
                        found.setdefault(surface, Counter())[meant[0]] += 1
    out = []
    for (category, key), surfaces in sorted(met.items()):
        about = told.get((category, key), {})
        gold = {text: min(values.items(), key=lambda pair: (-pair[1], pair[0]))[0] for text, values in surfaces.items()}
        counts = {text: sum(values.values()) for text, values in surfaces.items()}
        standards = tuple(sorted(set(gold.values())))
        for value in standards:
            gold.setdefault(value, value)
            counts.setdefault(value, 1)
        fused = FusedKey(key, unit_of_note(about.get("Normalization_instruction", "")))
        out.append(LabelledScope(f"{category} / {key}", fused, gold, counts, standards))
    return out


def taxonomy_scopes(path: Path, keys: int, values: int, seed: int) -> list[LabelledScope]:
    """Keys of an attributes.json(.gz) with values and rule-made variants; values alike but for writing are left out."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as stream:
        attributes: list[dict[str, Any]] = json.load(stream)["attributes"]
    draw = np.random.default_rng(seed)
    usable = sorted((entry for entry in attributes if len(entry["values"]) >= 6), key=lambda entry: str(entry["name"]))
    some = [usable[place] for place in sorted(draw.permutation(len(usable))[:keys].tolist())]
    out = []
    for entry in some:
        names = sorted({value["name"] for value in entry["values"]})
        folded = Counter(name_key(name) for name in names)
        names = [name for name in names if folded[name_key(name)] == 1]
        names = [names[place] for place in sorted(draw.permutation(len(names))[:values].tolist())]
        taken = {name_key(name) for name in names}
        gold = {name: name for name in names}
        counts = {name: int(draw.geometric(0.3)) for name in names}
        for name in names:
            made = variants(name, draw)
            for rule in sorted(made):
                text = made[rule]
                if draw.random() > _SHARE:
                    continue
                if text not in gold and (rule == "case" or name_key(text) not in taken - {name_key(name)}):
                    gold[text] = name
                    counts[text] = int(draw.geometric(0.3))
        out.append(LabelledScope(entry["name"], FusedKey(entry["name"]), gold, counts, tuple(names)))
    return out


def graded_pairs(scopes: Sequence[LabelledScope], seed: int, most: int = 120) -> list[GradedPair]:
    """Pairs (writing, standard name): the same, and near misses by three-letter runs, which favour no encoder.

    most: writings of a key
    """
    draw = np.random.default_rng(seed)
    out = []
    for number, scope in enumerate(scopes):
        writings = sorted(text for text, value in scope.gold.items() if text != value)
        writings = [writings[place] for place in sorted(draw.permutation(len(writings))[:most].tolist())]
        grams = {name: _grams(name) for name in scope.standards}
        for text in writings:
            meant, own = scope.gold[text], _grams(text)
            others = sorted(
                (name for name in scope.standards if name != meant),
                key=lambda name: (-max(_dice(own, grams[name]), _dice(grams[meant], grams[name])), name),
            )
            out.append(GradedPair(number, text, meant, 3))
            out += [GradedPair(number, text, name, 2) for name in others[:_MISSES]]
            rest = others[_MISSES:]
            if rest:
                out.append(GradedPair(number, text, rest[int(draw.integers(len(rest)))], 1))
            foreign = scopes[int(draw.integers(len(scopes)))]
            if foreign.key.name != scope.key.name:
                out.append(GradedPair(number, text, foreign.standards[int(draw.integers(len(foreign.standards)))], 0))
    return out


def _grams(text: str) -> frozenset[str]:
    padded = f"  {name_key(text)} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))


def _dice(left: frozenset[str], right: frozenset[str]) -> float:
    return 2 * len(left & right) / (len(left) + len(right))
