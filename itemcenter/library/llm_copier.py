"""Copying values for keys that ask for it: where neither merchant nor texts as read so far state them, as believed."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from itemcenter.evidence.agreement import agrees_with_any
from itemcenter.library.category_plan import CategoryPlan
from itemcenter.library.escalation import EscalationOptions
from itemcenter.library.learning import LabelledItem
from itemcenter.library.llm_discriminator import EscalationTally
from itemcenter.library.llm_extractor import Wanted, copied_values
from itemcenter.library.llm_trust import TrialAnswer, Trust
from itemcenter.ports import Chat
from itemcenter.schema import Candidate, Item, ItemId, KeyId, content_hash

_DIGITS = 4


class ValueCopier:
    """Asks one endpoint to copy values, of keys at which it is believed."""

    def __init__(self, chat: Chat, options: EscalationOptions, trust: Trust, tally: EscalationTally) -> None:
        self._chat, self._options, self._tally = chat, options, tally
        self.unfinished: set[ItemId] = set()
        self._sure = {KeyId(key): trust.copied(KeyId(key)) for key in options.copy}

    def values(
        self, items: Sequence[Item], plans: Sequence[CategoryPlan], stated: Sequence[Sequence[Container[KeyId]]]
    ) -> list[dict[KeyId, Candidate]]:
        """What is copied for each item. stated: of each item, whose keys have a value already"""
        out: list[dict[KeyId, Candidate]] = [{} for _ in items]
        wanted: list[tuple[int, Wanted]] = []
        for place, (item, plan, known) in enumerate(zip(items, plans, stated, strict=True)):
            for key in plan.keys:
                if self._sure.get(key.id) is not None and not any(key.id in entries for entries in known):
                    wanted.append((place, Wanted(item, key)))
        order = sorted(range(len(wanted)), key=lambda n: (wanted[n][1].item.group_id or wanted[n][1].item.id, n))
        asked = [wanted[n] for n in order]
        found = copied_values(
            self._chat,
            [entry for _, entry in asked],
            1.0,
            self._tally.asking,
            longest=self._options.longest,
            unfinished=self.unfinished,
        )
        self._tally.copying += len(asked)
        for (place, entry), candidate in zip(asked, found, strict=True):
            sure = self._sure[entry.key.id]
            if candidate is not None and sure is not None:
                self._tally.copied += 1
                out[place][entry.key.id] = replace(candidate, score=round(sure, _DIGITS))
        return out


def copying_trial(
    chat: Chat, items: Sequence[LabelledItem], options: EscalationOptions, tally: EscalationTally
) -> tuple[TrialAnswer, ...]:
    """Values copied for at most `trial_cells` cells that the merchant has filled, and whether they are what he says."""
    cells = [
        (content_hash([entry.item.id, key.id]), entry, key)
        for entry in items
        for key in entry.plan.keys
        if key.id in options.copy and entry.labels.get(key.id)
    ]
    cells.sort(key=lambda cell: cell[0])
    cells = cells[: options.trial_cells]
    wanted = [Wanted(entry.item, key) for _, entry, key in cells]
    found = copied_values(chat, wanted, 1.0, tally.asking, longest=options.longest)
    return tuple(
        TrialAnswer(key.id, 0.0, agrees_with_any(candidate.value, entry.labels[key.id]))
        for (_, entry, key), candidate in zip(cells, found, strict=True)
        if candidate is not None
    )
