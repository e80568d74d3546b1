"""A quarantined row read again: mended by hand, or under another mapping."""

from __future__ import annotations

import dataclasses
import json

from catalog_files import ReadText

from itemcenter.items import CatalogOptions, ReadContext, reread
from itemcenter.schema import Item, RejectedRow


def kept(context: ReadContext) -> ReadContext:
    """Written to disk and back."""
    return ReadContext.from_json(json.loads(json.dumps(context.to_json())))


def test_a_mended_csv_row(read: ReadText) -> None:
    found = read('id;title;kit\n1;"Frame 12"; black";"a: b"\n2;Lamp;"x: y | z: 1"\n')
    (rejected,) = found.rejected
    again = reread(rejected, kept(found.reader.context))
    assert again == rejected
    mended = dataclasses.replace(rejected, raw='1;"Frame 12""; black";"a: b"')
    item = reread(mended, kept(found.reader.context))
    assert isinstance(item, Item) and item.title == 'Frame 12"; black'


def test_a_mended_multi_line_row(read: ReadText) -> None:
    found = read("id,title\n1,Lamp,x\n2,b\n")
    mended = dataclasses.replace(found.rejected[0], raw='1,"two\nlines"')
    item = reread(mended, kept(found.reader.context))
    assert isinstance(item, Item) and item.title == "two\nlines"
    several = reread(dataclasses.replace(mended, raw="1,a\n2,b"), kept(found.reader.context))
    assert isinstance(several, RejectedRow) and several.reason == "columns"


def test_a_mended_json_row(read: ReadText) -> None:
    found = read('[{"id": 1, "title": "a", "attr_n_ram": 8.0}, {"id": 2, "title": "b" "attr_n_ram": 4.0}]', "c.json")
    mended = dataclasses.replace(found.rejected[0], raw='{"id": 2, "title": "b", "attr_n_ram": 4.0}')
    item = reread(mended, kept(found.reader.context))
    assert isinstance(item, Item) and (item.id, item.specs[0].value) == ("2", "4")


def test_another_mapping(read: ReadText) -> None:
    found = read("id,sku,title\n,s1,a\n2,s2,b\n3,s3,c\n")
    item = reread(found.rejected[0], kept(found.reader.context), CatalogOptions(columns=(("id", "sku"),)))
    assert isinstance(item, Item) and item.id == "s1"


def test_rows_that_cannot_be_read_again(read: ReadText) -> None:
    found = read("id,title\n1,a\n2," + "x" * 2_500_000 + "\n3,Gr\xf6\xdfe \u2013 \xe4\xf6\xfc\xdf\xe9\xe8\n")
    again = reread(found.rejected[0], kept(found.reader.context))
    assert isinstance(again, RejectedRow) and "cut" in again.message
    text = "id,title\n1,äöüßéèàôäöüßéèàô\n".encode() + b"2,Gr\xf6sse\n"
    found = read(text)
    assert found.reasons == ["encoding"]
    again = reread(found.rejected[0], kept(found.reader.context))
    assert isinstance(again, RejectedRow) and again.reason == "encoding"
    item = reread(dataclasses.replace(found.rejected[0], raw="2,Grösse"), kept(found.reader.context))
    assert isinstance(item, Item) and item.title == "Grösse"


def test_every_sound_row_reads_the_same_from_its_raw_text(read: ReadText) -> None:
    text = 'id,title,Color\n1,"a ""b"" c",Red\n2,12" pipe,\n'
    found = read(text)
    for row, raw in zip(found.rows, ['1,"a ""b"" c",Red', '2,12" pipe,'], strict=True):
        rejected = RejectedRow(found.reader.source, row.row, row.line, "type", "m", "r", raw)
        assert reread(rejected, kept(found.reader.context)) == row.item
