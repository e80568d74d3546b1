"""The words of an item with their places, what stands around a mention, and what that warns of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.evidence.associations import KeyAssociations
from itemcenter.evidence.cautions import cautions
from itemcenter.evidence.contexts import VIEWS, Context, shape, unit_words
from itemcenter.evidence.field_words import FieldWords
from itemcenter.evidence.folds import EVERYTHING
from itemcenter.evidence.item_words import MOST_WORDS, ItemWords
from itemcenter.schema import Item, ItemId, KeyId, TextSpan


def words_of(title: str = "", description: str = "", **more: object) -> ItemWords:
    return ItemWords(Item(ItemId("i"), title, description, **more))  # type: ignore[arg-type]


def span(text: str, part: str, field: str = "title") -> TextSpan:
    start = text.index(part)
    return TextSpan(field, start, start + len(part), part)


def context(title: str, part: str, kind: str = "alias") -> Context:
    return words_of(title).around(span(title, part), kind).context


# -- words -----------------------------------------------------------------------------------------------------------


def test_neighbours_and_numbers_of_words() -> None:
    text = "Brass lamp, 40 W"
    field = words_of(text).fields["title"]
    assert isinstance(field, FieldWords) and field.words == ["brass", "lamp", "40", "w"]
    start = text.index("lamp")
    assert (field.before(start), field.after(start + 4), field.index(start)) == ("brass", "40", 1)
    assert (field.before(0), field.after(len(text)), field.index(0)) == ("", "", 0)


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_every_gram_stands_where_it_says(title: str, description: str) -> None:
    words = words_of(title, description)
    for gram in words.grams():
        written = words.fields[gram.field].text[gram.start : gram.end]
        assert list(gram.words.split(" ")) == words_of(written).fields["title"].words
    for text, gram in words.grams_by_words.items():
        assert text == gram.words
        assert not any(g.words == text and (g.field, g.start) < (gram.field, gram.start) for g in words.grams()
                       if g.field == gram.field)  # fmt: skip
    assert words.vocabulary == {word for field in words.fields.values() for word in field.words}


def test_grams_have_up_to_three_words_of_one_field() -> None:
    words = words_of("Red brass desk lamp", "x")
    assert [gram.words for gram in words.grams()] == [
        "red", "red brass", "red brass desk", "brass", "brass desk", "brass desk lamp", "desk", "desk lamp", "lamp",
        "x",
    ]  # fmt: skip
    assert "x" not in words.grams_by_words, "single ASCII letters say nothing"
    assert "灯" in words_of("灯").grams_by_words
    assert len(list(words_of("ab " * 500).grams())) == 3 * MOST_WORDS - 3


def test_a_gram_is_told_of_where_it_stands_first() -> None:
    found = words_of("Lamp of brass, brass lamp", "Brass lamp").grams_by_words
    assert [(found[words].field, found[words].start) for words in ("brass", "lamp", "brass lamp")] == [
        ("title", 8), ("title", 0), ("title", 15),
    ]  # fmt: skip


def test_what_was_asked_once_is_not_made_again() -> None:
    text = "Lamp 5 x 8 in"
    words = words_of(text)
    assert words.figures("title") is words.figures("title")
    assert words.around(span(text, "5"), "figure bare") is words.around(span(text, "5"), "figure bare")
    assert words.around(span(text, "5"), "figure bare") is not words.around(span(text, "5"), "figure unit")
    eight = words.figure_at("title", text.index("8"))
    assert eight is not None and eight.number == 8.0 and words.figure_at("title", 0) is None
    known = KeyAssociations()
    found = words.associations(KeyId("k"), known, EVERYTHING)
    assert words.associations(KeyId("k"), known, EVERYTHING) is found


# -- what stands around ----------------------------------------------------------------------------------------------


def test_the_clause_on_either_side() -> None:
    text = "Old. Shade colour: brass, trim colour gold; new"
    around = words_of(text).around(span(text, "brass"), "alias")
    assert around.behind == " shade colour " and around.beside == "  "
    around = words_of(text).around(span(text, "gold"), "alias")
    assert around.behind == " shade colour brass trim colour " and around.beside == "  "
    text = "brass colour|next"
    assert words_of(text).around(span(text, "brass"), "alias").beside == " colour "
    far = "colour " + "x" * 36 + "brass" + "y" * 36 + " colour"
    around = words_of(far).around(span(far, "brass"), "alias")
    assert "colour" not in around.behind + around.beside, "36 characters on either side"


def test_the_context_of_words() -> None:
    found = context("Lamp (dark-blue) shade", "dark-blue")
    assert dict(zip(VIEWS, found, strict=True)) == {
        "kind": "alias title",
        "unit": "A4-A4",
        "before": "lamp (",
        "after": ") shade",
        "slot": "alias title 1",
        "both": "lamp (|) shade",
        "surface": "dark blue",
    }
    assert context("a b c d e f g h brass", "brass").slot == "alias title 6", "late is late"


def test_the_context_of_a_number() -> None:
    found = context("Lamp 5 x 8 in wide", "5", "figure shared")
    assert dict(zip(VIEWS, found, strict=True)) == {
        "kind": "figure shared title",
        "unit": "figure shared in+",
        "before": "lamp",
        "after": "x",
        "slot": "0/2  in",
        "both": "lamp||x",
        "surface": "5 ",
    }
    found = context("Lamp 8 in wide, red", "8 in", "typed")
    assert (found.unit, found.after, found.slot) == ("typed in", "red", "0/1 width in")
    assert context("Set of four, red", "four", "figure spelled").unit == "figure spelled "
    assert context("Four lamps", "Four").unit == "A4", "a name is a word, whatever else it may be"


def test_unit_words_name_the_unit_else_the_word_behind() -> None:
    figure = words_of("12-pack").figures("title")[0]
    assert unit_words("figure bare", figure) == "figure bare pack"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LCF16010KW", "A305A2"),
        ("NX-4471B", "A2-04A1"),
        ("a b", "A1 A1"),
        ("--", "--"),
        ("", ""),
        ("é9", "A101"),
        ("x" * 99, "A24"),
    ],
)
def test_shapes_of_codes(text: str, expected: str) -> None:
    assert shape(text) == expected


# -- what the words before warn of -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("A black lamp", ()),
        ("Not black", ("negated",)),
        ("Without black", ("negated",)),
        ("Fits black sockets", ("goes_with",)),
        ("Shade for the black lamp", ("goes_with",)),
        ("compatible with any black", ("goes_with",)),
        ("geeignet für black", ("goes_with",)),
        ("Fits. A black lamp", ()),
        ("Fits any lamp, black", ()),
        ("Also available in black", ("also_sold",)),
        ("other colours: red, black", ("also_sold",)),
        ("Available in red and black", ("also_sold",)),
        ("Also available in red. It is black", ()),
        ("in the style of black", ("compared",)),
        ("looks like black", ("compared",)),
        ("rather than black", ("compared",)),
        ("hints of black", ("compared",)),
        ("unlike others, black", ()),
        ("misfits black", ()),
        ("Fits " + "x" * 80 + " black", ()),
    ],
)
def test_cautions(text: str, warnings: tuple[str, ...]) -> None:
    start = text.index("black")
    found = cautions(text, start, start + 5)
    assert tuple(name for name, flag in zip(found._fields, found, strict=True) if flag) == warnings
