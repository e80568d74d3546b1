"""The local judges of keys and of further names of keys, by what a catalog tells of them (`Proposal.signs`).

Each looks at something else: the name, how widely it is used, the form of its values, whether one half of the catalog
says the same as the other, whether the items' own texts agree; and, for duplicates, what it may repeat.
"""

from __future__ import annotations

from dataclasses import dataclass

from itemcenter.ontology.validate.context import JudgeContext
from itemcenter.ontology.validate.validator import DUPLICATION, PLAUSIBILITY, Opinion, graded
from itemcenter.schema import Proposal, ProposalKind, Verdict
from itemcenter.schema.fact import ValueType
from itemcenter.values.folding import name_key

#: Words of names that say how goods are kept, shipped, sold and filed, not what a thing is.
_TRADE = frozenset(
    (
        *("pallet", "pallets", "carton", "cartons", "master", "shipping", "customs", "tariff", "harmonized"),
        *("sku", "ean", "upc", "gtin", "isbn", "code", "id", "oem", "mpn", "url", "link", "image", "update", "change"),
        *("status", "launch", "discontinued", "warehouse", "stock", "price", "discount", "promotion", "bestseller"),
    )
)
#: Words of names that say that the rest of the name does not settle what is meant.
_VAGUE = frozenset(
    ("approx", "approximate", "approximately", "misc", "miscellaneous", "various", "etc", "notes", "info")
)
#: Names that mean another thing at every product.
_BARE = frozenset(
    ("type", "features", "feature", "other features", "description", "size", "model", "version", "series")
)
_LONGEST_NAME = 7
#: Items, brands and share of the items of a place from which a key counts as used; items that need no such share.
_ITEMS, _BRANDS, _ONE_BRAND, _FILL, _MANY = 10, 3, 0.9, 0.02, 30
#: Share of a key's items that its list must reach; values an item from which a list is none; words of its cells.
_LISTED, _VALUES_AN_ITEM, _WORDS = 0.8, 0.34, 4.0
#: How sure a type must be; share of values that both halves of a catalog must share, and below which they are chance.
_TYPED, _STABLE, _CHANCE = 0.6, 0.7, 0.4
#: Share of cells that texts say from which they bear a key out, and how much rarer another item's value must be.
_SAID, _RARER = 0.05, 0.5
#: Score of a key of the ontology from which a new one may be that one.
_NEAR = 0.5
_FIT, _UNFIT = 0.6, 0.2


def _asked(candidate: Proposal) -> bool:
    return candidate.has_catalog_signs and (candidate.kind is ProposalKind.KEY or candidate.names_key)


@dataclass(frozen=True, slots=True)
class KeyNameJudge:
    """Whether a name says which property is meant, and of the thing itself."""

    name: str = "key_name"
    check: str = PLAUSIBILITY

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        if not _asked(candidate):
            return None
        words = name_key(candidate.text).split()
        letters = sum(len(word) == 1 and word.isalpha() for word in words)
        if not any(len(word) > 1 and word.isalpha() for word in words):
            return Opinion(Verdict.REJECT, "has no word", -1.0)
        if set(words) & _VAGUE:
            return Opinion(Verdict.REJECT, "the name leaves open what is meant", -1.0)
        if candidate.kind is ProposalKind.KEY and " ".join(words) in _BARE:
            return Opinion(Verdict.UNCLEAR, "means another thing at every product", 0.0)
        if set(words) & _TRADE:
            return Opinion(Verdict.UNCLEAR, "speaks of trade, not of the thing", 0.0)
        if letters > 1 or len(words[-1]) == 1 or len(words) > _LONGEST_NAME or words[-1].isdigit():
            return Opinion(Verdict.UNCLEAR, "reads like a form's field: lone letters, a number, or many words", 0.0)
        return Opinion(Verdict.PASS, "names a property", 1.0)


@dataclass(frozen=True, slots=True)
class SpreadJudge:
    """Whether many items of several brands have it."""

    name: str = "spread"
    check: str = PLAUSIBILITY

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        if not _asked(candidate):
            return None
        items, brands = candidate.sign("items") or 0.0, candidate.sign("brands") or 0.0
        first, fill = candidate.sign("commonest_brand") or 0.0, candidate.sign("fill") or 0.0
        told = f"{items:,.0f} items of {brands:.0f} brands, {first:.0%} of one; at most {fill:.1%} of a category"
        wide = (
            items >= _ITEMS
            and (fill >= _FILL or items >= _MANY)
            and (brands == 0 or (brands >= _BRANDS and first <= _ONE_BRAND))
        )
        return Opinion(Verdict.PASS if wide else Verdict.UNCLEAR, told, fill)


