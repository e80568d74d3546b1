"""The file back, case by case: containers, ragged files, letters that an encoding lacks, packed files, refusals."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from itemcenter.errors import CatalogError, ConfigError
from itemcenter.items import CatalogOptions
from itemcenter.items.filled import filled_names, filled_text
from itemcenter.items.stamp import CatalogStamp
from itemcenter.items.write.containers import appended, fresh
from itemcenter.schema import ItemId, KeyId
from tests.unit.jobs.source_catalogs import Trial

HEAD = b"sku,title,category,colour,made from,height\n"
ROW = b"M-%d,Mug in navy of glass,Mugs,%s,%s,%s\n"


def given(folder: Path, content: bytes, name: str = "c.csv", **options: str) -> Trial:
    path = folder / name
    path.write_bytes(content)
    trial = Trial(path, CatalogOptions(**options))  # type: ignore[arg-type]
    trial.build(path)
    return trial


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().split(b"\n")


@pytest.mark.parametrize(
    ("cell", "after"),
    [
        ('{"colour": "navy"}', '{"colour": "navy", "maker": "Ada"}'),
        ('{ "colour" : "navy" } ', '{ "colour" : "navy", "maker" : "Ada" } '),
        ('[["colour", "navy"]]', '[["colour", "navy"], ["maker", "Ada"]]'),
        ('[{"key": "colour", "value": "navy"}]',
         '[{"key": "colour", "value": "navy"}, {"key": "maker", "value": "Ada"}]'),
        ('[{"colour": "navy"}]', '[{"colour": "navy"}, {"maker": "Ada"}]'),
        ('["colour: navy"]', '["colour: navy", "maker: Ada"]'),
        ('{"product_specification"=>[{"key"=>"colour", "value"=>"navy"}]}',
         '{"product_specification"=>[{"key"=>"colour", "value"=>"navy"}, {"key"=>"maker", "value"=>"Ada"}]}'),
        ('{"colour"=>"navy"}', '{"colour"=>"navy", "maker"=>"Ada"}'),
        ("colour: navy; height: 9 cm", "colour: navy; height: 9 cm; maker: Ada"),
        ("colour: navy | height: 9 cm", "colour: navy | height: 9 cm | maker: Ada"),
        ("colour:navy\nheight:9 cm", "colour:navy\nheight:9 cm\nmaker:Ada"),
        ("colour: navy", "colour: navy | maker: Ada"),
        ("颜色：红色；高度：9", "颜色：红色；高度：9；maker：Ada"),
    ],
)  # fmt: skip
def test_a_pair_is_appended_in_the_form_of_the_cell(cell: str, after: str) -> None:
    found = appended(cell, "maker", "Ada", "specs", "", ascii_only=False)
    assert found is not None
    place = len(cell) - found.keep
    assert cell[:place] + found.text + cell[place:] == after


def test_a_pair_that_no_form_can_take_is_refused() -> None:
    assert appended("just a sentence about mugs", "maker", "Ada", "specs", "", ascii_only=False) is None
    assert appended('{"Body": {"colour": "navy"}, "n": 1', "maker", "Ada", "specs", "", ascii_only=False) is None
    assert appended("colour: navy | height: 9 cm", "maker", "a | b: c", "specs", "", ascii_only=False) is None


def test_an_empty_cell_takes_the_form_of_another_one() -> None:
    pairs = [("maker", "Ada"), ("height", "9 cm")]
    assert fresh(pairs, "specs", "colour: navy; size: 1", False) == "maker: Ada; height: 9 cm"
    assert fresh(pairs, "specs", '{"colour": "navy"}', False) == '{"maker": "Ada", "height": "9 cm"}'
    assert fresh(pairs, "specs", '[["colour", "navy"]]', False) == '[["maker", "Ada"], ["height", "9 cm"]]'


def test_marks_keep_any_name() -> None:
    names = {"colour": 0.97, "a=b; c": 0.5, '50% "x"\nline': 1.0}
    assert filled_names(filled_text(names)) == set(names)
    assert filled_text({"color": 0.97, "size": 0.88}) == "color=0.97; size=0.88"


def test_the_merchants_words_and_units_are_used(tmp_path: Path) -> None:
    rows = b"".join(ROW % (number, b"marine blue", b"glass", b"100 mm") for number in range(5))
    more = b"M-8,Navy mug of glass 90 mm high,Mugs,,,\nM-9,Mug,Mugs,N/A,-,\n"
    trial = given(tmp_path, HEAD + rows + more)
    report = trial.export(tmp_path / "o.csv", add_columns=False)
    out = lines(tmp_path / "o.csv")
    assert out[1] == (ROW % (0, b"marine blue", b"glass", b"100 mm")).strip() + b","
    assert out[6].startswith(b"M-8,Navy mug of glass 90 mm high,Mugs,marine blue,glass,90 mm,colour=")
    assert out[7] == b"M-9,Mug,Mugs,N/A,-,,"
    assert report.counts.filled == {"colour": 1, "made from": 1, "height": 1}


def test_decimal_marks_and_spelled_units_are_the_merchants(tmp_path: Path) -> None:
    rows = b"".join(b"M-%d;Mug;Mugs;%d,5 Zentimeter\n" % (number, number) for number in range(6, 10))
    trial = given(tmp_path, b"sku;title;category;height\n" + rows + b"M-1;Mug, 10.5 cm high;Mugs;\n")
    trial.export(tmp_path / "o.csv", add_columns=False)
    assert lines(tmp_path / "o.csv")[5].startswith(b"M-1;Mug, 10.5 cm high;Mugs;10,5 Zentimeter;")


def test_ragged_files_keep_every_row_readable(tmp_path: Path) -> None:
    content = (
        b"sep=,\r\n\r\nsku,title,category,maker,,\r\nM-1,Navy mug of glass,Mugs,Ada,,\r\nM-2,Red mug,Mugs,Ada\r\n"
        b"M-3,Red mug,Mugs,Ada,,,\r\n,,,,\r\nM-4,short\r\nM-1,Red mug,Mugs,twice,,\r\n,no id,Mugs,,,\r\n"
        b'M-5,Red "mug" of steel,Mugs,"Ada ""x""",,\r\nM-6,"Red" mug,Mugs,Ada,,'
    )
    trial = given(tmp_path, content)
    before = trial.items(trial.path)
    report = trial.export(tmp_path / "o.csv")
    out = (tmp_path / "o.csv").read_bytes().split(b"\r\n")
    assert out[:3] == [b"sep=,", b"", b"sku,title,category,maker,,,colour,material,itemcenter_filled"]
    assert out[3].startswith(b"M-1,Navy mug of glass,Mugs,Ada,,,navy,glass,colour=")
    assert out[4].startswith(b"M-2,Red mug,Mugs,Ada,,,red,,colour=") and out[5].startswith(
        b"M-3,Red mug,Mugs,Ada,,,red,,c"
    )
    assert out[6] == b",,,," and out[7] == b"M-4,short", "no records that could be read"
    assert out[8] == b"M-1,Red mug,Mugs,twice,,,,,", "the first row of an id is the item's"
    assert out[9] == b",no id,Mugs,,,,,,"
    assert report.counts.left_rows == 0 and trial.items(tmp_path / "o.csv") == before


