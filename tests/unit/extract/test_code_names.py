"""What codes are called where a group does not tell."""

from collections import Counter

from itemcenter.extract.code_names import code_names

_GROUPS = {
    "watches": Counter({"style code": 160}),
    "computers": Counter({"model id": 50, "part number": 9}),
    "mobiles": Counter({"model": 9}),
    "kitchen": Counter({"model number": 10}),
}


def test_a_group_calls_codes_as_its_cells_do() -> None:
    names = code_names(_GROUPS)
    assert (names["watches"], names["kitchen"], names["computers"]) == ("style code", "model number", "model id")


def test_elsewhere_each_group_counts_once_and_names_with_one_first_word_together() -> None:
    assert code_names(_GROUPS)[""] == "model id"
    assert code_names({"watches": _GROUPS["watches"]})[""] == "style code"


def test_few_names_tell_nothing_where_others_tell_more() -> None:
    names = code_names(_GROUPS | {"shoes": Counter({"article": 2})})
    assert "shoes" not in names
    assert code_names({"shoes": Counter({"article": 2})}) == {"shoes": "article", "": "article"}
    assert code_names({}) == {"": ""}
