"""Product groups of a center: found where a catalog has none, listed with their reasons, overridden by people."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from itemcenter.center.runs import Run, RunVerbs
from itemcenter.center.sources import MERCHANT
from itemcenter.evaluate import group_of
from itemcenter.items import CatalogReader, ReadRow
from itemcenter.items.groups import (
    Assignment,
    GroupShelf,
    Inferred,
    Override,
    read_overrides,
    write_overrides,
)
from itemcenter.items.rows import TwiceRead
from itemcenter.jobs import groups as groups_job
from itemcenter.jobs.inspect import no_item
from itemcenter.jobs.masked_rows import RowFilter
from itemcenter.jobs.product_units import ProductUnits
from itemcenter.schema import Item, ItemId, SourceId, SpuGroup


class GroupVerbs(RunVerbs):
    @cached_property
    def group_shelf(self) -> GroupShelf:
        return GroupShelf(self.folder.groups)

    def groups(self) -> Iterator[SpuGroup]:
        """Groups as the next build will have them: inferred ones with what people say on top."""
        return groups_job.all_groups(self.group_shelf, self._overrides())

    def group(self, name: str) -> SpuGroup:
        """The group of this id, or the one that holds this item. Raises `NotFoundError`."""
        return groups_job.one_group(self.group_shelf, self._overrides(), name)

    def group_reason(self, item: Item) -> str:
        return groups_job.reason_of(self.group_shelf, item, self._overrides())

    def split_group(
        self, group: str, items: Iterable[str], *, apart: bool = False, author: str = "", why: str = ""
    ) -> list[Override]:
        """Take items out of their group, into a new one or (`apart`) each by itself. Counts from the next build on."""
        return self._override(groups_job.split(self.group(group), items, apart, author, why))

    def merge_groups(self, into: str, others: Iterable[str], *, author: str = "", why: str = "") -> list[Override]:
        """Put groups and items into one group; each is named by a group id or an item id."""
        found = groups_job.merge(self._members(into), [self._members(name) for name in others], author, why)
        return self._override(found)

    def reset_groups(self, names: Iterable[str]) -> int:
        """Take back what people said about these items and groups; returns how many lines went."""
        held = self._overrides()
        wanted = set(names)
        kept = [entry for entry in held.values() if not wanted & {entry.item, entry.group}]
        with self.locked():
            write_overrides(self.folder.group_overrides, kept)
        return len(held) - len(kept)

    def _members(self, name: str) -> SpuGroup:
        """A group by its id or one of its items, or an item by itself."""
        return groups_job.group_or_item(self.group_shelf, self._overrides(), self.store, name)

    def _override(self, new: Iterable[Override]) -> list[Override]:
        entries = list(new)
        for entry in entries:
            if self.store.item(entry.item) is None:
                raise no_item(self.store, ItemId(entry.item))
        with self.locked():
            held = self._overrides() | {entry.item: entry for entry in entries}
            write_overrides(self.folder.group_overrides, held.values())
        return entries

    @property
    def _has_release(self) -> bool:
        """A measurement hides cells before it draws its ontology."""
        return self._unsaved_release is not None or bool(self.config.release or self.releases.current())

    def _overrides(self) -> dict[ItemId, Override]:
        return read_overrides(self.folder.group_overrides)

    def _found_groups(
        self, reader: CatalogReader, read: TwiceRead, rows: RowFilter | None, run: Run
    ) -> groups_job.FoundGroups:
        """Groups for the rows of a catalog: inferred where that is wanted and it has no group column.

        read: the reader's rows; rows: a measurement's filter; then nothing of earlier builds takes part
        """
        overrides = self._overrides()
        if not self._infers(reader):
            return groups_job.FoundGroups(Assignment(Inferred(), overrides))
        begin = time.monotonic()
        phrases = groups_job.variant_phrases(self.release)
        mark, store = "", None
        if rows is None:
            mark, store = groups_job.catalog_mark(reader.path, self.config.catalog, sorted(phrases)), self.store
        whole = reader if run.plan.limit is not None else read.first()  # a part tells other notices than the whole
        given: Iterable[ReadRow] = whole if rows is None else rows(whole)
        keep = not run.plan.dry_run
        inferred = groups_job.infer(given, self.group_shelf, run.plan.source, phrases, mark, store, keep)
        return groups_job.FoundGroups(Assignment(inferred, overrides), time.monotonic() - begin)

    def _known_groups(self, source: SourceId) -> Assignment:
        """The groups of the last build of a source."""
        never = self.config.groups.infer == "never"
        return Assignment(Inferred(() if never else self.group_shelf.groups(source)), self._overrides())

    def _product_units(self, reader: CatalogReader) -> Callable[[Item], str]:
        """What a measurement hides together: inferred groups, where a build would infer them."""
        if not self._infers(reader):
            return group_of
        phrases = groups_job.variant_phrases(self.release) if self._has_release else {}
        inferred = groups_job.infer(reader, self.group_shelf, MERCHANT, phrases, "", None, keep=False)
        return ProductUnits(reader, Assignment(inferred, {}))

    def _infers(self, reader: CatalogReader) -> bool:
        return self.config.groups.infer != "never" and not reader.mapping.source_of("group")
