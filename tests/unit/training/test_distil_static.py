"""The whole command on a teacher made up on the spot. Needs torch and transformers (extra `models`)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

import torch
from transformers import BertConfig, BertModel, BertTokenizerFast

from itemcenter.backends.embed_static import Options, open
from itemcenter.training.distil_static import main
from itemcenter.training.static_student import StudentOptions, train_student, with_rest_scaled
from itemcenter.training.static_vectors import CutTexts
from itemcenter.training.teacher import Teacher

WORDS = [
    "red",
    "blue",
    "navy",
    "oak",
    "steel",
    "lamp",
    "lamps",
    "shoe",
    "shoes",
    "floor",
    "desk",
    "with",
    "for",
    "the",
    "and",
]


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("teacher")
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    pieces = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *WORDS,
        *letters,
        *(f"##{c}" for c in letters),
        *"0123456789:,-",
    ]
    (folder / "vocab.txt").write_text("\n".join(pieces), encoding="utf-8")
    tokenizer = BertTokenizerFast(vocab=str(folder / "vocab.txt"))
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(pieces), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config).save_pretrained(folder)
    return folder


def test_the_teacher_encodes_a_text_alike_in_every_batch(teacher: Path) -> None:
    encoder = Teacher(teacher)
    texts = ["red lamp", "the navy oak desk lamp with steel", "red", "lamp " * 300]
    rows = encoder.encode(texts)
    assert rows.shape == (4, 32)
    assert np.abs(np.linalg.norm(rows, axis=1) - 1).max() < 1e-5
    for text, row in zip(texts, rows, strict=True):
        assert encoder.encode([text])[0] @ row > 0.999
    assert encoder.encode_pieces([encoder.vocabulary["red"]])[0] @ rows[2] > 0.999
    assert (encoder.pieces_of("lamp"), encoder.pieces_of("zoo")) == (1, 3)


def test_a_bundle_is_made_that_the_backend_opens(
    teacher: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus, check = tmp_path / "names.txt", tmp_path / "check.txt"
    corpus.write_text("Floor lamps\nNavy blue\nOchre shoes\nochre oak\n", encoding="utf-8")
    check.write_text("navy lamp\nblue shoe\nsteel desk\nochre lamp\n", encoding="utf-8")
    arguments = [
        "--out",
        str(tmp_path / "tiny-v1"),
        "--corpus",
        str(corpus),
        "--check",
        str(check),
        "--teacher",
        str(teacher),
    ]
    arguments += [
        "--dim",
        "16",
        "--texts",
        "3000",
        "--epochs",
        "4",
        "--cache",
        str(tmp_path / "cache"),
        "--source",
        "mine, CC0",
    ]
    main(arguments)
    shown = capsys.readouterr()
    assert "tiny-v1: fingerprint" in shown.out
    embedder = open(Options(tmp_path / "tiny-v1"))
    assert embedder.dim == 16
    card = (tmp_path / "tiny-v1" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "- mine, CC0" in card
    assert "check.txt, not trained on" in card
    manifest = json.loads((tmp_path / "tiny-v1" / "manifest.json").read_bytes())
    assert manifest["name"] == "tiny-v1"
    tokenizer = json.loads((tmp_path / "tiny-v1" / "tokenizer.json").read_bytes())
    assert list(tokenizer["model"]["vocab"])[-1] == "ochre"
    told = [line for line in shown.err.splitlines() if "agreement" in line]
    assert float(told[0].split("pearson=")[1].split(",")[0]) > 0.5
    before = len(list((tmp_path / "cache").iterdir()))
    main(arguments)
    assert "teacher:" not in capsys.readouterr().err
    assert len(list((tmp_path / "cache").iterdir())) == before


def test_training_brings_sums_to_the_targets() -> None:
    chooser = np.random.default_rng(0)
    truth = chooser.standard_normal((30, 6)).astype(np.float32)
    counts = chooser.integers(1, 5, 600)
    cut = CutTexts(chooser.integers(0, 29, int(counts.sum())), counts)
    ends = np.cumsum(counts)
    aims = np.stack([truth[cut.pieces[end - count : end]].sum(axis=0) for end, count in zip(ends, counts, strict=True)])
    start = truth + chooser.standard_normal(truth.shape).astype(np.float32)
    told: list[str] = []
    trained = train_student(start, cut, aims, StudentOptions(epochs=30, batch=64, rate=0.05), told.append)
    losses = [float(line.split("cosine ")[1].split(",")[0]) for line in told]
    assert losses[-1] < 0.01 < losses[0]
    assert len(told) == 30
    factor = np.linalg.norm(trained[29]) / np.linalg.norm(start[29])
    assert np.abs(trained[29] - start[29] * factor).max() < 1e-5  # never met: only its length changed


def test_pieces_that_were_not_met_are_lengthened_like_the_others() -> None:
    initial = np.array([[1, 0], [0, 2], [3, 0], [0, 0]], dtype=np.float32)
    trained = np.array([[0, 4], [6, 0], [9, 9], [9, 9]], dtype=np.float32)
    rest = with_rest_scaled(initial, trained.copy(), np.array([0, 1]))
    assert rest.tolist() == [[0, 4], [6, 0], [10.5, 0], [0, 0]]
