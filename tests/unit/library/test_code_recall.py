"""Codes in compact form: letters and digits only, whatever marks stand between."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.library.code_recall import Code, CodeList, codes, compact, open_codes
from itemcenter.schema import ValueType
from tests.unit.library.lamp_release import key, values

PART = key("part", ValueType.CATEGORICAL)
MODEL = key("model", ValueType.IDENTIFIER)


def forms(text: str) -> list[tuple[str, str, bool]]:
    return [(code.compact, text[code.start : code.end], code.whole) for code in codes(text)]


def test_chunks_and_runs_of_their_parts() -> None:
    assert forms("HP 293472-B21 drive") == [
        ("293472", "293472", False),
        ("293472B21", "293472-B21", True),
        ("B21", "B21", False),
    ]
    assert forms("nx.4471/b") == [("NX4471", "nx.4471", False), ("NX4471B", "nx.4471/b", True), ("4471", "4471", False),
                                  ("4471B", "4471/b", False)]  # fmt: skip


def test_what_is_no_code() -> None:
    assert forms("Lamp of brass") == [], "no digit"
    assert forms("v2 A4 12") == [], "two characters"
    assert forms("1" * 41) == [], "too long for a code"
    assert forms("1" * 40) == [("1" * 40, "1" * 40, True)]
    assert forms("a-1-2-3-4-5-6-7-8") == [("A12345678", "a-1-2-3-4-5-6-7-8", True)], "too many parts for runs"
    assert forms("12 -B21") == [("B21", "B21", True)], "a mark joins what it touches on both sides"


@settings(deadline=None)
@given(st.text(alphabet=st.one_of(st.sampled_from("aB1 9-./_#+&,é灯"), st.characters()), max_size=60))
def test_any_text_gives_codes_where_they_stand(text: str) -> None:
    found = codes(text)
    for code in found:
        assert compact(text[code.start : code.end]) == code.compact
        assert 3 <= len(code.compact) <= 40 and any(character.isdigit() for character in code.compact)
    assert len({(code.start, code.end) for code in found}) == len(found)
    wholes = [code for code in found if code.whole]
    assert wholes == sorted(wholes, key=lambda code: code.start)


def test_compact_forms() -> None:
    assert compact("ab-12 / C") == "AB12C" == compact("AB12c")
    assert compact("é１") == "E1"


def test_a_list_of_codes_is_read_by_compact_form() -> None:
    listed = CodeList.of(values("part", "293472-B21", "293472B21", "AB.12"))
    assert listed is not None
    found = listed.read(PART, codes("x 293472/B21 ab12"))
    assert [(value.text, value.value_id, code.start) for value, code in found] == [
        ("293472-B21", "part/293472-b21", 2),
        ("293472B21", "part/293472b21", 2),
        ("AB.12", "part/ab.12", 13),
    ]
    assert listed.read(PART, codes("293472-B22")) == []


def test_what_makes_a_list_one_of_codes() -> None:
    """Seven in ten values are single chunks with a digit."""

    def coded(*names: str) -> bool:
        return CodeList.of(values("part", *names)) is not None

    assert coded(*(f"A{n}" for n in range(7)), "one two", "Red", "Blue")
    assert not coded(*(f"A{n}" for n in range(6)), "one two", "Red", "Blue", "Green")
    assert not coded() and not coded("Red") and not coded("4 GB") and not coded("12é")


def test_open_codes_are_whole_and_of_four_characters_at_least() -> None:
    found = open_codes(MODEL, [Code("AB12", 0, 5, True), Code("AB1", 6, 9, True), Code("AB12C", 10, 15, False)])
    assert [(value.text, value.type, code.start) for value, code in found] == [("AB12", ValueType.IDENTIFIER, 0)]
