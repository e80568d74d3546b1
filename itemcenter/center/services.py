"""Verbs that doors serve: items in the form of the wire, pages that go on, algorithms that store nothing, items put in.

Answers are plain data in the form of `itemcenter.wire`.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any, NamedTuple, Self

from itemcenter.center.growth import GrowthVerbs
from itemcenter.center.sources import MACHINE, check_merchant
from itemcenter.errors import ConfigError, NotFoundError
from itemcenter.jobs import listing_rules
from itemcenter.jobs import titles as titles_job
from itemcenter.jobs.inspect import cell_account
from itemcenter.jobs.put_items import PutOutcome, put_items
from itemcenter.jobs.titles import TitleGrounds
from itemcenter.jobs.wire_form import Json, WireForm, etag, evidence_form
from itemcenter.library import LibraryRecognizer
from itemcenter.library.category_plan import PlanBook
from itemcenter.library.mapped_keys import MappedKeys
from itemcenter.ontology.review import Standing
from itemcenter.ports import CellQuery, Recognition
from itemcenter.ports.lookup import raw_items_of
from itemcenter.schema import Item, ItemId, SourceId


class Page(NamedTuple):
    """Entries; change: last number of the change log before they were read; last: where the next page goes on"""

    entries: list[Json]
    change: int
    last: Any = None


class ServiceVerbs(GrowthVerbs):
    def beside(self) -> Self:
        """The same center for another thread: a store of its own; the release and what is made of it are shared."""
        other = type(self)(self.folder, self.config)
        other._models_home, other._given_chat = self._models_home, self._given_chat
        other._chosen_release = self._chosen_release
        for part in ("release", "wire_form"):
            if part in self.__dict__:
                other.__dict__[part] = self.__dict__[part]
        return other

    @cached_property
    def wire_form(self) -> WireForm:
        return WireForm(self.release)

    @property
    def decides_by(self) -> tuple[object, ...]:
        """Changes when a center opened now might decide otherwise: another release, something learned, a key mapped."""
        wanted = self._chosen_release or self.config.release or self.releases.current()
        release = self.releases.find(wanted).id if wanted else ""
        models = self.folder.path / "models"
        files = [*sorted(models.iterdir())] if models.is_dir() else []
        places = [*files, self.folder.key_map, self.folder.mappings]
        return (release, *[(place.name, place.stat().st_mtime_ns) for place in places if place.exists()])

    # -- data ---------------------------------------------------------------------------------------------------

    def lookup(self, ids: Sequence[str], *, listing: bool = True, keys: Collection[str] = ()) -> Page:
        """`wire.Item`s of those of the items that are held, in the given order."""
        raw, change = raw_items_of(self.store, [ItemId(item_id) for item_id in ids])
        form = self.wire_form
        return Page([form.item(entry, listing=listing, keys=keys) for entry in raw], change)

    def item_text(self, item_id: str) -> tuple[bytes, str, int] | None:
        """One `wire.Item` as JSON, its etag, and the last number of the change log; None where it is not held."""
        raw, change = raw_items_of(self.store, (ItemId(item_id),))
        return (*self.wire_form.item_text(raw[0]), change) if raw else None

    def etag(self, item_id: str) -> str:
        """Of the item as it is held, "" where it is not."""
        raw, _ = raw_items_of(self.store, [ItemId(item_id)])
        return etag(raw[0]) if raw else ""

    def list_items(self, after: str, limit: int) -> Page:
        """`wire.Item`s by id, behind the one that is named."""
        ids = [record.item.id for record in self.store.items(ItemId(after) if after else None, limit)]
        entries, change, _ = self.lookup(ids)
        return Page(entries, change, ids[-1] if len(ids) == limit else None)

    def account(self, item_id: str, key: str) -> Json:
        """`wire.Account`: why a cell shows what it shows."""
        found, form = cell_account(self.store, self.release, ItemId(item_id), key), self.wire_form
        out: Json = {"item": item_id, "key": found.key_id, "name": form.key_name(found.key_id)}
        if found.category is not None:
            out["category"] = form.category_of(found.category.match)
        out["shown"] = form.cell_of(found.shown)
        out["words"] = [form.word(word) for word in found.words]
        return out | {"history": [form.word(word) for word in found.history]}

    def page_of_cells(self, query: CellQuery) -> Page:
        """`wire.KeyWords`, by item or by key; `last` is what the next query's `after` should be."""
        change = self.store.counts().changes
        cells = list(self.store.cells(query))
        entries = [{"item": cell.item_id, "cell": self.wire_form.cell_of(cell)} for cell in cells]
        full = query.limit is not None and len(cells) == query.limit and cells
        return Page(entries, change, (cells[-1].item_id, cells[-1].key_id) if full else None)

    def page_of_changes(self, after: int, limit: int) -> Page:
        """`wire.Change`s from number `after` + 1 on."""
        last = self.store.counts().changes
        entries = [self.wire_form.change(change) for change in self.store.changes(after, limit)] if after < last else []
        return Page(entries, last)

    @property
    def last_change(self) -> int:
        """Number of the last change in the log."""
        return self.store.counts().changes

    def review_entries(self, standing: Standing | None) -> list[Json]:
        """`wire.ReviewEntry`s, the most important first; None for all."""
        queue = self.review_queue()
        return [
            {
                "id": entry.id,
                "kind": entry.proposal.kind.value,
                "text": entry.proposal.text,
                "category": entry.proposal.category_id,
                "key": entry.proposal.key_id,
                "standing": entry.standing.value,
                "claimed_by": entry.claimed_by,
                "priority": round(queue.importance[entry.id].priority, 6),
                "quadrant": queue.quadrant(entry.id).value,
            }
            for entry in queue.waiting(standing)
        ]

    # -- algorithms ---------------------------------------------------------------------------------------------

    def recognise(self, items: Sequence[Item], source: str) -> list[Json]:
        """`wire.Recognised`, one an item; nothing is stored."""
        now, form = _now_us(), self.wire_form
        out = []
        for found in self._recognised(items, source):
            entry: Json = {"id": found.item_id, "category": form.category_of(found.category)}
            for name, whose, facts in (("merchant", source, found.merchant), ("machine", MACHINE, found.machine)):
                entry[name] = [form.found(key_id, said, whose, now) for key_id, said in facts.items()]
            entry["unknown"] = [f"{proposal.key_id or ''}: {proposal.text}" for proposal in found.proposals]
            out.append(entry)
        return out

    def categorise(self, items: Sequence[Item], source: str, most: int) -> list[Json]:
        """`wire.CategoryGuess`, one an item, with at most so many categories each."""
        recognizer = self._ready(source)
        matches = recognizer.categories(items)
        return [
            {"id": item.id, "category": self.wire_form.category_of(match, most)}
            for item, match in zip(items, matches, strict=True)
        ]

    def brands(self, items: Sequence[Item], source: str) -> list[Json]:
        """`wire.BrandGuess`, one an item: given, read off a cell, or off the texts."""
        out = []
        for item, found in zip(items, self._recognised(items, source), strict=True):
            entry: Json = {"id": item.id, "brand": item.brand.strip() or None}
            plan = None if found.category is None else self._plans(source).plan(found.category.category_id)
            if entry["brand"] is None and plan is not None and plan.brand is not None:
                for said in (found.merchant, found.machine):
                    for fact in said.get(plan.brand.id, ())[:1] if entry["brand"] is None else ():
                        entry |= {"brand": fact.value.text, "confidence": fact.confidence}
                        entry |= {"producer": fact.producer.value, "evidence": evidence_form(fact.evidence)}
            elif entry["brand"] is not None:
                entry |= {"confidence": 1.0, "producer": "merchant"}
            out.append(entry)
        return out

    def validate_listings(self, items: Sequence[Item], source: str) -> list[Json]:
        """`wire.ListingReport`, one an item."""
        out = []
        for item, found in zip(items, self._recognised(items, source), strict=True):
            plan = None if found.category is None else self._plans(source).plan(found.category.category_id)
            issues = listing_rules.listing_issues(item, found, plan, self.release)
            rows = [
                {
                    "code": issue.code,
                    "severity": issue.severity,
                    "key": issue.key,
                    "place": issue.place,
                    "reason": issue.reason,
                    "fix": issue.fix,
                    "suggestions": list(issue.suggestions),
                    "evidence": evidence_form(issue.evidence),
                }
                for issue in issues
            ]
            ok = not any(issue.severity == "error" for issue in issues)
            category = self.wire_form.category_of(found.category)
            out.append({"id": item.id, "ok": ok, "category": category, "issues": rows})
        return out

    def titles(self, ids: Sequence[str], items: Sequence[Item], source: str, short: int, long: int) -> list[Json]:
        """`wire.Titles`, made of facts. Raises `NotFoundError`."""
        grounds = self.title_grounds(ids, items, source)
        return [titles_job.titles(entry, self.release, short, long) for entry in grounds]

    def written_titles(self, grounds: Sequence[TitleGrounds], short: int, long: int) -> list[Json]:
        """`wire.Titles`, written by the configured language model where its words hold. Raises `ConfigError`."""
        chat = self.chat
        if chat is None:
            remedy = 'name an endpoint in [chat.NAME] of itemcenter.toml, or ask for titles of writer "facts"'
            raise ConfigError("this center has no language model to write titles", remedy=remedy)
        return titles_job.written(chat, grounds, self.release, short, long)

    def title_grounds(self, ids: Sequence[str], items: Sequence[Item], source: str) -> list[TitleGrounds]:
        """Of held items their cells, of given ones what is recognised. Raises `NotFoundError`."""
        out = []
        for item_id in ids:
            view = self.store.view(ItemId(item_id))
            if view is None:
                raise NotFoundError(f"there is no item {item_id!r} in this center", remedy="ids are case-sensitive")
            facts = [fact for cell in view.cells for fact in cell.facts]
            out.append(TitleGrounds(view.record.item, view.record.category, facts))
        for item, found in zip(items, self._recognised(items, source), strict=True):
            told = {**found.machine, **found.merchant}
            facts = [fact for said in told.values() for fact in said]
            out.append(TitleGrounds(item, found.category, facts))
        return out

    # -- writing ------------------------------------------------------------------------------------------------

    def put_items(self, items: Sequence[Item], source: str) -> list[PutOutcome]:
        """Take items in, decided at once; all of them or none."""
        whose = check_merchant(source)
        parts = (self._ready(whose), self.turns(), self.config.sources)
        revision = self.folder.state().last_run
        return put_items(items, *parts, source=whose, machine_source=MACHINE, now_us=_now_us(), revision=revision)

    def _recognised(self, items: Sequence[Item], source: str) -> list[Recognition]:
        return self._ready(source).recognize(items) if items else []

    def _ready(self, source: str) -> LibraryRecognizer:
        """The recogniser of a source, opened once; `release` and configuration stay as they are while this is open."""
        whose = str(check_merchant(source))
        if whose not in self._recognizers:
            self._recognizers[whose] = self.recognizer_for(whose)
        return self._recognizers[whose]

    def _plans(self, source: str) -> PlanBook:
        if source not in self._plan_books:
            mapped = MappedKeys(self.release, self.key_map, SourceId(source))
            self._plan_books[source] = PlanBook(self.release, mapped)
        return self._plan_books[source]

    @cached_property
    def _recognizers(self) -> dict[str, LibraryRecognizer]:
        return {}

    @cached_property
    def _plan_books(self) -> dict[str, PlanBook]:
        return {}


def _now_us() -> int:
    return time.time_ns() // 1000
