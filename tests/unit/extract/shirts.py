"""A shelf of invented shirts and cardigans: titles with labels, and the keys they are labelled by."""

from __future__ import annotations

from functools import cache

from itemcenter.evidence.boosting import BoostingParams
from itemcenter.evidence.folds import fold_of
from itemcenter.extract import ExtractOptions, Extractor, LabelledText
from itemcenter.schema import AttributeKey, CategoryId, Item, ItemId, KeyId, ValueType

SHIRTS, CARDIGANS = CategoryId("shirts"), CategoryId("cardigans")
_WHO = ("men's", "women's", "boys'")
_USE = ("business", "leisure", "wedding", "office")
_CARE = ("easy-care", "non-iron", "wrinkle-free")
_SLEEVES = ("long-sleeve", "short-sleeve", "half-sleeve")
_COLOURS = ("white", "navy", "olive", "grey")
_SEASONS = ("summer", "winter", "spring", "autumn")
_FABRICS = ("ice-silk", "merino", "cotton", "linen")
_FUNCTIONS = ("wind-proof", "quick-drying", "rain-repellent", "sun-blocking")
#: Values that one or two texts have, as everywhere: they teach what a value looks like that nobody has met.
_RARE_SLEEVES = ("cap-sleeve", "elbow-sleeve", "seven-eighths-sleeve", "roll-up-sleeve", "wide-sleeve", "puff-sleeve")
_RARE_COLOURS = ("ochre", "teal", "plum", "sand", "rust", "mint")
_RARE_SEASONS = ("all-season", "monsoon", "mid-season", "harvest")
_RARE_FABRICS = ("bamboo-silk", "alpaca", "milk-silk", "hemp", "washed-silk", "yak")
_RARE_FUNCTIONS = (
    "odour-resistant",
    "insect-repellent",
    "heat-retaining",
    "stain-resistant",
    "dust-proof",
    "uv-blocking",
)
FAST = ExtractOptions(models=1, params=BoostingParams(rounds=40, depth=4, learning_rate=0.2, l2=1.0))


def text_key(name: str, description: str = "", multiple: bool = False) -> AttributeKey:
    key_id = KeyId(name.replace(" ", "_"))
    return AttributeKey(key_id, name, ValueType.TEXT, open=True, description=description, multiple=multiple)


SLEEVE = text_key("sleeve length", "including long sleeve, short sleeve, etc.")
COLOUR = text_key("colour")
MATERIAL = text_key("material")
SEASON = text_key("applicable season")
FUNCTION = text_key("function")
KEYS = {key.id: key for key in (SLEEVE, COLOUR, MATERIAL, SEASON, FUNCTION)}


def item(title: str, description: str = "", number: str = "1") -> Item:
    return Item(id=ItemId(number), title=title, description=description)


def _labelled(title: str, category: CategoryId, labels: dict[KeyId, tuple[str, ...]]) -> LabelledText:
    return LabelledText(item(title), category, labels, fold_of(title))


def _of(number: int, usual: tuple[str, ...], rare: tuple[str, ...], shift: int) -> str:
    """Every fourth value is a rare one."""
    turn = number + shift
    return rare[(turn // 4) % len(rare)] if turn % 4 == 0 else usual[(turn // 2) % len(usual)]


@cache
def texts() -> tuple[LabelledText, ...]:
    out = []
    for number in range(48):
        who, use, care = _WHO[number % 3], _USE[(number // 2) % 4], _CARE[(number // 3) % 3]
        sleeve = _of(number, _SLEEVES, _RARE_SLEEVES, 0) if number % 6 != 5 else ""
        colour = _of(number, _COLOURS, _RARE_COLOURS, 1)
        colours = (colour, _COLOURS[number % 4]) if number % 5 == 4 and colour != _COLOURS[number % 4] else (colour,)
        title = f"{who} {use} {care} {sleeve} {' '.join(colours)} shirt"
        out.append(_labelled(title, SHIRTS, {SLEEVE.id: (sleeve,) if sleeve else (), COLOUR.id: colours}))
        season = _of(number, _SEASONS, _RARE_SEASONS, 2)
        fabric = _of(number, _FABRICS, _RARE_FABRICS, 3)
        function = _of(number, _FUNCTIONS, _RARE_FUNCTIONS, 1)
        labels = {SEASON.id: (season,), MATERIAL.id: (fabric,), FUNCTION.id: (function,)}
        out.append(_labelled(f"{season} {fabric} {function} cardigan", CARDIGANS, labels))
    return tuple(out)


@cache
def extractor() -> Extractor:
    return Extractor.fit(texts(), KEYS, FAST)
