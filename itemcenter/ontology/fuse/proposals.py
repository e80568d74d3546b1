"""Proposals fused: writings of one value become one proposal, and a synonym where the ontology has the value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from itemcenter.ontology.fuse.forms import FusedKey
from itemcenter.ontology.fuse.pair_model import PairModel
from itemcenter.ontology.fuse.scope import Concept, FuseOptions, Scope, Surface
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import ASKED, Demand, OntologyRelease, Proposal, ProposalKind
from itemcenter.values import known_unit
from itemcenter.values.folding import name_key

#: Kinds that are fused, and what their key is called where they have none; other kinds are passed on as they are.
_FUSED = {
    ProposalKind.KEY: "property",
    ProposalKind.VALUE: "value",
    ProposalKind.BRAND: "brand",
    ProposalKind.TERM: "product",
}
#: Documents that a fused proposal names.
_SOURCES = 5


def fuse_proposals(
    proposals: Iterable[Proposal],
    release: OntologyRelease,
    encoder: CachedEncoder,
    model: PairModel,
    options: FuseOptions | None = None,
) -> Iterator[Proposal]:
    """Sorted by kind, category, key and name. A value belongs to its key, a key to its category, a brand to nobody.

    What is one with a value or a key of `release` becomes a synonym of it; what is a name of it already, nothing. A
    brand or a term that the release has is left out. Memory: the proposals of the greatest scope.
    """

    def applies(proposal: Proposal) -> bool:
        if proposal.category_id is None or proposal.category_id not in release.category_by_id:
            return False
        return any(scope.key_id == proposal.key_id for scope in release.scopes_for(proposal.category_id))

    ordered = sorted(proposals, key=lambda entry: (*_scope_of(entry), entry.text))
    for (kind, category, key), group in groupby(ordered, key=_scope_of):
        some = list(group)
        if ProposalKind(kind) not in _FUSED:
            yield from some
            continue
        entries = _entries(release, ProposalKind(kind), category, key)
        scope = Scope(_key_of(release, some[0]), encoder, model, options)
        texts = [(text, proposal) for proposal in some for text in (proposal.text, *proposal.synonyms)]
        scope.add([Surface(text, standard=True) for text in entries])
        scope.add([Surface(text, _weight(proposal, text)) for text, proposal in texts])
        by_text: dict[str, list[Proposal]] = {}
        for text, proposal in texts:
            by_text.setdefault(text, []).append(proposal)
        for concept in scope.concepts():
            yield from _proposed(concept, by_text, entries, applies)


def fuse_shapes(proposals: Iterable[Proposal], encoder: CachedEncoder, model: PairModel) -> Iterator[Proposal]:
    """Keys with the values of their lists fused; other proposals as they are. The first value counts most."""
    for proposal in proposals:
        shape = proposal.shape
        if shape is None or len(shape.values) < 2:
            yield proposal
            continue
        scope = Scope(FusedKey(proposal.text, known_unit(shape.unit) or "", proposal.description), encoder, model)
        names = [(name, len(shape.values) - place if not number else 1) for place, entry in enumerate(shape.values)
                 for number, name in enumerate((entry[0], *entry[1]))]  # fmt: skip
        scope.add([Surface(name, count) for name, count in dict(reversed(names)).items()])
        rank = {name: place for place, (name, _) in enumerate(names)}
        concepts = sorted(scope.concepts(), key=lambda entry: rank[entry.name])
        values = tuple((entry.name, tuple(sorted(entry.synonyms))) for entry in concepts)
        yield replace(proposal, shape=replace(shape, values=values))


def _scope_of(proposal: Proposal) -> tuple[str, str, str]:
    category = "" if proposal.kind in (ProposalKind.VALUE, ProposalKind.BRAND) else proposal.category_id or ""
    return proposal.kind.value, category, proposal.key_id or ""


def _key_of(release: OntologyRelease, proposal: Proposal) -> FusedKey:
    key = release.key_by_id.get(proposal.key_id) if proposal.key_id is not None else None
    if key is None:
        return FusedKey(_FUSED[proposal.kind])
    return FusedKey(key.name, known_unit(key.unit) or "", key.description)


def _entries(release: OntologyRelease, kind: ProposalKind, category: str, key: str) -> dict[str, str]:
    """The id of the entry that has a name, by name."""
    found: list[tuple[str, str, Sequence[str]]] = []
    if kind is ProposalKind.VALUE:
        lists = {entry.id: entry for entry in release.value_lists}
        own = next((lists[entry.value_list_id] for entry in release.keys
                    if entry.id == key and entry.value_list_id in lists), None)  # fmt: skip
        found = [(value.id, value.name, value.synonyms) for value in own.values] if own is not None else []
    elif kind is ProposalKind.KEY:
        scoped = {scope.key_id for scope in release.scopes if scope.category_id == category}
        found = [(e.id, e.name, e.synonyms) for e in release.keys if not category or e.id in scoped]
    elif kind is ProposalKind.BRAND:
        found = [(brand.id, brand.name, brand.synonyms) for brand in release.brands]
    elif kind is ProposalKind.TERM:
        found = [(term.id, term.name, term.synonyms) for term in release.terms]
    out: dict[str, str] = {}
    for entry, name, synonyms in found:
        for text in (name, *synonyms):
            out.setdefault(text, entry)
    return out


def _proposed(
    concept: Concept,
    by_text: dict[str, list[Proposal]],
    entries: dict[str, str],
    applies: Callable[[Proposal], bool],
) -> Iterator[Proposal]:
    """applies: whether the key of a value applies to its category; where most say it in one of these, it belongs"""
    names = [concept.name, *concept.synonyms]
    joined: list[Proposal] = []
    for text in names:
        joined += [proposal for proposal in by_text.get(text, ()) if proposal not in joined]
    if not joined:
        return
    joined.sort(key=lambda entry: (not applies(entry), -entry.demand.items, entry.category_id or ""))
    known = [text for text in names if text in entries]
    if not known:
        yield _joined(joined[0], joined, concept.name, tuple(sorted(set(names) - {concept.name})))
        return
    folded = {name_key(text) for text in known}
    for text in sorted(set(names) - set(known)):
        own = by_text.get(text, ())
        if own and name_key(text) not in folded and own[0].key_id is not None:
            fused = _joined(own[0], own, text, ())
            yield replace(fused, kind=ProposalKind.SYNONYM, target=entries[known[0]])


def _joined(first: Proposal, some: Sequence[Proposal], name: str, synonyms: tuple[str, ...]) -> Proposal:
    sources = tuple(dict.fromkeys(source for proposal in some for source in proposal.sources))[:_SOURCES]
    demand = Demand()
    for proposal in some:
        demand += proposal.demand
    seen = [proposal.first_seen_us for proposal in some if proposal.first_seen_us]
    asked = sum(proposal.sign(ASKED) or 0.0 for proposal in some)
    signs = tuple(entry for entry in first.signs if entry[0] != ASKED)
    return replace(
        first,
        text=name,
        support=sum(proposal.support for proposal in some),
        sources=sources,
        synonyms=synonyms,
        demand=demand,
        first_seen_us=min(seen, default=0),
        signs=(*signs, (ASKED, asked)) if asked else signs,
    )


def _weight(proposal: Proposal, text: str) -> int:
    """The commonest writing counts most: only of it is it known how often it was met."""
    return max(1, proposal.demand.items + proposal.demand.queries) if text == proposal.text else 1
