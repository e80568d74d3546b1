"""Items, cells and words in the form of `itemcenter.wire`, as plain data: from a store's rows, or from nouns.

A look-up makes no nouns: the compact form that stores keep (`schema.cell_content`) is turned into the wire's at once.
Fields at their default are left out.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from itemcenter.ports.lookup import RawCell, RawItem, raw_cell
from itemcenter.schema import (
    AttributeKey,
    AttributeWrite,
    CategoryId,
    CategoryMatch,
    Cell,
    CellState,
    Change,
    Evidence,
    Fact,
    ItemRecord,
    KeyId,
    OntologyRelease,
)
from itemcenter.schema.cell_content import encode_facts

Json = dict[str, Any]

#: By `Tier`.
_TIERS = ("second", "minute", "day")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: The fields of an evidence behind its kind, as `schema.cell_content` writes them.
_EVIDENCE = {
    "text_span": ("field", "start", "end", "text"),
    "merchant_cell": ("name", "start", "end", "text"),
    "image_region": ("image", "left", "top", "right", "bottom"),
    "inherited_from": ("item_id", "reason"),
}
#: Pieces of texts that are remembered: cells, and an eighth as many heads; longer ones are not (some 40 MB in all).
_MOST_PIECES = 16_384
_LONGEST_PIECE = 4_096
_HALVES = re.compile("[\ud800-\udfff]")
_VALUE_REST = ("value_id", "number", "number_to", "unit")


def plain_loads(data: bytes) -> Any:
    """JSON as stores keep it: UTF-8 with half surrogate pairs as they are."""
    return json.loads(data.decode("utf-8", "surrogatepass"))


def plain_dumps(data: Any) -> bytes:
    """UTF-8 without blanks. A half surrogate pair, which few readers take, comes out as U+FFFD: offsets stay."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _HALVES.sub("\ufffd", text).encode()


class WireForm:
    """The wire form of one release: names of keys and categories are its own."""

    def __init__(
        self,
        release: OntologyRelease,
        loads: Callable[[bytes], Any] = plain_loads,
        dumps: Callable[[Any], bytes] = plain_dumps,
    ) -> None:
        """loads, dumps: a faster reader and writer of JSON, where the door has them"""
        self.release = release
        self._loads, self._dumps = loads, dumps
        self._cell_texts: dict[RawCell, bytes] = {}
        self._head_texts: dict[bytes, bytes] = {}
        self._keys: Mapping[str, AttributeKey] = {str(key_id): key for key_id, key in release.key_by_id.items()}

    def key_name(self, key_id: str) -> str:
        """The id where the release does not have the key."""
        key = self._keys.get(key_id)
        return key_id if key is None else key.name

    def path(self, category_id: str) -> str:
        """The id where the release does not have the category."""
        known = CategoryId(category_id) in self.release.category_by_id
        return self.release.path_name(CategoryId(category_id)) if known else category_id

    def item(self, raw: RawItem, *, listing: bool = True, keys: Collection[str] = ()) -> Json:
        """`wire.Item`. keys: only these, all where there are none."""
        document, category = self._loads(raw.document)
        out: Json = {"id": raw.item_id}
        if listing:
            out["listing"] = _listing(document)
        if category is not None:
            out["category"] = self.category(category)
        out["cells"] = [self.cell(cell) for cell in raw.cells if not keys or cell.key in keys]
        out |= {"source": raw.source, "time": time_text(raw.time_us), "presence": raw.presence, "etag": etag(raw)}
        return out

    def item_text(self, raw: RawItem) -> tuple[bytes, str]:
        """`item` as JSON, and its etag. Put together of pieces that depend on their content and are remembered."""
        tag = etag(raw)
        cells = b",".join([self._cell_text(cell) for cell in raw.cells])
        rest = {"source": raw.source, "time": time_text(raw.time_us), "presence": raw.presence, "etag": tag}
        head = self._head_text(raw.item_id, raw.document)
        return b'%b,"cells":[%b],%b' % (head[:-1], cells, self._dumps(rest)[1:]), tag

    def record(self, record: ItemRecord) -> Json:
        """`wire.SnapshotItem`."""
        item = record.item
        out: Json = {"id": item.id, "listing": _listing(item.to_json())}
        if record.category is not None:
            out["category"] = self.category_of(record.category)
        time, presence = time_text(record.time_us), record.presence.value
        return out | {"source": record.source, "time": time, "presence": presence}

    def _cell_text(self, cell: RawCell) -> bytes:
        if len(cell.body) > _LONGEST_PIECE:
            return self._dumps(self.cell(cell))
        text = self._cell_texts.get(cell)
        if text is None:
            if len(self._cell_texts) >= _MOST_PIECES:
                self._cell_texts.clear()
            text = self._cell_texts[cell] = self._dumps(self.cell(cell))
        return text

    def _head_text(self, item_id: str, body: bytes) -> bytes:
        """What stands before the cells, as an object of its own."""
        text = self._head_texts.get(body)  # the id is in it
        if text is None:
            document, category = self._loads(body)
            head: Json = {"id": item_id, "listing": _listing(document)}
            if category is not None:
                head["category"] = self.category(category)
            text = self._dumps(head)
            if len(body) <= _LONGEST_PIECE:
                if len(self._head_texts) >= _MOST_PIECES // 8:
                    self._head_texts.clear()
                self._head_texts[body] = text
        return text

    def cell(self, cell: RawCell) -> Json:
        """`wire.Cell`."""
        out: Json = {"key": cell.key, "name": self.key_name(cell.key)}
        if cell.body == b"[]":
            out["state"] = "not_stated"
        else:
            out["state"] = "facts"
            out["facts"] = [_fact(row) for row in self._loads(cell.body)]
        out["source"] = cell.source
        if cell.locked:
            out["locked"] = True
        if cell.author:
            out["author"] = cell.author
        out["time"] = time_text(cell.time_us)
        out["tier"] = _TIERS[cell.tier] if 0 <= cell.tier < len(_TIERS) else _TIERS[-1]
        return out

    def cell_of(self, cell: Cell | None) -> Json | None:
        return None if cell is None else self.cell(raw_cell(cell))

    def found(self, key_id: KeyId, facts: tuple[Fact, ...], source: str, time_us: int) -> Json:
        """`wire.Cell` of facts that were recognised and not stored."""
        raw = RawCell(key_id, source, False, time_us, 0, 0, "", "", encode_facts(facts))
        return self.cell(raw)

    def word(self, word: AttributeWrite) -> Json:
        """`wire.Word`."""
        version = word.version
        out: Json = {"source": word.source, "state": word.state.value}
        if word.state is CellState.FACTS:
            out["facts"] = [_fact(row) for row in self._loads(encode_facts(word.facts))]
        out |= {"locked": version.locked, "author": word.author, "priority": version.priority}
        tier = _TIERS[version.tier] if 0 <= version.tier < len(_TIERS) else _TIERS[-1]
        return out | {"time": time_text(version.time_us), "revision": version.revision, "tier": tier}

    def change(self, change: Change) -> Json:
        """`wire.Change`."""
        out: Json = {"number": change.number, "item": change.item_id, "key": change.key_id}
        for name, cell in (("before", change.before), ("after", change.after)):
            out[name] = self.cell_of(cell)
        return out

    def category(self, match: Json) -> Json:
        """`wire.Category` of a `CategoryMatch.to_json`."""
        out = {
            "id": match["category_id"],
            "path": self.path(match["category_id"]),
            "confidence": match["confidence"],
            "method": match["method"],
        }
        if match.get("evidence"):
            out["evidence"] = match["evidence"]
        if match.get("alternatives"):
            out["alternatives"] = [
                {"id": other["category_id"], "path": self.path(other["category_id"]), "confidence": other["confidence"]}
                for other in match["alternatives"]
            ]
        return out

    def category_of(self, match: CategoryMatch | None, most: int | None = None) -> Json | None:
        """`wire.Category`; most: categories in all, the first among them."""
        if match is None:
            return None
        out = self.category(match.to_json())
        if most is not None and "alternatives" in out:
            out["alternatives"] = out["alternatives"][: most - 1]
        return out


