"""Reading workbooks: what is understood, and how each slip is reported."""

from pathlib import Path

import pytest

from itemcenter.errors import OntologyError
from itemcenter.ontology import copy_template, lint, read_workbook
from itemcenter.schema import BrandId, CategoryId, KeyId, ValueListId, ValueType

FILES = {
    "categories.csv": "id,parent,name,synonyms\nm,,Mugs,\nt,m,Travel mugs,thermo mug|commuter mug\nv,,Vases,\n",
    "keys.csv": (
        "id,name,type,unit,multiple,open,role,tolerance,values_of,synonyms\n"
        "colour,Colour,color,,ja,no,,,,Farbe\n"
        "handle,Handle colour,colour,,,,,,colour,\n"
        "height,Height,quantity,Zoll,,,height,0.02,,\n"
        "edition,Edition,categorical,,,yes,,,,\n"
    ),
    "applies.csv": (
        "category,key,core,order,values,only_here\nm,colour,yes,,,\nm,height,,,,\nt,colour,,-3,Black|colour/white,1\n"
    ),
    "values.csv": "key,id,name,synonyms\ncolour,,Black,schwarz\ncolour,colour/white,White,weiß\n",
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    for file, text in FILES.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    return tmp_path


def change(book: Path, file: str, old: str, new: str) -> None:
    text = (book / file).read_text(encoding="utf-8")
    assert old in text
    (book / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def problems_of(book: Path) -> str:
    with pytest.raises(OntologyError) as caught:
        read_workbook(book)
    return str(caught.value)


def test_a_sound_workbook(book: Path) -> None:
    loaded = read_workbook(book)
    release = loaded.release
    assert release.path_name(CategoryId("t")) == "Mugs > Travel mugs"
    assert release.category_by_id[CategoryId("t")].synonyms == ("thermo mug", "commuter mug")
    colour, handle = release.key_by_id[KeyId("colour")], release.key_by_id[KeyId("handle")]
    assert colour.type is ValueType.COLOUR and colour.multiple and colour.value_list_id == "colour"
    assert handle.value_list_id == "colour" and not handle.multiple
    height = release.key_by_id[KeyId("height")]
    assert (height.unit, height.role, height.tolerance) == ("in", "height", 0.02)
    assert release.key_by_id[KeyId("edition")].value_list_id is None
    assert loaded.notices == ('values.csv: 1 blank id was derived from names, first row 2: "Black" -> colour/black',)
    first, second = release.scopes_for(CategoryId("t"))
    assert first.order == -3 and first.value_ids == ("colour/black", "colour/white") and first.only_here
    assert second.key_id == "height" and second.order == 2  # blank: the place among the rows of its category
    assert release.scopes_for(CategoryId("m"))[0].core


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_spreadsheet_dialects(book: Path, separator: str, mark: str, line_end: str) -> None:
    known = read_workbook(book).release.id
    for file, text in FILES.items():
        mended = mark + "# note, with a comma\n\n" + text.replace(",", separator)
        (book / file).write_bytes(mended.replace("\n", line_end).encode("utf-8"))
    assert read_workbook(book).release.id == known


def test_decimal_commas(book: Path) -> None:
    change(book, "keys.csv", "0.02", '"0,02"')
    assert read_workbook(book).release.key_by_id[KeyId("height")].tolerance == 0.02


def test_a_list_shared_through_two_keys(book: Path) -> None:
    change(book, "keys.csv", "edition,Edition,categorical,,,yes,,,,", "lid,Lid,colour,,,,,,handle,")
    assert read_workbook(book).release.key_by_id[KeyId("lid")].value_list_id == "colour"


def test_a_row_of_only_a_key_declares_an_empty_list(book: Path) -> None:
    change(book, "values.csv", "name,synonyms\n", "name,synonyms\nedition,,,\n")
    release = read_workbook(book).release
    assert release.key_by_id[KeyId("edition")].value_list_id == "edition"
    assert release.list_by_id[ValueListId("edition")].values == ()


def test_derived_ids_keep_other_scripts_and_drop_accents(book: Path) -> None:
    (book / "brands.csv").write_text("name\nCafé Örtlich\n红色\n", encoding="utf-8")
    assert [brand.id for brand in read_workbook(book).release.brands] == [BrandId("cafe-ortlich"), BrandId("红色")]
    (book / "brands.csv").write_text("name\n!!!\n", encoding="utf-8")
    assert 'brands.csv row 2, column id: is blank, and none can be derived from the name "!!!"' in problems_of(book)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "keys.csv",
            "quantity",
            "quantiy",
            'keys.csv row 4, column type: "quantiy" is no value type; did you mean "qu',
        ),
        ("keys.csv", ",color,", ",,", "keys.csv row 2, column type: is blank"),
        ("keys.csv", "Zoll", "", "keys.csv row 4, column unit: is blank; a quantity needs one"),
        ("keys.csv", "Zoll", "blorp", 'keys.csv row 4, column unit: "blorp" is no known unit'),
        ("keys.csv", "color,,", "color,cm,", 'keys.csv row 2, column unit: "cm": only a quantity has a unit'),
        ("keys.csv", ",height,0.02", ",heigth,0.02", 'column role: "heigth" is no role; did you mean "height"?'),
        ("keys.csv", "0.02", "2%", 'keys.csv row 4, column tolerance: "2%" is no number'),
        ("keys.csv", "0.02", "1", 'keys.csv row 4, column tolerance: "1" is no number from 0 up to'),
        ("keys.csv", "0.02", "nan", 'keys.csv row 4, column tolerance: "nan"'),
        ("keys.csv", "ja,no", "perhaps,no", 'keys.csv row 2, column multiple: "perhaps" is neither yes nor no'),
        ("keys.csv", ",,colour,", ",,color,", 'row 3, column values_of: "color" has no values in values.csv; did you'),
        ("keys.csv", ",yes,,,,", ",no,,,,", "keys.csv row 5, column values_of: a closed key needs values"),
        ("keys.csv", "0.02,,", "0.02,colour,", "row 4, column values_of: a key of type quantity has no values"),
        ("keys.csv", "handle,Handle", "colour,Handle", 'keys.csv row 3, column id: "colour" stands in row 2 already'),
        ("keys.csv", "Handle colour", "", "keys.csv row 3, column name: is blank"),
        ("keys.csv", "tolerance", "tolerence", 'keys.csv row 1: "tolerence" is no column; did you mean "tolerance"?'),
        ("keys.csv", "name,type", "type,name,type", 'keys.csv row 1: the column "type" stands twice'),
        ("keys.csv", ",type", ",", 'keys.csv row 1: the column "type" is missing'),
        ("keys.csv", ",Farbe", ",Farbe,rot", "keys.csv row 2: has 11 cells for 10 columns"),
        ("categories.csv", "t,m", "t,n", 'categories.csv row 3, column parent: "n" is not in categories.csv'),
        ("categories.csv", "m,,Mugs", "m,t,Mugs", "row 2, column parent: the category tree has a cycle: m > t > m"),
        ("categories.csv", "t,m", "t,t", "category 't' is its own parent"),
        ("categories.csv", "v,,Vases", "m,,Vases", 'row 4, column id: "m" stands in row 2 already'),
        ("applies.csv", "m,height", "mm,height", 'applies.csv row 3, column category: "mm" is not in categories.csv'),
        ("applies.csv", "m,height", "m,hight", 'column key: "hight" is not in keys.csv; did you mean "height"?'),
        ("applies.csv", "m,height", "m,colour", 'applies.csv row 3: "m" and "colour" stand in row 2 already'),
        ("applies.csv", "-3", "first", 'applies.csv row 4, column order: "first" is no whole number'),
        ("applies.csv", "Black|", "Blck|", 'column values: "Blck" is no value of this key; did you mean "black"?'),
        ("applies.csv", "m,height,,,", "m,height,,,Black", 'row 3, column values: the key "height" has no value list'),
        ("values.csv", "colour,,Black", "colr,,Black", 'row 2, column key: "colr" is not in keys.csv; did you mean'),
        ("values.csv", "colour,,Black", "height,,Black", 'key "height" is of type quantity, which has no values'),
        ("values.csv", "colour,,Black", ",,Black", "values.csv row 2, column key: is blank"),
        (
            "values.csv",
            "colour,,Black",
            "colour,colour/white,Black",
            'row 3, column id: "colour/white" stands in row 2',
        ),
        ("values.csv", ",White,", ",,", "values.csv row 3, column name: is blank"),
        ("values.csv", ",Black,", ',"Black,', "values.csv row 2: is not valid CSV"),
    ],
)
def test_each_slip_is_placed(book: Path, file: str, old: str, new: str, message: str) -> None:
    change(book, file, old, new)
    assert message in problems_of(book)


