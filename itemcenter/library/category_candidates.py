"""Which categories a title may mean: those that share words with it, and the nearest in meaning of the upper levels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.library.category_vectors import Nearness
from itemcenter.library.category_words import CategoryWords
from itemcenter.library.title_words import TitleWords

Places = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]

#: Candidates kept of a title, those taken up by meaning, and those looked at before meaning decides.
MOST, _NEAREST, _LOOKED_AT = 32, 8, 64
#: Parts of a promise, against one for a whole name among the main words. They only choose who is looked at closely.
_BESIDE, _HEAD, _RUNS_ON, _RARE, _NEARNESS = 0.3, 0.5, 0.2, 0.05, 1.5


class SharedWords(NamedTuple):
    """Pairs of a title and a node that share words, ordered by title, then node: what the variant that fits best has.

    title, node, promise: (k,) the pair, and how good it looks at first sight
    main, every:  share of the variant among the title's main words, among all of its words
    head_main, head_last, head_runs_on, head_beside: as the features of these names
    weight_main, weight_beside: idf of the shared words that are main, that are not
    """

    title: Places
    node: Places
    promise: Scores
    main: Scores
    every: Scores
    head_main: Scores
    head_last: Scores
    head_runs_on: Scores
    head_beside: Scores
    weight_main: Scores
    weight_beside: Scores


def distinct_words(read: TitleWords) -> Places:
    """Places in `read` of each word of each title once: a main one before others, with the fewest heads behind it."""
    order = np.lexsort((read.behind, ~read.main, read.word, read.title))
    title, word = read.title[order], read.word[order]
    return order[starts(title, word)]


def shared_words(read: TitleWords, kept: Places, words: CategoryWords) -> SharedWords:
    """What each title has in common with each category of which it has a word; `kept` from `distinct_words`."""
    title, word, in_main = read.title[kept], read.word[kept], read.main[kept]
    low = words.first[word]
    entry, rank = spread(words.first[word + 1] - low)
    at = low[entry] + rank
    variant, share, main = words.variant[at], words.share[at], in_main[entry].astype(np.float64)
    variants = max(1, len(words.node))
    distinct, place = np.unique(title[entry] * variants + variant, return_inverse=True)
    count = len(distinct)
    idf = words.idf[word[entry]]
    every, own_main = sums(place, share, count), sums(place, share * main, count)
    weight_main, weight_beside = sums(place, idf * main, count), sums(place, idf * (1.0 - main), count)
    heads = np.flatnonzero(word[entry] == words.head[variant])
    main, place = main[heads], place[heads]
    last = main / (1.0 + read.behind[kept][entry[heads]])
    head_main, head_last, head_beside = (
        sums(place, main, count),
        sums(place, last, count),
        sums(place, 1.0 - main, count),
    )
    head_runs_on = sums(place, main * read.runs_on[kept][entry[heads]], count)
    owner, variant = distinct // variants, distinct % variants
    fits = own_main + _BESIDE * (every - own_main) + _HEAD * (head_main + head_last) - _RUNS_ON * head_runs_on
    promise = fits * words.worth[variant] + _RARE * weight_main
    node = words.node[variant]
    order = np.lexsort((variant, -promise, node, owner))
    best = order[starts(owner[order], node[order])]
    return SharedWords(
        owner[best],
        node[best],
        promise[best],
        own_main[best],
        every[best],
        head_main[best],
        head_last[best],
        head_runs_on[best],
        head_beside[best],
        weight_main[best],
        weight_beside[best],
    )


class Candidates(NamedTuple):
    """(m,) pairs ordered by title, then node. shared: place in `SharedWords`, -1 where no word is shared."""

    title: Places
    node: Places
    shared: Places
    similar: Scores


def candidates(shared: SharedWords, titles: int, nodes: int, near: Nearness) -> Candidates:
    """The most promising categories of each title, by words and by meaning."""
    title, node = near.nearest(_NEAREST)
    place = most_promising(shared.title, shared.promise, titles, _LOOKED_AT)
    keys = np.concatenate([shared.title[place] * nodes + shared.node[place], title * nodes + node])
    place = np.concatenate([place, np.full(len(title), -1)])
    order = np.lexsort((-place, keys))
    order = order[starts(keys[order], keys[order])]
    title, node, place = keys[order] // nodes, keys[order] % nodes, place[order]
    similar = near.of(title, node)
    promise = np.append(shared.promise, 0.0)[place] + _NEARNESS * similar
    kept = most_promising(title, promise, titles, MOST)
    return Candidates(title[kept], node[kept], place[kept], similar[kept])


def most_promising(title: Places, promise: Scores, titles: int, most: int) -> Places:
    """Places of the `most` best pairs of each title, in their old order; of equal ones the first."""
    width = float(np.ptp(promise)) + 1.0 if len(promise) else 1.0
    order = np.argsort(title * width - promise, kind="stable")
    first = np.searchsorted(title, np.arange(titles))
    rank = np.arange(len(order)) - first[title[order]]
    return np.sort(order[rank < most])


def starts(first: Places, second: Places) -> npt.NDArray[np.bool_]:
    """Whether each pair differs from the one before it."""
    fresh = np.ones(len(first), dtype=np.bool_)
    fresh[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    return fresh


def spread(widths: Places) -> tuple[Places, Places]:
    """(owner, rank) of the entries of runs of these widths, laid end to end."""
    owner = np.repeat(np.arange(len(widths)), widths)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(widths) - widths, widths)


def sums(place: Places, weights: Scores, count: int) -> Scores:
    return np.bincount(place, weights=weights, minlength=count).astype(np.float64)
