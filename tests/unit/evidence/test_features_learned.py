"""What a catalog with labels adds to the features, and what no feature may depend on."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.evidence.associations import KeyAssociations
from itemcenter.evidence.contexts import VIEWS
from itemcenter.evidence.features import LEARNED, NAMES, AskedKey, features_of
from itemcenter.evidence.folds import EVERYTHING, FOLDS
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.schema import AttributeKey, Candidate, KeyId, TextSpan, TypedValue, ValueId, ValueListId, ValueType
from itemcenter.values.folding import name_key
from tests.unit.evidence.feature_cases import Row, candidate, rows_of, words_of
from tests.unit.evidence.lamp_keys import HEIGHT, cm, key

MATERIAL = key("material", ValueType.CATEGORICAL)
TRIM = key("trim", ValueType.CATEGORICAL)


def teach(
    memory: CatalogMemory, title: str, name: str, part: int, *, brand: str = "", of: AttributeKey = MATERIAL
) -> None:
    """One labelled item: the title says the value's name, and that is right. "" is an item known to have none."""
    words = words_of(title, brand=brand)
    stated = [f"#{name}"] if name else []
    memory.items += 1
    memory.add_fill(of, bool(name), part)
    memory.associations.setdefault(of.id, KeyAssociations()).add(stated, words.grams_by_words, part)
    if brand:
        memory.brands.setdefault(of.id, {}).setdefault(name_key(brand), KeyAssociations()).add(stated, (), part)
    if name and name in title:
        value = candidate(words, name, name)
        for span in value.evidence:
            assert span.text == name
            memory.precision.add(of, words.around(span, "alias").context, 1.0, part)  # type: ignore[arg-type]


def taught() -> CatalogMemory:
    memory = CatalogMemory()
    for part in range(4):
        teach(memory, "Lamp brass", "brass", part, brand="Acme")
        teach(memory, "Lamp golden", "gold", part, brand="Acme")
    teach(memory, "Lamp", "", 4, brand="Bolt")
    return memory


def row_of(title: str, name: str, memory: CatalogMemory, part: int = EVERYTHING, brand: str = "") -> Row:
    words = words_of(title, brand=brand)
    return rows_of(words, [(MATERIAL, [candidate(words, name, *([name] if name in title else []))])], memory, part)[0][
        0
    ]


def test_how_often_the_key_is_filled_and_how_well_it_is_known() -> None:
    row = row_of("Lamp brass", "brass", taught())
    assert row["known"] == pytest.approx(math.log2(1 + 9))
    assert row["fill"] == pytest.approx(taught().fill(MATERIAL, EVERYTHING))
    assert row_of("Lamp brass", "brass", taught(), 4)["known"] == pytest.approx(math.log2(1 + 8))


def test_how_often_such_mentions_were_right() -> None:
    row = row_of("Lamp brass", "brass", taught())
    views = [row[f"precision_{view}"] for view in VIEWS]
    assert min(views) > 0.6 and row["precision_mean"] == pytest.approx(sum(views) / 7)
    assert row["precision_lead"] == row["claim_precision_lead"] == row["precision_mean"], "alone: ahead of nothing"
    other = row_of("Fine brass, lamp", "brass", taught())
    assert other["precision_kind"] == views[0], "an alias in a title"
    assert other["precision_before"] == other["precision_after"] == 0.25, "never met"


def test_the_most_trustworthy_place_counts() -> None:
    words = words_of("Fine brass; Lamp brass")
    first = candidate(words, "brass", "brass")
    last = TextSpan("title", 17, 22, "brass")
    value = Candidate(first.value, 1.0, (*first.evidence, last), "alias")
    row = rows_of(words, [(MATERIAL, [value])], taught())[0][0]
    assert row["precision_before"] > 0.6, "behind the word lamp"