def _fact(row: list[Any]) -> Json:
    """`wire.Fact` of a row of the compact form."""
    text, kind, confidence, producer, release, model, evidence, *rest = row
    out = {"text": text, "type": kind}
    for name, value in zip(_VALUE_REST, rest, strict=False):
        if value is not None:
            out[name] = value
    out["confidence"] = confidence
    out["producer"] = producer
    if evidence:
        out["evidence"] = [
            {"kind": entry[0], **dict(zip(_EVIDENCE[entry[0]], entry[1:], strict=True))} for entry in evidence
        ]
    out["release"] = release
    if model:
        out["model"] = model
    return out


def evidence_form(evidence: tuple[Evidence, ...]) -> list[Json]:
    """`wire.Evidence`s."""
    return [entry.to_json() for entry in evidence]


def _listing(document: Json) -> Json:
    """`wire.Listing` of an `Item.to_json`."""
    out = {name: value for name, value in document.items() if name != "id"}
    for name in ("texts", "extras"):
        if name in out:
            out[name] = [{"name": entry[0], "value": entry[1]} for entry in out[name]]
    return out


def etag(raw: RawItem) -> str:
    """Over everything that a reader can see of the item: document, cells with their versions, presence."""
    words = [raw.fingerprint, str(raw.time_us), raw.source, raw.presence]
    for key, source, locked, time_us, revision, _, author, content, _ in raw.cells:
        words += key, source, author, content, "locked" if locked else "", str(time_us), str(revision)
    state = hashlib.blake2b("\t".join(words).encode("utf-8", "surrogatepass"), digest_size=12)
    state.update(raw.document)
    return state.hexdigest()


@lru_cache(maxsize=4096)
def time_text(time_us: int) -> str:
    """ISO 8601 in UTC with microseconds; the number itself for a year that has no such form."""
    try:
        return (_EPOCH + timedelta(microseconds=time_us)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    except (OverflowError, ValueError):
        return str(time_us)
