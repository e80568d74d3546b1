"""Which items another release may decide otherwise: the scope of a recompute.

An item's facts follow from its category, the plan of that category (keys, what they allow, how merchants name them),
the value lists of these keys, the brands, the relations of tags, and the model. All but the lists are compared as a
whole: where they differ, every item that they concern is in the scope. Of a list that differs only those items are that

    name a value that came, went or is written otherwise, in a text or a cell (one scan for all changed names);
    get other candidates from numbers, codes, learned words or nearness of meaning (asked of both releases);
    have a candidate, where the model tells the old length of the list from the new one.

Never less than what changes: `tests/unit/library/test_release_scope.py` compares with recognition anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from itemcenter.evidence.item_words import ItemWords
from itemcenter.evidence.model import EvidenceModel
from itemcenter.library.category_plan import CategoryPlan, PlanBook
from itemcenter.library.decision import part_of
from itemcenter.library.gathered import Gathered
from itemcenter.library.key_recall import Asked, KeyRecall
from itemcenter.library.lexicon import Lexicon, Sought
from itemcenter.library.list_changes import ListChanges
from itemcenter.library.vector_recall import Near, VectorRecall
from itemcenter.library.wide_recall import WideRecall
from itemcenter.ports import Touch
from itemcenter.schema import (
    AttributeKey,
    Candidate,
    CategoryId,
    CategoryMatch,
    Item,
    OntologyRelease,
    ValueId,
    ValueListId,
)

#: Why an item is in the scope, in the order in which it is asked.
REASONS = ("category", "keys", "tags", "brand", "name", "value", "list size")
#: "" for items that are not.
Reason = str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two releases with what was made of it. derives: tags follow from categories, with their confidence"""

    release: OntologyRelease
    book: PlanBook
    vectors: VectorRecall | None
    of_key: KeyRecall
    brands: object
    tags: object
    derives: bool


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far a category's items are touched. whole: all of them, for this reason; lists: else those that differ."""

    whole: Reason
    lists: tuple[ValueListId, ...] = ()