def test_priors_and_words_that_go_with_a_value() -> None:
    memory = taught()
    brass = row_of("Lamp brass", "brass", memory)
    assert brass["prior"] == pytest.approx(4 / 10)
    best = memory.associations[MATERIAL.id].best(words_of("Lamp brass").grams_by_words, EVERYTHING)["#brass"]
    assert (brass["association"], brass["association_gain"]) == (pytest.approx(best.share), pytest.approx(best.gain))
    assert brass["log_odds"] > 0.0 > row_of("Lamp golden", "brass", memory)["log_odds"]
    never = row_of("Lamp steel", "steel", memory)
    assert (never["prior"], never["association"], never["association_gain"], never["log_odds"]) == (0, 0, 0, 0)


def test_priors_of_the_brand() -> None:
    memory = taught()
    assert row_of("Lamp", "brass", memory, brand="ACME")["brand_prior"] == pytest.approx(4 / 9)
    assert math.isnan(row_of("Lamp", "brass", memory, brand="Other")["brand_prior"])
    assert math.isnan(row_of("Lamp", "brass", memory)["brand_prior"])
    assert row_of("Lamp", "brass", memory, brand="Bolt")["brand_prior"] == 0.0
    assert math.isnan(row_of("Lamp", "brass", memory, 4, brand="Bolt")["brand_prior"]), "only this part has met it"


def test_leads_in_what_was_learned() -> None:
    words = words_of("Lamp brass")
    asked = [candidate(words, "brass", "brass"), candidate(words, "gold", "Lamp")]
    rows = rows_of(words, [(MATERIAL, asked)], taught())[0]
    for signal in ("precision_mean", "association", "log_odds"):
        lead = {"precision_mean": "precision_lead"}.get(signal, f"{signal}_lead")
        assert rows[0][lead] == pytest.approx(rows[0][signal] - rows[1][signal], abs=1e-6)
        assert rows[1][lead] == pytest.approx(-rows[0][lead], abs=1e-6)


def test_a_key_that_was_never_labelled_has_kin_only() -> None:
    words = words_of("Lamp brass")
    row = rows_of(words, [(TRIM, [candidate(words, "brass", "brass")])], taught())[0][0]
    assert row["known"] == 0.0 and row["precision_kind"] > 0.25
    assert all(math.isnan(row[name]) for name in ("prior", "association", "log_odds", "brand_prior"))


# -- what no feature may depend on -----------------------------------------------------------------------------------

_NAMES = ("brass", "steel", "ivory", "Beech", "Acme Co", "TPE")
#: Other entries of the same shape, in another alphabetical order.
_OTHER = dict(zip(_NAMES, ("zinco", "aaaaa", "lapis", "Ashes", "Umbr Ux", "ABS"), strict=True))
_TEMPLATES = st.sampled_from(
    ["Lamp {0}", "Lamp of {0}, not {1}", "{1} lamp, {k}: {0}", "Lamp {0} {1} 5 x 8 cm", "Fits {1}. A lamp {0}", "Lamp"]
)
_ITEM = st.tuples(
    _TEMPLATES, st.sampled_from(_NAMES), st.sampled_from(_NAMES), st.integers(0, FOLDS - 1), st.booleans()
)
_Item = tuple[str, str, str, int, bool]


