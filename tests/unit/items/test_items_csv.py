"""CSV as it comes: delimiters, quotes that are wrong, ragged rows, lines and cells beyond every measure."""

from __future__ import annotations

import pytest
from catalog_files import ReadText

from itemcenter.errors import CatalogError
from itemcenter.schema.item import MAX_RAW

HEADER = "id,title,brand\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_detected(read: ReadText, delimiter: str) -> None:
    rows = [["SKU", "Product Name", "Description"], ["1", "Lamp", "a, b; c"], ["2", "Desk", "x | y"]]
    quoted = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    assert [item.title for item in read(quoted).items] == ["Lamp", "Desk"]


def test_separator_line_of_spreadsheets(read: ReadText) -> None:
    found = read("sep=;\nid;title\n1;Lamp, red\n")
    assert found.item.title == "Lamp, red" and found.rows[0].line == 3


def test_wrong_delimiter_is_named(read: ReadText) -> None:
    with pytest.raises(CatalogError, match='set delimiter = ","'):
        read("id,title,brand\n1,Lamp,Ikea\n", delimiter=";")


def test_empty_and_header_only(read: ReadText) -> None:
    for content in ("", "\n\n  \n", "\ufeff"):
        with pytest.raises(CatalogError, match="empty"):
            read(content)
    found = read("id,title\n")
    assert found.rows == [] and "no rows" in found.reader.notices[0]


