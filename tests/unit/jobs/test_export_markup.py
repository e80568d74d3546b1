"""XML feeds and pages back: what stood in them is as it was, byte for byte, and what is filled is filled once."""

from __future__ import annotations

import json
import re
import tempfile
import tracemalloc
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itemcenter.errors import CatalogError
from itemcenter.items import CatalogOptions
from itemcenter.items.filled import FILLED
from itemcenter.items.tables.placed_json import Placed, decode_placed
from itemcenter.items.tables.schema_products import SchemaData
from itemcenter.items.write.edits import RecordEdit
from itemcenter.items.write.json_record import is_empty
from itemcenter.items.write.source_jsonld import JsonLdSource
from itemcenter.items.write.source_xml import XmlSource
from itemcenter.items.write.sources import open_source
from itemcenter.schema import SourceId
from tests.unit.jobs.markup_catalogs import GOOGLE, LD, XmlCatalog, pages, xml_catalogs
from tests.unit.jobs.source_catalogs import Trial

SETTINGS = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow], database=None)
SOURCE = SourceId("merchant")
SPACE = f"{{{GOOGLE}}}"


@contextmanager
def built(content: bytes, name: str) -> Iterator[tuple[Trial, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        trial = Trial(path)
        trial.build(path)
        yield trial, Path(folder)


def comes_back(trial: Trial, folder: Path, ending: str, items: int) -> bytes:
    """The file after an export. It is read as before, fills nothing more, and changes no fact."""
    out = folder / f"out.{ending}"
    report = trial.export(out)
    assert report.counts.left_rows == report.counts.unwritable == 0, report
    assert trial.items(out) == trial.items(trial.path), "what is marked is no word of the merchant"
    assert trial.build(out).unchanged == items
    assert trial.export(folder / f"twice.{ending}", out).counts.total == 0
    assert (folder / f"twice.{ending}").read_bytes() == out.read_bytes()
    return out.read_bytes()


def filled(folder: Path, name: str, content: str | bytes, edit: RecordEdit, **options: Any) -> str:
    """A file after one edit of every record, read back as bytes of UTF-8."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    source = open_source(path, CatalogOptions(**options), SOURCE)
    assert source.rewrite(folder / "out", ((record, edit) for record in source.records()), (), {}) == 0
    return (folder / "out").read_bytes().decode("utf-8")


@SETTINGS
@given(xml_catalogs())
def test_a_google_feed_comes_back_with_only_empty_elements_filled(catalog: XmlCatalog) -> None:
    with built(catalog.content, "feed.xml") as (trial, folder):
        new = comes_back(trial, folder, "xml", len(catalog.items))
        catalog.check(new)
        ET.fromstring(new.decode(catalog.encoding).split("?>", 1)[1].replace("&nbsp;", " ").replace("Fish &", "Fish"))


@SETTINGS
@given(xml_catalogs(google=False))
def test_any_other_list_of_products_comes_back(catalog: XmlCatalog) -> None:
    with built(catalog.content, "feed.xml") as (trial, folder):
        catalog.check(comes_back(trial, folder, "xml", len(catalog.items)))


@SETTINGS
@given(pages())
def test_pages_come_back_with_only_empty_properties_filled(made: tuple[bytes, str]) -> None:
    content, encoding = made
    with built(content, "shop.html") as (trial, folder):
        count = content.count(b'"sku"')
        new, old = comes_back(trial, folder, "html", count).decode(encoding), content.decode(encoding)
        script = re.compile(re.escape(LD) + r"(?!';)(.*?)</script>", re.DOTALL)
        assert script.sub("", new) == script.sub("", old), "nothing outside of the scripts has changed"
        for before, after in zip(script.findall(old), script.findall(new), strict=True):
            place = 0  # what stood there stands there, in this order
            for piece in re.findall(
                r'"(?:[^"\\]|\\.)*"|[^\s,"]', before.replace('""', "").replace("null", "").replace("[]", "")
            ):
                place = after.index(piece, place) + len(piece)
            unchanged(*(json.loads(text[text.index("{") : text.rindex("}") + 1]) for text in (before, after)))


def unchanged(old: Any, new: Any) -> None:
    """Raise unless an object is the old one with empty members filled and members added at its end."""
    assert list(new)[: len(old)] == list(old)
    for name, value in old.items():
        if name == "@graph":
            unchanged(value[1], new[name][1])
        elif name == "additionalProperty" and not is_empty(value):
            before = value if isinstance(value, list) else [value]
            assert new[name] == value or new[name][: len(before)] == before
        else:
            assert is_empty(value) or value == {"@type": "Brand", "name": ""} or repr(new[name]) == repr(value)


HEAD = f'<?xml version="1.0"?>\n<rss xmlns:g="{GOOGLE}" version="2.0"><channel>\n'
ITEM = "<item>\n   <g:id>1</g:id>\n   <title>Mug</title>\n   <g:image_link>https://a/1.jpg</g:image_link>{}\n </item>\n"
FEED = HEAD + "{}</channel></rss>\n"


def test_an_element_goes_where_the_item_has_its_own(tmp_path: Path) -> None:
    edit = RecordEdit(cells={"color": "navy & <red>"}, added={"Care": "by hand", FILLED: "color=0.90; Care=0.80"})
    new = filled(tmp_path, "feed.xml", FEED.format(ITEM.format("")), edit)
    assert new == FEED.format(
        ITEM.format(
            "\n   <g:color>navy &amp; &lt;red&gt;</g:color>"
            "\n   <g:product_detail><g:attribute_name>Care</g:attribute_name>"
            "<g:attribute_value>by hand</g:attribute_value></g:product_detail>"
            '\n   <itemcenter_filled xmlns="urn:itemcenter">color=0.90; Care=0.80</itemcenter_filled>'
        )
    )


@pytest.mark.parametrize(
    ("empty", "after"),
    [
        ("<g:color/>", "<g:color>tan</g:color>"),
        ("<g:color  />", "<g:color>tan</g:color>"),
        ("<g:color x='>' />", "<g:color x='>'>tan</g:color>"),
        ("<g:color>\n</g:color >", "<g:color>tan</g:color >"),
        ("<g:color><![CDATA[]]></g:color>", "<g:color>tan</g:color>"),
        ("<g:color>&#32;</g:color>", "<g:color>tan</g:color>"),
        ("<g:color>red</g:color>", "<g:color>red</g:color>"),
    ],
)
def test_an_empty_element_gets_its_text_and_a_filled_one_stays(empty: str, after: str, tmp_path: Path) -> None:
    content = FEED.format(ITEM.format(f"<x>a & b</x>{empty}<!-- <g:color/> -->"))
    new = filled(tmp_path, "feed.xml", content, RecordEdit(cells={"color": "tan", "title": "other"}))
    assert new == content.replace(empty, after, 1)


def test_hostile_text_cannot_leave_its_element(tmp_path: Path) -> None:
    hostile = ']]></g:color><g:id>9</g:id><!-- &lol; <![CDATA[ "quoted"'
    edit = RecordEdit(cells={"color": hostile}, added={hostile: hostile})
    new = filled(tmp_path, "feed.xml", FEED.format(ITEM.format("")), edit)
    (item,) = ET.fromstring(new).iter("item")
    assert [entry.text for entry in item.iter(f"{SPACE}id")] == ["1"]
    assert item.findtext(f"{SPACE}color") == item.findtext(f"*/{SPACE}attribute_name") == hostile


def test_letters_that_an_encoding_lacks_become_references(tmp_path: Path) -> None:
    content = FEED.format(ITEM.format("")).replace('"1.0"', '"1.0" encoding="iso-8859-1"').encode("iso-8859-1")
    new = filled(tmp_path, "feed.xml", content, RecordEdit(cells={"color": "阿"}))
    assert "<g:color>&#38463;</g:color>" in new
    source = open_source(tmp_path / "feed.xml", CatalogOptions(), SOURCE)
    assert not source.can_write("a\x00b") and not source.can_write("\ud800") and source.can_write("阿")


@pytest.mark.parametrize(
    "content",
    [
        FEED.format("<item><g:id>1</g:id><title>Mug</b></item><item><g:id>2</g:id><title>open"),
        FEED.format(ITEM.format("") + "<item><g:id>2</g:id>\n<item/>" + ITEM.format("") + "<!-- <item> "),
    ],
)
def test_what_is_broken_stays_as_it_is(content: str, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(FEED.format(ITEM.format("")) + content, encoding="utf-8", newline="")
    source = open_source(path, CatalogOptions(), SOURCE)
    edits = ((record, RecordEdit(cells={"color": "tan"}) if record.item else None) for record in source.records())
    source.rewrite(tmp_path / "out.xml", edits, (), {})
    new = (tmp_path / "out.xml").read_text(encoding="utf-8")
    assert new.replace("\n   <g:color>tan</g:color>", "") == path.read_text(encoding="utf-8")
    assert "tan" in new


def test_memory_does_not_grow_with_a_feed(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(2_500):
            file.write(ITEM.replace(">1<", f">{number}<").format(f"<description>{'x' * 5000}</description>"))
        file.write("</channel></rss>\n")
    source = open_source(path, CatalogOptions(), SOURCE)
    tracemalloc.start()
    try:
        edits = ((record, RecordEdit(cells={"color": "tan"})) for record in source.records())
        assert source.rewrite(tmp_path / "out.xml", edits, (), {}) == 0
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 6_000_000 < path.stat().st_size, f"{peak:,} bytes"
    assert (tmp_path / "out.xml").read_text(encoding="utf-8").count("<g:color>tan</g:color>") == 2_500


PRODUCT = '{"@type": "Product", "@context": "https://schema.org", "sku": "1", "name": "Mug"'
MORE, ONE = '"additionalProperty":', '{"name": "a", "value": 1}'
PAGE = f"<html><head>{LD}\n{PRODUCT}, %s}}\n</script></head></html>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"x": 1', '"x": 1, "color": "tan", "additionalProperty": [%s]'),
        ('"color": ""', '"color": "tan", "additionalProperty": [%s]'),
        ('"color": null,\n "additionalProperty": []', '"color": "tan",\n "additionalProperty": [%s]'),
        (f"{MORE} [{ONE}]", f'{MORE} [{ONE},%s], "color": "tan"'),
        (f"{MORE}{ONE}", f'{MORE}[{ONE}, %s],"color":"tan"'),
    ],
)  # fmt: skip
def test_properties_go_where_the_product_has_its_own(old: str, new: str, tmp_path: Path) -> None:
    entry = '{"@type": "PropertyValue", "name": "Care", "value": "by hand"}'
    edit = RecordEdit(pairs={"specs": [("color", "tan"), ("Care", "by hand")]})
    made = filled(tmp_path, "page.html", PAGE % old, edit)
    expected = PAGE % (new % entry)
    assert json.loads(re.findall(r"\{.*\}", made, re.DOTALL)[0]) == json.loads(
        re.findall(r"\{.*\}", expected, re.DOTALL)[0]
    )
    assert re.sub(r"\s", "", made) == re.sub(r"\s", "", expected)


def test_nothing_can_end_the_script(tmp_path: Path) -> None:
    hostile = "</script><script>alert(1)</script><!--<script> & \u2028 --> ]]>"
    pairs = {"specs": [(hostile, hostile), ("color", hostile)]}
    edit = RecordEdit(cells={"brand": hostile}, pairs=pairs, added={FILLED: {hostile: 0.5}})
    new = filled(tmp_path, "page.html", PAGE % '"x": 1', edit)
    assert len(re.findall("<.?script", new)) == 2 and "alert(1)" in new and "<!--" not in new
    found = json.loads(re.findall(r"\{.*\}", new, re.DOTALL)[0])
    assert found["color"] == found["brand"]["name"] == found["additionalProperty"][0]["name"] == hostile


def test_variants_get_their_own_and_a_group_is_left_alone(tmp_path: Path) -> None:
    group = {
        "@context": "https://schema.org",
        "@type": "ProductGroup",
        "productGroupID": "G",
        "name": "Mug",
        "material": "glass",
        "hasVariant": [{"@type": "Product", "sku": "1", "name": "Mug", "color": ""}, {"@type": "Product", "sku": "2"}],
    }
    text = json.dumps(group, indent=1)
    new = filled(tmp_path, "shop.jsonld", text, RecordEdit(pairs={"specs": [("color", "tan")]}))
    assert new == text.replace('"color": ""', '"color": "tan"').replace('"sku": "2"', '"sku": "2",\n   "color": "tan"')


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonld", f"[{PRODUCT}}},\n {PRODUCT.replace('1', '2', 1)}}}]"),
        ("b.jsonld", f"  {PRODUCT}}}\n\n{PRODUCT.replace('1', '2', 1)}}}\n"),
        ("c.html", f"<html>{LD}{PRODUCT}}}</script><html>{LD}oh no</script>{LD}{PRODUCT}}}</script>"),
    ],
)
def test_every_form_of_schema_data_comes_back(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    source = open_source(tmp_path / name, CatalogOptions(), SOURCE)
    assert isinstance(source, JsonLdSource)
    edit = RecordEdit(pairs={"specs": [("color", "tan")]})
    records = ((record, edit if record.item else None) for record in source.records())
    assert source.rewrite(tmp_path / "out", records, (), {}) == 0
    new = (tmp_path / "out").read_text(encoding="utf-8")
    assert new.count('"color": "tan"') == 2 and new.replace(', "color": "tan"', "") == text


def test_marks_are_read_as_they_stand_and_a_variant_has_those_of_its_group() -> None:
    variant = {"@type": "Product", "sku": "1", "name": "Mug", "color": "tan", FILLED: {"color": 0.9, "value": 0.8}}
    group = {"@type": "ProductGroup", "productGroupID": "G", "size": "9", "material": "x", "hasVariant": [variant]}
    (cells,) = SchemaData({**group, FILLED: {"size": 0.7, "color": 0.6}}).rows()
    assert cells[FILLED] == {"size": 0.7, "color": 0.9, "value": 0.8}
    del variant[FILLED]
    (cells,) = SchemaData({**group, FILLED: {"size": 0.7, "color": 0.6}}).rows()
    assert cells[FILLED] == {"size": 0.7}, "what the group has filled is no word of the merchant in its variants"


def test_objects_know_their_places() -> None:
    text = '[{"a": {"b": "}{\\""}, "a": {"c": []}}, {}]'
    first, second = decode_placed(text)
    assert isinstance(first, Placed) and text[slice(*first.span)] == text[1:37]
    assert text[slice(*first["a"].span)] == '{"c": []}' and text[slice(*second.span)] == "{}"


def test_packed_feeds_come_back_packed(tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "feed.xml.gz"
    path.write_bytes(gzip.compress(FEED.format(ITEM.format("")).encode()))
    source = open_source(path, CatalogOptions(), SOURCE)
    assert isinstance(source, XmlSource)
    edits = ((record, RecordEdit(cells={"color": "tan"})) for record in source.records())
    assert source.rewrite(tmp_path / "out.xml.gz", edits, (), {}) == 0
    assert b"<g:color>tan</g:color>" in gzip.decompress((tmp_path / "out.xml.gz").read_bytes())


@SETTINGS
@given(st.sampled_from(["xml", "html"]), st.data())
def test_a_broken_file_is_refused_or_given_back_with_only_its_sound_products_filled(
    kind: str, data: st.DataObject
) -> None:
    text = FEED.format(ITEM.format("<x>a &amp; b</x>") * 3) if kind == "xml" else (PAGE % '"x": [1, "}"]') * 3
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, min(len(text), begin + 60)))
    noise = data.draw(
        st.sampled_from(["", text[begin:end] * 2, "<", "]]>", "<!--", "\x00", "\ud800", '"', "}", "&", "\r\n"])
    )
    content = (text[:begin] + noise + text[end:]).encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder, f"c.{kind}"), Path(folder, "out")
        path.write_bytes(content)
        try:
            source = open_source(path, CatalogOptions(), SOURCE)
        except CatalogError as error:
            assert error.place and error.remedy
            return
        assert source.rewrite(out, ((record, None) for record in source.records()), (), {}) == 0
        assert out.read_bytes() == content
        edit = RecordEdit(added={"shade": "tan"})
        source.rewrite(out, ((record, edit if record.item else None) for record in source.records()), (), {})
        before = [record.item.id for record in source.records() if record.item]
        after = open_source(out, CatalogOptions(format="" if kind == "xml" else "html"), SOURCE)
        assert [record.item.id for record in after.records() if record.item] == before
