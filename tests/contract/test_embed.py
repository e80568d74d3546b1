"""The shipped encoder and the fake one pass the conformance suite."""

from __future__ import annotations

from pathlib import Path

from itemcenter import registry
from itemcenter.ports import Embedder
from itemcenter.testing.embedder_suite import EmbedderSuite
from itemcenter.testing.fake_embedder import FakeEmbedder


class TestFake(EmbedderSuite):
    def open_embedder(self) -> Embedder:
        return FakeEmbedder()


class TestStatic(EmbedderSuite):
    def open_embedder(self) -> Embedder:
        return registry.open_embedder("static", {}, Path("nowhere"))
