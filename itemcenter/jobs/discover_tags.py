"""Product terms and scenarios out of items, reviews and queries: what they are told, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from itemcenter.ontology.bootstrap.value_forms import parts_of
from itemcenter.ontology.discover.scenarios import Condition, ScenarioMiner, ScenarioOptions
from itemcenter.ontology.discover.terms import TermMiner, TermOptions
from itemcenter.ontology.discover.word_runs import key_of, purposes, purposes_within, word_runs
from itemcenter.schema import (
    AttributeKey,
    Brand,
    Category,
    CategoryId,
    Document,
    DocumentKind,
    Item,
    KeyId,
    OntologyRelease,
    ProductTerm,
    Proposal,
    ScenarioTag,
    ValueId,
)
from itemcenter.values.folding import name_key


class TagMining:
    """Add the items first, then documents: a review belongs to the item that it is about."""

    def __init__(
        self,
        release: OntologyRelease,
        terms: TermOptions | None = None,
        scenarios: ScenarioOptions | None = None,
    ) -> None:
        named_entries: Iterator[Category | ProductTerm | AttributeKey | Brand | ScenarioTag] = chain(
            release.categories, release.terms, release.keys, release.brands, release.scenarios
        )
        names = {name_key(name) for entry in named_entries for name in (entry.name, *entry.synonyms)}
        lists = {
            entry.id: {name_key(name): value.id for value in entry.values for name in value.names}
            for entry in release.value_lists
        }
        values: dict[KeyId, dict[str, ValueId]] = {
            key.id: lists.get(key.value_list_id, {}) if key.value_list_id is not None else {} for key in release.keys
        }
        named = set(chain.from_iterable(lists.values()))
        things = {key_of(tuple(name_key(entry.name).split()[-1:])) for entry in release.categories}
        things |= {key_of(tuple(name_key(entry.name).split()[-1:])) for entry in release.terms}
        modifiers = {name for name in named if key_of(tuple(name.split()[-1:])) not in things}
        self._values, self._release = values, release
        self._terms = TermMiner(names | named, modifiers, self._path, terms)
        self._scenarios = ScenarioMiner(names | named, scenarios)
        self._case_of: dict[str, str] = {}
        self._asked: set[str] = set()
        self._heads = {
            name_key(name): category.id
            for category in reversed(release.categories)
            for name in (category.name, *category.synonyms)
        } | {
            name_key(name): term.category_id or CategoryId("")
            for term in release.terms
            for name in (term.name, *term.synonyms)
        }

    def item(self, item: Item, category: str, known: list[tuple[AttributeKey, str]]) -> None:
        """category: where it is filed, "" where that is not known; known: its cells under keys of the ontology"""
        group = item.group_id or ""
        case = self._case_of[item.id] = f"item {group or item.id}"
        self._terms.title(item.id, group, item.title, item.brand, category)
        conditions = [entry for key, text in known for entry in self._conditions(key, text)]
        self._scenarios.case(case, [*conditions, *self._filed(category)])
        for purpose, within in purposes_within(item.description):  # a title tells what a thing fits
            self._scenarios.said(case, purpose, item.id, within=within)

    def document(self, document: Document) -> None:
        if document.kind is DocumentKind.QUERY:
            self._query(document)
        elif document.item_id is not None and document.item_id in self._case_of:
            for purpose in purposes(document.text):
                case = self._case_of[document.item_id]
                self._scenarios.said(case, purpose, document.id, document.weight, document.time_us)

    def proposals(self) -> Iterator[Proposal]:
        yield from self._scenarios.proposals()
        yield from self._terms.proposals()

    def _query(self, document: Document) -> None:
        """What a query names before "for" tells its category."""
        category = self._named(document.text)
        case = f"query {name_key(document.text)}"
        if case not in self._asked:  # a log has a line for each day
            self._asked.add(case)
            self._terms.query(document.id, document.text, category)
        if category:
            self._scenarios.case(case, self._filed(category))
            for purpose in purposes(document.text):
                self._scenarios.said(case, purpose, document.id, document.weight, document.time_us)

    def _named(self, text: str) -> str:
        for run in (entry.words for entry in word_runs(text)):
            for start in range(len(run)):
                for end in range(len(run), start, -1):
                    name = " ".join(run[start:end])
                    for form in (name, name.removesuffix("s"), f"{name}s"):
                        if self._heads.get(form):
                            return self._heads[form]
        return ""

    def _path(self, category: str) -> list[str]:
        known = category in self._release.category_by_id
        return [entry.id for entry in self._release.path(CategoryId(category))] if known else [category]

    def _filed(self, category: str) -> list[Condition]:
        return [("", above) for above in self._path(category)] if category else []

    def _conditions(self, key: AttributeKey, text: str) -> Iterator[Condition]:
        values = self._values.get(KeyId(key.id), {})
        for part in parts_of(text, False) if values else ():
            value = values.get(name_key(part))
            if value is not None:
                yield key.id, value
