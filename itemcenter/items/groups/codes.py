"""Codes that may be a group column in disguise: families of them, and the code of each family that an item carries.

item number     the stem of "LAP-130-01" and "LAP-130-02"
model number    what the merchant writes under model number, MPN, style code, ...
picture folder  the folder of the first picture; picture: its address
Whether a family really tells products apart, only the catalog can say (`trust`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from itemcenter.schema import Item
from itemcenter.values import identifier_key, valid_gtin
from itemcenter.values.folding import name_key

ITEM_NUMBER, MODEL_NUMBER, FOLDER, PICTURE = "item number", "model number", "picture folder", "picture"
FAMILIES: Final = (ITEM_NUMBER, MODEL_NUMBER, FOLDER, PICTURE)

_STEM = re.compile(r"(.*[^\W_].*)[-_./ :]([^\W_]{1,6})", re.DOTALL)
_MODEL_NAMES = frozenset(
    """model number|model no|model nr|model code|model id|mpn|manufacturer part number|manufacturer number|part number
    |part no|type number|type label|style code|style number|style id|style no|article model|modellnummer|modell nr
    |herstellernummer|herstellerartikelnummer|teilenummer|typnummer|référence fabricant|modelo número|número de modelo
    |型号|款号|货号""".replace("\n", "").split("|")
)
_MODEL_KEYS: Final = frozenset(name_key(name.strip()) for name in _MODEL_NAMES)
_LEAST_CODE, _MOST_CODE = 3, 60


def codes_of(item: Item) -> dict[str, str]:
    """family -> code, families without one left out."""
    found = {
        ITEM_NUMBER: item_stem(item.id),
        MODEL_NUMBER: _model(item),
        PICTURE: item.images[0][:300] if item.images else "",
        FOLDER: _folder(item.images[0]) if item.images else "",
    }
    return {family: code for family, code in found.items() if code}


def item_stem(item_id: str) -> str:
    """What an item number has before its last mark, "" where there is none or a trade item number is meant."""
    found = _STEM.fullmatch(item_id)
    if found is None or valid_gtin(item_id) or len(identifier_key(found[1])) < _LEAST_CODE:
        return ""
    return found[1].casefold()


def _model(item: Item) -> str:
    for name, value in item.cells():
        if _names_model(name):
            code = identifier_key(value)
            if _LEAST_CODE <= len(code) <= _MOST_CODE and any(map(str.isdigit, code)):
                return code
    return ""


@lru_cache(maxsize=20_000)
def _names_model(name: str) -> bool:
    return name_key(name) in _MODEL_KEYS


def _folder(address: str) -> str:
    path = address.split("?", 1)[0].rstrip("/")
    head, _, name = path.rpartition("/")
    return head[:300] if head and name else ""
