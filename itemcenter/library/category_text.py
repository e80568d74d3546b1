"""The category of a title, top-down in the tree, with a probability at every level.

Every candidate gets a score from its evidence; a softmax over a title's candidates and "none of them" makes the scores
probabilities; those of a subtree add up to its top. From the roots the prediction goes down to the likeliest child as
long as that is likely enough, so that doubt between two leaves ends at the parent they share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itemcenter.library.category_evidence import FEATURES, Evidence, gather
from itemcenter.library.category_tree import CategoryTree, NodeMass
from itemcenter.library.category_vectors import CategoryVectors, Nearness
from itemcenter.library.category_weights import WITH_MEANING, WITHOUT_MEANING
from itemcenter.library.category_words import CategoryWords
from itemcenter.library.title_words import TitleReader, TitleWords
from itemcenter.ports import Embedder
from itemcenter.retrieval.text_classes import ClassGuess
from itemcenter.schema import CategoryId, OntologyRelease

Places = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]

_TITLES_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class TitleText:
    """What is read of an item. beside: words that only go with it, such as the merchant's path or kind of thing."""

    title: str
    brand: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Prediction:
    """Of a batch of titles: chance of every single (title, candidate), and of every node with all below it.

    read: the known words of the titles, for evidence
    """

    title: Places
    node: Places
    chance: Scores
    nodes: NodeMass
    read: TitleWords


class CategoryPredictor:
    """Predicts categories of one release. Opening costs seconds at 10,000 categories, titles cost the same after.

    embedder: for nearness in meaning; without one the words alone decide, with weights fitted for that
    """

    def __init__(self, release: OntologyRelease, embedder: Embedder | None = None) -> None:
        self.tree = CategoryTree(release)
        self.words = CategoryWords(release, self.tree)
        self._reader = TitleReader(self.words)
        self._vectors = None if embedder is None else CategoryVectors(release, self.tree, embedder)
        weights = WITHOUT_MEANING if embedder is None else WITH_MEANING
        self._weights = np.array([weights.get(name, 0.0) for name in FEATURES])
        self._none = weights["none"]

    def evidence(self, texts: Sequence[TitleText]) -> tuple[Evidence, TitleWords]:
        """Candidates of the titles with what speaks for each, and the titles' known words."""
        titles = [text.title for text in texts]
        read = self._reader.read(titles, [text.brand for text in texts], [text.beside for text in texts])
        if self._vectors is None:
            near = Nearness.unknown(len(texts), len(self.tree))
        else:
            near = self._vectors.near([f"{text.title} {text.beside}" if text.beside else text.title for text in texts])
        return gather(read, len(texts), self.tree, self.words, near), read

    def predict(self, texts: Sequence[TitleText]) -> Iterator[tuple[range, Prediction]]:
        """Predictions of consecutive titles, some at a time, numbered from 0 in each; the range tells which."""
        for low in range(0, len(texts), _TITLES_AT_ONCE):
            span = range(low, min(low + _TITLES_AT_ONCE, len(texts)))
            evidence, read = self.evidence(texts[span.start : span.stop])
            chance = self._chances(evidence, len(span))
            nodes = self.tree.summed(evidence.title, evidence.node, chance)
            yield span, Prediction(evidence.title, evidence.node, chance, nodes, read)

    def with_guesses(self, prediction: Prediction, guesses: Sequence[Sequence[ClassGuess]]) -> Prediction:
        """The prediction where each title's guesses (labels are category ids) come first and the tree gets the rest."""
        rows = [
            (title, self.tree.number[CategoryId(guess.label)], guess.probability)
            for title, row in enumerate(guesses)
            for guess in row
            if guess.label in self.tree.number
        ]
        title, node = (np.array([row[column] for row in rows], dtype=np.int64) for column in range(2))
        chance = np.array([row[2] for row in rows], dtype=np.float64)
        rest = np.maximum(0.0, 1.0 - np.bincount(title, weights=chance, minlength=len(guesses)))
        title = np.concatenate([prediction.title, title])
        node = np.concatenate([prediction.node, node])
        chance = np.concatenate([prediction.chance * rest[prediction.title], chance])
        order = np.lexsort((node, title))
        title, node, chance = title[order], node[order], chance[order]
        return Prediction(title, node, chance, self.tree.summed(title, node, chance), prediction.read)

    def _chances(self, evidence: Evidence, titles: int) -> Scores:
        scores = evidence.features @ self._weights
        top = np.full(titles, self._none)
        np.maximum.at(top, evidence.title, scores)
        raised = np.exp(scores - top[evidence.title])
        total = np.bincount(evidence.title, weights=raised, minlength=titles) + np.exp(self._none - top)
        chances: Scores = raised / total[evidence.title]
        return chances
