"""An encoder in ONNX form passes the conformance suite. Needs the extra `models`, to make one."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from itemcenter import registry
from itemcenter.nn import SentenceTrunk
from itemcenter.ports import Embedder
from itemcenter.testing.embedder_suite import EmbedderSuite
from itemcenter.training.encoder_bundle import save_encoder
from tests.unit.training.tiny_trunk import make_trunk


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_trunk(tmp_path_factory.mktemp("trunk"))
    trunk, tokenizer = SentenceTrunk.from_folder(made), (made / "tokenizer.json").read_bytes()
    TestOnnx.folder = made / "tiny"
    save_encoder(TestOnnx.folder, trunk, tokenizer, 64, "random weights")
    return TestOnnx.folder


class TestOnnx(EmbedderSuite):
    batches = 20
    folder: Path

    def open_embedder(self) -> Embedder:
        return registry.open_embedder("onnx", {"bundle": str(self.folder)}, Path())

    def test_an_instruction_is_read_but_has_no_vector_of_its_own(self) -> None:
        embedder = self.open_embedder()
        rows = embedder.embed(["Instruct: a lamp\nText: ", "Instruct: a lamp\nText: red", "Instruct: shoes\nText: red"])
        assert not rows[0].any()
        assert 0.5 < rows[1] @ rows[2] < 0.99999
