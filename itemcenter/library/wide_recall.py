"""Recall for the evidence model: everything that may state a value, ten candidates at most for every (item, key).

name, synonym   the alias pass        typed, flag   the product-unit grammar and key names
short, part     initials, short forms, parts of names
figure          any number that reads as a value of the key      code   codes in compact form
learned         words that go with a value in this catalog       vector nearest entries by meaning
seen            what other items of this catalog state for a key without a list
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from itemcenter.evidence.item_words import ItemWords
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.library.alias_recall import alias_candidates
from itemcenter.library.category_plan import CategoryPlan
from itemcenter.library.gathered import Gathered
from itemcenter.library.key_recall import Asked, KeyRecall
from itemcenter.library.lexicon import Lexicon, Mentions
from itemcenter.library.seen_recall import SeenMention, SeenRecall
from itemcenter.library.twins import Twins
from itemcenter.library.typed_recall import typed_candidates
from itemcenter.library.vector_recall import Near, VectorRecall
from itemcenter.schema import AttributeKey, CandidateSet, Item, ItemId, KeyId, OntologyRelease, ValueListId

#: Items whose words are kept before recall: then it keeps those of its own items.
_WORDS_KEPT = 384


class WideRecall:
    """Candidates over one release; `memory` of the catalog widens and orders them, `twins` go along with the words."""

    def __init__(
        self,
        release: OntologyRelease,
        lexicon: Lexicon,
        memory: CatalogMemory,
        vectors: VectorRecall | None = None,
        twins: Twins | None = None,
    ) -> None:
        self._release = release
        self._lexicon = lexicon
        self.memory = memory
        self.vectors = vectors
        self.twins = twins
        self.of_key = KeyRecall(release, memory)
        self._words: dict[ItemId, ItemWords] = {}
        self._seen: SeenRecall | None = None

    def words(self, item: Item) -> ItemWords:
        """The words of an item, made once; those of the items that were recalled last, with what was found near."""
        found = self._words.get(item.id)
        if found is None or found.item is not item:
            if len(self._words) >= _WORDS_KEPT:
                self._words.clear()
            found = self._words[item.id] = ItemWords(item)
        return found

    def key(self, candidates: CandidateSet) -> AttributeKey:
        return self._release.key_by_id[candidates.key_id]

    def list_size(self, key: AttributeKey) -> int:
        return 0 if key.value_list_id is None else len(self._release.list_by_id[key.value_list_id].values)

    def recall(
        self,
        items: Sequence[ItemWords],
        plans: Sequence[CategoryPlan],
        parts: Sequence[int],
        only: Sequence[Container[KeyId]] | None = None,
    ) -> list[list[CandidateSet]]:
        """For each item a candidate set of every key of its plan for which anything was found, in the plan's order.

        only: the keys that are asked of each item; None asks all
        """
        self._words = {entry.item.id: entry for entry in items}  # what is found here is asked for when it is decided
        found = self.scan([entry.item for entry in items], plans)
        seen = self._seen_in(found, plans, parts)
        asked: Sequence[Container[KeyId] | None] = only or [None] * len(items)
        near: list[dict[ValueListId, Near]] = [{} for _ in items]
        if self.vectors is not None:
            listings = [entry.item for entry in items]
            vectors = self.vectors.of_items(listings, plans)
            wordy = [self.wordy(plan, keys) for plan, keys in zip(plans, asked, strict=True)]
            near = self.vectors.near(items, vectors, wordy)
            if self.twins is not None:
                votes = self.twins.votes(listings, [plan.category_id for plan in plans], parts, vectors)
                for words, vote in zip(items, votes, strict=True):
                    words.twins = vote
        out = []
        for place, (words, plan, mentions) in enumerate(zip(items, plans, found, strict=True)):
            words.near = {list_id: entry.similarity for list_id, entry in near[place].items()}
            of_item = Asked(words, plan, parts[place], near[place], {})
            out.append(self._sets(of_item, mentions, seen[place], asked[place]))
        return out

    def wordy(self, plan: CategoryPlan, asked: Container[KeyId] | None = None) -> list[ValueListId]:
        """The lists of words among those of the asked keys: neither numbers nor codes."""
        return [
            key.value_list_id
            for key in plan.keys
            if key.value_list_id is not None and (asked is None or key.id in asked) and self.of_key.reading(key).wordy
        ]

    def scan(self, items: Sequence[Item], plans: Sequence[CategoryPlan]) -> list[list[tuple[str, str, Mentions]]]:
        texts: list[str] = []
        sought = []
        places: list[tuple[int, str]] = []
        for number, (item, plan) in enumerate(zip(items, plans, strict=True)):
            for name, text in item.fields():
                texts.append(text)
                sought.append(plan.sought)
                places.append((number, name))
        out: list[list[tuple[str, str, Mentions]]] = [[] for _ in items]
        for (number, name), text, mentions in zip(places, texts, self._lexicon.scan(texts, sought), strict=True):
            out[number].append((name, text, mentions))
        return out

    def _seen_in(
        self, found: list[list[tuple[str, str, Mentions]]], plans: Sequence[CategoryPlan], parts: Sequence[int]
    ) -> list[dict[KeyId, list[SeenMention]]]:
        if not self.memory.seen:
            return [{} for _ in plans]
        if self._seen is None:
            self._seen = SeenRecall(self.memory.seen)
        texts = [(item, name, text) for item, fields in enumerate(found) for name, text, _ in fields]
        return self._seen.mentions(texts, plans, parts)

    def _sets(
        self,
        asked: Asked,
        found: list[tuple[str, str, Mentions]],
        seen: dict[KeyId, list[SeenMention]],
        wanted: Container[KeyId] | None,
    ) -> list[CandidateSet]:
        named = alias_candidates(asked.plan, found) | typed_candidates(asked.plan, found)
        out: list[CandidateSet] = []
        for key in asked.plan.keys:
            if wanted is None or key.id in wanted:
                gathered = Gathered(named.get(key.id, ()))
                self.of_key.gather(asked, key, gathered)
                for mention in seen.get(key.id, ()):
                    gathered.add(mention.value, mention.score, "seen", mention.span)
                candidates = gathered.candidates()
                if candidates:
                    out.append(CandidateSet(asked.words.item.id, key.id, self._release.id, candidates))
        return out
