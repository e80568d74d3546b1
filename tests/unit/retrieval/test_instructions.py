"""The encoder's texts, word for word: a change here makes every index of an instructed encoder worthless."""

from __future__ import annotations

from itemcenter.retrieval.instructions import concept_instruction, encoder_text, item_instruction, value_instruction


def test_golden_texts_for_an_instructed_encoder() -> None:
    assert encoder_text(item_instruction("Floor lamps"), "Arc lamp, E27", True) == (
        "Instruct: Represent this Floor lamps listing for finding the attribute values that it states.\n"
        "Text: Arc lamp, E27"
    )
    assert encoder_text(value_instruction("Floor lamps", "Socket", "Fitting of the bulb."), "E27", True) == (
        'Instruct: Represent this value of the attribute "Socket" (Fitting of the bulb) of Floor lamps '
        "for finding listings that state it.\nText: E27"
    )
    assert encoder_text(concept_instruction("Floor lamps", "Socket", "Fitting of the bulb."), "E27", True) == (
        'Instruct: Represent this value of the attribute "Socket" (Fitting of the bulb) of Floor lamps '
        "so that its synonyms are near.\nText: E27"
    )


def test_an_encoder_without_instructions_gets_the_bare_text() -> None:
    for instruction in (item_instruction("Lamps"), value_instruction("Lamps", "Socket"), concept_instruction("", "S")):
        assert encoder_text(instruction, " E27\n", False) == " E27\n"


def test_what_is_not_known_is_left_out() -> None:
    assert item_instruction(" ") == item_instruction("product")
    assert value_instruction("", "Socket") == (
        'Instruct: Represent this value of the attribute "Socket" of any category for finding listings that state it.\n'
        "Text: "
    )


def test_names_are_put_on_one_line() -> None:
    assert "\n" not in value_instruction("Floor\nlamps", "So\tcket", "a\n\nb").removesuffix("\nText: ")
    assert value_instruction("Floor\nlamps", "Socket", "a  b") == value_instruction("Floor lamps", "Socket", "a b")
    assert concept_instruction("Floor\nlamps", "Socket") == concept_instruction("Floor lamps", "Socket")


def test_braces_in_names_are_only_braces() -> None:
    assert "{key}" in value_instruction("{key}", "x")
