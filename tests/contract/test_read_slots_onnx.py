"""A set discriminator in ONNX form passes the conformance suite. Needs the extra `models`, to make one."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

import torch

from itemcenter import registry
from itemcenter.nn import SentenceTrunk, SetDiscriminator, SetSizes
from itemcenter.ports import SlotReader
from itemcenter.testing.slot_reader_suite import SlotReaderSuite
from itemcenter.training.slots_bundle import save_slots
from tests.unit.training.tiny_trunk import make_trunk


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_trunk(tmp_path_factory.mktemp("trunk"))
    trunk, tokenizer = SentenceTrunk.from_folder(made), (made / "tokenizer.json").read_bytes()
    torch.manual_seed(0)
    head = SetDiscriminator(SetSizes(trunk.dim, trunk.dim, 3, dim=16)).eval()
    TestOnnx.folder = made / "reader"
    save_slots(TestOnnx.folder, trunk, head, tokenizer, ("a", "b", "c"), 64, "random weights")
    return TestOnnx.folder


class TestOnnx(SlotReaderSuite):
    folder: Path

    def open_reader(self) -> SlotReader:
        return registry.open_slot_reader("onnx", {"bundle": str(self.folder)}, Path())
