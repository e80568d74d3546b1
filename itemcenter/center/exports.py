"""Verbs that write files: facts, the merchant's own file with its empty cells filled, items for other systems."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itemcenter.center.builds import BuildVerbs
from itemcenter.center.sources import MACHINE, MERCHANT, check_merchant
from itemcenter.errors import InvariantError, NotFoundError
from itemcenter.items.stamp import CatalogStamp
from itemcenter.items.write.target import TargetOptions
from itemcenter.items.write.targets import format_of
from itemcenter.jobs.cell_choice import CellChoice
from itemcenter.jobs.export import export_facts
from itemcenter.jobs.export_items import TargetReport, export_items
from itemcenter.jobs.export_source import SourceReport, export_source
from itemcenter.jobs.source_filler import FillOptions
from itemcenter.library.category_plan import PlanBook
from itemcenter.library.mapped_keys import MappedKeys
from itemcenter.ports import CellQuery
from itemcenter.schema import CategoryId, SourceId


class ExportVerbs(BuildVerbs):
    def export(self, path: str | Path, kind: str = "jsonl", **conditions: Any) -> int:
        """Write facts, one row each; conditions are the fields of `CellQuery`. Returns their number."""
        return export_facts(self.store, CellQuery(**conditions), Path(path), kind)

    def export_source(
        self,
        path: str | Path | None,
        *,
        source: str = MERCHANT,
        catalog: str | Path | None = None,
        allow_changed: bool = False,
        choice: CellChoice | None = None,
        options: FillOptions | None = None,
    ) -> SourceReport:
        """Write the source's own file with its empty cells filled to `path`; None only tells what would be filled.

        catalog: default the file that the newest build of the source has read; another one must be equal to it, unless
        `allow_changed`. Raises `CatalogError`, `NotFoundError`.
        """
        stamp = self._stamp(check_merchant(source))
        if stamp is None and (catalog is None or not allow_changed):
            raise NotFoundError(
                f"the center does not know which file was built last as {source!r}",
                remedy="build it again, or name the file with --catalog FILE --allow-changed",
            )
        file = Path(catalog) if catalog is not None else Path(stamp.path if stamp is not None else "")
        if stamp is not None and not allow_changed:
            stamp.check(file)
        reading = (self.catalog_options(source), check_merchant(source), MACHINE)
        place = None if path is None else Path(path)
        choice, options = choice or CellChoice(), options or FillOptions()
        book = PlanBook(self.release, MappedKeys(self.release, self.key_map, SourceId(source)))
        return export_source(self.store, self.release, book, file, reading, place, choice.allows, options)

    def export_items(
        self,
        path: str | Path,
        target: str,
        *,
        kind: str | None = None,
        choice: CellChoice | None = None,
        options: TargetOptions | None = None,
        limit: int | None = None,
    ) -> TargetReport:
        """Write the items for another system: google, shopify, akeneo, openai, jsonld, or a wide parquet or csv.

        kind: how it is written; default by the ending of `path`
        """
        chosen = format_of(target, kind, Path(path).name)
        place, options, choice = Path(path), options or TargetOptions(), choice or CellChoice()
        return export_items(
            self.store, self.release, place, target, chosen, choice, options, limit, self._foreign_categories
        )

    def _foreign_categories(self, category_id: CategoryId) -> tuple[str, ...]:
        """What other systems call a category, by the imported mappings: "google:5181"."""
        found = ((mapping.system, mapping.foreign(category_id, self.release)) for mapping in self.mappings)
        return tuple(f"{system}:{category.id}" for system, category in found if category is not None)

    def _stamp(self, source: SourceId) -> CatalogStamp | None:
        try:
            return CatalogStamp.from_json(self.quarantine.context(source)["catalog"])
        except (NotFoundError, KeyError, TypeError, ValueError, InvariantError):
            return None
