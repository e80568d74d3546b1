"""Yes and no in cells, and denials in running text."""

import pytest

from itemcenter.values import boolean_of, negated

YES_WORDS = "yes Yes TRUE 1 ja Ja y ✓ ✔ 是 有 支持 available included inkl. enthalten 带触摸屏"
NO_WORDS = "no No FALSE 0 nein n ✗ × 否 无 不支持 没有 不防水 unavailable none"
YES = [
    *YES_WORDS.split(), "with backlight", "mit Deckel", "is included", "built-in", "Yes, backlit", "im Lieferumfang",
]  # fmt: skip
NO = [
    *NO_WORDS.split(), "not available", "not included", "without lid", "w/o lid", "ohne Deckel", "nicht vorhanden",
    "is not included", "sold separately", "kein Deckel",
]  # fmt: skip
NEITHER = ["", "  ", "n/a", "-", "?", "optional", "unknown", "maybe", "black", "2"]


@pytest.mark.parametrize(
    ("text", "answer"), [*((t, "yes") for t in YES), *((t, "no") for t in NO), *((t, None) for t in NEITHER)]
)
def test_answer(text: str, answer: str | None) -> None:
    assert boolean_of(text) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("dimmable", "yes"), ("fully dimmable", "yes"), ("not dimmable", "no"), ("nicht dimmbar", "no"),
        ("dimmbar", "yes"), ("不可调光", "no"), ("可调光", "yes"), ("bright", None),
    ],
)  # fmt: skip
def test_a_cell_that_names_the_key(text: str, answer: str | None) -> None:
    assert boolean_of(text, ("dimmable", "dimmbar", "可调光")) == answer


@pytest.mark.parametrize(
    ("text", "word", "denied"),
    [
        ("not waterproof", "waterproof", True),
        ("waterproof", "waterproof", False),
        ("no touchscreen", "touchscreen", True),
        ("no built-in touchscreen", "touchscreen", True),
        ("is not at all waterproof", "waterproof", True),
        ("not as far as I know waterproof", "waterproof", False),
        ("without lid", "lid", True),
        ("w/o lid", "lid", True),
        ("non-stick", "stick", True),
        ("isn't waterproof", "waterproof", True),
        ("isn’t waterproof", "waterproof", True),
        ("ohne Deckel", "Deckel", True),
        ("nicht wasserdicht", "wasserdicht", True),
        ("kein Touchscreen", "Touchscreen", True),
        ("keine Beleuchtung", "Beleuchtung", True),
        ("不防水", "防水", True),
        ("无触摸屏", "触摸屏", True),
        ("不支持触摸", "触摸", True),
        ("不仅防水", "防水", False),
        ("支持防水", "防水", False),
        ("not only waterproof", "waterproof", False),
        ("nicht nur wasserdicht", "wasserdicht", False),
        ("no lid, dimmable", "dimmable", False),
        ("no lid but dimmable", "dimmable", False),
        ("is not. Waterproof", "Waterproof", False),
        ("no lid\ndimmable", "dimmable", False),
        ("no microphone with cable", "cable", False),
        ("knot waterproof", "waterproof", False),
    ],
)
def test_negated(text: str, word: str, denied: bool) -> None:
    assert negated(text, text.index(word)) is denied


@pytest.mark.parametrize(
    ("text", "word", "denied"),
    [
        ("caffeine-free", "caffeine", True),
        ("BPA free", "BPA", True),
        ("zuckerfrei", "zucker", True),
        ("waterproof free shipping", "waterproof", False),
        ("caffeine freedom", "caffeine", False),
    ],
)
def test_free_of(text: str, word: str, denied: bool) -> None:
    start = text.index(word)
    assert negated(text, start, start + len(word)) is denied
    assert not negated(text, start)
