"""What tells branches of a tree apart although their categories have the same names: other names, and for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from itemcenter.library.category_tree import CategoryTree

Places = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]

#: Size of the widest table of `Branches` and its smoothing mass.
_BRANCH_CELLS, _BACKGROUND = 30_000_000, 30.0
#: Words that say for whom a thing is. A seller who offers something for babies or dogs says so.
_AUDIENCES = (
    ("baby", "infant", "newborn", "toddler"),
    ("kid", "child", "boy", "girl", "junior", "youth", "teen"),
    ("maternity", "nursing", "pregnancy", "pregnant"),
    ("pet", "dog", "cat", "puppy", "kitten", "bird", "fish", "horse", "reptile", "hamster"),
    ("doll", "toy", "pretend"),
    ("costume", "cosplay"),
    ("disposable",),
    ("medical", "hospital", "surgical"),
)
AUDIENCE_WORDS = tuple(word for audience in _AUDIENCES for word in audience)


class Branches:
    """How much more often each word stands in the names below a node of one level than in all names, in nats.

    Dirichlet smoothing as in `retrieval.text_classes`. One (V, nodes of the level) table; none for a level too wide.
    """

    def __init__(self, tree: CategoryTree, words: int, level: int, node: Places, word: Places) -> None:
        """node, word: the words of every category's own names, each once"""
        depths = tree.above.shape[1]
        heads = np.flatnonzero(tree.depth == level)
        self._branch: Places = np.full(len(tree), -1, dtype=np.int64)
        self._gain = np.zeros((words, 0), dtype=np.float32)
        if level >= depths or not len(heads) or words * len(heads) > _BRANCH_CELLS:
            return
        number = np.full(len(tree) + 1, -1, dtype=np.int64)
        number[heads] = np.arange(len(heads))
        self._branch = number[tree.above[:, level]]
        inside = self._branch[node] >= 0
        keys = word[inside] * len(heads) + self._branch[node[inside]]
        counts = np.bincount(keys, minlength=words * len(heads)).astype(np.float64).reshape(words, len(heads))
        share = np.bincount(word, minlength=words) / max(1, len(word))
        total = counts.sum(axis=0)
        share = np.maximum(share, 1e-12)[:, None]
        gain = np.log((counts + _BACKGROUND * share) / ((total + _BACKGROUND) * share))
        gain[counts.sum(axis=1) == 0] = 0.0
        self._gain = gain.astype(np.float32)

    def scores(self, title: Places, word: Places, titles: int) -> npt.NDArray[np.float32]:
        """(titles, branches + 1) sum over each title's words, by the root of their number; the last column is 0."""
        out = np.zeros((titles, self._gain.shape[1] + 1), dtype=np.float32)
        if self._gain.shape[1] and len(title):
            first = np.flatnonzero(np.diff(title, prepend=-1))
            counts = np.diff(np.append(first, len(title)))
            out[title[first], :-1] = np.add.reduceat(self._gain[word], first, axis=0) / np.sqrt(counts)[:, None]
        return out

    def of(self, node: Places) -> Places:
        """Column of each node's branch in `scores`, -1 (the last one) where it lies above the level."""
        return self._branch[node]


class Audiences:
    """For whom the categories are, by the words of their paths, against what a title says of it."""

    def __init__(self, tree: CategoryTree, number: Mapping[str, int], names: Sequence[set[str]]) -> None:
        """number: of every word, those of `AUDIENCE_WORDS` among them; names: words of each category's own name"""
        self._of_word = np.zeros((len(number), len(_AUDIENCES)), dtype=np.bool_)
        for place, audience in enumerate(_AUDIENCES):
            for word in audience:
                self._of_word[number[word], place] = True
        self._of_node = np.zeros((len(tree), len(_AUDIENCES)), dtype=np.bool_)
        for node, name in enumerate(names):
            own = np.array([bool(name & set(audience)) for audience in _AUDIENCES])
            above = int(tree.parent[node])
            self._of_node[node] = own if above < 0 else own | self._of_node[above]

    def compared(
        self, title: Places, word: Places, titles: int, pair_title: Places, pair_node: Places
    ) -> tuple[Scores, Scores]:
        """(m,) of each pair how many audiences its path has and its title does not, and the other way round.

        title, word: the known words of the titles
        """
        said = np.zeros((titles, len(_AUDIENCES)), dtype=np.bool_)
        place = np.flatnonzero(self._of_word[word].any(axis=1))
        np.logical_or.at(said, title[place], self._of_word[word[place]])
        ours, theirs = said[pair_title], self._of_node[pair_node]
        missing: Scores = (theirs & ~ours).sum(axis=1).astype(np.float64)
        unmet: Scores = (ours & ~theirs).sum(axis=1).astype(np.float64)
        return missing, unmet