def test_letters_that_an_encoding_lacks_are_not_written_in_another_way(tmp_path: Path) -> None:
    content = "sku,title,category,maker,note\nM-1,Mug,Mugs,,größe\nM-2,Mug,Mugs,Ada,ß\n".encode("cp1252")
    trial = given(tmp_path, content, encoding="cp1252")
    trial.set("M-1", "maker", "阿达")
    report = trial.export(tmp_path / "o.csv")
    assert report.counts.unwritable == 1 and (tmp_path / "o.csv").read_bytes() == content
    trial.set("M-1", "maker", "Bärbel")
    trial.export(tmp_path / "o.csv")
    assert lines(tmp_path / "o.csv")[1] == "M-1,Mug,Mugs,Bärbel,größe".encode("cp1252")


def test_what_a_person_said_is_filled_without_a_mark_and_formulas_are_harmless(tmp_path: Path) -> None:
    trial = given(tmp_path, b"sku,title,category,maker\nM-1,=1+1,Mugs,\nM-2,Mug,Mugs,@me\n")
    trial.set("M-1", "maker", '=HYPERLINK("x")')
    trial.export(tmp_path / "o.csv", add_columns=False)
    assert lines(tmp_path / "o.csv")[1] == b"""M-1,=1+1,Mugs,"'=HYPERLINK(""x"")\""""
    assert lines(tmp_path / "o.csv")[2] == b"M-2,Mug,Mugs,@me", "the merchant's own cell stays"


