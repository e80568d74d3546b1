"""Items as products of the Universal Commerce Protocol (`itemcenter.wire.ucp`): an item is a product with one variant.

The protocol cannot say that a price is not known: such an item is no product of it, and the caller tells so.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from itemcenter.items.write.offer import Offer
from itemcenter.items.write.product import Attribute, Product
from itemcenter.jobs.wire_form import Json, evidence_form, time_text
from itemcenter.schema import Cell, Fact, ItemView, KeyId

#: Currencies whose minor unit is not a hundredth (ISO 4217).
_WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_DECIMALS = dict.fromkeys(_WHOLE.split(" "), 0) | dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)
#: Names of other systems, as our releases have them -> the protocol's.
_TAXONOMIES = {"google": "google_product_category"}


def price(text: str) -> Json | None:
    """`wire.UcpPrice` of "79.99 USD", None of ""."""
    amount, _, currency = text.partition(" ")
    if not currency:
        return None
    minor = Decimal(amount).scaleb(_DECIMALS.get(currency, 2))
    return {"amount": int(minor.to_integral_value()), "currency": currency}


def product(view: ItemView, made: Product, release: str, currency: str, inputs: Iterable[str] = ()) -> Json | None:
    """`wire.UcpProduct`; None where the item has no price.

    currency: of prices that name none; inputs: identifiers of a look-up that led here
    """
    item, offer = view.record.item, Offer(view.record.item, currency)
    usual, reduced = price(offer.price), price(offer.sale_price)
    now = reduced or usual
    if now is None:
        return None
    description = {"plain": item.description.strip() or item.title}
    variant: Json = {"id": item.id, "sku": item.id, "title": item.title, "description": description, "price": now}
    more: Json = {"url": offer.link, "barcodes": _barcodes(offer.gtin), "condition": offer.condition}
    if offer.availability:
        more["availability"] = {"available": offer.availability != "out_of_stock", "status": offer.availability}
    if reduced is not None and usual is not None and usual["currency"] == reduced["currency"]:
        more["list_price"] = usual
    variant |= {name: value for name, value in more.items() if value}
    given = list(dict.fromkeys(inputs))
    if given:
        variant["inputs"] = [{"id": entry, "match": "exact"} for entry in given]
    out: Json = {"id": item.id, "title": item.title, "description": description}
    out["price_range"] = {"min": now, "max": now}
    if "list_price" in variant:
        out["list_price_range"] = {"min": usual, "max": usual}
    rest: Json = {"brand": made.brand, "url": offer.link, "categories": categories(made)}
    rest["media"] = [{"type": "image", "url": url} for url in item.images if url.startswith(("http://", "https://"))]
    out |= {name: value for name, value in rest.items() if value}
    cells: dict[KeyId, Cell] = {cell.key_id: cell for cell in view.cells}
    metadata: Json = {"attributes": [entry for one in made.attributes for entry in _attributes(one, cells)]}
    metadata |= {"release": release, "updated_at": time_text(view.record.time_us)}
    if made.group:
        metadata["group"] = made.group
    return out | {"variants": [variant], "metadata": metadata}


def categories(made: Product) -> list[Json]:
    """The merchant's path, our id and path, what other systems call it."""
    out = []
    if made.item.category_path:
        out.append({"value": " > ".join(made.item.category_path), "taxonomy": "merchant"})
    if made.category_id is not None:
        out.append({"value": str(made.category_id), "taxonomy": "itemcenter"})
        out.append({"value": " > ".join(made.category), "taxonomy": "itemcenter_path"})
    for foreign in made.foreign_ids:
        system, colon, value = foreign.partition(":")
        if colon and value and not value.startswith("//"):
            out.append({"value": value, "taxonomy": _TAXONOMIES.get(system, system)})
    return out


def _attributes(attribute: Attribute, cells: dict[KeyId, Cell]) -> list[Json]:
    key = attribute.key
    facts = attribute.facts if key.multiple else attribute.facts[:1]
    cell = cells.get(key.id)
    return [_attribute(key.name, fact, None if cell is None else cell.version.time_us) for fact in facts]


def _attribute(name: str, fact: Fact, time_us: int | None) -> Json:
    value = fact.value
    out: dict[str, Any] = {"name": name, "key": str(fact.key_id), "value": value.text, "type": value.type.value}
    if value.number is not None and value.number_to is None:
        out["numeric_value"] = value.number
    for told, entry in (("unit", value.unit), ("value_id", value.value_id)):
        if entry:
            out[told] = str(entry)
    out |= {"confidence": round(fact.confidence, 4), "producer": fact.producer.value}
    out["evidence"] = evidence_form(fact.evidence)
    return out if time_us is None else out | {"time": time_text(time_us)}


def _barcodes(gtin: str) -> list[Json]:
    return [{"type": {12: "UPC", 13: "EAN"}.get(len(gtin), "GTIN"), "value": gtin}] if gtin else []
