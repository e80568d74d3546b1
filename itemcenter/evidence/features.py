"""Features of (item, key, value, evidence): the same meaning in every ontology, none that names an entry.

Row = one candidate of one (item, key). Three groups: what is written (match, place, words around, numbers), how the
candidates compete, and what the catalog has taught (`CatalogMemory`), the item's own cells left out. Missing = NaN.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.evidence.associations import Association, KeyAssociations
from itemcenter.evidence.competition import lead_between_keys, lead_within_key
from itemcenter.evidence.contexts import VIEWS, Context
from itemcenter.evidence.implied import IMPLIED, Implied
from itemcenter.evidence.item_words import ItemWords
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.evidence.twins import TWINS
from itemcenter.evidence.written import WRITTEN, Claims, text_spans, title_start, written
from itemcenter.schema import AttributeKey, Candidate, ValueType

Matrix = npt.NDArray[np.float32]

KINDS = ("alias", "typed", "flag", "figure", "code", "learned", "vector", "short", "part")
_TYPES = tuple(ValueType)

#: The order is that of `_row`.
NAMES: tuple[str, ...] = (
    *(f"recall_{kind}" for kind in KINDS), "recall_score", "bare_number", "unit_read",
    *WRITTEN,
    *(f"type_{kind.value}" for kind in _TYPES), "multiple", "listed", "list_size", "kin_keys", "role_key",
    "candidates", "rank", "score_lead", "span_claims", "claim_lead", "inside_longer", "earlier_rivals",
    "similarity", "similarity_lead",
    *(f"precision_{view}" for view in VIEWS), "precision_mean", "precision_lead",
    "claim_precision_lead", "fill", "known", "prior", "brand_prior", "association", "association_gain",
    "association_lead", "log_odds", "log_odds_lead", *TWINS, "twin_lead",
)  # fmt: skip
_COLUMN = {name: place for place, name in enumerate(NAMES)}
#: The columns of candidates that no word of the item names: words that went with them, or nearness, speak for them.
UNNAMED: list[int] = [_COLUMN["recall_learned"], _COLUMN["recall_vector"]]
#: How often the items most like this one state the key (`TwinVotes.fill`).
TWIN_FILL = _COLUMN["twin_fill"]
#: log2(1 + length of the key's value list), see `size_column`.
LIST_SIZE = _COLUMN["list_size"]
#: The columns that only a catalog with labels can fill.
LEARNED: list[int] = [_COLUMN[name] for name in NAMES[_COLUMN["precision_kind"] :]]

_WITHIN_KEY = [
    (_COLUMN["recall_score"], _COLUMN["score_lead"]),
    (_COLUMN["similarity"], _COLUMN["similarity_lead"]),
    (_COLUMN["precision_mean"], _COLUMN["precision_lead"]),
    (_COLUMN["association"], _COLUMN["association_lead"]),
    (_COLUMN["log_odds"], _COLUMN["log_odds_lead"]),
    (_COLUMN["twin_share"], _COLUMN["twin_lead"]),
]
_BETWEEN_KEYS = [
    (_COLUMN["recall_score"], _COLUMN["claim_lead"]),
    (_COLUMN["precision_mean"], _COLUMN["claim_precision_lead"]),
]
_RIVALS = _COLUMN["earlier_rivals"]
_NAN = math.nan
_UNTAUGHT = (_NAN,) * (len(VIEWS) + 1)
_NO_TWINS = (_NAN,) * len(TWINS)


def size_column(list_size: int) -> float:
    """What `LIST_SIZE` holds for a list of this length."""
    return math.log2(1.0 + list_size)


class AskedKey(NamedTuple):
    """A key with its candidates, best first, and the length of its value list."""

    key: AttributeKey
    candidates: Sequence[Candidate]
    list_size: int


class Rows(NamedTuple):
    """features [n, len(NAMES)] float32, `IMPLIED` behind them where the item's words imply something;
    asked [n]: number of the key, candidate [n]: number in its set
    """

    features: Matrix
    asked: npt.NDArray[np.int32]
    candidate: npt.NDArray[np.int32]


def features_of(words: ItemWords, asked: Sequence[AskedKey], memory: CatalogMemory, part: int) -> Rows:
    """One row a candidate, in order of keys and candidates. `part`: see `folds`; the item's own part, or EVERYTHING."""
    flat = [candidate for entry in asked for candidate in entry.candidates]
    claims = Claims(flat)
    kin: dict[tuple[ValueType, str], int] = {}
    for entry in asked:
        kin_of = (entry.key.type, entry.key.unit)
        kin[kin_of] = kin.get(kin_of, 0) + 1
    rows: list[list[float]] = []
    numbers: list[int] = []
    places: list[int] = []
    for number, entry in enumerate(asked):
        if entry.candidates:
            rows.extend(_key_rows(words, entry, memory, part, claims, kin[entry.key.type, entry.key.unit]))
            numbers.extend([number] * len(entry.candidates))
            places.extend(range(len(entry.candidates)))
    lead_between_keys(rows, flat, numbers, _BETWEEN_KEYS)
    matrix = np.array(rows, dtype=np.float32).reshape(len(rows), len(NAMES))
    if words.implied is not None:
        matrix = np.concatenate([matrix, _implied(words.implied, asked)], axis=1)
    return Rows(matrix, np.array(numbers, dtype=np.int32), np.array(places, dtype=np.int32))


