"""Feeds in XML and pages back through the command line: filled, built again, and what is refused."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

from tests.acceptance.command import run

GOOGLE = "http://base.google.com/ns/1.0"
FEED = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:g="{GOOGLE}" version="2.0">
  <channel>
    <item>
      <g:id>M-1</g:id>
      <title>Mug in navy, 10 cm high</title>
      <description><![CDATA[A mug of <b>stoneware</b> in navy. Fish & chips]]></description>
      <g:image_link>https://shop.example/1.jpg</g:image_link>
      <g:product_type>Mugs</g:product_type>
      <g:color/>
    </item>
    <item>
      <g:id>M-2</g:id>
      <title>Mug in red</title>
      <description>Made of glass, and red all over.</description>
      <g:image_link>https://shop.example/2.jpg</g:image_link>
      <g:product_type>Mugs</g:product_type>
      <g:color>crimson</g:color>
    </item>
  </channel>
</rss>
"""
NEW = ("product_detail", "itemcenter_filled", "g:material")
LD = '<script type="application/ld+json">'
PAGE = f"""<!doctype html>
<html><head><title>Mugs &amp; more</title>
{LD}
{{
  "@context": "https://schema.org",
  "@type": "Product",
  "sku": "M-1",
  "name": "Mug in navy",
  "category": "Mugs",
  "description": "A mug of stoneware in navy.",
  "offers": {{"@type": "Offer", "price": "1.50"}}
}}
</script></head><body>Mug in navy</body></html>
"""


def built_again(home: Path, out: Path, items: int) -> None:
    again = run("build", out, "--out", home, "--json").json
    assert (again["unchanged"], again["changed"]) == (items, 0)
    assert not any("itemcenter_filled" in notice for notice in again["notices"]), again["notices"]
    assert run("export", "--as", "source", "--dry-run", "--center", home, "--json").json["cells"] == 0


def test_a_google_feed_back(tmp_path: Path, workbook: Path) -> None:
    feed, home, out = tmp_path / "feed.xml", tmp_path / "center", tmp_path / "out.xml"
    feed.write_text(FEED, encoding="utf-8")
    assert run("build", feed, "--ontology", workbook, "--out", home).code == 0
    told = run("export", out, "--as", "source", "--center", home)
    assert told.code == 0 and "cells to fill" not in told.out, told.out
    text = out.read_text(encoding="utf-8")
    first, second = ET.fromstring(text).iter("item")
    assert first.findtext(f"{{{GOOGLE}}}color") == "navy" and second.findtext(f"{{{GOOGLE}}}color") == "crimson"
    details = [tuple(entry.itertext()) for entry in first.iter(f"{{{GOOGLE}}}product_detail")]
    assert ("height", "10 cm") in details, text
    assert "color=0." in (first.findtext("{urn:itemcenter}itemcenter_filled") or "")
    kept = [line for line in text.splitlines() if not any(name in line for name in NEW)]
    assert kept == FEED.replace("<g:color/>", "<g:color>navy</g:color>").splitlines()
    built_again(home, out, 2)


def test_a_page_back(tmp_path: Path, workbook: Path) -> None:
    page, home, out = tmp_path / "page.html", tmp_path / "center", tmp_path / "out.html"
    page.write_text(PAGE, encoding="utf-8")
    assert run("build", page, "--ontology", workbook, "--out", home).code == 0
    assert run("export", out, "--as", "source", "--center", home).code == 0
    text = out.read_text(encoding="utf-8")
    place = PAGE.index("\n}\n</script>")
    assert text.startswith(PAGE[:place]) and text.endswith(PAGE[place:])
    product = json.loads(text.split(LD)[1].split("</script>")[0])
    stated = {entry["name"]: entry["value"] for entry in product["additionalProperty"]}
    assert stated["colour"] == "navy"
    assert set(product["itemcenter_filled"]) == set(stated) | ({"material"} & set(product))
    built_again(home, out, 1)


def test_a_document_type_is_refused_and_a_folder_is_given_back_file_by_file(tmp_path: Path, workbook: Path) -> None:
    bad, pages, home = tmp_path / "bad.xml", tmp_path / "pages", tmp_path / "center"
    bad.write_text(FEED.replace("<rss", '<!DOCTYPE rss [<!ENTITY a "b">]>\n<rss'), encoding="utf-8")
    refused = run("build", bad, "--ontology", workbook, "--out", home)
    assert refused.code == 3 and "document type" in refused.err
    pages.mkdir()
    for number in (1, 2):
        (pages / f"{number}.html").write_text(PAGE.replace("M-1", f"M-{number}"), encoding="utf-8")
    assert run("build", pages, "--ontology", workbook, "--out", home).code == 0
    whole = run("export", tmp_path / "out.html", "--as", "source", "--center", home)
    assert whole.code in (3, 4) and "--catalog" in whole.err
    one = ("--catalog", pages / "2.html", "--allow-changed")
    told = run("export", tmp_path / "out.html", "--as", "source", *one, "--center", home, "--json")
    assert told.code == 0 and told.json["items"] == 1 and told.json["cells"] > 0, told.err