@dataclass(frozen=True, slots=True)
class ShapeJudge:
    """Whether the values are of one kind: a list that returns, amounts in one unit, counts, yes or no."""

    name: str = "shape"
    check: str = PLAUSIBILITY

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        if not _asked(candidate) or candidate.shape is None or candidate.names_key:
            return None
        kind, typed = candidate.shape.type, candidate.sign("typed") or 0.0
        items, values = candidate.sign("items") or 1.0, candidate.sign("values") or 0.0
        listed, words = candidate.sign("listed") or 0.0, candidate.sign("words") or 0.0
        if kind is ValueType.IDENTIFIER:
            return Opinion(Verdict.REJECT, "codes: every item has another one", -1.0)
        if kind is ValueType.TEXT:
            return Opinion(Verdict.UNCLEAR, f"free text, {words:.1f} words a cell", 0.0)
        if kind in (ValueType.CATEGORICAL, ValueType.COLOUR):
            told = f"{values:.0f} values reach {listed:.0%} of {items:,.0f} items, {words:.1f} words a cell"
            closed = listed >= _LISTED and 2 <= values <= _VALUES_AN_ITEM * items and words <= _WORDS
            return Opinion(Verdict.PASS if closed else Verdict.UNCLEAR, told, listed)
        unit = f" in {candidate.shape.unit}" if candidate.shape.unit else ""
        return Opinion(graded(typed, 0.0, _TYPED), f"{kind.value}{unit}, {typed:.0%} sure", typed)


@dataclass(frozen=True, slots=True)
class HalvesJudge:
    """Whether two halves of the catalog, drawn by hash, have the same values."""

    name: str = "halves"
    check: str = PLAUSIBILITY

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        shared = candidate.sign("halves")
        if not _asked(candidate) or shared is None:
            return None
        verdict = graded(shared, _CHANCE, _STABLE)
        return Opinion(verdict, f"{shared:.0%} of the values of one half of the catalog are in the other", shared)


@dataclass(frozen=True, slots=True)
class TextsJudge:
    """Whether items' own texts say their values, and not those of other items; silent texts say nothing."""

    name: str = "texts"
    check: str = PLAUSIBILITY

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        said, chance = candidate.sign("said"), candidate.sign("chance")
        if not _asked(candidate) or said is None or chance is None or max(said, chance) < _SAID:
            return None
        told = f"the texts of {said:.0%} of the items say their value, of {chance:.0%} another one"
        return Opinion(Verdict.PASS if chance <= _RARER * said else Verdict.UNCLEAR, told, said - chance)


@dataclass(frozen=True, slots=True)
class MeaningJudge:
    """Whether the cells under a further name are values of the key, or amounts as it takes them."""

    name: str = "cells"
    check: str = PLAUSIBILITY

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        fit = candidate.sign("fit")
        if not candidate.names_key or fit is None:
            return None
        return Opinion(graded(fit, _UNFIT, _FIT), f"{fit:.0%} of the cells are values of the key", fit)


@dataclass(frozen=True, slots=True)
class MappedJudge:
    """What reading merchants' keys makes of the name: a further name is that key's, a new key is near to none."""

    name: str = "key_map"
    check: str = DUPLICATION

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        if not _asked(candidate):
            return None
        near = candidate.sign("near") or 0.0
        if candidate.names_key:
            return Opinion(Verdict.PASS, f"merchants mean this key, by name and cells ({near:.2f})", near)
        rivals = candidate.shape.rivals if candidate.shape is not None else ()
        if near >= _NEAR or rivals:
            told = ", ".join(rivals[:3])
            return Opinion(Verdict.UNCLEAR, f"may be {told or 'a key that is there'} ({near:.2f})", -near)
        return Opinion(Verdict.PASS, "no key is near by name and cells", 1.0 - near)


def local_key_judges() -> tuple[
    KeyNameJudge | SpreadJudge | ShapeJudge | HalvesJudge | TextsJudge | MeaningJudge | MappedJudge, ...
]:
    return (KeyNameJudge(), SpreadJudge(), ShapeJudge(), HalvesJudge(), TextsJudge(), MeaningJudge(), MappedJudge())
