"""Small catalogs to draw ontologies from: items in one line each, and a shop of three kinds without category paths."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from itemcenter.ontology.bootstrap.cell_forms import CellForm, cell_form
from itemcenter.ontology.bootstrap.key_columns import KeyColumn
from itemcenter.schema import Item, ItemId, Spec


def item(
    number: int | str,
    title: str,
    specs: Mapping[str, str] | Sequence[tuple[str, str]] = (),
    *,
    path: Sequence[str] = (),
    brand: str = "",
    description: str = "",
    extras: Sequence[tuple[str, str]] = (),
) -> Item:
    pairs = specs.items() if isinstance(specs, Mapping) else specs
    return Item(
        id=ItemId(str(number)),
        title=title,
        description=description,
        brand=brand,
        category_path=tuple(path),
        specs=tuple(Spec(name, value) for name, value in pairs),
        extras=tuple(extras),
    )


def source(items: Sequence[Item]) -> Callable[[], Iterator[Item]]:
    return lambda: iter(items)


def column(cells: Sequence[str | tuple[int, str]], name: str = "key") -> tuple[KeyColumn, list[str], list[CellForm]]:
    """A column with one cell an item (or the given item), its texts and their forms."""
    placed = [entry if isinstance(entry, tuple) else (number, entry) for number, entry in enumerate(cells)]
    texts = list(dict.fromkeys(text for _, text in placed))
    numbers = {text: number for number, text in enumerate(texts)}
    items = np.array([number for number, _ in placed], dtype=np.int32)
    made = KeyColumn(
        ((name, len(set(items.tolist()))),), items, np.array([numbers[t] for _, t in placed], dtype=np.int32)
    )
    return made, texts, [cell_form(text) for text in texts]


_BRANDS = ("Acme", "Borel", "Cinder", "Dorado", "Elm", "Fjord")
_COLOURS = ("Black", "Silver", "White", "Blue")


def shop(each: int = 30) -> list[Item]:
    """Notebooks, kettles and desk lamps, `each` of every kind, with specs of their own and no paths.

    Cells of sizes are bare numbers whose unit the titles state; every fifth item has no specs at all.
    """
    out: list[Item] = []
    for number in range(each):
        brand, colour = _BRANDS[number % len(_BRANDS)], _COLOURS[number % len(_COLOURS)]
        inches, litres, watts = 11 + number % 7, f"{1 + number % 5 / 10:.1f}", 5 + number % 9
        bare = number % 5 == 4
        out.append(
            item(
                f"n{number}",
                f'{brand} N{number}0X notebook {colour} {inches}" {8 * (1 + number % 3)} GB',
                {} if bare else {
                    "display diagonal": str(inches), "internal memory": str(8 * (1 + number % 3)),
                    "product colour": colour, "touchscreen": "true" if number % 2 else "false",
                    "keyboard layout": ("QWERTY", "QWERTZ", "AZERTY")[number % 3],
                },
                brand=brand,
            )
        )  # fmt: skip
        out.append(
            item(
                f"k{number}",
                f"{brand} K{number}1 electric kettle {colour} {litres} l",
                {} if bare else {
                    "water tank capacity": litres, "product colour": colour, "cordless": "true",
                    "housing material": ("Glass", "Stainless steel", "Plastic")[number % 3],
                },
                brand=brand,
            )
        )  # fmt: skip
        out.append(
            item(
                f"l{number}",
                f"{brand} L{number}2 desk lamp {colour} {watts} W",
                {} if bare else {
                    "power": f"{watts}", "product colour": colour, "dimmable": "Yes" if number % 2 else "No",
                    "socket": ("E27", "E14")[number % 2], "number of bulbs": str(1 + number % 2),
                },
                brand=brand,
            )
        )  # fmt: skip
    return out
