"""Products out of schema.org data (JSON-LD): each Product, each variant of a ProductGroup, as the cells of one row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from itemcenter.items.filled import FILLED
from itemcenter.items.raw_cells import scalar_text
from itemcenter.items.tables.placed_json import placed_as
from itemcenter.items.tables.schema_values import kinds, local, pictures, plain

_PRODUCTS = frozenset(("Product", "ProductModel", "IndividualProduct", "SomeProducts", "Vehicle", "Car", "Book"))
_GROUP = "ProductGroup"

#: What names a product, the best first.
_IDS = (
    "sku",
    "productID",
    "gtin13",
    "gtin",
    "gtin14",
    "gtin12",
    "gtin8",
    "isbn",
    "mpn",
    "productGroupID",
    "@id",
    "url",
)

#: Properties that describe the product and become specs under their own names.
SPECS = (
    "color", "size", "material", "pattern", "weight", "height", "width", "depth", "model", "countryOfOrigin",
    "audience", "vehicleEngine", "fuelType", "mileageFromOdometer", "numberOfPages", "bookFormat",
)  # fmt: skip

#: Properties of a group that are not those of its variants.
_OWN = frozenset(("hasVariant", "variesBy", "offers", *_IDS))

#: Properties behind which other products stand.
_OTHERS = frozenset(("isRelatedTo", "isSimilarTo", "isAccessoryOrSparePartFor", "isConsumableFor", "itemReviewed"))

OFFER = ("price", "priceCurrency", "availability", "itemCondition", "url", "seller", "priceValidUntil")

#: Objects inside objects go this deep.
_DEPTH = 24

Node = Mapping[str, Any]


class SchemaData:
    """The products and breadcrumbs of one JSON-LD value. trails: the names in each BreadcrumbList"""

    def __init__(self, value: Any) -> None:
        self._nodes: dict[str, Node] = {}
        self.trails: list[tuple[str, ...]] = []
        self._found: list[Node] = []
        self._walk(_shortened(value, 0), 0)

    def rows(self) -> Iterator[dict[str, Any]]:
        """The cells of every product, in the order of the text; a group gives its variants, or else itself."""
        return (cells for cells, _ in self.products())

    def products(self) -> Iterator[tuple[dict[str, Any], Node]]:
        """The cells of every product, and the object that speaks of it alone."""
        groups = [node for node in self._found if _GROUP in kinds(node)]
        by_name = {_text(node.get("productGroupID")) or _text(node.get("@id")): node for node in reversed(groups)}
        variants = {id(node): list(map(self._resolved, _listed(node.get("hasVariant")))) for node in groups}
        listed = {id(variant) for entries in variants.values() for variant in entries}
        group_of = {id(node): self._group_of(node, by_name) for node in self._found if id(node) not in variants}
        filled = {id(group) for group in group_of.values()}
        for node in self._found:
            if id(node) in variants:
                for variant in filter(_says, variants[id(node)]):
                    yield self._cells(_inherited(variant, node), node), variant
                if not variants[id(node)] and id(node) not in filled:
                    yield self._cells(node, node), node
            elif id(node) not in listed:
                group = group_of[id(node)]
                yield self._cells(node if group is None else _inherited(node, group), group), node

    def _walk(self, value: Any, depth: int) -> None:
        """Find products, breadcrumbs and the nodes that have a name by which others may refer to them."""
        if depth > _DEPTH:
            return
        if isinstance(value, list):
            for entry in value:
                self._walk(entry, depth + 1)
        elif isinstance(value, Mapping):
            name = value.get("@id")
            if isinstance(name, str) and len(value) > 1:
                self._nodes.setdefault(name, value)
            found = kinds(value)
            product = _GROUP in found or not _PRODUCTS.isdisjoint(found)
            if product and _says(value):
                self._found.append(value)
            if "BreadcrumbList" in found:
                self.trails.append(tuple(_trail(value)))
            for key, entry in value.items():
                if key not in _OTHERS and not (product and key in ("isVariantOf", "hasVariant")):
                    self._walk(entry, depth + 1)

    def _resolved(self, value: Any) -> Any:
        """The node that a bare reference means."""
        if isinstance(value, Mapping) and len(value) == 1 and isinstance(value.get("@id"), str):
            return self._nodes.get(value["@id"], value)
        return value

    def _group_of(self, node: Node, groups: Mapping[str, Node]) -> Node | None:
        """The group that a variant names, inside of it or by a reference."""
        inside = self._resolved(node.get("isVariantOf"))
        if isinstance(inside, Mapping):
            return inside
        name = _text(node.get("inProductGroupWithID"))
        return groups.get(name, {"productGroupID": name}) if name else None

    def _cells(self, node: Node, group: Node | None) -> dict[str, Any]:
        stated = {key: self._resolved(value) for key, value in node.items() if value not in (None, "", [], {})}
        cells: dict[str, Any] = {"id": next(filter(None, (_text(stated.get(name)) for name in _IDS)), "")}
        if group is not None:
            cells["item_group_id"] = _text(group.get("productGroupID")) or _text(group.get("@id"))
        specs = [{"name": name, "value": plain(stated[name])} for name in SPECS if name in stated]
        for key, value in stated.items():
            if key == "additionalProperty":
                specs.extend(_properties(value))
            elif key == FILLED:
                cells[key] = value
            elif key == "image":
                cells["image"] = pictures(value)
            elif key == "offers":
                cells.update(_offer(self._resolved(_listed(value)[0])))
                cells["offers"] = value if len(_listed(value)) > 1 else None
            elif key == "brand" or key == "manufacturer":
                cells[key] = next(iter(_listed(plain(value))), "")
            elif key not in SPECS and key not in ("@type", "@context", "hasVariant", "isVariantOf"):
                cells["page" if key == "url" else key] = plain(value)
        cells["specs"] = specs
        return {key: value for key, value in cells.items() if value not in (None, "", [], {})}


def _inherited(variant: Node, group: Node) -> Node:
    """A variant with what its group says of all of them; its own words win, property by property."""
    out = {key: value for key, value in group.items() if key not in _OWN} | dict(variant)
    if isinstance(group.get(FILLED), Mapping):  # not what the variant states itself
        marks = {name: sure for name, sure in group[FILLED].items() if name not in variant}
        out[FILLED] = marks | dict(variant.get(FILLED) or {})
    shared = _listed(group.get("additionalProperty"))
    if shared and "additionalProperty" in variant:
        own = _listed(variant["additionalProperty"])
        named = {_text(entry.get("name")) for entry in own if isinstance(entry, Mapping)}
        kept = [entry for entry in shared if not isinstance(entry, Mapping) or _text(entry.get("name")) not in named]
        out["additionalProperty"] = own + kept
    return out


def _properties(value: Any) -> list[dict[str, Any]]:
    """Specs of PropertyValues."""
    out = []
    for entry in _listed(value):
        if isinstance(entry, Mapping):
            name = _text(entry.get("name")) or local(_text(entry.get("propertyID")))
            out.append({"name": name, "value": plain({**entry, "name": None, "@id": None})})
    return [spec for spec in out if not isinstance(spec["value"], Mapping)]


def _offer(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        return {}
    out = {key: plain(value[key]) for key in OFFER if key in value}
    first = next(iter(_listed(value.get("priceSpecification"))), None)
    detail = first if isinstance(first, Mapping) else {}
    out["price"] = out.get("price", value.get("lowPrice", detail.get("price")))
    out["priceCurrency"] = out.get("priceCurrency", detail.get("priceCurrency"))
    return out


def _trail(node: Node) -> Iterator[str]:
    """The names of the steps of a BreadcrumbList, in their order."""
    steps = [entry for entry in _listed(node.get("itemListElement")) if isinstance(entry, Mapping)]
    numbers = [entry.get("position") for entry in steps]
    if all(isinstance(number, int) for number in numbers):
        steps.sort(key=lambda entry: entry["position"])
    for entry in steps:
        item = entry.get("item")
        name = _text(entry.get("name")) or _text(item.get("name") if isinstance(item, Mapping) else "")
        if name:
            yield name


def _says(node: Any) -> bool:
    """Whether a node says anything: one with an address only refers to another page."""
    return isinstance(node, Mapping) and not set(node) <= {"@type", "@id", "url"}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    """A text or number as text, of several the first."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, Mapping):
        value = value.get("@value", value.get("value"))
    return (scalar_text(value) or "").strip()


def _shortened(value: Any, depth: int) -> Any:
    """The value with all names of the vocabulary without their prefix."""
    if depth > _DEPTH:
        return value
    if isinstance(value, list):
        return [_shortened(entry, depth + 1) for entry in value]
    if isinstance(value, Mapping):
        return placed_as(value, {local(key): _shortened(entry, depth + 1) for key, entry in value.items()})
    return value
