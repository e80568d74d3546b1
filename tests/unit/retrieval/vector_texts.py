"""Small helpers for the tests of the vector indexes."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from itemcenter.retrieval.encoder import CachedEncoder, TextVectors
from itemcenter.testing.fake_embedder import FakeEmbedder

DIM = 6
WORDS = ["red", "blue", "oak", "steel", "lamp", "shoe", "42"]  # FakeEmbedder knows nothing of "42"

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
ids = st.sampled_from("abcdefghijkl")


def encoder(fingerprint: str = "fake:1") -> CachedEncoder:
    return CachedEncoder(FakeEmbedder(DIM, fingerprint), cache_size=0)


def random_vectors(count: int, seed: int, dim: int = DIM, fingerprint: str = "fake:1") -> TextVectors:
    rows = np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32)
    return TextVectors(fingerprint, rows)
