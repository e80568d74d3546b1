"""Verbs for agents and other systems that ask: search, comparison, product shapes, feeds; nothing is stored.

Answers are plain data in the form of `itemcenter.wire`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from itemcenter.center.services import Page, ServiceVerbs
from itemcenter.errors import InputError, NotFoundError
from itemcenter.items.write.jsonld import product_form
from itemcenter.items.write.offer import Offer
from itemcenter.items.write.openai import feed_line, feed_row
from itemcenter.items.write.product import Product
from itemcenter.items.write.target import TargetOptions
from itemcenter.jobs import compare, ucp_form
from itemcenter.jobs.cell_choice import CellChoice
from itemcenter.jobs.export_items import Products
from itemcenter.jobs.inspect import find_key, no_key
from itemcenter.jobs.item_search import Search, Wanted, search_items, words_of
from itemcenter.jobs.wire_form import Json, evidence_form
from itemcenter.library import value_from_input
from itemcenter.schema import CategoryId, Cell, Fact, ItemId, ItemView, KeyId, Presence, ValueType
from itemcenter.values.units import known_unit


class Asked(NamedTuple):
    """A condition as somebody wrote it; see `wire.FactCondition`."""

    key: str
    value: str | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""


class AgentVerbs(ServiceVerbs):
    # -- search and comparison ----------------------------------------------------------------------------------

    def find_items(
        self,
        conditions: Sequence[Asked],
        words: str,
        category: str | None,
        min_confidence: float,
        after: str | None,
        limit: int,
    ) -> Page:
        """`wire.ShortItem`s by id; see `jobs.item_search`. Raises `InputError`, `NotFoundError`, `ValueParseError`."""
        change = self.last_change
        wanted = tuple([self._wanted(entry, min_confidence, f"conditions.{place}")
                        for place, entry in enumerate(conditions)])  # fmt: skip
        categories = None if category is None else self._categories(category)
        search = Search(wanted, words_of(words), categories)
        views, last = search_items(self.store, self.release, search, ItemId(after) if after else None, limit)
        keys = [entry.key.id for entry in wanted]
        return Page([self._short(view, keys) for view in views], change, last)

    def compare(self, ids: Sequence[str], evidence: bool = False) -> Json:
        """`wire.Comparison`. Raises `NotFoundError`."""
        change = self.last_change
        views = [self._view(item_id) for item_id in ids]
        found = compare.comparison(views, self.release, evidence=evidence)
        return found | {"release": self.release.id, "change": change}

    # -- product shapes -----------------------------------------------------------------------------------------

    def ucp_search(
        self, query: str, wants: Callable[[Json], bool], categories: Sequence[str], currency: str, after: str | None,
        limit: int,
    ) -> Page:  # fmt: skip
        """`wire.UcpProduct`s, and in the last entry the ids of matching items that have no price, so cannot be shown.

        wants: whether a product may be shown
        """
        made: dict[str, Json] = {}
        priceless: list[str] = []

        def keep(view: ItemView) -> bool:
            shown = self._ucp(view, currency)
            if shown is None:
                priceless.append(view.record.item.id)
                return False
            if not wants(shown) or not _has_category(shown, categories):
                return False
            made[view.record.item.id] = shown
            return True

        change = self.last_change
        search = Search(words=words_of(query), keep=keep)
        views, last = search_items(self.store, self.release, search, ItemId(after) if after else None, limit)
        return Page([*(made[view.record.item.id] for view in views), {"priceless": priceless}], change, last)

    def ucp_lookup(self, ids: Sequence[str], currency: str) -> tuple[list[Json], list[str], list[str]]:
        """(`wire.UcpProduct`s, identifiers that are not held, those whose items have no price); each once, in order."""
        found, missing, priceless = [], [], []
        for item_id in dict.fromkeys(ids):
            view = self.store.view(ItemId(item_id))
            if view is None or view.record.presence is Presence.RETIRED:
                missing.append(item_id)
                continue
            shown = self._ucp(view, currency, (item_id,))
            if shown is None:
                priceless.append(item_id)
            else:
                found.append(shown)
        return found, missing, priceless

    def jsonld(self, item_id: str, currency: str = "") -> Json:
        """The item as a schema.org `Product` with its context. Raises `NotFoundError`."""
        made = self._product(self._view(item_id))
        out = {"@context": "https://schema.org"} | product_form(made, TargetOptions(currency))
        if made.group:
            out["isVariantOf"] = {"@type": "ProductGroup", "productGroupID": made.group}
        return out

    def openai_lines(self, after: str, limit: int, options: TargetOptions) -> Page:
        """Lines of the OpenAI product feed, by item id, behind the one that is named; `last` where more may come."""
        change = self.last_change
        records = list(self.store.items(ItemId(after) if after else None, limit))
        views = [view for record in records if (view := self.store.view(record.item.id)) is not None]
        lines: list[Any] = [feed_line(row) for row in (feed_row(self._product(view), options) for view in views)]
        return Page(lines, change, records[-1].item.id if len(records) == limit else None)

    def read_texts(self, items: Sequence[Any], source: str) -> list[Json]:
        """`wire.ReadItem`s: what `recognise` finds, the merchant's word before the machine's; nothing is stored."""
        out = []
        for item, found in zip(items, self._recognised(items, source), strict=True):
            told: dict[KeyId, tuple[Fact, ...]] = {key: facts for key, facts in found.machine.items() if facts}
            told |= {key: facts for key, facts in found.merchant.items() if facts}
            silent = sorted(str(key) for key in {**found.machine, **found.merchant} if key not in told)
            facts = [self._read(fact) for key in sorted(told) for fact in told[key]]
            unknown = [f"{proposal.key_id or ''}: {proposal.text}" for proposal in found.proposals]
            category = self.wire_form.category_of(found.category)
            out.append({"id": item.id, "category": category, "facts": facts, "not_stated": silent, "unknown": unknown})
        return out

    # -- of one item --------------------------------------------------------------------------------------------

    def _view(self, item_id: str) -> ItemView:
        view = self.store.view(ItemId(item_id))
        if view is None:
            told = f"there is no item {item_id[:200]!r} in this center"
            raise NotFoundError(told, place="id", remedy="ids are case-sensitive")
        return view

    def _product(self, view: ItemView) -> Product:
        choice = CellChoice()
        allowed = (choice.allows(view.record, cell) for cell in view.cells)
        cells: Iterable[Cell] = [cell for cell in allowed if cell is not None]
        return Products(self.release, choice, self._foreign_categories, False).of(view.record, cells)

    def _ucp(self, view: ItemView, currency: str, inputs: Iterable[str] = ()) -> Json | None:
        if not Offer(view.record.item, currency).price and not Offer(view.record.item, currency).sale_price:
            return None  # before anything is made of it
        return ucp_form.product(view, self._product(view), self.release.id, currency, inputs)

    def _short(self, view: ItemView, keys: Sequence[KeyId]) -> Json:
        wanted = list(keys) or compare.core_keys(view, self.release)
        cells = {cell.key_id: cell for cell in view.cells}
        facts = [_fact(self.wire_form.key_name(key), fact)
                 for key in wanted if key in cells for fact in cells[key].facts]  # fmt: skip
        return compare.head(view, self.release) | {"facts": facts}

    def _read(self, fact: Fact) -> Json:
        out = _fact(self.wire_form.key_name(fact.key_id), fact) | {"producer": fact.producer.value}
        if fact.value.value_id is not None:
            out["value_id"] = str(fact.value.value_id)
        return out | {"evidence": evidence_form(fact.evidence)}

    # -- of questions -------------------------------------------------------------------------------------------

    def _wanted(self, asked: Asked, least: float, place: str) -> Wanted:
        key = find_key(self.release, asked.key)
        if key is None:
            raise no_key(self.release, asked.key)
        numbers = asked.low is not None or asked.high is not None
        if numbers and key.type not in (ValueType.QUANTITY, ValueType.COUNT):
            remedy = "ask for a value"
            raise InputError(f"{key.name!r} is no number", place=f"{place}.min", remedy=remedy)
        if asked.unit and (key.type is not ValueType.QUANTITY or known_unit(asked.unit) is None):
            told = f"{asked.unit!r} is no unit for {key.name!r}"
            raise InputError(told, place=f"{place}.unit", remedy=f"its unit is {key.unit!r}")
        texts = () if asked.value is None else (value_from_input(asked.value, key, self.release).text,)
        return Wanted(key, texts, asked.low, asked.high, asked.unit, least)

    def _categories(self, text: str) -> frozenset[CategoryId]:
        """A category by id or only matching name, with all below it. Raises `NotFoundError`."""
        release = self.release
        wanted = CategoryId(text)
        if wanted not in release.category_by_id:
            named = [entry for entry in release.categories
                     if text.casefold() in (entry.name.casefold(), *map(str.casefold, entry.synonyms))]  # fmt: skip
            if len(named) != 1:
                told = f"{text!r} names {len(named)} categories" if named else f"no category {text!r} in the release"
                remedy = ", ".join(entry.id for entry in named[:10]) or "ask without a category"
                raise NotFoundError(told, place="category", remedy=remedy)
            wanted = named[0].id
        found, ahead = set[CategoryId](), [wanted]
        while ahead:
            found.add(category := ahead.pop())
            ahead += release.children.get(category, ())
        return frozenset(found)


def _fact(name: str, fact: Fact) -> Json:
    """`wire.ShortFact`."""
    value = fact.value
    out: Json = {"key": str(fact.key_id), "name": name, "text": value.text, "confidence": fact.confidence}
    for told in ("number", "number_to"):
        if getattr(value, told) is not None:
            out[told] = getattr(value, told)
    return out | {"unit": value.unit} if value.unit else out


def _has_category(shown: Json, wanted: Sequence[str]) -> bool:
    """Whether one of the names is the value of one of the product's categories, or a step of their paths."""
    if not wanted:
        return True
    names = {entry["value"].casefold() for entry in shown.get("categories", ())}
    names |= {step.casefold() for entry in shown.get("categories", ()) for step in entry["value"].split(" > ")}
    return any(entry.casefold() in names for entry in wanted)
