"""Drawing a gold set from what the store holds, or drawing more cells into it: no cell and no label is ever lost."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from itemcenter.errors import ConfigError, NotFoundError
from itemcenter.evaluate.gold import GoldCell, GoldSet, GoldStratum, Population, SamplePlan, choose
from itemcenter.evaluate.gold.gold_set import GoldEntry
from itemcenter.evaluate.gold.sampling import Stratum, rank
from itemcenter.jobs.gold.held_out import content_of
from itemcenter.ports import Store
from itemcenter.schema import CategoryId, ItemId, KeyId, OntologyRelease


@dataclass(frozen=True, slots=True)
class SampleChoice:
    """Where to draw. keys: only cells of these, () for all; categories: only items in or below these, () for all."""

    keys: tuple[KeyId, ...] = ()
    categories: tuple[CategoryId, ...] = ()


@dataclass(slots=True)
class SampleReport:
    """new_*: added by this draw; the others: of the whole set after it. bare: items without a category of the release,
    which have no keys to ask.
    """

    version: int = 0
    items: int = 0
    cells: int = 0
    new_items: int = 0
    new_cells: int = 0
    keys: int = 0
    categories: int = 0
    catalog: int = 0
    bare: int = 0
    stated: int = 0
    notices: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def draw_sample(
    store: Store, release: OntologyRelease, gold: GoldSet, plan: SamplePlan, choice: SampleChoice
) -> tuple[list[GoldEntry], SampleReport]:
    """What a next version adds: new cells, and the sizes of all strata that were drawn from.

    Raises `ConfigError` for another seed than that of the set, `NotFoundError` where there is nothing to draw from.
    """
    if gold.version and plan.seed != gold.seed:
        remedy = f"draw with --seed {gold.seed}, or without the option"
        raise ConfigError(f"the gold set was drawn with seed {gold.seed}, not {plan.seed}", remedy=remedy)
    report = SampleReport()
    populations = _populations(store, release, gold, plan, choice, report)
    held = _reach(gold, populations)
    chosen = choose(populations, plan, held)
    if not chosen:
        raise NotFoundError(
            f"there is no cell to draw among {report.catalog:,} items",
            remedy="build a catalog first, or name other keys and categories",
        )
    sizes = {entry.category_id: entry.size for entry in populations}
    entries: list[GoldEntry] = []
    contents: dict[ItemId, str] = {}
    for (category_id, key_id), items in chosen.items():
        if gold.strata.get((category_id, key_id)) != sizes[category_id]:
            entries.append(GoldStratum(category_id, key_id, sizes[category_id]))
        for item_id in items:
            if (item_id, key_id) not in gold.cells:
                if item_id not in contents:
                    record = store.item(item_id)
                    contents[item_id] = content_of(record.item) if record is not None else ""
                entries.append(GoldCell(item_id, key_id, category_id, contents[item_id]))
    before, drawn = gold.items, [entry for entry in entries if isinstance(entry, GoldCell)]
    after = {**gold.cells, **{cell.place: cell for cell in drawn}}
    report.items, report.cells = len({item for item, _ in after}), len(after)
    report.new_items, report.new_cells = len({cell.item_id for cell in drawn} - before), len(drawn)
    report.keys, report.categories = len({key for _, key in after}), len({c.category_id for c in after.values()})
    report.stated = sum(1 for item, key in after if (cell := store.cell(item, key)) is not None and cell.facts)
    if report.items > plan.items:
        report.notices.append(f"{report.items:,} items instead of {plan.items:,}: "
                              "the least cells of each category and key, or an earlier draw, ask for more")  # fmt: skip
    return (entries if drawn else []), report


def _populations(
    store: Store,
    release: OntologyRelease,
    gold: GoldSet,
    plan: SamplePlan,
    choice: SampleChoice,
    report: SampleReport,
) -> list[Population]:
    """Categories with their items of lowest rank: as many as any draw may ask for. One pass over the items."""
    latest = _latest_ranks(gold)
    most = max(plan.items, plan.per_key, plan.at_least)
    found: dict[CategoryId, list[tuple[int, ItemId]]] = {}
    sizes: dict[CategoryId, int] = {}
    wanted: dict[CategoryId, bool] = {}
    for record in store.items():
        report.catalog += 1
        category_id = record.category.category_id if record.category is not None else None
        if category_id is None or category_id not in release.category_by_id:
            report.bare += 1
            continue
        if category_id not in wanted:
            path = {category.id for category in release.path(category_id)}
            wanted[category_id] = not choice.categories or not path.isdisjoint(choice.categories)
        if not wanted[category_id]:
            continue
        sizes[category_id] = sizes.get(category_id, 0) + 1
        ranked, entry = found.setdefault(category_id, []), (rank(plan.seed, record.item.id), record.item.id)
        bisect.insort(ranked, entry)
        if len(ranked) > most and ranked[-1] > latest.get(category_id, (-1, ItemId(""))):
            ranked.pop()
    out = []
    for category_id in sorted(found):
        keys = [scope.key_id for scope in release.scopes_for(category_id)]
        kept = tuple(key_id for key_id in keys if not choice.keys or key_id in choice.keys)
        items = tuple(item_id for _, item_id in found[category_id])
        out.append(Population(category_id, kept, items, sizes[category_id]))
    return out


def _latest_ranks(gold: GoldSet) -> dict[CategoryId, tuple[int, ItemId]]:
    """The last place in each category's order that an earlier draw reached."""
    out: dict[CategoryId, tuple[int, ItemId]] = {}
    for cell in gold.cells.values():
        place = rank(gold.seed, cell.item_id), cell.item_id
        out[cell.category_id] = max(place, out.get(cell.category_id, place))
    return out


def _reach(gold: GoldSet, populations: Sequence[Population]) -> dict[Stratum, int]:
    """How far back in a category's order the earlier cells of each stratum lie."""
    places = {entry.category_id: {item: place for place, item in enumerate(entry.ranked, 1)} for entry in populations}
    out: dict[Stratum, int] = {}
    for cell in gold.cells.values():
        stratum = cell.category_id, cell.key_id
        number = places.get(cell.category_id, {}).get(cell.item_id, 0)
        out[stratum] = max(number, out.get(stratum, 0))
    return out


def with_seed(plan: SamplePlan, gold: GoldSet, seed: int | None) -> SamplePlan:
    """The plan with the seed that was asked for, else that of the set."""
    return replace(plan, seed=gold.seed if seed is None else seed)
