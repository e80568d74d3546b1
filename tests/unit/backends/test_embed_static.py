"""The static encoder on a model small enough to work out by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter import registry
from itemcenter.artifacts import load_bundle, npz_bytes, save_bundle
from itemcenter.backends import embed_static as module
from itemcenter.backends import embed_static_pieces as pieces_module
from itemcenter.backends.embed_static import SHIPPED, Options, StaticEmbedder
from itemcenter.backends.embed_static_pieces import Numbers
from itemcenter.backends.embed_static_sums import segment_sums
from itemcenter.errors import ConfigError, NotFoundError, StoreError
from itemcenter.ports import Embedder

PIECES = ["[UNK]", "red", "blue", "##ish", "shoe", ",", "-", "é", "e"]
#: red (2, 0), blue (0, 2), ##ish (1, 1), shoe (0, -4), the rest unlike
VECTORS = [[9, 9], [2, 0], [0, 2], [2, 2], [0, -4], [1, 0], [0, 1], [3, 0], [0, 3]]
SCALES = [0, 1, 1, 0.5, 1, 1, 1, 1, 1]


def tokenizer(pieces: list[str] = PIECES) -> bytes:
    return json.dumps(
        {
            "version": "1.0",
            "added_tokens": [],
            "normalizer": {
                "type": "BertNormalizer",
                "clean_text": True,
                "handle_chinese_chars": True,
                "strip_accents": None,
                "lowercase": True,
            },
            "pre_tokenizer": {"type": "BertPreTokenizer"},
            "model": {
                "type": "WordPiece",
                "unk_token": "[UNK]",
                "continuing_subword_prefix": "##",
                "max_input_chars_per_word": 100,
                "vocab": {piece: place for place, piece in enumerate(pieces)},
            },
        }
    ).encode()


def bundle(folder: Path, **files: bytes) -> Path:
    vectors, scales = np.array(VECTORS, dtype=np.int8), np.array(SCALES, dtype=np.float32)
    content = {"tokenizer.json": tokenizer(), "weights.npz": npz_bytes({"vectors": vectors, "scales": scales})}
    content |= {name.replace("_", "."): value for name, value in files.items()}
    save_bundle(folder, name="tiny", version="1", licence="MIT", card="tiny", files=content, settings={"dim": 2})
    return folder


@pytest.fixture
def tiny(tmp_path: Path) -> Embedder:
    return module.open(Options(bundle(tmp_path / "tiny")))


def test_a_vector_is_the_unit_sum_of_the_pieces(tiny: Embedder) -> None:
    rows = tiny.embed(["red", "Redish", "red, blue", "SHOE red red", "é"])
    expected = np.array([[2, 0], [3, 1], [3, 2], [4, -4], [0, 3]], dtype=np.float64)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert np.abs(rows - expected).max() < 1e-6
    assert rows.dtype == np.float32


def test_what_is_unknown_counts_nothing(tiny: Embedder) -> None:
    rows = tiny.embed(["", " \t\n", "zzz", "\x00 \u200b", "red zzz [UNK] [SEP]", "red", "\ud800"])
    assert not rows[[0, 1, 2, 3, 6]].any()
    assert (rows[4] == rows[5]).all()


def test_it_says_what_it_is(tiny: Embedder, tmp_path: Path) -> None:
    digest = load_bundle(tmp_path / "tiny").fingerprint
    assert tiny.fingerprint == f"tiny:{digest[:16]}:1"
    assert (tiny.dim, tiny.instructed) == (2, False)
    assert "instructions" not in module.ABILITIES


words = st.sampled_from(
    ["red", "blue", "Redish", "shoe,red", "zzz", "é", "", "\ud800", "red\u200bish", "a" * 120, "红 red"]
)
texts = st.lists(st.lists(words, max_size=4).map(" ".join), max_size=9)


@settings(deadline=None)
@given(st.lists(texts, max_size=4), st.integers(1, 5), st.integers(1, 30), st.integers(0, 3), st.integers(1, 12))
def test_blocks_and_memory_of_words_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, calls: list[list[str]], block: int, chars: int, most: int, cut: int
) -> None:
    folder = bundle(tmp_path_factory.mktemp("m") / "tiny")
    plain, small = module.open(Options(folder)), module.open(Options(folder))
    expected = [[plain.embed([text])[0].tolist() for text in call] for call in calls]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK_TEXTS", block)
        patch.setattr(module, "_BLOCK_CHARS", chars)
        patch.setattr(pieces_module, "_MOST_WORDS", most)
        patch.setattr(pieces_module, "_STRING_CHARS", cut)
        assert [small.embed(call).tolist() for call in calls] == expected


def test_words_are_forgotten_before_they_fill_the_memory(tiny: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(tiny, StaticEmbedder)
    monkeypatch.setattr(pieces_module, "_MOST_CHARS", 20)
    for number in range(50):
        tiny.embed([f"word{number:06}"])
        assert len(tiny._pieces._code) <= 3


def test_each_word_is_cut_once(tiny: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(tiny, StaticEmbedder)
    cut: list[str] = []
    whole = tiny._pieces._cut

    def counting(words: Sequence[str]) -> tuple[Numbers, Numbers]:
        cut.extend(words)
        return whole(words)

    monkeypatch.setattr(tiny._pieces, "_cut", counting)
    tiny.embed(["red shoe", "red red"])
    tiny.embed(["blue shoe"])
    assert cut == ["red", "shoe", "blue"]


runs = st.lists(st.lists(st.integers(0, 4), max_size=200), max_size=6)


@settings(deadline=None)
@given(runs, st.integers(2, 70), st.integers(1, 4))
def test_segments_are_summed(segments: list[list[int]], longest: int, together: int) -> None:
    from itemcenter.backends import embed_static_sums

    table = np.array([[1, 10], [2, 20], [4, 40], [8, 80], [-1, 0]], dtype=np.float32)
    rows = np.array([row for segment in segments for row in segment], dtype=np.int64)
    counts = np.array([len(segment) for segment in segments], dtype=np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embed_static_sums, "_LONGEST", longest)
        patch.setattr(embed_static_sums, "_TOGETHER", together)
        sums = segment_sums(table, rows, counts)
    expected = [table[segment].sum(axis=0).tolist() if segment else [0, 0] for segment in segments]
    assert sums.tolist() == expected


def test_long_texts_have_the_same_vector_alone() -> None:
    chooser = np.random.default_rng(0)
    embedder = registry.open_embedder("static", {}, Path("nowhere"))
    made = [
        " ".join(chooser.choice(["oak", "lamp", "128", "GB", "wire-less", "shoes"], size)) for size in (300, 63, 64, 65)
    ]
    together = embedder.embed([*made, "short"])
    for text, row in zip(made, together, strict=False):
        assert (embedder.embed([text])[0] == row).all()


def test_a_model_of_another_kind_is_refused(tmp_path: Path) -> None:
    wrong = [
        {"weights_npz": npz_bytes({"vectors": np.zeros((9, 2), np.int8)})},
        {"weights_npz": npz_bytes({"vectors": np.zeros((9, 2), np.int8), "scales": np.zeros(8)})},
        {"weights_npz": npz_bytes({"vectors": np.zeros(9, np.int8), "scales": np.zeros(9)})},
        {"weights_npz": b"nothing"},
        {"tokenizer_json": b"{}"},
        {"tokenizer_json": b"\xff"},
        {"tokenizer_json": tokenizer(PIECES[:-1])},
    ]
    for files in wrong:
        with pytest.raises(StoreError) as caught:
            module.open(Options(bundle(tmp_path / "bad", **files)))
        assert "bad" in caught.value.place
    save_bundle(tmp_path / "bad", name="x", version="1", licence="MIT", card="", files={"weights.npz": b""})
    with pytest.raises(StoreError):
        module.open(Options(tmp_path / "bad"))
    with pytest.raises(NotFoundError, match="no model bundle"):
        module.open(Options(tmp_path / "none"))


def test_the_registry_takes_a_bundle_of_the_center(tmp_path: Path) -> None:
    bundle(tmp_path / "models" / "mine")
    embedder = registry.open_embedder("static", {"bundle": "models/mine"}, tmp_path)
    assert embedder.fingerprint.startswith("tiny:")
    with pytest.raises(ConfigError, match=r"\[embed\] of backend 'static': unknown option 'bundel'.*'bundle'"):
        registry.open_embedder("static", {"bundel": "x"}, tmp_path)
    with pytest.raises(ConfigError, match="did you mean 'static'"):
        registry.open_embedder("statik", {}, tmp_path)
    assert "static" in registry.names("embed")


def test_the_shipped_model_is_whole_and_small() -> None:
    shipped = load_bundle(SHIPPED)
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) <= 10_000_000
    assert shipped.licence == "Apache-2.0"
    assert shipped.name in shipped.card
    arrays = shipped.arrays("weights.npz")
    assert not (arrays["vectors"][0] * arrays["scales"][0]).any()


def test_the_shipped_model_knows_what_is_alike() -> None:
    rows = registry.open_embedder("static", {}, Path("nowhere")).embed(
        ["crimson sneakers", "red shoes", "solid state drive 512 GB", "wooden dining table", "SSD storage"]
    )
    alike = rows @ rows.T
    assert alike[0, 1] == max(alike[0, 1:])
    assert alike[2, 4] == max(alike[2, [0, 1, 3, 4]])
