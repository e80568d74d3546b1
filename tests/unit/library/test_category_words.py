"""Words of category names and of titles: wordings, heads, what stands behind "for", brands."""

from __future__ import annotations

import numpy as np
import pytest

from itemcenter.library.category_names import equivalents, singular, words
from itemcenter.library.category_tree import CategoryTree
from itemcenter.library.category_words import CategoryWords
from itemcenter.library.title_words import TitleReader
from itemcenter.schema import Category, CategoryId, OntologyRelease, ProductTerm, TermId

NAMES = (
    ("home", "Home", ""),
    ("sofas", "Sofas", "home"),
    ("lamps", "Desk Lamps", "home"),
    ("mats", "Bath Mats & Rugs", "home"),
)
RELEASE = OntologyRelease(
    tuple(Category(CategoryId(own), name, CategoryId(above) if above else None) for own, name, above in NAMES),
    (),
    (),
    terms=(ProductTerm(TermId("t"), "luminaire", (), CategoryId("lamps")),),
)
TREE = CategoryTree(RELEASE)
WORDS = CategoryWords(RELEASE, TREE)
SPELLED = {number: word for word, number in WORDS.number.items()}


def variants(category: str) -> dict[tuple[str, ...], float]:
    """Words of each wording of a category, sorted, with its worth."""
    out = {}
    for place in np.flatnonzero(WORDS.node == TREE.number[CategoryId(category)]).tolist():
        entries = np.flatnonzero(WORDS.variant == place)
        owners = np.searchsorted(WORDS.first, entries, side="right") - 1
        assert WORDS.share[entries].sum() == pytest.approx(1.0)
        assert SPELLED[int(WORDS.head[place])] in {SPELLED[int(word)] for word in owners}
        out[tuple(sorted(SPELLED[int(word)] for word in owners))] = float(WORDS.worth[place])
    return out


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("batteries", "battery"),
        ("watches", "watch"),
        ("boxes", "box"),
        ("dresses", "dress"),
        ("knives", "knife"),
        ("ties", "tie"),
        ("lamps", "lamp"),
        ("lenses", "lens"),
        ("canvas", "canvas"),
        ("gas", "gas"),
        ("virus", "virus"),
        ("glass", "glass"),
    ],
)
def test_singular(plural: str, one: str) -> None:
    assert singular(plural) == one
    assert singular(one) == one


def test_words_are_singular_unified_and_without_empty_ones() -> None:
    assert words("Notebooks & TVs for Women's Wardrobes") == ["laptop", "television", "woman", "wardrobe"]


def test_equivalents_are_sets_of_different_phrases() -> None:
    for row in equivalents():
        assert len(row) >= 2, row
        assert all(row)


def test_wordings_come_from_names_terms_and_equivalents() -> None:
    assert variants("sofas") == {("sofa",): 1.0, ("settee",): 0.9}
    assert variants("mats")[("bath", "mat")] == 1.0
    assert variants("mats")[("bath", "rug")] == 1.0
    assert variants("mats")[("bathmat",)] == 0.9
    assert variants("lamps")[("luminaire",)] == 1.0
    assert variants("lamps")[("desk", "light")] == 0.9


def test_rare_words_weigh_more_and_paths_have_the_words_above() -> None:
    number = WORDS.number
    assert WORDS.idf[number["sofa"]] > 0
    assert WORDS.idf[number["newborn"]] == 0.0  # known as an audience, in no name
    lamps = TREE.number[CategoryId("lamps")]
    asked = np.array([number["desk"], number["home"], number["sofa"]])
    assert WORDS.in_path(np.full(3, lamps), asked).tolist() == [True, True, False]


def test_joined_words_are_taken_apart() -> None:
    number = WORDS.number
    assert WORDS.parts("desklamp") == (number["desk"], number["lamp"])
    assert WORDS.parts("lamps") == (number["lamp"],)
    assert WORDS.parts("unheard") == ()


READER = TitleReader(WORDS)


def read(title: str, brand: str = "", beside: str = "") -> list[tuple[str, str, int, bool]]:
    """(word, text, words behind that may be the thing, runs on) of main words; others have -1 behind."""
    text = f"{title}\n{beside}" if beside else title
    found = READER.read([title], [brand], [beside] if beside else [])
    return [
        (SPELLED[int(word)], text[start:end], int(behind) if main else -1, bool(runs))
        for word, start, end, main, behind, runs in zip(
            found.word, found.start, found.end, found.main, found.behind, found.runs_on, strict=True
        )
    ]


def test_the_last_word_that_can_be_the_thing_has_none_behind_it() -> None:
    assert read("Sofa lamp, black") == [("sofa", "Sofa", 1, True), ("lamp", "lamp", 0, False)]


def test_colours_and_sizes_are_not_modified() -> None:
    assert read("Lamp black") == [("lamp", "Lamp", 0, False)]
    assert read("Lamp set") == [("lamp", "Lamp", 0, False)]
    assert read("Lamp holder") == [("lamp", "Lamp", 0, True)]
    assert read("Lamp box") == [("lamp", "Lamp", 0, True)]
    assert read("Lamp mk 2") == [("lamp", "Lamp", 0, False)]
    assert read("Lamp - holder") == [("lamp", "Lamp", 0, False)]


def test_what_stands_behind_for_is_no_main_word_up_to_the_next_comma() -> None:
    found = read("Rug for sofa, lamp")
    assert found == [("rug", "Rug", 1, False), ("sofa", "sofa", -1, False), ("lamp", "lamp", 0, False)]


def test_the_brand_s_words_are_no_main_words_where_they_first_stand() -> None:
    assert read("Sofa King sofa", brand="Sofa King") == [("sofa", "Sofa", -1, True), ("sofa", "sofa", 0, False)]
    assert read("Sofa King sofa")[0][2] == 1


def test_a_brand_says_nothing_of_other_titles() -> None:
    found = READER.read(["Sofa King sofa", "Lamp sofa", "Sofa rug"], ["Sofa King", "Lamp", ""])
    assert list(zip(found.title.tolist(), found.main.tolist(), strict=True)) == [
        (0, False),
        (0, True),
        (1, False),
        (1, True),
        (2, True),
        (2, True),
    ]


def test_words_beside_the_title_are_no_main_words() -> None:
    assert read("Lamp", beside="Home sofas") == [
        ("lamp", "Lamp", 0, False),
        ("home", "Home", -1, True),
        ("sofa", "sofas", -1, False),
    ]


def test_titles_of_a_batch_do_not_touch_each_other() -> None:
    together = READER.read(["Rug for", "sofa lamp", "", "Lamp"])
    assert together.title.tolist() == [0, 1, 1, 3]
    assert together.main.all()
    assert together.behind.tolist() == [0, 1, 0, 0]
    words = READER.read(["Rug", "Lamp holder, rug for", "Lamp 123", "", "Lamp, rug holder"])
    assert words.runs_on.tolist() == [False, True, False, False, False, True]
    assert words.main.all()


@pytest.mark.parametrize("order", [("Leave", "Leaves"), ("Leaves", "Leave")])
def test_what_a_word_stands_for_does_not_depend_on_what_was_read_before(order: tuple[str, str]) -> None:
    """The alias pass takes "leave" and "leaves" for one token; here one is a leaf, the other nothing."""
    release = OntologyRelease((Category(CategoryId("leaves"), "Leaves"),), (), ())
    reader = TitleReader(CategoryWords(release, CategoryTree(release)))
    found = {title: len(reader.read([title]).word) for title in order}
    assert found == {"Leaves": 1, "Leave": 0}
    assert len(reader.read(["Leave or Leaves or leave"]).word) == 1
