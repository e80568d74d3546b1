"""`JudgeContext`: what all judges of a panel look at, computed once: release, a corpus' numbers, learned weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from itemcenter.ontology.validate.cores import CoreIndex
from itemcenter.ontology.validate.duplicates import DuplicateSearch, Pair
from itemcenter.ontology.validate.fit import Candidate, fits
from itemcenter.ontology.validate.model import JudgeModel
from itemcenter.ontology.validate.release_view import Numbers, ReleaseView
from itemcenter.ports import Embedder
from itemcenter.schema import AttributeKey, KeyId, OntologyRelease, Proposal, ProposalKind


class JudgeContext:
    """measured: numbers in the key's unit that a corpus has, by quantity key. Not for several threads at once."""

    def __init__(
        self,
        release: OntologyRelease,
        embedder: Embedder,
        model: JudgeModel | None = None,
        measured: Mapping[KeyId, Sequence[float]] | None = None,
    ) -> None:
        self.view = ReleaseView(release, embedder)
        self.model = model or JudgeModel.shipped()
        self.measured = dict(measured or {})
        self._rows: dict[str, Numbers | None] = {}
        self._cores: dict[KeyId, CoreIndex] = {}
        self._search = DuplicateSearch(self.view.encoder)

    @property
    def release(self) -> OntologyRelease:
        return self.view.release

    def key_of(self, proposal: Proposal) -> AttributeKey | None:
        return None if proposal.key_id is None else self.release.key_by_id.get(proposal.key_id)

    def prepare(self, proposals: Sequence[Proposal]) -> None:
        """Compute the figures of many proposals at once, which is far cheaper than one by one. Earlier ones go."""
        self._rows = {}
        known = [(proposal, Candidate.of(proposal, self.view)) for proposal in proposals]
        rows = fits([candidate for _, candidate in known if candidate is not None], self.view)
        for place, (proposal, _) in enumerate(entry for entry in known if entry[1] is not None):
            self._rows[proposal.id] = rows[place]

    def figures(self, proposal: Proposal) -> Numbers | None:
        """The row of `fit.COLUMNS`; None where the proposal is no value of a key with a list."""
        if proposal.id not in self._rows:
            candidate = Candidate.of(proposal, self.view)
            self._rows[proposal.id] = None if candidate is None else fits([candidate], self.view)[0]
        return self._rows[proposal.id]

    def pairs(self, proposal: Proposal) -> list[Pair] | None:
        """The entries that the proposal may repeat; None where there is no pool of names to look in."""
        if proposal.names_key:
            found = self._search.pairs(proposal.text, ProposalKind.KEY.value, self._pools[ProposalKind.KEY])
            key = self.key_of(proposal)
            own = {key.name, *key.synonyms} if key is not None else set()
            return [pair for pair in found if pair.name not in own]
        if proposal.kind in (ProposalKind.VALUE, ProposalKind.SYNONYM):
            key = self.key_of(proposal)
            number = None if key is None else self.view.list_of(key)
            if number is None:
                return None
            return self._search.pairs(proposal.text, f"list {self.view.lists[number]}", self.view.names[number])
        return self._search.pairs(proposal.text, proposal.kind.value, self._pools[proposal.kind])

    def cores(self, proposal: Proposal) -> CoreIndex | None:
        """What the names of the value's list say under its key; None where it has no list."""
        key = self.key_of(proposal)
        number = None if key is None else self.view.list_of(key)
        if key is None or number is None:
            return None
        if key.id not in self._cores:
            self._cores[key.id] = CoreIndex(key.name, self.view.names[number])
        return self._cores[key.id]

    @cached_property
    def _pools(self) -> dict[ProposalKind, list[str]]:
        release = self.release
        return {
            ProposalKind.CATEGORY: [name for c in release.categories for name in (c.name, *c.synonyms)],
            ProposalKind.KEY: [name for k in release.keys for name in (k.name, *k.synonyms)],
            ProposalKind.BRAND: [name for b in release.brands for name in (b.name, *b.synonyms)],
            ProposalKind.TERM: [name for t in release.terms for name in (t.name, *t.synonyms)],
            ProposalKind.SCENARIO: [name for s in release.scenarios for name in (s.name, *s.synonyms)],
        }
