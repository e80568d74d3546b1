"""The wire's form of items: made of rows and of nouns alike, whole or of remembered pieces, as the models have it."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.jobs.wire_form import WireForm, etag, plain_dumps, time_text
from itemcenter.ports.lookup import raw_items_of
from itemcenter.serve.http.fast_json import json_text, loads
from itemcenter.testing import store_strategies as make
from itemcenter.testing.reference_store import ReferenceStore
from itemcenter.wire import Change, Item, Word
from tests.unit.library.lamp_release import RELEASE


@settings(max_examples=25, deadline=None)
@given(st.lists(make.batches(), max_size=6))
def test_pieces_rows_and_models_agree(batches: list[object]) -> None:
    store, plain, quick = ReferenceStore(), WireForm(RELEASE), WireForm(RELEASE, loads, json_text)
    for batch in batches:
        store.apply(batch)  # type: ignore[arg-type]
    for raw in raw_items_of(store, make.ITEMS)[0]:
        form = json.loads(plain_dumps(plain.item(raw)))
        for made in (plain, quick, quick):  # the second time out of memory
            text, tag = made.item_text(raw)
            assert json.loads(text) == form and tag == form["etag"] == etag(raw)
        Item.model_validate_json(text, strict=True)
    for change in store.changes():
        assert Change.model_validate_json(json_text(plain.change(change)), strict=True).number == change.number
        for word in store.history(change.item_id, change.key_id):
            Word.model_validate_json(json_text(plain.word(word)), strict=True)


def test_an_etag_moves_with_everything_that_is_seen() -> None:
    raws, seen = _some_raws(), set()
    for raw in raws:
        seen.add(etag(raw))
        seen.add(etag(raw._replace(time_us=raw.time_us + 1)))
        seen.add(etag(raw._replace(presence="missing")))
        seen.add(etag(raw._replace(document=raw.document + b" ")))
        cell = raw.cells[0]
        for changed in (cell._replace(locked=not cell.locked), cell._replace(content="0" * 32),
                        cell._replace(author="ada"), cell._replace(time_us=cell.time_us + 1)):  # fmt: skip
            seen.add(etag(raw._replace(cells=(changed, *raw.cells[1:]))))
        seen.add(etag(raw._replace(cells=raw.cells[1:])))
    assert len(seen) == 9 * len(raws)


def _some_raws():  # type: ignore[no-untyped-def]
    from itemcenter.ports.lookup import RawCell, RawItem

    cell = RawCell("colour", "merchant", False, 1, 0, 2, "", "1" * 32, b"[]")
    return [RawItem("a", "merchant", 1, "f", "present", b'[{"id":"a","title":"t"},null]', (cell,))]


@pytest.mark.parametrize(("time_us", "text"), [
    (0, "1970-01-01T00:00:00.000000Z"), (1_767_225_600_000_001, "2026-01-01T00:00:00.000001Z"), (2**62, str(2**62)),
])  # fmt: skip
def test_times(time_us: int, text: str) -> None:
    assert time_text(time_us) == text


_HALVES = re.compile("[\ud800-\udfff]")
_NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
_TEXTS = st.text(st.characters(codec=None), max_size=20)
_PLAIN = st.none() | st.booleans() | _NUMBERS | _TEXTS


@settings(max_examples=50)
@given(
    st.recursive(
        _PLAIN,
        lambda inner: st.lists(inner) | st.dictionaries(_TEXTS, inner),
        max_leaves=8,
    )
)
def test_both_writers_say_the_same(data: object) -> None:
    """And the reader reads what stores keep; half surrogate pairs alone do not come out as they are."""
    kept = json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")
    assert loads(kept) == data
    assert json.loads(json_text(data)) == json.loads(plain_dumps(data))
    assert json_text(data).decode("utf-8").count("\ufffd") >= len(_HALVES.findall(json.dumps(data, ensure_ascii=False)))
    if not _HALVES.search(json.dumps(data, ensure_ascii=False)):
        assert json.loads(json_text(data)) == data
