"""Counting words by class: against the formula written out slowly, folds, calibration, and the file form."""

from __future__ import annotations

import math
import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import InvariantError, StoreError
from itemcenter.retrieval import class_scores
from itemcenter.retrieval.class_calibration import ClassSettings
from itemcenter.retrieval.class_counts import FOLDS, ClassCounts, folds_of, word_keys
from itemcenter.retrieval.class_scores import ClassScorer, LeftOut
from itemcenter.retrieval.text_classes import TextClasses
from itemcenter.retrieval.text_features import TextFeatures

WORDS = ("lamp", "desk", "oak", "steel", "mug", "red", "blue", "lid")
texts_with_labels = st.lists(
    st.tuples(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), st.sampled_from("abc")),
    min_size=1,
    max_size=12,
)


def terms(text: str) -> set[str]:
    words = text.split()
    return {*words, *(f"{left} {right}" for left, right in pairwise(words))}


def slow(counted: list[tuple[str, str]], text: str, left_out: set[int]) -> dict[str, float]:
    """The formula of `text_classes`, with the default settings, over the counted texts that are not left out."""
    labels = sorted({label for _, label in counted})
    kept = [(terms(words), label) for place, (words, label) in enumerate(counted) if place not in left_out]
    everything = [term for words, _ in kept for term in words]
    known = [term for term in terms(text) if term in everything]
    scores = {}
    for label in labels:
        own = [term for words, other in kept if other == label for term in words]
        texts = sum(other == label for _, other in kept)
        score = 0.0
        for term in known:
            share = everything.count(term) / len(everything)
            score += math.log((own.count(term) + 30 * share) / ((len(own) + 30) * share))
        scores[label] = math.log((texts + 0.5) / (len(kept) + 0.5 * len(labels))) + score / max(1, len(known)) ** 0.5
    total = sum(math.exp(score) for score in scores.values())
    chances = {label: math.exp(score) / total for label, score in scores.items()}
    top = min(max(max(chances.values()), 1e-4), 1 - 1e-4)
    counted_share = 1 / (1 + math.exp(-2.0 - 0.25 * math.log(top / (1 - top))))
    return {label: chance * counted_share for label, chance in chances.items()}


@settings(deadline=None)
@given(texts_with_labels, st.lists(st.sampled_from((*WORDS, "unknown")), max_size=4).map(" ".join))
def test_the_probabilities_are_those_of_the_formula(counted: list[tuple[str, str]], asked: str) -> None:
    classes = TextClasses.fit([text for text, _ in counted], [label for _, label in counted])
    expected = slow(counted, asked, set())
    found = classes.probabilities([asked, ""])[0]
    assert dict(zip(classes.labels, found.tolist(), strict=True)) == pytest.approx(expected, abs=1e-5)


@settings(deadline=None)
@given(texts_with_labels, st.booleans())
def test_a_counted_text_is_predicted_without_its_fold(counted: list[tuple[str, str]], grouped: bool) -> None:
    texts = [text for text, _ in counted]
    groups = [f"group {place % 7}" for place in range(len(texts))] if grouped else None
    classes = TextClasses.fit(texts, [label for _, label in counted], groups)
    folds = folds_of(word_keys(TextFeatures.of(texts), len(texts)), groups)
    found = classes.probabilities(texts, counted=True, groups=groups)
    for place, text in enumerate(texts):
        left_out = {other for other in range(len(texts)) if folds[other] == folds[place]}
        expected = slow(counted, text, left_out)
        assert dict(zip(classes.labels, found[place].tolist(), strict=True)) == pytest.approx(expected, abs=1e-5)


@settings(deadline=None)
@given(texts_with_labels, st.randoms(use_true_random=False))
def test_neither_order_nor_batches_matter(counted: list[tuple[str, str]], chance: random.Random) -> None:
    one, other = ClassCounts(), ClassCounts()
    one.add([text for text, _ in counted], [label for _, label in counted])
    chance.shuffle(counted)
    for text, label in counted:
        other.add([text], [label])
    (left, left_samples), (right, right_samples) = one.table(), other.table()
    assert left.labels == right.labels
    for name in ("documents", "feature", "class_of", "counts"):
        assert np.array_equal(getattr(left, name), getattr(right, name))
    assert [(entry.label, entry.times) for entry in left_samples] == [
        (entry.label, entry.times) for entry in right_samples
    ]