class ReleaseScope:
    """From one release to another, under one model.

    categories: decides the category of items under the new release; asked only where categories or terms differ
    """

    def __init__(
        self,
        before: Side,
        after: Side,
        model: EvidenceModel,
        recall: WideRecall,
        lexicon: Lexicon,
        categories: Callable[[Sequence[Item]], list[CategoryMatch | None]],
    ) -> None:
        self._before, self._after = before, after
        self._recall, self._lexicon, self._map = recall, lexicon, categories
        old, new = before.release, after.release
        self._remap = any(set(getattr(old, part)) != set(getattr(new, part)) for part in ("categories", "terms"))
        self._brands = before.brands != after.brands
        self._tags = before.tags != after.tags
        self._lists = ListChanges(old, new, model)
        self._reaches: dict[CategoryId, _Reach] = {}

    def touched(self, items: Sequence[Item], matches: Sequence[CategoryMatch | None]) -> list[Touch]:
        """Which items are in the scope, and their new categories. matches: their categories under the old release

        A category that is only known more or less surely decides nothing else, but for the tags that follow from it.
        """
        out: list[Reason] = [""] * len(items)
        mapped = self._map(items) if self._remap else list(matches)
        for place, (match, held) in enumerate(zip(mapped, matches, strict=True)):
            if match != held and (self._after.derives or _place_of(match) != _place_of(held)):
                out[place] = "category"
        asked: list[tuple[int, _Reach]] = []
        for place, (item, match) in enumerate(zip(items, matches, strict=True)):
            if out[place] or match is None:
                continue
            reach = self._reach(match.category_id)
            out[place] = reach.whole or self._at_once(item, match.category_id, reach)
            if not out[place] and reach.lists:
                asked.append((place, reach))
        self._by_name(items, asked, out)
        self._by_value(items, matches, [entry for entry in asked if not out[entry[0]]], out)
        return [Touch(reason, match) for reason, match in zip(out, mapped, strict=True)]

    # -- what concerns all items of a category ------------------------------------------------------------------

    def _reach(self, category_id: CategoryId) -> _Reach:
        if category_id not in self._reaches:
            self._reaches[category_id] = self._compared(category_id)
        return self._reaches[category_id]

    def _compared(self, category_id: CategoryId) -> _Reach:
        old, new = self._before.release, self._after.release
        if category_id not in old.category_by_id or category_id not in new.category_by_id:
            return _Reach("category")
        if (
            self._after.vectors is not None
            and old.category_by_id[category_id].name != new.category_by_id[category_id].name
        ):
            return _Reach("category")
        if self._tags or (
            self._after.tags and [c.id for c in old.path(category_id)] != [c.id for c in new.path(category_id)]
        ):
            return _Reach("tags")
        one, two = self._before.book.plan(category_id), self._after.book.plan(category_id)
        if [_read(key) for key in one.keys] != [_read(key) for key in two.keys]:
            return _Reach("keys")
        names = [{name: key.id for name, key in plan.by_name.items()} for plan in (one, two)]
        if names[0] != names[1]:
            return _Reach("keys")
        lists: dict[ValueListId, None] = {}
        for key in two.keys:
            list_id = key.value_list_id
            if list_id is None:
                continue
            change = self._lists.of(list_id)
            if change is not None and change.rewritten:
                return _Reach("keys")
            if change is not None or self._told_otherwise(list_id):
                lists.setdefault(list_id)
            if one.allowed.get(key.id) != two.allowed.get(key.id):
                lists.setdefault(list_id)
                self._lists.watch(list_id, self._allowed_otherwise(one, two, key))
        return _Reach("", tuple(lists))

    def _told_otherwise(self, list_id: ValueListId) -> bool:
        """Whether the values of a list are encoded under another instruction."""
        if self._before.vectors is None or self._after.vectors is None:
            return False
        return self._before.vectors.instruction(list_id) != self._after.vectors.instruction(list_id)

    @staticmethod
    def _allowed_otherwise(one: CategoryPlan, two: CategoryPlan, key: AttributeKey) -> frozenset[ValueId] | None:
        """Values that one plan permits and the other does not; None where that may be any."""
        old, new = one.allowed.get(key.id), two.allowed.get(key.id)
        return old ^ new if old is not None and new is not None else None

    # -- what concerns an item --------------------------------------------------------------------------------------

    def _at_once(self, item: Item, category_id: CategoryId, reach: _Reach) -> Reason:
        plan = self._after.book.plan(category_id)
        if plan.brand is None or item.brand.strip():
            return ""
        list_id = plan.brand.value_list_id
        changed = list_id is not None and (list_id in reach.lists or self._lists.reordered(list_id))
        return "brand" if self._brands or changed else ""

    def _by_name(self, items: Sequence[Item], asked: Sequence[tuple[int, _Reach]], out: list[Reason]) -> None:
        """Items that hold a watched name of one of their lists."""
        texts, owner = [], []
        for number, (place, _) in enumerate(asked):
            for _, text in (*items[place].fields(), *items[place].cells()):
                texts.append(text)
                owner.append(number)
        for text_number, list_id in self._lists.named(texts):
            place, reach = asked[owner[text_number]]
            if list_id in reach.lists:
                out[place] = "name"

    def _by_value(
        self,
        items: Sequence[Item],
        matches: Sequence[CategoryMatch | None],
        asked: Sequence[tuple[int, _Reach]],
        out: list[Reason],
    ) -> None:
        """Items that get other candidates though no watched name stands in them, or candidates of another weight."""
        named = self._named(items, asked)
        for (place, reach), found in zip(asked, named, strict=True):
            if any(found.get(list_id) and self._lists.resized(list_id) for list_id in reach.lists):
                out[place] = "list size"  # told without a look at what is near
        open_ = [number for number, (place, _) in enumerate(asked) if not out[place]]
        asked, named = [asked[number] for number in open_], [named[number] for number in open_]
        if not asked:
            return
        places = [place for place, _ in asked]
        plans = [self._after.book.plan(match.category_id) for place in places if (match := matches[place]) is not None]
        words = [ItemWords(items[place]) for place in places]
        parts = [part_of(items[place]) for place in places]
        lists = [reach.lists for _, reach in asked]
        near = self._near([items[place] for place in places], words, plans, lists)
        if self._recall.implied is not None:
            for entry, answer in zip(words, self._recall.implied.answer(words, plans, parts), strict=True):
                entry.implied = answer
        for number, place in enumerate(places):
            plan = plans[number]
            before = Asked(words[number], self._before.book.plan(plan.category_id), parts[number], near[0][number], {})
            after = Asked(words[number], plan, parts[number], near[1][number], {})
            out[place] = self._of_item(before, after, lists[number], named[number])

    def _of_item(
        self, before: Asked, after: Asked, lists: Sequence[ValueListId], named: Mapping[ValueListId, set[ValueId]]
    ) -> Reason:
        for list_id in lists:
            found: set[ValueId] = set(named.get(list_id, ()))
            for old, new in zip(before.plan.by_list[list_id], after.plan.by_list[list_id], strict=True):
                one, two = self._gathered(self._before, before, old), self._gathered(self._after, after, new)
                if one != two:
                    return "value"
                found.update(entry.value.value_id for entry in two if entry.value.value_id is not None)
            if not found:
                continue
            near = [asked.near[list_id].similarity if list_id in asked.near else {} for asked in (before, after)]
            if any(near[0].get(value_id) != near[1].get(value_id) for value_id in found):
                return "value"
            if self._lists.resized(list_id):
                return "list size"
        return ""

    @staticmethod
    def _gathered(side: Side, asked: Asked, key: AttributeKey) -> tuple[Candidate, ...]:
        found = Gathered()
        side.of_key.gather(asked, key, found)
        return found.candidates()

    def _near(
        self,
        items: Sequence[Item],
        words: Sequence[ItemWords],
        plans: Sequence[CategoryPlan],
        lists: Sequence[tuple[ValueListId, ...]],
    ) -> tuple[list[dict[ValueListId, Near]], list[dict[ValueListId, Near]]]:
        """Of the items' changed lists, under the old release and the new one."""
        found = []
        for side in (self._before, self._after):
            if side.vectors is None:
                found.append([dict[ValueListId, Near]() for _ in items])
                continue
            of_side = [side.book.plan(plan.category_id) for plan in plans]
            wordy = [
                [
                    list_id
                    for list_id in dict.fromkeys(wanted)
                    if any(side.of_key.reading(key).wordy for key in plan.by_list[list_id])
                ]
                for wanted, plan in zip(lists, of_side, strict=True)
            ]
            found.append(side.vectors.near(words, side.vectors.of_items(items, of_side), wordy))
        return found[0], found[1]

    def _named(
        self, items: Sequence[Item], asked: Sequence[tuple[int, _Reach]]
    ) -> list[dict[ValueListId, set[ValueId]]]:
        """The values of the changed lists that the items' texts name."""
        texts, sought, owner = [], [], []
        for number, (place, reach) in enumerate(asked):
            wanted = Sought(reach.lists)
            for _, text in items[place].fields():
                texts.append(text)
                sought.append(wanted)
                owner.append(number)
        out: list[dict[ValueListId, set[ValueId]]] = [{} for _ in asked]
        for number, mentions in zip(owner, self._lexicon.scan(texts, sought), strict=True):
            for mention in mentions.values:
                out[number].setdefault(mention.list_id, set()).add(mention.value.id)
        return out


def _place_of(match: CategoryMatch | None) -> CategoryId | None:
    return None if match is None else match.category_id


def _read(key: AttributeKey) -> AttributeKey:
    """A key without what no decision looks at; what its description tells the encoder is compared list by list."""
    return replace(key, foreign_ids=(), description="")
