"""Keys of a catalog that the ontology lacks, each as one proposal: type, unit, list, places, and what speaks for it.

The keys are those that `bootstrap` induces. A merchant's key that means one of the ontology's (`key_map`) is proposed
as a further name of it; any other one as a key, with its list, and with figures (`Proposal.signs`) that judges weigh:

items      that show it                            brands   different brands among them
fill       share of the items at its places        listed   share of its items whose values are in its list
values     in the list                             typed    how sure its type and unit are, 0 to 1
halves     share of the values of one half of the items that the other half has, too
said       share of its cells that the item's own text says
chance     share of its cells whose item says another item's value instead
near       score of the ontology key that it may be, 0 to 1
fit        of a further name: share of its cells that are values of that key
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log2

import numpy as np

from itemcenter.ontology.bootstrap.category_tree import CategoryTree
from itemcenter.ontology.bootstrap.cell_forms import CellForm, cell_form
from itemcenter.ontology.bootstrap.key_columns import key_columns
from itemcenter.ontology.bootstrap.key_drafts import KeyDraft, key_drafts
from itemcenter.ontology.bootstrap.observe import Observed
from itemcenter.ontology.bootstrap.options import BootstrapOptions
from itemcenter.ontology.bootstrap.scopes import KeyPlace, key_places
from itemcenter.ontology.bootstrap.value_forms import parts_of, value_form
from itemcenter.ontology.bootstrap.value_lists import ListedValue
from itemcenter.ontology.key_map import KeyProposer, MerchantKeys
from itemcenter.ontology.key_map.value_agreement import ValueIndex, typed_agreement
from itemcenter.ports import Embedder
from itemcenter.schema import (
    AttributeKey,
    CategoryId,
    Demand,
    Item,
    KeyMapping,
    KeyShape,
    OntologyRelease,
    Proposal,
    ProposalKind,
    ValueType,
)
from itemcenter.values import boolean_of
from itemcenter.values.folding import name_key

#: A proposed list has no more values; what is longer is a catalog of models.
_MOST_VALUES = 400
#: Longer values are prose.
_VALUE_WORDS, _VALUE_LETTERS = 6, 60
#: Words that fill a cell and say nothing.
_NO_VALUE = frozenset(
    ("unspecified", "unknown", "other", "others", "various", "none", "n a", "na", "not applicable", "not specified")
)
_SOURCES = 5


@dataclass(slots=True)
class CatalogKeys:
    """What one pass over the observed items tells beside their cells: categories, merchant keys, what texts say.

    brands: folded, of the whole catalog. Memory: a category an item, two values a key.
    """

    brands: frozenset[str] = frozenset()
    categories: dict[str, CategoryId | None] = field(default_factory=dict)
    merchant: MerchantKeys = field(default_factory=MerchantKeys)
    _asked: Counter[str] = field(default_factory=Counter)
    _said: Counter[str] = field(default_factory=Counter)
    _chance: Counter[str] = field(default_factory=Counter)
    _others: dict[str, list[str]] = field(default_factory=dict)
    _brands: dict[str, list[int]] = field(default_factory=dict)
    _titled: Counter[str] = field(default_factory=Counter)

    def add(self, item: Item, category_id: CategoryId | None) -> None:
        self.categories[item.id] = category_id
        self.merchant.add(item, category_id)
        text = " ".join(name_key(text) for name, text in item.fields() if name not in ("category", "brand"))
        text = f" {text} "
        brand = name_key(item.brand)
        if brand:
            counts = self._brands.setdefault(brand, [0, 0, 0])
            counts[0] += 1
            counts[1] += f" {brand} " in text
        words = name_key(item.title).split()
        grams = {" ".join(words[start : start + size])
                 for size in range(1, _BRAND_WORDS + 1) for start in range(len(words) + 1 - size)}  # fmt: skip
        if brand in grams:
            self._brands[brand][2] += 1
        self._titled.update(gram for gram in grams if gram in self.brands)
        for spec in item.specs:
            key, value = name_key(spec.name), name_key(spec.value)
            if not key or len(value) < _TELLING or boolean_of(spec.value) is not None:
                continue  # any text says "2" and "yes" somewhere
            others = self._others.setdefault(key, [])
            rival = next((other for other in others if other != value), None)
            if value not in others:
                self._others[key] = [value, *others][:2]
            if rival is not None:
                self._asked[key] += 1
                self._said[key] += f" {value} " in text
                self._chance[key] += f" {rival} " in text and f" {rival} " not in f" {value} "

    def said(self, name: str) -> tuple[float, float] | None:
        """(share of the cells that their item's text says, share that says another value); None for too few cells."""
        key = name_key(name)
        asked = self._asked[key]
        return (self._said[key] / asked, self._chance[key] / asked) if asked >= _ENOUGH else None

    def brand_counts(self) -> dict[str, list[int]]:
        """By folded brand: items, those whose texts say it, those whose title does, and all items whose title does."""
        return {brand: [*counts, self._titled[brand]] for brand, counts in self._brands.items()}

    @classmethod
    def of_brands(cls, counts: Mapping[str, Sequence[int]]) -> CatalogKeys:
        """With nothing but what `brand_counts` gave."""
        out = cls()
        for brand, (*own, titled) in counts.items():
            out._brands[brand], out._titled[brand] = own, titled
        return out

    def brand_signs(self, names: Iterable[str]) -> tuple[tuple[str, float], ...]:
        """Of a brand with these names: what `brand_judges` weigh; () for one that no item has."""
        folded = dict.fromkeys(name_key(name) for name in names)
        counts = [self._brands[name] for name in folded if name in self._brands]
        items, said, titled = (sum(entry[place] for entry in counts) for place in range(3))
        if not items:
            return ()
        signs = [("items", float(items)), ("said", round(said / items, 4))]
        saying = sum(self._titled[name] for name in folded)
        return (*signs, ("own", round(titled / saying, 4))) if saying else tuple(signs)


#: Letters and digits of a value that stands in a text by no chance.
_TELLING = 3
#: Cells, or items of a half, from which a share says anything; words of the longest brand that is looked for in titles.
_ENOUGH, _BRAND_WORDS = 10, 4


def key_proposals(
    observed: Observed, keys: CatalogKeys, release: OntologyRelease, embedder: Embedder | None, least: int
) -> list[Proposal]:
    """Further names of the ontology's keys, and keys that it lacks; sorted by name. least: items that show them"""
    options = BootstrapOptions()
    columns, _ = key_columns(observed, least)
    drafts, findings = key_drafts(columns, observed, options)
    tree, ids = _tree(release, observed, keys.categories)
    places: dict[int, list[KeyPlace]] = {}
    for place in key_places([draft.column for draft in drafts], tree, options):
        places.setdefault(place.key, []).append(place)
    proposer = KeyProposer(release, embedder)
    meant = {name_key(entry.merchant_key): entry for entry in proposer.propose(keys.merchant)
             if entry.category_id is None}  # fmt: skip
    known = {name_key(name) for key in release.keys for name in (key.name, *key.synonyms)}
    rivals = _measured_otherwise([draft.column.name for draft in drafts])
    for finding in findings:
        if finding.kind == "proposal":
            rivals.setdefault(str(finding.details["other"]), []).append(finding.entry)
    forms = [cell_form(text) for text in observed.texts]
    work = _Proposing(observed, keys, tree, ids, meant, rivals, forms, release, proposer.values)
    out: list[Proposal] = []
    for number, draft in enumerate(drafts):
        out += work.of(draft, places.get(number, ()), known)
    return sorted(out, key=lambda entry: (entry.kind.value, entry.text, entry.target))


@dataclass(frozen=True)
class _Proposing:
    observed: Observed
    keys: CatalogKeys
    tree: CategoryTree
    ids: Sequence[CategoryId]
    meant: Mapping[str, KeyMapping]
    rivals: Mapping[str, Sequence[str]]
    forms: Sequence[CellForm]
    release: OntologyRelease
    lists: ValueIndex

    def of(self, draft: KeyDraft, places: Sequence[KeyPlace], known: set[str]) -> list[Proposal]:
        names = [name for name, _ in draft.column.names]
        if known & set(map(name_key, names)):
            return []
        mapping = self.meant.get(name_key(names[0]))
        items = draft.column.items
        brands = Counter(name_key(self.observed.brands[item]) for item in items.tolist())
        brands.pop("", None)
        listed = _single([value for value in draft.values if _listable(value)])[:_MOST_VALUES]
        reached = len({item for value in listed for item in value.items_of}) / max(1, len(items))
        signs = {
            "items": float(len(items)),
            "brands": float(len(brands)),
            "commonest_brand": max(brands.values(), default=0) / max(1, len(items)),
            "fill": max((place.share for place in places), default=0.0),
            "values": float(len(listed)),
            "listed": reached,
            "typed": _typed(draft),
            "words": _words(draft, self.forms),
        }
        halves = self._halves(draft)
        if halves is not None:
            signs["halves"] = halves
        told = self.keys.said(names[0])
        if told is not None:
            signs["said"], signs["chance"] = told
        meant = mapping.means if mapping is not None else None
        if mapping is not None and mapping.key_id is not None:
            signs["near"] = mapping.score
        if meant is not None:
            signs |= self._fit(draft, self.release.key_by_id[meant])
        rounded = tuple((name, round(figure, 4)) for name, figure in signs.items())
        sources = tuple(self.observed.ids[item] for item in items[:_SOURCES].tolist())
        demand = Demand(items=len(items))
        bare = Proposal(ProposalKind.KEY, _title(names[0]), support=len(items), sources=sources, demand=demand,
                        signs=rounded)  # fmt: skip
        shape = KeyShape(
            draft.type,
            draft.choice.unit if draft.type is ValueType.QUANTITY else "",
            draft.several.multiple,
            tuple(_names(value) for value in listed),
            self._places(draft, places),
            self._rivals(names, mapping),
        )
        if meant is not None:
            about = KeyShape(draft.type, places=shape.places)
            return [replace(bare, kind=ProposalKind.SYNONYM, key_id=meant, target=meant, shape=about)]
        synonyms = tuple(_title(name) for name in names[1:] if name_key(name) != name_key(names[0]))
        return [replace(bare, synonyms=synonyms, shape=shape)]

    def _rivals(self, names: Sequence[str], mapping: KeyMapping | None) -> tuple[str, ...]:
        near = mapping.key_id if mapping is not None else None
        own = () if near is None else (self.release.key_by_id[near].name,)
        return (*own, *(rival for name in names for rival in self.rivals.get(name, ())))

    def _fit(self, draft: KeyDraft, key: AttributeKey) -> dict[str, float]:
        texts = {self.observed.texts[text]: count for text, count in draft.column.counts}
        if key.value_list_id is not None:
            return {"fit": self.lists.shares(texts).get(key.value_list_id, (0.0, 0))[0]}
        agreement = typed_agreement(key, texts, draft.column.name)
        return {} if agreement is None else {"fit": agreement.share}

    def _places(self, draft: KeyDraft, places: Sequence[KeyPlace]) -> tuple[tuple[CategoryId, bool, bool], ...]:
        """Where the key applies, with what is below; and categories above these whose own items show it."""
        out = [(self.ids[place.node], place.core, False) for place in places]
        covered = set()
        for place in places:
            covered.add(place.node)
        direct = Counter(self.tree.of_item[draft.column.items].tolist())
        for node, count in sorted(direct.items()):
            if node >= 0 and count >= BootstrapOptions().scope_items and not self._below(node, covered):
                out.append((self.ids[node], False, True))
        return tuple(out)

    def _below(self, node: int, covered: set[int]) -> bool:
        while node >= 0:
            if node in covered:
                return True
            node = self.tree.parents[node]
        return False

    def _halves(self, draft: KeyDraft) -> float | None:
        """The smaller share of one half's cells whose value the other half has, too; None for too few items."""
        if len(draft.column.items) < _ENOUGH:
            return None
        found: tuple[Counter[object], Counter[object]] = (Counter(), Counter())
        if draft.values:
            for value in draft.values:
                for item in value.items_of:
                    found[_half(self.observed.ids[item])][value.form] += 1
        else:
            for item, text in zip(draft.column.item.tolist(), draft.column.text.tolist(), strict=True):
                form = self.forms[text]
                low = form.low
                step: object = self.observed.texts[text] if low is None else round(log2(abs(low))) if low else 0
                found[_half(self.observed.ids[item])][step] += 1
        shares = [
            sum(count for value, count in one.items() if value in other) / max(1, one.total())
            for one, other in (found, found[::-1])
        ]
        return min(shares)


def _measured_otherwise(names: Sequence[str]) -> dict[str, list[str]]:
    """ "Weight imperial" is the weight once more: names that have only a word of measure more than another one."""
    plain = {name_key(name): name for name in names}
    out: dict[str, list[str]] = {}
    for folded, name in plain.items():
        bare = " ".join(word for word in folded.split() if word not in _MEASURES)
        if bare != folded and bare in plain:
            out[name] = [plain[bare]]
    return out


_MEASURES = frozenset(("imperial", "metric", "uk", "us", "usa", "eu", "inch", "inches", "cm", "mm", "numeric"))


def _half(identity: str) -> int:
    return hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=1).digest()[0] % 2


