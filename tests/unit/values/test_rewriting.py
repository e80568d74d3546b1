"""Other writings of values, read from experts' notes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.values.rewriting import Rewrite, rewrites_of, writings_of


@pytest.mark.parametrize(
    ("note", "pairs"),
    [
        ("HP -> Hewlett-Packard; G# → Generation #", [("HP", "Hewlett-Packard"), ("G#", "Generation #")]),
        ("SS => stainless steel\n- galv => galvanised.", [("SS", "stainless steel"), ("galv", "galvanised")]),
        ("Replace 'GB' with 'Gigabytes', 'MB' with 'Megabytes', and \"W\" with \"Watts\".",
         [("GB", "Gigabytes"), ("MB", "Megabytes"), ("W", "Watts")]),
        ("Convert ‘oz’ to ‘ounces’; “s/s” becomes “stainless”", [("oz", "ounces"), ("s/s", "stainless")]),
        ('t = t.replace("HPE", "Hewlett Packard Enterprise")', [("HPE", "Hewlett Packard Enterprise")]),
        ('t.replace(f"Gen{i}", f"Generation {i}")', [("Gen#", "Generation #")]),
        ('{"QC": 4, "ten-core": 10}', [("QC", "4"), ("ten-core", "10")]),
        ('if ports == "DUAL":\n   return "2"', [("DUAL", "2")]),
        ("'GB' with 'Gigabytes', 'GB' with 'Gigabytes'", [("GB", "Gigabytes")]),
    ],
)  # fmt: skip
def test_pairs(note: str, pairs: list[tuple[str, str]]) -> None:
    assert list(rewrites_of(note)) == [Rewrite(*pair) for pair in pairs]


@pytest.mark.parametrize(
    "note",
    [
        "",
        "Give the type as one of 'rings', 'bracelets', 'chains'",  # a list is no pair
        "re.sub(r'[^a-z]', '', code)",
        '"-" to "/"',  # signs alone
        '"same" to "same"',
        "'G#' to 'Generation'",  # the number must stand on both sides
        "1 inch = 2.54 cm",
        "write -> ",
    ],
)
def test_what_is_no_pair(note: str) -> None:
    assert rewrites_of(note) == ()


def test_notes_are_bounded() -> None:
    assert len(rewrites_of("\n".join(f"a{n} -> b{n}" for n in range(1_000)))) == 200
    assert rewrites_of(" " * 20_000 + "HP -> Hewlett-Packard") == ()


@pytest.mark.parametrize(
    ("name", "note", "writings"),
    [
        ("Hewlett-Packard ProLiant", "HP -> hewlett-packard", ["HP ProLiant"]),
        ("Generation 8 Generation 9", "G# -> Generation #", ["G8 G9"]),
        ("Generation 1-Generation 7", "G# -> Generation #; Gen# -> Generation #", ["G1-G7", "Gen1-Gen7"]),
        ("300 Gigabytes", "GB -> Gigabytes", ["300 GB"]),
        ("1.5 litres", "#l -> # litres", ["1.5l"]),
        ("4", "'QC' is written as 4: 'QC': 4", ["QC"]),
        ("14", "'QC': 4", []),  # whole words only
        ("Megabytes", "GB -> Gigabytes", []),
    ],
)
def test_writings(name: str, note: str, writings: list[str]) -> None:
    assert writings_of(name, rewrites_of(note)) == writings


def test_a_writing_may_hold_what_looks_like_a_pattern() -> None:
    assert writings_of("a (b)", [Rewrite(r"\1 [x]", "(b)")]) == [r"a \1 [x]"]


@given(st.text(max_size=300))
def test_any_note_can_be_read(note: str) -> None:
    for rewrite in rewrites_of(note):
        assert rewrite.written.strip() and rewrite.meant.strip() and rewrite.written != rewrite.meant
        assert rewrite.written.count("#") == rewrite.meant.count("#") <= 1
        writings_of(note[:60], [rewrite])


@given(st.sampled_from(["Generation", "Version"]), st.integers(0, 999))
def test_a_number_stays_itself(word: str, number: int) -> None:
    assert writings_of(f"{word} {number}", [Rewrite("V#", f"{word} #")]) == [f"V{number}"]
