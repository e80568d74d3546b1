"""Shopify products as JSON: a storefront's `products.json`, Admin REST and Admin GraphQL answers, and the lines of a
bulk operation (`shopify_bulk`); one item a variant.

Names from shopify.dev/docs/api/admin-rest (2025-10) and admin-graphql (2026-10). A product is taken apart into flat
rows whose columns bear the names below, so that a row can be mended and read again by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from itemcenter.items.feeds.feed import Feed, FeedColumn, extras, without_own_category
from itemcenter.items.feeds.metafields import Metafield, metafield_values
from itemcenter.items.feeds.shopify_bulk import PARENT, assembled
from itemcenter.items.options import CatalogOptions
from itemcenter.items.raw_cells import present, scalar_text
from itemcenter.items.rows import SourceRow
from itemcenter.items.tables.table import RawCells
from itemcenter.values.folding import name_key

_GID = "gid://shopify/"

#: Members of a product or variant -> the column of the flat row. What is not listed is kept under its own name.
_PRODUCT = {
    "title": "title", "handle": "handle", "body_html": "body_html", "descriptionHtml": "body_html",
    "description": "description", "vendor": "vendor", "product_type": "product_type", "productType": "product_type",
    "tags": "tags", "id": "product_id", "seo": "seo",
}  # fmt: skip
_NESTED = (
    "variants",
    "images",
    "image",
    "options",
    "metafields",
    "media",
    "featuredImage",
    "featuredMedia",
    "category",
)
_VARIANT_OPTIONS = ("option1", "option2", "option3")
_VARIANT_NESTED = (*_VARIANT_OPTIONS, "selectedOptions", "image", "featured_image", "metafields", "sku", "title")

#: Members of list and connection forms: [...], {"nodes": [...]}, {"edges": [{"node": ...}]}.
_DEFAULT = "Default Title"


class ShopifyJson(Feed):
    name = "shopify"
    title = "Shopify product JSON"
    version = "2026-10"
    address = "https://shopify.dev/docs/api/admin-graphql/latest/objects/Product"
    columns = (
        FeedColumn("sku", "id"),
        FeedColumn("title", "title", needed=True),
        FeedColumn("handle", "group", telling=0.3),
        FeedColumn("body_html", "description", telling=0.5),
        FeedColumn("description", "description"),
        FeedColumn("vendor", "brand", telling=0.3),
        FeedColumn("category", "category"),
        FeedColumn("product_type", "category", telling=0.3),
        FeedColumn("tags", "text"),
        FeedColumn("images", "images"),
        FeedColumn("options", "specs"),
        FeedColumn("metafields", "specs"),
        FeedColumn("barcode"),
        *extras("product_id, variant_id, price, compare_at_price, compareAtPrice, seo, status, published_at"),
        *extras("created_at, updated_at, published_scope, template_suffix, admin_graphql_api_id, createdAt, updatedAt"),
        *extras("publishedAt, onlineStoreUrl, totalInventory, tracksInventory, isGiftCard, requiresSellingPlan"),
        *extras("position, inventory_policy, fulfillment_service, inventory_management, taxable, grams, weight"),
        *extras("weight_unit, inventory_item_id, inventory_quantity, old_inventory_quantity, requires_shipping"),
        *extras("available, image_id, inventoryPolicy, inventoryQuantity, inventoryItem, availableForSale"),
        *extras("displayName, product, tax_code, taxCode, priceRangeV2, priceRange, variant_created_at"),
        *extras("variant_updated_at, variant_createdAt, variant_updatedAt, variant_admin_graphql_api_id"),
        *extras("variant_position"),
    )  # fmt: skip

    def certainty(self, names: Sequence[str], sample: Sequence[Mapping[str, Any]]) -> float:
        """By the shape: products with variants that have options, a handle, a vendor, or ids of Shopify's own form."""
        if any(PARENT in row for row in sample):
            sample = [row.cells for row in assembled(SourceRow(0, row, ()) for row in sample) if row.fault is None]
        products = [product for row in sample[:20] if isinstance(product := _unwrapped(row), Mapping)]
        if not products:
            return 0.0
        votes = sum(map(_telling, products)) / len(products)
        return round(votes, 4)

    def lacks(self, names: Sequence[str]) -> str:
        return "" if "variants" in names or PARENT in names else "its products have no list of variants"

    def unfold(self, rows: Iterable[SourceRow], options: CatalogOptions) -> Iterator[SourceRow]:
        for row in assembled(rows):
            product = _unwrapped(row.cells)
            if row.fault is not None or (not members(product.get("variants")) and "product_id" in product):
                yield row  # a flat row out of the quarantine
                continue
            for cells in flat_rows(product):
                yield row._replace(cells=cells, raw=RawCells(cells))