def test_rows_of_a_key_that_has_another_list(book: Path) -> None:
    change(book, "values.csv", "colour,,Black", "handle,,Black")
    change(book, "applies.csv", "Black|", "")
    assert 'the key "handle" has the values of "colour", so its own are unused' in problems_of(book)


def test_other_sheets(book: Path) -> None:
    (book / "terms.csv").write_text("name,category\nCuppa,mug\n", encoding="utf-8")
    (book / "relations.csv").write_text("subject,predicate,object\nm,holds,\n", encoding="utf-8")
    found = problems_of(book)
    assert 'terms.csv row 2, column category: "mug" is not in categories.csv' in found
    assert "relations.csv row 2, column object: is blank" in found


def test_clashing_key_names(book: Path) -> None:
    change(book, "keys.csv", "edition,Edition,categorical,,,yes,,,,", "tint,Tint,text,,,,,,,Sheen|FARBE")
    read_workbook(book)  # tint applies nowhere yet
    change(book, "applies.csv", "m,height", "v,tint,,,,\nm,height")
    read_workbook(book)  # and now to vases, which have no colour
    change(book, "applies.csv", "v,tint", "t,tint")
    found = problems_of(book)
    assert 'keys.csv row 5, column synonyms: "FARBE" is also a name of the key "colour" (row 2), and both' in found
    assert 'category "t"' in found and "1 problem:" in found