def _implied(implied: Implied, asked: Sequence[AskedKey]) -> Matrix:
    rows = [
        row
        for entry in asked
        for row in implied.features(entry.key.id, [candidate.value.value_id for candidate in entry.candidates])
    ]
    return np.array(rows, dtype=np.float32).reshape(len(rows), len(IMPLIED))


def _key_rows(
    words: ItemWords, entry: AskedKey, memory: CatalogMemory, part: int, claims: Claims, kin: int
) -> list[list[float]]:
    key, candidates = entry.key, entry.candidates
    about_key = (*_of_key(key), size_column(entry.list_size), kin, bool(key.role), len(candidates))
    near = words.near.get(key.value_list_id, {}) if key.value_list_id is not None else {}
    known = _with_items(memory.associations.get(key.id), part)
    best = words.associations(key.id, known, part) if known is not None else {}
    identities = [candidate.value.identity for candidate in candidates]
    odds = known.log_odds(words.sorted_vocabulary, identities, part) if known is not None else {}
    brand = _with_items(memory.brands.get(key.id, {}).get(words.brand), part)
    amount = memory.knows(key, part)
    taught = bool(amount or memory.items)
    filled = (memory.fill(key, part), math.log2(1.0 + amount)) if taught else (_NAN, _NAN)
    twins = words.twins if taught else None
    rows: list[list[float]] = []
    starts: list[float] = []
    for rank, (candidate, identity) in enumerate(zip(candidates, identities, strict=True)):
        spans = text_spans(candidate)
        kinds, readings = _of_recall(candidate.recall)
        seen = written(words, key, candidate, spans, claims)
        value_id = candidate.value.value_id
        association = best.get(identity)
        rows.append(
            [
                *kinds,
                candidate.score,
                *readings,
                *seen.columns,
                *about_key,
                rank,
                _NAN,
                seen.span_claims,
                _NAN,
                seen.inside_longer,
                _NAN,
                near.get(value_id, _NAN) if value_id is not None else _NAN,
                _NAN,
                *(_precision(memory, key, seen.contexts, part) if taught else _UNTAUGHT),
                _NAN,
                _NAN,
                *filled,
                known.prior(identity, part) if known is not None else _NAN,
                brand.prior(identity, part) if brand is not None else _NAN,
                *_association(association, known),
                _NAN,
                odds[identity] if known is not None else _NAN,
                _NAN,
                *(twins.columns(key.id, candidate.value, filled[0]) if twins is not None else _NO_TWINS),
                _NAN,
            ]
        )
        starts.append(title_start(words, spans))
    lead_within_key(rows, starts, _WITHIN_KEY, _RIVALS)
    return rows


def _association(association: Association | None, known: KeyAssociations | None) -> tuple[float, float]:
    if association is not None:
        return association.share, association.gain
    return (0.0, 0.0) if known is not None else (_NAN, _NAN)


def _with_items(known: KeyAssociations | None, part: int) -> KeyAssociations | None:
    """What was met in the item's own part only was not met at all."""
    return known if known is not None and known.items(part) else None


def _precision(memory: CatalogMemory, key: AttributeKey, contexts: Sequence[Context], part: int) -> tuple[float, ...]:
    """Of the best context: one number a view, and their mean."""
    best: Sequence[float] | None = None
    most = -1.0
    for context in contexts:
        found = memory.precision.look_up(key, context, part)
        total = sum(found)
        if total > most:
            best, most = found, total
    return _UNTAUGHT if best is None else (*best, most / len(best))


@lru_cache(maxsize=65536)
def _of_key(key: AttributeKey) -> tuple[float, ...]:
    """The columns from the types to `listed`."""
    return (*(key.type is kind for kind in _TYPES), key.multiple, key.value_list_id is not None)


@lru_cache(maxsize=4096)
def _of_recall(recall: str) -> tuple[tuple[float, ...], tuple[float, float]]:
    kind, _, reading = recall.partition(" ")
    return tuple(kind == name for name in KINDS), (reading.startswith("bare"), reading in ("unit", "shared"))
