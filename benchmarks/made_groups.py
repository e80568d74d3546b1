"""Made catalogs whose product groups are known, to choose rules and thresholds of `items.groups` on.

Invented brands and lines over unlike shelves, each with what must join (colours, capacities, lengths, packs, sizes) and
what must not (neighbouring models, accessories for them, sets of other counts, generic titles of other designs). A
*style* says how a merchant writes: with breaks or without, which item numbers, whether there is a brand column.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

from itemcenter.schema import Item, ItemId

_BRAND_NAMES = "Arvodan Belkesta Cormund Duvante Elbrick Fonzari Grevel Halvorsund Inkeray Jostal Kivrane Lumbrek"
_LINE_NAMES = "Aster Boreal Cinder Dorval Ember Fable Garnet Hollow Isker Juno Kestra Larkin Meridan Nimbus Orrin"
_BRANDS, _LINES = _BRAND_NAMES.split(), _LINE_NAMES.split()
_COLOURS = ["Black", "White", "Navy", "Red", "Silver", "Green", "Grey", "Beige", "Pink"]
_OWN_COLOURS = ["Frostbite", "Deep Fjord", "Lagoon Mist", "Volcano", "Moonstone"]
_SIZES = ["XS", "S", "M", "L", "XL", "XXL"]
_DESIGNS = ["Printed", "Solid", "Striped", "Checkered", "Floral"]


class Style(NamedTuple):
    """numbers: plain, stems (of products) or departments (a stem that says nothing about the product)"""

    name: str
    breaks: bool
    numbers: str
    brand_column: bool
    own_colours: bool


STYLES = (
    Style("breaks, plain numbers", True, "plain", True, True),
    Style("no breaks, plain numbers", False, "plain", True, False),
    Style("no breaks, no brand column", False, "plain", False, False),
    Style("breaks, stems of products", True, "stems", True, True),
    Style("breaks, stems of departments", True, "departments", True, True),
)


class Made(NamedTuple):
    item: Item
    product: int


def made_catalog(style: Style, seed: int, products: int = 400) -> list[Made]:
    """Items in random order with the product that each is a variant of."""
    chance = random.Random(seed)
    out: list[Made] = []
    for product, (brand, titles) in enumerate(_products(style, chance, products)):
        for place, title in enumerate(titles, 1):
            number = {"plain": f"{chance.randrange(10**9):09d}", "stems": f"P{product:04d}-{place:02d}"}.get(
                style.numbers, f"D{product % 40:02d}-{len(out):05d}"
            )
            shown = title if title.startswith(brand) else f"{brand} {title}"
            out.append(Made(Item(ItemId(number), shown, brand=brand if style.brand_column else ""), product))
    chance.shuffle(out)
    return out


def _products(style: Style, chance: random.Random, count: int) -> Iterator[tuple[str, list[str]]]:
    """(brand, titles of its variants) of each product; neighbours that must stay apart follow each other."""
    made, lines = 0, set()
    while made < count:
        brand, line, shelf = chance.choice(_BRANDS), chance.choice(_LINES), chance.choice(_SHELVES)
        if (brand, line, shelf) in lines:
            continue
        lines.add((brand, line, shelf))
        for titles in shelf(style, chance, line):
            yield brand, list(dict.fromkeys(titles)) if len(set(titles)) > 1 else titles
            made += 1


def _some(chance: random.Random, values: list[str], least: int = 1, most: int = 4) -> list[str]:
    return chance.sample(values, chance.randint(least, min(most, len(values))))


def _colours(style: Style, chance: random.Random) -> list[str]:
    found = _some(chance, _COLOURS)
    return found + (_some(chance, _OWN_COLOURS, 0, 2) if style.own_colours else [])


def _end(style: Style, title: str, variant: str) -> str:
    return f"{title} - {variant}" if style.breaks else f"{title} {variant}"


def _phones(style: Style, chance: random.Random, line: str) -> Iterator[list[str]]:
    """Two models that follow each other, and cases for them."""
    number = chance.randint(3, 60)
    capacities = _some(chance, ["64GB", "128 GB", "256GB"], 1, 2)
    for model in (f"{line} S{number}", f"{line} S{number + 1}", f"{line} S{number} Plus"):
        yield [
            _end(style, f"{model} smartphone {size}", colour)
            for size in capacities
            for colour in _colours(style, chance)
        ]
        yield [_end(style, f"Armor case for {model}", colour) for colour in _colours(style, chance)]


def _ink(style: Style, chance: random.Random, line: str) -> Iterator[list[str]]:
    number = chance.randint(100, 900)
    for model in (f"{number}", f"{number + 1}", f"{number}XL"):
        yield [
            _end(style, f"{line} {model} ink cartridge", colour) for colour in _some(chance, ["Black", "Red", "White"])
        ]


def _cables(style: Style, chance: random.Random, line: str) -> Iterator[list[str]]:
    lengths = _some(chance, ["1 m", "2 m", "3 m", "5 m", "10 m"], 2, 4)
    for ends in ("HDMI to DVI", "DVI to HDMI", "USB-C to HDMI"):
        yield [f"{line} {length} {ends} adapter cable" for length in lengths]


def _coffee(style: Style, chance: random.Random, line: str) -> Iterator[list[str]]:
    for kind in ("espresso beans", "ground filter coffee", "decaf ground coffee"):
        yield [
            _end(style, f"{line} {kind}", size) for size in _some(chance, ["250 g", "500 g", "1 kg", "2 x 1kg"], 1, 3)
        ]


def _cookware(style: Style, chance: random.Random, line: str) -> Iterator[list[str]]:
    """Sets of other counts are other products; so are pans beside pots."""
    for what in ("5-piece pan set", "7-piece pan set", "9-piece pan set", "stock pot with lid"):
        yield [_end(style, f"{line} {what}", colour) for colour in _some(chance, _COLOURS, 1, 3)]


def _shirts(style: Style, chance: random.Random, line: str) -> Iterator[list[str]]:
    for cut in ("men's polo shirt", "women's polo shirt"):
        both = [(colour, size) for colour in _some(chance, _COLOURS, 1, 3) for size in _some(chance, _SIZES, 1, 3)]
        yield [_end(style, f"{line} {cut} {colour}", f"size {size}") for colour, size in both]


def _generic(style: Style, chance: random.Random, line: str) -> Iterator[list[str]]:
    """Other designs under one title: each is a product by itself."""
    title = f"{chance.choice(_DESIGNS)} women's casual top"
    for _ in range(chance.randint(2, 6)):
        yield [title]


def _socks(style: Style, chance: random.Random, line: str) -> Iterator[list[str]]:
    packs = _some(chance, ["pack of 3", "pack of 6", "12-pack"], 1, 3)
    yield [_end(style, f"{line} crew socks cushioned", pack) for pack in packs]
    yield [_end(style, f"{line} ankle socks cushioned", pack) for pack in packs]


def _screens(style: Style, chance: random.Random, line: str) -> Iterator[list[str]]:
    """Named series in several sizes; the number of hertz is another model."""
    number = chance.randint(100, 999)
    for rate in ("60Hz", "120Hz"):
        sizes = _some(chance, ['43"', '50"', '55"', '65"'], 1, 3)
        yield [f"{line} {number}Q {size} LED television {rate}" for size in sizes]


def _games(style: Style, chance: random.Random, line: str) -> Iterator[list[str]]:
    for part in ("2", "3"):
        yield [f"{line} Chronicles {part} video game", f"{line} Chronicles {part} video game Deluxe Edition"]


_SHELVES = (_phones, _ink, _cables, _coffee, _cookware, _shirts, _generic, _socks, _screens, _games)
