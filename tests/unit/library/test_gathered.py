"""Candidates of a key while they are gathered: order, best score, and what named them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from itemcenter.library.gathered import TOP_K, UNNAMED, Gathered
from itemcenter.schema import TextSpan, TypedValue, ValueType

_KINDS = ("alias", "part", "figure unit", "learned", "vector")
_FOUND = st.lists(
    st.tuples(st.integers(0, 14), st.integers(0, 10), st.sampled_from(_KINDS), st.integers(0, 3)), max_size=40
)


def _value(number: int) -> TypedValue:
    return TypedValue(ValueType.CATEGORICAL, f"value {number:02d}")


@given(_FOUND)
def test_each_value_once_with_its_best_score_and_its_spans(found: list[tuple[int, int, str, int]]) -> None:
    gathered = Gathered()
    for number, score, kind, start in found:
        gathered.add(_value(number), score / 10, kind, TextSpan("title", start, start + 1, "x"))
    out = gathered.candidates()
    assert len(out) == min(TOP_K, len({number for number, *_ in found}))
    assert [(-c.score, c.value.identity) for c in out] == sorted((-c.score, c.value.identity) for c in out)
    for candidate in out:
        mine = [(s, k, start) for number, s, k, start in found if _value(number) == candidate.value]
        assert candidate.score == max(score for score, _, _ in mine) / 10
        assert len(candidate.evidence) == len({start for _, _, start in mine})
        named = [entry for entry in mine if entry[1] not in UNNAMED]
        assert candidate.recall in {kind for _, kind, _ in named or mine}


def test_the_better_way_of_naming_counts() -> None:
    gathered = Gathered()
    span = TextSpan("title", 0, 1, "x")
    for score, kind in ((0.3, "part"), (0.9, "alias"), (0.5, "code"), (1.0, "learned")):
        gathered.add(_value(1), score, kind, span)
    (only,) = gathered.candidates()
    assert (only.recall, only.score) == ("alias", 1.0)
