"""The counting rule, held against a second statement of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.evaluate import Tally, same, stated


@pytest.mark.parametrize(
    ("a", "b"), [("Navy Blue", "navy-blue"), ("15.6", '15,6"'), ("100 g", "100.9 g"), ("5 kg", "5"), ("Größe", "größe")]
)
def test_same(a: str, b: str) -> None:
    assert same(a, b) and same(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [("Navy", "Blue"), ("100", "102"), ("1 kg", "1000 g"), ("Pack of 1", "1"), ("1.5 x 2", "1.5"), ("", "a")],
)
def test_not_same(a: str, b: str) -> None:
    assert not same(a, b) and not same(b, a)


def test_stated() -> None:
    assert stated("Navy Blue", "A mug in navy-blue.") and not stated("Navy Blue", "blue as a navy")
    assert stated("Blue", "bluish, blue") and not stated("Blue", "bluish")
    assert stated("15.6 in", "a 15.6-inch screen") and stated("15.5", "15.6") and not stated("15.6", "156")
    assert not stated("1", "10 or 21") and stated("1", "USB 1") and not stated("?!", "?!")


def test_what_a_count_says() -> None:
    tally = Tally()
    tally.add("Colour", "navy", True, ["Navy", "red"])
    tally.add("colour", "red", True, ["navy", "red"])
    tally.add("Colour", "white", False, [])
    tally.add("Width", "5", False, ["5.0"])
    figures = tally.to_json()
    assert (figures["all"]["hidden"], figures["all"]["predicted"], figures["all"]["right"]) == (4, 3, 2)
    assert (figures["all"]["precision"], figures["all"]["recall"], figures["all"]["coverage"]) == (66.67, 50.0, 75.0)
    assert figures["all"]["recall_95"] == [15.0, 85.0]
    assert figures["stated"]["precision"] == 50.0 and figures["unstated"]["precision"] == 100.0
    assert figures["unstated/number"]["hidden"] == 1 and figures["stated/other"]["hidden"] == 2
    (_, colour), (_, width) = tally.by_key()
    assert (colour.name, colour.parts["all"].hidden, colour.parts["stated"].hidden) == ("Colour", 3, 2)
    assert (width.name, width.parts["unstated"].right) == ("Width", 1)
    assert Tally().to_json()["all"]["precision"] is None


# -- the rule once more, as a scorer of hidden.jsonl and pred.jsonl states it ---------------------------------------


def _number(value: str) -> float | None:
    found = re.fullmatch(r"\s*(-?\d+(?:[.,]\d+)?)\s*[^\d]*", value)
    return None if found is None else float(found[1].replace(",", "."))


def _letters(value: str) -> str:
    return "".join(c for c in value.lower() if c in "0123456789abcdefghijklmnopqrstuvwxyz" or "\u0080" <= c <= "\uffff")


def _same(a: str, b: str) -> bool:
    x, y = _number(a), _number(b)
    if x is None or y is None:
        return _letters(a) == _letters(b)
    return abs(x - y) <= 0.01 * max(abs(x), abs(y))


def _stated(value: str, text: str) -> bool:
    x = _number(value)
    if x is not None:
        return any(abs(x - float(n)) <= 0.01 * abs(x) for n in re.findall(r"\d+(?:\.\d+)?", text))

    def split(entry: str) -> list[str]:
        return "".join(c if _letters(c) else " " for c in entry.lower()).split()

    wanted, body = split(value), split(text)
    return bool(wanted) and any(body[at : at + len(wanted)] == wanted for at in range(len(body)))


def scored(hidden: list[dict[str, Any]], predictions: list[dict[str, Any]]) -> dict[str, tuple[int, int, int]]:
    """(true positives, false positives, false negatives) of the stated cells and of the rest."""
    got = {(p["item"], p["key"]): p["values"][0] for p in predictions if p["span"] and p["values"]}
    out = {"stated": [0, 0, 0], "unstated": [0, 0, 0]}
    for row in hidden:
        counts = out["stated" if _stated(row["value"], row["text"]) else "unstated"]
        said = got.get((row["item"], row["key"]))
        right = said is not None and _same(row["value"], said)
        counts[0] += right
        counts[1] += said is not None and not right
        counts[2] += not right
    return {name: (a, b, c) for name, (a, b, c) in out.items()}


_VALUES = st.sampled_from(
    ["1", "1.01", "2,5 cm", "2.5", "Navy", "navy blue", "NAVY-blue", "12", "", "ö", "3 x 4", "-7 °C"]
)
_TEXTS = st.lists(st.sampled_from(["navy", "blue", "1", "2.5", "12", "ö", "x", ".", ",", "-", "3"])).map(" ".join)


@given(st.lists(st.tuples(_VALUES, _TEXTS, st.lists(_VALUES, max_size=2), st.booleans()), max_size=12))
def test_the_tally_agrees_with_the_rule(cells: list[tuple[str, str, list[str], bool]]) -> None:
    tally = Tally()
    hidden, predictions = [], []
    for place, (value, text, values, proven) in enumerate(cells):
        assert stated(value, text) is _stated(value, text)
        tally.add("k", value, stated(value, text), values if proven else ())
        hidden.append({"item": str(place), "key": "k", "value": value, "text": text})
        predictions.append({"item": str(place), "key": "k", "values": values, "span": [0, 1] if proven else None})
    expected = scored(hidden, predictions)
    for name, (right, wrong, missed) in expected.items():
        figures = tally.to_json()[name]
        assert (figures["right"], figures["predicted"] - figures["right"]) == (right, wrong)
        assert figures["hidden"] - figures["right"] == missed
