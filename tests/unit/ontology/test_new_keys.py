"""Keys of a catalog as proposals: shape, places, what speaks for them, and what the judges make of it."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from itemcenter.jobs.discover import catalog_keys, harvest
from itemcenter.ontology.discover import CatalogKeys
from itemcenter.ontology.grow import grow
from itemcenter.ontology.validate import JudgeContext, Panel
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Category,
    CategoryId,
    Item,
    ItemId,
    KeyId,
    KeyScope,
    OntologyRelease,
    Proposal,
    ProposalKind,
    Route,
    Spec,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
    Verdict,
)
from itemcenter.testing.fake_embedder import FakeEmbedder

_COLOURS = ("black", "white", "silver", "blue")
_ROOT, _CABLES = CategoryId("el"), CategoryId("el/cables")
RELEASE = OntologyRelease(
    (Category(_ROOT, "Electronics"), Category(_CABLES, "Cables", _ROOT)),
    (AttributeKey(KeyId("color"), "Color", ValueType.COLOUR, value_list_id=ValueListId("color")),),
    (ValueList(ValueListId("color"), tuple(AttributeValue(ValueId(f"c/{name}"), name.title()) for name in _COLOURS)),),
    (KeyScope(_CABLES, KeyId("color")),),
)
_STANDARDS = ("Cat5e", "Cat6", "Cat6a")


def _items() -> list[Item]:
    """Sixty cables and thirty things that are only electronics, of five brands."""
    out = []
    for number in range(90):
        cable = number < 60
        colour, standard = _COLOURS[number % 4], _STANDARDS[number % 3]
        length = 1 + number % 5
        title = f"Maker{number % 5} {'patch cable' if cable else 'thing'} {standard} {colour} {length} m"
        specs = [Spec("product colour", colour.title()), Spec("pallet code", f"P-{number:05d}X")]
        specs += [Spec("cable standard", standard), Spec("cable length", f"{length} m")] if cable else []
        specs += [Spec("notes approx", "about " + standard)]
        if number % 30 == 0:
            specs.append(Spec("hardly ever", "Rare"))
        out.append(Item(ItemId(f"i{number}"), title, brand=f"Maker{number % 5}", specs=tuple(specs)))
    return out


def _categories(items: list[Item] | tuple[Item, ...]) -> list[CategoryId | None]:
    return [_CABLES if "cable" in item.title else _ROOT for item in items]


@pytest.fixture(scope="module")
def found() -> tuple[dict[str, Proposal], CatalogKeys]:
    items = _items()
    made, keys = catalog_keys(lambda: iter(items), RELEASE, _categories, FakeEmbedder(16), 2)  # type: ignore[arg-type]
    return {proposal.text: proposal for proposal in made}, keys


def test_a_key_comes_with_type_list_unit_and_place(found: tuple[dict[str, Proposal], CatalogKeys]) -> None:
    standard, length = found[0]["Cable standard"], found[0]["Cable length"]
    assert standard.kind is ProposalKind.KEY and standard.shape is not None and length.shape is not None
    assert standard.shape.type is ValueType.CATEGORICAL
    assert sorted(name for name, _ in standard.shape.values) == sorted(_STANDARDS)
    assert standard.shape.places == ((_CABLES, True, False),)
    assert (length.shape.type, length.shape.unit) == (ValueType.QUANTITY, "m")
    assert (standard.sign("items"), standard.sign("brands"), standard.sign("halves")) == (60.0, 5.0, 1.0)
    assert standard.sign("said") == 1.0 and standard.sign("chance") == 0.0
    assert Proposal.from_json(standard.to_json()) == standard


def test_a_key_that_merchants_call_otherwise_is_a_further_name(
    found: tuple[dict[str, Proposal], CatalogKeys],
) -> None:
    colour = found[0]["Product colour"]
    assert colour.names_key and colour.key_id == colour.target == "color"
    assert colour.sign("fit") == 1.0
    assert colour.shape is not None and (_ROOT, False, True) in colour.shape.places


def test_judges_pass_what_the_catalog_bears_out_and_nothing_else(
    found: tuple[dict[str, Proposal], CatalogKeys],
) -> None:
    context = JudgeContext(RELEASE, FakeEmbedder(16))
    routes = {name: Panel().decide(proposal, context).route for name, proposal in found[0].items()}
    assert {name for name, route in routes.items() if route is Route.AUTO} == {
        "Cable standard", "Cable length", "Product colour",
    }  # fmt: skip
    told = {vote.judge: vote.verdict for vote in Panel().decide(found[0]["Pallet code"], context).votes}
    assert told["shape"] is Verdict.REJECT and told["key_name"] is Verdict.UNCLEAR


@pytest.mark.parametrize(
    ("judge", "sign", "figure"),
    [
        ("spread", "brands", 1.0), ("spread", "items", 9.0), ("shape", "listed", 0.3),
        ("halves", "halves", 0.5), ("texts", "chance", 0.9), ("key_map", "near", 0.8),
    ],
)  # fmt: skip
def test_each_sign_can_keep_a_key_from_being_automatic(
    found: tuple[dict[str, Proposal], CatalogKeys], judge: str, sign: str, figure: float
) -> None:
    proposal = found[0]["Cable standard"]
    signs = tuple((name, figure if name == sign else value) for name, value in (*proposal.signs, ("near", 0.0)))
    decision = Panel().decide(dataclasses.replace(proposal, signs=signs), JudgeContext(RELEASE, FakeEmbedder(16)))
    assert decision.route is not Route.AUTO
    assert [vote.judge for vote in decision.votes if vote.verdict is not Verdict.PASS] == [judge]


def test_a_key_of_few_items_needs_a_place_that_shows_it(found: tuple[dict[str, Proposal], CatalogKeys]) -> None:
    proposal, routes = found[0]["Cable standard"], []
    for items in (12.0, 60.0):
        new = {"items": items, "fill": 0.001}
        signs = tuple((name, new.get(name, figure)) for name, figure in proposal.signs)
        decision = Panel().decide(dataclasses.replace(proposal, signs=signs), JudgeContext(RELEASE, FakeEmbedder(16)))
        routes.append(decision.route)
    assert routes == [Route.EXPERT, Route.AUTO]


def test_keys_lists_and_places_are_inserted_in_any_order(found: tuple[dict[str, Proposal], CatalogKeys]) -> None:
    wanted = [found[0][name] for name in ("Cable standard", "Cable length", "Product colour")]
    value = Proposal(ProposalKind.VALUE, "Cat7", _CABLES, KeyId("cable-standard"))
    grown = [grow(RELEASE, order) for order in itertools.permutations([*wanted, value])]
    assert len({entry.release.id for entry in grown}) == 1
    release = grown[0].release
    assert len(grown[0].inserted) == 4
    standard = release.key_by_id[KeyId("cable-standard")]
    assert standard.open and standard.value_list_id is not None
    names = {value.name for value in release.list_by_id[standard.value_list_id].values}
    assert names == {*_STANDARDS, "Cat7"}
    assert release.key_by_id[KeyId("cable-length")].unit == "m"
    assert "Product colour" in release.key_by_id[KeyId("color")].synonyms
    assert {scope.key_id for scope in release.scopes_for(_CABLES)} == {"color", "cable-standard", "cable-length"}
    assert {scope.key_id for scope in release.scopes_for(_ROOT)} == {"color"}


def test_brands_are_told_from_words(found: tuple[dict[str, Proposal], CatalogKeys]) -> None:
    items = [Item(ItemId(str(n)), f"{'Acme' if n < 6 else 'Other'} black phone", brand="Acme" if n < 6 else "black")
             for n in range(8)]  # fmt: skip
    keys = CatalogKeys(frozenset({"acme", "black"}))
    for item in items:
        keys.add(item, None)
    kept = CatalogKeys.of_brands(keys.brand_counts())
    context = JudgeContext(RELEASE, FakeEmbedder(16))
    routes = {}
    for name in ("Acme", "black", "Unknown"):
        signs = kept.brand_signs((name,)) or (("items", 5.0), ("said", 1.0))
        proposal = Proposal(ProposalKind.BRAND, name, support=5, sources=("1",), signs=signs)
        routes[name] = Panel().decide(proposal, context).route
    assert routes["Acme"] is Route.AUTO
    assert routes["black"] is not Route.AUTO and routes["Unknown"] is not Route.AUTO


def test_values_are_said_where_their_key_applies_and_keys_are_not_proposed_twice() -> None:
    """A thing that only the top category fits says nothing of where a value belongs; a sofa does."""
    items = [Item(ItemId(str(n)), "thing", specs=(Spec("Color", "Mauve"), Spec("made up", "x"))) for n in range(3)]
    homes: dict[CategoryId, list[tuple[str, str, str | None]]] = {}
    release = dataclasses.replace(
        RELEASE, categories=(*RELEASE.categories, Category(CategoryId("sofas"), "Sofas"))
    )  # fmt: skip
    for category in (_ROOT, _CABLES, CategoryId("sofas")):
        found, _ = harvest(lambda: items, release, None, (), lambda some, at=category: [at] * len(some), set())
        homes[category] = [(entry.kind.value, entry.text, entry.category_id) for entry in found]
    assert homes == {
        _ROOT: [("value", "Mauve", None)], _CABLES: [("value", "Mauve", _CABLES)],
        CategoryId("sofas"): [("value", "Mauve", "sofas")],
    }  # fmt: skip
    kinds = {entry.kind for entry in harvest(lambda: items, release, None, (), None, None)[0]}
    assert kinds == {ProposalKind.VALUE, ProposalKind.KEY}
