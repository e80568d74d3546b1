"""The joint reader on a trunk and items made up on the spot: it learns, and reads an item once. Needs `models`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

import torch

from itemcenter.errors import InputError
from itemcenter.nn import JointReader
from itemcenter.retrieval.instructed_text import InstructedText
from itemcenter.training.joint_pairs import JointPairs
from itemcenter.training.train_joint import JointOptions, joint_margins, train_joint
from tests.unit.training.slot_items import slot_items
from tests.unit.training.tiny_trunk import make_trunk

QUICK = JointOptions(passes=12, rate=5e-3, upper=1e-3, trained=1)
ITEMS = slot_items(60)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_trunk(tmp_path_factory.mktemp("trunk"))


@pytest.fixture(scope="module")
def texts(folder: Path) -> InstructedText:
    return InstructedText((folder / "tokenizer.json").read_bytes(), 32, "tiny")


@pytest.fixture(scope="module")
def reader(folder: Path, texts: InstructedText) -> JointReader:
    said: list[str] = []
    made = train_joint(ITEMS, folder, texts, QUICK, said.append)
    assert len(said) == QUICK.passes
    return made


def test_it_learns_what_the_evidence_says(reader: JointReader, texts: InstructedText) -> None:
    found = np.concatenate([joint_margins(reader, texts, item) for item in ITEMS])
    right = np.concatenate([item.right for item in ITEMS if item.right is not None])
    assert float(((found > 0) == right).mean()) > 0.85
    new = slot_items(40, seed=1)
    found = np.concatenate([joint_margins(reader, texts, item) for item in new])
    right = np.concatenate([item.right for item in new if item.right is not None])
    assert float(((found > 0) == right).mean()) > 0.8


def test_behind_a_kept_item_a_key_reads_as_in_one_pass(reader: JointReader, texts: InstructedText) -> None:
    pairs = JointPairs(ITEMS[:12], reader, texts)
    with torch.inference_mode():
        batch = pairs.batch(range(len(pairs.pairs)))
        whole = reader(*batch[:5])
    for row, (place, key) in enumerate(pairs.pairs):
        kept = joint_margins(reader, texts, ITEMS[place])[ITEMS[place].asked == key]
        assert np.abs(whole[row, : len(kept)].numpy() - kept).max() < 0.1  # lower layers in half precision
        assert torch.isneginf(whole[row, len(kept) :]).all()


def test_an_item_is_read_once_whatever_its_keys(reader: JointReader, texts: InstructedText) -> None:
    reader.encoder.queried = reader.encoder.hit = 0
    joint_margins(reader, texts, ITEMS[0])
    own = len(next(texts.cut([ITEMS[0].text])).pieces)
    assert reader.encoder.hit == 2 * own, "both keys found the item read"
    assert len(joint_margins(reader, texts, ITEMS[9])) == 0


def test_equal_input_gives_equal_weights(folder: Path, texts: InstructedText) -> None:
    short = JointOptions(passes=1, trained=1)
    one, other = (train_joint(ITEMS[:8], folder, texts, short, lambda line: None) for _ in range(2))
    for mine, theirs in zip(one.parameters(), other.parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_without_a_candidate_there_is_nothing_to_train_on(folder: Path, texts: InstructedText) -> None:
    with pytest.raises(InputError, match="nothing to train on"):
        train_joint([ITEMS[9]], folder, texts, QUICK, lambda line: None)
