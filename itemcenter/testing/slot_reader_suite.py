"""The conformance suite of the `read_slots` port.

Use, in a test module (pytest and Hypothesis installed):

    class TestMyReader(SlotReaderSuite):
        def open_reader(self):
            return my_reader.open(my_reader.Options())
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itemcenter.errors import InvariantError
from itemcenter.ports import SlotReader

_VALUES = ("red", "128 GB", "oak", "navy blue", "", "[SEP]", "\ud800", "红色")
_TEXTS = ("Arc lamp, red oak", "", "x" * 3_000, "\ud800 [SEP] lamp")


class _Asked(NamedTuple):
    keys: tuple[str, ...]
    asked: npt.NDArray[np.int32]
    values: tuple[str, ...]
    features: npt.NDArray[np.float32]


class SlotReaderSuite:
    #: Random items a property.
    items = 25
    #: How far a margin may move with the order in which it is computed.
    tolerance = 1e-4

    def open_reader(self) -> SlotReader:
        raise NotImplementedError

    def _settings(self) -> settings:
        return settings(
            max_examples=self.items, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
        )

    def _asked(self, reader: SlotReader, sizes: list[int], seed: int) -> _Asked:
        dice = np.random.default_rng(seed)
        count = sum(sizes)
        asked = np.repeat(np.arange(len(sizes)), sizes).astype(np.int32)
        features = dice.normal(size=(count, len(reader.features))).astype(np.float32)
        features[dice.random(features.shape) < 0.3] = np.nan
        values = tuple(_VALUES[place] for place in dice.integers(0, len(_VALUES), count))
        return _Asked(tuple(f"key {number}" for number in range(len(sizes))), asked, values, features)

    def test_gives_one_number_a_candidate_whatever_is_asked_with_it(self) -> None:
        reader = self.open_reader()

        @self._settings()
        @given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 99), st.sampled_from(_TEXTS))
        def check(sizes: list[int], seed: int, text: str) -> None:
            given_keys = self._asked(reader, sizes, seed)
            found = reader.margins(text, *given_keys)
            assert found.dtype == np.float32 and found.shape == (len(given_keys.values),)
            assert np.isfinite(found).all()
            for number, key in enumerate(given_keys.keys):
                mine = given_keys.asked == number
                values = [value for value, own in zip(given_keys.values, mine, strict=True) if own]
                alone = reader.margins(text, [key], np.zeros(len(values), np.int32), values, given_keys.features[mine])
                assert np.abs(alone - found[mine]).max() <= self.tolerance

        check()

    def test_the_order_of_candidates_does_not_matter(self) -> None:
        reader = self.open_reader()

        @self._settings()
        @given(st.permutations(range(5)), st.integers(0, 99))
        def check(order: list[int], seed: int) -> None:
            keys, asked, values, features = self._asked(reader, [5], seed)
            straight = reader.margins(_TEXTS[0], keys, asked, values, features)
            moved = reader.margins(_TEXTS[0], keys, asked, [values[place] for place in order], features[order])
            assert np.abs(moved - straight[order]).max() <= self.tolerance

        check()

    def test_nothing_asked_is_nothing_answered(self) -> None:
        reader = self.open_reader()
        none = np.zeros((0, len(reader.features)), np.float32)
        assert reader.margins("lamp", ["key"], np.zeros(0, np.int32), [], none).shape == (0,)

    def test_features_of_another_width_are_refused(self) -> None:
        reader = self.open_reader()
        with pytest.raises(InvariantError):
            reader.margins("lamp", ["key"], np.zeros(1, np.int32), ["red"], np.zeros((1, 1), np.float32))

    def test_two_openings_are_one_reader(self) -> None:
        one, two = self.open_reader(), self.open_reader()
        given_keys = self._asked(one, [2, 3], 0)
        assert (one.fingerprint, one.features) == (two.fingerprint, two.features)
        assert one.margins("lamp", *given_keys).tobytes() == two.margins("lamp", *given_keys).tobytes()
