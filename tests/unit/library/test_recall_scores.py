"""How clearly words name a value of a key, before any look at the sentence around."""

from __future__ import annotations

import pytest

from itemcenter.schema import Candidate
from tests.unit.library.lamp_release import KEYS, RELEASE
from tests.unit.library.recall_cases import Recall, item, release_of

LAMPS = Recall(release_of(KEYS, *RELEASE.value_lists))


def scores(title: str, key: str) -> dict[str, float]:
    return {entry.value.text: entry.score for entry in LAMPS.of(title).get(key, [])}


def typed(title: str, key: str) -> list[Candidate]:
    """What the grammar and the key's names find; the reading of bare numbers left out."""
    return [entry for entry in LAMPS.of(title).get(key, []) if entry.recall in ("typed", "flag")]


def test_canonical_names_are_clearest_synonyms_next() -> None:
    assert scores("Lamp black", "colour") == {"Black": 1.0}
    assert scores("Lamp dark blue", "colour") == {"Navy": 0.93}
    assert scores("Lamp blacks", "colour") == {"Black": 0.93}, "an inflection"


def test_words_of_two_lists_are_less_clear() -> None:
    assert scores("Lamp gold", "colour")["Gold"] == pytest.approx(1 / 2**0.5) == scores("Lamp gold", "material")["Gold"]


def test_a_general_key_is_clearer_than_a_special_one_of_the_same_list() -> None:
    assert scores("Lamp brass", "material") == {"Brass": 1.0} and scores("Lamp brass", "shade_material") == {
        "Brass": 0.5
    }


def test_words_inside_a_longer_name() -> None:
    assert scores("Lamp rose gold", "colour") == {"Rose gold": 1.0}, "of the same list: swallowed"
    assert scores("Lamp rose gold", "material") == {"Gold": 0.5}, "of another: doubtful"


def test_markup_names_nothing() -> None:
    assert LAMPS.texts("Lamp <font color='black'>", "colour") == []
    assert LAMPS.texts("Lamp < black >", "colour") == []
    assert LAMPS.texts("Lamp 5 < 6 black", "colour") == ["Black"]


def test_catch_all_entries_and_words_inside_words_are_not_named() -> None:
    assert LAMPS.texts("Lamp (other)", "material") == []
    assert LAMPS.texts("Lampblack", "colour") == []


def test_names_that_differ_in_signs_only_are_told_apart() -> None:
    assert LAMPS.texts("Lamp A+", "colour") == ["A+"]
    assert LAMPS.texts("Lamp A", "colour") == ["A"]


def test_each_place_is_evidence_up_to_eight() -> None:
    (found,) = LAMPS.of(item("Black black", "black " * 20))["colour"]
    assert len(found.evidence) == 8 and {span.field for span in found.evidence} == {"title", "description"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("title", "key", "found"),
    [
        ("Lamp 42 cm H", "height", {"42 cm": 1.0}),
        ("Lamp 42 cm H", "width", {}),
        ("Lamp, height 42 cm", "height", {"42 cm": 1.0}),
        ("Lamp 42 cm", "height", {"42 cm": 0.4}),
        ("Lamp 42 cm", "width", {"42 cm": 0.4}),
        ("Lamp 7 W", "power", {"7 W": 0.8}),
        ("Lamp 15 cm deep", "height", {}),
        ("Lamp, height: 42 cm. Also 20 cm.", "width", {"20 cm": 0.8}),
        ("Lamp with 3 lights", "bulbs", {"3": 1.0}),
        ("Lamp, lights: 5", "bulbs", {"5": 1.0}),
        ("Lamp oil, net weight 4 x 250 g", "net_weight", {"1000 g": 1.0}),
        ("Lamp oil, unit weight 4 x 250 g", "unit_weight", {"250 g": 1.0}),
        ("Lamp, dimmable", "dimmable", {"yes": 1.0}),
        ("Lamp, not dimmable", "dimmable", {"no": 1.0}),
        ("Lamp, dimmable: no", "dimmable", {"no": 1.0}),
        ("Lamp, model: NX-4471B", "model_number", {"NX-4471B": 1.0}),
        ("Lamp NX-4471B", "model_number", {"NX-4471B": 0.75}),
        ("Lamp NX-4471B for QR-8812C", "model_number", {}),
        ("Lamp 4006381333931", "gtin", {"4006381333931": 0.9}),
        ("Lamp 4006381333932", "gtin", {}),
    ],
)
def test_what_the_grammar_is_sure_of(title: str, key: str, found: dict[str, float]) -> None:
    assert {entry.value.text: pytest.approx(entry.score) for entry in typed(title, key)} == found
