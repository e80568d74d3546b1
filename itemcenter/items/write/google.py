"""Google Merchant: a product feed as TSV, or as RSS 2.0 with `g:` elements. Specification as it stood in 2026-10."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar
from xml.sax.saxutils import escape

from itemcenter.flow.whole_file import text_file
from itemcenter.items.write.offer import Offer
from itemcenter.items.write.product import COMMON, Product
from itemcenter.items.write.target import Sheet, TargetOptions, TargetTally, one_line, with_constants
from itemcenter.schema import AttributeKey

FIELDS = ("id", "title", "description", "link", "image_link", "additional_image_link", "availability", "price",
          "sale_price", "google_product_category", "product_type", "brand", "gtin", "mpn", "condition", "item_group_id",
          "color", "size", "material", "pattern", "gender", "age_group", "product_detail")  # fmt: skip

_NAMESPACE = "http://base.google.com/ns/1.0"
#: Characters that no XML text may hold.
_UNSOUND = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GENDERS = {"male": "male", "men": "male", "man": "male", "female": "female", "women": "female", "woman": "female",
            "unisex": "unisex", "men's": "male", "women's": "female"}  # fmt: skip
_AGES = ("newborn", "infant", "toddler", "kids", "adult")
#: A feed takes so many further images.
_IMAGES = 10


class GoogleWriter:
    formats: ClassVar[tuple[str, ...]] = ("tsv", "xml")
    required: ClassVar[tuple[str, ...]] = ("id", "title", "description", "link", "image_link", "availability", "price")
    grouped: ClassVar[bool] = False

    def write(
        self,
        groups: Iterable[Sequence[Product]],
        keys: Sequence[AttributeKey],
        path: Path,
        kind: str,
        options: TargetOptions,
    ) -> TargetTally:
        tally = TargetTally()
        fields = list(dict.fromkeys((*FIELDS, *(name for name, _ in options.constants))))
        with text_file(path) as file:
            sheet = Sheet(file, fields, "\t") if kind == "tsv" else None
            if sheet is None:
                file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="{_NAMESPACE}">\n')
                file.write("<channel>\n<title>itemcenter</title>\n")
            for product in (product for group in groups for product in group):
                row = with_constants(_row(product, options), options)
                tally.check(row, self.required)
                if sheet is not None:
                    sheet.write({name: _cell(name, value) for name, value in row.items()})
                else:
                    file.write(_element(row))
            if sheet is None:
                file.write("</channel>\n</rss>\n")
        return tally


def _row(product: Product, options: TargetOptions) -> dict[str, Any]:
    item, offer = product.item, Offer(product.item, options.currency)
    row: dict[str, Any] = {
        "id": item.id,
        "title": one_line(item.title),
        "description": one_line(item.description),
        "link": offer.link,
        "image_link": next(iter(item.images), ""),
        "additional_image_link": list(item.images[1 : _IMAGES + 1]),
        "availability": offer.availability,
        "price": offer.price,
        "sale_price": offer.sale_price,
        "google_product_category": _google_category(product),
        "product_type": " > ".join(item.category_path or product.category),
        "brand": product.brand,
        "gtin": offer.gtin,
        "mpn": offer.mpn,
        "condition": offer.condition,
        "item_group_id": product.group,
    }
    fields = [[row[name]] for name in ("brand", "gtin", "mpn")]
    placed = {attribute.key.id for attribute in product.attributes if attribute.texts in fields}
    for name in COMMON:
        attribute = product.common(name)
        text = _common(name, attribute.texts) if attribute is not None else ""
        row[name] = text
        if attribute is not None and text:
            placed.add(attribute.key.id)
    section = product.category[-1] if product.category else ""
    row["product_detail"] = [
        (section, attribute.key.name, ", ".join(attribute.texts))
        for attribute in product.attributes
        if attribute.key.id not in placed
    ]
    return row


def _common(name: str, texts: list[str]) -> str:
    """A common attribute in Google's words, "" where Google has no word for it."""
    if name == "gender":
        found = {_GENDERS.get(text.lower(), "") for text in texts}
        return found.pop() if len(found) == 1 else "unisex" if found == {"male", "female"} else ""
    if name == "age_group":
        return texts[0].lower() if texts[0].lower() in _AGES else ""
    return "/".join(one_line(text).replace("/", " ") for text in texts[:3])


def _google_category(product: Product) -> str:
    """The number of Google's own taxonomy, where the ontology keeps it."""
    ids = (entry.rpartition(":")[2] for entry in product.foreign_ids if entry.lower().startswith("google"))
    return next((entry for entry in ids if entry.isdigit()), "")


def _cell(name: str, value: Any) -> str:
    """Several values of one cell are divided by commas; one that holds a comma or a quote stands between quotes."""
    if name == "product_detail":
        value = [":".join(one_line(part).replace(":", " ") for part in entry[:2]) + f":{one_line(entry[2])}"
                 for entry in value]  # fmt: skip
    if isinstance(value, list):
        return ",".join(f'"{part.replace(chr(34), chr(34) * 2)}"' if "," in part or '"' in part else part
                        for part in value)  # fmt: skip
    return str(value)


def _element(row: dict[str, Any]) -> str:
    lines = ["<item>"]
    for name, value in row.items():
        for entry in value if isinstance(value, list) else [value]:
            if name == "product_detail":
                parts = zip(("section_name", "attribute_name", "attribute_value"), entry, strict=True)
                inner = "".join(f"<g:{part}>{_text(text)}</g:{part}>" for part, text in parts if text)
                lines.append(f"<g:product_detail>{inner}</g:product_detail>")
            elif entry:
                lines.append(f"<g:{name}>{_text(str(entry))}</g:{name}>")
    lines.append("</item>\n")
    return "\n".join(lines)


def _text(text: str) -> str:
    return escape(_UNSOUND.sub(" ", text))
