"""Training and exporting a set discriminator, on a trunk and items made up on the spot. Needs the extra `models`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from itemcenter import registry
from itemcenter.artifacts import save_bundle
from itemcenter.errors import InputError, StoreError
from itemcenter.nn import SentenceTrunk
from itemcenter.retrieval.instructed_text import InstructedText
from itemcenter.training.slot_batches import SlotBatches
from itemcenter.training.slots_bundle import save_slots
from itemcenter.training.train_slots import SlotOptions, margins, margins_by_others, train_slots
from tests.unit.training.slot_items import FEATURES, slot_items
from tests.unit.training.tiny_trunk import make_trunk

QUICK = SlotOptions(passes=7, items=8, rate=5e-3, dim=16)


def silent(line: str) -> None:
    pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_trunk(tmp_path_factory.mktemp("trunk"))


@pytest.fixture(scope="module")
def trunk(folder: Path) -> SentenceTrunk:
    return SentenceTrunk.from_folder(folder)


@pytest.fixture(scope="module")
def texts(folder: Path) -> InstructedText:
    return InstructedText((folder / "tokenizer.json").read_bytes(), 32, "tiny")


@pytest.fixture(scope="module")
def batches(trunk: SentenceTrunk, texts: InstructedText) -> SlotBatches:
    return SlotBatches(slot_items(60), trunk, texts)


def correct(found: list[np.ndarray], batches: SlotBatches) -> float:
    right = np.concatenate([item.right for item in batches.items if item.right is not None])
    return float(((np.concatenate(found) > 0) == right).mean())


def test_items_are_judged_by_heads_that_did_not_see_them(batches: SlotBatches) -> None:
    said: list[str] = []
    found = margins_by_others(batches, QUICK, said.append)
    assert len(said) == 2 * QUICK.passes
    assert [len(entry) for entry in found] == [len(item.asked) for item in batches.items]
    assert correct(found, batches) > 0.85
    rest = [place for place, item in enumerate(batches.items) if item.part % 2 == 1]
    by_hand = margins(train_slots(batches, rest, QUICK, silent), batches, [0, 2])
    assert [entry.tobytes() for entry in by_hand] == [found[0].tobytes(), found[2].tobytes()]


def test_an_item_is_judged_alike_alone_and_among_others(batches: SlotBatches) -> None:
    head = train_slots(batches, range(8), SlotOptions(passes=1, dim=16), silent)
    together = margins(head, batches, range(20))
    for place in (0, 3, 9):
        (alone,) = margins(head, batches, [place])
        np.testing.assert_allclose(alone, together[place], atol=1e-5)


@pytest.mark.parametrize(
    "options", [SlotOptions(loss="threshold"), SlotOptions(hidden=0.5), SlotOptions(empty=0.4, negatives=2)]
)
def test_other_ways_to_train(batches: SlotBatches, options: SlotOptions) -> None:
    from dataclasses import replace

    head = train_slots(batches, range(60), replace(options, passes=7, items=8, rate=5e-3, dim=16), silent)
    assert correct(margins(head, batches, range(60)), batches) > 0.85


def test_without_a_slot_there_is_nothing_to_train_on(batches: SlotBatches) -> None:
    with pytest.raises(InputError, match="nothing to train on"):
        train_slots(batches, [9], QUICK, silent)


def test_what_is_served_says_what_was_trained(
    batches: SlotBatches, trunk: SentenceTrunk, folder: Path, tmp_path: Path
) -> None:
    head = train_slots(batches, range(60), QUICK, silent)
    tokenizer = (folder / "tokenizer.json").read_bytes()
    bundle = save_slots(tmp_path / "reader", trunk, head, tokenizer, FEATURES, 32, "made up")
    reader = registry.open_slot_reader("onnx", {"bundle": str(bundle.folder)}, Path())
    assert reader.features == FEATURES
    for item, exact in zip(batches.items[:10], margins(head, batches, range(10)), strict=True):
        served = reader.margins(item.text, item.keys, item.asked, item.values, item.features)
        assert np.abs(served - exact).max(initial=0) < 0.25  # weights of 8 bits in the trunk
    assert reader.read == 9  # type: ignore[attr-defined]  # one text an item, none for the item without candidates


def test_a_bundle_of_another_kind_is_named(tmp_path: Path, folder: Path) -> None:
    files = {"tokenizer.json": (folder / "tokenizer.json").read_bytes()}
    save_bundle(tmp_path / "m", name="m", version="1", licence="x", card="x", files=files)
    with pytest.raises(StoreError, match=r"no encoder\.onnx"):
        registry.open_slot_reader("onnx", {"bundle": str(tmp_path / "m")}, Path())
