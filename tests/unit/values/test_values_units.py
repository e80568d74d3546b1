"""The unit table, conversion, and the canonical text of quantities."""

import subprocess
import sys

import pytest

from itemcenter.errors import ValueParseError
from itemcenter.schema import ValueType
from itemcenter.values import fits, known_unit, quantity_value, same_dimension, scan, to_unit
from itemcenter.values.counters import COUNTERS
from itemcenter.values.number import is_fraction, read_digits, written
from itemcenter.values.quantity import quantity
from itemcenter.values.unit_table import ALSO, ROWS
from itemcenter.values.units import ALL_SPELLINGS, UNITS, spelling

from .keys import key


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("inch", "in"), ("Zoll", "in"), ('"', "in"), ("cm", "cm"), ("CM", "cm"), ("GB", "GB"), ("Gb", "Gbit"),
        ("公斤", "kg"), ("°C", "°C"), ("fl. oz", None), ("fl oz", "fl oz"), ("lbs.", "lb"), (" Liter ", "l"),
        ("M", None), ("m", "m"), ("pcs", None), ("foo", None), ("", None), ("m2", "m²"), ("Mbps", "Mbit/s"),
    ],
)  # fmt: skip
def test_known_unit(text: str, unit: str | None) -> None:
    assert known_unit(text) == unit


def test_every_unit_converts_into_every_other_one_of_its_dimension() -> None:
    for rows in ROWS.values():
        for source, expression, _, _ in rows:
            for target, *_ in rows:
                there = to_unit(12.0, source, target)
                assert to_unit(there, target, source) == pytest.approx(12.0, rel=1e-8)
            assert expression or len(rows) == 1, f"{source} has partners, but no expression to convert it by"


def test_no_spelling_has_two_meanings() -> None:
    seen: dict[tuple[bool, str], str] = {}
    for rows in ROWS.values():
        for name, _, exact, any_case in rows:
            for is_exact, spellings in ((True, [name, *exact.split()]), (False, any_case.split())):
                for entry in spellings:
                    assert seen.setdefault((is_exact, entry), name) == name
                    assert entry not in COUNTERS
    assert all(entry == entry.lower() for (is_exact, entry) in seen if not is_exact)
    assert len(ALL_SPELLINGS) > 600


@pytest.mark.parametrize("spelled", sorted(ALSO))
def test_second_readings_are_units_of_known_spellings(spelled: str) -> None:
    found = spelling(spelled)
    assert found is not None
    assert found.also in UNITS
    assert UNITS[found.also].dimension != found.dimension


@pytest.mark.parametrize(
    ("number", "source", "target", "expected"),
    [
        (15.6, "in", "cm", 39.624), (6, "ft", "m", 1.8288), (1, "lb", "kg", 0.45359237), (5, "lb", "oz", 80),
        (1, "gal", "l", 3.785411784), (8, "fl oz", "ml", 236.5882365), (32, "°F", "°C", 0), (-40, "°F", "°C", -40),
        (20, "°C", "°F", 68), (2700, "K", "°C", 2426.85), (1, "TB", "GB", 1000), (1, "GiB", "MiB", 1024),
        (1, "kW", "W", 1000), (5000, "mAh", "Ah", 5), (1, "year", "month", 12), (90, "min", "h", 1.5),
        (48, "MP", "万像素", 4800), (1, "斤", "g", 500), (1, "bar", "psi", 14.50377377),
        (100, "km/h", "m/s", 27.77777778),
        (1, "Zoll", "mm", 25.4), (1, "m²", "ft²", 10.76391042), (0, "kg", "g", 0),
        (2, "%", "‰", 20), (90, "den", "dtex", 100),
    ],
)  # fmt: skip
def test_conversion(number: float, source: str, target: str, expected: float) -> None:
    assert to_unit(number, source, target) == expected


@pytest.mark.parametrize(
    ("source", "target"), [("cm", "kg"), ("Gbit", "GB"), ("foo", "cm"), ("cm", "foo"), ("ppm", "%")]
)
def test_what_does_not_convert_is_refused(source: str, target: str) -> None:
    with pytest.raises(ValueParseError) as caught:
        to_unit(1.0, source, target)
    assert caught.value.remedy
    assert not same_dimension(source, target)


