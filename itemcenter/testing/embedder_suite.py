"""The conformance suite of the `embed` port, for built-in and third-party encoders alike.

Use, in a test module (pytest and Hypothesis installed):

    class TestMyEmbedder(EmbedderSuite):
        def open_embedder(self):
            return my_encoder.open(my_encoder.Options())
"""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itemcenter.ports import Embedder

_TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            ["", " ", "red shoes", "Red  Shoes", "128GB SSD", "\ud800", "\x00", "[SEP]", "红色的鞋", "é" * 300]
        ),
        st.text(max_size=40),
    ),
    max_size=12,
)


class EmbedderSuite:
    #: Random batches a property.
    batches = 100

    #: How far a vector may move with the batch it is computed in; 0 for an encoder that promises equal bytes.
    tolerance = 0.0

    def open_embedder(self) -> Embedder:
        raise NotImplementedError

    def _settings(self) -> settings:
        return settings(
            max_examples=self.batches, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
        )

    def test_gives_one_unit_row_or_zeros_a_text(self) -> None:
        embedder = self.open_embedder()

        @self._settings()
        @given(_TEXTS)
        def check(texts: list[str]) -> None:
            rows = embedder.embed(texts)
            assert rows.dtype == np.float32
            assert rows.shape == (len(texts), embedder.dim)
            lengths = np.linalg.norm(rows, axis=1)
            assert ((np.abs(lengths - 1) < 1e-4) | (lengths == 0)).all()

        check()

    def test_a_text_has_the_same_vector_in_every_batch(self) -> None:
        embedder, other = self.open_embedder(), self.open_embedder()

        @self._settings()
        @given(_TEXTS)
        def check(texts: list[str]) -> None:
            rows = embedder.embed(texts)
            backwards = other.embed(texts[::-1])[::-1]
            assert np.abs(rows - backwards).max(initial=0) <= self.tolerance
            for text, row in zip(texts, rows, strict=True):
                assert np.abs(embedder.embed([text])[0] - row).max(initial=0) <= self.tolerance

        check()

    def test_an_empty_text_is_unknown_and_another_is_not(self) -> None:
        rows = self.open_embedder().embed(["", "shoes"])
        assert not rows[0].any()
        assert rows[1].any()

    def test_nearer_in_words_is_nearer(self) -> None:
        rows = self.open_embedder().embed(["red leather shoes", "leather shoes", "hard disk"])
        assert rows[0] @ rows[1] > rows[0] @ rows[2]

    def test_two_openings_are_one_encoder(self) -> None:
        one, two = self.open_embedder(), self.open_embedder()
        assert one.fingerprint == two.fingerprint
        assert (one.dim, one.instructed) == (two.dim, two.instructed)
        assert one.embed(["128 GB SSD"]).tobytes() == two.embed(["128 GB SSD"]).tobytes()
