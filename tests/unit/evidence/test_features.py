"""What each feature of (item, key, value, evidence) says, on items made for it."""

from __future__ import annotations

import math

import pytest

from itemcenter.evidence.features import KINDS, LEARNED, NAMES
from itemcenter.schema import AttributeKey, ValueType
from tests.unit.evidence.feature_cases import Row, candidate, one_row, rows_of, words_of
from tests.unit.evidence.lamp_keys import COLOUR, HEIGHT, MAKER, POWER, TRIM, cm, key

MATERIAL = key("material", ValueType.CATEGORICAL, synonyms=("made from",))


def named(title: str, name: str, *parts: str, of: AttributeKey = MATERIAL, **more: str) -> Row:
    """The row of the value `name` that `parts` (else its own name) of the texts speak for."""
    words = words_of(title, **more)
    return one_row(words, of, candidate(words, name, *(parts or (name,))))


def figure(title: str, number: float, part: str, reading: str = "figure unit", of: AttributeKey = HEIGHT) -> Row:
    words = words_of(title)
    return one_row(words, of, candidate(words, cm(number), part, recall=reading))


# -- how it was recalled ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_of_recall(kind: str) -> None:
    words = words_of("Lamp brass")
    row = one_row(words, MATERIAL, candidate(words, "brass", "brass", score=0.625, recall=kind))
    assert [name for name in KINDS if row[f"recall_{name}"]] == [kind]
    assert row["recall_score"] == 0.625


def test_how_a_number_was_read() -> None:
    read = {
        reading: figure("Lamp 20 cm", 20, "20", f"figure {reading}")
        for reading in ("bare in", "bare", "unit", "shared", "thousand", "spelled")
    }
    assert {name for name, row in read.items() if row["bare_number"]} == {"bare in", "bare"}
    assert {name for name, row in read.items() if row["unit_read"]} == {"unit", "shared"}
    assert all(row["recall_figure"] == 1.0 for row in read.values())


# -- where it stands -------------------------------------------------------------------------------------------------


def test_fields() -> None:
    words = words_of("brass", "brass", brand="brass", category_path=("brass",), texts=(("bullet", "brass"),))
    fields = ("title", "category", "brand", "description", "bullet")
    flags = ("in_title", "in_category", "in_brand", "in_description", "in_other")
    for place, field in enumerate(fields):
        row = one_row(words, MATERIAL, candidate(words, "brass", f"{field}:brass"))
        assert [row[flag] for flag in flags] == [float(place == other) for other in range(5)], field
        assert row["spans"] == 1.0
    row = one_row(words, MATERIAL, candidate(words, "brass", *(f"{field}:brass" for field in fields)))
    assert [row[flag] for flag in flags] == [1.0] * 5 and row["spans"] == 5.0


def test_places() -> None:
    row = named("A fine lamp of brass", "brass")
    assert (row["title_place"], row["first_place"]) == (4.0, pytest.approx(4 / 5))
    row = named("Lamp", "brass", description="Made of brass")
    assert math.isnan(row["title_place"]) and row["first_place"] == pytest.approx(2 / 3)


def test_the_words_that_stand_there() -> None:
    row = named("Lamp, Rose-Gold", "rose gold", "Rose-Gold")
    assert (row["span_words"], row["span_characters"], row["name_words"]) == (2.0, 9.0, 2.0)
    assert row["exact_case"] == 0.0
    assert named("Lamp brass", "brass")["exact_case"] == 1.0
    assert named("Lamp Brass, brass", "brass", "Brass", "brass")["exact_case"] == 1.0, "written so somewhere"


def test_how_much_of_the_name_the_item_says_anywhere() -> None:
    assert named("Lamp brass", "polished brass", "brass")["covered"] == 0.5
    assert named("Lamp brass", "polished brass", "brass", description="polished")["covered"] == 1.0
    assert math.isnan(named("Lamp !", "!")["covered"]), "a name without letters"


