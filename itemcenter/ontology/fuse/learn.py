"""Labelled writings to a pair model: what is compared in a scope, with what is known of each pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InputError
from itemcenter.ontology.fuse.blocks import Blocks, unique_pairs
from itemcenter.ontology.fuse.forms import FusedKey
from itemcenter.ontology.fuse.guards import apart
from itemcenter.ontology.fuse.near import cosines, near_pairs, number_codes
from itemcenter.ontology.fuse.pair_features import NAMES, KeyForms, Table
from itemcenter.ontology.fuse.pair_model import PARAMS, PairModel
from itemcenter.ontology.fuse.scope import FuseOptions, Scope, Surface
from itemcenter.ontology.fuse.threshold import best_cut
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.retrieval.instructions import DESCRIPTION_WORDS, concept_instruction, encoder_text

#: Keys are put into this many parts; each is judged by what the others taught.
_PARTS = 5
_CUTS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True)
class Labelled:
    """One key: what each writing means (equal texts, one concept), how often it was met, and what the key weighs.

    others: pairs of writings to learn from besides those that a scope would compare, such as near misses
    """

    key: FusedKey
    meant: Mapping[str, str]
    counts: Mapping[str, int]
    weight: float = 1.0
    others: tuple[tuple[str, str], ...] = ()


class LabelledPairs(NamedTuple):
    rows: Table
    same: npt.NDArray[np.bool_]
    pairs: list[tuple[str, str]]


def told_texts(key: FusedKey, texts: Sequence[str], encoder: CachedEncoder) -> list[str]:
    """What the encoder is given for writings that are compared."""
    told = concept_instruction("", key.name, " ".join(key.description.split()[:DESCRIPTION_WORDS]))
    return [encoder_text(told, text, encoder.instructed) for text in texts]


def labelled_pairs(labelled: Labelled, encoder: CachedEncoder, floor: float) -> LabelledPairs:
    """The pairs that a scope of these writings compares."""
    texts = sorted(labelled.meant)
    forms = KeyForms(labelled.key)
    forms.add(texts, [labelled.counts.get(text, 1) for text in texts])
    vectors = encoder.encode(told_texts(labelled.key, texts, encoder)).rows.astype(np.float16)
    found = np.concatenate(
        [Blocks.of(texts, labelled.key.unit).pairs(), near_pairs(vectors, number_codes(texts), 0, floor)]
    )
    place = {text: number for number, text in enumerate(texts)}
    told = np.array([(place[a], place[b]) for a, b in labelled.others], dtype=np.int64).reshape(-1, 2)
    pairs = unique_pairs(np.concatenate([found, told]))
    free = [not apart(forms.form(left), forms.form(right)) for left, right in pairs.tolist()]
    pairs = pairs[np.array(free, dtype=np.bool_)] if len(pairs) else pairs
    same = np.array([labelled.meant[texts[a]] == labelled.meant[texts[b]] for a, b in pairs.tolist()], dtype=np.bool_)
    return LabelledPairs(
        forms.rows(pairs, cosines(vectors, pairs)), same, [(texts[a], texts[b]) for a, b in pairs.tolist()]
    )


def learn(
    keys: Sequence[Labelled], encoder: CachedEncoder, *, floor: float = 0.6, beta: float = 0.7, seed: int = 0
) -> PairModel:
    """A pair model from labelled keys, its cut chosen on clusters of the same keys, each by a model of other keys.

    floor: cosine from which a pair is compared whatever its letters
    beta: of the F-measure that the cut is chosen by; below 1 it prefers pure clusters
    Raises `InputError` where no two writings mean the same.
    """
    taught = [labelled_pairs(entry, encoder, floor) for entry in keys]
    same = np.concatenate([entry.same for entry in taught]) if taught else np.zeros(0, np.bool_)
    if not same.any() or same.all():
        raise InputError(
            "the labelled values hold no pair of one meaning, or none of two",
            place="fusion",
            remedy="give keys whose values have synonyms, and near values that mean something else",
        )
    rows = np.concatenate([entry.rows for entry in taught]).reshape(-1, len(NAMES))
    sizes = [len(entry.same) for entry in taught]
    weight = np.repeat([entry.weight / max(1, size) ** 0.5 for entry, size in zip(keys, sizes, strict=True)], sizes)
    weight = weight * len(weight) / weight.sum()
    names = sorted({entry.key.name for entry in keys})
    part_of = {name: place % _PARTS for place, name in enumerate(names)}
    part = np.repeat([part_of[entry.key.name] for entry in keys], sizes)
    model, judges = PairModel.fit(rows, same, weight, part, encoder.fingerprint, floor, replace(PARAMS, seed=seed))
    clustered = [
        (entry.meant, _by_cut(entry, encoder, judges[part_of[entry.key.name]]))
        for entry in keys
        if part_of[entry.key.name] in judges
    ]
    return replace(model, cut=best_cut(clustered, beta)) if clustered else model


def _by_cut(labelled: Labelled, encoder: CachedEncoder, model: PairModel) -> dict[float, dict[str, int]]:
    """The cluster of each writing by cut."""
    out = {}
    for cut in _CUTS:
        scope = Scope(labelled.key, encoder, model, FuseOptions(cut=cut))
        scope.add([Surface(text, labelled.counts.get(text, 1)) for text in labelled.meant])
        out[cut] = dict(zip(scope.texts, scope.cluster.tolist(), strict=True))
    return out
