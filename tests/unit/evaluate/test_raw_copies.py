"""Every raw copy of a hidden pair goes; what merely says the value stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.evaluate import CopyRules, HiddenCell, adjacent_pairs, without_copies
from itemcenter.evaluate.raw_copies import CopyRemover
from itemcenter.items.specs import text_pairs
from itemcenter.schema import Item, ItemId, Spec

RULES = CopyRules(
    text_pairs, lambda name: "brand" if name in ("Brand", "Maker") else "", lambda name: name in ("specs", "raw")
)


def cells(**pairs: str) -> tuple[HiddenCell, ...]:
    return tuple(HiddenCell(ItemId("a"), name.replace("_", " "), (value,)) for name, value in pairs.items())


def cleaned(text: str, **pairs: str) -> str:
    return CopyRemover(cells(**pairs), text_pairs).text(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Colour Navy Blue", ""),
        ("General Colour: navy blue Size M", "General Size M"),
        ("colour - Navy-Blue. Fits all", ". Fits all"),
        ("Colour\tNavy\u00a0Blue | Size: M", "| Size: M"),
        ("<tr><th>Colour</th><td>Navy Blue</td></tr>", "<tr><th> </td></tr>"),
        ("Colour (main): Navy Blue", ""),
        ("Colour (Navy Blue)", ")"),
        ('x {"key"=>"Colour", "value"=>"Navy Blue"}', 'x {"key"=>" "}'),
        ("Colour Navy Blue, Colour Navy Blue", ","),
        ("Colour Colour Navy Blue Navy Blue", "Colour"),
    ],
)
def test_copies_go(text: str, left: str) -> None:
    assert cleaned(text, Colour="Navy Blue") == left


@pytest.mark.parametrize(
    "text",
    [
        "A mug in navy blue, a colour to love",
        "Navy blue colour",
        "The colour is navy blue",
        "Colour: navy",
        "Colours: navy blue",
        "Discolour navy blue",
        "Colour: blue navy",
        "Colour of your choice: navy blue",
    ],
)
def test_sentences_stay(text: str) -> None:
    assert cleaned(text, Colour="Navy Blue") == text


def test_values_in_other_writing() -> None:
    assert cleaned("Weight: 1,200 g", Weight="1200 grams") == "g", "a unit in other words"
    assert cleaned("Weight 12000 g", Weight="1200 g") == "Weight 12000 g"
    assert cleaned("Weight 1.5 kg", Weight="1") == "Weight 1.5 kg"
    assert cleaned("Waterproof: Yes", Waterproof="true") == ""
    assert cleaned("Waterproof: No", Waterproof="true") == "Waterproof: No"
    assert cleaned("Ports: HDMI, VGA / USB. Cheap", Ports="VGA; USB; HDMI") == ". Cheap", "in any order"
    assert cleaned("Care Wash & Wear", Care="Wash and Wear") == ""


def test_the_longer_name_goes_first() -> None:
    text = "Strap Colour Black Colour Red"
    assert cleaned(text, Colour="Red", Strap_Colour="Black") == ""
    assert cleaned(text, Colour="Black", Strap_Colour="Red") == "", "taking one out brings the other together"
    assert cleaned(text, Colour="Black", Strap_Colour="Blue") == "Strap Colour Red"
    assert cleaned("Size Large Red", Size="Large", Size_Large="Red") == ""
    assert cleaned("Colour Size L Red, safe to wash", Colour="Red", Size="L") == ", safe to wash"


def test_the_item_as_a_whole() -> None:
    entry = Item(
        ItemId("a"),
        "Ada mug, Size: Large",
        description="Colour Red. A red mug.",
        brand="Ada",
        category_path=("Mugs", "Size Large", "Red mugs"),
        texts=(
            ("Colour", "red"),
            ("bullets", "Size - large | microwave safe"),
            ("sheet", '{"Colour": "Red", "Size": "Large", "Lid": "no"}'),
        ),
        specs=(Spec("Colour", "Red"), Spec("Size", "Large"), Spec("Brand", "Ada"), Spec("size", "L")),
        extras=(("specs", "1 mug"), ("raw", "Large"), ("colour", "crimson"), ("note", "Colour: Red"), ("price", "5")),
    )
    hidden = (*cells(Colour="Red", Brand="Ada"), HiddenCell(ItemId("a"), "Size", ("Large", "L")))
    left, copies = without_copies(entry, hidden, RULES)
    assert left == Item(
        ItemId("a"),
        "Ada mug,",
        description=". A red mug.",
        category_path=("Mugs", "Red mugs"),
        texts=(("bullets", "| microwave safe"), ("sheet", "Lid: no")),
        extras=(("price", "5"),),
    )
    assert copies == 9
    assert adjacent_pairs(left, hidden, text_pairs) == []
    assert set(adjacent_pairs(entry, hidden, text_pairs)) == set(hidden)


def test_cells_that_stay_visible_are_left_alone() -> None:
    entry = Item(
        ItemId("a"),
        "mug",
        brand="Ada",
        description="Strap Colour: Red, Size: L",
        specs=(Spec("Colour", "Red"), Spec("Strap colour", "Red"), Spec("Brand", "Ada"), Spec("Size", "L")),
        extras=(("specs", "1 mug"),),
    )
    left, _ = without_copies(entry, cells(Colour="Red"), RULES, whole=False)
    assert [spec.name for spec in left.specs] == ["Strap colour", "Brand", "Size"]
    assert (left.brand, left.extras) == ("Ada", (("specs", "1 mug"),))
    assert left.description.endswith(", Size: L") and "Red" not in left.description
    assert without_copies(entry, (), RULES) == (entry, 0)


def test_a_title_keeps_its_value() -> None:
    entry = Item(ItemId("a"), "Model: X200", specs=(Spec("Model", "X200"),))
    left, _ = without_copies(entry, cells(Model="X200"), RULES)
    assert left.title == "X200" and not adjacent_pairs(left, cells(Model="X200"), text_pairs)


def test_a_brand_that_another_cell_names_stays() -> None:
    entry = Item(ItemId("a"), "mug", brand="Ada", specs=(Spec("Maker", "Ada"), Spec("Designer", "Ada")))
    assert without_copies(entry, cells(Designer="Ada"), RULES)[0].brand == "Ada"
    assert without_copies(entry, cells(Maker="Ada"), RULES)[0].brand == ""
    assert without_copies(entry, cells(Maker="Bob"), RULES)[0].brand == "Ada"


def test_what_the_check_sees() -> None:
    def leaks(**fields: object) -> list[str]:
        entry = Item(ItemId("a"), **({"title": "mug"} | fields))  # type: ignore[arg-type]
        return [cell.key for cell in adjacent_pairs(entry, cells(Colour="Red", Weight="5 g"), text_pairs)]

    assert leaks(description="the colour red") == ["Colour"]
    assert leaks(title="Weight 5 grams") == ["Weight"]
    assert leaks(specs=(Spec("COLOUR", "red"),)) == leaks(extras=(("colour", "Red"),)) == ["Colour"]
    assert leaks(texts=(("colour", "red"),)) == ["Colour"]
    assert leaks(extras=(("sheet", '[{"name": "Colour", "value": "Red"}]'),)) == ["Colour"]
    assert leaks(category_path=("Colour", "Red")) == ["Colour"]
    assert leaks(description="discolour redness") == leaks(description="weight 55") == []
    assert leaks(description="a red mug of 5 g", specs=(Spec("Strap colour", "Red"),)) == []


def test_nonsense_ends() -> None:
    text = "mug " + "Colour Size " * 2000 + "L Red " * 2000
    left = cleaned(text, Colour="Red", Size="L")
    assert left.startswith("mug Colour Size") and "L" not in left and "Red" not in left


_WORD = st.sampled_from(["Colour", "Size", "red", "Red", "L", "12", "1", "2", ".5", ",", ":", "(", ")", "value", '"',
                         "and", "<b>", "&amp;", "\n", "|", "yes", "true", "Wash"])  # fmt: skip
_TEXT = st.lists(_WORD, max_size=14).map(" ".join)


@given(
    _TEXT, _TEXT, st.lists(_TEXT, max_size=2), st.sampled_from(["Red", "12", "1.5 L", "Wash and red", "yes", "L, 12"])
)
def test_no_pair_is_left(title: str, description: str, steps: list[str], value: str) -> None:
    path = tuple(step for step in map(str.strip, steps) if step)
    entry = Item(ItemId("a"), title or "mug", description=description, category_path=path)
    hidden = (HiddenCell(ItemId("a"), "Colour", (value, "red")), HiddenCell(ItemId("a"), "Size", ("L",)))
    left, copies = without_copies(entry, hidden, RULES)
    assert adjacent_pairs(left, hidden, text_pairs) == []
    if not adjacent_pairs(entry, hidden, text_pairs) and copies == 0:
        assert (left.title, left.description) == (entry.title, entry.description)
    again, more = without_copies(left, hidden, RULES)
    assert (again, more) == (left, 0), "nothing is left to take"
