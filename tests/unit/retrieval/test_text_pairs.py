"""Words, pairs and letters of items as sparse rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.retrieval.text_pairs import ItemTexts, Vocabulary

TEXTS = st.lists(
    st.lists(st.sampled_from(("men", "watch", "Oak", "é", "42", "腕時計")), max_size=7).map(" ".join), max_size=3
)


def features(*texts: str, kind: int) -> set[int]:
    return set(ItemTexts([texts]).found[kind].feature.tolist())


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_what_an_item_has_does_not_depend_on_the_others(items: list[list[str]]) -> None:
    together = ItemTexts(items)
    vocabulary = Vocabulary.of(together, 1_000)
    rows = vocabulary.rows(together)
    for place, own in enumerate(items):
        alone = ItemTexts([own])
        for kind in range(3):
            mine = together.found[kind].feature[together.found[kind].owner == place]
            np.testing.assert_array_equal(mine, alone.found[kind].feature)
        row = vocabulary.rows(alone)
        span = slice(rows.begin[place], rows.begin[place + 1])
        np.testing.assert_array_equal(rows.column[span], row.column)
        np.testing.assert_array_equal(rows.weight[span], row.weight)


def test_pairs_know_their_order_and_reach_over_three_words() -> None:
    words, pairs = 0, 1
    assert features("oak lamp", kind=pairs).isdisjoint(features("lamp oak", kind=pairs))
    assert features("oak a b c lamp", kind=pairs) & features("oak d lamp", kind=pairs)
    assert features("oak a b c d lamp", kind=pairs).isdisjoint(features("oak e lamp", kind=pairs))
    assert len(features("oak lamp", kind=words)) == 4, "two words, the first and the last one as such"


def test_pairs_do_not_join_two_texts() -> None:
    assert len(features("oak", "lamp", kind=1)) == 0
    assert features("oak", "lamp", kind=0) == features("oak", kind=0) | features("lamp", kind=0)


def test_letters_are_those_of_the_title_with_the_ends_of_words() -> None:
    assert features("ab", "something else", kind=2) == features("AB", kind=2)
    assert len(features("ab", kind=2)) == 3, "' ab', 'ab ', ' ab '"
    assert features("tshirt", kind=2) & features("shirts", kind=2)


def test_each_kind_has_its_part_of_a_row() -> None:
    texts = ItemTexts([["oak lamp"], ["oak lamp"], ["xyz"]])
    rows = Vocabulary.of(texts, 1_000).rows(texts)
    length = np.linalg.norm(rows.weight[: rows.begin[1]])
    assert length == pytest.approx(np.sqrt(0.7**2 + 1 + 1), rel=1e-5)
    assert np.linalg.norm(rows.weight[rows.begin[2] :]) == pytest.approx(0.7, rel=1e-5), "met once: its word alone"


def test_the_rarest_features_go_first() -> None:
    texts = ItemTexts([["oak lamp"], ["oak lamp"], ["oak mug"]])
    vocabulary = Vocabulary.of(texts, 12)
    assert len(vocabulary) <= 12
    columns = vocabulary.words(ItemTexts([["oak mug"]]))
    assert columns[0] >= 0 and columns[1] == -1


def test_no_text_at_all() -> None:
    texts = ItemTexts([[], [""]])
    vocabulary = Vocabulary.of(texts, 10)
    assert len(vocabulary) == 0 and vocabulary.rows(texts).begin.tolist() == [0, 0, 0]
    assert vocabulary.rows(ItemTexts([["oak lamp"]])).begin.tolist() == [0, 0]
