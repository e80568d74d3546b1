"""What changed between two ontologies."""

from __future__ import annotations

from dataclasses import replace

import pytest

from itemcenter.ontology.release_diff import EntryChange, change_counts, diff_releases
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Category,
    CategoryId,
    KeyId,
    KeyScope,
    OntologyRelease,
    Relation,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)

_MUGS, _CUPS = CategoryId("mugs"), CategoryId("cups")


def _key(identity: str, name: str, synonyms: tuple[str, ...] = ()) -> AttributeKey:
    return AttributeKey(
        KeyId(identity), name, ValueType.COLOUR, open=True, value_list_id=ValueListId(identity), synonyms=synonyms
    )


def _values(list_id: str, *names: str) -> ValueList:
    return ValueList(ValueListId(list_id), tuple(AttributeValue(ValueId(f"{list_id}/{n}"), n) for n in names))


BASE = OntologyRelease(
    categories=(Category(_MUGS, "Mugs"), Category(_CUPS, "Cups")),
    keys=(_key("colour", "Colour"), _key("shade", "Shade")),
    value_lists=(_values("colour", "red", "blue"), _values("shade", "teal")),
    scopes=(KeyScope(_MUGS, KeyId("colour")), KeyScope(_CUPS, KeyId("shade"))),
    relations=(Relation("mugs", "goes_with", "cups"),),
)


def _told(after: OntologyRelease) -> list[str]:
    return [change.told() for change in diff_releases(BASE, after)]


def test_nothing() -> None:
    assert diff_releases(BASE, replace(BASE, name="another")) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"categories": (Category(_MUGS, "Beakers"), Category(_CUPS, "Cups"))},
         "renamed category mugs “Beakers”: name “Mugs” -> “Beakers”"),
        ({"categories": (Category(_MUGS, "Mugs", _CUPS), Category(_CUPS, "Cups"))},
         "moved category mugs “Mugs”: parent_id nothing -> “cups”"),
        ({"categories": (Category(_MUGS, "Mugs", synonyms=("jugs", "jars")), Category(_CUPS, "Cups"))},
         "changed category mugs “Mugs”: synonyms nothing -> “jugs | jars”"),
        ({"categories": (*BASE.categories, Category(CategoryId("jars"), "Jars"))}, "added category jars “Jars”"),
        ({"value_lists": (_values("colour", "red"), BASE.value_lists[1])}, "retired value colour/blue “blue”"),
        ({"value_lists": (_values("colour", "blue", "red"), BASE.value_lists[1])},
         "changed value colour: order nothing -> “another”"),
        ({"scopes": (KeyScope(_MUGS, KeyId("colour"), core=True), BASE.scopes[1])},
         "changed applies mugs / colour: core “no” -> “yes”"),
        ({"relations": ()}, "removed relation mugs goes_with cups"),
    ],
)  # fmt: skip
def test_each_kind(change: dict[str, object], told: str) -> None:
    assert _told(replace(BASE, **change)) == [told]


def test_a_key_that_was_merged_into_another() -> None:
    after = replace(
        BASE,
        keys=(_key("colour", "Colour", ("shade",)),),
        value_lists=(_values("colour", "red", "blue", "teal"),),
        scopes=(BASE.scopes[0],),
    )
    changes = diff_releases(BASE, after)
    assert [change.told() for change in changes if change.noun == "key"] == [
        "merged key shade “Shade” -> colour",
        "changed key colour “Colour”: synonyms nothing -> “shade”",
    ]
    assert change_counts(changes)["key"] == {"merged": 1, "changed": 1}


def test_a_value_that_stands_in_another_list_was_moved() -> None:
    red = AttributeValue(ValueId("colour/red"), "red")
    lists = (_values("colour", "blue"), ValueList(ValueListId("shade"), (*BASE.value_lists[1].values, red)))
    assert _told(replace(BASE, value_lists=lists)) == ["moved value colour/red “red”: list “colour” -> “shade”"]


def test_an_entry_under_another_id() -> None:
    after = replace(BASE, categories=(Category(CategoryId("m"), "Mugs"), Category(_CUPS, "Cups")),
                    scopes=(KeyScope(CategoryId("m"), KeyId("colour")), BASE.scopes[1]))  # fmt: skip
    (change,) = (change for change in diff_releases(BASE, after) if change.noun == "category")
    assert change == EntryChange("new id", "category", "mugs", "Mugs", into="m")
    assert change.to_json() == {"kind": "new id", "noun": "category", "id": "mugs", "name": "Mugs", "into": "m"}


def test_splits_and_successors() -> None:
    """By a synonym that an entry lost, and by relations, which go before names."""

    def of(*values: AttributeValue, relations: tuple[Relation, ...] = ()) -> OntologyRelease:
        lists = (ValueList(ValueListId("colour"), values), *BASE.value_lists[1:])
        scopes = tuple(replace(scope, value_ids=()) for scope in BASE.scopes)
        return replace(BASE, value_lists=lists, relations=relations, scopes=scopes)

    blue = AttributeValue(ValueId("blue"), "blue", ("navy", "sky"))
    less, navy = replace(blue, synonyms=("sky",)), AttributeValue(ValueId("navy"), "Navy")
    found = {(change.kind, change.id): change for change in diff_releases(of(blue), of(less, navy))}
    assert found["split", "navy"].origin == "blue" and ("changed", "blue") in found
    assert "from blue" in found["split", "navy"].told()
    kept = diff_releases(of(blue), of(blue, navy))
    assert [change.kind for change in kept] == ["added"], "the synonym is still the other's"
    told = (Relation("blue", "replaced_by", "dye"), Relation("ink", "split_from", "blue"))
    dye, ink = (AttributeValue(ValueId(name), name) for name in ("dye", "ink"))
    found = {(change.kind, change.id): change for change in diff_releases(of(blue), of(dye, ink, relations=told))}
    assert found["new id", "blue"].into == "dye" and found["split", "ink"].origin == "blue"
