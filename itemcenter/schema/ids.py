"""Identity: distinct id types, the canonical JSON form, and content hashes over it.

Ids are plain strings at run time and distinct types for the type checker, so a `KeyId` cannot be passed for a
`ValueId`. Ids are stable across ontology releases; names are not ids.
"""

from __future__ import annotations

import hashlib
import json
import math
import unicodedata
from functools import lru_cache
from typing import Any, NewType

from itemcenter.errors import InvariantError

ItemId = NewType("ItemId", str)
SpuId = NewType("SpuId", str)
CategoryId = NewType("CategoryId", str)
KeyId = NewType("KeyId", str)
ValueId = NewType("ValueId", str)
ValueListId = NewType("ValueListId", str)
ScenarioId = NewType("ScenarioId", str)
BrandId = NewType("BrandId", str)
TermId = NewType("TermId", str)
ReleaseId = NewType("ReleaseId", str)
ModelId = NewType("ModelId", str)
SourceId = NewType("SourceId", str)

#: Longer ids are nearly always a whole text that slipped into an id column.
MAX_ID_LENGTH = 512


def check_id(value: object, noun: str) -> None:
    """Raise `InvariantError` unless `value` can be the id of a `noun`: trimmed, printable, 1 to 512 characters."""
    if isinstance(value, str) and _is_id(value):
        return
    if not isinstance(value, str) or not value or len(value) > MAX_ID_LENGTH:
        shown = repr(value)[:80]
        raise InvariantError(f"{noun} id must be a string of 1 to {MAX_ID_LENGTH} characters, not {shown}")
    if value != value.strip():
        raise InvariantError(f"{noun} id {value!r} has blanks at its ends", remedy="strip it before constructing")
    raise InvariantError(f"{noun} id {value!r} holds a control character")


@lru_cache(maxsize=4096)
def _is_id(value: str) -> bool:
    """A few ids stand in millions of cells, those of one item together: each is looked at once."""
    if not 0 < len(value) <= MAX_ID_LENGTH or value != value.strip():
        return False
    return value.isprintable() or all(unicodedata.category(character) not in ("Cc", "Cs") for character in value)


def _plain(value: Any) -> Any:
    """Make integral floats integers, so that 17.0 and 17 (and every JSON library's reading of them) hash alike."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InvariantError(f"{value} has no canonical form: numbers must be finite")
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, dict):  # texts, which most entries are, stay as they are without a call
        return {name: entry if type(entry) is str else _plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [entry if type(entry) is str else _plain(entry) for entry in value]
    return value


def canonical_json(value: Any) -> str:
    """The one JSON text of `value`: sorted names, no blanks, Unicode kept, integral floats written as integers."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def content_hash(value: Any) -> str:
    """128-bit BLAKE2b of the canonical JSON, 32 hexadecimal digits. Lone surrogates are hashed as they are."""
    text = canonical_json(value).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).hexdigest()