def test_an_acronym_in_small_letters_and_a_single_letter() -> None:
    assert named("Lamp pvc", "PVC", "pvc")["small_acronym"] == 1.0
    assert named("Lamp PVC", "PVC")["small_acronym"] == 0.0
    assert named("Lamp oak", "Oak", "oak")["small_acronym"] == 0.0
    assert named("Lamp polymer", "POLYMER", "polymer")["small_acronym"] == 0.0, "long names are shouted, not short"
    assert named("A lamp", "A", "A")["one_letter"] == 1.0
    assert named("An lamp", "An")["one_letter"] == 0.0
    assert named("灯 lamp", "灯")["one_letter"] == 0.0


@pytest.mark.parametrize(
    ("title", "before", "label", "after"),
    [
        ("Lamp brass", 0, 0, 0),
        ("Lamp, material: brass", 1, 1, 0),
        ("Lamp made from brass", 1, 1, 0),
        ("Lamp material fine brass", 1, 0, 0),
        ("Lamp brass material", 0, 0, 1),
        ("Lamp material. A brass one", 0, 0, 0),
        ("Lamp brass, material unknown", 0, 0, 0),
        ("Lamp immaterial brass", 0, 0, 0),
    ],
)
def test_the_key_s_name_near_the_words(title: str, before: int, label: int, after: int) -> None:
    row = named(title, "brass")
    assert (row["key_before"], row["key_label"], row["key_after"]) == (before, label, after)


def test_the_key_s_name_counts_at_whichever_place_it_stands() -> None:
    for title, description in (("Lamp material: brass", "Of brass"), ("Of brass", "Lamp material: brass")):
        words = words_of(title, description)
        row = one_row(words, MATERIAL, candidate(words, "brass", "title:brass", "description:brass"))
        assert (row["key_before"], row["key_label"], row["key_after"]) == (1.0, 1.0, 0.0)
        words = words_of(
            title.replace("material: brass", "brass material"), description.replace("material: brass", "brass material")
        )
        row = one_row(words, MATERIAL, candidate(words, "brass", "title:brass", "description:brass"))
        assert (row["key_before"], row["key_label"], row["key_after"]) == (0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("title", "warning"),
    [
        ("Lamp, not brass", "negated"),
        ("Lamp without brass", "negated"),
        ("Lamp fits brass sockets", "goes_with"),
        ("Lamp for a brass shade", "goes_with"),
        ("Lamp, also available in brass", "also_sold"),
        ("Lamp, other colours: brass", "also_sold"),
        ("Lamp in the style of brass", "compared"),
        ("Lamp that looks like brass", "compared"),
        ("Lamp brass", ""),
    ],
)
def test_warnings(title: str, warning: str) -> None:
    row = named(title, "brass")
    assert [name for name in ("negated", "goes_with", "also_sold", "compared") if row[name]] == [warning] * bool(
        warning
    )


def test_a_warning_counts_only_if_every_place_is_warned_of() -> None:
    words = words_of("Lamp brass", "Not brass.")
    row = one_row(words, MATERIAL, candidate(words, "brass", "title:brass", "description:brass"))
    assert row["negated"] == 0.0
    row = one_row(words, MATERIAL, candidate(words, "brass", "description:brass"))
    assert row["negated"] == 1.0


# -- numbers ---------------------------------------------------------------------------------------------------------


def test_a_number_in_a_chain() -> None:
    row = figure("Lamp 5 x 8 x 10 cm, 7 W", 8, "8")
    assert (row["chain_part"], row["chain_parts"], row["figures_in_text"]) == (1.0, 3.0, 4.0)
    assert row["number_size"] == pytest.approx(math.log10(9.0))
    row = figure("Lamp, 7 cm", 7, "7 cm")
    assert (row["chain_part"], row["chain_parts"], row["figures_in_text"]) == (0.0, 1.0, 1.0)


