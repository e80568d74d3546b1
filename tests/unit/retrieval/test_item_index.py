from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import EncoderMismatchError, InvariantError
from itemcenter.retrieval import item_index as module
from itemcenter.retrieval.encoder import TextVectors
from itemcenter.retrieval.item_index import ItemHits, ItemIndex
from itemcenter.retrieval.quantized import Quantized
from tests.unit.retrieval.vector_texts import DIM, ids, random_vectors

rows = st.lists(st.tuples(*[st.integers(-1, 1)] * 2).map(list), max_size=6)


def vectors(values: list[list[int]]) -> TextVectors:
    return TextVectors("fake:1", np.array(values, dtype=np.float32).reshape(-1, 2))


def index_of(content: dict[str, list[int]], category: str = "lamps") -> ItemIndex:
    index = ItemIndex("fake:1", 2)
    index.add(category, list(content), vectors(list(content.values())))
    return index


def triples(hits: ItemHits) -> list[tuple[int, str, float]]:
    return list(zip(hits.query.tolist(), hits.item_id.tolist(), hits.score.tolist(), strict=True))


def slow(content: dict[str, list[int]], asked: list[list[int]], own: list[str] | None, k: int) -> list[tuple[int, str]]:
    out = []
    queries = Quantized.of(vectors(asked).rows)
    for place in range(len(asked)):
        scored = []
        for item_id, vector in content.items():
            other = Quantized.of(vectors([vector]).rows)
            if queries.inverse[place] and other.inverse[0] and not (own and own[place] == item_id):
                product = np.float32(int(other.rows[0].astype(np.int64) @ queries.rows[place].astype(np.int64)))
                scored.append((-(product * other.inverse[0]), item_id))
        out += [(place, item_id) for _, item_id in sorted(scored)[:k]]
    return out


@settings(deadline=None)
@given(st.dictionaries(ids, st.tuples(*[st.integers(-2, 2)] * 2).map(list)), rows, st.integers(1, 4), st.data())
def test_finds_what_comparing_all_finds(
    content: dict[str, list[int]], asked: list[list[int]], k: int, data: st.DataObject
) -> None:
    own = data.draw(st.none() | st.lists(ids, min_size=len(asked), max_size=len(asked)))
    index = index_of(content)
    expected = slow(content, asked, own, k)
    for at_once in (8_192, 1):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "_ITEMS_AT_ONCE", at_once)
            found = triples(index.nearest("lamps", vectors(asked), k, own))
        assert [(place, item_id) for place, item_id, _ in found] == expected


def test_neighbours_are_of_the_same_category_only() -> None:
    index = index_of({"a": [1, 0]})
    index.add("shoes", ["b", "c"], vectors([[1, 0], [0, 1]]))
    assert triples(index.nearest("lamps", vectors([[1, 0]]), 5)) == [(0, "a", 1.0)]
    assert [hit[1] for hit in triples(index.nearest("shoes", vectors([[1, 0]]), 5))] == ["b", "c"]
    assert len(index.nearest("hats", vectors([[1, 0]]), 5)) == 0
    assert index.category_ids() == ["lamps", "shoes"]
    assert (len(index), index.item_ids("shoes")) == (3, ["b", "c"])


def test_removed_items_are_never_returned_and_changed_ones_move() -> None:
    index = index_of({"a": [1, 0], "b": [1, 1]})
    assert index.remove("lamps", ["a", "z"]) == 1
    assert index.remove("hats", ["a"]) == 0
    assert [hit[1] for hit in triples(index.nearest("lamps", vectors([[1, 0]]), 5))] == ["b"]
    index.add("lamps", ["b", "c"], vectors([[-1, 0], [1, 0]]))
    assert [hit[1:] for hit in triples(index.nearest("lamps", vectors([[1, 0]]), 5))] == [("c", 1.0), ("b", -1.0)]


@settings(deadline=None)
@given(st.permutations("abcdefgh"), st.integers(0, 8))
def test_the_order_of_adds_shows_nowhere(tmp_path_factory: pytest.TempPathFactory, order: list[str], cut: int) -> None:
    folder = tmp_path_factory.mktemp("index")
    content = {item: random_vectors(1, seed=ord(item) % 4).rows for item in order}
    saved = []
    for batches in ([sorted(order)], [order[:cut], order[cut:]]):
        index = ItemIndex("fake:1", DIM)
        for batch in batches:
            taken = np.concatenate([np.zeros((0, DIM), np.float32), *(content[item] for item in batch)])
            index.add("lamps", batch, TextVectors("fake:1", taken))
        index.save(folder)
        found = triples(index.nearest("lamps", random_vectors(3, seed=9), 3))
        saved.append(((folder / "items.npz").read_bytes(), found))
        again = ItemIndex.open(folder, "fake:1")
        assert triples(again.nearest("lamps", random_vectors(3, seed=9), 3)) == found
        again.save(folder)
        assert (folder / "items.npz").read_bytes() == saved[-1][0]
    assert saved[0] == saved[1]


def test_another_encoder_gets_no_answer(tmp_path: Path) -> None:
    index = index_of({"a": [1, 0]})
    index.save(tmp_path)
    foreign = TextVectors("fake:2", np.ones((1, 2), np.float32))
    with pytest.raises(EncoderMismatchError, match=r"fake:1.*fake:2"):
        index.nearest("lamps", foreign)
    with pytest.raises(EncoderMismatchError, match=r"fake:1.*fake:2"):
        index.add("lamps", ["b"], foreign)
    with pytest.raises(EncoderMismatchError, match=r"fake:1.*fake:2"):
        ItemIndex.open(tmp_path, "fake:2")


def test_what_is_given_wrongly_is_named() -> None:
    index = index_of({"a": [1, 0]})
    with pytest.raises(InvariantError, match="2 items and 1 vectors"):
        index.add("lamps", ["a", "b"], vectors([[1, 0]]))
    with pytest.raises(InvariantError, match="1 own ids and 2 vectors"):
        index.nearest("lamps", vectors([[1, 0], [0, 1]]), 1, ["a"])
