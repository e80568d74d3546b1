"""Searches that say a name of a concept count for it, once a query, in their spans of time; some are held out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from itemcenter.jobs.query_demand import held_out, with_demand
from itemcenter.schema import Demand, Document, DocumentKind, KeyId, Proposal, ProposalKind

_DAY = 86_400_000_000


def _query(text: str, weight: int = 1, day: int = 0) -> Document:
    return Document(f"q/{text}/{day}"[:100].strip(), DocumentKind.QUERY, text, weight, day * _DAY)


def _value(text: str, *synonyms: str, items: int = 3) -> Proposal:
    return Proposal(ProposalKind.VALUE, text, key_id=KeyId("colour"), synonyms=synonyms, demand=Demand(items=items))


def test_names_count_as_whole_words_once_a_query() -> None:
    queries = [
        _query("Sea Green mug", 5),
        _query("seagreen sea green", 2),
        _query("green", 7),
        _query("sea greenish", 9),
    ]
    (made, other) = with_demand([_value("sea green", "seagreen"), _value("mauve")], queries, 0, 30)
    assert made.demand == Demand(items=3, queries=7)
    assert other == _value("mauve")


def test_dates_make_the_trend_and_the_first_sighting() -> None:
    queries = [_query("teal", 4, day=100), _query("teal", 3, day=60), _query("teal", 2, day=20), _query("teal", 1)]
    (made,) = with_demand([_value("teal")], queries, 100 * _DAY, 30)
    assert (made.demand.queries, made.demand.queries_recent, made.demand.queries_before) == (10, 4, 3)
    assert made.first_seen_us == 20 * _DAY


@given(st.lists(st.tuples(st.sampled_from(["teal mug", "a mug", "Teal", "red teal"]), st.integers(1, 9))), st.randoms())
def test_the_order_of_the_queries_does_not_matter(lines: list[tuple[str, int]], chance: object) -> None:
    queries = [_query(text, weight, day) for day, (text, weight) in enumerate(lines)]
    mixed = list(queries)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    proposals, newest = [_value("teal"), _value("mug")], len(lines) * _DAY
    one, other = (list(with_demand(proposals, some, newest, 3)) for some in (queries, mixed))
    assert one == other
    assert one[0].demand.queries == sum(weight for text, weight in lines if "teal" in text.lower())


def test_held_out_queries_are_about_their_share_and_the_same_in_any_case() -> None:
    names = [f"Query {n}" for n in range(2_000)]
    held = [held_out(name, 0.5) for name in names]
    assert 900 < sum(held) < 1_100
    assert held == [held_out(name.upper(), 0.5) for name in names]
    assert not any(held_out(name, 0.0) for name in names)
