"""Labelled items by nearness: whose word counts, what is left out, and the form on disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.artifacts.arrays import npz_arrays, npz_bytes
from itemcenter.errors import EncoderMismatchError, InvariantError
from itemcenter.evidence.folds import EVERYTHING, FOLDS
from itemcenter.library.twins import LABELS, MOST_TWINS, VECTORS, KnownItem, Twins
from itemcenter.retrieval.encoder import TextVectors
from itemcenter.schema import CategoryId, Item, ItemId, KeyId, TypedValue, ValueId, ValueType
from itemcenter.testing.fake_embedder import FakeEmbedder

LAMPS, SHOES, MATERIAL = CategoryId("lamps"), CategoryId("shoes"), KeyId("material")
EMBEDDER = FakeEmbedder()


def vectors(titles: Sequence[str], fingerprint: str = "fake:1") -> TextVectors:
    return TextVectors(fingerprint, EMBEDDER.embed(titles))


def value(name: str) -> TypedValue:
    return TypedValue(ValueType.CATEGORICAL, name, ValueId(name))


def twins_of(*known: tuple[str, str, int, str], category: CategoryId = LAMPS) -> Twins:
    """From (id, title, part, material)."""
    items = [KnownItem(ItemId(i), category, part, {MATERIAL: (value(m),) if m else ()}) for i, _, part, m in known]
    return Twins.of(items, vectors([title for _, title, _, _ in known]))


def share(
    twins: Twins, title: str, name: str, part: int = EVERYTHING, own: str = "asking", category: CategoryId = LAMPS
) -> float:
    votes = twins.votes([Item(ItemId(own), title)], [category], [part], vectors([title]))[0]
    return votes.columns(MATERIAL, value(name), 0.5)[2]


TWO = (("a", "oak lamp", 0, "oak"), ("b", "oak lamp big", 1, "oak"), ("c", "steel lamp", 2, ""))


def test_the_nearest_of_the_category() -> None:
    twins = twins_of(*TWO)
    assert len(twins) == 3
    assert share(twins, "oak lamp", "oak") > 0.7 and share(twins, "oak lamp", "steel") == 0.0
    assert np.isnan(share(twins, "oak lamp", "oak", category=SHOES)), "items of another category are no twins"


def test_the_items_own_part_has_no_say() -> None:
    more = (*TWO, ("d", "oak lamp", 3, "oak"), ("e", "oak lamp", 4, "brass"), ("f", "oak lamp", 4, "brass"))
    twins = twins_of(*more)
    assert share(twins, "oak lamp", "brass") > 0.0
    assert share(twins, "oak lamp", "brass", 4) == 0.0
    assert share(twins, "oak lamp", "oak", 4) == pytest.approx(share(twins_of(*more[:4]), "oak lamp", "oak"))


def test_a_value_that_one_other_item_has_is_not_agreed_with() -> None:
    twins = twins_of(*TWO, ("d", "brass lamp", 3, "brass"), ("e", "brass lamp", 4, "brass"))
    assert share(twins, "brass lamp", "brass") > 0.0
    assert share(twins, "brass lamp", "brass", 4) == 0.0, "without part 4 it was met once"


def test_an_item_is_not_its_own_twin() -> None:
    twins = twins_of(("a", "oak lamp", 0, "oak"), ("b", "oak lamp", 1, "oak"), ("c", "lamp", 2, "steel"))
    with_own, without = share(twins, "oak lamp", "oak", own="x"), share(twins, "oak lamp", "oak", own="a")
    assert with_own > without > 0.0


WORDS = st.sampled_from(["oak lamp", "steel lamp", "lamp", "oak", "steel big lamp"])
KNOWN = st.lists(
    st.tuples(WORDS, st.integers(0, FOLDS - 1), st.sampled_from(["oak", "steel", ""]), st.sampled_from([LAMPS, SHOES])),
    max_size=24,
)


def known_items(rows: Sequence[tuple[str, int, str, CategoryId]]) -> list[KnownItem]:
    return [
        KnownItem(ItemId(f"i{n}"), category, part, {MATERIAL: (value(name),)} if name else {})
        for n, (_, part, name, category) in enumerate(rows)
    ]


@settings(deadline=None, max_examples=40)
@given(KNOWN, st.lists(st.tuples(WORDS, st.integers(-1, FOLDS - 1)), min_size=1, max_size=5))
def test_the_best_ten_whatever_else_is_asked(
    rows: list[tuple[str, int, str, CategoryId]], asked: list[tuple[str, int]]
) -> None:
    """Against a plain search; together or alone, in any order of the known ones."""
    titles = [title for title, *_ in rows]
    known = known_items(rows)
    twins = Twins.of(known, vectors(titles or ["none"]).take(range(len(titles))))
    turned = Twins.of(known[::-1], vectors(titles or ["none"]).take(range(len(titles))[::-1]))
    items = [Item(ItemId(f"asking {n}"), title) for n, (title, _) in enumerate(asked)]
    parts = [part for _, part in asked]
    rows_asked = vectors([title for title, _ in asked])
    together = twins.votes(items, [LAMPS] * len(items), parts, rows_asked)
    for place, item in enumerate(items):
        alone = twins.votes([item], [LAMPS], [parts[place]], rows_asked.take([place]))[0]
        other = turned.votes([item], [LAMPS], [parts[place]], rows_asked.take([place]))[0]
        free = [entry for entry in known if entry.category_id == LAMPS and entry.part != parts[place]]
        for name in ("oak", "steel"):
            told = [votes.columns(MATERIAL, value(name), 0.5) for votes in (together[place], alone, other)]
            np.testing.assert_array_equal(told[0], told[1])
            np.testing.assert_array_equal(told[0], told[2])
            if len(free) <= MOST_TWINS and free:
                supported = sum(value(name) in entry.labels.get(MATERIAL, ()) for entry in known) - sum(
                    value(name) in entry.labels.get(MATERIAL, ()) for entry in known if entry.part == parts[place]
                )
                says = any(value(name) in entry.labels.get(MATERIAL, ()) for entry in free)
                assert (told[0][2] > 0.0) <= (says and supported >= 2)


@settings(deadline=None, max_examples=20)
@given(KNOWN)
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int, str, CategoryId]]
) -> None:
    titles = [title for title, *_ in rows]
    known = known_items(rows)
    twins = Twins.of(known, vectors(titles or ["none"]).take(range(len(titles))))
    files = twins.to_files()
    assert set(files) == {VECTORS, LABELS}
    turned = Twins.of(known[::-1], vectors(titles or ["none"]).take(range(len(titles))[::-1]))
    assert turned.to_files() == files, "equal content, equal bytes"
    folder = tmp_path_factory.mktemp("twins")
    (folder / VECTORS).write_bytes(files[VECTORS])
    back = Twins.from_files(folder, npz_arrays(files[LABELS], "labels"), "fake:1")
    assert back.to_files() == files and back.fingerprint == "fake:1"
    for title in ("oak lamp", "steel"):
        np.testing.assert_array_equal(share(back, title, "oak"), share(twins, title, "oak"))


def test_another_encoder_is_refused(tmp_path: Path) -> None:
    twins = twins_of(*TWO)
    with pytest.raises(EncoderMismatchError, match=r"fake:1.*fake:2"):
        twins.votes([Item(ItemId("x"), "lamp")], [LAMPS], [EVERYTHING], vectors(["lamp"], "fake:2"))
    files = twins.to_files()
    (tmp_path / VECTORS).write_bytes(files[VECTORS])
    with pytest.raises(EncoderMismatchError):
        Twins.from_files(tmp_path, npz_arrays(files[LABELS], "labels"), "fake:2")


@pytest.mark.parametrize("name", ["names", "parts", "labels"])
def test_damaged_labels_are_named(tmp_path: Path, name: str) -> None:
    files = twins_of(*TWO).to_files()
    (tmp_path / VECTORS).write_bytes(files[VECTORS])
    arrays = npz_arrays(files[LABELS], "labels")
    without = {entry: array for entry, array in arrays.items() if entry != name}
    broken = arrays | {name: arrays[name] + 77 if name != "names" else arrays[name][:-1]}
    for damaged in (without, broken):
        with pytest.raises(InvariantError, match="the twins are damaged"):
            Twins.from_files(tmp_path, npz_arrays(npz_bytes(damaged), "labels"), "fake:1")
    other = twins_of(("z", "oak lamp", 0, "oak")).to_files()
    with pytest.raises(InvariantError, match="vectors and labels are of other items"):
        Twins.from_files(tmp_path, npz_arrays(other[LABELS], "labels"), "fake:1")
