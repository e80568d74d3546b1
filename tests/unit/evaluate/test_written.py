"""Recovered values are written as the merchant writes them, learned from visible cells only."""

from __future__ import annotations

from dataclasses import replace

from itemcenter.evaluate import MerchantForms
from itemcenter.schema import (
    AttributeKey,
    Fact,
    Item,
    ItemId,
    KeyId,
    MerchantCell,
    Producer,
    ReleaseId,
    TextSpan,
    TypedValue,
    ValueId,
    ValueListId,
    ValueType,
)

WIDTH = AttributeKey(KeyId("width"), "width", ValueType.QUANTITY, unit="cm")
COLOUR = AttributeKey(KeyId("colour"), "colour", ValueType.COLOUR, value_list_id=ValueListId("colour"), multiple=True)
LID = AttributeKey(KeyId("lid"), "lid", ValueType.BOOLEAN)
PACK = AttributeKey(KeyId("pack"), "pack", ValueType.COUNT)


def said(key: AttributeKey, value: TypedValue, text: str, words: str, *, by: Producer = Producer.LOCAL_MODEL) -> Fact:
    """A fact that `words` in `text` prove."""
    start = text.index(words)
    span = TextSpan("title", start, start + len(words), words)
    return Fact(ItemId("a"), key.id, value, 0.9, (span,), by, ReleaseId("r"))


def read(key: AttributeKey, value: TypedValue, cell: str) -> Fact:
    evidence = (MerchantCell(key.name, 0, len(cell), cell),)
    return Fact(ItemId("b"), key.id, value, 0.9, evidence, Producer.MERCHANT, ReleaseId("r"))


def cm(number: float, to: float | None = None) -> TypedValue:
    return TypedValue(ValueType.QUANTITY, f"{number} cm", number=number, number_to=to, unit="cm")


def colour(name: str) -> TypedValue:
    return TypedValue(ValueType.COLOUR, name, ValueId(name))


def forms(name: str, *cells: str) -> MerchantForms:
    out = MerchantForms()
    for cell in cells:
        out.add(name, cell)
    return out


def answers(
    learned: MerchantForms, key: AttributeKey, facts: list[Fact], text: str, names: object = (), category: str = "c"
) -> list[str]:
    listed = names if isinstance(names, list) else [()] * len(facts)
    return learned.values(key.name, key, facts, listed, Item(ItemId("a"), text), category)


def width(learned: MerchantForms, value: TypedValue, text: str, words: str) -> str:
    return answers(learned, WIDTH, [said(WIDTH, value, text, words)], text)[0]


def test_a_quantity_in_the_merchants_unit() -> None:
    inches = forms("width", *["10 in"] * 19, "2 ft")
    assert width(inches, cm(25.4), "25.4 cm wide", "25.4 cm") == "10 in", "the usual unit"
    assert width(inches, cm(30.48), "1 ft wide", "1 ft") == "12 in", "one in twenty is not usual"
    both = forms("width", *["10 in"] * 8, *["20 mm"] * 2)
    assert width(both, cm(2.5), "25 mm wide", "25 mm") == "25 mm", "the text's unit, which the merchant uses too"
    assert width(both, cm(2.54), "2.54 cm wide", "2.54 cm") == "1 in"
    assert width(both, cm(2.54, 5.08), "1-2 in", "1-2 in") == "1-2 in"
    assert width(MerchantForms(), cm(2.5), "25 mm", "25 mm") == "2.5 cm", "nothing known: the key's own unit"


def test_bare_numbers_in_the_unit_that_the_texts_tell() -> None:
    bare = forms("width", "25", "30", "45.5", "12 in")
    assert width(bare, cm(2.5), "25 mm", "25 mm") == "2.5", "nobody told: the key's own unit"
    for cell, number in (("25", 2.5), ("30", 3.0), ("45.5", 4.55), ("7", 7.0)):
        bare.learn("width", cell, WIDTH, (), [said(WIDTH, cm(number), "x", "x")], "c")
    assert width(bare, cm(10.16), "4 in", "4 in") == "101.6"
    bare.learn("width", "0", WIDTH, (), [said(WIDTH, cm(0.0), "x", "x")], "c")
    assert width(bare, cm(10.16), "4 in", "4 in") == "101.6", "zero is zero in every unit and tells nothing"


