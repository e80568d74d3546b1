"""What is told of a changed item without deciding it anew is what deciding it anew says; so it is for twins."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import InvariantError
from itemcenter.library import LibraryRecognizer
from itemcenter.library.decision import part_of
from itemcenter.library.mapped_keys import MappedKeys
from itemcenter.library.twins import KnownItem, Twins
from itemcenter.ports import Pruner, Recognition, Renewal
from itemcenter.schema import (
    Item,
    ItemId,
    KeyDecision,
    KeyId,
    KeyMapping,
    OntologyRelease,
    Relation,
    Spec,
    SpuId,
)
from tests.unit.library.test_release_scope import ENCODER, base, items, recognizer, told

ITEMS = st.sampled_from(range(60))


def tied(release: OntologyRelease) -> OntologyRelease:
    """With a scenario that follows from a value of one list and the key of another, and brands without a list."""
    one, two = release.value_lists[0].values[0], release.keys[1]
    ties = (Relation("travel", "suits", one.id), Relation("travel", "suits", two.id))
    brandless = tuple(replace(key, value_list_id=None, open=True) if key.id == "brand" else key for key in release.keys)
    return replace(release, keys=brandless, relations=(*release.relations, *ties))


@cache
def decider(with_ties: bool) -> LibraryRecognizer:
    return recognizer(tied(base()) if with_ties else base())


@cache
def pruner(with_ties: bool) -> Pruner:
    found = decider(with_ties).pruner()
    assert found is not None
    return found


@cache
def decided(with_ties: bool) -> tuple[Recognition, ...]:
    return tuple(decider(with_ties).recognize(items()))


def edited(item: Item, what: str, at: int) -> Item:
    keys, names = base().keys, [v.name for entry in base().value_lists for v in entry.values]
    spec = Spec(keys[at % len(keys)].name, names[at // 3 % len(names)])
    match what:
        case "price":
            return replace(item, extras=(("price", f"{at}.99"), ("url", f"https://shop/{at}")))
        case "images":
            return replace(item, images=(f"{at}.png",))
        case "spec":
            return replace(item, specs=(spec,))
        case "more specs":
            return replace(item, specs=(*item.specs, spec, Spec("no such key", "x")))
        case "no specs":
            return replace(item, specs=())
        case "column":
            return replace(item, extras=((spec.name, spec.value),))
        case "brand spec":
            return replace(item, specs=(*item.specs, Spec("Brand", "Hewlett-Packard")))
        case "group":
            return replace(item, group_id=SpuId(f"g{at % 9}"))
        case "kind":
            return replace(item, category_path=(), specs=(Spec("product type", (*item.category_path, "lamp")[-1]),))
        case "title":
            return replace(item, title=f"{item.title} {names[at % len(names)]}")
        case "brand":
            return replace(item, brand="Oak")
    return replace(item, description="")


EDITS = st.sampled_from(
    ("price", "images", "spec", "more specs", "no specs", "column", "brand spec", "group", "kind", "title", "brand", "")
)


@given(st.booleans(), ITEMS, st.lists(st.tuples(EDITS, st.integers(0, 999)), min_size=1, max_size=3), st.booleans())
@settings(max_examples=150, deadline=None)
def test_as_if_decided_anew(with_ties: bool, number: int, edits: list[tuple[str, int]], step: bool) -> None:
    """step: from a document that has cells already, not from the first one"""
    before = items()[number]
    if step:
        before = edited(before, "spec", number)
    after = before
    for what, at in edits:
        after = edited(after, what, at)
    held = decider(with_ties).recognize([before])[0] if step else decided(with_ties)[number]
    found = pruner(with_ties).renewed([Renewal(before, after, held)])[0]
    if found is not None:
        assert told(found) == told(decider(with_ties).recognize([after])[0])


@pytest.mark.parametrize("what", ["price", "images", "more specs"])
def test_most_cell_edits_are_pruned(what: str) -> None:
    given_ = [replace(item, extras=(("price", "1.00"),)) for item in items()]
    held = decider(False).recognize(given_)
    renewals = [
        Renewal(item, edited(item, what, number), entry)
        for number, (item, entry) in enumerate(zip(given_, held, strict=True))
    ]
    found = pruner(False).renewed(renewals)
    assert sum(entry is not None for entry in found) >= (50 if what == "more specs" else 60)


def test_another_text_is_not_pruned() -> None:
    item, held = items()[0], decided(False)[0]
    assert pruner(False).renewed([Renewal(item, edited(item, "title", 1), held)]) == [None]


def test_a_renewal_is_of_one_item() -> None:
    with pytest.raises(InvariantError):
        pruner(False).renewed([Renewal(items()[0], items()[1], decided(False)[0])])


@given(ITEMS, EDITS, EDITS, st.integers(0, 50))
@settings(max_examples=100, deadline=None)
def test_twins_are_decided_alike(number: int, first: str, second: str, at: int) -> None:
    one = edited(items()[number], first, at)
    two = replace(edited(items()[number], second, at), id=ItemId("other"))
    key = pruner(True).twin_key(one)
    assert key
    if key == pruner(True).twin_key(two):
        found = [told(entry) for entry in decider(True).recognize([one, two])]
        assert _of_anyone(found[0]) == _of_anyone(found[1])


def test_price_and_link_make_no_difference_between_twins() -> None:
    one = replace(items()[1], group_id=SpuId("g"), extras=(("price", "1"),))
    two = replace(one, id=ItemId("other"), extras=(("price", "2"), ("url", "u")))
    assert pruner(False).twin_key(one) == pruner(False).twin_key(two)
    assert pruner(False).twin_key(one) != pruner(False).twin_key(replace(two, title="another"))


def test_a_cell_that_a_key_mapping_names_tells_twins_apart() -> None:
    line = KeyMapping("Wattage (max)", key_id=KeyId("memory"), decision=KeyDecision.YES)
    mapped = MappedKeys(base(), [line])
    found = decider(False).with_keys(mapped).pruner()
    assert found is not None
    one = replace(items()[1], extras=(("Wattage (max)", "8 GB"),))
    assert found.twin_key(one) != found.twin_key(replace(one, extras=(("Wattage (max)", "16 GB"),)))


def test_an_item_that_would_be_compared_with_itself_has_no_twin() -> None:
    item, made = items()[0], decider(False)
    known = KnownItem(item.id, made.release.categories[0].id, (part_of(item) + 1) % 5, {})
    vectors = ENCODER.encode([item.title])
    other = made.with_learned(replace(made.learned, twins=Twins.of([known], vectors)))
    found = other.pruner()
    assert found is not None and found.twin_key(item) == ""
    assert found.twin_key(replace(item, id=ItemId("other"))) != ""
    same = Twins.of([known._replace(part=part_of(item))], vectors)
    assert not same.meets_itself(item.id, part_of(item))


def _of_anyone(entry: Any) -> Any:
    category, *voices = entry
    return category, [
        {key: [replace(fact, item_id="x") for fact in facts] for key, facts in voice.items()} for voice in voices
    ]


def test_a_brand_is_sought_in_the_texts_again_once_its_cell_is_gone() -> None:
    texts = Item(ItemId("i"), "Hewlett-Packard copper tray", "", "", items()[0].category_path)
    with_cell = replace(texts, specs=(Spec("Brand", "Hewlett-Packard"), Spec("x", "y")))
    without = replace(texts, specs=(Spec("x", "y"),))
    one, two = decider(True).recognize([with_cell, without])
    assert told(one)[2] != told(two)[2], "else nothing is shown"
    assert pruner(True).renewed([Renewal(with_cell, without, one)]) == [None]


def test_the_first_cell_of_an_item_puts_it_into_a_part_of_the_catalog() -> None:
    without = replace(items()[1], specs=(), extras=())
    held = decider(False).recognize([without])[0]
    assert pruner(False).renewed([Renewal(without, replace(without, extras=(("price", "1"),)), held)]) == [None]


def test_a_new_cell_that_the_texts_contradict_is_doubted() -> None:
    before = Item(ItemId("i"), "memory 16 GB", "16 GB memory", "", items()[0].category_path, specs=(Spec("x", "y"),))
    after = replace(before, specs=(Spec("Memory", "8 GB"), Spec("x", "y")))
    held, wanted = decider(False).recognize([before])[0], decider(False).recognize([after])[0]
    assert held.machine[KeyId("memory")] and wanted.merchant[KeyId("memory")][0].confidence < 0.9
    found = pruner(False).renewed([Renewal(before, after, held)])[0]
    assert found is not None and told(found) == told(wanted)