def _typed(draft: KeyDraft) -> float:
    """How sure type and unit are: a unit by the share of what shows it, numbers that nobody explains hardly at all."""
    if draft.type is ValueType.QUANTITY and draft.unit is not None:
        return draft.unit.share if draft.unit.items >= _FEW_ITEMS else 0.0
    if draft.type is ValueType.QUANTITY:
        return draft.choice.share * (1.0 - draft.choice.conflict)
    if draft.type is ValueType.COUNT and "no unit is stated" in draft.choice.reason:
        last = name_key(draft.column.name).split()[-1]
        return _COUNTABLE if last.endswith("s") and not last.endswith("ss") else _UNEXPLAINED
    return draft.choice.share


#: Items that show a unit; how sure whole numbers are a count, of a name that ends in a plural ("threads") or not.
_FEW_ITEMS, _COUNTABLE, _UNEXPLAINED = 5, 0.7, 0.2


def _words(draft: KeyDraft, forms: Sequence[CellForm]) -> float:
    cells = sum(count for _, count in draft.column.counts)
    return sum(forms[text].words * count for text, count in draft.column.counts) / max(1, cells)


def _listable(value: ListedValue) -> bool:
    name = value.spellings[0][0]
    folded = name_key(name)
    return (
        bool(folded)
        and len(name) <= _VALUE_LETTERS
        and len(folded.split()) <= _VALUE_WORDS
        and folded not in _NO_VALUE
        and boolean_of(name) is None
    )


