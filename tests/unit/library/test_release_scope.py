"""The scope of another release holds every item that it decides otherwise, and hardly any that it does not touch."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itemcenter.library import CategoryOptions, EvidenceOptions, Learned, LibraryRecognizer
from itemcenter.library.list_change import list_change
from itemcenter.ports import Recognition, Touch
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Brand,
    BrandId,
    Item,
    ItemId,
    KeyId,
    KeyScope,
    OntologyRelease,
    Relation,
    ScenarioId,
    ScenarioTag,
    Spec,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)
from itemcenter.testing.fake_embedder import FakeEmbedder
from itemcenter.testing.synthetic import synthetic_release

WORDS = ("brushed", "oak", "panel", "16", "gb", "hp", "copper", "tray", "walnut", "lid", "for", "500", "steel")
ENCODER = CachedEncoder(FakeEmbedder())


@cache
def base() -> OntologyRelease:
    """A made ontology of six lists, with a list of numbers, a list of codes, a brand key and a scenario."""
    made = synthetic_release(90, 6, seed=3)
    memory = ValueList(ValueListId("memory"), tuple(AttributeValue(ValueId(f"m{n}"), f"{n} GB") for n in (8, 16, 32)))
    models = ValueList(
        ValueListId("model"), tuple(AttributeValue(ValueId(f"c{n}"), f"OAK-{n}") for n in (500, 501, 16))
    )
    brands = ValueList(ValueListId("brand"), (AttributeValue(ValueId("hp"), "Hewlett-Packard", ("HP",)),))
    keys = [
        AttributeKey(KeyId("memory"), "Memory", ValueType.CATEGORICAL, value_list_id=memory.id),
        AttributeKey(KeyId("model"), "Model", ValueType.CATEGORICAL, value_list_id=models.id),
        AttributeKey(KeyId("brand"), "Brand", ValueType.CATEGORICAL, value_list_id=brands.id),
        AttributeKey(KeyId("weight"), "Weight", ValueType.QUANTITY, unit="g"),
    ]
    root = made.categories[0].id
    return replace(
        made,
        keys=(*made.keys, *keys),
        value_lists=(*made.value_lists, memory, models, brands),
        scopes=(*made.scopes, *(KeyScope(root, key.id) for key in keys)),
        brands=(Brand(BrandId("hp"), "Hewlett-Packard", ("HP",)), Brand(BrandId("oak"), "Oak")),
        scenarios=(ScenarioTag(ScenarioId("travel"), "Travel"),),
    )


@cache
def items() -> tuple[Item, ...]:
    chooser, release = random.Random(5), base()
    names = [name for entry in release.value_lists for value in entry.values for name in value.names]
    out = []
    for number in range(60):
        path = release.path(chooser.choice(release.categories).id)
        title = " ".join([*chooser.sample(names, 2), *chooser.sample(WORDS, 4)])
        key = chooser.choice(release.keys)
        specs = (Spec(key.name, chooser.choice(names)),) if number % 3 == 0 else ()
        places = tuple(category.name for category in path)
        brand = "HP" if number % 7 == 0 else ""
        out.append(Item(ItemId(f"i{number}"), title, chooser.choice(names), brand, places, specs=specs))
    return tuple(out)


def recognizer(release: OntologyRelease) -> LibraryRecognizer:
    return LibraryRecognizer(release, Learned.shipped(), CategoryOptions(), EvidenceOptions(precision=0.6), ENCODER)


@cache
def decided() -> tuple[Recognition, ...]:
    return tuple(recognizer(base()).recognize(items()))


def told(found: Recognition) -> Any:
    def facts(given: Any) -> Any:
        return {key: [replace(fact, release_id="") for fact in entries] for key, entries in given.items()}

    return found.category, facts(found.merchant), facts(found.machine)


def _lists(release: OntologyRelease, change: Callable[[list[AttributeValue]], list[AttributeValue]], at: int) -> Any:
    place = at % len(release.value_lists)
    entry = release.value_lists[place]
    made = ValueList(entry.id, tuple(change(list(entry.values))))
    kept = {value.id for value in made.values}
    owners = {key.id for key in release.keys if key.value_list_id == entry.id}
    scopes = tuple(
        replace(scope, value_ids=tuple(v for v in scope.value_ids if v in kept)) if scope.key_id in owners else scope
        for scope in release.scopes
    )
    lists = (*release.value_lists[:place], made, *release.value_lists[place + 1 :])
    return replace(release, value_lists=lists, scopes=scopes)


def edited(release: OntologyRelease, what: str, at: int, word: str) -> OntologyRelease:
    """One edit; `at` chooses the entry."""

    def one(values: list[AttributeValue], new: AttributeValue | None) -> list[AttributeValue]:
        place = at // 7 % max(1, len(values))
        return values[:place] + ([] if new is None else [new]) + values[place + 1 :]

    def value(values: list[AttributeValue]) -> AttributeValue:
        return values[at // 7 % len(values)]

    def key(**fields: Any) -> OntologyRelease:
        place = at % len(release.keys)
        changed = replace(release.keys[place], **fields)
        return replace(release, keys=(*release.keys[:place], changed, *release.keys[place + 1 :]))

    added = AttributeValue(ValueId(f"new/{word}/{at}"), word)
    match what:
        case "add":
            return _lists(release, lambda values: [*values, added], at)
        case "drop":
            return _lists(release, lambda values: one(values, None) if len(values) > 1 else values, at)
        case "rename":
            return _lists(release, lambda v: one(v, replace(value(v), name=f"{value(v).name} {word}")), at)
        case "synonym":
            return _lists(release, lambda v: one(v, replace(value(v), synonyms=(*value(v).synonyms, word))), at)
        case "order":
            return _lists(release, lambda values: values[::-1], at)
        case "key synonym":
            return key(synonyms=(*release.keys[at % len(release.keys)].synonyms, word))
        case "key description":
            return key(description=f"about {word}")
        case "scope":
            place = at % len(release.scopes)
            return replace(release, scopes=(*release.scopes[:place], *release.scopes[place + 1 :]))
        case "allowed":
            scope = release.scopes[at % len(release.scopes)]
            list_id = release.key_by_id[scope.key_id].value_list_id
            ids = () if list_id is None else tuple(release.values_of(list_id))[at % 3 :: 2]
            return replace(
                release, scopes=tuple(replace(s, value_ids=ids) if s is scope else s for s in release.scopes)
            )
        case "category":
            place = at % len(release.categories)
            changed = replace(release.categories[place], synonyms=(word,))
            return replace(release, categories=(*release.categories[:place], changed, *release.categories[place + 1 :]))
        case "brand":
            return replace(release, brands=(*release.brands, Brand(BrandId(f"new/{word}"), word)))
        case _:
            suits = Relation("travel", "suits", release.value_lists[at % len(release.value_lists)].values[0].id)
            return replace(release, relations=tuple(dict.fromkeys((*release.relations, suits))))


EDITS = st.tuples(
    st.sampled_from(
        ("add", "drop", "rename", "synonym", "order", "key synonym", "key description", "scope", "allowed", "category",
         "brand", "relation")
    ),
    st.integers(0, 500),
    st.sampled_from(WORDS),
)  # fmt: skip


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EDITS, min_size=1, max_size=3, unique_by=lambda edit: (edit[0], edit[2])))
def test_what_lies_outside_of_the_scope_comes_out_the_same(edits: list[tuple[str, int, str]]) -> None:
    after = base()
    for edit in edits:
        after = edited(after, *edit)
    newer = recognizer(after)
    why = newer.scope_from(base()).touched(items(), [entry.category for entry in decided()])
    for (reason, category), before, later in zip(why, decided(), newer.recognize(items()), strict=True):
        assert reason or told(replace(before, category=category)) == told(later)


@pytest.mark.parametrize("tied", [False, True])
def test_a_category_known_more_surely_counts_only_where_tags_follow_from_it(tied: bool) -> None:
    old = base()
    if tied:
        suits = tuple(Relation("travel", "suits", entry.id) for entry in old.categories)
        old = replace(old, relations=suits)
    later = tuple(replace(entry, synonyms=("tray", "oak panel")) for entry in old.categories[-1:])
    new = replace(old, categories=(*old.categories[:-1], *later))
    steps = tuple(replace(item, id=ItemId(f"p{n}"), category_path=()) for n, item in enumerate(items()))
    before, newer = recognizer(old).recognize(steps), recognizer(new)
    touches = newer.scope_from(old).touched(steps, [entry.category for entry in before])
    moved = 0
    for (reason, category), held, found in zip(touches, before, newer.recognize(steps), strict=True):
        assert reason or told(replace(held, category=category)) == told(found)
        assert category == found.category
        if held.category != found.category and _id(held) == _id(found):
            moved += 1
            assert bool(reason) == tied
    assert moved


def _id(found: Recognition) -> str | None:
    return None if found.category is None else found.category.category_id


def test_the_scope_is_small_where_little_changes() -> None:
    synonym = AttributeValue(ValueId("hp"), "Hewlett-Packard", ("HP", "hewpack"))
    brands = ValueList(ValueListId("brand"), (synonym,))
    lists = tuple(brands if entry.id == "brand" else entry for entry in base().value_lists)
    touched = recognizer(replace(base(), value_lists=lists)).scope_from(base())
    named = replace(items()[1], title="A hewpack tray", brand="Acme", specs=())
    other = replace(named, title="A tray")
    match = decided()[1].category
    assert [reason for reason, _ in touched.touched([named, other], [match, match])] == ["name", ""]
    held = [entry.category for entry in decided()]
    assert recognizer(base()).scope_from(base()).touched(items(), held) == [Touch("", match) for match in held]


def test_a_made_name_that_gets_too_many_owners_is_lost_for_all() -> None:
    """One more value with the initials of others changes how these are found, though they stay as they are."""

    def of(count: int) -> ValueList:
        names = [f"a{letter}x bravo" for letter in "abcdefghijklmnopqrstuvwxyz"][:count]
        return ValueList(ValueListId("made"), tuple(AttributeValue(ValueId(name), name) for name in names))

    crowded = list_change(of(24), of(25))
    assert crowded is not None and crowded.values == {"ayx bravo"} and "ab" in crowded.names
    assert list_change(of(24), of(24)) is None


@pytest.mark.parametrize("size", [3, 40])
def test_the_model_tells_what_it_asks(size: int) -> None:
    model = Learned.shipped().model
    assert not model.tells_apart(0, 1.0, 1.0)
    assert any(model.tells_apart(column, -1e9, 1e9) for column in range(size)), "some column is asked about"
