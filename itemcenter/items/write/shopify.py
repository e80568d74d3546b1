"""Shopify product CSV: the rows of a product joined by `Handle`, options for what varies, metafields for the rest.

What all variants have in common becomes a metafield of the product, in its first row; what only some have, one of the
variant.
"""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from itemcenter.flow.whole_file import text_file
from itemcenter.items.write.offer import Offer
from itemcenter.items.write.product import Product, code_of, unique_codes
from itemcenter.items.write.target import Sheet, TargetOptions, TargetTally, one_line, with_constants
from itemcenter.schema import AttributeKey, KeyId

_PRODUCT = ("Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Published")
_VARIANT = ("Variant SKU", "Variant Inventory Qty", "Variant Price", "Variant Compare At Price", "Variant Barcode",
            "Image Src", "Image Position", "Variant Image", "Status")  # fmt: skip
_OPTIONS = tuple(f"Option{number} {part}" for number in (1, 2, 3) for part in ("Name", "Value"))
_OWNERS = ("product", "variant")
#: A product has at most so many options.
_MOST_OPTIONS = 3


class ShopifyWriter:
    formats: ClassVar[tuple[str, ...]] = ("csv",)
    required: ClassVar[tuple[str, ...]] = ("Handle", "Title", "Variant Price")
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
        codes = unique_codes(str(key.id) for key in keys)
        metafields = {
            key.id: tuple(f"{one_line(key.name)} ({owner}.metafields.custom.{codes[key.id]})" for owner in _OWNERS)
            for key in keys
        }
        columns = (*_PRODUCT, *_OPTIONS, *_VARIANT, *(name for names in metafields.values() for name in names))
        constants = (name for name, _ in options.constants)
        with text_file(path) as file:
            sheet = Sheet(file, list(dict.fromkeys((*columns, *constants))))
            for group in groups:
                for row in _rows(group, metafields, options, tally, self.required):
                    sheet.write(row)
        return tally


def _rows(
    group: Sequence[Product],
    metafields: dict[KeyId, tuple[str, ...]],
    options: TargetOptions,
    tally: TargetTally,
    required: Iterable[str],
) -> Iterable[dict[str, Any]]:
    first = group[0]
    handle = _handle(first.group or first.item.id)
    chosen = _varying(group)
    options_of = {name for name, _ in chosen}
    texts = [{entry.key.id: entry.texts for entry in product.attributes} for product in group]
    images = list(dict.fromkeys(image for product in group for image in product.item.images))
    for place, product in enumerate(group):
        offer = Offer(product.item, options.currency)
        regular, sale = (price.partition(" ")[0] for price in (offer.price, offer.sale_price))
        row: dict[str, Any] = {
            "Handle": handle,
            "Variant SKU": product.item.id,
            "Variant Inventory Qty": offer.quantity,
            "Variant Price": sale or regular,
            "Variant Compare At Price": regular if sale else "",
            "Variant Barcode": offer.gtin,
            "Variant Image": next(iter(product.item.images), "") if len(group) > 1 else "",
        }
        for number, (name, values) in enumerate(chosen, start=1):
            row[f"Option{number} Name"] = name if place == 0 else ""
            row[f"Option{number} Value"] = values[place]
        if place == 0:
            row |= _product_row(first, images, options)
        for attribute in product.attributes:
            of_product, of_variant = metafields[attribute.key.id]
            if all(entry.get(attribute.key.id) == attribute.texts for entry in texts):
                row[of_product] = _metafield(attribute.texts) if place == 0 else ""
            elif one_line(attribute.key.name) not in options_of:
                row[of_variant] = _metafield(attribute.texts)
        with_constants(row, options if place == 0 else TargetOptions())
        tally.check(row | {"Title": product.item.title}, required)
        yield row
    for number, image in enumerate(images[1:], start=2):
        yield {"Handle": handle, "Image Src": image, "Image Position": number}


def _product_row(product: Product, images: list[str], options: TargetOptions) -> dict[str, Any]:
    item = product.item
    body = (
        item.description if options.html else html.escape(item.description.strip(), quote=False).replace("\n", "<br>")
    )
    shopify = any(entry.startswith("gid://shopify/TaxonomyCategory/") for entry in product.foreign_ids)
    return {
        "Title": one_line(item.title),
        "Body (HTML)": body,
        "Vendor": product.brand,
        "Product Category": " > ".join(product.category) if shopify else "",
        "Type": item.category_path[-1] if item.category_path else "",
        "Image Src": next(iter(images), ""),
        "Image Position": 1 if images else "",
    }


def _varying(group: Sequence[Product]) -> list[tuple[str, list[str]]]:
    """(name, value of each variant) of the options: what all variants state and not all alike, then the SKU if two
    variants would still be the same.
    """
    if len(group) == 1:
        return [("Title", ["Default Title"])]  # what shops write for "no option"
    out: list[tuple[str, list[str]]] = []
    for attribute in group[0].attributes:
        values = [
            next((one_line(", ".join(entry.texts)) for entry in product.attributes if entry.key == attribute.key), "")
            for product in group
        ]
        if all(values) and len(set(values)) > 1:
            out.append((one_line(attribute.key.name), values))
    out.sort(key=lambda option: -len(set(option[1])))
    out = out[:_MOST_OPTIONS]
    if len(set(zip(*(values for _, values in out), strict=True))) < len(group) or not out:
        out = [*out[: _MOST_OPTIONS - 1], ("SKU", [product.item.id for product in group])]
    return out


def _metafield(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else json.dumps(texts, ensure_ascii=False)


def _handle(name: str) -> str:
    """A handle that no other name has."""
    code = code_of(name, "-", 200)
    if code == name:
        return code
    return f"{code}-{hashlib.blake2b(name.encode('utf-8', 'surrogatepass'), digest_size=3).hexdigest()}"
