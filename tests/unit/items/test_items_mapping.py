"""What columns mean: synonyms, preference, the user's word, spec containers, category paths."""

from __future__ import annotations

import json
from typing import Any

import pytest
from catalog_files import ReadText

from itemcenter.errors import CatalogError
from itemcenter.items.specs import spec_pairs


def roles(read: ReadText, header: str, **options: Any) -> dict[str, str]:
    found = read(header + "\n" + ",".join("abcdefghijklmnopqrstuvwxyz"[: header.count(",") + 1]) + "\n", **options)
    return {column.source: column.role for column in found.reader.mapping.columns}


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("id,title,description,brand,category", "id title description brand category"),
        ("uniq_id,pid,product_name,brand,image", "id extra title brand images"),
        ("upc,name,manufacturer,short_description,long_description", "id title brand text description"),
        ("id,name,title,supplier,img_high,img_500x500", "id text title brand extra images"),
        ("sku,name,short_description,price,color", "id title description extra spec"),
        ("Artikelnummer,Bezeichnung,Marke,Größe", "id title brand spec"),
        ("商品编号,标题,品牌,类目", "id title brand category"),
        ("g:id,g:title,g:item_group_id,g:google_product_category,g:product_type",
         "id title group category text"),
        ("itemId,productName,imageUrl,groupId", "id title images group"),
        ("ID,SKU,Name,Categories,Images,Attribute 1 name,Attribute 1 value(s)",
         "id extra title category images pair_name pair_value"),
        ("sku,parent_sku,title,Frobnication", "id group title extra"),
    ],
)  # fmt: skip
def test_synonyms(read: ReadText, header: str, wanted: str) -> None:
    assert list(roles(read, header).values()) == wanted.split()


def test_the_users_columns_win(read: ReadText) -> None:
    given = (("title", "name"), ("id", "MPN"), ("text", "notes"), ("category_path", "type"))
    found = roles(read, "id,mpn,title,name,notes,type,ram,kit", columns=given, spec_columns=("ram",), specs=("kit",))
    assert list(found.values()) == ["extra", "id", "text", "title", "text", "category", "spec", "specs"]


def test_a_column_that_does_not_exist(read: ReadText) -> None:
    with pytest.raises(CatalogError, match=r"no column 'nam'.*did you mean 'name'"):
        read("id,name\n1,a\n", columns=(("title", "nam"),))
    with pytest.raises(CatalogError, match="no column 'ram'"):
        read("id,name\n1,a\n", spec_columns=("ram",))


def test_an_empty_or_repeating_id_column_yields(read: ReadText) -> None:
    rows = "".join(f",sku{number},Lamp\n" for number in range(10))
    assert read("id,sku,title\n" + rows).items[3].id == "sku3"
    rows = "".join(f"7,sku{number},Lamp\n" for number in range(10))
    assert read("id,sku,title\n" + rows).items[3].id == "sku3"


def test_an_empty_id_column_stays_the_id_unless_another_is_named_so(read: ReadText) -> None:
    """Later rows may hold ids. Numbers that only look like ids, or ids made of the content, would be others."""
    found = read("key,title,sku,brand\n" + "".join(f"AB-{number}00,Lamp {number},,\n" for number in range(30)))
    assert found.items == [] and set(found.reasons) == {"no_id"}
    rows = "".join(f",Lamp {number},,\n" for number in range(250)) + "S-1,Lamp,,Ada\n"
    last = read("sku,title,zzz,brand\n" + rows).items[-1]
    assert (last.id, last.brand) == ("S-1", "Ada")
    rows = "".join(f",Lamp {number},AB-{number}00\n" for number in range(10))
    assert read("sku,title,article code\n" + rows).items[3].id == "AB-300"
    assert read("ean,title,price\n" + "".join(f",Lamp {number},1.00\n" for number in range(10))).items[3].title