def flat_rows(product: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One row of plain columns for each variant; one for a product that tells of none."""
    shared: dict[str, Any] = {}
    for name, value in product.items():
        if name not in _NESTED:
            shared.setdefault(_PRODUCT.get(name, name), value)
    category = product.get("category")
    if isinstance(category, Mapping):
        shared["category"] = category.get("fullName") or category.get("full_name") or category.get("name")
    if "category" in product and without_own_category(shared.get("category")):
        shared["category"] = shared.get("product_type")
    gallery = (
        _addresses(product.get("images")) or _addresses(product.get("media")) or _addresses([product.get("image")])
    )
    variants = members(product.get("variants"))
    shown = {address for variant in variants for address in _variant_images(variant, product)}
    names = [scalar_text(option.get("name")) or "" for option in members(product.get("options"))]
    fields = _metafields(product)
    for variant in variants or [{}]:
        own = _variant_images(variant, product)
        cells = dict(shared)
        for name, value in variant.items():
            if name not in _VARIANT_NESTED:
                cells[f"variant_{name}" if name in product or name == "id" else name] = value
        options = _options(variant, names)
        cells["sku"] = present(scalar_text(variant.get("sku")) or "") or _named(shared, options, len(variants) > 1)
        cells["images"] = list(dict.fromkeys([*own, *(image for image in gallery if image not in shown)]))
        cells["options"] = options
        stated = {name_key(name) for name in options}
        own_fields = {name: value for name, value in fields.items() if name_key(name) not in stated}
        cells["metafields"] = own_fields | _metafields(variant)
        cells.setdefault("product_id", None)
        yield {name: value for name, value in cells.items() if value not in (None, "", [], {}) or name == "product_id"}


def members(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list or of a GraphQL connection."""
    if isinstance(value, Mapping):
        value = value.get("nodes", value.get("edges"))
    entries = value if isinstance(value, list) else []
    return [entry for entry in map(_unwrapped, entries) if isinstance(entry, Mapping)]


def _unwrapped(row: Any) -> Any:
    """{"node": {...}} and {"product": {...}} are what they hold."""
    for member in ("node", "product"):
        if isinstance(row, Mapping) and isinstance(row.get(member), Mapping) and len(row) <= 2:
            row = row[member]
    return row


def _telling(product: Mapping[str, Any]) -> float:
    against = 1.0
    variants = members(product.get("variants"))
    if variants:
        against *= 0.6
        if any(name in variants[0] for name in ("option1", "selectedOptions")):
            against *= 0.2
    if scalar_text(product.get("id")) and str(product["id"]).startswith(_GID + "Product/"):
        against *= 0.1
    for name in ("handle", "body_html", "descriptionHtml", "vendor", "product_type", "productType", "published_scope"):
        against *= 0.7 if name in product else 1.0
    if "product_id" in product and "sku" in product and isinstance(product.get("options"), Mapping):
        against *= 0.2  # a flat row of ours, out of the quarantine
    return 1.0 - against if variants or against < 0.15 else 0.0


def _options(variant: Mapping[str, Any], names: list[str]) -> dict[str, str]:
    """Option name -> value; without the one that stands for "no options"."""
    chosen = members(variant.get("selectedOptions"))
    if chosen:
        pairs = [(scalar_text(entry.get("name")) or "", scalar_text(entry.get("value")) or "") for entry in chosen]
    else:
        values = [present(scalar_text(variant.get(option)) or "") for option in _VARIANT_OPTIONS]
        pairs = [(names[place] if place < len(names) else f"Option {place + 1}", v) for place, v in enumerate(values)]
    return {name: value for name, value in pairs if name and value and (name, value) != ("Title", _DEFAULT)}


def _named(shared: Mapping[str, Any], options: Mapping[str, str], many: bool) -> str:
    """An id for a variant without a SKU: the handle or the product's id, with the options where there are several."""
    name = scalar_text(shared.get("handle")) or scalar_text(shared.get("product_id")) or ""
    return "/".join([name, *options.values()]) if name and many else name


def _metafields(owner: Mapping[str, Any]) -> dict[str, Any]:
    """Name -> value or values of the metafields that describe the product."""
    out: dict[str, Any] = {}
    for entry in members(owner.get("metafields")):
        definition = entry.get("definition")
        label = scalar_text(definition.get("name")) if isinstance(definition, Mapping) else ""
        space, key = scalar_text(entry.get("namespace")) or "", scalar_text(entry.get("key")) or ""
        field = Metafield(label or "", "product", space, key)
        value = metafield_values(entry.get("value"), space)
        if field.describes and field.spec_name and value:
            out[field.spec_name] = value
    return out


def _variant_images(variant: Mapping[str, Any], product: Mapping[str, Any]) -> list[str]:
    """Pictures of one variant alone: its own image, or the picture of the product that names it."""
    own = _addresses([variant.get("featured_image") or variant.get("image")])
    number = variant.get("image_id")
    if not own and number:
        own = _addresses([image for image in members(product.get("images")) if image.get("id") == number])
    return own


def _addresses(value: Any) -> list[str]:
    """Addresses of pictures: texts, or objects with src or url, also inside of media."""
    out = []
    entries = value if isinstance(value, list) else members(value)
    for entry in map(_unwrapped, entries):
        if isinstance(entry, Mapping):
            inner = entry.get("image") or entry.get("preview")
            entry = entry.get("src") or entry.get("url") or entry.get("originalSrc") or (_addresses([inner]) or [""])[0]
        text = scalar_text(entry) or ""
        if text:
            out.append(text)
    return out