def test_the_side_that_stands_at_a_number() -> None:
    deep, by_role = key("deep", ValueType.QUANTITY, unit="cm", name="Depth"), key(
        "h2", ValueType.QUANTITY, unit="cm", name="Size", role="height"
    )  # fmt: skip
    high = "Lamp 20 cm high"
    assert [figure(high, 20, "20", of=of)["side_same"] for of in (HEIGHT, by_role, deep)] == [1.0, 1.0, 0.0]
    assert [figure(high, 20, "20", of=of)["side_other"] for of in (HEIGHT, by_role, deep)] == [0.0, 0.0, 1.0]
    plain = figure("Lamp 20 cm", 20, "20")
    assert (plain["side_same"], plain["side_other"]) == (0.0, 0.0)


def test_words_have_no_chain() -> None:
    row = named("Lamp brass 5 x 8", "brass")
    assert all(math.isnan(row[name]) for name in ("chain_part", "chain_parts", "side_same", "figures_in_text"))
    assert row["number_size"] == 0.0


# -- the key ---------------------------------------------------------------------------------------------------------


def test_what_kind_of_key() -> None:
    words = words_of("Lamp brass")
    for kind in ValueType:
        more = {"unit": "cm"} if kind is ValueType.QUANTITY else {}
        row = one_row(words, key("k", kind, **more), candidate(words, "brass", "brass"))
        assert [other for other in ValueType if row[f"type_{other.value}"]] == [kind]
        assert row["listed"] == float(kind in (ValueType.CATEGORICAL, ValueType.COLOUR))
    many = key("m", ValueType.CATEGORICAL, multiple=True)
    assert (named("brass", "brass", of=many)["multiple"], named("brass", "brass")["multiple"]) == (1.0, 0.0)
    sided = key("s", ValueType.QUANTITY, unit="cm", role="height")
    assert (figure("8 cm", 8, "8", of=sided)["role_key"], figure("8 cm", 8, "8")["role_key"]) == (1.0, 0.0)


def test_the_length_of_the_list_and_the_keys_of_a_kind() -> None:
    words = words_of("Lamp brass")
    asked = [(of, [candidate(words, "brass", "brass")]) for of in (COLOUR, TRIM, MATERIAL, HEIGHT, POWER)]
    found = rows_of(words, asked, list_size=7)
    assert [rows[0]["kin_keys"] for rows in found] == [2.0, 2.0, 1.0, 1.0, 1.0], "one type, one unit"
    assert {rows[0]["list_size"] for rows in found} == {3.0}
    assert rows_of(words, [(COLOUR, asked[0][1]), (TRIM, [])])[0][0]["kin_keys"] == 2.0, "though it has no candidate"


# -- competition -----------------------------------------------------------------------------------------------------


def test_ranks_and_leads() -> None:
    words = words_of("Lamp brass gold oak")
    asked = [
        candidate(words, name, name, score=score) for name, score in (("brass", 1.0), ("gold", 0.5), ("oak", 0.25))
    ]
    rows = rows_of(words, [(MATERIAL, asked)])[0]
    assert [row["candidates"] for row in rows] == [3.0] * 3
    assert [row["rank"] for row in rows] == [0.0, 1.0, 2.0]
    assert [row["score_lead"] for row in rows] == [0.5, -0.5, -0.75]
    assert [row["earlier_rivals"] for row in rows] == [0.0, 1.0, 2.0]
    alone = rows_of(words, [(MATERIAL, asked[:1])])[0][0]
    assert (alone["score_lead"], alone["earlier_rivals"]) == (1.0, 0.0)
    level = [candidate(words, name, name, score=0.5) for name in ("brass", "gold")]
    assert [row["score_lead"] for row in rows_of(words, [(MATERIAL, level)])[0]] == [0.0, 0.0]


def test_rivals_stand_earlier_in_the_title_only() -> None:
    words = words_of("Lamp brass", "gold")
    asked = [candidate(words, "gold", "gold"), candidate(words, "brass", "brass")]
    assert [row["earlier_rivals"] for row in rows_of(words, [(MATERIAL, asked)])[0]] == [1.0, 0.0]


