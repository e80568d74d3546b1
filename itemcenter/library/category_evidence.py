"""What speaks for each category that a title may mean, as numbers with the same meaning in every tree.

Candidates of a title are the categories that share words with it, and those of the upper levels whose paths are nearest
to it in meaning. `FEATURES` lists what is measured of each. Nothing in it names a category or a word: it tells how much
of a name stands in the title, where, how rare the words are, how near the meanings. So weights that were fitted on one
tree serve any other, and a category added a second ago is found like the rest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.library.category_candidates import (
    Candidates,
    SharedWords,
    candidates,
    distinct_words,
    shared_words,
    spread,
    sums,
)
from itemcenter.library.category_tree import CategoryTree
from itemcenter.library.category_vectors import Nearness
from itemcenter.library.category_words import CategoryWords
from itemcenter.library.title_words import TitleWords

Places = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]

#: Columns of `Evidence.features`. *Own* is the wording of the category's name that fits best; *main* words of a title
#: stand before "for", "with" and the like; shares and sums are weighted by idf.
FEATURES = (
    "own_main",  # share of own that stands among the main words
    "own_beside",  # further share of own among the other words (behind "for", in the path, the brand)
    "own_whole",  # all of own stands among the main words
    "head_main",  # own's last word is a main word
    "head_last",  # ... times 1 / (1 + words behind it that could be the thing as well)
    "head_runs_on",  # ... and the next word is one that it may modify
    "head_beside",  # own's last word stands among the other words only
    "whole_and_last",  # own_whole * head_last
    "head_missing",  # words of own are there, its last word is not
    "no_words",  # no word of own is there
    "weight_main",  # log(1 + idf of own's main words)
    "explained_main",  # share of the known main words that the category's path has
    "context_main",  # log(1 + idf of main words in the path beyond own)
    "explained_beside",  # share of the known other words that the path has
    "unexplained_beside",  # there are known other words, and the path has none of them
    "context_beside",  # log(1 + idf of other words in the path beyond own)
    "parent_words",  # share of the parent's own in the title
    "above_words",  # the largest such share among all nodes above
    "above_missing",  # log(1 + idf of the names of all nodes above, as far as the title lacks them)
    "audience_missing",  # audiences (babies, pets, ...) that the path has and the title does not
    "audience_unmet",  # audiences that the title has and the path does not
    "root_names",  # how much more the names below the root have of the title's words than all names have
    "branch_names",  # the same for the branch of the second level, 0 for roots
    "similar",  # cosine of title and path
    "similar_gap",  # how far that is behind the title's best candidate
    "similar_parent",  # cosine of title and the parent's path
    "similar_root",  # cosine of title and the root
    "depth",  # 0 for roots
    "leaf",  # no category below
    "below",  # log of the number of categories from here down
)


class Evidence(NamedTuple):
    """(m,) pairs of a title and a candidate, ordered by title, then node, with (m, len(FEATURES)) float64."""

    title: Places
    node: Places
    features: Scores


def gather(read: TitleWords, titles: int, tree: CategoryTree, words: CategoryWords, near: Nearness) -> Evidence:
    """The evidence for the candidates of a batch of titles."""
    kept = distinct_words(read)
    shared = shared_words(read, kept, words)
    found = candidates(shared, titles, len(tree), near)
    title, node = found.title, found.node
    columns: dict[str, Scores] = {}
    _word_columns(columns, shared, found.shared)
    _path_columns(columns, read, kept, words, title, node, titles)
    missing, unmet = words.audiences.compared(read.title[kept], read.word[kept], titles, title, node)
    columns["audience_missing"], columns["audience_unmet"] = missing, unmet
    for name, branches in zip(("root_names", "branch_names"), words.branches, strict=True):
        scores = branches.scores(read.title[kept], read.word[kept], titles)
        columns[name] = scores[title, branches.of(node)].astype(np.float64)
    _columns_above(columns, shared, tree, words, title, node)
    _meaning_columns(columns, tree, near, found, titles)
    below = tree.end[node] - node
    columns["depth"] = tree.depth[node].astype(np.float64)
    columns["leaf"] = (below == 1).astype(np.float64)
    columns["below"] = np.log(below.astype(np.float64))
    return Evidence(title, node, np.stack([columns[name] for name in FEATURES], axis=1))


def _word_columns(columns: dict[str, Scores], shared: SharedWords, place: Places) -> None:
    there = (place >= 0).astype(np.float64)

    def column(values: Scores) -> Scores:
        return np.append(values, 0.0)[place] * there

    main, head = column(shared.main), column(shared.head_main)
    columns["own_main"] = main
    columns["own_beside"] = column(shared.every) - main
    columns["own_whole"] = (main > 0.999).astype(np.float64)
    columns["head_main"] = head
    columns["head_last"] = column(shared.head_last)
    columns["head_runs_on"] = column(shared.head_runs_on)
    columns["head_beside"] = column(shared.head_beside)
    columns["whole_and_last"] = columns["own_whole"] * columns["head_last"]
    columns["head_missing"] = there * (head == 0)
    columns["no_words"] = 1.0 - there
    columns["weight_main"] = np.log1p(column(shared.weight_main))
    columns["_main"], columns["_beside"] = column(shared.weight_main), column(shared.weight_beside)


def _path_columns(
    columns: dict[str, Scores],
    read: TitleWords,
    kept: Places,
    words: CategoryWords,
    title: Places,
    node: Places,
    titles: int,
) -> None:
    """How much of the title's known words the paths have."""
    owner, word, main = read.title[kept], read.word[kept], read.main[kept]
    first = np.searchsorted(owner, np.arange(titles + 1))
    pair, rank = spread((first[1:] - first[:-1])[title])
    at = first[title][pair] + rank
    weight = words.idf[word[at]] * words.in_path(node[pair], word[at])
    explained = sums(pair, weight * main[at], len(title))
    explained_beside = sums(pair, weight * ~main[at], len(title))
    known = sums(owner, words.idf[word] * main, titles)[title]
    known_beside = sums(owner, words.idf[word] * ~main, titles)[title]
    columns["explained_main"] = explained / np.where(known > 0, known, 1.0)
    columns["context_main"] = np.log1p(np.maximum(0.0, explained - columns.pop("_main")))
    columns["explained_beside"] = explained_beside / np.where(known_beside > 0, known_beside, 1.0)
    columns["unexplained_beside"] = ((known_beside > 0) & (explained_beside == 0)).astype(np.float64)
    columns["context_beside"] = np.log1p(np.maximum(0.0, explained_beside - columns.pop("_beside")))