@pytest.mark.parametrize(
    ("column", "role", "plain", "odd"),
    [
        ("maker", "brand", "Ada", {"x": [1, {"y": None}]}),
        ("maker", "brand", "Ada", ["Ada", "Bea"]),
        ("variant_group", "group", "MUG", {"x": 1}),
        ("variant_group", "group", "MUG", "m" * 600),
        ("shelf category", "category", "Mugs > Small", [{"deep": [1]}]),
        ("box weight", "spec", "3 kg", [{"deep": [1]}, "4 kg"]),
    ],
)
def test_a_proposed_role_rejects_no_row(read: ReadText, column: str, role: str, plain: str, odd: Any) -> None:
    """A value that does not fit the role of a column of an unknown name is set aside."""
    rows = [{"sku": f"M-{number}", "title": f"Mug {number}", column: plain} for number in range(9)]
    rows.append({"sku": "M-9", "title": "Mug 9", column: odd})
    found = read("".join(json.dumps(row) + "\n" for row in rows), "c.jsonl")
    assert {entry.source: (entry.role, entry.how) for entry in found.reader.mapping.columns}[column] == (role, "name")
    assert found.reasons == []
    kept = json.dumps(odd[0] if role == "spec" else odd) if not isinstance(odd, str) else odd
    assert found.items[9].extras == ((column, kept),)
    assert (found.items[9].brand, found.items[9].group_id, found.items[9].category_path) == ("", None, ())


def test_an_empty_list_or_object_is_an_empty_cell(read: ReadText) -> None:
    for nothing in ([], {}):
        row = {"sku": "M-1", "title": "Mug", "brand": nothing, "group": nothing, "category": nothing, "maker": nothing}
        found = read(json.dumps(row) + "\n", "c.jsonl")
        assert found.reasons == [] and (found.items[0].brand, found.items[0].category_path) == ("", ())
    assert read('{"sku": [], "title": "Mug"}\n{"sku": "1", "title": {}}\n', "c.jsonl").reasons == ["no_id", "no_title"]


def test_text_names_never_repeat_a_field(read: ReadText) -> None:
    item = read("id,name,title,description\n1,a,b,c\n", columns=(("title", "name"),)).item
    assert item.texts == (("title (column)", "b"),)


def test_prefix_columns(read: ReadText) -> None:
    item = read("id,title,attr_t_form_factor,attr_n_width__mm_,attr_b_wifi,attr_t_x\n1,a,Slim,17.0,TRUE,N/A\n").item
    assert [(spec.name, spec.value) for spec in item.specs] == [
        ("form factor", "Slim"), ("width mm", "17"), ("wifi", "true"),
    ]  # fmt: skip


CONTAINERS: list[tuple[Any, list[tuple[str, str]]]] = [
    ({"a": "x", "b": 17.0, "c": True, "d": None, "e": ["p", "q"]},
     [("a", "x"), ("b", "17"), ("c", "true"), ("d", ""), ("e", "p"), ("e", "q")]),
    ([["a", "x"], [None, "y"], ["b", None]], [("a", "x"), ("", "y"), ("b", "")]),
    ([["a", ["x", "y"]]], [("a", "x"), ("a", "y")]),
    ([{"name": "a", "value": "x"}, {"key": "b", "value": 2}, {"value": "z"}], [("a", "x"), ("b", "2"), ("", "z")]),
    ([{"attribute_name": "a", "attribute_value": "x", "section_name": "s"}], [("a", "x")]),
    ([{"name": "w", "value": 3.5, "unit": "kg"}], [("w", "3.5 kg")]),
    ([{"a": "x"}, {"b": "y"}], [("a", "x"), ("b", "y")]),
    ({"Display": {"Size": "6 in"}, "Body": {"Size": "15 cm"}}, [("Display Size", "6 in"), ("Body Size", "15 cm")]),
    ({"specs": [{"key": "a", "value": "x"}]}, [("a", "x")]),
    ("a: x | b: y:z", [("a", "x"), ("b", "y:z")]),
    ("a: x; b：y", [("a", "x"), ("b", "y")]),
    ("a: x\nb: y\nloose", [("a", "x"), ("b", "y"), ("", "loose")]),
    ('{"a": "x"}', [("a", "x")]),
    ('{"product_specification"=>[{"key"=>"a", "value"=>"x"}, {"value"=>"y"}, {"key"=>"c", "value"=>nil}]}',
     [("a", "x"), ("", "y"), ("c", "")]),
    (["a: x", "loose"], [("a", "x"), ("", "loose")]),
]  # fmt: skip


@pytest.mark.parametrize(("value", "pairs"), CONTAINERS)
def test_spec_containers(value: Any, pairs: list[tuple[str, str]]) -> None:
    assert spec_pairs(value, "specs") == pairs


