"""Targeted extraction: the words of a text that are the value of a key."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter import registry
from itemcenter.artifacts import load_bundle, save_bundle
from itemcenter.errors import EncoderMismatchError, InvariantError, StoreError
from itemcenter.extract import Extractor, LabelledText, labels_from_cells, open_extractor, save_extractor
from itemcenter.extract.extractor import learned
from itemcenter.extract.span_rows import SpanRows
from itemcenter.schema import AttributeKey, CategoryId, KeyId, ValueType
from tests.unit.extract.shirts import (
    CARDIGANS,
    COLOUR,
    FAST,
    FUNCTION,
    KEYS,
    MATERIAL,
    SEASON,
    SHIRTS,
    SLEEVE,
    extractor,
    item,
    text_key,
    texts,
)  # fmt: skip


def said(title: str, *keys: AttributeKey, category: CategoryId = SHIRTS, by: Extractor | None = None) -> list[str]:
    return [found.span.text for found in (by or extractor()).extract(item(title), category, keys)]


def test_the_papers_example_of_a_targeted_key() -> None:
    """Section 3.2.2: a value of the key that no label knows, for a key described by its other values."""
    title = "men's business commuting non-iron three-quarter-sleeve white shirt"
    assert said(title, SLEEVE) == ["three-quarter-sleeve"]
    assert said(title, COLOUR) == ["white"]


def test_the_papers_example_of_several_keys() -> None:
    """Section 3.2.2, as written: an encoder does not turn "sun-protective" into "sun protection"."""
    title = "summer ice-silk sun-protective cardigan"
    assert said(title, SEASON, MATERIAL, FUNCTION, category=CARDIGANS) == ["summer", "ice-silk", "sun-protective"]


def test_a_title_that_states_nothing() -> None:
    assert said("men's office easy-care shirt 5", SLEEVE, COLOUR) == []


def test_a_key_that_no_label_taught_is_found_by_its_own_text() -> None:
    rest = [text._replace(labels={k: v for k, v in text.labels.items() if k != SLEEVE.id}) for text in texts()]
    title = item("men's office easy-care long-sleeve navy shirt")
    found = Extractor.fit(rest, KEYS, FAST).extract(title, SHIRTS, [SLEEVE], threshold=0.0)
    assert [entry.span.text for entry in found] == ["long-sleeve"]


def test_a_measure_is_found_by_its_unit() -> None:
    weight = AttributeKey(KeyId("weight"), "weight", ValueType.QUANTITY, unit="g", open=True)
    found = extractor().extract(item("men's leisure shirt 180 g navy 4711"), SHIRTS, [weight], threshold=0.0)
    fits = {entry.span.text for entry in found}
    assert fits == {"180 g"}


def test_a_key_of_several_values_gives_all_that_are_sure_and_none_twice() -> None:
    many = replace(COLOUR, multiple=True)
    title = item("women's wedding non-iron short-sleeve white navy navy shirt")
    found = extractor().extract(title, SHIRTS, [many], threshold=0.3)
    assert sorted(entry.span.text for entry in found) == ["navy", "white"]
    assert len(said("women's wedding non-iron short-sleeve white navy shirt", COLOUR)) == 1


WORDS = st.sampled_from(
    [
        "men's",
        "white",
        "navy",
        "long-sleeve",
        "&amp;",
        "Shirt,",
        "ICE-SILK",
        "1.5m/2m",
        "(new)",
        "ß",
        "夏季",
        "🙂",
        "",
        "\t",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=12), st.lists(WORDS, max_size=12))
def test_every_answer_stands_in_the_text(title: list[str], description: list[str]) -> None:
    about = item(" ".join(title) or "-", " ".join(description))
    asked = [replace(key, multiple=True) for key in (*KEYS.values(), text_key("unheard of", "white or navy"))]
    found = extractor().extract(about, SHIRTS, asked, threshold=0.05)
    assert all(about.proves(entry.span) and 0.0 <= entry.confidence <= 1.0 for entry in found)
    for key in asked:
        mine = [entry.span for entry in found if entry.key_id == key.id]
        assert all(a.end <= b.start or b.end <= a.start or a.field != b.field for a in mine for b in mine if a is not b)


@pytest.mark.parametrize("labels", [("zigzag", "shirt"), ("zigz", "zigzag"), ("office easy-care zigzag shirt", "men")])
def test_no_item_takes_part_in_what_is_said_of_it(labels: tuple[str, str]) -> None:
    """A value that one item alone has must not be told apart from one never met, when that item is judged."""
    title = item("men's office easy-care zigzag shirt")
    rows = []
    for label in labels:
        memory, near, spans = learned([*texts(), LabelledText(title, SHIRTS, {COLOUR.id: (label,)}, 0)], KEYS)
        rows.append(SpanRows.of([spans[-1]], KEYS, memory, near).features)
    assert np.array_equal(rows[0], rows[1], equal_nan=True)


def test_the_same_texts_give_the_same_model(tmp_path: Path) -> None:
    again = Extractor.fit(texts(), KEYS, FAST)
    for name, one in (("a", extractor()), ("b", again)):
        save_extractor(one, tmp_path / name)
    files = ("texts.json", "taught.npz", "untaught.npz", "manifest.json")
    assert all((tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes() for file in files)


def test_an_extractor_on_disk_answers_as_before(tmp_path: Path) -> None:
    save_extractor(extractor(), tmp_path / "model")
    title = item("women's wedding non-iron short-sleeve white shirt")
    asked = [SLEEVE, COLOUR, text_key("fit")]
    answers = [
        one.extract(title, SHIRTS, asked, threshold=0.0) for one in (extractor(), open_extractor(tmp_path / "model"))
    ]
    assert answers[0] == answers[1] and answers[0]


def test_a_damaged_extractor_is_refused(tmp_path: Path) -> None:
    save_extractor(extractor(), tmp_path / "model")
    encoder = registry.open_embedder("static", {}, Path())
    with pytest.raises(EncoderMismatchError, match="made with the encoder"):
        open_extractor(tmp_path / "model", encoder)
    model = load_bundle(tmp_path / "model")
    files = dict(model.files) | {"texts.json": b'{"keys": [], "texts": [[1]]}'}
    save_bundle(tmp_path / "bad", name="x", version="1", licence="", card="", files=files, settings=model.settings)
    with pytest.raises(StoreError, match="damaged"):
        open_extractor(tmp_path / "bad")


def test_nothing_to_learn_from_is_said() -> None:
    silent = [LabelledText(item("white shirt"), SHIRTS, {COLOUR.id: ("purple",), SLEEVE.id: ()}, 0)]
    with pytest.raises(InvariantError, match="nothing to learn"):
        Extractor.fit(silent, KEYS, FAST)
    with pytest.raises(InvariantError, match="no key is given"):
        Extractor.fit(silent, {COLOUR.id: COLOUR}, FAST)


def test_an_item_without_a_word_and_a_category_without_a_label() -> None:
    assert said("!!!", COLOUR) == []
    assert said("white", COLOUR, category=CategoryId("elsewhere")) in ([], ["white"])


def test_cells_that_stand_in_a_text_are_labels() -> None:
    about = item("Navy shirt, 180 g", "Made of cotton.")
    cells = [
        (COLOUR.id, "Navy"),
        (COLOUR.id, " Navy "),
        (MATERIAL.id, "cotton"),
        (SLEEVE.id, "short"),
        (COLOUR.id, "navy"),
    ]
    assert labels_from_cells(about, cells) == {COLOUR.id: ("Navy",), MATERIAL.id: ("cotton",)}