def test_a_list_value_as_the_merchant_says_it() -> None:
    text = "a dark blue mug"
    fact = said(COLOUR, colour("Navy"), text, "dark blue")
    names = [("Navy", "dark blue", "marine")]
    assert answers(forms("colour", "navy", "Dark Blue"), COLOUR, [fact], text, names)[0] == "Dark Blue"
    assert answers(forms("colour", "navy", "marine", "marine"), COLOUR, [fact], text, names)[0] == "marine"
    assert answers(forms("colour", "red"), COLOUR, [fact], text, names)[0] == "Navy"
    assert answers(forms("colour", "NAVY", "navy", "navy", "n-avy"), COLOUR, [fact], text, names)[0] == "navy"
    learned = forms("colour", "NVY 7", "NVY 7", "Nvy seven", "Navy metal", "Navy metal", "Navy metal")
    for cell in ("NVY 7", "NVY 7", "Nvy seven"):
        learned.learn("colour", cell, COLOUR, [read(COLOUR, colour("Navy"), cell)], (), "c")
    assert answers(learned, COLOUR, [fact], text, names) == ["NVY 7", "Navy", "dark blue"]
    part = replace(read(COLOUR, colour("Navy"), "x"), evidence=(MerchantCell("colour", 0, 4, "Navy"),))
    for _ in range(3):
        learned.learn("colour", "Navy metal", COLOUR, [part], (), "c")
    assert answers(learned, COLOUR, [fact], text, names)[0] == "NVY 7", "a cell that says more is no name of it"
    two = [read(COLOUR, colour("Navy"), "Navy/7"), read(COLOUR, colour("Red"), "Navy/7")]
    learned = forms("colour", "Navy/7")
    learned.learn("colour", "Navy/7", COLOUR, two, (), "c")
    assert answers(learned, COLOUR, [fact], text, names)[0] == "Navy", "a cell with two values is no name of one"


def test_yes_and_no() -> None:
    yes, no = TypedValue(ValueType.BOOLEAN, "yes"), TypedValue(ValueType.BOOLEAN, "no")
    text = "with lid"
    assert answers(MerchantForms(), LID, [said(LID, yes, text, "lid")], text)[0] == "yes"
    learned = forms("lid", "true", "lid")
    learned.learn("lid", "true", LID, [read(LID, yes, "true")], (), "c")
    assert answers(learned, LID, [said(LID, yes, text, "lid")], text)[0] == "true", "not the words that prove it"
    assert answers(learned, LID, [said(LID, no, text, "lid")], text)[0] == "false"


def test_a_count_in_words() -> None:
    six, text = TypedValue(ValueType.COUNT, "6", number=6.0), "pack of 6 mugs"
    bare = said(PACK, six, text, "6")
    assert answers(forms("pack", "Pack of 1", "Pack of 1", "2"), PACK, [bare], text)[0] == "Pack of 6"
    assert answers(forms("pack", "2 packs of 3"), PACK, [bare], text)[0] == "6"
    learned = forms("pack", "Pack of 6", "6 pcs", "6 pcs")
    assert answers(learned, PACK, [said(PACK, six, text, "pack of 6")], text)[0] == "Pack of 6"
    learned.learn("pack", "6 pcs", PACK, [read(PACK, six, "6 pcs")], (), "c")
    assert answers(learned, PACK, [bare], text)[0] == "6 pcs"
    learned = forms("pack", "6", "6 pcs", "6 pcs")
    learned.learn("pack", "6 pcs", PACK, [read(PACK, six, "6 pcs")], (), "c")
    assert answers(learned, PACK, [bare], text)[0] == "6 pcs", "a number alone is no writing"


def test_the_writing_of_the_category_goes_before_the_usual_one() -> None:
    text = "a dark blue mug"
    fact = said(COLOUR, colour("Navy"), text, "dark blue")
    learned = forms("colour", "NVY", "NVY", "blue 7")
    for cell, category in (("NVY", "cups"), ("NVY", "cups"), ("blue 7", "mugs")):
        learned.learn("colour", cell, COLOUR, [read(COLOUR, colour("Navy"), cell)], (), category)
    assert answers(learned, COLOUR, [fact], text, category="mugs") == ["blue 7", "NVY", "Navy", "dark blue"]
    assert answers(learned, COLOUR, [fact], text, category="cups")[0] == "NVY"
    assert answers(learned, COLOUR, [fact], text, category="vases")[0] == "NVY"


def test_several_values() -> None:
    text = "mug in red, navy & white; lid: gold"
    red, navy, white, gold = (said(COLOUR, colour(name), text, name) for name in ("red", "navy", "white", "gold"))
    plain = forms("colour", "red", "navy")
    assert answers(plain, COLOUR, [navy, red], text) == ["red, navy", "navy", "red"], "listed side by side"
    assert answers(plain, COLOUR, [white, red, navy], text)[0] == "red, navy, white"
    assert answers(plain, COLOUR, [gold, red], text) == ["gold", "red"], "not side by side: the surest alone"
    brand = replace(gold, evidence=(TextSpan("brand", 0, 4, "gold"),))
    assert answers(plain, COLOUR, [red, navy, brand], text)[0] == "red", "one of them stands elsewhere"
    lists = forms("colour", "red, navy", "red/white", "navy")
    assert answers(lists, COLOUR, [gold, red], text)[0] == "red, gold", "the merchant's cells are lists"
