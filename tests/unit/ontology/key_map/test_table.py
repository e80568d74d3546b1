"""The table of key mappings: written and read back, edited, and kept over new proposals."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import OntologyError
from itemcenter.ontology.key_map import merged, read_key_map, write_key_map
from itemcenter.schema import CategoryId, KeyDecision, KeyId, KeyMapping, SourceId
from itemcenter.values.folding import name_key
from tests.unit.ontology.key_map.cases import release

_TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=12).filter(str.strip)
_NAMES = _TEXTS.filter(name_key)
_KEYS = st.sampled_from(["color", "material", "width", "=cmd()", "1-2", "00123"]).map(KeyId)
_CATEGORIES = st.none() | st.sampled_from(["cables", "el-7-8", "-1"]).map(CategoryId)


@st.composite
def _mappings(draw: st.DrawFn) -> KeyMapping:
    return KeyMapping(
        draw(_NAMES),
        draw(_CATEGORIES),
        draw(st.none() | _KEYS),
        draw(st.sampled_from(KeyDecision)),
        draw(st.integers(0, 100)) / 100,
        draw(st.none() | _KEYS),
        draw(st.integers(0, 9_999_999)),
        tuple(draw(st.lists(_TEXTS, max_size=3))),
        tuple(draw(st.lists(_TEXTS, max_size=2))),
        tuple(draw(st.lists(_TEXTS, max_size=2))),
        draw(st.none() | st.sampled_from(["merchant", "merchant:lumo", "=x"]).map(SourceId)),
    )


def _place(entry: KeyMapping) -> tuple[str, str | None, str | None]:
    return name_key(entry.merchant_key), entry.category_id, entry.source


_TABLES = st.lists(_mappings(), max_size=6, unique_by=_place)


@settings(deadline=None, max_examples=60)
@given(_TABLES)
def test_round_trip(table: list[KeyMapping]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "key_map.csv"
        write_key_map(path, table)
        assert read_key_map(path) == table
        assert not any(line.startswith(("=", "+", "-", "@")) for line in path.read_text("utf-8-sig").splitlines())


@settings(deadline=None, max_examples=60)
@given(_TABLES, st.lists(_TABLES, max_size=3))
def test_what_people_decided_survives_any_proposals(table: list[KeyMapping], rounds: list[list[KeyMapping]]) -> None:
    now = table
    for fresh in rounds:
        # what the program proposes is nobody's edit
        proposals = [
            KeyMapping(entry.merchant_key, entry.category_id, entry.proposed_id, KeyDecision.AUTO, entry.score,
                       entry.proposed_id, entry.cells)
            for entry in fresh
        ]  # fmt: skip
        now = merged(now, proposals)
        assert len({_place(entry) for entry in now}) == len(now)
        assert merged(now, proposals) == now
    after = {_place(entry): entry for entry in now}
    for entry in table:
        if entry.by_person:
            kept = after[_place(entry)]
            assert (kept.key_id, kept.means, kept.forbids) == (entry.key_id, entry.means, entry.forbids)
            assert kept.by_person


def test_a_new_proposal_replaces_the_programs_own() -> None:
    old = KeyMapping("Type", None, KeyId("color"), proposed_id=KeyId("color"))
    own = KeyMapping("Type", CategoryId("cables"), KeyId("color"), proposed_id=KeyId("color"))
    other = KeyMapping("Kind", None, KeyId("color"), proposed_id=KeyId("color"))
    new = KeyMapping("type", None, KeyId("material"), proposed_id=KeyId("material"))
    assert merged([old, own, other], [new]) == [new, other]  # "Kind" is of another catalog


def test_an_edit_without_a_word_is_a_yes() -> None:
    edited = KeyMapping("Type", None, KeyId("width"), KeyDecision.ASK, proposed_id=KeyId("color"))
    assert edited.by_person and edited.means == "width"
    (kept,) = merged([edited], [KeyMapping("Type", None, KeyId("width"), proposed_id=KeyId("width"), cells=7)])
    assert (kept.decision, kept.means, kept.cells) == (KeyDecision.YES, "width", 7)
    cleared = KeyMapping("Type", None, None, proposed_id=KeyId("color"))
    assert cleared.forbids and cleared.means is None


def _read(tmp_path: Path, text: str) -> list[KeyMapping]:
    path = tmp_path / "edited.csv"
    path.write_text(text, encoding="utf-8")
    return read_key_map(path, release())


def test_names_stand_for_ids_and_decisions_may_be_left_out(tmp_path: Path) -> None:
    first, second = _read(tmp_path, "merchant_key;category;key\nHue;;Color\nTyp;Cables;cable type\n")
    assert (first.key_id, first.category_id, first.decision) == ("color", None, KeyDecision.YES)
    assert (second.key_id, second.category_id) == ("cable_type", "cables")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("merchant_key,key\nHue,colr\n", r'row 2, column key: "colr" is not in the ontology'),
        ("merchant_key,key,decision\nHue,color,perhaps\n", "column decision.*no decision; allowed: ask, auto, no, yes"),
        ("merchant_key,key\nHue,color\nHUE,material\n", "row 3.*stands in row 2 already"),
        ("merchant_key,key,score\nHue,color,7\n", "not between 0 and 1"),
        ("merchant_key,key,cells\nHue,color,many\n", '"many" is no number'),
        ("merchant_key,key\n---,color\n", "no letter and no digit"),
        ("name,key\nHue,color\n", '"merchant_key" is missing'),
    ],
)
def test_bad_tables(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(OntologyError, match=f"(?s)edited.csv.*{told}"):
        _read(tmp_path, text)
