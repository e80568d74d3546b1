"""Made-up ontologies of any size, for tests and measurements of scale. Deterministic: equal arguments, equal release.

Value names read like those of real catalogs ("Brushed Oak Panel Mk 7"), are distinct within their list, and carry
none to three synonyms (a translated word, a reordering, an order code) that no other value of the list has.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Category,
    CategoryId,
    KeyId,
    KeyScope,
    OntologyRelease,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FINISHES = _words("""
    Brushed Matte Glossy Recycled Woven Folded Coated Printed Padded Quilted Smoked Polished Ribbed Washed Vintage Slim
    Compact Extended Rugged Silent Thermal Magnetic Cordless Foldable Stackable Layered Frosted Etched Carved Tinted
""")
_MATERIALS = _words("""
    Oak:Eiche Steel:Stahl Copper:Kupfer Cotton:Baumwolle Wool:Wolle Leather:Leder Glass:Glas Paper:Papier Linen:Leinen
    Silk:Seide Brass:Messing Beech:Buche Walnut:Walnuss Maple:Ahorn Cork:Kork Clay:Ton Slate:Schiefer Marble:Marmor
    Rubber:Gummi Velvet:Samt Felt:Filz Tin:Zinn Silver:Silber Gold:Goldton Bamboo:Bambus Rattan:Peddigrohr Foam:Schaum
    Jute:Jutefaser Hemp:Hanf Pine:Kiefer Cedar:Zeder Granite:Granit Quartz:Quarz Pearl:Perle Ivory:Elfenbeinton
    Denim:Jeansstoff Canvas:Segeltuch Nylon:Polyamid Acrylic:Acryl Ceramic:Keramik
""")
_PARTS = _words("""
    Panel Frame Handle Cover Strap Lining Base Shelf Hinge Sleeve Collar Insert Drawer Wheel Bracket Lid Filter Grip
    Tray Shade Cable Holder Cushion Mount Stand Buckle Pocket Trim Hook Bezel
""")
_KEY_SUBJECTS = _words("Outer Inner Upper Lower Main Second Front Rear Seat Base Lid Handle Lens Sole Cup")
_KEY_TRAITS = _words("material finish style pattern shape features closure fitting theme series range colour")
_GROUPS = _words("Kitchen Garden Office Sports Bedroom Workshop Travel Lighting")

#: The first list holds this share of all values: real taxonomies have a few very long lists.
_LONGEST_SHARE = 0.12


def synthetic_release(values: int, keys: int, seed: int = 0) -> OntologyRelease:
    """`values` values in `keys` closed lists, one list a key; nine categories, each key applies to one or two.

    The longest list holds 12 % of the values (120,000 of 1,000,000). Takes about 5 s a million values.
    """
    if keys < 1 or values < keys:
        raise ValueError(f"{values} values cannot fill {keys} lists: give at least one value a key")
    chooser = random.Random(seed)
    attribute_keys = [_key(number) for number in range(keys)]
    sizes = _sizes(values, keys)
    value_lists = tuple(
        ValueList(ValueListId(key.id), tuple(_values(key.id, size, chooser)))
        for key, size in zip(attribute_keys, sizes, strict=True)
    )
    root = Category(CategoryId("goods"), "Goods")
    groups = [Category(CategoryId(f"goods/{name.lower()}"), name, parent_id=root.id) for name in _GROUPS]
    scopes = []
    for order, key in enumerate(attribute_keys):
        for group in chooser.sample(groups, 1 + chooser.randrange(2)):
            scopes.append(KeyScope(group.id, key.id, core=chooser.random() < 0.2, order=order))
    return OntologyRelease(
        categories=(root, *groups),
        keys=tuple(attribute_keys),
        value_lists=value_lists,
        scopes=tuple(scopes),
        name=f"synthetic {values} values",
        source=f"synthetic_release({values}, {keys}, {seed})",
    )


def _key(number: int) -> AttributeKey:
    series, place = divmod(number, len(_KEY_SUBJECTS) * len(_KEY_TRAITS))
    subject, trait = divmod(place, len(_KEY_TRAITS))
    name = f"{_KEY_SUBJECTS[subject]} {_KEY_TRAITS[trait]}" + (f" {series + 1}" if series else "")
    identity = name.lower().replace(" ", "_")
    return AttributeKey(
        KeyId(identity),
        name,
        ValueType.COLOUR if _KEY_TRAITS[trait] == "colour" else ValueType.CATEGORICAL,
        multiple=number % 3 == 0,
        value_list_id=ValueListId(identity),
    )


def _sizes(values: int, keys: int) -> list[int]:
    """One long list, then lengths that fall like 1/sqrt(rank); every list has at least one value."""
    longest = values if keys == 1 else max(1, min(int(values * _LONGEST_SHARE), values - keys + 1))
    weights = [1 / math.sqrt(rank) for rank in range(1, keys)]
    rest = values - longest - len(weights)
    sizes = [1 + int(rest * weight / sum(weights)) for weight in weights]
    for place in range(values - longest - sum(sizes)):  # what rounding left over, fewer than `keys`
        sizes[place] += 1
    return [longest, *sizes]


def _values(prefix: str, size: int, chooser: random.Random) -> Iterator[AttributeValue]:
    """`size` distinct combinations of words: a walk over all of them with a step coprime to their number."""
    combinations = len(_FINISHES) * len(_MATERIALS) * len(_PARTS)
    marks = -(-size // combinations)
    total = combinations * marks
    step = chooser.randrange(total // 3, total) | 1
    while math.gcd(step, total) != 1:
        step += 2
    place = chooser.randrange(total)
    for number in range(size):
        place = (place + step) % total
        rest, mark = divmod(place, marks)
        rest, part = divmod(rest, len(_PARTS))
        finish, material = divmod(rest, len(_MATERIALS))
        tail = f"{_PARTS[part]} Mk {mark + 1}" if mark else _PARTS[part]
        english, german = _MATERIALS[material].split(":")
        spellings = (
            f"{_FINISHES[finish]} {german} {tail}",
            f"{english} {tail}, {_FINISHES[finish].lower()}",
            f"{english[:2]}{tail[0]}-{place}".upper(),
        )
        yield AttributeValue(
            ValueId(f"{prefix}/{number}"),
            f"{_FINISHES[finish]} {english} {tail}",
            spellings[: (0, 1, 1, 2, 2, 3)[place % 6]],
        )
