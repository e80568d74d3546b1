"""`NameReader`: what titles and names within texts state, learned from the cells of other items."""

from itertools import product

import pytest

from itemcenter.errors import InvariantError
from itemcenter.extract.cell_tags import CODE, Lesson
from itemcenter.extract.known_values import name_words, value_words
from itemcenter.extract.word_signs import Steps
from itemcenter.ontology.discover import HarvestOptions, KeyBook, NameReader, Reader, TaughtItem
from itemcenter.ontology.discover.reader import says_nothing
from itemcenter.schema import CategoryId, Item, ItemId

_BRANDS = ("Acme", "Bolt", "Cura", "Dora Home", "Elif", "Fenn")


def _item(number: int, title: str, kind: str, text: str = "") -> Item:
    return Item(ItemId(f"i{number}"), title or "-", description=text, category_path=("Home", kind))


def _taught() -> list[TaughtItem]:
    out = []
    shelves = (("Mugs", "Mug", ("Ceramic", "Steel")), ("Table Lamps", "Table Lamp", ("Brass", "Ceramic")))
    for number, (brand, (shelf, kind, materials), colour) in enumerate(
        product(_BRANDS, shelves, ("Red", "Blue", "Dark Green"))
    ):
        material = materials[number % 2]
        code = f"{brand[:2].upper()}-{number}{kind[0]}"
        title = f"{brand} {colour} {material} {kind} {code}"
        cells = [("Brand", brand), ("Material", material), ("Model ID", code), ("Type", kind)]
        if number % 3:
            cells.append(("Color", colour))  # every third merchant leaves the colour out
        text = f"Buy {title} only for Rs.{number}99 online."
        out.append(TaughtItem(_item(number, title, shelf, text), title, tuple(cells)))
    return out


_BOOK = KeyBook()
_READER = NameReader.fit(_taught(), _BOOK)


def _read(title: str, kind: str, text: str = "") -> dict[str, str]:
    assert _READER is not None
    return {said.key: said.span.text for said in _READER.read(_item(99, title, kind, text))}


def test_a_title_of_words_that_were_met_in_other_places() -> None:
    found = _read("Dora Home Dark Green Steel Mug DO-77M", "Mugs")
    assert found.pop("brand") == "Dora Home" and found.pop("model id") == "DO-77M"
    assert found == {"color": "Dark Green", "material": "Steel", "type": "Mug"}


def test_a_brand_that_nobody_has_met_and_a_name_within_a_text() -> None:
    found = _read("", "Table Lamps", "Buy Gorma Red Brass Table Lamp GO-5T only for Rs.799 online.")
    assert found["brand"] == "Gorma" and found["type"] == "Table Lamp" and found["model id"] == "GO-5T"


def test_spans_stand_in_their_fields() -> None:
    assert _READER is not None
    item = _item(1, "Elif Blue Steel Mug EL-1M", "Mugs", "Buy Elif Blue Steel Mug EL-1M only for Rs.199 online.")
    said = _READER.read(item)
    assert said and all(item.proves(entry.span) and 0 < entry.confidence <= 1 for entry in said)
    assert len({entry.key for entry in said}) == len(said)


def test_the_reader_says_each_key_once_and_gives_the_name_that_the_catalog_writes() -> None:
    book = KeyBook.of((entry.item.description, entry.cells) for entry in _taught())
    item = _item(1, "", "Mugs", "Buy Elif Blue Steel Mug EL-1M only for Rs.199 online.\nPrice: Rs. 199\nMaterial: Clay")
    units = Reader(book, {}, None, _READER).units(item, CategoryId(""))
    assert [unit.value for unit in units if unit.key == "Material"] == ["Clay"]
    assert [unit.value for unit in units if unit.key == "Model ID"] == ["EL-1M"]
    assert not any(unit.key == "Price" for unit in units)


def test_prices_and_measures_of_nothing_are_no_values() -> None:
    assert all(map(says_nothing, ("Rs. 1,799", "$ 20.00", "12 EUR", "0 cm", "0.0", "NA", "n/a", "NA K", "--")))
    assert not any(map(says_nothing, ("10 cm", "0.5 l", "NAVY", "Nairobi", "2", "RS 5 mm")))


def test_nothing_is_learned_from_nothing() -> None:
    assert NameReader.fit([], _BOOK) is None
    assert NameReader.fit([TaughtItem(_item(1, "Acme Mug", "Mugs"), "Acme Mug", ())], _BOOK) is None
    with pytest.raises(InvariantError, match="cannot teach"):
        HarvestOptions(names=-1)


def _of_makers() -> list[TaughtItem]:
    out = []
    for number, (brand, whom, colour) in enumerate(
        product(("Acme", "Bolt Studio", "Cura"), ("Women", "Men", "Ladies"), ("Red", "Blue", "Black and Red", "Green"))
    ):
        code = f"{chr(65 + number // 6)}{chr(65 + number % 6)}-{number}7" if number % 3 else f"{number}0-{number}7"
        title = f"{brand} {colour} {whom} Boots {code}"
        cells = [("Brand", brand), ("Color", colour), ("Model ID", code)]
        cells.append(("Ideal For", "Women" if whom == "Ladies" else whom))
        item = Item(ItemId(f"m{number}"), title, category_path=("Shoes", "Boots", f"{brand} Boots"))
        out.append(TaughtItem(item, title, tuple(cells)))
    return out