def test_all_problems_are_told_at_once_and_in_order(book: Path) -> None:
    (book / "values.csv").unlink()
    change(book, "categories.csv", "t,m", "t,n")
    change(book, "keys.csv", "color,", "colur,")
    found = problems_of(book)
    assert found.index("categories.csv row 3") < found.index("keys.csv row 2") < found.index("values.csv: is missing")


def test_only_twenty_problems_are_listed(book: Path) -> None:
    rows = "".join(f"c{number},nowhere,Cup {number}\n" for number in range(30))
    (book / "categories.csv").write_text(f"id,parent,name\nm,,Mugs\nt,m,Travel\n{rows}", encoding="utf-8")
    found = problems_of(book)
    assert "30 problems" in found and "... and 10 more" in found
    assert "categories.csv row 23," in found and "categories.csv row 24," not in found


def test_missing_folder_empty_file_wrong_encoding(book: Path) -> None:
    with pytest.raises(OntologyError, match="is no folder"):
        read_workbook(book / "nowhere")
    (book / "values.csv").write_bytes("key,name\ncolour,weiß\n".encode("latin-1"))
    assert "values.csv: is not UTF-8 (byte 19)" in problems_of(book)
    (book / "values.csv").write_text("# nothing yet\n", encoding="utf-8")
    assert "values.csv: is empty; its first row must name the columns: key,id,name" in problems_of(book)
    (book / "values.csv").rename(book / "value.csv")
    assert 'values.csv: is missing; did you mean "value.csv"?' in problems_of(book)


def test_the_template_is_sound(tmp_path: Path) -> None:
    copy_template(tmp_path / "mine")
    release = read_workbook(tmp_path / "mine").release
    assert all(release.counts.values())
    assert [finding.message for finding in lint(release) if finding.severity.value != "info"] == []
    with pytest.raises(OntologyError, match="is there already"):
        copy_template(tmp_path / "mine")