def _columns_above(
    columns: dict[str, Scores],
    shared: SharedWords,
    tree: CategoryTree,
    words: CategoryWords,
    title: Places,
    node: Places,
) -> None:
    keys = shared.title * len(tree) + shared.node
    values = np.append(shared.every, 0.0)
    above = tree.parent[node]
    largest, missing = np.zeros(len(title)), np.zeros(len(title))
    for level in range(tree.above.shape[1] - 1):
        wanted = title * len(tree) + above
        place = np.minimum(np.searchsorted(keys, wanted), max(0, len(keys) - 1))
        found = (above >= 0) & (keys[place] == wanted) if len(keys) else np.zeros(len(title), dtype=np.bool_)
        share = np.where(found, values[place], 0.0)
        if level == 0:
            columns["parent_words"] = share
        largest = np.maximum(largest, share)
        missing += np.where(above >= 0, (1.0 - share) * words.name_weight[above], 0.0)
        above = np.where(above >= 0, tree.parent[above], -1)
    columns.setdefault("parent_words", largest)
    columns["above_words"] = largest
    columns["above_missing"] = np.log1p(missing)


def _meaning_columns(
    columns: dict[str, Scores], tree: CategoryTree, near: Nearness, found: Candidates, titles: int
) -> None:
    title, node, similar = found.title, found.node, found.similar
    best = np.zeros(titles)
    np.maximum.at(best, title, similar)
    parent, root = tree.parent[node], tree.above[node, 0]
    columns["similar"] = similar
    columns["similar_gap"] = best[title] - similar
    columns["similar_parent"] = np.where(parent >= 0, near.of(title, np.maximum(parent, 0)), similar)
    columns["similar_root"] = near.of(title, root)
