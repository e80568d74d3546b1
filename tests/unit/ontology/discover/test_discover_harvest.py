"""Units of items and what becomes of them: known values, new values, new keys, brands, demand over time."""

import pytest

from itemcenter.errors import InvariantError
from itemcenter.ontology.discover import Harvest, HarvestOptions, KeyBook, Reader, Unit
from itemcenter.ontology.discover.harvest import folded_names, known_values
from itemcenter.schema import AttributeKey, CategoryId, Demand, Item, ItemId, KeyId, ProposalKind, TextSpan, ValueType

_DAY = 86_400_000_000


def _unit(document: str, key: str, key_id: str, value: str, time_us: int = 0, weight: int = 1) -> Unit:
    return Unit(
        "shirts", document, key, key_id, "", TextSpan("description", 0, len(value), value), 1.0, weight, time_us
    )


def test_units_become_proposals_with_their_demand() -> None:
    known = known_values({KeyId("fabric"): folded_names(["Cotton"])})
    units = [_unit(f"i{n}", "Fabric", "fabric", "Bamboo", 100 * _DAY - n * 10 * _DAY) for n in range(6)]
    units += [_unit("i0", "Fabric", "fabric", "bamboo", 100 * _DAY), _unit("i9", "Fabric", "fabric", "COTTON")]
    units += [_unit(f"i{n}", "Cuff", "", "ribbed") for n in range(3)] + [_unit("i1", "Hem", "", "curved")]
    with Harvest(known, HarvestOptions(least=2, sources=2)) as harvest:
        for unit in reversed(units):
            harvest.add(unit)
        key, value = harvest.proposals()
    assert (key.kind, key.text, key.support) == (ProposalKind.KEY, "Cuff", 3)
    assert (value.kind, value.text, value.key_id, value.category_id) == (
        ProposalKind.VALUE, "Bamboo", KeyId("fabric"), CategoryId("shirts"))  # fmt: skip
    assert value.synonyms == ("bamboo",) and value.sources == ("i0", "i1") and value.support == 6
    assert value.demand == Demand(items=6, items_recent=3, items_before=3) and value.first_seen_us == 50 * _DAY


def test_prose_and_rare_words_are_no_proposals() -> None:
    with Harvest(known_values({}), HarvestOptions(least=2, most_words=3)) as harvest:
        harvest.add(_unit("a", "Fit", "fit", "one two three four"))
        harvest.add(_unit("b", "Fit", "fit", "one two three four"))
        harvest.add(_unit("c", "Fit", "fit", "slim"))
        assert list(harvest.proposals()) == [] and harvest.units == 3


def test_a_reader_names_known_keys_and_keeps_spans() -> None:
    fit = AttributeKey(KeyId("fit"), "Fit", ValueType.TEXT, open=True, synonyms=("Cut",))
    item = Item(id=ItemId("1"), title="Shirt", description="Cut: slim; Cuff: ribbed")
    units = Reader(KeyBook(), {CategoryId("shirts"): [fit]}, None).units(item, CategoryId("shirts"))
    assert [(unit.key, unit.key_id, unit.value) for unit in units] == [("Fit", "fit", "slim"), ("Cuff", "", "ribbed")]
    assert all(item.proves(unit.span) for unit in units)


def test_what_says_nothing_is_refused() -> None:
    with pytest.raises(InvariantError, match="key and a value"):
        _unit("a", " ", "", "x")
    with pytest.raises(InvariantError, match="at least 1"):
        HarvestOptions(least=0)
