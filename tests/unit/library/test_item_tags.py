"""Item tags: which are asked of a category, which are read in words, and which follow from relations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.errors import InvariantError
from itemcenter.library import CategoryOptions, EvidenceOptions, Learned, LibraryRecognizer
from itemcenter.library.category_plan import PlanBook
from itemcenter.library.item_tags import ItemTags
from itemcenter.library.tag_relations import TagRelations
from itemcenter.library.tag_scopes import TagScopes
from itemcenter.library.tag_ties import Ties, ties_of
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Category,
    CategoryId,
    CategoryMatch,
    Fact,
    Item,
    ItemId,
    KeyId,
    KeyScope,
    OntologyRelease,
    Producer,
    ProductTerm,
    Relation,
    ReleaseId,
    ScenarioId,
    ScenarioTag,
    TermId,
    TextSpan,
    TypedValue,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)
from itemcenter.schema.tags import SCENARIO_KEY, TERM_KEY

_SURFACE = ValueListId("surface")
RELEASE = OntologyRelease(
    categories=(
        Category(CategoryId("shoes"), "Shoes"),
        Category(CategoryId("running"), "Running shoes", CategoryId("shoes")),
        Category(CategoryId("lamps"), "Lamps"),
    ),
    keys=(
        AttributeKey(KeyId("surface"), "surface", ValueType.CATEGORICAL, value_list_id=_SURFACE),
        AttributeKey(KeyId("waterproof"), "waterproof", ValueType.BOOLEAN),
    ),
    value_lists=(
        ValueList(
            _SURFACE,
            (
                AttributeValue(ValueId("trail"), "trail"),
                AttributeValue(ValueId("gravel"), "gravel"),
                AttributeValue(ValueId("road"), "road"),
            ),
        ),
    ),
    scopes=(
        KeyScope(CategoryId("shoes"), KeyId("surface")),
        KeyScope(CategoryId("shoes"), KeyId("waterproof")),
    ),
    scenarios=(
        ScenarioTag(ScenarioId("marathon"), "marathon", ("long-distance race",)),
        ScenarioTag(ScenarioId("trail-run"), "trail running"),
        ScenarioTag(ScenarioId("rain"), "rainy commute"),
        ScenarioTag(ScenarioId("gift"), "gift"),
        ScenarioTag(ScenarioId("reading"), "reading corner"),
    ),
    terms=(
        ProductTerm(TermId("trainer"), "trainer", ("running shoe",), CategoryId("running")),
        ProductTerm(TermId("shoe"), "shoe", (), CategoryId("shoes")),
        ProductTerm(TermId("sconce"), "sconce", (), CategoryId("lamps")),
    ),
    relations=(
        Relation("marathon", "suits", "road"),
        Relation("trail-run", "needs", "running"),
        Relation("trail-run", "suits", "trail"),
        Relation("rain", "requires", "waterproof"),
        Relation("lamps", "used_for", "reading"),
        Relation("gravel", "is_a", "trail"),
        Relation("marathon", "sponsored_by", "lamps"),
    ),
)
SPAN = TextSpan("title", 0, 5, "trail")
MATCH = CategoryMatch(CategoryId("running"), 0.95, "path", (TextSpan("title", 6, 13, "running"),))


def fact(key: str, text: str, value_id: str | None = None, confidence: float = 1.0) -> Fact:
    kind = ValueType.BOOLEAN if value_id is None else ValueType.CATEGORICAL
    value = TypedValue(kind, text, None if value_id is None else ValueId(value_id))
    return Fact(ItemId("a"), KeyId(key), value, confidence, (SPAN,), Producer.LOCAL_MODEL, ReleaseId("r"))


def scenarios(
    *facts: Mapping[KeyId, Sequence[Fact]], match: CategoryMatch = MATCH, precision: float = 0.9
) -> dict[str, float]:
    found = TagRelations(RELEASE, precision).scenarios(match, facts)
    assert found == sorted(found, key=lambda entry: (-entry.score, entry.value.identity))
    return {str(entry.value.value_id): entry.score for entry in found}


def of(*facts: Fact) -> dict[KeyId, tuple[Fact, ...]]:
    return {entry.key_id: (entry,) for entry in facts}


# -- the keys of tags -------------------------------------------------------------------------------------------------


def test_every_release_with_tags_knows_their_keys_and_no_scope_has_them() -> None:
    assert RELEASE.tag_keys == (SCENARIO_KEY, TERM_KEY)
    assert RELEASE.key_by_id[TERM_KEY.id] is TERM_KEY
    assert set(RELEASE.values_of(ValueListId("tag:term"))) == {"trainer", "shoe", "sconce"}
    assert all(
        scope.key_id not in (SCENARIO_KEY.id, TERM_KEY.id) for scope in RELEASE.scopes_for(CategoryId("running"))
    )
    bare = replace(RELEASE, scenarios=(), terms=(), relations=())
    assert bare.tag_keys == () and SCENARIO_KEY.id not in bare.key_by_id


def test_their_ids_are_kept() -> None:
    with pytest.raises(InvariantError, match="'tag:own' begins as those of item tags do"):
        replace(RELEASE, keys=(*RELEASE.keys, AttributeKey(KeyId("tag:own"), "own", ValueType.TEXT)))
    with pytest.raises(InvariantError, match="unknown category or key"):
        replace(RELEASE, scopes=(*RELEASE.scopes, KeyScope(CategoryId("lamps"), TERM_KEY.id)))


# -- which tags are asked ---------------------------------------------------------------------------------------------


def test_ties() -> None:
    assert ties_of(RELEASE) == {
        "marathon": Ties(suits={"road"}),
        "trail-run": Ties(needs={"running"}, suits={"trail"}),
        "rain": Ties(needs={"waterproof"}),
        "reading": Ties(suits={"lamps"}),
    }


@pytest.mark.parametrize(
    ("category", "tags", "terms"),
    [
        ("running", {"marathon", "trail-run", "rain", "gift"}, {"trainer", "shoe"}),
        ("shoes", {"marathon", "trail-run", "rain", "gift"}, {"trainer", "shoe"}),
        ("lamps", {"gift", "reading"}, {"sconce"}),
    ],
)
def test_tags_are_asked_where_they_apply(category: str, tags: set[str], terms: set[str]) -> None:
    place = CategoryId(category)
    asked = TagScopes(RELEASE).asked(place, RELEASE.scopes_for(place))
    assert asked == [(SCENARIO_KEY, tags), (TERM_KEY, terms)]


def test_a_scope_that_restricts_the_list_restricts_the_scenarios() -> None:
    only_trail = KeyScope(CategoryId("shoes"), KeyId("surface"), value_ids=(ValueId("trail"),))
    release = replace(RELEASE, scopes=(only_trail,))
    ((_, tags), _) = TagScopes(release).asked(CategoryId("running"), release.scopes_for(CategoryId("running")))
    assert tags == {"trail-run", "gift"}


def test_learning_asks_no_tags() -> None:
    place = CategoryId("running")
    assert [key.id for key in PlanBook(RELEASE).plan(place).keys] == ["surface", "waterproof"]
    with_tags = PlanBook(RELEASE, tags=TagScopes(RELEASE)).plan(place)
    assert [key.id for key in with_tags.keys] == ["surface", "waterproof", "tag:scenario", "tag:term"]


# -- what follows -----------------------------------------------------------------------------------------------------


def test_all_that_is_needed_and_one_thing_that_suits() -> None:
    assert scenarios(of(fact("surface", "trail", "trail"))) == {"trail-run": 0.95}
    assert scenarios(of(fact("surface", "road", "road"))) == {"marathon": 1.0}
    elsewhere = replace(MATCH, category_id=CategoryId("shoes"))
    assert scenarios(of(fact("surface", "trail", "trail")), match=elsewhere) == {}, (
        "it is needed that they are for running"
    )


def test_what_is_a_narrower_value_holds_the_broader_one() -> None:
    assert scenarios(of(fact("surface", "gravel", "gravel"))) == {"trail-run": 0.95}


def test_relations_that_go_round_end() -> None:
    round_trip = (*RELEASE.relations, Relation("trail", "is_a", "gravel"))
    found = TagRelations(replace(RELEASE, relations=round_trip), 0.9).scenarios(
        MATCH, [of(fact("surface", "gravel", "gravel"))]
    )
    assert [str(entry.value.value_id) for entry in found] == ["trail-run"]


def test_a_boolean_key_must_say_yes() -> None:
    assert scenarios(of(fact("waterproof", "yes"))) == {"rain": 1.0}
    assert scenarios(of(fact("waterproof", "no"))) == {}


def test_the_first_to_speak_of_a_key_counts() -> None:
    merchant, machine = of(fact("waterproof", "no")), of(fact("waterproof", "yes"))
    assert scenarios(merchant, machine) == {}
    assert scenarios({KeyId("waterproof"): ()}, machine) == {"rain": 1.0}, "an empty answer is none"


def test_doubts_multiply_and_too_many_of_them_say_nothing() -> None:
    doubted = of(fact("surface", "trail", "trail", 0.9))
    assert scenarios(doubted) == {}
    assert scenarios(doubted, precision=0.8) == {"trail-run": 0.855}


def test_a_category_suits_all_below_it() -> None:
    match = CategoryMatch(CategoryId("lamps"), 0.98, "path", (TextSpan("title", 0, 5, "lamps"),))
    assert scenarios(match=match) == {"reading": 0.98}
    assert scenarios(match=replace(match, evidence=())) == {}, "no evidence, no tag"
    assert scenarios(match=replace(match, category_id=CategoryId("gone"))) == {}


@given(st.sets(st.sampled_from(["trail", "road", "gravel", "yes"])), st.floats(0.5, 1.0))
def test_more_that_is_known_takes_no_scenario_away(known: set[str], precision: float) -> None:
    facts = [fact("waterproof", "yes") if text == "yes" else fact("surface", text, text) for text in sorted(known)]
    fewer = scenarios(of(*facts[:1]), precision=precision)
    together: dict[KeyId, tuple[Fact, ...]] = {}
    for entry in facts:
        together[entry.key_id] = (*together.get(entry.key_id, ()), entry)
    more = scenarios(together, precision=precision)
    assert fewer.keys() <= more.keys()
    assert all(score <= 1.0 and score >= precision for score in more.values())


def test_what_somebody_named_is_not_said_again() -> None:
    said = of(fact("waterproof", "yes"))
    tags = ItemTags(RELEASE, 0.9)
    assert [str(tag.value.value_id) for tag in tags.added(MATCH, {}, said)] == ["rain"]
    named = fact(SCENARIO_KEY.id, "rainy commute", "rain")
    assert tags.added(MATCH, of(named), said) == []
    assert tags.added(MATCH, {}, said | of(named)) == []
    assert tags.added(None, {}, said) == []


# -- the whole way ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def recognizer() -> LibraryRecognizer:
    return LibraryRecognizer(RELEASE, Learned.shipped(), CategoryOptions(), EvidenceOptions())


def test_tags_are_read_in_words_and_prove_themselves(recognizer: LibraryRecognizer) -> None:
    item = Item(ItemId("a"), title="Orbit trainer, made for the marathon", category_id=CategoryId("running"))
    (found,) = recognizer.recognize([item])
    for key_id, text in ((SCENARIO_KEY.id, "marathon"), (TERM_KEY.id, "trainer")):
        (tag,) = found.machine[key_id]
        (span,) = tag.evidence
        assert tag.value.text == text and isinstance(span, TextSpan)
        assert item.title[span.start : span.end] == span.text == text


def test_an_item_without_tags_has_no_cell_for_them(recognizer: LibraryRecognizer) -> None:
    item = Item(ItemId("a"), title="Orbit sconce", category_id=CategoryId("running"))
    (found,) = recognizer.recognize([item])
    assert not {SCENARIO_KEY.id, TERM_KEY.id} & found.machine.keys(), "a sconce is no term of running shoes"