def test_a_maker_of_the_path_other_words_for_whom_and_codes_of_figures() -> None:
    reader = NameReader.fit(_of_makers(), _BOOK)
    assert reader is not None and reader.makers.key == "brand"
    path = ("Shoes", "Boots", "Upside Down Red Boots")
    found = reader.read(Item(ItemId("x"), "Upside Down Red Blue Ladies Boots 70-77", category_path=path))
    said = {entry.key: entry.span.text for entry in found}
    assert said["brand"] == "Upside Down Red", "the colour in it is the maker's"
    assert (said["color"], said["ideal for"], said["model id"]) == ("Blue", "Ladies", "70-77")
    text = Item(ItemId("y"), "", description="Boots by Upside Down Red.", category_path=path)
    assert [entry.span.text for entry in reader.read(text) if entry.key == "brand"] == ["Upside Down Red"]


def test_what_the_category_says_an_item_is_and_what_cells_say_are_both_told() -> None:
    taught = _taught()
    for number, (brand, kind) in enumerate(product(_BRANDS, ("Analog", "Digital"))):
        title = f"{brand} W-{number} {kind} Watch"
        item = Item(ItemId(f"w{number}"), title, category_path=("Watches", "Wrist Watches"))
        taught.append(TaughtItem(item, title, (("Brand", brand), ("Type", kind), ("Model ID", f"W-{number}"))))
    reader = NameReader.fit(taught, _BOOK)
    assert reader is not None
    item = Item(ItemId("w"), "Gorma X-77 Analog Watch", category_path=("Watches", "Wrist Watches"))
    assert [said.span.text for said in reader.read(item) if said.key == "type"] == ["Analog", "Watch"]
    groups = reader.tagger.tags.of_group
    assert "material" in groups["home"] and "watches" not in groups, "12 items are too few to tell what watches have"


def test_of_two_keys_with_one_value_the_narrower_is_told() -> None:
    keys = (("Outer Material", "Clay"), ("Fit", "Slim"), ("Sole", "Rubber"))
    book = KeyBook.of([(" ".join(f"{key} {value}" for key, value in keys), list(keys))] * 3)
    item = _item(1, "", "Mugs", "Material: Clay\nOuter Material Clay Fit Slim Sole Rubber")
    units = Reader(book, {}).units(item, CategoryId(""))
    assert {unit.key: unit.value for unit in units} == dict(keys)


def test_where_cells_say_what_an_item_is_or_its_sort_one_is_told() -> None:
    taught = _taught()
    for number, (brand, sort) in enumerate(product(_BRANDS, ("A-line", "Wrap"))):
        title = f"{brand} {sort} Dress D-{number}"
        cells = (("Brand", brand), ("Type", sort), ("Model ID", f"D-{number}"))
        taught.append(TaughtItem(Item(ItemId(f"d{number}"), title, category_path=("Home", "Dresses")), title, cells))
    reader = NameReader.fit(taught, _BOOK)
    assert reader is not None and reader.tagger.tags.kind_groups == {"home"}
    item = Item(ItemId("d"), "Gorma A-line Dress X-77", category_path=("Home", "Dresses"))
    assert [said.span.text for said in reader.read(item) if said.key == "type"] == ["A-line"]


def test_a_value_that_ends_with_a_keys_name_is_that_keys() -> None:
    taught = []
    for number, (brand, neck, kind) in enumerate(product(_BRANDS, ("Round Neck", "V-neck"), ("Sweater", "Top"))):
        title = f"{brand} {neck} {kind}"
        cells = (("Brand", brand), ("Neck" if number < 3 else "Type", neck))
        taught.append(TaughtItem(_item(number, title, f"{kind}s"), title, cells))
    reader = NameReader.fit(taught, _BOOK)
    assert reader is not None
    for neck in ("Round Neck", "V-neck"):
        said = {entry.key: entry.span.text for entry in reader.read(_item(99, f"Gorma {neck} Sweater", "Sweaters"))}
        assert said["neck"] == neck


def test_what_a_text_names_is_not_told_of_another_key() -> None:
    book = KeyBook.of((entry.item.description, entry.cells) for entry in _taught())
    text = "Buy Elif Blue Steel Mug EL-1M only for Rs.199 online.\n{}: Steel\nNot covered: Dents"
    for name, keys in (("Rim", {"Rim"}), ("Material", {"Material"})):
        units = Reader(book, {}, None, _READER).units(_item(1, "", "Mugs", text.format(name)), CategoryId(""))
        assert {unit.key for unit in units if unit.value == "Steel"} == keys
        assert all(unit.value != "Dents" for unit in units), "what is denied is not told"


def test_what_an_item_is_has_no_measure_before_it() -> None:
    taught = []
    for number, (brand, size) in enumerate(product(_BRANDS, ("500 ml", "800 ml"))):
        title = f"{brand} {size} Bottle"
        taught.append(
            TaughtItem(_item(number, title, "Bottles"), title, (("Brand", brand), ("Type", f"{size} Bottle")))
        )
    reader = NameReader.fit(taught, _BOOK)
    assert reader is not None
    said = {entry.key: entry.span.text for entry in reader.read(_item(99, "Gorma 800 ml Bottle", "Bottles"))}
    assert said["type"] == "Bottle"


def test_codes_without_digits_teach_no_codes() -> None:
    reader = NameReader.fit(_of_makers(), _BOOK)
    assert reader is not None and reader.tagger.tags.of["model id"] == CODE
    told = {}
    for code in ("Double Blanket", "DB-17"):
        words = name_words(code)
        lesson = Lesson(((code, words),), [("model id", value_words(code))], "shoes", Steps(()))
        tags = reader.tagger.tags
        told[code] = not tags.allowed(words, [], [], lesson, reader.tagger.known, False)[:, 0].any()
    assert told == {"Double Blanket": False, "DB-17": True}