@settings(deadline=None)
@given(texts_with_labels, st.data())
def test_a_text_left_out_by_itself_is_scored_as_if_it_had_not_been_counted(
    counted: list[tuple[str, str]], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(counted) - 1))
    text, label = counted[place]
    with_it, without = ClassCounts(), ClassCounts()
    with_it.add([words for words, _ in counted], [other for _, other in counted])
    others = counted[:place] + counted[place + 1 :]
    without.add([words for words, _ in others], [other for _, other in others])
    table, rest = with_it.table()[0], without.table()[0]
    features = TextFeatures.of([text])
    own = np.array([table.labels.index(label)])
    (found,) = ClassScorer(table).score(features, LeftOut(np.array([FOLDS]), own), 30.0)
    plain = list(ClassScorer(rest).score(features, LeftOut.nothing(1), 30.0))
    kept = [number for number, name in enumerate(table.labels) if name in rest.labels]
    if not rest.labels:
        return
    assert found.known.tolist() == plain[0].known.tolist()
    assert found.gains[0, kept] == pytest.approx(plain[0].gains[0], abs=1e-4)
    if len(kept) == len(table.labels):
        differences = found.prior[0] - plain[0].prior[0]  # one number for all classes: it cancels in the softmax
        assert differences == pytest.approx(differences[0], abs=1e-5)


def test_scores_come_in_parts_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, labels = catalog(300)
    classes = TextClasses.fit(texts, labels)
    whole = classes.probabilities(texts)
    for name in ("_CELLS", "_ENTRIES"):
        monkeypatch.setattr(class_scores, name, 30)
        counts = ClassCounts()
        counts.add(texts, labels)
        scorer = ClassScorer(counts.table()[0])
        parts = list(scorer.score(TextFeatures.of(texts), LeftOut.nothing(len(texts)), 30.0))
        assert 20 < len(parts) <= 300
        assert all(len(part.gains) <= 10 for part in parts)
        assert np.array_equal(classes.probabilities(texts), whole)
        monkeypatch.undo()


def test_few_texts_leave_the_settings_alone() -> None:
    texts, labels = catalog(60)
    assert TextClasses.fit(texts[:10], labels[:10]).settings == ClassSettings()
    singles = [f"thing{place}" for place in range(60)]
    assert TextClasses.fit(singles, singles).settings == ClassSettings()
    assert TextClasses.fit(texts, labels).settings != ClassSettings()


def catalog(rows: int) -> tuple[list[str], list[str]]:
    """Titles of three kinds: a telling word, a word that two kinds share, and noise."""
    chance = random.Random(7)
    kinds = {"lamps": ("lamp", "light"), "mugs": ("mug", "cup"), "cups": ("cup", "beaker")}
    texts, labels = [], []
    for _ in range(rows):
        label = chance.choice(sorted(kinds))
        noise = " ".join(chance.choice("abcdefgh") * 3 for _ in range(3))
        texts.append(f"{noise} {chance.choice(kinds[label])}")
        labels.append(label)
    return texts, labels


def test_probabilities_are_as_often_right_as_they_say() -> None:
    texts, labels = catalog(3_000)
    classes = TextClasses.fit(texts[:2_000], labels[:2_000])
    found = classes.predict(texts[2_000:], top=1)
    right = [guess[0].label == label for guess, label in zip(found, labels[2_000:], strict=True)]
    said = [guess[0].probability for guess in found]
    # "cup" is a mug or a cup: no better than 5 of 6 can be right, and the answers must say so.
    assert 0.78 < sum(right) / len(right) < 0.88
    assert sum(said) / len(said) == pytest.approx(sum(right) / len(right), abs=0.03)
    unsure = [(sure, hit) for sure, hit in zip(said, right, strict=True) if sure < 0.7]
    assert len(unsure) > 200
    assert sum(sure for sure, _ in unsure) / len(unsure) == pytest.approx(
        sum(hit for _, hit in unsure) / len(unsure), abs=0.06
    )


