"""From the probabilities of a title to one category, how sure that is, which words say so, and what else it may be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from itemcenter.library.category_paths import Choice
from itemcenter.library.category_text import CategoryPredictor, Prediction
from itemcenter.schema import CategoryAlternative, CategoryId, TextSpan
from itemcenter.schema.item import TITLE

Places = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]

#: Alternatives kept of a match, and the least probability of one.
_ALTERNATIVES, _LEAST_ALTERNATIVE = 3, 0.02
#: A category below the one that the path names is taken where it has this share of the latter's probability, and that
#: is not next to nothing.
_SHARE_BELOW, _LEAST_BELOW = 0.5, 0.01
#: Added to the probability of each category that a path may mean: where the title says nothing, the path decides.
_UNHEARD = 0.05
#: Words of a span are at most this far apart.
_GAP = 1


class TitleChoices:
    """Answers about one batch of titles, numbered as in the prediction."""

    def __init__(self, predictor: CategoryPredictor, prediction: Prediction, titles: int, least: float) -> None:
        """least: probability that a category must have to be taken"""
        self._tree, self._words = predictor.tree, predictor.words
        self._nodes, self._read = prediction.nodes, prediction.read
        self._first = np.searchsorted(prediction.nodes.item, np.arange(titles + 1))
        self._words_first = np.searchsorted(prediction.read.title, np.arange(titles + 1)).tolist()
        chosen = self._tree.deepest(prediction.nodes, titles, least)
        self._chosen = chosen.tolist()
        order = np.lexsort((prediction.node, -prediction.chance, prediction.title))
        speaking = self._speaking(chosen, prediction.title[order], prediction.node[order])
        self._tells = self._words.in_path(speaking[prediction.read.title], prediction.read.word)
        count = len(self._tree)
        keys = prediction.nodes.item * count + prediction.nodes.node
        place = np.searchsorted(keys, prediction.title[order] * count + prediction.node[order])
        self._ranked = list(zip(prediction.node[order].tolist(), prediction.nodes.mass[place].tolist(), strict=True))
        self._ranked_first = np.searchsorted(prediction.title[order], np.arange(titles + 1)).tolist()

    def _speaking(self, chosen: Places, title: Places, node: Places) -> Places:
        """Of each title the likeliest candidate at or below the chosen node, 0 where none was chosen."""
        out = np.zeros(len(chosen), dtype=np.int64)
        if len(title):
            top = np.where(chosen >= 0, self._nodes.node[chosen], len(self._tree))[title]
            inside = np.flatnonzero((node >= top) & (node < np.append(self._tree.end, 0)[top]))
            owner, first = np.unique(title[inside], return_index=True)
            out[owner] = node[inside[first]]
        return out

    def best(self, title: int) -> tuple[int, float] | None:
        """The deepest likely node and its probability; None where no root is likely."""
        place = self._chosen[title]
        return None if place < 0 else (int(self._nodes.node[place]), float(self._nodes.mass[place]))

    def below(self, title: int, choices: Sequence[Choice]) -> tuple[Choice, int]:
        """Which of the categories that a path may mean the title speaks for, and the node that it names there."""
        nodes = [self._tree.number[choice.category_id] for choice in choices]
        weights = [
            choice.confidence * (self._mass(title, node) + _UNHEARD)
            for choice, node in zip(choices, nodes, strict=True)
        ]
        place = weights.index(max(weights))
        return choices[place], self._down(title, nodes[place])

    def alternatives(self, title: int, node: int) -> tuple[CategoryAlternative, ...]:
        """The likeliest other candidates, best first, without the nodes above `node` or above each other."""
        taken: list[int] = [node]
        found: list[tuple[float, int]] = []
        for other, mass in self._ranked[self._ranked_first[title] : self._ranked_first[title + 1]]:
            if len(found) == _ALTERNATIVES:
                break
            if not any(self._within(entry, other) for entry in taken):
                taken.append(other)
                found.append((-mass, other))
        found.sort()
        return tuple(
            CategoryAlternative(self.id(other), round(min(1.0, -mass), 4))
            for mass, other in found
            if -mass >= _LEAST_ALTERNATIVE
        )

    def evidence(self, title: int, text: str, node: int) -> tuple[TextSpan, ...]:
        """The title's words that speak for a node, neighbours joined; those behind "for" only if there are no others.

        They are words of its path, or, of the best node's, words of the path of the likeliest candidate below it.
        """
        span = slice(self._words_first[title], self._words_first[title + 1])
        place = self._chosen[title]
        if place >= 0 and self._nodes.node[place] == node:
            tells = self._tells[span]
        else:
            words = self._read.word[span]
            tells = self._words.in_path(np.full(len(words), node), words)
        rows = zip(
            tells.tolist(),
            self._read.main[span].tolist(),
            self._read.start[span].tolist(),
            self._read.end[span].tolist(),
            strict=True,
        )
        found = [(main, start, end) for told, main, start, end in rows if told and start < len(text)]
        mains = [(start, end) for main, start, end in found if main]
        joined: list[tuple[int, int]] = []
        for start, end in mains or [(start, end) for _, start, end in found]:
            if joined and start - joined[-1][1] <= _GAP:
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
        return tuple(TextSpan(TITLE, start, end, text[start:end]) for start, end in joined)

    def id(self, node: int) -> CategoryId:
        return self._tree.ids[node]

    def number(self, category_id: CategoryId) -> int:
        return self._tree.number[category_id]

    def _mass(self, title: int, node: int) -> float:
        low, high = self._first[title], self._first[title + 1]
        place = low + int(np.searchsorted(self._nodes.node[low:high], node))
        return float(self._nodes.mass[place]) if place < high and self._nodes.node[place] == node else 0.0

    def _down(self, title: int, node: int) -> int:
        """From a node down, as long as one child has most of its parent's probability."""
        low, high = self._first[title], self._first[title + 1]
        nodes, masses = self._nodes.node[low:high], self._nodes.mass[low:high]
        while True:
            mass = self._mass(title, node)
            children = np.flatnonzero(self._tree.parent[nodes] == node)
            if mass < _LEAST_BELOW or not len(children):
                return node
            best = children[int(np.argmax(masses[children]))]
            if masses[best] < _SHARE_BELOW * mass:
                return node
            node = int(nodes[best])

    def _within(self, node: int, above: int) -> bool:
        """Whether `node` is `above` or lies below it."""
        return above <= node < int(self._tree.end[above])