def test_json_members_keep_their_types_and_sparse_members_are_added(tmp_path: Path) -> None:
    rows = [
        {"sku": f"M-{number}", "title": "Mug", "category": "Mugs", "attr_n_height": 10.0, "attr_t_colour": ["navy"]}
        for number in range(3)
    ]
    rows.append({"sku": "M-9", "title": "Red mug, 9 cm high", "category": "Mugs"})  # type: ignore[arg-type]
    content = "".join(json.dumps(row) + "\n" for row in rows).encode()
    trial = given(tmp_path, content, "c.jsonl")
    trial.export(tmp_path / "o.jsonl")
    out = lines(tmp_path / "o.jsonl")
    assert out[:3] == content.split(b"\n")[:3], "untouched lines are the same bytes"
    found = json.loads(out[3])
    assert found["attr_n_height"] == 9.0 and found["attr_t_colour"] == ["red"]
    assert list(found["itemcenter_filled"]) == ["attr_t_colour", "attr_n_height"]
    assert trial.items(tmp_path / "o.jsonl") == trial.items(trial.path)


def test_packed_files_are_read_and_written(tmp_path: Path) -> None:
    content = HEAD + ROW % (1, b"", b"", b"")
    (tmp_path / "c.csv.gz").write_bytes(gzip.compress(content))
    trial = Trial(tmp_path / "c.csv.gz")
    trial.build(trial.path)
    trial.export(tmp_path / "o.csv.gz")
    trial.export(tmp_path / "o.csv")
    assert gzip.decompress((tmp_path / "o.csv.gz").read_bytes()) == (tmp_path / "o.csv").read_bytes()
    assert b",navy," in (tmp_path / "o.csv").read_bytes()


def test_a_parquet_file_keeps_schema_and_values(tmp_path: Path) -> None:
    schema = pa.schema(
        [("sku", pa.string()), ("title", pa.string()), ("category", pa.string()), ("colour", pa.list_(pa.string())),
         ("height", pa.float64()), ("n", pa.int16())], metadata={"by": "the shop"},
    )  # fmt: skip
    rows = [
        {"sku": "M-1", "title": "Mug", "category": "Mugs", "colour": ["navy"], "height": 10.0, "n": 7},
        {"sku": "M-2", "title": "Red mug of glass, 9 cm high", "category": "Mugs", "colour": None, "height": None},
        {},
        {"sku": "M-3", "title": "Steel mug", "category": "Mugs", "colour": [], "n": 1},
    ]
    path = tmp_path / "c.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path, compression="gzip")
    trial = Trial(path)
    trial.build(path)
    report = trial.export(tmp_path / "o.parquet")
    found = pq.read_table(tmp_path / "o.parquet")
    assert found.schema.metadata[b"by"] == b"the shop" and found.schema.names[:6] == schema.names
    assert [found.schema.field(name).type for name in schema.names] == list(schema.types)
    out = found.to_pylist()
    assert {name: out[0][name] for name in schema.names} == rows[0]
    assert out[1]["colour"] == ["red"] and out[1]["height"] == 9.0 and out[1]["material"] == "glass"
    assert out[2]["sku"] is None and out[3]["n"] == 1 and report.counts.filled["colour"] == 1
    assert set(filled_names(out[1]["itemcenter_filled"])) == {"colour", "height", "material"}
    assert trial.items(tmp_path / "o.parquet") == trial.items(path)
    assert trial.export(None, tmp_path / "o.parquet").counts.total == 0


def test_refusals_leave_everything_as_it_was(tmp_path: Path) -> None:
    trial = given(tmp_path, HEAD + ROW % (1, b"", b"", b""))
    before = trial.path.read_bytes()
    (tmp_path / "link.csv").symlink_to(trial.path)
    for out in (trial.path, tmp_path / "link.csv"):
        with pytest.raises(ConfigError, match="the catalog itself"):
            trial.export(out)
    stamp = CatalogStamp.of(trial.path)
    trial.path.touch()
    stamp.check(trial.path)
    trial.path.write_bytes(before + b"M-2,x,Mugs,,,\n")
    with pytest.raises(CatalogError, match="not the file that was built"):
        stamp.check(trial.path)
    # 0x5C and 0x815F are both a backslash in this encoding of Japanese: only one of them would come back
    odd = tmp_path / "sjis.csv"
    odd.write_bytes("sku,title,category,maker\nM-1,マグ,Mugs,\n".encode("iso2022_jp") + b"\x1b(J\x1b(B")
    other = Trial(odd, CatalogOptions(encoding="iso2022_jp"))
    other.build(odd)
    with pytest.raises(CatalogError, match="byte for byte"):
        other.export(tmp_path / "o.csv")
    assert not (tmp_path / "o.csv").exists()


def test_facts_of_a_key_without_a_category_need_no_column(tmp_path: Path) -> None:
    trial = given(tmp_path, b"sku,title,category\nX-1,Thing,Nowhere\n")
    assert trial.export(None).counts.total == 0
    assert trial.store.cell(ItemId("X-1"), KeyId("colour")) is None