def test_same_dimension() -> None:
    assert same_dimension("inch", "km")
    assert same_dimension("°C", "K")


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ('15.6"', "cm", "39.624 cm"), ("10-15 kg", "kg", "10-15 kg"), ("10-15 lb", "kg", "4.53592-6.80389 kg"),
        ("-10 to 40 °C", "°C", "-10 to 40 °C"), ("5 to 10 °C", "°C", "5 to 10 °C"), ("12 oz", "ml", "354.882 ml"),
        ("12 oz", "g", "340.194 g"), ("16Gb", "GB", "16 GB"), ("1 TB", "GB", "1000 GB"),
        ("5000毫安", "mAh", "5000 mAh"),
        ("5'9\"", "cm", "175.26 cm"), ("5'9\"", "inch", "69 in"), ("12 x 330 ml", "ml", "330 ml"),
    ],
)  # fmt: skip
def test_quantity_value(text: str, unit: str, expected: str) -> None:
    mention = next(mention for mention in scan(text) if mention.type is ValueType.QUANTITY)
    value = quantity_value(mention, key("quantity", unit))
    assert value.text == expected
    assert (value.type, value.unit) == (ValueType.QUANTITY, known_unit(unit))


def test_number_keeps_ten_digits_and_text_six() -> None:
    value = quantity_value(scan("1 oz")[0], key("quantity", "g"))
    assert (value.number, value.text) == (28.34952312, "28.3495 g")


def test_total_multiplies_packs() -> None:
    _, volume = scan("12 x 330 ml")
    assert quantity_value(volume, key("quantity", "l"), total=True).text == "3.96 l"


def test_count_value() -> None:
    value = quantity_value(scan("4 Stück")[0], key("count"))
    assert (value.type, value.text, value.number, value.unit) == (ValueType.COUNT, "4", 4.0, "")


@pytest.mark.parametrize(
    ("text", "kind", "unit"), [("5 kg", "quantity", "cm"), ("4 pcs", "quantity", "cm"), ("5 kg", "count", "")]
)
def test_a_mention_that_does_not_fit_is_refused(text: str, kind: str, unit: str) -> None:
    mention, wanted = scan(text)[0], key(kind, unit)
    assert not fits(mention, wanted)
    with pytest.raises(ValueParseError):
        quantity_value(mention, wanted)


def test_a_key_with_an_unknown_unit_is_refused_with_a_remedy() -> None:
    with pytest.raises(ValueParseError, match="unknown unit 'smoot'") as caught:
        quantity_value(scan("5 cm")[0], key("quantity", "smoot"))
    assert "known_unit" in caught.value.remedy


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (4.0, "4"), (39.624, "39.624"), (1234567.0, "1234567"), (1234567.8, "1234570"), (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (-2.5, "-2.5"), (100.0, "100"), (0.30000000000000004, "0.3"), (28.34952312, "28.3495"), (0.0, "0"),
    ],
)  # fmt: skip
def test_written(number: float, text: str) -> None:
    assert written(number) == text


@pytest.mark.parametrize(
    ("raw", "value", "ambiguous"),
    [
        ("12", 12, False), ("1,5", 1.5, False), ("1,200", 1200, True), ("1.200", 1200, True), ("1.234", 1.234, True),
        ("0.125", 0.125, False), ("0,125", 0.125, False), ("1234,567", 1234.567, False), ("1.234,5", 1234.5, False),
        ("1,234.5", 1234.5, False), ("1.234.567", 1234567, False), ("1'200", 1200, False), ("1'200.5", 1200.5, False),
    ],
)  # fmt: skip
def test_read_digits(raw: str, value: float, ambiguous: bool) -> None:
    assert read_digits(raw) == (value, ambiguous)


@pytest.mark.parametrize("raw", ["1.2.3", "1,2,3", "1234567890123", "1.23.456", "1,2.3,4", "12.3456.789"])
def test_what_is_no_number(raw: str) -> None:
    assert read_digits(raw) is None


def test_fractions_and_lists() -> None:
    assert is_fraction(5, 16, imperial=True)
    assert not is_fraction(5, 16, imperial=False)
    assert is_fraction(1, 2, imperial=False)
    assert not is_fraction(2, 4, imperial=False)
    assert not is_fraction(50, 60, imperial=True)
    assert not is_fraction(4, 3, imperial=True)


def test_pint_waits_for_the_first_conversion() -> None:
    check = (
        "import sys, itemcenter.values as v; m = v.scan('15.6 in')[0]; assert 'pint' not in sys.modules;"
        "assert v.to_unit(1, 'in', 'cm') == 2.54; assert 'pint' in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_a_range_of_equal_ends_is_a_number() -> None:
    assert quantity(5.0, 5.0, "kg").text == "5 kg"
    assert quantity(5.0, 5.0, "kg").number_to is None
