"""Candidates of every kind: how many, in what order, of which values, and where their words stand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.evidence.associations import KeyAssociations
from itemcenter.evidence.folds import EVERYTHING
from itemcenter.evidence.item_words import ItemWords
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.library.gathered import TOP_K
from itemcenter.schema import KeyId, TextSpan, TypedValue, ValueType
from tests.unit.library.lamp_release import KEYS, RELEASE, key, values
from tests.unit.library.recall_cases import Recall, entry, item, release_of

MAKER = key("maker", ValueType.CATEGORICAL)
MAKERS = values("maker", "Hewlett-Packard", "Lenovo", "Dell")
HEIGHT = key("height", ValueType.QUANTITY, unit="cm", role="height")
WIDTH = key("width", ValueType.QUANTITY, unit="cm", role="width")
PORTS = key("ports", ValueType.COUNT)


def learned_makers(memory: CatalogMemory | None = None, *names: str) -> Recall:
    """Sixteen labelled items: whoever says XJ is of Hewlett-Packard, whoever says ThinkStation is of Lenovo."""
    known = Recall(release_of([MAKER], values("maker", *names) if names else MAKERS), memory)
    rows = [("XJ laptop", "Hewlett-Packard"), ("ThinkStation laptop", "Lenovo")] * 8
    return known.learn(*((title, {"maker": entry(MAKER, name)}, n % 5) for n, (title, name) in enumerate(rows)))


# -- how many, which, where ------------------------------------------------------------------------------------------


def test_at_most_ten_candidates_best_first() -> None:
    names = [
        f"{word} oak" for word in ("red", "bog", "pin", "cork", "holm", "bur", "live", "post", "silk", "tan", "oil")
    ]
    wood = key("wood", ValueType.CATEGORICAL)
    recall = Recall(release_of([wood], values("wood", *names, "oak")))
    assert TOP_K == 10
    found = recall.of(" ".join(names) + ", oaks")["wood"]
    assert len(found) == 10
    assert len({candidate.value.identity for candidate in found}) == 10
    scores = [candidate.score for candidate in found]
    assert scores == sorted(scores, reverse=True)
    assert "oak" not in [candidate.value.text for candidate in found], "a synonym's score is the least"
    tied = [candidate.value.identity for candidate in found if candidate.score == scores[0]]
    assert tied == sorted(tied)


_TEXT = st.lists(
    st.sampled_from(
        ["black", "dark blue", "rose gold", "gold", "A+", "brass", "PVC", "height:", "42 cm", "20 x 30", "dimmable",
         "7 W", "4 lights", "no", "NX-4471B", "4006381333931", "four", "finish", ".", ",", "net weight 4 x 250 g",
         "<b>", "1/2", "LG", "\u00e9", "灯"]
    ),
    max_size=14,
).map(" ".join)  # fmt: skip
_LAMPS = Recall(release_of(KEYS, *RELEASE.value_lists))


@settings(deadline=None)
@given(_TEXT, _TEXT)
def test_candidates_are_values_of_the_release_and_their_words_stand_where_they_say(
    title: str, description: str
) -> None:
    lamp = item(title, description)
    for key_id, found in _LAMPS.of(lamp).items():
        asked = RELEASE.key_by_id[KeyId(key_id)]
        scores = [candidate.score for candidate in found]
        assert len(found) <= TOP_K and scores == sorted(scores, reverse=True)
        for candidate in found:
            assert candidate.value.type is asked.type and candidate.evidence
            assert all(isinstance(span, TextSpan) and lamp.proves(span) for span in candidate.evidence)
            if asked.value_list_id is not None:
                names = {v.id: v.name for v in RELEASE.list_by_id[asked.value_list_id].values}
                assert candidate.value.value_id is not None
                assert names[candidate.value.value_id] == candidate.value.text


def test_keys_that_are_not_asked_get_no_sets() -> None:
    lamp = ItemWords(item("Lamp brass, black, 42 cm"))
    (sets,) = _LAMPS.wide.recall([lamp], [_LAMPS.plan], [EVERYTHING], [{KeyId("colour")}])
    assert [entry.key_id for entry in sets] == ["colour"]


def test_each_item_gets_its_own_sets() -> None:
    texts = ("Lamp black", "Lamp", "Lamp brass")
    lamps = [ItemWords(item(text, name=text)) for text in texts]
    sets = _LAMPS.wide.recall(lamps, [_LAMPS.plan] * 3, [EVERYTHING] * 3)
    assert [[entry.key_id for entry in found] for found in sets] == [
        ["colour"], [], ["material", "shade_material"],
    ]  # fmt: skip


def test_values_that_the_category_does_not_allow_are_no_candidates_of_any_kind() -> None:
    """Neither by name nor by number, by code or by what was learned."""
    size = key("size", ValueType.CATEGORICAL)
    sku = key("sku", ValueType.CATEGORICAL)
    lists = (MAKERS, values("size", "8", "9"), values("sku", "AB-12", "AB-34"))
    allowed = {"maker": ("maker/lenovo",), "size": ("size/9",), "sku": ("sku/ab-34",)}
    keys = (MAKER, size, sku)
    memory = learned_makers().wide.memory
    text = "XJ Hewlett-Packard Lenovo AB12 AB34 8 9"
    free, tied = Recall(release_of(keys, *lists), memory), Recall(release_of(keys, *lists, allowed=allowed), memory)
    for name, all_values, kept in (
        ("maker", {"Hewlett-Packard", "Lenovo"}, {"Lenovo"}),
        ("size", {"8", "9"}, {"9"}),
        ("sku", {"AB-12", "AB-34"}, {"AB-34"}),
    ):
        assert set(free.texts(text, name)) == all_values
        assert set(tied.texts(text, name)) == kept


def test_a_batch_s_words_are_made_once_and_not_kept_for_ever() -> None:
    wide = _LAMPS.wide
    lamp = item("Lamp")
    assert wide.words(lamp) is wide.words(lamp)
    again = replace(lamp)
    assert wide.words(again) is not wide.words(lamp), "an equal item of another reading"
    held = wide.words(lamp)
    for number in range(500):
        wide.words(item("Lamp", name=str(number)))
    assert wide.words(lamp) is not held


def test_the_words_of_a_recalled_batch_are_kept_until_the_next_whatever_its_size() -> None:
    """What recall has found near is kept with them: decisions ask for it."""
    wide = _LAMPS.wide
    for first, size in ((0, 200), (200, 600)):
        lamps = [item("Lamp", name=str(number)) for number in range(first, first + size)]
        batch = [wide.words(lamp) for lamp in lamps]
        wide.recall(batch, [_LAMPS.plan] * size, [EVERYTHING] * size)
        assert all(wide.words(lamp) is words for lamp, words in zip(lamps, batch, strict=True))


# -- a release of today ----------------------------------------------------------------------------------------------


def test_a_value_added_a_second_ago_is_a_candidate_without_learning() -> None:
    memory = learned_makers().wide.memory
    before = Recall(release_of([MAKER], MAKERS), memory)
    after = Recall(release_of([MAKER], values("maker", "Hewlett-Packard", "Lenovo", "Dell", "Fujitsu")), memory)
    assert before.texts("Fujitsu laptop", "maker") == []
    assert after.texts("Fujitsu laptop", "maker") == ["Fujitsu"]


def test_a_value_taken_out_is_none_even_if_the_catalog_has_taught_it() -> None:
    learned = learned_makers()
    assert learned.kinds("XJ laptop", "maker") == {"Hewlett-Packard": "learned"}
    without = Recall(release_of([MAKER], values("maker", "Lenovo", "Dell")), learned.wide.memory)
    assert without.of("XJ laptop") == {}
    assert without.of("Hewlett-Packard XJ laptop") == {}


# -- learned words ---------------------------------------------------------------------------------------------------


def test_words_that_go_with_a_value_recall_it() -> None:
    assert Recall(release_of([MAKER], MAKERS)).of("XJ laptop") == {}
    learned = learned_makers()
    (found,) = learned.of("New XJ tower")["maker"]
    assert (found.value, found.recall) == (entry(MAKER, "Hewlett-Packard")[0], "learned")
    assert found.evidence == (TextSpan("title", 4, 6, "XJ"),)
    assert learned.texts("ThinkStation", "maker") == ["Lenovo"]
    assert learned.of("New laptop") == {}, "what all say tells nothing"


def test_what_an_item_said_recalls_nothing_for_itself() -> None:
    """Two labelled items say ZQ; to one of them only the other speaks, and one is not enough."""
    rows = [("ZQ laptop", "Dell")] * 2 + [("XJ laptop", "Lenovo")] * 30
    known = Recall(release_of([MAKER], MAKERS)).learn(
        *((title, {"maker": entry(MAKER, name)}, n % 5) for n, (title, name) in enumerate(rows))
    )
    assert known.texts("ZQ laptop", "maker") == ["Dell"]
    assert known.texts("ZQ laptop", "maker", part=0) == []
    assert known.texts("ZQ laptop", "maker", part=1) == []
    assert known.texts("ZQ laptop", "maker", part=3) == ["Dell"]


def test_a_named_value_keeps_its_surest_recall_and_all_its_places() -> None:
    learned = learned_makers()
    (found,) = learned.of("XJ by Hewlett-Packard")["maker"]
    assert (found.recall, found.score) == ("alias", 1.0)
    assert [span.text for span in found.evidence if isinstance(span, TextSpan)] == ["Hewlett-Packard", "XJ"]


def test_words_learned_for_values_outside_of_lists_recall_nothing() -> None:
    memory = CatalogMemory()
    memory.associations[MAKER.id] = KeyAssociations()
    for part in (0, 1, 2, 3) * 3:
        memory.associations[MAKER.id].add(["A maker without an entry"], ["xj"], part)
        memory.associations[MAKER.id].add(["#maker/dell"], ["zq"], part)
    known = Recall(release_of([MAKER], MAKERS), memory)
    assert known.of("XJ") == {} and known.texts("ZQ", "maker") == ["Dell"]


# -- numbers ---------------------------------------------------------------------------------------------------------


def test_numbers_are_candidates_of_every_key_that_could_mean_them() -> None:
    recall = Recall(release_of([HEIGHT, WIDTH, PORTS]))
    found = recall.of("Frame 5 x 8 in")
    assert [entry.value.text for entry in found["height"]] == ["12.7 cm", "20.32 cm"]
    assert {entry.recall for entry in found["height"]} == {"typed"}, "the grammar is surer of what both find"
    assert {entry.value.text for entry in found["ports"]} == {"5", "8"}


def test_of_equals_the_order_is_that_of_their_identities() -> None:
    ports = Recall(release_of([PORTS])).of("Hub 9, 8, 10, 7")["ports"]
    assert {entry.score for entry in ports} == {0.3}
    assert [entry.value.text for entry in ports] == ["10", "7", "8", "9"]


def test_a_side_lifts_its_key_and_lowers_the_others() -> None:
    found = Recall(release_of([HEIGHT, WIDTH])).of("Shelf 20H 30W")
    scores = {key_id: {e.value.text: e.score for e in entries} for key_id, entries in found.items()}
    assert scores["height"] == {"20 cm": 0.6, "30 cm": 0.1} and scores["width"] == {"20 cm": 0.1, "30 cm": 0.6}


def cm(number: float) -> tuple[TypedValue, ...]:
    return (TypedValue(ValueType.QUANTITY, f"{number:g} cm", number=number, unit="cm"),)


def learned_frames(items: int = 30) -> Recall:
    """The second bare number of a chain is the height, in inches; numbers with a unit never are."""
    recall = Recall(release_of([HEIGHT]))
    rows = [(f"Frame {a} x {a + 3}, cord {a + 1} cm", cm(round((a + 3) * 2.54, 4))) for a in range(4, 4 + items)]
    return recall.learn(*((title, {"height": value}, n % 5) for n, (title, value) in enumerate(rows)))


def test_learned_units_read_bare_numbers() -> None:
    assert Recall(release_of([HEIGHT])).kinds("Frame 5 x 8", "height") == {
        "5 cm": "figure bare cm",
        "8 cm": "figure bare cm",
    }
    learned = learned_frames()
    assert learned.kinds("Frame 5 x 8", "height") == {"20.32 cm": "figure bare in", "12.7 cm": "figure bare in"}
    first, second = learned.of("Frame 5 x 8")["height"]
    assert first.value.text == "20.32 cm" and first.score > second.score, "the second place of a chain"


def hubs(items: int, counted: str = "way") -> list[tuple[str, dict[str, tuple[TypedValue, ...]], int]]:
    """ "Hub 4 way, 5 cm": the first number is what is counted."""
    return [
        (f"Hub {n % 40 + 2} {counted}, {n % 40 + 3} cm", {"ports": (count(n % 40 + 2),)}, n % 5) for n in range(items)
    ]


def count(number: int) -> TypedValue:
    return TypedValue(ValueType.COUNT, str(number), number=float(number))


def test_a_key_that_is_known_takes_numbers_that_once_were_right() -> None:
    learned = Recall(release_of([PORTS])).learn(*hubs(30))
    assert learned.kinds("Hub 4 way, 8 cm, 9 bolts", "ports") == {"4": "figure bare"}
    assert Recall(release_of([PORTS])).texts("Hub 4 way, 8 cm, 9 bolts", "ports") == ["4", "8", "9"]


def test_a_key_that_is_little_known_keeps_its_mind_open() -> None:
    few = Recall(release_of([PORTS])).learn(*hubs(19))
    assert few.texts("Hub 4 way, 8 cm, 9 bolts", "ports") == ["4", "8", "9"]
    enough = Recall(release_of([PORTS])).learn(*hubs(20))
    assert enough.texts("Hub 4 way, 8 cm, 9 bolts", "ports") == ["4"]
    assert enough.texts("Hub 4 way, 8 cm, 9 bolts", "ports", part=0) == ["4", "8", "9"], "sixteen without the own part"


def test_what_was_learned_does_not_depend_on_the_order_or_the_batches_of_items() -> None:
    """256 items are recalled together: the first batch must not narrow what the second is judged by."""
    rows = [*hubs(280), *hubs(60, "jacks")]
    one = Recall(release_of([PORTS])).learn(*rows)
    other = Recall(release_of([PORTS])).learn(*rows[::-1])
    assert one.wide.memory.to_json() == other.wide.memory.to_json()
    assert one.texts("Hub 4 jacks", "ports") == other.texts("Hub 4 jacks", "ports") == ["4"]


# -- lists of numbers and codes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Drive 7.2K", {"7200": "figure thousand"}),
        ("Drive 7200", {"7200": "figure bare"}),
        ("Drive 7,200 rpm", {"7200": "figure bare"}),
        ("Drive ten", {"10": "figure spelled"}),
        ("Drive 7.2", {}),
        ("Drive 15000", {"15000": "figure bare"}),
    ],
)
def test_lists_of_numbers(text: str, found: dict[str, str]) -> None:
    speed = key("speed", ValueType.CATEGORICAL)
    recall = Recall(release_of([speed], values("speed", "7200", "10", "15000")))
    kinds = {name: kind.replace("alias", "figure bare") for name, kind in recall.kinds(text, "speed").items()}
    assert kinds == found


def test_codes_are_found_whatever_marks_the_merchant_sets() -> None:
    part = key("part", ValueType.CATEGORICAL)
    recall = Recall(release_of([part], values("part", "293472-B21", "08W570", "AB.12/X")))
    for text in ("HP 293472 B21", "HP 293472-B21", "HP 293472B21", "HP 293472_B21"):
        assert recall.texts(text, "part") == ["293472-B21"], text
    (found,) = recall.of("Drive 08W570-10Pack")["part"]
    assert found.evidence == (TextSpan("title", 6, 12, "08W570"),)
    assert recall.texts("293472", "part") == [] and recall.texts("1293472-B21", "part") == []


def test_open_codes_are_whole_chunks_with_a_digit() -> None:
    model = key("model", ValueType.IDENTIFIER)
    recall = Recall(release_of([model]))
    assert recall.kinds("Lamp of brass, see QX-44/7", "model")["QX447"] == "code"
    assert "QX44" not in recall.texts("see QX-44/7", "model")
    assert recall.texts("Lamp of brass v2", "model") == []


def test_learned_cuts_lead_from_a_trade_number_to_its_maker() -> None:
    """Characters 2 to 7 of a trade number are the maker's code, in a list of such codes."""
    maker_code = key("maker_code", ValueType.CATEGORICAL)
    code_list = values("maker_code", "012345", "036000", "041220")
    known = Recall(release_of([maker_code], code_list))
    assert known.of("Soap 9036000291452") == {}
    rows = [("Soap 9012345678905", "012345"), ("Soap 9036000291452", "036000"), ("Tea 9041220576081", "041220")]
    known.learn(*((title, {"maker_code": entry(maker_code, name)}, n) for n, (title, name) in enumerate(rows)))
    (found,) = known.of("Rice 9036000123456")["maker_code"]
    assert (found.value.text, found.recall) == ("036000", "code")
    assert found.evidence == (TextSpan("title", 5, 18, "9036000123456"),)
    assert known.of("Rice 90360001234567") == {}, "of another length"
    assert known.of("Rice 9036000123456", part=0) == {}, "two items are not enough"
