"""Fits the weights of `itemcenter.library.category_weights` and writes that file.

    python -m benchmarks.fit_category --shopify TAXONOMY-FOLDER

Learned from two kinds of titles with known categories: those of `data/category_titles.csv`, written for this project,
and titles made from the taxonomy itself (`made_titles`). The likelihood of the right subtree is maximised with a
little ridge (a conditional logit: D. McFadden 1974), made titles counting `--made-weight` times as much in total as
written ones. Written titles are then scored by weights fitted without their fifth of them, and the scale and the chance
of "none" are set to what makes those scores most likely. The same numbers come out each time.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.made_titles import made_titles
from itemcenter import registry
from itemcenter.library import category_weights
from itemcenter.library.category_evidence import FEATURES
from itemcenter.library.category_text import CategoryPredictor, TitleText
from itemcenter.ontology import load_ontology
from itemcenter.ports import Embedder
from itemcenter.schema import CategoryId, OntologyRelease

Places = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]

TITLES = Path(__file__).parent / "data" / "category_titles.csv"
_FOLDS, _STEPS, _RATE, _RIDGE = 5, 800, 0.05, 0.01


class Cases(NamedTuple):
    """Titles with their candidates. right: (m,) whether the candidate is the true category or below it."""

    titles: int
    title: Places
    features: Scores
    right: npt.NDArray[np.bool_]
    weight: Scores


class Weights(NamedTuple):
    features: Scores
    none: float


def written_titles(release: OntologyRelease) -> list[tuple[str, CategoryId | None]]:
    """The written titles; a category is named by the last steps of its path."""
    paths = {release.path_name(category.id): category.id for category in release.categories}
    out: list[tuple[str, CategoryId | None]] = []
    with TITLES.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter=";"):
            found = [entry for name, entry in paths.items() if f" > {name}".endswith(f" > {row['category']}")]
            if len(found) != 1:
                raise SystemExit(f"{row['category']!r} names {len(found)} categories of this release")
            out.append((row["title"], found[0]))
    return out


def cases(predictor: CategoryPredictor, rows: Sequence[tuple[str, CategoryId | None]], weight: float) -> Cases:
    """weight: of each title in the likelihood"""
    evidence, _ = predictor.evidence([TitleText(title) for title, _ in rows])
    numbers = [-1 if entry is None else predictor.tree.number[entry] for _, entry in rows]
    truth = np.array(numbers)[evidence.title]
    right = (truth >= 0) & (evidence.node >= truth) & (evidence.node < predictor.tree.end[truth])
    return Cases(len(rows), evidence.title, evidence.features, right, np.full(len(rows), weight))


def fit(data: Cases) -> Weights:
    """Adam on the whole set, on standardised features."""
    middle, width = data.features.mean(axis=0), data.features.std(axis=0) + 1e-9
    inputs = (data.features - middle) / width
    known = np.bincount(data.title, weights=data.right, minlength=data.titles) > 0
    values, first, second = (np.zeros(inputs.shape[1] + 1) for _ in range(3))
    share = data.weight / data.weight.sum()
    for step in range(1, _STEPS + 1):
        chance, none = softmax(data, inputs @ values[:-1], float(values[-1]))
        in_truth = np.bincount(data.title, weights=chance * data.right, minlength=data.titles)
        target = chance * data.right / np.maximum(in_truth, 1e-12)[data.title]
        slope = inputs.T @ ((chance - target) * share[data.title]) + _RIDGE * values[:-1]
        slope = np.append(slope, ((none - ~known) * share).sum())
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        values = values - _RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    features = values[:-1] / width
    return Weights(features, float(values[-1] + (features * middle).sum()))


def softmax(data: Cases, scores: Scores, none: float) -> tuple[Scores, Scores]:
    """(m,) chance of each candidate and (n,) of none of them."""
    top = np.full(data.titles, none)
    first = np.flatnonzero(np.diff(data.title, prepend=-1))
    here = data.title[first]
    top[here] = np.maximum(none, np.maximum.reduceat(scores, first))
    raised, rest = np.exp(scores - top[data.title]), np.exp(none - top)
    total = np.bincount(data.title, weights=raised, minlength=data.titles) + rest
    return raised / total[data.title], rest / total


def loss(data: Cases, scores: Scores, none: float) -> float:
    chance, rest = softmax(data, scores, none)
    known = np.bincount(data.title, weights=data.right, minlength=data.titles) > 0
    true = np.where(known, np.bincount(data.title, weights=chance * data.right, minlength=data.titles), rest)
    return float(np.average(-np.log(np.maximum(true, 1e-6)), weights=data.weight))


def part(data: Cases, kept: npt.NDArray[np.bool_]) -> Cases:
    """The titles that are kept, numbered anew."""
    inside = kept[data.title]
    number = np.cumsum(kept) - 1
    title = number[data.title[inside]]
    return Cases(int(kept.sum()), title, data.features[inside], data.right[inside], data.weight[kept])


def both(one: Cases, other: Cases) -> Cases:
    columns = (np.concatenate(pair) for pair in zip(one[2:], other[2:], strict=True))
    features, right, weight = columns
    title = np.concatenate([one.title, other.title + one.titles])
    return Cases(one.titles + other.titles, title, features, right, weight)


def calibrated(written: Cases, made: Cases) -> tuple[Weights, dict[str, float]]:
    """Weights from all titles, scaled by what cross-fitting says of the written ones."""
    fold = np.arange(written.titles) % _FOLDS
    scores, nones = np.zeros(len(written.title)), np.zeros(written.titles)
    for number in range(_FOLDS):
        weights = fit(both(part(written, fold != number), made))
        inside = fold[written.title] == number
        scores[inside] = written.features[inside] @ weights.features - weights.none
        nones[fold == number] = weights.none
    best = min(
        (loss(written, scale * scores, none), scale, none)
        for scale in np.linspace(0.5, 1.5, 41).tolist()
        for none in np.linspace(-2.0, 2.0, 41).tolist()
    )
    weights = fit(both(written, made))
    figures = {"loss": best[0], "scale": best[1], "none": best[2], "unscaled": loss(written, scores, 0.0)}
    return Weights(weights.features * best[1], weights.none * best[1] + best[2]), figures


def learn(release: OntologyRelease, embedder: Embedder | None, made: int, made_weight: float) -> Weights:
    predictor = CategoryPredictor(release, embedder)
    written = cases(predictor, written_titles(release), 1.0)
    weight = made_weight * written.titles / made
    weights, figures = calibrated(written, cases(predictor, made_titles(release, made, seed=7), weight))
    print("with meaning" if embedder is not None else "words alone", figures)
    return weights


def as_text(weights: Weights, name: str) -> str:
    if not np.isfinite([*weights.features, weights.none]).all():
        raise SystemExit(f"{name}: the fit has no finite end")
    rows = [*zip(FEATURES, weights.features.tolist(), strict=True), ("none", weights.none)]
    lines = "".join(f'    "{feature}": {round(value, 4)},\n' for feature, value in rows)
    return f"{name} = {{\n{lines}}}\n"


_HEAD = '''"""Weights of the evidence for a category, and the score of "none of them". Made, not written:

    python -m benchmarks.fit_category --shopify TAXONOMY-FOLDER

From titles written for this project and titles made from the Shopify Standard Product Taxonomy
({release}). No seller's catalog was seen. `category_evidence.FEATURES` says what each weight
is multiplied with.
"""

from __future__ import annotations

'''


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shopify", type=Path, required=True)
    parser.add_argument("--made", type=int, default=2_000)
    parser.add_argument("--made-weight", type=float, default=0.6)
    options = parser.parse_args()
    release = load_ontology(f"shopify:{options.shopify}").release
    embedder = registry.open_embedder("static", {}, Path())
    texts = [
        as_text(learn(release, encoder, options.made, options.made_weight), name)
        for encoder, name in ((embedder, "WITH_MEANING"), (None, "WITHOUT_MEANING"))
    ]
    assert category_weights.__file__ is not None
    Path(category_weights.__file__).write_text(_HEAD.format(release=release.name) + "\n".join(texts), encoding="utf-8")


if __name__ == "__main__":
    main()
