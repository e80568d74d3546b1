"""Evidence for categories of a title, and what the predictor makes of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.library.category_candidates import MOST, most_promising
from itemcenter.library.category_evidence import FEATURES
from itemcenter.library.category_text import CategoryPredictor, Prediction, TitleText
from itemcenter.library.category_weights import WITH_MEANING, WITHOUT_MEANING
from itemcenter.retrieval.text_classes import ClassGuess
from itemcenter.schema import Category, CategoryId, OntologyRelease

ROWS = """
furniture; Furniture;
sofas; Sofas; furniture
lamps; Lamps;
desk; Desk Lamps; lamps
table; Table Lamps; lamps
parts; Lamp Parts & Accessories; lamps
shades; Lamp Shades; parts
pets; Pet Supplies;
beds; Dog Beds; pets
clothing; Clothing;
shirts; Shirts; clothing
baby; Baby Clothing; clothing
babyshirts; Shirts; baby
"""


def release_of(rows: str) -> OntologyRelease:
    entries = [[field.strip() for field in line.split(";")] for line in rows.strip().splitlines()]
    return OntologyRelease(
        tuple(Category(CategoryId(own), name, CategoryId(above) if above else None) for own, name, above in entries),
        (),
        (),
    )


RELEASE = release_of(ROWS)
WORDS = (
    "sofa",
    "lamp",
    "desk",
    "table",
    "dog",
    "bed",
    "shirt",
    "baby",
    "shade",
    "for",
    "with",
    "black",
    "12",
    ",",
    "x",
)


class WordVectors:
    """An encoder for tests: a text is the mean of fixed vectors of its words; `same` words share one."""

    fingerprint, dim, instructed = "test", 64, False

    def __init__(self, **same: str) -> None:
        self._same = same
        self.calls: list[str] = []

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.calls += texts
        out = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(out, texts, strict=True):
            for word in text.lower().split():
                seed = sum(ord(letter) * 31**place for place, letter in enumerate(self._same.get(word, word)))
                row += np.random.default_rng(seed).standard_normal(self.dim)
        lengths = np.sqrt((out**2).sum(axis=1, keepdims=True))
        return (out / np.where(lengths > 0, lengths, 1)).astype(np.float32)


PLAIN = CategoryPredictor(RELEASE)


def features(title: str, category: str, predictor: CategoryPredictor = PLAIN, **more: str) -> dict[str, float]:
    evidence, _ = predictor.evidence([TitleText("sofa"), TitleText(title, **more)])
    node = predictor.tree.number[CategoryId(category)]
    place = np.flatnonzero((evidence.title == 1) & (evidence.node == node))
    assert len(place) == 1, f"{category} is no candidate"
    return dict(zip(FEATURES, evidence.features[place[0]].tolist(), strict=True))


def masses(title: str, predictor: CategoryPredictor = PLAIN, **more: str) -> dict[str, float]:
    ((_, found),) = predictor.predict([TitleText(title, **more)])
    names = [predictor.tree.ids[node] for node in found.nodes.node]
    return dict(zip(names, found.nodes.mass.tolist(), strict=True))


def test_all_weights_have_a_feature() -> None:
    for weights in (WITH_MEANING, WITHOUT_MEANING):
        assert set(weights) == {*FEATURES, "none"}


def test_a_whole_name_at_the_end_of_the_title() -> None:
    found = features("Acme desk lamp, black", "desk")
    assert (found["own_main"], found["own_beside"], found["own_whole"]) == (1.0, 0.0, 1.0)
    assert (found["head_main"], found["head_last"], found["head_runs_on"]) == (1.0, 1.0, 0.0)
    assert (found["head_missing"], found["no_words"], found["depth"], found["leaf"]) == (0.0, 0.0, 1.0, 1.0)
    assert found["explained_main"] == 1.0
    assert found["parent_words"] == found["above_words"] == 1.0
    assert found["above_missing"] == 0.0


def test_a_name_that_modifies_another_or_stands_behind_for() -> None:
    found = features("Desk lamp shade", "desk")
    assert found["head_last"] == 0.5
    assert found["head_runs_on"] == 1.0
    beside = features("Shade for desk lamp", "desk")
    assert (beside["own_main"], beside["own_beside"], beside["head_beside"]) == (0.0, 1.0, 1.0)
    assert (beside["head_main"], beside["head_missing"]) == (0.0, 1.0)
    whole = features("Shade for desk lamp", "shades")
    assert 0.0 < whole["own_main"] < 1.0
    assert whole["own_main"] + whole["own_beside"] == pytest.approx(1.0)
    assert whole["head_missing"] == 0.0
    assert 0.0 < whole["explained_beside"] < 1.0  # "lamp", not "desk"
    assert whole["unexplained_beside"] == 0.0
    assert whole["context_beside"] == 0.0  # "lamp" is own's
    assert features("Desk for lamp", "desk")["context_beside"] == 0.0
    assert features("Shirt for baby", "babyshirts")["context_beside"] > 0.0


def test_words_of_the_path_and_of_the_path_only() -> None:
    shirt = features("Baby shirt", "babyshirts")
    assert shirt["own_whole"] == 1.0
    assert shirt["context_main"] > 0.0
    assert 0.0 < shirt["parent_words"] < 1.0
    assert shirt["above_missing"] > 0.0  # nobody writes "clothing"
    assert features("Baby shirt", "shirts")["context_main"] == 0.0


def test_audiences_are_compared() -> None:
    assert features("Shirt", "babyshirts")["audience_missing"] == 1.0
    assert features("Newborn shirt", "babyshirts")["audience_missing"] == 0.0
    assert features("Newborn shirt", "shirts")["audience_unmet"] == 1.0
    assert features("Dog shirt", "shirts")["audience_unmet"] == 1.0


def test_names_below_a_branch_speak_for_it() -> None:
    assert features("Desk", "desk")["root_names"] > 0.0
    assert features("Desk lamp", "desk")["branch_names"] > features("Desk lamp", "table")["branch_names"]
    assert features("Lamp", "lamps")["branch_names"] == 0.0


def test_without_an_encoder_nothing_is_near() -> None:
    assert features("Desk lamp", "desk")["similar"] == 0.0
    vectors = WordVectors()
    near = features("Desk lamp", "desk", CategoryPredictor(RELEASE, vectors))
    assert near["similar"] > 0.3
    assert near["similar_gap"] == 0.0


def test_a_category_s_vector_is_that_of_name_last_steps_and_path() -> None:
    encoder = WordVectors()
    name, last, path = encoder.embed(["Shirts", "Baby Clothing Shirts", "Clothing Baby Clothing Shirts"])
    expected = (name + last + path) / np.sqrt(((name + last + path) ** 2).sum())
    found = features("Shirt baby Shirts", "babyshirts", CategoryPredictor(RELEASE, encoder))
    assert found["similar"] == pytest.approx(float(encoder.embed(["Shirt baby Shirts"])[0] @ expected), abs=1e-5)


def test_nearness_brings_in_categories_that_share_no_word() -> None:
    predictor = CategoryPredictor(RELEASE, WordVectors(settle="sofas"))
    found = features("Oak settle", "sofas", predictor)
    assert found["no_words"] == 1.0
    assert found["similar"] > 0.3
    assert masses("Oak settle", predictor)["sofas"] > 1.5 * masses("Oak mettle", predictor).get("sofas", 0.0)


def test_each_category_is_encoded_once() -> None:
    vectors = WordVectors()
    predictor = CategoryPredictor(RELEASE, vectors)
    opened = len(vectors.calls)
    for _ in range(3):
        list(predictor.predict([TitleText("Desk lamp")]))
    assert vectors.calls[opened:] == ["Desk lamp"] * 3


def test_the_head_decides() -> None:
    assert masses("Acme desk lamp")["desk"] > 0.5
    assert masses("Lamp shade")["shades"] > masses("Lamp shade").get("desk", 0.0)
    assert masses("Sofa for dogs").get("sofas", 0.0) < masses("Sofa")["sofas"]
    assert masses("Newborn shirt")["babyshirts"] > masses("Newborn shirt")["shirts"]
    assert masses("Shirt")["shirts"] > masses("Shirt")["babyshirts"]


def test_the_merchant_s_words_beside_the_title_help() -> None:
    assert masses("Arc 30", beside="Desk Lamps").get("desk", 0.0) > masses("Arc 30").get("desk", 0.0)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(WORDS), max_size=7))
def test_chances_are_a_distribution_with_room_for_none(words: list[str]) -> None:
    ((_, found),) = PLAIN.predict([TitleText(" ".join(words))])
    assert (found.chance >= 0).all()
    assert found.chance.sum() < 1.0
    roots = PLAIN.tree.depth[found.nodes.node] == 0
    assert found.nodes.mass[roots].sum() == pytest.approx(found.chance.sum())


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(("Desk lamp", "Sofa", "", "Dog bed for sofa", "Acme", "Baby shirt, red")), max_size=6))
def test_titles_of_a_batch_do_not_touch_each_other(titles: list[str]) -> None:
    predictor = CategoryPredictor(RELEASE, WordVectors())
    together = list(predictor.predict([TitleText(title) for title in titles]))
    if not titles:
        assert together == []
        return
    ((span, batch),) = together
    assert list(span) == list(range(len(titles)))
    for place, title in enumerate(titles):
        ((_, alone),) = predictor.predict([TitleText(title)])
        mine = batch.title == place
        assert batch.node[mine].tolist() == alone.node.tolist()
        assert batch.chance[mine] == pytest.approx(alone.chance, abs=1e-5)


def test_long_batches_come_in_parts() -> None:
    spans = [span for span, _ in PLAIN.predict([TitleText("Sofa")] * 2_500)]
    assert [place for span in spans for place in span] == list(range(2_500))
    assert len(spans) == 3


def test_no_more_candidates_than_the_bound() -> None:
    many = "\n".join(f"c{place}; Lamp {place} Thing;" for place in range(3 * MOST))
    ((_, found),) = CategoryPredictor(release_of(many)).predict([TitleText("lamp")])
    assert len(found.node) == MOST


@given(st.lists(st.lists(st.integers(-3, 9).map(lambda number: number / 4), max_size=5), max_size=4), st.integers(1, 3))
def test_the_most_promising_of_each_title_are_kept_in_order(rows: list[list[float]], most: int) -> None:
    pairs = [(title, promise) for title, row in enumerate(rows) for promise in row]
    title = np.array([pair[0] for pair in pairs], dtype=np.int64)
    promise = np.array([pair[1] for pair in pairs], dtype=np.float64)
    expected = []
    for number, row in enumerate(rows):
        first = sum(map(len, rows[:number]))
        ranked = sorted(range(len(row)), key=lambda place: (-row[place], place))[:most]
        expected += [first + place for place in sorted(ranked)]
    assert most_promising(title, promise, len(rows), most).tolist() == expected


def test_guesses_come_first_and_the_tree_gets_the_rest() -> None:
    ((_, found),) = PLAIN.predict([TitleText("Desk lamp"), TitleText("Sofa")])
    guesses = [(ClassGuess("beds", 0.6), ClassGuess("unheard of", 0.3)), ()]
    mixed = PLAIN.with_guesses(found, guesses)

    def mass(prediction: Prediction, title: int, category: str) -> float:
        inside = (prediction.nodes.item == title) & (prediction.nodes.node == PLAIN.tree.number[CategoryId(category)])
        return float(prediction.nodes.mass[inside].sum())

    assert mass(mixed, 0, "beds") == pytest.approx(0.6 + 0.4 * mass(found, 0, "beds"))
    assert mass(mixed, 0, "desk") == pytest.approx(0.4 * mass(found, 0, "desk"))
    assert mass(mixed, 1, "sofas") == pytest.approx(mass(found, 1, "sofas"))
