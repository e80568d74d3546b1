"""Lists of many values: what is asked of each list once, names that many would share, places where many names stand."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from itemcenter.library.alias_recall import _longest
from itemcenter.library.code_recall import CodeList
from itemcenter.library.figure_recall import NumericList
from itemcenter.library.lexicon import ValueMention
from itemcenter.library.short_names import _SPLIT, short_names
from itemcenter.schema import AttributeValue, ValueId, ValueList, ValueListId, ValueType
from itemcenter.values.folding import name_key
from tests.unit.library.lamp_release import key, values
from tests.unit.library.recall_cases import Recall, release_of

_VALUE = AttributeValue(ValueId("v"), "v")
MAKER = key("maker", ValueType.CATEGORICAL)


def found(names: list[str], title: str) -> set[str]:
    recall = Recall(release_of([MAKER], values("maker", *names)))
    return {entry.value.text for entry in recall.of(title).get("maker", [])}


def sharing(count: int) -> list[str]:
    """Names of distinct words, all with the initials HP."""
    return [f"H{chr(97 + n // 26)}{chr(97 + n % 26)}ro Pavo" for n in range(count)]


def test_a_made_name_that_too_many_values_share_names_none() -> None:
    assert len(found(sharing(24), "HP printer")) == 10, "the ten best of 24"
    assert found(sharing(25), "HP printer") == set()
    assert found([*sharing(25), "HP"], "HP printer") == {"HP"}, "a name of the ontology is one, whatever others share"
    assert found([*sharing(25), "Dorn Elmar"], "DE printer") == {"Dorn Elmar"}


def test_what_a_name_is_to_a_value_is_remembered_of_each_value() -> None:
    recall = Recall(release_of([MAKER], values("maker", "Alpha Beta Cargo", "Abc and Dorn")))
    for _ in range(2):
        kinds = {entry.value.text: entry.recall for entry in recall.of("ABC printer")["maker"]}
        assert kinds == {"Alpha Beta Cargo": "short", "Abc and Dorn": "part"}


def test_in_a_long_list_even_fewer_may_share_it() -> None:
    others = [f"value{n:04d}x" for n in range(998)]
    assert len(found([*others, *sharing(3)], "HP printer")) == 3
    assert len(found([*others[:-2], *sharing(4)], "HP printer")) == 4, "a thousand values are no long list yet"
    assert found([*others, *sharing(4)], "HP printer") == set()


@settings(deadline=None)
@given(st.lists(st.sampled_from(["4 GB", "16", "½", "1/2", "four", "red", "7 pack", "B-12", "x1", "A4", "ⅷ", "٤"])))
def test_a_list_of_numbers_or_codes_is_one_if_seven_in_ten_are(names: list[str]) -> None:
    entry = ValueList(ValueListId("size"), tuple(AttributeValue(ValueId(f"{n}"), x) for n, x in enumerate(names)))
    single = {name: NumericList.of(values("size", name)) is not None for name in set(names)}
    numeric = NumericList.of(entry)
    assert (numeric is not None) == (bool(names) and sum(single[name] for name in names) >= 0.7 * len(names))
    coded = {name: CodeList.of(values("size", name)) is not None for name in set(names)}
    assert coded.get("B-12", True) and coded.get("x1", True) and not coded.get("red", False)
    assert (CodeList.of(entry) is not None) == (bool(names) and sum(coded[name] for name in names) >= 0.7 * len(names))
    if numeric is not None:
        kept = [value.name for values_ in numeric.by_number.values() for value in values_]
        assert sorted(kept) == sorted(name for name in names if single[name])


def test_digits_of_any_script_are_numbers() -> None:
    assert all(NumericList.of(values("size", name)) is not None for name in ("4", "４", "٤ cm"))


_PIECES = (
    " ",
    "and",
    "or",
    "und",
    "oder",
    "AND",
    "2",
    "red",
    "blue",
    "/",
    ",",
    ";",
    "&",
    "+",
    "(",
    ")",
    "-",
    "ü",
    "㎏",
)


@example("red oder blue")
@example("red) blue")
@example("㎏and blue")
@given(st.lists(st.sampled_from(_PIECES), max_size=10).map("".join))
def test_a_name_without_signs_has_no_parts(name: str) -> None:
    """Against the definition: every piece between signs and linking words that has three letters."""
    pieces = [piece.strip() for piece in _SPLIT.split(name) if piece]
    expected = [piece for piece in pieces if len(name_key(piece).replace(" ", "")) >= 3] if len(pieces) > 1 else []
    assert [made for kind, made in short_names(name) if kind == "part"] == expected


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(1, 6), st.sampled_from("ab")).map(
            lambda entry: ValueMention(entry[0], entry[0] + entry[1], ValueListId(entry[2]), _VALUE, 0)
        ),
        max_size=30,
    ).map(lambda some: sorted(some, key=lambda entry: entry.start))
)
def test_the_longest_at_each_place(mentions: list[ValueMention]) -> None:
    """Against the definition: a longer one that begins no later and ends no earlier."""
    text = "x" * 20
    expected = []
    for mention in mentions:
        longer = [
            other
            for other in mentions
            if other.start <= mention.start
            and other.end >= mention.end
            and other.end - other.start > mention.end - mention.start
        ]
        if all(other.list_id != mention.list_id for other in longer):
            expected.append((mention, bool(longer)))
    assert _longest(text, mentions) == expected
