"""Key mappings as builds use them."""

from __future__ import annotations

from dataclasses import replace

from itemcenter.library.category_plan import PlanBook
from itemcenter.library.mapped_keys import MappedKeys
from itemcenter.schema import CategoryId, KeyDecision, KeyId, KeyMapping, SourceId
from tests.unit.ontology.key_map.cases import CABLES, KEYBOARDS, release

AUTO, ASK, YES, NO = KeyDecision.AUTO, KeyDecision.ASK, KeyDecision.YES, KeyDecision.NO


def _line(name: str, key: str | None, decision: KeyDecision, category: CategoryId | None = None) -> KeyMapping:
    key_id = None if key is None else KeyId(key)
    return KeyMapping(name, category, key_id, decision, 0.9, key_id)


def _read(category: CategoryId, *lines: KeyMapping) -> dict[str, str]:
    book = PlanBook(release(), MappedKeys(release(), lines))
    return {name: key.id for name, key in book.plan(category).by_name.items()}


def test_lines_add_names() -> None:
    lines = (_line("Hue", "color", AUTO), _line("Farbe", "color", YES), _line("Tint", "color", ASK))
    found = _read(CABLES, *lines)
    assert found["hue"] == found["farbe"] == found["color"] == "color" and "tint" not in found


def test_only_keys_of_the_category_are_meant() -> None:
    line = _line("Light", "backlight_color", YES)
    assert _read(KEYBOARDS, line)["light"] == "backlight_color" and "light" not in _read(CABLES, line)


def test_the_nearest_line_wins_and_a_person_over_the_program() -> None:
    everywhere, here = _line("Finish", "color", AUTO), _line("Finish", "material", AUTO, CABLES)
    assert _read(CABLES, everywhere, here)["finish"] == "material"
    assert _read(KEYBOARDS, everywhere, here)["finish"] == "color"
    assert _read(CABLES, _line("Finish", "color", YES), here)["finish"] == "color"


def test_a_person_may_take_a_name_away_or_change_it_the_program_not() -> None:
    assert "color" not in _read(CABLES, _line("Color", "color", NO))
    assert "color" not in _read(CABLES, _line("color", None, YES))
    assert _read(CABLES, _line("Color", "material", YES))["color"] == "material"
    assert _read(CABLES, _line("Color", "material", AUTO))["color"] == "color"


def test_unknown_entries_are_passed_over_and_what_counts_is_fingerprinted() -> None:
    lines = [_line("Hue", "colr", YES), _line("Hue", "color", YES, CategoryId("gone")), _line("Hue", "color", ASK)]
    assert MappedKeys(release(), lines).fingerprint == "" == MappedKeys(release()).fingerprint
    used = MappedKeys(release(), [_line("Hue", "color", YES)]).fingerprint
    assert used and used != MappedKeys(release(), [_line("Hue", "material", YES)]).fingerprint


def test_a_sources_own_lines_come_before_those_for_all() -> None:
    lumo, other = SourceId("merchant:lumo"), SourceId("merchant:other")
    everywhere, near = _line("Finish", "color", AUTO), _line("Finish", "color", AUTO, CABLES)
    own = replace(_line("Finish", "material", AUTO), source=lumo)

    def read(source: SourceId | None, *lines: KeyMapping) -> str:
        book = PlanBook(release(), MappedKeys(release(), lines, source))
        return str(book.plan(CABLES).by_name["finish"].id)

    assert read(lumo, everywhere, near, own) == read(lumo, own, near, everywhere) == "material"
    assert read(other, everywhere, own) == read(None, everywhere, own) == "color"
    assert read(lumo, _line("Finish", "color", YES), own) == "color", "a person's word wins"
    assert read(lumo, _line("Finish", "color", YES), replace(own, decision=YES)) == "material"
    used = [MappedKeys(release(), [everywhere, own], source).fingerprint for source in (lumo, other, None)]
    assert used[0] != used[1] == used[2] == MappedKeys(release(), [everywhere]).fingerprint
