"""Properties over generated text and values, and linear time on hostile text."""

import signal
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import ValueParseError
from itemcenter.schema import AttributeKey, TypedValue, ValueType
from itemcenter.values import boolean_of, colour_of, negated, parse, parse_all, same, scan, scan_identifiers
from itemcenter.values.quantity import quantity, rounded
from itemcenter.values.units import ALL_SPELLINGS, SIGNED, UNITS

from .keys import key

PIECES = [
    *sorted(ALL_SPELLINGS),
    *"0123456789", *" \n\t.,;:-–—~±+<>≤/*()[]'\"″”“„½¾×xXWHDLBTØ°%#$_", " x ", " - ", " to ", " bis ", "1/2",
    "15.6", "1,200", "10", "up to ", "ca. ", "width ", "Pack of ", "er-Pack", "长", "约", "以上", "word ",
    "AC", "２", "ｃ", "\u00a0",
]  # fmt: skip
texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
KEYS = [
    key("quantity", "cm"), key("quantity", "cm", role="width", multiple=True), key("quantity", "°C"),
    key("quantity", "GB"),
    key("count"), key("count", multiple=True), key("identifier", multiple=True), key("colour", multiple=True),
    key("categorical", multiple=True), key("boolean", synonyms=("x",)), key("text", multiple=True),
]  # fmt: skip


@given(texts, st.sampled_from(["", "length", "temperature", "bytes"]), st.sampled_from(["", "cm", "°C"]))
@settings(max_examples=600, deadline=None)
def test_spans_are_true_ordered_and_apart(text: str, wanted: str, bare_unit: str) -> None:
    last = 0
    for mention in scan(text, wanted, bare_unit):
        assert last <= mention.start < mention.end <= len(text)
        assert mention.text == text[mention.start : mention.end]
        assert any(character.isnumeric() for character in mention.text)
        assert mention.number_to is None or mention.number < mention.number_to
        assert (mention.type is ValueType.COUNT) == (mention.unit == "")
        assert 0 <= mention.part < mention.parts
        last = mention.end


@given(texts)
@settings(max_examples=500, deadline=None)
def test_the_other_scans_never_raise(text: str) -> None:
    for entry in scan_identifiers(text):
        assert entry.text == text[entry.start : entry.end]
    colour_of(text)
    boolean_of(text, (text[:3], "x"))
    for start in range(0, len(text), 7):
        negated(text, start, start + 1)


@given(texts, st.sampled_from(KEYS))
@settings(max_examples=600, deadline=None)
def test_a_cell_has_values_with_true_spans_or_a_remedy(text: str, wanted: AttributeKey) -> None:
    try:
        entries = (parse(text, wanted), *parse_all(text, wanted))
    except ValueParseError as error:
        assert error.remedy
        return
    for entry in entries:
        assert 0 <= entry.start < entry.end <= len(text)
        assert text[entry.start : entry.end].strip() == text[entry.start : entry.end]
        assert entry.value.type is wanted.type
    identities = [entry.value.identity for entry in entries[1:]]
    assert len(set(identities)) == len(identities)


numbers = st.builds(
    lambda digits, places: digits / 10**places, st.integers(min_value=1, max_value=999_999), st.integers(0, 6)
)


@pytest.mark.parametrize("unit", sorted(UNITS))
@given(numbers, st.booleans())
@settings(max_examples=20, deadline=None)
def test_written_quantities_are_read_back(unit: str, number: float, below_zero: bool) -> None:
    if below_zero and UNITS[unit].dimension in SIGNED:
        number = -number
    value = quantity(number, None, unit)
    parsed = parse(value.text, key("quantity", unit))
    assert parsed.value == value
    assert not parsed.assumed_unit
    assert (parsed.start, parsed.end) == (0, len(value.text))


@pytest.mark.parametrize("unit", sorted(UNITS))
@given(numbers, numbers)
@settings(max_examples=8, deadline=None)
def test_written_ranges_are_read_back(unit: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    value = quantity(low, high if high > low else None, unit)
    assert parse(value.text, key("quantity", unit)).value == value


plain_text = st.text(min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)
values = st.one_of(
    st.builds(lambda n, unit: quantity(rounded(n), None, unit), st.floats(-1e6, 1e6), st.sampled_from(sorted(UNITS))),
    st.builds(lambda n, w: quantity(rounded(n), rounded(n + w), "kg"), st.floats(0, 1e6), st.floats(1, 10)),
    st.builds(lambda n: TypedValue(ValueType.COUNT, str(n), number=float(n)), st.integers(0, 50)),
    *(
        st.builds(TypedValue, st.just(kind), plain_text)
        for kind in (ValueType.IDENTIFIER, ValueType.COLOUR, ValueType.CATEGORICAL, ValueType.TEXT)
    ),
)


@given(values, values, st.floats(0, 0.9))
@settings(max_examples=400, deadline=None)
def test_same_is_reflexive_and_symmetric(a: TypedValue, b: TypedValue, tolerance: float) -> None:
    wanted = key("quantity", "kg", tolerance=tolerance)
    assert same(a, a, wanted)
    assert same(a, b, wanted) == same(b, a, wanted)


HOSTILE = [
    "1", "1 ", "1x", "1 x ", "'", '"', "1'", '1"', "1-", "1/", "1,", "1.", "½", "1½", "1 1/2 ", "5 in ",
    "111 ", "W1 x ", "1W x ", "1 to ",
    "~", "max ", "a", "1a", "1 kg ", "1 ft 1 in ", "1 ± ", "(W x H) ", "12 x 330 ml ", "pack of 1 ", "约",
    "1个", "1°", "1 fl ", "- ", "(", "\n",
]  # fmt: skip


@pytest.fixture
def alarm() -> Iterator[None]:
    """Ends what has not ended after a minute."""

    def ring(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.usefixtures("alarm")
def test_scanning_hostile_text_ends(piece: str) -> None:
    """64,000 characters take a fraction of a second; were the work to grow with their square, an hour."""
    text = piece * (64_000 // len(piece))
    scan(text)
    scan_identifiers(text)
