"""XML feeds: streamed, a broken element harms no other, and nothing in them is expanded, fetched or believed."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from catalog_files import ReadText, read_file
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import CatalogError
from itemcenter.items import CatalogOptions, open_catalog, reread
from itemcenter.items.tables.xml_cells import declared_namespaces, xml_row
from itemcenter.items.tables.xml_elements import Elements
from itemcenter.schema import Item, SourceId

HEAD = '<?xml version="1.0"?>\n<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>\n'
TAIL = "</channel></rss>\n"


def item(number: int, inner: str = "") -> str:
    return f"<item><g:id>{number}</g:id><title>Lamp {number}</title>{inner}</item>\n"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "prolog",
    [
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/evil.dtd">',
        '<!-- a comment --> <?pi x?>\n<!doctype rss [<!ENTITY % p SYSTEM "x"> %p;]>',
    ],
)
def test_a_document_type_is_refused(read: ReadText, prolog: str) -> None:
    text = HEAD.replace("\n<rss", f"\n{prolog}\n<rss") + item(1, "<description>&l9;&x;</description>") + TAIL
    for name in ("feed.xml", "feed.txt"):
        with pytest.raises(
            CatalogError, match=r"declares a document type \(DTD\); these are refused.*remove <!DOCTYPE"
        ):
            read(text, name)
    with pytest.raises(CatalogError, match="document type"):
        read(gzip.compress(text.encode()), "feed.xml.gz")
    with pytest.raises(CatalogError, match="document type"):
        read(text.encode("utf-16"), "feed.xml")


def test_entities_inside_of_an_element_stay_text(read: ReadText) -> None:
    """Without a document type nothing declares them: they are what was written."""
    found = read(
        HEAD + item(1, "<description>&lol; &amp;lol; &#x41;&eacute;<![CDATA[&x;]]></description>") + TAIL, "f.xml"
    )
    assert found.item.description == "&lol; &lol; Aé&x;"
    assert found.reader.rows_repaired == 1


def test_a_late_document_type_declares_nothing(read: ReadText) -> None:
    """Only elements are parsed, each by itself; what stands between them is passed over unread."""
    late = '<!DOCTYPE rss [<!ENTITY lol "ha">]>'
    found = read(HEAD + item(1) + late + item(2, "<description>&lol;</description>") + item(3, late) + TAIL, "f.xml")
    assert [read_item.id for read_item in found.items] == ["1", "2"]
    assert found.items[1].description == "&lol;"
    assert found.reasons == ["xml"]


def test_broken_elements_harm_no_other(read: ReadText) -> None:
    text = HEAD + item(1) + "<item><g:id>2</g:id><title>a</b></item>" + item(3) + "<item><g:id>4</g:id><title>open\n"
    text += item(5) + "<item/><item></item><!-- <item> --><![CDATA[<item>]]>" + item(6) + TAIL
    found = read(text, "f.xml")
    assert [row.item.id for row in found.rows if row.item] == ["1", "3", "5", "6"]
    assert found.reasons == ["xml", "xml"]
    assert found.rejected[1].message == "<item> is opened and never closed"
    assert found.rejected[0].raw == "<item><g:id>2</g:id><title>a</b></item>"
    assert found.reader.passed_over == 2


def test_a_file_that_ends_too_early(read: ReadText) -> None:
    found = read(HEAD + item(1) + "<item><g:id>2</g:id><title>B", "f.xml")
    assert found.reasons == ["truncated"] and len(found.items) == 1
    found = read(HEAD + item(1), "f.xml")
    assert found.reasons == ["truncated"] and "before </rss>" in found.rejected[0].message


def test_no_products(read: ReadText) -> None:
    with pytest.raises(CatalogError, match="<rss> holds no products"):
        read(HEAD + TAIL, "f.xml")
    with pytest.raises(CatalogError, match="no root element"):
        read("<?xml version='1.0'?>\n<!-- nothing -->", "f.xml")


def test_plain_lists_of_products_and_other_prefixes(read: ReadText) -> None:
    text = "<catalog><product><sku>1</sku><name>Lamp</name><colour>red</colour></product></catalog>"
    found = read(text, "f.xml")
    assert (found.item.id, found.item.title, found.item.specs[0].value) == ("1", "Lamp", "red")
    text = HEAD.replace('version="2.0"', 'xmlns:m="urn:m" xmlns:c="http://base.google.com/cns/1.0"')
    found = read(text + item(1, "<m:note>x</m:note><c:mood>calm</c:mood>") + TAIL, "f.xml")
    assert set(found.item.extras) == {("m:note", "x"), ("mood", "calm")}


def test_encodings(read: ReadText) -> None:
    text = HEAD.replace("?>", ' encoding="windows-1251"?>') + item(1, "<description>Лампа</description>") + TAIL
    assert read(text.encode("cp1251"), "f.xml").item.description == "Лампа"
    assert (
        read((HEAD + item(1, "<description>灯</description>") + TAIL).encode("utf-16"), "f.xml").item.description
        == "灯"
    )
    bad = read((HEAD + item(1) + item(2, "<description>\xff</description>")).encode("latin-1") + TAIL.encode(), "f.xml",
               encoding="utf-8")  # fmt: skip
    assert bad.reasons == ["encoding"] and bad.items[0].id == "1"


def test_deep_and_long_elements(read: ReadText) -> None:
    deep = "<a>" * 200 + "</a>" * 200
    long = "<description>" + "x" * 5000 + "</description>"
    found = read(HEAD + item(1, deep) + item(2, long) + item(3) + TAIL, "f.xml", max_cell_chars=2000)
    assert found.reasons == ["xml", "oversize"]
    assert [entry.id for entry in found.items] == ["3"]
    open_section = read(
        HEAD + item(1) + "<item><![CDATA[ " + "y" * 9000 + item(2) + item(3) + TAIL, "f.xml", max_cell_chars=2000
    )
    assert open_section.reasons == ["oversize"]
    assert [entry.id for entry in open_section.items] == ["1", "2", "3"]


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "f.xml"
    with path.open("w") as file:
        file.write(HEAD)
        for number in range(2_000):
            file.write(item(number, "<description>" + "words " * 1000 + "</description>"))
        file.write(TAIL)
    assert path.stat().st_size > 12_000_000
    reader = open_catalog(path, CatalogOptions(), SourceId("shop"))
    tracemalloc.start()
    count = sum(1 for _ in reader)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 2_000 and peak < 5_000_000


class _Pieces:
    """A text in pieces of one length."""

    suspect = False

    def __init__(self, text: str, size: int) -> None:
        self._text, self._size = text, size

    def chunks(self) -> Iterator[str]:
        for place in range(0, len(self._text), self._size):
            yield self._text[place : place + self._size]


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "<item>",
            "</item>",
            "<item/>",
            "<items>",
            "<item a='1'>",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "</rss>",
            "x\n",
            "<b>",
            "é",
        ]
    ),
    max_size=25,
).map("".join)


@settings(deadline=None)
@given(FRAGMENTS, st.integers(1, 200), st.sampled_from([30, 10_000]))
def test_where_chunks_end_changes_nothing(text: str, size: int, limit: int) -> None:
    whole = Elements(_Pieces(text, 10_000), "item", "rss", 10_000)
    wanted = list(whole)
    cut = Elements(_Pieces(text, max(size, 1)), "item", "rss", 10_000)
    assert list(cut) == wanted and cut.complete == whole.complete
    for element in Elements(_Pieces(text, size), "item", "rss", limit):
        assert element.text.startswith("<item") and element.line >= 1


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")), max_size=6))
def test_written_values_are_read_back(values: list[str]) -> None:
    """Any text comes back as it was written, but for blanks at its ends; repeated elements as a list."""
    text = "<item>" + "".join(f"<g:v>{escape(value)}</g:v>" for value in values) + "</item>"
    row = xml_row(text, 1, False, declared_namespaces(""))
    assert row.fault is None and not row.repaired
    wanted = [value.strip() for value in values]
    assert dict(row.cells) == ({} if not wanted else {"v": wanted[0] if len(wanted) == 1 else wanted})


@settings(deadline=None)
@given(st.text(st.sampled_from("<>&;/ab!-[]\"'= item:g#x"), max_size=60))
def test_any_text_is_an_element_or_a_fault(inner: str) -> None:
    row = xml_row(f"<item>{inner}</item>", 1, False, declared_namespaces(""))
    assert (row.fault is None) or row.fault.reason == "xml"


def test_a_quarantined_element_can_be_mended(tmp_path: Path) -> None:
    path = tmp_path / "f.xml"
    path.write_text(HEAD.replace("xmlns:g", 'xmlns:m="urn:m" xmlns:g') + "<item><g:id>1</g:id><title>a</b></item>"
                    + "<item><g:id>2</g:id><m:x>1</m:x></item>" + item(3) + TAIL)  # fmt: skip
    found = read_file(path)
    broken, nameless = found.rejected
    mended = reread(replace(broken, raw=broken.raw.replace("</b>", "</title>")), found.reader.context)
    assert isinstance(mended, Item) and mended.id == "1" and mended.title == "a"
    named = reread(
        replace(nameless, raw="<item><g:id>2</g:id><m:x>1</m:x><title>b</title></item>"), found.reader.context
    )
    assert isinstance(named, Item) and ("m:x", "1") in named.extras
