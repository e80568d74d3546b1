"""The words of category names, laid out for look-up: which names a word stands in, and how much of a name it is.

A *variant* is one wording of a category's name: the name, a synonym, a product term that points to the category, a
reading of a coordination ("Toner & Inkjet Cartridges": toner cartridges), or one with an equivalent word put in. Its
last word is its *head*, the thing itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from itemcenter.library.category_branches import AUDIENCE_WORDS, Audiences, Branches
from itemcenter.library.category_names import equivalents, phrases, words
from itemcenter.library.category_tree import CategoryTree
from itemcenter.schema import CategoryId, OntologyRelease

Places = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]
Phrase = tuple[str, ...]

#: What a wording made from general equivalents is worth against the release's own.
_EQUIVALENT = 0.9
_SHORTEST_PART = 3
#: A longer run of letters is no word of a trade, and to cut it everywhere would cost its length squared.
_LONGEST_COMPOUND = 100
#: Levels at which branches are told apart by all the names below them.
_BRANCH_LEVELS = 2


class CategoryWords:
    """Words are numbered; look-up arrays over variants and nodes.

    idf:          (V,) log(1 + categories / categories whose own names have the word), scaled to a mean of 1; 0 if none
    is_head:      (V,) whether a variant ends with the word
    name_weight:  (C,) sum of the idf of the words of each category's name
    node, head, worth, size: (P,) of each variant: its node, head word, worth, number of words
    first:        (V + 1,) range of each word in `variant` and `share`
    variant:      variants that have the word; share: the word's part of the variant's idf
    """

    def __init__(self, release: OntologyRelease, tree: CategoryTree) -> None:
        self.number: dict[str, int] = {}
        terms: dict[CategoryId, list[str]] = {}
        for term in release.terms:
            if term.category_id is not None:
                terms.setdefault(term.category_id, []).extend((term.name, *term.synonyms))
        nodes: list[int] = []
        heads: list[int] = []
        worths: list[float] = []
        contents: list[tuple[int, ...]] = []
        for node, category_id in enumerate(tree.ids):
            category = release.category_by_id[category_id]
            own = (category.name, *category.synonyms, *terms.get(category_id, ()))
            for phrase, worth in _variants(own):
                numbers = tuple(self.number.setdefault(word, len(self.number)) for word in phrase)
                nodes.append(node)
                heads.append(numbers[-1])
                worths.append(worth)
                contents.append(tuple(dict.fromkeys(numbers)))
        for audience in AUDIENCE_WORDS:
            self.number.setdefault(audience, len(self.number))
        self.node: Places = np.array(nodes, dtype=np.int64)
        self.head: Places = np.array(heads, dtype=np.int64)
        self.worth: Scores = np.array(worths, dtype=np.float64)
        self.size: Places = np.array([len(content) for content in contents], dtype=np.int64)
        variant = np.repeat(np.arange(len(contents)), self.size)
        word = np.array([number for content in contents for number in content], dtype=np.int64)
        self._weigh(tree, variant, word)
        sizes = np.bincount(variant, weights=self.idf[word], minlength=len(contents)).astype(np.float64)
        order = np.argsort(word, kind="stable")
        self.variant: Places = variant[order]
        self.share: Scores = self.idf[word[order]] / sizes[self.variant]
        self.first: Places = np.searchsorted(word[order], np.arange(len(self.number) + 1)).astype(np.int64)
        self.is_head = np.zeros(len(self.number), dtype=np.bool_)
        self.is_head[self.head[self.worth == 1.0]] = True
        names = [set(words(release.category_by_id[entry].name)) for entry in tree.ids]
        self.audiences = Audiences(tree, self.number, names)
        self.name_weight: Scores = np.array([self.idf[[self.number[word] for word in name]].sum() for name in names])
        self._path_words = self._words_of_paths(tree, self.node[variant], word)
        pairs = np.unique(self.node[variant] * max(1, len(self.number)) + word)
        own = pairs // max(1, len(self.number)), pairs % max(1, len(self.number))
        self.branches = tuple(Branches(tree, len(self.number), level, *own) for level in range(_BRANCH_LEVELS))

    def _weigh(self, tree: CategoryTree, variant: Places, word: Places) -> None:
        pairs = np.unique(word * max(1, len(tree)) + self.node[variant])
        counts = np.bincount(pairs // max(1, len(tree)), minlength=len(self.number))
        idf = np.where(counts > 0, np.log1p(len(tree) / np.maximum(1, counts)), 0.0)
        self.idf: Scores = idf / (idf[counts > 0].mean() if counts.any() else 1.0)

    def _words_of_paths(self, tree: CategoryTree, node: Places, word: Places) -> Places:
        """Sorted keys node * V + word of the words in the names of each node and of the nodes above it."""
        own: dict[int, set[int]] = {}
        for place, number in zip(node.tolist(), word.tolist(), strict=True):
            own.setdefault(place, set()).add(number)
        keys: list[Places] = []
        above: list[set[int]] = []
        for place, depth in enumerate(tree.depth.tolist()):
            del above[depth:]
            above.append(own.get(place, set()) | (above[-1] if above else set()))
            keys.append(np.array(sorted(above[-1]), dtype=np.int64) + place * len(self.number))
        return np.concatenate(keys) if keys else np.zeros(0, dtype=np.int64)

    def in_path(self, node: Places, word: Places) -> npt.NDArray[np.bool_]:
        """(n,) whether each word stands in the names of the node or of a node above it."""
        if not len(self._path_words):
            return np.zeros(len(node), dtype=np.bool_)
        keys = node * len(self.number) + word
        place = np.minimum(np.searchsorted(self._path_words, keys), len(self._path_words) - 1)
        found: npt.NDArray[np.bool_] = self._path_words[place] == keys
        return found

    def parts(self, word: str) -> tuple[int, ...]:
        """Numbers of the known words that a folded word stands for: itself, or the two that it is joined from."""
        own = words(word) if len(word) <= _LONGEST_COMPOUND else ()
        if len(own) != 1:
            return ()
        if own[0] in self.number:
            return (self.number[own[0]],)
        for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            left, right = words(word[:cut]), words(word[cut:])
            if len(left) == len(right) == 1 and left[0] in self.number and right[0] in self.number:
                return (self.number[left[0]], self.number[right[0]])
        return ()


def _variants(names: tuple[str, ...]) -> Iterator[tuple[Phrase, float]]:
    """Distinct wordings of a category with what each is worth."""
    own = dict.fromkeys(tuple(words(phrase)) for name in names for phrase in phrases(name))
    own.pop((), None)
    for variant in own:
        yield variant, 1.0
    made = dict.fromkeys(other for variant in own for other in _with_equivalents(variant))
    for other in made:
        if other not in own:
            yield other, _EQUIVALENT


def _with_equivalents(variant: Phrase) -> Iterator[Phrase]:
    for at, word in enumerate(variant):
        for phrase, others in _BY_WORD.get(word, ()):
            if variant[at : at + len(phrase)] == phrase:
                for other in others:
                    yield (*variant[:at], *other, *variant[at + len(phrase) :])


#: Phrases that have equivalents, with these, by their first word.
_BY_WORD: dict[str, list[tuple[Phrase, tuple[Phrase, ...]]]] = {}
for _row in equivalents():
    for _phrase in _row:
        _BY_WORD.setdefault(_phrase[0], []).append((_phrase, tuple(entry for entry in _row if entry != _phrase)))