def test_no_usable_column_names_what_is_there(read: ReadText) -> None:
    with pytest.raises(CatalogError, match=r"no id and no title column among: foo, bar.*itemcenter.toml"):
        read("foo,bar\n1,2\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_and_line_breaks_inside_cells(read: ReadText, newline: str) -> None:
    text = newline.join(["id,title,description", f'1,Lamp,"two{newline}lines"', "2,Desk,", ""])
    found = read(text)
    assert [item.description for item in found.items] == [f"two{newline}lines", ""]
    assert [row.line for row in found.rows] == [2, 4]


def test_unescaped_quotes_are_repaired(read: ReadText) -> None:
    found = read(
        HEADER
        + '1,"12" Monitor","Dell"\n'  # a quote inside
        + '2,"Monitor 12"","Dell"\n'  # a quote at the end
        + '3,""Weird Al" Yankovic","Sony"\n'  # at the start
        + '4,"He said "no" twice" ,"X"\n'  # blank before the delimiter
        + '5,24" Monitor,Dell\n'  # no quoted cell: nothing to repair
    )
    assert [item.title for item in found.items] == [
        '12" Monitor', 'Monitor 12"', '"Weird Al" Yankovic', 'He said "no" twice', '24" Monitor',
    ]  # fmt: skip
    assert {item.brand for item in found.items} == {"Dell", "Sony", "X"}
    assert found.reader.rows_repaired == 4 and found.rejected == []


def test_backslash_quotes_are_a_dialect_not_a_repair(read: ReadText) -> None:
    text = HEADER + '1,"12\\" Monitor","Dell"\n2,"TV 40\\"","LG"\n3,"a \\\\ b","C:\\new"\n'
    found = read(text)
    assert [item.title for item in found.items] == ['12" Monitor', 'TV 40"', "a \\ b"]
    assert found.items[2].brand == "C:\\new"
    assert found.reader.rows_repaired == 0


def test_cell_ending_with_a_backslash_is_kept(read: ReadText) -> None:
    assert read(HEADER + '1,"a\\","b"\n').item.title == "a\\"


def test_ambiguous_quotes_go_to_the_quarantine(read: ReadText) -> None:
    found = read(HEADER + '1,"Frame 12", black","Dell"\n2,Lamp,Ikea\n')
    assert found.reasons == ["columns"] and found.rejected[0].raw == '1,"Frame 12", black","Dell"'
    assert [item.id for item in found.items] == ["2"]


@pytest.mark.parametrize("closing", ['"c, d",E', "c,E", '"c",E', '"c ""x""",E'])
def test_unclosed_quote_costs_one_row(read: ReadText, closing: str) -> None:
    rows = "".join(f"{number},Lamp,Ikea\n" for number in range(3, 3000))
    found = read(HEADER + f'1,"Foo,Dell\n2,{closing}\n' + rows)
    assert found.reasons == ["quote"] and found.rejected[0].raw == '1,"Foo,Dell'
    assert len(found.items) == 2998 and found.items[0].id == "2"
    assert (found.rows[0].row, found.rows[0].line) == (1, 2)


def test_unclosed_quote_in_every_row_stays_fast(read: ReadText) -> None:
    found = read(HEADER + '"x\n' * 3000)
    assert set(found.reasons) == {"quote"} and len(found.rejected) == 3000


def test_two_errors_that_cancel_out_are_not_mistaken_for_a_row(read: ReadText) -> None:
    found = read(HEADER + '1,"Stand up to 40"","holds 40", black"\n2,"TV 40"","Sony"\n')
    assert found.reasons == ["columns"] and [item.title for item in found.items] == ['TV 40"']


def test_multi_line_cell_with_an_unescaped_quote(read: ReadText) -> None:
    found = read(HEADER + '1,"Big\n12" Monitor","Dell"\n2,Lamp,Ikea\n')
    assert [item.title for item in found.items] == ['Big\n12" Monitor', "Lamp"]


def test_ragged_rows(read: ReadText) -> None:
    found = read(HEADER + "1,Lamp\n2,Desk,Ikea,,\n3,Chair,Ikea,x\n\n,,\n4,Sofa,Ikea\n")
    assert found.reasons == ["columns", "columns"]
    assert [item.id for item in found.items] == ["2", "4"]
    assert found.reader.passed_over == 1  # the row of delimiters; it counts as a record
    assert [row.row for row in found.rows] == [1, 2, 3, 4]


def test_header_with_nameless_and_repeated_columns(read: ReadText) -> None:
    found = read("id,title,,note,note,\n1,Lamp,a,b,c,\n")
    assert found.item.extras == (("column 3", "a"), ("note", "b"), ("note (5)", "c"))


def test_oversize_cell_and_line(read: ReadText) -> None:
    big = "x" * 10_000_000
    found = read(HEADER + f"1,{big},Dell\n2,{big[:1_500_000]},Dell\n3,Lamp,Ikea\n")
    assert found.reasons == ["oversize", "oversize"]
    assert found.rejected[0].raw_length > 10_000_000 and len(found.rejected[0].raw) == MAX_RAW
    assert found.rejected[1].column == "title"
    assert [(item.id, row.line) for item, row in zip(found.items, found.rows[2:], strict=True)] == [("3", 4)]


def test_control_characters_become_blanks(read: ReadText) -> None:
    found = read(HEADER + "1,La\0mp\x0b!,Ikea\n2,Desk,Ikea\n")
    assert [item.title for item in found.items] == ["La mp !", "Desk"]
    assert found.reader.rows_repaired == 1


def test_rows_without_id_or_title(read: ReadText) -> None:
    found = read(HEADER + ",Lamp,Ikea\nN/A,Lamp,Ikea\n3, ,Ikea\n4,NA,Ikea\n" + "x" * 600 + ",Lamp,Ikea\n")
    assert found.reasons == ["no_id", "no_id", "no_title", "id"]
    assert found.item if len(found.rows) == 1 else found.items[0].title == "NA"
    assert all(row.remedy and row.message for row in found.rejected)


def test_reading_twice_gives_the_same(read: ReadText) -> None:
    found = read(HEADER + '1,Lamp,Ikea\n2,"x\n')
    assert list(found.reader) == found.rows and found.reader.rows_read == 2


def test_variants_take_title_and_brand_from_their_first_row(read: ReadText) -> None:
    found = read(
        "Handle,Title,Body (HTML),Vendor,Type,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src\n"
        "shirt,Shirt,<p>Soft</p>,Acme,Shirts,Size,S,sh-s,10,https://x/1.jpg\n"
        "shirt,,,,,,M,sh-m,10,\n"
        "shirt,,,,,,,,,https://x/2.jpg\n"
        "mug,Mug,,Acme,Mugs,Title,Default Title,mug-1,5,\n"
    )
    assert [(item.id, item.title, item.brand, item.group_id) for item in found.items] == [
        ("sh-s", "Shirt", "Acme", "shirt"), ("sh-m", "Shirt", "Acme", "shirt"), ("mug-1", "Mug", "Acme", "mug"),
    ]  # fmt: skip
    assert [[(spec.name, spec.value) for spec in item.specs] for item in found.items] == [
        [("Size", "S")], [("Size", "M")], [],
    ]  # fmt: skip
    assert found.items[1].description == "<p>Soft</p>" and found.reader.passed_over == 1