def test_how_many_claim_the_same_words() -> None:
    words = words_of("Lamp gold, oak", "gold")
    gold = candidate(words, "gold", "title:gold", score=0.75)
    rows = rows_of(words, [(COLOUR, [gold]), (MATERIAL, [gold, candidate(words, "oak", "oak", score=0.5)])])
    assert (rows[0][0]["span_claims"], rows[1][0]["span_claims"], rows[1][1]["span_claims"]) == (2.0, 2.0, 1.0)
    twice = candidate(words, "gold", "title:gold", "description:gold", score=0.75)
    assert rows_of(words, [(COLOUR, [twice]), (MATERIAL, [gold])])[0][0]["span_claims"] == 1.0, "least of its places"


def test_the_lead_over_other_keys_that_claim_the_words() -> None:
    words = words_of("Lamp gold")
    asked = [
        (COLOUR, [candidate(words, "gold", "gold", score=0.75), candidate(words, "Gold!", "gold", score=0.25)]),
        (MATERIAL, [candidate(words, "gold", "gold", score=0.5)]),
    ]
    rows = rows_of(words, asked)
    assert [row["claim_lead"] for row in (*rows[0], *rows[1])] == [0.25, -0.25, -0.25]
    assert rows_of(words, asked[:1])[0][0]["claim_lead"] == 0.75, "against no other key"


def test_words_inside_longer_ones() -> None:
    words = words_of("Lamp rose gold", "gold")
    rose = (COLOUR, [candidate(words, "rose gold", "rose gold")])
    inside = rows_of(words, [rose, (MATERIAL, [candidate(words, "gold", "title:gold")])])
    assert (inside[0][0]["inside_longer"], inside[1][0]["inside_longer"]) == (0.0, 1.0)
    outside = rows_of(words, [rose, (MATERIAL, [candidate(words, "gold", "title:gold", "description:gold")])])
    assert outside[1][0]["inside_longer"] == 0.0, "it stands alone elsewhere"


def test_nearness_of_meaning() -> None:
    words = words_of("Lamp brass gold oak")
    assert MATERIAL.value_list_id is not None
    asked = [candidate(words, name, name) for name in ("brass", "gold", "oak")]
    words.near = {MATERIAL.value_list_id: {v.value.value_id: s for v, s in zip(asked, (0.75, 0.5), strict=False)
                                           if v.value.value_id is not None}}  # fmt: skip
    rows = rows_of(words, [(MATERIAL, asked), (MAKER, asked)])
    assert [row["similarity"] for row in rows[0][:2]] == [0.75, 0.5] and math.isnan(rows[0][2]["similarity"])
    assert [row["similarity_lead"] for row in rows[0][:2]] == [0.25, -0.25]
    assert all(math.isnan(row["similarity"]) for row in rows[1]), "another list"


# -- all together ----------------------------------------------------------------------------------------------------


def test_a_value_without_a_place_says_little() -> None:
    words = words_of("Lamp")
    row = one_row(words, MATERIAL, candidate(words, "brass"))
    assert row["spans"] == 0.0 and row["covered"] == 0.0
    for name in ("negated", "first_place", "span_words", "exact_case", "span_claims", "inside_longer", "claim_lead"):
        assert math.isnan(row[name]), name


def test_only_a_catalog_with_labels_fills_what_is_learned() -> None:
    learned = {NAMES[column] for column in LEARNED}
    row = named("Lamp brass", "brass")
    assert {name for name in learned if not math.isnan(row[name])} == set()
    assert len(set(NAMES)) == len(NAMES)
    unfilled = {name for name in NAMES if math.isnan(row[name])} - learned
    assert unfilled == {
        "chain_part", "chain_parts", "side_same", "side_other", "figures_in_text", "similarity", "similarity_lead",
    }  # fmt: skip


def test_no_candidates_no_rows() -> None:
    words = words_of("Lamp")
    assert rows_of(words, []) == [] and rows_of(words, [(MATERIAL, [])]) == [[]]
