"""What is known of a changed item without deciding it anew, and which items are decided alike.

Machine facts follow from an item's texts, its category, its part (`decision.part_of`) and the model; merchant facts
from its category, its cells and the machine facts that contradict them. So where only cells differ - a price, a link, a
spec - the machine's facts stand, the cells are read again, and only what lies between the two is looked at: whether a
brand is sought in the texts, which scenarios follow, and what the words of other items imply.

`tests/unit/library/test_renewal.py` compares with recognition anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from itemcenter.errors import InvariantError
from itemcenter.library.category import CategoryMapper
from itemcenter.library.category_plan import CategoryPlan, PlanBook
from itemcenter.library.contradiction import weighed
from itemcenter.library.decision import part_of
from itemcenter.library.implied_values import own_keys
from itemcenter.library.item_tags import ItemTags
from itemcenter.library.learned import Learned
from itemcenter.library.lexicon import Lexicon
from itemcenter.library.mapped_keys import MappedKeys
from itemcenter.library.merchant_cells import CellReading, read_cells, spoken_cells
from itemcenter.library.merchant_path import names_kind
from itemcenter.ports import Recognition, Renewal
from itemcenter.schema import CategoryMatch, Item, OntologyRelease, content_hash
from itemcenter.values.folding import name_key


class _Changed(NamedTuple):
    """A renewal whose cells say something else. place: in the given order"""

    place: int
    renewal: Renewal
    category: CategoryMatch
    plan: CategoryPlan


class CellRenewer:
    """Of one recogniser that asks no language model: implements `ports.Pruner`."""

    def __init__(
        self,
        release: OntologyRelease,
        learned: Learned,
        mapper: CategoryMapper,
        book: PlanBook,
        lexicon: Lexicon,
        tags: ItemTags,
        mapped: MappedKeys,
    ) -> None:
        self._release, self._mapper, self._book, self._lexicon, self._tags = release, mapper, book, lexicon, tags
        self._implied = learned.implied is not None
        self._twins = learned.twins
        #: What words imply is told of labelled items by their ids, and so may categories that were drawn.
        self._by_id = self._implied or mapper.drawn
        names = {name_key(name) for key in release.key_by_id.values() for name in (key.id, key.name, *key.synonyms)}
        self._names = None if mapped.fingerprint or mapper.linked else frozenset(names)

    def twin_key(self, item: Item) -> str:
        part = part_of(item)
        if self._by_id or (self._twins is not None and self._twins.meets_itself(item.id, part)):
            return ""
        cells = [cell for cell in item.cells() if self._names is None or self._told_by(cell[0], self._names)]
        place = [list(item.category_path), item.category_id, part]
        return content_hash([list(item.fields()), item.brand, place, cells])

    @staticmethod
    def _told_by(name: str, names: frozenset[str]) -> bool:
        return name_key(name) in names or names_kind(name)

    def renewed(self, renewals: Sequence[Renewal]) -> list[Recognition | None]:
        out: list[Recognition | None] = [None] * len(renewals)
        changed: list[_Changed] = []
        for place, entry in enumerate(renewals):
            if entry.before.id != entry.after.id or entry.decided.item_id != entry.after.id:
                raise InvariantError(f"a renewal of {entry.after.id!r} speaks of another item")
            if not self._same_texts(entry.before, entry.after):
                continue
            category = entry.decided.category
            if category is None:
                out[place] = Recognition(entry.after.id, None, {}, {})
                continue
            plan = self._book.plan(category.category_id)
            if spoken_cells(entry.before, plan) == spoken_cells(entry.after, plan):
                out[place] = Recognition(entry.after.id, category, entry.decided.merchant, entry.decided.machine)
            else:
                changed.append(_Changed(place, entry, category, plan))
        items = [item for entry in changed for item in (entry.renewal.before, entry.renewal.after)]
        plans = [entry.plan for entry in changed for _ in range(2)]
        readings = read_cells(items, plans, self._book, self._lexicon, self._release.id)
        for number, case in enumerate(changed):
            out[case.place] = self._of_cells(case, readings[2 * number], readings[2 * number + 1])
        return out

    def _same_texts(self, before: Item, after: Item) -> bool:
        """Whether all that machine facts are read from is the same, and with it the category."""
        same = list(before.fields()) == list(after.fields()) and before.category_path == after.category_path
        return same and part_of(before) == part_of(after) and self._mapper.same(before, after)

    def _of_cells(self, entry: _Changed, old: CellReading, new: CellReading) -> Recognition | None:
        after, decided, plan = entry.renewal.after, entry.renewal.decided, entry.plan
        sought = plan.brand is not None and not after.brand.strip()  # in the texts, where no cell names it
        if sought and plan.brand is not None and (plan.brand.id in old.facts) != (plan.brand.id in new.facts):
            return None
        if self._implied and own_keys(entry.renewal.before, plan) != own_keys(after, plan):
            return None
        if not self._tags.same(entry.category, old.facts, new.facts, decided.machine):
            return None
        cells = weighed(new.facts, decided.machine, self._release.key_by_id)
        return Recognition(after.id, entry.category, cells, decided.machine)
