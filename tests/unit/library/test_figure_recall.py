"""What a number may mean for a key: by its own unit, its chain's, or what bare numbers of the key mean."""

from __future__ import annotations

import pytest

from itemcenter.library.figure_recall import NumericList, read_figures
from itemcenter.schema import AttributeKey, ValueType
from itemcenter.values.figures import Figure, figures
from tests.unit.library.lamp_release import key, values

HEIGHT = key("height", ValueType.QUANTITY, unit="cm")
PORTS = key("ports", ValueType.COUNT)
SIZE = key("size", ValueType.CATEGORICAL)


def read(
    of: AttributeKey, text: str, *names: str, assumed: tuple[str, ...] = (), refused: tuple[str, ...] = ()
) -> list[tuple[str, str, str]]:
    """(value, words, reading); names: of the key's list; refused: readings that the key does not take"""

    def takes(reading: str, figure: Figure) -> bool:
        return reading not in refused

    numeric = NumericList.of(values("size", *names)) if names else None
    found = read_figures(of, numeric, figures(text), lambda asked: assumed or (asked.unit,), takes)
    return [
        (entry.value.text, text[entry.figure.start : entry.figure.end], entry.reading)
        for entry in found
        if entry.value.type is of.type
    ]


def test_quantities() -> None:
    assert read(HEIGHT, "8 in") == [("20.32 cm", "8", "unit")]
    assert read(HEIGHT, "5 x 8 in") == [("12.7 cm", "5", "shared"), ("20.32 cm", "8", "unit")]
    assert read(HEIGHT, "8") == [("8 cm", "8", "bare cm")]
    assert read(HEIGHT, "8", assumed=("in", "mm")) == [("20.32 cm", "8", "bare in"), ("0.8 cm", "8", "bare mm")]
    assert read(HEIGHT, "8 kg") == [], "another dimension"
    assert read(HEIGHT, "8 pack") == [("8 cm", "8", "bare cm")]
    assert read(HEIGHT, "8W", assumed=("in",)) == [("20.32 cm", "8", "bare in")], "a width, or watts"
    assert read(HEIGHT, "8 in wide") == [("20.32 cm", "8", "unit")]
    assert read(HEIGHT, "five in") == [("12.7 cm", "five", "unit")]


def test_counts() -> None:
    assert read(PORTS, "4 ports, four, 7.2K, 1.5") == [
        ("4", "4", "bare"),
        ("4", "four", "spelled"),
        ("7200", "7.2", "thousand"),
    ]
    assert read(PORTS, "8K") == [("8", "8", "bare"), ("8000", "8", "thousand")]
    assert read(PORTS, "2000000000") == []


def test_readings_that_the_key_does_not_take() -> None:
    assert read(PORTS, "8K four", refused=("thousand", "spelled")) == [("8", "8", "bare")]
    assert read(PORTS, "8K", refused=("bare",)) == [("8000", "8", "thousand")]
    assert read(HEIGHT, "5 x 8 in, 9", refused=("shared", "bare cm")) == [("20.32 cm", "8", "unit")]
    assert read(HEIGHT, "5 x 8 in, 9", refused=("unit",)) == [("12.7 cm", "5", "shared"), ("9 cm", "9", "bare cm")]
    assert read(SIZE, "8 and nine", "8", "9", refused=("bare",)) == [("9", "nine", "spelled")]


@pytest.mark.parametrize(
    ("names", "text", "expected"),
    [
        (("7200", "15000"), "7.2K", [("7200", "thousand")]),
        (("8", "9"), "8 and ten and nine", [("8", "bare"), ("9", "spelled")]),
        (("8 in", "9 in"), "8 in, 9", [("8 in", "unit")]),
        (("8 in", "9 in"), "20.32 cm", [("8 in", "unit")]),
        (("512 MB", "1 GB"), "512m 1g", [("512 MB", "unit"), ("1 GB", "unit")]),
        (("1 GB", "1024 MB"), "1 GB", [("1 GB", "unit")]),
        (("8 in", "20 cm"), "8 in", [("8 in", "unit")]),
        (("1/2", "3/4"), "3/4 and 0.5", [("3/4", "bare"), ("1/2", "bare")]),
        (("8", "8.0"), "8", [("8", "bare"), ("8.0", "bare")]),
    ],
)
def test_lists_of_numbers(names: tuple[str, ...], text: str, expected: list[tuple[str, str]]) -> None:
    assert [(value, reading) for value, _, reading in read(SIZE, text, *names)] == expected


def test_what_makes_a_list_numeric() -> None:
    """Seven in ten values are a number, with or without a unit, and nothing else."""

    def numeric(*names: str) -> bool:
        return NumericList.of(values("size", *names)) is not None

    assert numeric("8", "9.5", "10 in", '12"', "1 1/2 ft")
    assert numeric(*(str(n) for n in range(7)), "S", "M", "L")
    assert not numeric(*(str(n) for n in range(6)), "S", "M", "L", "XL")
    assert not numeric()
    for name in ("four", "8 pack", "8 x 10", "size 8", "8 in wide or so", "eight in"):
        assert not numeric(name), name


def test_other_keys_read_no_numbers() -> None:
    assert read(key("note", ValueType.TEXT), "8") == []
    assert read(SIZE, "8") == []
