"""The value index against scoring every value of every asked list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import EncoderMismatchError, InvariantError, NotFoundError, StoreError
from itemcenter.retrieval import value_index as module
from itemcenter.retrieval.encoder import CachedEncoder, TextVectors
from itemcenter.retrieval.quantized import Quantized
from itemcenter.retrieval.value_index import ListEntries, SyncCounts, ValueIndex
from itemcenter.testing.fake_embedder import FakeEmbedder
from tests.unit.retrieval.vector_texts import DIM, encoder, ids, random_vectors, texts

Lists = dict[str, dict[str, str]]
Hit = tuple[int, str, str, float]

lists = st.dictionaries(st.sampled_from(["colour", "material", "size"]), st.dictionaries(ids, texts, max_size=9))
wishes = st.lists(st.lists(st.sampled_from(["colour", "material", "size"]), max_size=4), max_size=5)


def entries(list_id: str, values: dict[str, str]) -> ListEntries:
    return ListEntries(list_id, list(values), list(values.values()))


def built(content: Lists, by: CachedEncoder | None = None) -> ValueIndex:
    index = ValueIndex(by or encoder())
    index.sync(entries(list_id, values) for list_id, values in content.items())
    return index


def search(index: ValueIndex, items: TextVectors, wanted: Sequence[Sequence[str]], k: int) -> list[Hit]:
    hits = index.search(items, wanted, k)
    names = [hits.list_ids[code] for code in hits.list]
    return list(zip(hits.item.tolist(), names, hits.value_id.tolist(), hits.score.tolist(), strict=True))


def slow(content: Lists, items: TextVectors, wanted: Sequence[Sequence[str]], k: int) -> list[Hit]:
    out: list[Hit] = []
    queries = Quantized.of(items.rows)
    for item, list_ids in enumerate(wanted):
        for list_id in sorted(set(list_ids)):
            scored = []
            for value_id, text in content[list_id].items():
                value = Quantized.of(encoder().encode([text]).rows)
                if value.inverse[0] > 0 and queries.inverse[item] > 0:
                    product = np.float32(int(value.rows[0].astype(np.int64) @ queries.rows[item].astype(np.int64)))
                    scored.append((-(product * value.inverse[0]), value_id))
            best = sorted(scored)[:k]
            out += [(item, list_id, v, float(np.clip(-s * queries.inverse[item], -1, 1))) for s, v in best]
    return out


@settings(deadline=None)
@given(lists, wishes, st.integers(1, 5))
def test_finds_what_scoring_everything_finds(content: Lists, wanted: list[list[str]], k: int) -> None:
    wanted = [[list_id for list_id in wish if list_id in content] for wish in wanted]
    items = random_vectors(len(wanted), seed=len(wanted))
    found = search(built(content), items, wanted, k)
    assert found == slow(content, items, wanted, k)
    assert all(list_id in wanted[item] for item, list_id, _, _ in found)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_ITEMS_AT_ONCE", 2)
        assert search(built(content), items, wanted, k) == found


adds = st.tuples(st.just("add"), st.sampled_from(["colour", "material"]), st.dictionaries(ids, texts, max_size=5))
removals = st.tuples(st.just("remove"), st.sampled_from(["colour", "material"]), st.lists(ids, max_size=4))


@settings(deadline=None)
@given(st.lists(st.one_of(adds, removals), max_size=8))
def test_an_index_is_its_content_whatever_led_to_it(steps: list[tuple[str, str, object]]) -> None:
    index, content = built({"colour": {}, "material": {}}), {"colour": dict[str, str](), "material": dict[str, str]()}
    for verb, list_id, what in steps:
        if verb == "add":
            assert isinstance(what, dict)
            index.add(entries(list_id, what))
            content[list_id].update(what)
        else:
            assert isinstance(what, list)
            index.remove(list_id, what)
            for value_id in what:
                content[list_id].pop(value_id, None)
    items, wanted = random_vectors(2, seed=5), [["colour", "material"]] * 2
    assert search(index, items, wanted, 4) == slow(content, items, wanted, 4)
    assert index.value_ids("colour") == sorted(content["colour"])
    assert len(index) == len(content["colour"]) + len(content["material"])


@settings(deadline=None)
@given(lists, lists)
def test_sync_holds_the_new_release_and_encodes_only_what_changed(old: Lists, new: Lists) -> None:
    by = encoder()
    index = built(old, by)
    before = by.encoded
    counts = index.sync(entries(list_id, values) for list_id, values in new.items())
    changed = [t for name, values in new.items() for v, t in values.items() if old.get(name, {}).get(v) != t]
    gone = [v for name, values in old.items() for v in values if v not in new.get(name, {})]
    assert counts == SyncCounts(sum(map(len, new.values())) - len(changed), len(changed), len(gone))
    assert by.encoded - before == len(set(changed))
    assert index.list_ids() == sorted(new)
    items = random_vectors(3, seed=1)
    assert search(index, items, [list(new)] * 3, 3) == slow(new, items, [list(new)] * 3, 3)


def test_many_short_lists_are_encoded_together() -> None:
    embedder = FakeEmbedder(DIM)
    built({f"list {number}": {"v": f"{word} lamp"} for number, word in enumerate("abcdefgh")}, CachedEncoder(embedder))
    assert [len(call) for call in embedder.asked] == [8]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_TOGETHER", 3)
        index = built({"one": {f"v{word}": f"{word} lamp" for word in "abcdefgh"}}, CachedEncoder(embedder, 0))
    assert [len(call) for call in embedder.asked[1:]] == [3, 3, 2]
    assert len(index) == 8


@settings(deadline=None)
@given(lists)
def test_a_saved_index_is_read_as_it_was(tmp_path_factory: pytest.TempPathFactory, content: Lists) -> None:
    folder = tmp_path_factory.mktemp("index")
    one = built(content)
    one.save(folder)
    first = (folder / "values.npz").read_bytes()
    two = ValueIndex.open(folder, encoder())
    items = random_vectors(3, seed=2)
    assert search(two, items, [list(content)] * 3, 3) == search(one, items, [list(content)] * 3, 3)
    two.save(folder)
    assert (folder / "values.npz").read_bytes() == first
    assert two.sync(entries(list_id, values) for list_id, values in content.items()).encoded == 0
    shuffled = {name: dict(reversed(values.items())) for name, values in reversed(content.items())}
    built(shuffled).save(folder)
    assert (folder / "values.npz").read_bytes() == first
    assert [path.name for path in folder.iterdir()] == ["values.npz"]


def test_a_read_index_takes_new_values(tmp_path: Path) -> None:
    built({"colour": {"r": "red"}}).save(tmp_path)
    index = ValueIndex.open(tmp_path, encoder())
    items = encoder().encode(["blue"])
    assert [hit[2] for hit in search(index, items, [["colour"]], 1)] == ["r"]
    index.add(ListEntries("colour", ["b"], ["blue"]))
    assert [hit[2] for hit in search(index, items, [["colour"]], 1)] == ["b"]
    index.remove("colour", ["b"])
    assert [hit[2] for hit in search(index, items, [["colour"]], 1)] == ["r"]


def test_another_encoder_gets_no_answer(tmp_path: Path) -> None:
    index = built({"colour": {"r": "red"}})
    index.save(tmp_path)
    other = encoder("fake:2")
    with pytest.raises(EncoderMismatchError, match=r"fake:1.*fake:2.*build the index again"):
        index.search(other.encode(["red"]), [["colour"]])
    with pytest.raises(EncoderMismatchError, match=r"fake:1.*fake:2"):
        ValueIndex.open(tmp_path, other)


def test_only_allowed_values_are_found() -> None:
    index = built({"colour": {"r": "red", "b": "blue", "s": "steel"}, "size": {"l": "lamp"}})
    items = encoder().encode(["red"])
    assert index.search(items, [["colour", "size"]], 1).value_id.tolist() == ["r", "l"]
    hits = index.search(items, [["colour", "size"]], 9, only={"colour": ["b", "s", "unheard"]})
    assert sorted(hits.value_id) == ["b", "l", "s"]
    assert len(index.search(items, [["colour"]], only={"colour": []})) == 0


def test_the_unknown_neither_finds_nor_is_found() -> None:
    index = built({"colour": {"r": "red", "x": "42"}})
    hits = search(index, encoder().encode(["red", "42", ""]), [["colour"]] * 3, 9)
    assert [(item, value_id) for item, _, value_id, _ in hits] == [(0, "r")]


def test_what_is_asked_wrongly_is_named() -> None:
    index = built({"colour": {"r": "red"}})
    items = encoder().encode(["red"])
    with pytest.raises(NotFoundError, match="'material'"):
        index.search(items, [["material"]])
    with pytest.raises(InvariantError, match="1 items and 2"):
        index.search(items, [["colour"], ["colour"]])
    with pytest.raises(InvariantError, match="'colour' is given twice"):
        index.sync([entries("colour", {}), entries("colour", {})])
    for value_ids, value_texts in ((["a"], []), (["a", "a"], ["red", "blue"])):
        with pytest.raises(InvariantError, match="distinct ids and one text"):
            ListEntries("colour", value_ids, value_texts)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    built({"colour": {"r": "red", "b": "blue"}}).save(tmp_path)
    path = tmp_path / "values.npz"
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            index = ValueIndex.open(tmp_path, encoder())
        except StoreError as error:
            assert "values.npz" in error.place
            continue
        assert index.value_ids("colour") == ["b", "r"]  # bytes that carry nothing, such as times
    path.write_bytes(whole[:-40])
    with pytest.raises(StoreError, match="damaged"):
        ValueIndex.open(tmp_path, encoder())
    with pytest.raises(NotFoundError, match="no index"):
        ValueIndex.open(tmp_path / "elsewhere", encoder())


def test_a_newer_or_foreign_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from itemcenter.retrieval import index_file
    from itemcenter.retrieval.item_index import ItemIndex

    ItemIndex("fake:1", DIM).save(tmp_path)
    (tmp_path / "items.npz").rename(tmp_path / "values.npz")
    with pytest.raises(StoreError, match="index of items, not of values"):
        ValueIndex.open(tmp_path, encoder())
    with monkeypatch.context() as newer:
        newer.setattr(index_file, "FORMAT_VERSION", 2)
        built({"colour": {"r": "red"}}).save(tmp_path)
    with pytest.raises(StoreError, match="format 2"):
        ValueIndex.open(tmp_path, encoder())


def test_a_save_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built({"colour": {"r": "red"}}).save(tmp_path)
    before = (tmp_path / "values.npz").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("itemcenter.retrieval.index_file.os.fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        built({"colour": {"b": "blue"}}).save(tmp_path)
    assert (tmp_path / "values.npz").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["values.npz"]


# -- one list at a time ----------------------------------------------------------------------------------------------


def test_a_list_is_held_as_it_is_now_and_others_stay() -> None:
    index = ValueIndex(encoder())
    index.add(ListEntries("colours", ["r", "b"], ["red", "blue"]))
    index.add(ListEntries("woods", ["o"], ["oak"]))
    done = index.hold(ListEntries("colours", ["r", "s"], ["red lamp", "steel"]))
    assert (done.kept, done.encoded, done.removed) == (0, 2, 1)
    assert index.value_ids("colours") == ["r", "s"] and index.value_ids("woods") == ["o"]
    again = index.hold(ListEntries("colours", ["r", "s"], ["red lamp", "steel"]))
    assert (again.kept, again.encoded, again.removed) == (2, 0, 0)
    assert index.keep_lists({"woods", "unknown"}) == 2
    assert index.list_ids() == ["woods"]


def test_the_vector_of_an_entry() -> None:
    asked = encoder()
    index = ValueIndex(asked)
    index.add(ListEntries("colours", ["r", "b"], ["red", "blue"]))
    told, exact = index.vector("colours", "b"), asked.encode(["blue"]).rows[0]
    assert float(told @ exact) > 0.999 and abs(float(told @ told) - 1.0) < 1e-6
    with pytest.raises(KeyError):
        index.vector("colours", "green")
