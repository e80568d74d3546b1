"""`CellChoice`: what is considered for the cells that categories ask for, and what a discriminator chooses of it."""

from __future__ import annotations

from collections.abc import Container, Sequence

from itemcenter.library.category_plan import CategoryPlan
from itemcenter.library.decision import part_of
from itemcenter.library.wide_recall import WideRecall
from itemcenter.ports import Discriminator, Question
from itemcenter.schema import Candidate, CandidateSet, Item, KeyId, OntologyRelease


class CellChoice:
    def __init__(self, release: OntologyRelease, recall: WideRecall) -> None:
        self._release, self._recall = release, recall

    def considered(self, items: Sequence[Item], plans: Sequence[CategoryPlan]) -> list[list[CandidateSet]]:
        """Candidates of each item by key, undecided. plans: of each item's category"""
        words, parts = [self._recall.words(item) for item in items], [part_of(item) for item in items]
        return [list(sets) for sets in self._recall.recall(words, plans, parts)]

    def chosen(
        self,
        items: Sequence[Item],
        plans: Sequence[CategoryPlan],
        merchant: Sequence[Container[KeyId]],
        discriminator: Discriminator,
    ) -> list[dict[KeyId, tuple[Candidate, ...]]]:
        """For each item all keys of its category, () where nothing is stated. merchant: keys that its cells tell"""
        sets = self.considered(items, plans)
        questions = [
            Question(
                item,
                plan.category_id,
                self._release.key_by_id[candidates.key_id],
                candidates,
                candidates.key_id in settled,
            )
            for item, plan, item_sets, settled in zip(items, plans, sets, merchant, strict=True)
            for candidates in item_sets
        ]
        answers = iter(discriminator.decide(questions))
        out: list[dict[KeyId, tuple[Candidate, ...]]] = []
        for plan, item_sets in zip(plans, sets, strict=True):
            decided: dict[KeyId, tuple[Candidate, ...]] = {key.id: () for key in plan.keys}
            for candidates in item_sets:
                if chosen := next(answers):
                    decided[candidates.key_id] = tuple(chosen)
            out.append(decided)
        return out
