"""Folding: one code point for each, and signs that are no words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.retrieval import AliasIndex
from itemcenter.values.folding import fold, fold_character, name_key, tokens


@pytest.mark.parametrize("sign", "™℠®©℗Ⓡⓡ🅪🅫")
def test_signs_of_rights_vanish(sign: str) -> None:
    assert name_key(f"Acme{sign} Pro") == name_key(f"Acme {sign}Pro") == "acme pro"
    assert [token for token, _, _ in tokens(f"Acme{sign}")] == ["acme"]
    assert name_key(sign) == ""


@pytest.mark.parametrize("sign", "™®")
def test_names_with_and_without_them_are_found_by_each_other(sign: str) -> None:
    for name, text in ((f"Acme{sign} Pro", "an Acme Pro here"), ("Acme Pro", f"an Acme{sign} Pro{sign} here")):
        hits = AliasIndex.build([(name, 7)]).scan([text])
        assert hits.payload.tolist() == [7], (name, text)
        assert text[int(hits.start[0]) : int(hits.end[0])].startswith("Acme")


def test_letters_in_other_forms_stay_letters() -> None:
    assert name_key("Ａcme №5 ½ Ⓐ Ångström ﬁt") == "acme n 5 1 a angstrom ft"


@given(st.text())
def test_every_code_point_folds_to_one(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert all(letter == " " or letter.isalnum() for letter in folded)
    assert [fold_character(letter) for letter in text] == list(folded)
