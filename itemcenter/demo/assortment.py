"""Product lines: which attributes the products of a leaf category have, and how their variants differ."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from itemcenter.demo.markup import Attributes

SEED = "itemcenter demo 1"
COST_DRIVERS = {  # key: smallest amount, exponent
    "net_weight": (100, 0.8),
    "unit_count": (6, 0.85),
    "storage": (256, 0.2),
    "ram": (8, 0.2),
    "height": (30, 0.2),
    "paint_volume": (0.375, 0.75),
    "food_weight": (0.4, 0.8),
    "skin_volume": (15, 0.6),
    "battery_capacity": (2, 0.25),
    "pan_diameter": (16, 0.6),
    "curtain_drop": (140, 0.5),
    "sheet_count": (32, 0.5),
}


@dataclass(frozen=True)
class Leaf:
    """One leaf category of the demo.

    `pools` and `axes` hold lines `key,key: value,value | value,value` (`+` joins several values of one key, an empty
    value means the product has none, a line starting with `|` continues the line above). One option of each pool is
    drawn per product group, one of each axis per variant. `paths`: merchant spellings of the category, split at `;`;
    `nouns`: product nouns per language, split at commas; `prices`: range for the smallest variant.
    """

    id: str
    groups: int
    prices: tuple[float, float]
    nouns: dict[str, str]
    paths: str
    pools: str
    axes: str


@dataclass(frozen=True)
class Assortment:
    """Everything the renderer needs for one top category."""

    root: str
    prefix: str
    brands: dict[str, str]
    lines: str
    leaves: Sequence[Leaf]
    titles: dict[str, list[str]]
    sentences: dict[str, list[str]]
    filler: str
    spelled: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass
class Product:
    """One SKU before rendering: canonical values by key id; `spelled` holds extra merchant spellings."""

    sku: str
    group: str
    leaf: Leaf
    brand: str
    line: str
    attributes: Attributes
    spelled: dict[str, tuple[str, ...]]
    price: float
    duplicate_of: str = ""


def rules(text: str) -> list[str]:
    """Lines of a pool or axis text, with continuation lines joined."""
    return [line for line in re.sub(r"\n\s*\|", " |", text).splitlines() if line.strip()]


def options(line: str) -> list[Attributes]:
    """Read one pool or axis line into its options."""
    keys, _, rest = line.partition(":")
    names = [key.strip() for key in keys.split(",")]
    found = []
    for option in rest.split("|"):
        columns = [column.strip() for column in option.split(",", len(names) - 1)]
        pairs = zip(names, columns, strict=True)
        found.append({key: tuple(value.split("+")) for key, value in pairs if value})
    return found


def code(rng: Random, brand: str) -> str:
    """An invented maker's code such as `TAR-4821B`."""
    letters = "".join(ch for ch in brand.upper() if ch.isascii() and ch.isalpha())[:3]
    return f"{letters}-{rng.randrange(1000, 9999)}{rng.choice('ABCDEKXZ')}"


def barcode(rng: Random) -> str:
    """A 13-digit in-store number (prefix 2, never issued to makers) with a right check digit."""
    digits = [2, *(rng.randrange(10) for _ in range(11))]
    total = sum(digit * (3 if i % 2 else 1) for i, digit in enumerate(digits))
    return "".join(map(str, digits)) + str(-total % 10)


def variants(leaf: Leaf, rng: Random) -> list[Attributes]:
    """Two to five variants of a group, drawn from the product of the axes."""
    combined: list[Attributes] = [{}]
    axes = rules(leaf.axes)
    for axis in axes:
        drawn = options(axis)
        count = rng.choice((1, 2, 2, 3)) if len(axes) > 1 else rng.choice((2, 3, 4))
        drawn = rng.sample(drawn, min(len(drawn), count))
        combined = [{**base, **option} for base in combined for option in drawn]
    return rng.sample(combined, min(len(combined), rng.choice((2, 3, 3, 4, 5))))


def _cost_factor(attributes: Attributes) -> float:
    """How much dearer a variant is than the smallest one; twice the content is less than twice the price."""
    factor = 1.0
    for key, (smallest, power) in COST_DRIVERS.items():
        if key in attributes:
            factor *= max(float(attributes[key][0].split(" ")[0]) / smallest, 0.8) ** power
    return factor


def products(assortment: Assortment, first: int = 0) -> list[Product]:
    """All SKUs of a category, group by group; about one in fourteen is listed again as a near-duplicate.

    first: number of the first group of each leaf; from 1000 on one group a leaf is made, which this catalog lacks
    """
    made: list[Product] = []
    lines = [line.strip() for line in assortment.lines.split(",")]
    number = 100
    for leaf in assortment.leaves:
        brands = [brand.strip() for brand in assortment.brands[leaf.id].split(",")]
        for index in range(first, first + (1 if first else leaf.groups)):
            number += 1
            rng = Random(f"{SEED}/{leaf.id}/{index}")
            group = f"{assortment.prefix}-{number}"
            made += _group(assortment, leaf, group, (rng.choice(brands), lines[(number * 7) % len(lines)]), rng)
    return made


def _group(assortment: Assortment, leaf: Leaf, group: str, name: tuple[str, str], rng: Random) -> list[Product]:
    brand, line = name
    shared: Attributes = {}
    for pool in rules(leaf.pools):
        shared |= rng.choice(options(pool))
    shared |= {"model_number": (code(rng, brand),), "style_code": (code(rng, brand),)}
    price = rng.uniform(*leaf.prices)
    made: list[Product] = []
    for at, variant in enumerate(variants(leaf, rng), start=1):
        attributes = {**shared, **variant, "gtin": (barcode(rng),)}
        spelled = {
            key: tuple(assortment.spelled[key, values[0]].split(" / "))
            for key, values in attributes.items()
            if (key, values[0]) in assortment.spelled
        }
        cost = round(price * _cost_factor(attributes) * rng.uniform(0.97, 1.05), 1) - 0.05
        made.append(Product(f"{group}-{at:02d}", group, leaf, brand, line, attributes, spelled, cost))
    if rng.random() < 0.22:
        first = rng.choice(made)
        same_group = rng.random() < 0.5
        new_group = group if same_group else group.replace("-", "-9", 1)
        sku = f"{new_group}-{len(made) + 1 if same_group else 1:02d}"
        copy = Product(sku, new_group, leaf, brand, line, first.attributes, first.spelled, first.price, first.sku)
        made.append(copy)
    return made
