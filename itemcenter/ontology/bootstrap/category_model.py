"""`CategoryModel`: the category of any item of the catalog, by its path or else by the words of its texts.

Whether an item has specs makes no difference: the groups that specs and titles have formed are found again in title and
description alone, by naive Bayes over the words of the items that are grouped already (`retrieval.text_classes`).
Probabilities are added up the tree, and the walk from the root goes down as long as one branch holds enough of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from itemcenter.errors import StoreError
from itemcenter.ontology.bootstrap.category_tree import CategoryTree
from itemcenter.ontology.bootstrap.observe import LEAD, Observed
from itemcenter.ontology.bootstrap.path_tree import Steps, node_of
from itemcenter.retrieval.text_classes import TextClasses
from itemcenter.schema import CategoryId, Item, OntologyRelease, content_hash
from itemcenter.values.folding import name_key

#: A branch is entered if it is likelier than all others together: holds more than this.
_ENTERED = 0.5
#: Share of the categories that a release must have for the model to speak of it.
_SAME_ONTOLOGY = 0.5
_FORMAT, _HEADER, _WORDS = 1, "categories.json", "words.npz"


@dataclass(frozen=True, slots=True)
class AssignedCategory:
    """confidence: of a path 1.0, else the branch's probability; how: "path" or "words"."""

    category_id: CategoryId
    confidence: float
    how: str


class CategoryModel:
    """Immutable. `ids`, `parents` and `by_path` as in `CategoryTree`."""

    def __init__(
        self,
        ids: Sequence[CategoryId],
        parents: Sequence[int],
        by_path: dict[Steps, int],
        words: TextClasses,
        told: Sequence[CategoryId | None] = (),
    ) -> None:
        """told: the category that it answers with for each of `ids`, None for no answer; () for the id itself"""
        self._told: list[CategoryId | None] = list(told) or list(ids)
        self._ids, self._parents, self._by_path = list(ids), list(parents), dict(by_path)
        self._words = words
        self._number = {identity: number for number, identity in enumerate(self._ids)}
        self._children: dict[int, list[int]] = {}
        for node, parent in enumerate(self._parents):
            self._children.setdefault(parent, []).append(node)

    @property
    def category_ids(self) -> tuple[CategoryId, ...]:
        return tuple(entry for entry in self._told if entry is not None)

    def answering(self, categories: Mapping[CategoryId, CategoryId | None]) -> CategoryModel:
        """The same model, that answers with other categories: those of a workbook for those of a draft."""
        told = [categories.get(entry, entry) for entry in self._ids]
        return CategoryModel(self._ids, self._parents, self._by_path, self._words, told)

    @property
    def fingerprint(self) -> str:
        """Of everything that decides an answer."""
        paths = [[list(steps), node] for steps, node in sorted(self._by_path.items())]
        told = [self._told] if self._told != self._ids else []
        return content_hash([self._ids, self._parents, paths, self._words.fingerprint, *told])

    def speaks_of(self, release: OntologyRelease) -> bool:
        """Whether at least half of its categories are in the release: an ontology that was drawn, and edited since."""
        known = sum(1 for entry in self._told if entry in release.category_by_id)
        return known > 0 and known >= _SAME_ONTOLOGY * len(self._told)

    @classmethod
    def fit(cls, observed: Observed, tree: CategoryTree) -> CategoryModel:
        """From the items of a catalog that have a category. Items at a lone root (no group) teach nothing."""
        ids = tree.ids()
        lone = len(ids) > 1 and tree.parents.count(-1) == 1 and not tree.by_path
        known = np.flatnonzero(tree.of_item >= (1 if lone else 0)).tolist()
        labels = [ids[tree.of_item[item]] for item in known]
        texts = (_text(observed.titles[item], observed.leads[item]) for item in known)
        return cls(ids, tree.parents, tree.by_path, TextClasses.fit(texts, labels))

    def assign(self, items: Sequence[Item]) -> list[AssignedCategory | None]:
        """One category an item; None where nothing speaks for one. Deterministic, independent of the other items."""
        out: list[AssignedCategory | None] = []
        for item in items:
            node = node_of(self._by_path, tuple(filter(None, map(name_key, item.category_path))))
            out.append(self._answer(node, 1.0, "path") if node >= 0 else None)
        rest = [place for place, found in enumerate(out) if found is None]
        texts = [_text(items[place].title, items[place].description[:LEAD]) for place in rest]
        for place, found in zip(rest, self._walks(texts), strict=True):
            if found is not None:
                out[place] = self._answer(found[0], found[1], "words")
        return out

    def _answer(self, node: int, confidence: float, how: str) -> AssignedCategory | None:
        told = self._told[node]
        return None if told is None else AssignedCategory(told, confidence, how)

    def _walks(self, texts: Sequence[str]) -> Iterator[tuple[int, float] | None]:
        """(node, probability) at which the walk down the tree ends for each text; None where no branch is entered."""
        classes = self._words
        if not texts or not classes.labels:
            yield from (None for _ in texts)
            return
        columns = [self._number[CategoryId(label)] for label in classes.labels]
        for row in classes.probabilities(texts):
            mass = np.zeros(len(self._ids))
            mass[columns] = row
            for node in range(len(self._ids) - 1, -1, -1):  # parents come first
                if self._parents[node] >= 0:
                    mass[self._parents[node]] += mass[node]
            node, reached = -1, None
            while True:
                children = self._children.get(node, ())
                best = max(children, key=lambda child: (mass[child], -child), default=-1)
                if best < 0 or mass[best] <= _ENTERED:
                    break
                node, reached = best, (best, round(min(1.0, float(mass[best])), 4))
            yield reached

    def save(self, folder: Path) -> None:
        """Write two files into `folder`, made if missing. Raises `StoreError` where that fails."""
        head = {"format": _FORMAT, "ids": self._ids, "parents": self._parents,
                "paths": [[list(steps), node] for steps, node in sorted(self._by_path.items())]}  # fmt: skip
        if self._told != self._ids:
            head["told"] = self._told
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._words.save(folder / _WORDS)
            (folder / _HEADER).write_text(json.dumps(head, ensure_ascii=False), encoding="utf-8")
        except OSError as error:
            raise StoreError(f"cannot be written: {error.strerror or error}", place=str(folder)) from error

    @classmethod
    def load(cls, folder: Path) -> CategoryModel | None:
        """The model in `folder`, None where there is none. Raises `StoreError` where it is damaged."""
        path = folder / _HEADER
        if not path.is_file():
            return None
        try:
            head = json.loads(path.read_text(encoding="utf-8"))
            if head["format"] != _FORMAT:
                raise ValueError(f"format {head['format']}, not {_FORMAT}")
            ids = [CategoryId(entry) for entry in head["ids"]]
            paths = {tuple(steps): int(node) for steps, node in head["paths"]}
            parents = [int(parent) for parent in head["parents"]]
            told = [None if entry is None else CategoryId(entry) for entry in head.get("told", ())]
            return cls(ids, parents, paths, TextClasses.load(folder / _WORDS), told)
        except (OSError, ValueError, KeyError, TypeError) as error:
            remedy = "bootstrap the catalog again"
            raise StoreError(f"no category model can be read: {error}", place=str(folder), remedy=remedy) from error


def _text(title: str, lead: str) -> str:
    return f"{title} {lead}" if lead and lead != title else title
