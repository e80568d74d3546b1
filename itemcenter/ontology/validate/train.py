"""Learning to judge from releases alone: hide values, make wrong ones (`corrupt`), fit trees, choose thresholds.

The thresholds are chosen on value lists that no tree was fitted on: each judge passes what all but a share of the right
cases reach, and rejects what hardly any right case falls below.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from random import Random

import numpy as np

from itemcenter.errors import OntologyError
from itemcenter.evidence import BoostingParams, ObliviousTrees
from itemcenter.ontology.validate.corrupt import Labelled, hide_values
from itemcenter.ontology.validate.duplicates import DuplicateSearch, pair_rows
from itemcenter.ontology.validate.fit import Candidate, fits
from itemcenter.ontology.validate.likeness import FIGURES
from itemcenter.ontology.validate.model import LOOKS_AT, PAIRS, JudgeModel
from itemcenter.ontology.validate.release_view import Numbers, ReleaseView
from itemcenter.ports import Embedder
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import OntologyRelease, ValueListId

#: Right cases that a judge may keep from passing, by judge: the broad one less than those that see one side.
SPARED = {"meaning": 0.08, "company": 0.11, "learned": 0.05, PAIRS: 0.015}
#: Right cases below the line under which a judge rejects.
_LOST = 0.02
_FEWEST = 200


def train_judges(
    release: OntologyRelease,
    embedder: Embedder,
    *,
    seed: str = "judges",
    folds: int = 4,
    most: int = 6_000,
    wanted: Callable[[ValueListId], bool] = lambda _: True,
) -> JudgeModel:
    """Fit on `folds - 1` corrupted copies of a release and choose the thresholds on another one.

    most: cases of a copy, drawn at random where it makes more
    wanted: which value lists may be used (a measurement keeps some away)
    Raises `OntologyError` where the release has too few values to learn from.
    """
    encoder = CachedEncoder(embedder)
    made = [
        _fold(release, encoder, f"{seed}/{number}", lambda entry: wanted(entry) and not chooses(entry), most)
        for number in range(folds - 1)
    ]
    made.append(_fold(release, encoder, f"{seed}/last", lambda entry: wanted(entry) and chooses(entry), most))
    rows, wrong = np.concatenate([fold.rows for fold in made[:-1]]), [way for fold in made[:-1] for way in fold.wrong]
    right = np.array([not entry for entry in wrong])
    if right.sum() < _FEWEST:
        raise OntologyError(
            f"has {int(right.sum())} values to learn from",
            place=release.name or release.id,
            remedy=f"{_FEWEST} are needed: use the weights that ship with the package",
        )
    placed = np.array([entry != "category" for entry in wrong])
    trees = {}
    for name, columns in LOOKS_AT.items():
        used = np.ones(len(rows), dtype=np.bool_) if name == "learned" else placed
        depth = 6 if name == "learned" else 4
        params = BoostingParams(rounds=200, depth=depth, learning_rate=0.08, min_child_hessian=5.0, row_share=0.7)
        trees[name] = ObliviousTrees.fit(rows[used][:, columns], right[used].astype(np.float64), params=params)
    pairs, same = zip(*(pair for fold in made[:-1] for pair in fold.pairs), strict=True)
    weights = np.where(np.array(same), 1.0, 0.4)
    params = BoostingParams(rounds=200, depth=5, learning_rate=0.08, min_child_hessian=3.0, row_share=0.7)
    trees[PAIRS] = ObliviousTrees.fit(np.array(pairs), np.array(same, dtype=np.float64), weights, params=params)
    return JudgeModel(trees, _bounds(trees, made[-1]))


def chooses(list_id: ValueListId) -> bool:
    """Whether a list is kept from the trees and chooses the thresholds: a quarter of all, by a hash."""
    return hashlib.blake2b(f"chooses/{list_id}".encode(), digest_size=1).digest()[0] < 64


class _Fold:
    """rows, wrong: figures and labels of plausibility; pairs: (figures, whether one); lone: pairs of right cases"""

    def __init__(self) -> None:
        self.rows: Numbers = np.zeros((0, 0))
        self.wrong: list[str] = []
        self.pairs: list[tuple[Numbers, bool]] = []
        self.lone: list[Numbers] = []


def _fold(
    release: OntologyRelease, encoder: CachedEncoder, seed: str, wanted: Callable[[ValueListId], bool], most: int
) -> _Fold:
    visible, cases = hide_values(release, seed, wanted)
    cases = Random(seed).sample(cases, min(most, len(cases)))
    view, fold = ReleaseView(visible, encoder), _Fold()
    search = DuplicateSearch(encoder)
    known: list[tuple[Labelled, Candidate]] = []
    for case in cases:
        candidate = Candidate.of(case.proposal, view)
        if candidate is not None:
            known.append((case, candidate))
    placed = [(case, candidate) for case, candidate in known if case.wrong != "spelling"]
    fold.rows = fits([candidate for _, candidate in placed], view)
    fold.wrong = [case.wrong for case, _ in placed]
    for case, candidate in known:
        if case.wrong not in ("", "spelling"):
            continue
        number = view.list_of(candidate.key)
        assert number is not None
        found = pair_rows(search.pairs(candidate.text, str(number), view.names[number]))
        if not len(found):
            continue
        if case.wrong:
            fold.pairs.append((found[_likest(found)], True))
        else:
            fold.lone.append(found)
            fold.pairs += [(row, False) for row in found]
    return fold


def _likest(rows: Numbers) -> int:
    """Which of the found names is the original of a respelt one."""
    telling = [FIGURES.index(name) for name in ("same_words", "edit", "trigrams", "short_for")]
    return int(rows[:, telling].sum(axis=1).argmax())


def _bounds(trees: dict[str, ObliviousTrees], fold: _Fold) -> dict[str, tuple[float, float]]:
    right = fold.rows[[not entry for entry in fold.wrong]]
    scores: dict[str, Sequence[float] | Numbers] = {
        name: trees[name].margin(right[:, columns]) for name, columns in LOOKS_AT.items()
    }
    scores[PAIRS] = [-float(trees[PAIRS].margin(rows).max()) for rows in fold.lone]
    return {
        name: (float(np.quantile(found, min(_LOST, SPARED[name] / 2))), float(np.quantile(found, SPARED[name])))
        for name, found in scores.items()
    }
