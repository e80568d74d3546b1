"""What other items state for a key without a list, found in the texts of an item."""

from __future__ import annotations

from itemcenter.evidence.folds import EVERYTHING
from itemcenter.evidence.item_words import ItemWords
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.library.category_plan import PlanBook
from itemcenter.library.lexicon import Lexicon
from itemcenter.library.wide_recall import WideRecall
from itemcenter.schema import (
    AttributeKey,
    Candidate,
    Category,
    CategoryId,
    Item,
    ItemId,
    KeyId,
    KeyScope,
    OntologyRelease,
    TextSpan,
    TypedValue,
    ValueType,
)

RESOLUTION = AttributeKey(KeyId("resolution"), "display resolution", ValueType.TEXT)
SPEED = AttributeKey(KeyId("speed"), "disk speed", ValueType.TEXT)
RELEASE = OntologyRelease(
    categories=(Category(CategoryId("laptops"), "Laptops"), Category(CategoryId("disks"), "Disks")),
    keys=(RESOLUTION, SPEED),
    value_lists=(),
    scopes=(KeyScope(CategoryId("laptops"), RESOLUTION.id), KeyScope(CategoryId("disks"), SPEED.id)),
)


def memory() -> CatalogMemory:
    out = CatalogMemory()
    for part, value in ((0, "1920 x 1080"), (1, "1920 x 1080"), (2, "1280 x 800")):
        out.seen.add(RESOLUTION, [TypedValue(ValueType.TEXT, value)], part)
    out.seen.add(SPEED, [TypedValue(ValueType.TEXT, "5400")], 0)
    return out


def recall(title: str, category: str = "laptops", part: int = EVERYTHING) -> list[Candidate]:
    item = Item(ItemId("a"), title=title, category_id=CategoryId(category))
    found = WideRecall(RELEASE, Lexicon(RELEASE), memory())
    (sets,) = found.recall([ItemWords(item)], [PlanBook(RELEASE).plan(CategoryId(category))], [part])
    for entry in sets:
        for candidate in entry.candidates:
            for span in candidate.evidence:
                assert isinstance(span, TextSpan) and title[span.start : span.end] == span.text
    return [candidate for entry in sets for candidate in entry.candidates]


def test_a_value_that_others_state_is_found_where_it_stands() -> None:
    (found,) = recall('Laptop 15.6" 1920 X 1080 pixels, again 1920 x 1080')
    assert (found.value.text, found.recall) == ("1920 x 1080", "seen")
    assert found.score == 2 / 3
    assert [span.text for span in found.evidence] == ["1920 X 1080", "1920 x 1080"]


def test_only_whole_values_of_keys_that_the_category_has() -> None:
    assert recall("Laptop 920 x 1080, 5400 rpm") == []
    assert [found.value.text for found in recall("Disk 5400 rpm", "disks")] == ["5400"]


def test_an_item_does_not_find_what_its_own_part_alone_states() -> None:
    assert recall("Laptop 1280 x 800", part=2) == []
    assert [found.score for found in recall("Laptop 1280 x 800", part=1)] == [1 / 2]
    assert [found.score for found in recall("Laptop 1920 x 1080", part=1)] == [1 / 2]


def test_the_better_known_comes_first() -> None:
    found = recall("Laptop 1280 x 800 or 1920 x 1080")
    assert [candidate.value.text for candidate in found] == ["1920 x 1080", "1280 x 800"]
