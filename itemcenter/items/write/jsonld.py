"""schema.org JSON-LD: a `Product` a line, variants inside of their `ProductGroup`; or the same as scripts for pages.

schema.org has no property for the confidence or the proof of a value: they stand in `valueReference`, "a secondary
value that provides additional information on the original value".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from itemcenter.flow.whole_file import text_file
from itemcenter.items.write.offer import Offer
from itemcenter.items.write.product import Attribute, Product
from itemcenter.items.write.target import TargetOptions, TargetTally
from itemcenter.schema import AttributeKey, Fact, MerchantCell, TextSpan, ValueType

#: UN/CEFACT codes of units, where they have one.
UNIT_CODES = {
    "mm": "MMT", "cm": "CMT", "m": "MTR", "km": "KMT", "in": "INH", "ft": "FOT", "yd": "YRD", "m²": "MTK", "cm²": "CMK",
    "ml": "MLT", "cl": "CLT", "l": "LTR", "fl oz": "OZA", "gal": "GLL", "mg": "MGM", "g": "GRM", "kg": "KGM",
    "oz": "ONZ", "lb": "LBR", "s": "SEC", "min": "MIN", "h": "HUR", "day": "DAY", "month": "MON", "year": "ANN",
    "°C": "CEL", "°F": "FAH", "K": "KEL", "W": "WTT", "kW": "KWT", "kWh": "KWH", "Wh": "WHR", "V": "VLT", "A": "AMP",
    "mA": "4K", "mAh": "E09", "Ah": "AMH", "Hz": "HTZ", "kHz": "KHZ", "MHz": "MHZ", "GHz": "A86", "bar": "BAR",
    "MB": "4L", "GB": "E34", "TB": "E35", "lm": "LUM", "N": "NEW", "Pa": "PAL",
}  # fmt: skip
#: Our name of an availability -> schema.org's.
_AVAILABILITY = {"in_stock": "InStock", "out_of_stock": "OutOfStock", "preorder": "PreOrder", "backorder": "BackOrder"}
_CONDITION = {"new": "NewCondition", "refurbished": "RefurbishedCondition", "used": "UsedCondition"}
#: Properties of a product that variants may differ in, and our common names for them.
_VARIES = ("color", "size", "material", "pattern")
#: What could end a script or begin a comment in it, as JSON escapes.
SCRIPT_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


class JsonLdWriter:
    formats: ClassVar[tuple[str, ...]] = ("jsonl", "html")
    required: ClassVar[tuple[str, ...]] = ("name", "image", "offers")
    grouped: ClassVar[bool] = True

    def write(
        self,
        groups: Iterable[Sequence[Product]],
        keys: Sequence[AttributeKey],
        path: Path,
        kind: str,
        options: TargetOptions,
    ) -> TargetTally:
        tally = TargetTally()
        with text_file(path) as file:
            for group in groups:
                products = [product_form(product, options) for product in group]
                for product in products:
                    tally.check(product, self.required)
                top = _group(group, products) if group[0].group else products[0]
                text = json.dumps({"@context": "https://schema.org"} | top, ensure_ascii=False)
                file.write((script(text) if kind == "html" else text) + "\n")
        return tally


def script(text: str) -> str:
    """The element that puts JSON-LD into a page. Nothing in the text can end it."""
    return f'<script type="application/ld+json">{text.translate(SCRIPT_ESCAPES)}</script>'


def _group(group: Sequence[Product], products: list[dict[str, Any]]) -> dict[str, Any]:
    first = group[0]
    varies = [
        f"https://schema.org/{name}" for name in _VARIES if len({str(entry.get(name, "")) for entry in products}) > 1
    ]
    out: dict[str, Any] = {"@type": "ProductGroup", "productGroupID": first.group, "name": first.item.title}
    if first.brand:
        out["brand"] = {"@type": "Brand", "name": first.brand}
    if varies:
        out["variesBy"] = varies
    return out | {"hasVariant": products}


def product_form(product: Product, options: TargetOptions) -> dict[str, Any]:
    """A schema.org `Product`, without its context and its group."""
    item, offer = product.item, Offer(product.item, options.currency)
    row: dict[str, Any] = {
        "@type": "Product",
        "sku": item.id,
        "name": item.title,
        "description": item.description,
        "category": " > ".join(product.category or item.category_path),
        "brand": {"@type": "Brand", "name": product.brand} if product.brand else "",
        "gtin": offer.gtin,
        "mpn": offer.mpn,
        "url": offer.link,
        "image": list(item.images),
    }
    for name in _VARIES:
        attribute = product.common(name)
        if attribute is not None:
            row[name] = ", ".join(attribute.texts)
    row["additionalProperty"] = [
        _value(attribute, fact)
        for attribute in product.attributes
        for fact in (attribute.facts if attribute.key.multiple else attribute.facts[:1])
    ]
    row["offers"] = _offer(offer)
    for name, value in options.constants:
        row[name] = row.get(name) or value
    return {name: value for name, value in row.items() if value}


def _offer(offer: Offer) -> dict[str, Any] | None:
    price, _, currency = (offer.sale_price or offer.price).partition(" ")
    row = {
        "@type": "Offer",
        "price": price,
        "priceCurrency": currency,
        "availability": _schema(_AVAILABILITY, offer.availability),
        "itemCondition": _schema(_CONDITION, offer.condition),
        "url": offer.link,
    }
    return {name: value for name, value in row.items() if value} if price else None


def _schema(names: dict[str, str], word: str) -> str:
    return f"https://schema.org/{names[word]}" if word in names else ""


def _value(attribute: Attribute, fact: Fact) -> dict[str, Any]:
    value, key = fact.value, attribute.key
    out: dict[str, Any] = {"@type": "PropertyValue", "propertyID": key.id, "name": key.name}
    if value.number is not None and value.number_to is not None:
        out |= {"minValue": value.number, "maxValue": value.number_to}
    elif value.number is not None:
        out["value"] = int(value.number) if value.number.is_integer() else value.number
    else:
        out["value"] = {"yes": True, "no": False}[value.text] if _is_truth(fact) else value.text
    if value.unit:
        out["unitText"] = value.unit
        if value.unit in UNIT_CODES:
            out["unitCode"] = UNIT_CODES[value.unit]
    proof = [
        f"{entry.field}: {entry.text}" if isinstance(entry, TextSpan) else f"{entry.name}: {entry.text}"
        for entry in fact.evidence
        if isinstance(entry, TextSpan | MerchantCell)
    ]
    more = [{"@type": "PropertyValue", "name": "confidence", "value": round(fact.confidence, 4)}]
    more += [{"@type": "PropertyValue", "name": "producer", "value": fact.producer.value}]
    more += [{"@type": "PropertyValue", "name": "evidence", "value": text} for text in proof]
    return out | {"valueReference": more}


def _is_truth(fact: Fact) -> bool:
    return fact.value.type is ValueType.BOOLEAN and fact.value.text in ("yes", "no")
