"""What descriptions name, and how the alias pass uses it and the experts' notes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.library.described_names import described_names
from itemcenter.library.lexicon import Lexicon, Sought
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    KeyId,
    OntologyRelease,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)


@pytest.mark.parametrize(
    ("description", "names"),
    [
        ("Features a variety of tea options, including beans, tea bags, and brewing equipment.",
         ["tea options", "beans", "tea bags", "brewing equipment"]),
        ("This category will include items used for hard drives like tape arrays", ["hard drives", "tape arrays"]),
        ("Various supplies and other equipment", []),
        ("The hard drives, any other ink", ["hard drives", "ink"]),
        ("Pads (A4/A5): memo pads", ["Pads", "A4", "A5", "memo pads"]),
        ("one two three four five words are no name", []),
        ("", []),
    ],
)  # fmt: skip
def test_names(description: str, names: list[str]) -> None:
    assert list(described_names(description)) == names


@given(st.text(max_size=400))
def test_every_name_is_a_piece_of_the_description(description: str) -> None:
    for name in described_names(description):
        assert 0 < len(name.split()) <= 4
        assert set(name.split()) <= set(description.replace(",", " ").split()) | set(name.split())
        assert all(word in description for word in name.split())


LIST = ValueListId("kind")
RELEASE = OntologyRelease(
    categories=(),
    keys=(
        AttributeKey(
            KeyId("kind"), "kind", ValueType.CATEGORICAL, value_list_id=LIST, normalisation="HP -> Hewlett-Packard"
        ),
    ),
    value_lists=(
        ValueList(
            LIST,
            (
                AttributeValue(ValueId("hot"), "Hot Drinks", description="Everything like tea bags, coffee and cups"),
                AttributeValue(ValueId("cold"), "Cold Drinks", description="Juices, water, cups"),
                AttributeValue(ValueId("hp"), "Hewlett-Packard"),
                AttributeValue(ValueId("hpe"), "Hewlett-Packard Enterprise"),
            ),
        ),
    ),
)


def found(text: str) -> list[tuple[str, str]]:
    (mentions,) = Lexicon(RELEASE).scan([text], [Sought((LIST,))])
    return [(str(mention.value.id), mention.kind) for mention in mentions.values]


def test_a_described_name_counts_as_a_part_of_the_name() -> None:
    assert found("100 tea bags") == [("hot", "part")]
    assert found("orange juices") == [("cold", "part")]


def test_what_a_note_says_is_another_name_and_no_made_one() -> None:
    assert found("HP server") == [("hp", "alias")]
    assert found("HP Enterprise server")[-1] == ("hpe", "alias")
