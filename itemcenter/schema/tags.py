"""Item tags: scenarios and product terms of a release, as values of two keys that every release has of itself.

So a tag is found, decided, stored, corrected and explained like any other value. The two keys are in no part of a
release and in no scope: forms, coverage and learning leave them out. Ids that begin with "tag:" are kept for them.
"""

from __future__ import annotations

from collections.abc import Iterable

from itemcenter.schema.fact import ValueType
from itemcenter.schema.ids import KeyId, ValueId, ValueListId
from itemcenter.schema.ontology import AttributeKey, AttributeValue, ProductTerm, ScenarioTag, ValueList

_RESERVED = "tag:"

SCENARIO_KEY = AttributeKey(
    id=KeyId("tag:scenario"),
    name="scenario",
    type=ValueType.CATEGORICAL,
    multiple=True,
    value_list_id=ValueListId("tag:scenario"),
    synonyms=("use case", "occasion"),
    description="Uses and occasions that the item serves.",
)
TERM_KEY = AttributeKey(
    id=KeyId("tag:term"),
    name="product term",
    type=ValueType.CATEGORICAL,
    multiple=True,
    value_list_id=ValueListId("tag:term"),
    description="What people call a thing of this kind.",
)
#: Ids of the two keys.
TAG_KEYS = (SCENARIO_KEY.id, TERM_KEY.id)


def is_reserved(entry_id: str) -> bool:
    """Whether an id is kept for tags."""
    return entry_id.startswith(_RESERVED)


def tag_lists(scenarios: Iterable[ScenarioTag], terms: Iterable[ProductTerm]) -> tuple[ValueList, ...]:
    """The value lists of the two keys, by id of the entry; a kind without entries has none."""
    found = {
        SCENARIO_KEY: [AttributeValue(ValueId(s.id), s.name, s.synonyms, s.description) for s in scenarios],
        TERM_KEY: [AttributeValue(ValueId(t.id), t.name, t.synonyms) for t in terms],
    }
    return tuple(
        ValueList(key.value_list_id, tuple(sorted(values, key=lambda value: value.id)))
        for key, values in found.items()
        if values and key.value_list_id is not None
    )
