"""A small ontology for recognition tests, and a shorthand for items."""

from __future__ import annotations

from typing import Any

from itemcenter.library import CategoryOptions, EvidenceOptions, Learned, LibraryRecognizer
from itemcenter.ports import Recognition
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Category,
    CategoryId,
    Item,
    ItemId,
    KeyId,
    KeyScope,
    OntologyRelease,
    Spec,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)


def values(list_id: str, *names: str) -> ValueList:
    """Each name is "Canonical" or "Canonical|synonym|synonym"; ids are the folded canonical names."""
    entries = []
    for name in names:
        first, *others = name.split("|")
        entries.append(AttributeValue(ValueId(f"{list_id}/{first.lower()}"), first, tuple(others)))
    return ValueList(ValueListId(list_id), tuple(entries))


def key(key_id: str, kind: ValueType, **more: Any) -> AttributeKey:
    listed = kind in (ValueType.CATEGORICAL, ValueType.COLOUR)
    more.setdefault("value_list_id", ValueListId(key_id) if listed else None)
    more.setdefault("name", key_id.replace("_", " "))
    return AttributeKey(KeyId(key_id), type=kind, **more)


COLOURS = values("colour", "Black", "Navy|dark blue", "Gold", "Rose gold", "A", "A+")
MATERIALS = values("material", "Brass", "Gold", "LED glass", "PVC", "Other")
KEYS = (
    key("colour", ValueType.COLOUR, multiple=True, synonyms=("color", "Farbe")),
    key("material", ValueType.CATEGORICAL),
    key("shade_material", ValueType.CATEGORICAL, value_list_id=ValueListId("material")),
    key("height", ValueType.QUANTITY, unit="cm", role="height", tolerance=0.01),
    key("width", ValueType.QUANTITY, unit="cm", role="width", tolerance=0.01),
    key("power", ValueType.QUANTITY, unit="W", synonyms=("wattage",)),
    key("bulbs", ValueType.COUNT, synonyms=("lights",)),
    key("dimmable", ValueType.BOOLEAN, synonyms=("dimmbar",)),
    key("model_number", ValueType.IDENTIFIER, synonyms=("model",)),
    key("finish", ValueType.CATEGORICAL, value_list_id=None, open=True),
    key("net_weight", ValueType.QUANTITY, unit="g"),
    key("unit_weight", ValueType.QUANTITY, unit="g"),
    key("gtin", ValueType.IDENTIFIER, synonyms=("EAN",)),
)
TREE = (
    Category(CategoryId("home"), "Home"),
    Category(CategoryId("lamps"), "Lamps", CategoryId("home"), ("lights",)),
    Category(CategoryId("table"), "Table lamps", CategoryId("lamps"), ("desk lamps",)),
    Category(CategoryId("cases"), "Lamp Bags & Cases", CategoryId("home")),
    Category(CategoryId("office"), "Office Tables", CategoryId("home"), foreign_ids=("gid://x/7",)),
)
SCOPES = tuple(KeyScope(CategoryId("lamps"), entry.id, order=number) for number, entry in enumerate(KEYS))
RELEASE = OntologyRelease(TREE, KEYS, (COLOURS, MATERIALS), SCOPES, name="lamps")


def item(title: str = "Lamp", description: str = "", specs: dict[str, str] | None = None, **more: Any) -> Item:
    more.setdefault("category_id", CategoryId("lamps"))
    pairs = tuple(Spec(name, value) for name, value in (specs or {}).items())
    return Item(ItemId("i"), title, description, specs=pairs, **more)


def recognise(what: Item, release: OntologyRelease = RELEASE, **options: Any) -> Recognition:
    recognizer = LibraryRecognizer(release, Learned.shipped(), CategoryOptions(), EvidenceOptions(**options))
    return recognizer.recognize([what])[0]


def said(what: Item, **options: Any) -> dict[str, list[str]]:
    """Texts of the values that the machine reads, by key; keys that are not stated left out."""
    facts = recognise(what, **options).machine
    return {key_id: [fact.value.text for fact in found] for key_id, found in facts.items() if found}