class _World:
    """One ontology: a list of values with ids, a key with a name, and what labelled items teach of them."""

    def __init__(self, names: Sequence[str], key_id: str, key_name: str) -> None:
        self.names = dict(zip(_NAMES, names, strict=True))
        self.key = AttributeKey(KeyId(key_id), key_name, ValueType.CATEGORICAL, value_list_id=ValueListId(f"{key_id}s"))

    def title(self, template: str, first: str, second: str) -> str:
        return template.format(self.names[first], self.names[second], k=self.key.name)

    def value(self, name: str) -> TypedValue:
        return TypedValue(ValueType.CATEGORICAL, self.names[name], ValueId(f"{self.key.id}/{self.names[name]}"))

    def memory(self, items: Sequence[_Item]) -> CatalogMemory:
        memory = CatalogMemory()
        for template, first, second, part, right in items:
            title = self.title(template, first, second)
            words = words_of(title, brand=self.names[second])
            stated = [self.value(first)] if right else []
            identities = [value.identity for value in stated]
            memory.items += 1
            memory.add_fill(self.key, right, part)
            known = memory.associations.setdefault(self.key.id, KeyAssociations())
            known.add(identities, words.grams_by_words, part)
            by_brand = memory.brands.setdefault(self.key.id, {})
            by_brand.setdefault(name_key(self.names[second]), KeyAssociations()).add(identities, (), part)
            for asked in self.candidates(title):
                for span in asked.evidence:
                    context = words.around(span, "alias").context  # type: ignore[arg-type]
                    memory.precision.add(self.key, context, float(asked.value in stated), part)
        memory.prune()
        return memory

    def candidates(self, title: str) -> list[Candidate]:
        words = words_of(title)
        return [
            candidate(words, self.value(name), written, score=1.0 - place / 8)
            for place, (name, written) in enumerate(self.names.items())
            if written in title
        ]

    def features(
        self, items: Sequence[_Item], asked: _Item, part: int
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        template, first, second, _, _ = asked
        title = self.title(template, first, second)
        words = words_of(title, brand=self.names[second])
        keys = [AskedKey(self.key, self.candidates(title), len(self.names))]
        return features_of(words, keys, self.memory(items), part).features


@settings(deadline=None)
@given(st.lists(_ITEM, max_size=12), _ITEM, st.sampled_from([EVERYTHING, 0, 2]))
def test_other_names_and_ids_of_the_same_shape_change_no_feature(items: list[_Item], asked: _Item, part: int) -> None:
    here = _World(_NAMES, "k1", "material")
    there = _World([_OTHER[name] for name in _NAMES], "another_key", "finished")
    one, other = here.features(items, asked, part), there.features(items, asked, part)
    np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-7, equal_nan=True)


@settings(deadline=None)
@given(st.lists(_ITEM, max_size=12), _ITEM)
def test_features_of_an_item_hold_nothing_that_its_own_part_said(items: list[_Item], asked: _Item) -> None:
    """Counted with the part and asked without it, or never counted: the same."""
    here = _World(_NAMES, "k1", "material")
    part = asked[3]
    rest = [entry for entry in items if entry[3] != part]
    with_part = here.features([*items, asked], asked, part)
    without = here.features(rest, asked, EVERYTHING)
    if not rest:  # an empty memory fills nothing, a memory of other parts says that nothing is known
        with_part[:, LEARNED] = np.nan
    np.testing.assert_array_equal(with_part, without)


@settings(deadline=None)
@given(st.lists(_ITEM, max_size=8), _ITEM, st.permutations(range(len(_NAMES))), st.integers(0, 2))
def test_the_order_of_candidates_changes_nothing_but_the_rank(
    items: list[_Item], asked: _Item, order: list[int], cut: int
) -> None:
    here = _World(_NAMES, "k1", "material")
    template, first, second, part, _ = asked
    title = here.title(template, first, second)
    words, memory = words_of(title, brand=here.names[second]), here.memory(items)
    high = [candidate(words, cm(5), "5", recall="figure unit")] if "5" in title else []
    straight = here.candidates(title)[cut:]
    turned = [straight[place] for place in order if place < len(straight)]
    one = rows_of(words, [(here.key, straight), (HEIGHT, high)], memory, part)
    other = rows_of(words, [(here.key, turned), (HEIGHT, high)], memory, part)
    by_value = {entry.value: row for entry, row in zip(turned, other[0], strict=True)}
    for place, (entry, row) in enumerate(zip(straight, one[0], strict=True)):
        assert row["rank"] == place
        for name in NAMES:
            if name != "rank":
                assert row[name] == by_value[entry.value][name] or math.isnan(row[name]), name
                assert math.isnan(row[name]) == math.isnan(by_value[entry.value][name]), name
    assert str(one[1]) == str(other[1])
