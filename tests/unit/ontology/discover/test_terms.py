"""Terms: words that many titles of one category end with, under several brands."""

from itemcenter.ontology.discover.terms import TermMiner, TermOptions
from itemcenter.schema import Proposal

ADJECTIVES = ("light", "sturdy", "cosy", "classic", "simple", "folding")
BRANDS = ("Acme", "Borel", "Calda", "Dorn", "Ebert", "Falk")


def path(category: str) -> list[str]:
    above = ["all", "home"]
    return above[: above.index(category) + 1] if category in above else [*above, category]


def found(miner: TermMiner) -> dict[str, Proposal]:
    return {proposal.text: proposal for proposal in miner.proposals()}


def miner(known: frozenset[str] = frozenset()) -> TermMiner:
    made = TermMiner(known, frozenset(("red", "cast iron")), path)
    for number, (adjective, brand) in enumerate(zip(ADJECTIVES, BRANDS, strict=True)):
        made.title(f"s{number}", f"g{number}", f"{brand} {adjective} stools red", brand, "chairs")
        made.title(f"p{number}", f"h{number}", f"{brand} {adjective} pan cast iron", brand, "pans")
        made.title(f"q{number}", f"i{number}", f"{brand} Vento 14 {adjective} pan for Micra", brand, "pans")
    return made


def test_a_head_of_titles_under_many_brands_is_a_term() -> None:
    terms = found(miner())
    assert set(terms) == {"stools", "pan"}, "no adjective, brand, colour, model or what a thing fits"
    assert terms["stools"].category_id == "chairs" and terms["stools"].support == 6
    assert terms["pan"].demand.items == 12 and terms["pan"].sources[0] == "p0"


def test_what_the_ontology_names_is_no_term() -> None:
    assert set(found(miner(frozenset(("stool",))))) == {"pan"}


def test_a_group_a_brand_or_the_wrong_place_makes_no_term() -> None:
    one_group = TermMiner((), (), path)
    one_brand = TermMiner((), (), path)
    anywhere = TermMiner((), (), path, TermOptions(category=0.6))
    for number, (adjective, brand) in enumerate(zip(ADJECTIVES, BRANDS, strict=True)):
        one_group.title(f"s{number}", "g", f"{brand} {adjective} stool", brand, "chairs")
        one_brand.title(f"s{number}", "", f"Acme {adjective} vento", "Acme", "chairs")
        anywhere.title(f"s{number}", "", f"{brand} {adjective} thing", brand, "chairs" if number % 2 else "")
        anywhere.title(f"t{number}", "", f"{brand} {adjective} thing", brand, f"other{number}")
    assert not found(one_group) and not found(one_brand)
    assert [entry.category_id for entry in found(anywhere).values()] == ["home"], "where all of them lie"


def test_queries_tell_terms_as_well() -> None:
    made = miner()
    for number, adjective in enumerate(ADJECTIVES):
        made.query(f"y{number}", f"{adjective} hammock", "garden")
    assert found(made)["hammock"].category_id == "garden"


def test_a_longer_term_is_proposed_where_it_is_common() -> None:
    made = TermMiner((), (), path)
    for number in range(60):
        brand = BRANDS[number % 6]
        kind = "milking stool" if number % 2 else f"{ADJECTIVES[number % 6]} stool"
        made.title(f"s{number}", "", f"{brand} {kind}", brand, "chairs")
    made.title("rare", "", "Acme saddler stool", "Acme", "chairs")
    assert {"stool", "milking stool"} <= set(found(made)) and "saddler stool" not in found(made)
