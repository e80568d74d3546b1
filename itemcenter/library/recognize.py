"""The library's recogniser: category, merchant's cells, recall, discrimination, brand, in batches."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from itemcenter.errors import EncoderMismatchError, NotFoundError, StoreError
from itemcenter.library.brand_facts import BrandFinder
from itemcenter.library.catalog_counts import CatalogCounts
from itemcenter.library.category import CategoryMapper, CategoryOptions
from itemcenter.library.category_plan import CategoryPlan, PlanBook
from itemcenter.library.category_priors import CategoryPriors
from itemcenter.library.cell_choice import CellChoice
from itemcenter.library.contradiction import weighed
from itemcenter.library.escalation import EscalationOptions
from itemcenter.library.evidence_discriminator import EvidenceDiscriminator, EvidenceOptions
from itemcenter.library.item_tags import ItemTags
from itemcenter.library.key_recall import KeyRecall
from itemcenter.library.learned import Learned
from itemcenter.library.lesson import Lesson, learned_lesson
from itemcenter.library.lexicon import Lexicon
from itemcenter.library.llm_copier import ValueCopier, copying_trial
from itemcenter.library.llm_discriminator import EscalationTally, LlmDiscriminator, LocalDiscriminator
from itemcenter.library.llm_trial import trial_cells
from itemcenter.library.llm_trust import Trial, Trust, judged
from itemcenter.library.mapped_keys import MappedKeys
from itemcenter.library.merchant_cells import read_cells
from itemcenter.library.reading_discriminator import Reading, ReadingDiscriminator
from itemcenter.library.release_scope import ReleaseScope, Side
from itemcenter.library.renewal import CellRenewer
from itemcenter.library.teaching import Teacher
from itemcenter.library.vector_recall import VectorRecall
from itemcenter.library.wide_recall import WideRecall
from itemcenter.ports import Categoriser, Chat, Discriminator, Pruner, Recognition
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.retrieval.value_index import ValueIndex
from itemcenter.schema import (
    Candidate,
    CandidateSet,
    CategoryId,
    CategoryMatch,
    Fact,
    Item,
    ItemId,
    KeyId,
    ModelId,
    OntologyRelease,
    Producer,
    ReleaseId,
    content_hash,
)
from itemcenter.schema.tags import SCENARIO_KEY, TAG_KEYS

#: Counts up whenever recall, cell reading or category mapping decide differently.
_METHOD = 7


class LibraryRecognizer:
    """Recognises items against one release. Opening costs a few seconds a million values; items cost the same after."""

    def __init__(
        self,
        release: OntologyRelease,
        learned: Learned,
        categories: CategoryOptions,
        options: EvidenceOptions,
        encoder: CachedEncoder | None = None,
        *,
        drawn: Categoriser | None = None,
        mapped: MappedKeys | None = None,
        mapper: CategoryMapper | None = None,
        lexicon: Lexicon | None = None,
        vectors: VectorRecall | None = None,
        values: ValueIndex | None = None,
        reading: Reading | None = None,
    ) -> None:
        """encoder: for what is recalled by nearness of meaning; None leaves it out

        values: the value index of an earlier build; mapped: which keys merchants mean by theirs
        reading: a model that reads the items, where what was learned can judge by it
        drawn: knows categories of items beforehand; mapper, lexicon, vectors: of another recogniser of the release
        """
        self._release = release
        self._categories = categories
        self._options = options
        made = mapper or CategoryMapper(release, categories, encoder, drawn=drawn)
        self._mapper = made.with_priors(learned.priors)
        self._brands = BrandFinder(release, learned.brands, options.precision)
        self._mapped = mapped or MappedKeys(release)
        self._tags = ItemTags(release, options.precision)
        self._book = PlanBook(release, self._mapped, self._tags.scopes)
        self._lexicon = lexicon or Lexicon(release)
        self._learned = learned
        self._vectors = vectors
        if encoder is not None and vectors is None:
            self._vectors = VectorRecall(release, encoder, values)
        self._recall = WideRecall(release, self._lexicon, learned.memory, self._vectors, learned.twins, learned.implied)
        self._choice = CellChoice(release, self._recall)
        self._reading = reading
        told = (self._recall, learned.fingerprint, options)
        self._local: LocalDiscriminator
        if reading is not None and learned.judge is not None and learned.reader == reading.id:
            self._local = ReadingDiscriminator(reading, learned.judge, *told)
        else:
            self._local = EvidenceDiscriminator(learned.model, *told)
        self._discriminator: Discriminator = self._local
        self._copier: ValueCopier | None = None
        self._model_id = self._named()

    def _named(self) -> ModelId:
        parts = [_METHOD, self._discriminator.model_id, self._mapper.settings, self.encoder]
        settings = content_hash(parts + ([self._mapped.fingerprint] if self._mapped.fingerprint else []))
        return ModelId(f"{self._discriminator.model_id}+{settings[:8]}")

    @property
    def release(self) -> OntologyRelease:
        return self._release

    @property
    def release_id(self) -> ReleaseId:
        return self._release.id

    @property
    def model_id(self) -> ModelId:
        return self._model_id

    def with_keys(self, mapped: MappedKeys) -> LibraryRecognizer:
        """The same recogniser reading merchants' cells under other keys."""
        if mapped.fingerprint == self._mapped.fingerprint:
            return self
        return LibraryRecognizer(
            self._release,
            self._learned,
            self._categories,
            self._options,
            mapped=mapped,
            mapper=self._mapper,
            lexicon=self._lexicon,
            vectors=self._vectors,
            reading=self._reading,
        )

    def with_learned(self, learned: Learned) -> LibraryRecognizer:
        """The same recogniser deciding with what was learned; what was made of the release is shared."""
        return LibraryRecognizer(
            self._release,
            learned,
            self._categories,
            self._options,
            mapped=self._mapped,
            mapper=self._mapper,
            lexicon=self._lexicon,
            vectors=self._vectors,
            reading=self._reading,
        )

    def with_chat(
        self, chat: Chat, options: EscalationOptions, trust: Trust, tally: EscalationTally | None = None
    ) -> LibraryRecognizer:
        """The same recogniser asking an endpoint about cells that it is unsure of; in this process, not in forks."""
        other = copy.copy(self)
        parts = (self._local, chat, self._lexicon, options, trust)
        other._discriminator = LlmDiscriminator(*parts, inferred=self.inferred, tally=tally)
        if options.copy:
            other._copier = ValueCopier(chat, options, trust, other._discriminator.tally)
        other._model_id = other._named()
        return other

    def trial(
        self, items: Sequence[Item], chat: Chat, options: EscalationOptions, tally: EscalationTally | None = None
    ) -> Trial:
        """How right the endpoint is on cells in doubt whose truth the items' own cells tell: at most `trial_cells`."""
        asker = LlmDiscriminator(
            self._local, chat, self._lexicon, options, self.vouched(1.0), inferred=self.inferred, tally=tally
        )
        book = PlanBook(self._release, self._mapped)
        teacher = Teacher(self._release, mapper=self._mapper, book=book, lexicon=self._lexicon)
        labelled = teacher.labelled(items)
        cells = trial_cells(self._recall, self._local, labelled, options)
        opinions = asker.opinions([cell for cell, _ in cells])
        trial = judged([(cell, opinion, right) for (cell, right), opinion in zip(cells, opinions, strict=True)])
        return replace(trial, copies=copying_trial(chat, labelled, options, asker.tally)) if options.copy else trial

    @property
    def trust(self) -> Trust | None:
        """How far the language model behind this recogniser is believed; None where there is none."""
        return self._discriminator.trust if isinstance(self._discriminator, LlmDiscriminator) else None

    @property
    def chat(self) -> Chat | None:
        """The language model behind this recogniser."""
        return self._discriminator.chat if isinstance(self._discriminator, LlmDiscriminator) else None

    def vouched(self, probability: float) -> Trust:
        """Trust by the user's word."""
        return Trust.vouched(probability, self._local.precision)

    def measured(self, trial: Trial) -> Trust:
        """Trust by a trial, at the precision that this recogniser is to reach."""
        return Trust.measured(trial, self._local.precision)

    @property
    def encoder(self) -> str:
        """Fingerprint of what nearness of meaning is judged by, "" where it is not."""
        return self._vectors.fingerprint if self._vectors is not None else ""

    @property
    def reader(self) -> str:
        """The id of the configured `Reading`, "" for none."""
        return self._reading.id if self._reading is not None else ""

    @property
    def inferred(self) -> bool:
        """Whether values are given out that no word names."""
        return self._options.inferred

    def learn(self, items: Sequence[Item], workers: int = 1, more: Sequence[Item] = ()) -> Lesson | None:
        """Learn from the items' own cells: what judges them, and what they teach.

        more: items, these among them, that what words imply is learned from, where values that no word names are wanted
        Starts from this recogniser's model and an empty memory. None where that would not decide better.
        """
        book = PlanBook(self._release, self._mapped)
        teacher = Teacher(self._release, mapper=self._mapper, book=book, lexicon=self._lexicon, vectors=self._vectors)
        known = more or items if self.inferred else ()
        return learned_lesson(teacher, self._learned.model, self._reading, items, known, workers)

    def keep_values(self, categories: Iterable[CategoryId], folder: Path) -> None:
        """Keep the value index in a folder, with the lists that items of these categories are compared with."""
        if self._vectors is not None:
            self._vectors.keep({n for c in categories for n in self._recall.wordy(self._book.plan(c))}, folder)

    def category_priors(self, counts: CatalogCounts) -> CategoryPriors | None:
        """What the items whose category is the merchant's word tell of the others; None where they are too few."""
        return counts.priors(self._mapper)

    @property
    def learned(self) -> Learned:
        """What this recogniser decides with."""
        return self._learned

    def scope_from(self, before: OntologyRelease, values: Path | None = None) -> ReleaseScope:
        """Which items this recogniser may decide otherwise than it would under an earlier release.

        values: folder of the value index of an earlier build, so that nothing is encoded twice
        For items of which nothing else is different: their content, the model, and what merchants mean by their keys.
        """
        tags, mapped = ItemTags(before, self._options.precision), self._mapped.under(before)
        encoder = None if self._vectors is None else self._vectors.encoder
        old = Side(
            before,
            PlanBook(before, mapped, tags.scopes),
            None if encoder is None else VectorRecall(before, encoder, _kept_values(values, encoder)),
            KeyRecall(before, self._learned.memory),
            self._brands.depends_on(before),
            tags.rules,
            tags.derives,
        )
        brands = self._brands.depends_on(self._release)
        new = Side(
            self._release, self._book, self._vectors, self._recall.of_key, brands, self._tags.rules, self._tags.derives
        )
        return ReleaseScope(old, new, self._learned.model, self._recall, self._lexicon, self._mapper.map)

    def pruner(self) -> Pruner | None:
        """What can be told without deciding; None behind a language model, which may read anything of an item."""
        if isinstance(self._discriminator, LlmDiscriminator):
            return None
        return CellRenewer(
            self._release, self._learned, self._mapper, self._book, self._lexicon, self._tags, self._mapped
        )

    def category_ids(self, items: Sequence[Item]) -> list[CategoryId | None]:
        """The category of each item, None where it has none."""
        return [None if match is None else match.category_id for match in self._mapper.map(items)]

    def recognize(self, items: Sequence[Item]) -> list[Recognition]:
        matches = self._mapper.map(items)
        known = [place for place, match in enumerate(matches) if match is not None]
        plans = [self._book.plan(match.category_id) for match in matches if match is not None]
        asked = [items[place] for place in known]
        readings = read_cells(asked, plans, self._book, self._lexicon, self.release_id)
        machine = self._decide(asked, plans, [reading.facts for reading in readings])
        if self._copier is not None:
            stated = [
                (reading.facts, [key_id for key_id, said in facts.items() if said])
                for reading, facts in zip(readings, machine, strict=True)
            ]
            for item, facts, copied in zip(asked, machine, self._copier.values(asked, plans, stated), strict=True):
                facts.update({key_id: (self._fact(item, key_id, entry),) for key_id, entry in copied.items()})
        settled = [
            {*reading.facts, *(key_id for key_id, known in facts.items() if known)}
            for reading, facts in zip(readings, machine, strict=True)
        ]
        brands = self._brands.candidates(asked, plans, settled)
        for item, facts, brand in zip(asked, machine, brands, strict=True):
            if brand is not None:
                key, candidate = brand
                facts[key.id] = (self._fact(item, key.id, candidate),)
        out = [Recognition(item.id, match, {}, {}) for item, match in zip(items, matches, strict=True)]
        for place, reading, facts in zip(known, readings, machine, strict=True):
            derived = self._tags.added(matches[place], reading.facts, facts)
            if derived:
                named = facts.get(SCENARIO_KEY.id, ())
                facts[SCENARIO_KEY.id] = (*named, *(self._fact(items[place], SCENARIO_KEY.id, tag) for tag in derived))
            for key_id in TAG_KEYS:
                if not facts.get(key_id):
                    facts.pop(key_id, None)  # no tag is nothing to tell: no cell says "not stated"
            cells = weighed(reading.facts, facts, self._release.key_by_id)
            out[place] = Recognition(items[place].id, matches[place], cells, facts, tuple(reading.proposals))
        unfinished = self._unfinished()
        return [replace(entry, unfinished=True) if entry.item_id in unfinished else entry for entry in out]

    def categories(self, items: Sequence[Item]) -> list[CategoryMatch | None]:
        """The category of each item, as `recognize` would have it."""
        return self._mapper.map(items)

    def candidates(self, items: Sequence[Item]) -> list[list[CandidateSet]]:
        """What would be considered for each item, undecided: for people who look at it. Without a category nothing."""
        matches = self._mapper.map(items)
        known = [place for place, match in enumerate(matches) if match is not None]
        plans = [self._book.plan(match.category_id) for match in matches if match is not None]
        asked = [items[place] for place in known]
        out: list[list[CandidateSet]] = [[] for _ in items]
        for place, sets in zip(known, self._choice.considered(asked, plans), strict=True):
            out[place] = list(sets)
        return out

    def _unfinished(self) -> set[ItemId]:
        """Items that an endpoint failed to answer for since this was last asked."""
        found: set[ItemId] = set()
        for asker in (self._discriminator, self._copier):
            if isinstance(asker, LlmDiscriminator | ValueCopier):
                found |= asker.unfinished
                asker.unfinished.clear()
        return found

    def _decide(
        self, items: Sequence[Item], plans: Sequence[CategoryPlan], merchant: Sequence[Container[KeyId]]
    ) -> list[dict[KeyId, tuple[Fact, ...]]]:
        chosen = self._choice.chosen(items, plans, merchant, self._discriminator)
        return [
            {key_id: tuple([self._fact(item, key_id, entry) for entry in some]) for key_id, some in choice.items()}
            for item, choice in zip(items, chosen, strict=True)
        ]

    def _fact(self, item: Item, key_id: KeyId, chosen: Candidate) -> Fact:
        return Fact(
            item_id=item.id,
            key_id=key_id,
            value=chosen.value,
            confidence=chosen.score,
            evidence=chosen.evidence,
            producer=Producer.LLM if chosen.decider else Producer.LOCAL_MODEL,
            release_id=self.release_id,
            model_id=chosen.decider or self._model_id,
        )


def _kept_values(folder: Path | None, encoder: CachedEncoder) -> ValueIndex | None:
    """The index of a folder; None where there is none of this encoder, or a damaged one."""
    with contextlib.suppress(NotFoundError, EncoderMismatchError, StoreError):
        return None if folder is None else ValueIndex.open(folder, encoder)
    return None
