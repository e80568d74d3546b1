"""Scenarios: purposes whose cases share what others lack."""

from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.ontology.discover.scenarios import CATEGORY, ScenarioMiner
from itemcenter.schema import Proposal


def miner(known: frozenset[str] = frozenset()) -> ScenarioMiner:
    """200 cases in ten categories; those of the first are half of steel."""
    made = ScenarioMiner(known)
    for number in range(200):
        conditions = [("", f"c{number % 10}")]
        if number % 20 == 0:
            conditions.append(("material", "steel"))
        made.case(f"i{number}", conditions)
    return made


def found(made: ScenarioMiner) -> dict[str, Proposal]:
    return {proposal.text: proposal for proposal in made.proposals()}


def test_a_purpose_whose_cases_share_a_category_and_a_value() -> None:
    made = miner()
    for number in range(0, 160, 20):
        made.said(f"i{number}", ("camping",), f"r{number}", time_us=1 + number)
    for number in range(18):
        made.said(f"i{number}", ("fun",), f"f{number}")
    camping = found(made)["camping"]
    assert set(found(made)) == {"camping"}, "fun is everywhere"
    assert camping.category_id == "c0" and camping.conditions == (("material", "steel"),)
    assert (camping.support, camping.first_seen_us, camping.sources[0]) == (8, 1, "r0")


def test_several_categories_together() -> None:
    made = miner()
    for number in (1, 11, 21, 31, 41, 2, 12, 22, 32, 42):
        made.said(f"i{number}", ("camping",), "r")
    assert found(made)["camping"].category_id is None
    assert set(found(made)["camping"].conditions) == {(CATEGORY, "c1"), (CATEGORY, "c2")}


def test_what_is_known_or_copied_counts_for_nothing() -> None:
    made, copied = miner(frozenset(("camping",))), miner()
    for number in range(0, 100, 10):
        made.said(f"i{number}", ("camping",), "r")
        copied.said(f"i{number}", ("camping",), "r", within="the very same words")
        copied.said("no such case", ("wedding",), "r")
    assert not found(made) and not found(copied)


def test_the_longer_of_two_purposes_that_always_stand_together() -> None:
    made = miner()
    for number in range(0, 100, 10):
        made.said(f"i{number}", ("bullet", "journals"), "r")
    assert set(found(made)) == {"bullet journals"}


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(0, 160, 20)))
def test_order_does_not_matter(order: list[int]) -> None:
    made = miner()
    for number in order:
        made.said(f"i{number}", ("camping",), "r")
    (one,) = made.proposals()
    assert (one.category_id, one.conditions, one.support) == ("c0", (("material", "steel"),), 8)
