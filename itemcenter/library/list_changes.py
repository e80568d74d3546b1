"""All value lists of two releases side by side: which differ, and where texts name what differs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from itemcenter.evidence.features import LIST_SIZE, size_column
from itemcenter.evidence.model import EvidenceModel
from itemcenter.library.lexicon import noted_rewrites
from itemcenter.library.list_change import ListChange, empty, list_change, names_of
from itemcenter.retrieval import AliasIndex
from itemcenter.schema import OntologyRelease, ValueId, ValueList, ValueListId
from itemcenter.values.rewriting import Rewrite


class ListChanges:
    """Lists are compared when they are first asked for. Names that are watched: those of values that differ."""

    def __init__(self, before: OntologyRelease, after: OntologyRelease, model: EvidenceModel) -> None:
        self._releases, self._model = (before, after), model
        self._noted = tuple(noted_rewrites(release.keys) for release in self._releases)
        self._found: dict[ValueListId, ListChange | None] = {}
        self._resized: dict[ValueListId, bool] = {}
        self._names: dict[ValueListId, set[str]] = {}
        self._index: AliasIndex | None = None
        self._numbers: tuple[ValueListId, ...] = ()

    def of(self, list_id: ValueListId) -> ListChange | None:
        """How a list differs, None where all is read alike. Its changed names are watched from then on."""
        if list_id not in self._found:
            found = self._found[list_id] = list_change(*self._both(list_id), *self._rewrites(list_id))
            if found is not None:
                self._watch(list_id, found.names)
        return self._found[list_id]

    def watch(self, list_id: ValueListId, values: Collection[ValueId] | None) -> None:
        """Watch the names of these values of a list, of all where that is None."""
        for entry, rewrites in zip(self._both(list_id), self._rewrites(list_id), strict=True):
            wanted = {value.id for value in entry.values} if values is None else values
            self._watch(list_id, {name for name, _ in names_of(entry, rewrites, wanted)})

    def reordered(self, list_id: ValueListId) -> bool:
        """Whether other values stand in the list, or in another order."""
        before, after = ([value.id for value in entry.values] for entry in self._both(list_id))
        return before != after

    def resized(self, list_id: ValueListId) -> bool:
        """Whether the model tells the two lengths of a list apart."""
        if list_id not in self._resized:
            before, after = (size_column(len(entry.values)) for entry in self._both(list_id))
            self._resized[list_id] = before != after and self._model.tells_apart(LIST_SIZE, before, after)
        return self._resized[list_id]

    def named(self, texts: Sequence[str]) -> Iterator[tuple[int, ValueListId]]:
        """(number of a text, list of which a watched name stands in it), each pair once."""
        if self._index is None:
            self._numbers = tuple(sorted(self._names))
            rows = ((name, n) for n, list_id in enumerate(self._numbers) for name in sorted(self._names[list_id]))
            self._index = AliasIndex.build(rows)
        if len(self._index):
            hits = self._index.scan(texts)
            for text, number in sorted(set(zip(hits.text.tolist(), hits.payload.tolist(), strict=True))):
                yield text, self._numbers[number]

    def _watch(self, list_id: ValueListId, names: Collection[str]) -> None:
        self._names.setdefault(list_id, set()).update(names)
        self._index = None

    def _both(self, list_id: ValueListId) -> tuple[ValueList, ValueList]:
        before, after = (release.list_by_id.get(list_id) or empty(list_id) for release in self._releases)
        return before, after

    def _rewrites(self, list_id: ValueListId) -> tuple[tuple[Rewrite, ...], tuple[Rewrite, ...]]:
        before, after = (noted.get(list_id, ()) for noted in self._noted)
        return before, after