def test_text_without_pairs_is_kept_as_text(read: ReadText) -> None:
    rows = "".join(f'{number},Lamp,"Color: red | Size: {number}"\n' for number in range(9))
    found = read("id,title,specs\n" + rows + "9,Lamp,see https://x.y/z for all of it\n")
    assert len(found.items[3].specs) == 2
    assert found.items[-1].texts == (("specs", "see https://x.y/z for all of it"),)


def test_nameless_values_are_kept_as_extras(read: ReadText) -> None:
    item = read(json.dumps({"id": 1, "title": "a", "specs": [["x", "1"], [None, "dry clean"]]}), "c.jsonl").item
    assert item.extras == (("specs", "dry clean"),)


def test_unknown_columns_with_specs_are_found_by_their_values(read: ReadText) -> None:
    row = {"id": 1, "title": "a", "facts": {"Color": "Red", "RAM": "8 GB"}, "price": {"amount": 5, "currency": "EUR"}}
    item = read(json.dumps(row), "c.jsonl").item
    assert [spec.name for spec in item.specs] == ["Color", "RAM"]
    assert item.extras == (("price", '{"amount": 5, "currency": "EUR"}'),)


@pytest.mark.parametrize(
    ("cells", "path"),
    [
        (["A > B", "A > C > D"], ("A", "C", "D")),
        (["A >> B", "A"], ("A",)),
        (["A / B-1/2", "A / C/D"], ("A", "C/D")),
        (["A/B", "C/D"], ("C", "D")),
        (["TV/Video", "Audio", "Phones", "Games"], ("Games",)),
        (["A|B", "C|D| "], ("C", "D")),
        (['["A >> B >> C"]', '["A >> B >> C "x" d"]'], ("A", "B", 'C "x" d')),
        (["A > B", "N/A"], ()),
    ],
)
def test_category_texts(read: ReadText, cells: list[str], path: tuple[str, ...]) -> None:
    rows = [{"id": number, "title": "a", "category": cell} for number, cell in enumerate(cells)]
    assert read(json.dumps(rows), "c.json").items[-1].category_path == path


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (["A", "", "B"], ("A", "B")),
        ([["A", "B"], ["C"]], ("A", "B")),
        (["A > B", "A > C"], ("A", "B")),
        ([{"id": 1, "name": "A"}, {"id": 2, "name": "B"}], ("A", "B")),
        ({"name": "A"}, ("A",)),
        (267, ("267",)),
    ],
)
def test_category_values(read: ReadText, value: Any, path: tuple[str, ...]) -> None:
    assert read(json.dumps({"id": 1, "title": "a", "categories": value}), "c.jsonl").item.category_path == path


def test_given_category_separator(read: ReadText) -> None:
    assert read("id,title,category\n1,a,A::B\n", category_separator="::").item.category_path == ("A", "B")


def test_images(read: ReadText) -> None:
    text = 'id,title,image,additional_image_link\n1,a,https://x/1,"https://x/a,b.jpg,https://x/2"\n'
    assert read(text).item.images == ("https://x/1", "https://x/a,b.jpg,https://x/2")
    text = 'id,title,image,images\n1,a,https://x/1,"https://x/1, https://x/2"\n'
    assert read(text).item.images == ("https://x/1", "https://x/2")
    row = {"id": 1, "title": "a", "images": [{"url": "https://x/1", "width": 5}, "https://x/2"]}
    assert read(json.dumps(row), "c.jsonl").item.images == ("https://x/1", "https://x/2")


def test_missing_values(read: ReadText) -> None:
    words = ["", " ", "NA", "N/A", "null", "None", "-"]
    text = "id,title,brand,category,color\n" + "".join(f"{n},{w or 'x'},{w},{w},{w}\n" for n, w in enumerate(words))
    found = read(text)
    assert all((item.brand, item.category_path, item.specs) == ("", (), ()) for item in found.items)
    assert [item.title for item in found.items] == ["x", "NA", "N/A", "null", "None", "-"]
    assert found.reasons == ["no_title"]


def test_spreadsheet_damage_is_told(read: ReadText) -> None:
    assert any("spreadsheet" in notice for notice in read("ean,title\n8.85E+11,a\n").reader.notices)