def test_classes_without_counts_lower_the_confidence() -> None:
    texts, labels = catalog(1_000)
    plain = TextClasses.fit(texts, labels)
    singles = [f"thing{place} lamp odd{place}" for place in range(600)]
    many = TextClasses.fit([*texts, *singles], [*labels, *(f"single {place}" for place in range(600))])
    assert plain.predict(["lamp"])[0][0].probability > 0.9
    assert many.predict(["lamp"])[0][0].probability < 0.8
    assert many.predict(["lamp"])[0][0].label == "lamps"


def test_a_class_counted_once_is_known() -> None:
    texts, labels = catalog(500)
    classes = TextClasses.fit([*texts, "garden gnome"], [*labels, "gnomes"])
    assert classes.predict(["red garden gnome"], top=1)[0][0].label == "gnomes"


def test_texts_of_one_group_do_not_vote_for_each_other() -> None:
    """Each group has words and a label drawn at random: its texts tell each other's label, those of others nothing."""
    chance = random.Random(3)
    words = [chance.sample("bcdfghjklmnpqrstvwxz", 4) for _ in range(200)]
    texts = [" ".join(words[place // 4]) for place in range(800)]
    labels = ["even" if place // 4 % 2 else "odd" for place in range(800)]
    groups = [str(place // 4) for place in range(800)]
    alone, grouped = TextClasses.fit(texts, labels), TextClasses.fit(texts, labels, groups)
    assert alone.predict(texts[:1])[0][0].probability > 0.8
    assert grouped.predict(texts[:1])[0][0].probability < 0.7


def test_too_many_words_are_cut_to_the_bound_and_frequent_ones_kept() -> None:
    counts = ClassCounts(pairs=False, max_pairs=50)
    for place in range(100):
        counts.add([f"common once{place}"], ["a" if place % 2 else "b"])
    table, _ = counts.table()
    assert len(set(table.feature.tolist())) == 2  # "common" and "once"; no number occurs twice
    assert table.counts.sum() == 200


def test_the_file_gives_back_the_same_answers(tmp_path: Path) -> None:
    texts, labels = catalog(200)
    classes = TextClasses.fit(texts, [f"{label} ü" for label in labels])
    classes.save(tmp_path / "classes.npz")
    loaded = TextClasses.load(tmp_path / "classes.npz")
    assert loaded.predict(texts, counted=True) == classes.predict(texts, counted=True)
    again = tmp_path / "again.npz"
    TextClasses.fit(texts, [f"{label} ü" for label in labels]).save(again)
    assert again.read_bytes() == (tmp_path / "classes.npz").read_bytes()


def test_damaged_files_and_uneven_lists_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.npz").write_bytes(b"PK no archive")
    with pytest.raises(StoreError, match="no word counts"):
        TextClasses.load(tmp_path / "bad.npz")
    with pytest.raises(StoreError):
        TextClasses.load(tmp_path / "missing.npz")
    with pytest.raises(InvariantError):
        ClassCounts().add(["a"], ["b", "c"])
    with pytest.raises(InvariantError):
        ClassCounts().add(["a"], ["b"], [])


def test_nothing_counted_predicts_nothing() -> None:
    classes = TextClasses.fit([], [])
    assert classes.predict(["lamp"]) == [()]
    assert classes.probabilities(["lamp"]).shape == (1, 0)


@settings(deadline=None)
@given(texts_with_labels, st.integers(1, 4))
def test_the_likeliest_come_first_and_equals_by_label(counted: list[tuple[str, str]], top: int) -> None:
    classes = TextClasses.fit([text for text, _ in counted], [label for _, label in counted])
    asked = ["lamp desk", "", "mug red lid"]
    for guesses, row in zip(classes.predict(asked, top), classes.probabilities(asked).tolist(), strict=True):
        ranked = sorted(zip(classes.labels, row, strict=True), key=lambda entry: (-entry[1], entry[0]))
        assert [(guess.label, guess.probability) for guess in guesses] == ranked[:top]


def test_folds_are_spread() -> None:
    texts = [f"thing {place}" for place in range(500)]
    for groups in (None, texts):
        folds = folds_of(word_keys(TextFeatures.of(texts), len(texts)), groups)
        assert np.bincount(folds, minlength=FOLDS).min() > 60
