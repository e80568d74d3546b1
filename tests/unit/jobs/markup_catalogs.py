"""Random XML feeds and pages of mugs whose every byte is known."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from hypothesis import strategies as st

from tests.unit.jobs.source_catalogs import COLUMNS, TEXTS, TITLES

LD = '<script type="application/ld+json">'
GOOGLE = "http://base.google.com/ns/1.0"


@dataclass(frozen=True)
class XmlCatalog:
    """items: of each the raw children, and whether they say nothing; gap stands before every child."""

    content: bytes
    items: list[list[tuple[str, bool]]]
    gap: str
    encoding: str

    def check(self, new: bytes) -> None:
        """Raise unless `new` is the file with empty elements filled, and elements added behind the last child."""
        text, old = new.decode(self.encoding), self.content.decode(self.encoding)
        anything = r"(?:<(?P<t{0}>[\w:]+)[^>]*>(?:(?!</?item>).)*?</(?P=t{0})>)"
        pattern, place = "", 0
        for number, children in enumerate(self.items):
            raw = "<item>" + "".join(self.gap + child for child, _ in children)
            begin = old.index(raw, place)
            pattern += re.escape(old[place:begin]) + "<item>"
            for count, (child, empty) in enumerate(children):
                name = re.match(r"<([\w:]+)", child)
                assert name is not None
                filled = rf"|{re.escape(child.split('>')[0].rstrip('/ '))}\s*>[^<]+</{name[1]}>" if empty else ""
                pattern += f"{re.escape(self.gap)}(?:{re.escape(child)}{filled})"
                del count
            pattern += f"(?:{re.escape(self.gap)}{anything.format(number)})*"
            place = begin + len(raw)
        assert re.fullmatch(pattern + re.escape(old[place:]), text, re.DOTALL), text


@st.composite
def xml_catalogs(draw: Callable[..., Any], google: bool = True) -> XmlCatalog:
    encoding: str = draw(st.sampled_from(["utf-8", "iso-8859-1"]))
    gap: str = draw(st.sampled_from(["", "\n    ", "\r\n\t", " "]))
    prefix: str = draw(st.sampled_from(["g", "gp"])) if google else ""
    mark = f"{prefix}:" if google else ""

    def text(value: str) -> str:
        if "&" not in value and "]]>" not in value and draw(st.integers(0, 3)) == 0:
            return f"<![CDATA[{value}]]>"
        return escape(value)

    def nothing(name: str) -> str:
        return str(draw(st.sampled_from([f"<{name}/>", f"<{name} />", f"<{name}></{name}>", f"<{name}> </{name}>"])))

    items, written = [], []
    for number in range(draw(st.integers(1, 5))):
        children = [(f"<{mark}id>M-{number}</{mark}id>", False)]
        children.append((f"<title>{text(draw(st.sampled_from(TITLES)))} &amp; co</title>", False))
        children.append((f"<{mark}product_type>Mugs</{mark}product_type>", False))
        children.append(
            (f"<description>{text(draw(st.sampled_from(TEXTS)))} Fish & chips,&nbsp;x</description>", False)
        )
        names = {"colour": "color", "made from": "material", "maker": "brand", "height": "height"}
        for column, name in names.items():
            tag = f"{mark}{name}" if name != "height" else f"{mark}product_width" if google else "height"
            value = draw(st.sampled_from([..., "", *COLUMNS[column]]))
            if value == "":
                children.append((nothing(tag), True))
            elif value is not ...:
                plain = str(value).encode(encoding, "xmlcharrefreplace").decode(encoding)
                children.append((f"<{tag}>{escape(plain, {}).replace('&amp;#', '&#')}</{tag}>", False))
        if google and draw(st.booleans()):
            inner = f"<{mark}attribute_name>made from</{mark}attribute_name>"
            inner += f"\n<{mark}attribute_value>steel</{mark}attribute_value>"
            children.append((f"<{mark}product_detail>{inner}</{mark}product_detail>", False))
        items.append(children)
        end = draw(st.sampled_from(["", "\n  "]))
        written.append("<item>" + "".join(gap + child for child, _ in children) + end + "</item>")
        written.append(draw(st.sampled_from(["", "\n", "<!-- <item> -->", "<other>x</other>"])))
    space = f' xmlns:{prefix}="{GOOGLE}"' if google else ""
    head = f"<?xml version='1.0' encoding='{encoding}'?>\n<rss{space} version=\"2.0\"><channel><title>Ü</title>\n"
    return XmlCatalog((head + "".join(written) + "</channel></rss>\n").encode(encoding), items, gap, encoding)


@st.composite
def pages(draw: Callable[..., Any]) -> tuple[bytes, str]:
    """(pages with products, their encoding)."""
    encoding: str = draw(st.sampled_from(["utf-8", "iso-8859-1"]))
    prefix: str = draw(st.sampled_from(["", "", "schema:"]))
    out = ""
    for number in range(draw(st.integers(1, 4))):
        product: dict[str, Any] = {"@context": "https://schema.org", "@type": f"{prefix}Product", "sku": f"M-{number}"}
        product[f"{prefix}name"] = draw(st.sampled_from(TITLES))
        product["category"] = "Mugs"
        product["description"] = draw(st.sampled_from(TEXTS))
        for name, values in {"color": COLUMNS["colour"], "material": COLUMNS["made from"]}.items():
            value = draw(st.sampled_from([..., ..., "", None, *values]))
            if value is not ...:
                product[name] = value
        brand = draw(st.sampled_from([..., "", {"@type": "Brand", "name": ""}, {"@type": "Brand", "name": "Ada"}]))
        if brand is not ...:
            product["brand"] = brand
        height = {"@type": "PropertyValue", "name": "height", "value": 10, "unitText": "cm"}
        more = draw(st.sampled_from([..., [], height, [height], [{**height, "name": "x"}, {**height, "name": "y"}]]))
        if more is not ...:
            product["additionalProperty"] = more
        product["offers"] = {"@type": "Offer", "price": 1.50, "x": [1, {"deep": "}{"}]}
        value: Any = product
        if draw(st.integers(0, 3)) == 0:
            value = {"@graph": [{"@type": "WebSite", "name": "{"}, {k: v for k, v in product.items() if k != "x"}]}
        indent = draw(st.sampled_from([None, 2]))
        text = json.dumps(value, ensure_ascii=draw(st.booleans()) or encoding != "utf-8", indent=indent)
        around = draw(st.sampled_from([("", ""), ("\n", "\n"), ("<!--", "-->"), ("//<![CDATA[\n", "\n//]]>")]))
        out += f"<!doctype html>\n<html><head><meta charset='{encoding}'><title>Ü & {number}</title>\n"
        out += f"<script>var x = '{LD}';</script>\n{LD}{around[0]}{text}{around[1]}</script>\n</head><p>&uuml;</html>\n"
    return out.encode(encoding), encoding