def _single(values: Sequence[ListedValue]) -> list[ListedValue]:
    """Without those that only list others: "PC/notebook" beside "PC" and "Notebook"."""
    known = {value.form for value in values}
    parts = [(value, parts_of(value.spellings[0][0], True)) for value in values]
    return [value for value, split in parts if len(split) < 2 or any(value_form(part) not in known for part in split)]


def _names(value: ListedValue) -> tuple[str, tuple[str, ...]]:
    names = dict.fromkeys(name for name, _ in value.spellings)
    first, *others = names
    return first, tuple(others)


def _title(name: str) -> str:
    """A name that is written small throughout gets a capital, as entries have one."""
    return name[:1].upper() + name[1:] if name == name.lower() else name


def _tree(
    release: OntologyRelease, observed: Observed, categories: Mapping[str, CategoryId | None]
) -> tuple[CategoryTree, list[CategoryId]]:
    """The release's categories as a tree over the observed items, and the id of each node."""
    tree, ids = CategoryTree(), []
    node: dict[CategoryId, int] = {}
    open_: list[CategoryId] = list(release.children.get(None, ()))
    while open_:
        category = release.category_by_id[open_.pop(0)]
        above = node[category.parent_id] if category.parent_id is not None else -1
        node[category.id] = tree.add(category.name, above)
        ids.append(category.id)
        open_ += release.children.get(category.id, ())
    found = (categories.get(identity) for identity in observed.ids)
    tree.of_item = np.array([-1 if entry is None else node[entry] for entry in found], dtype=np.int32)
    return tree, ids
