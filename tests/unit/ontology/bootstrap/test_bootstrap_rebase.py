"""A newer catalog over an edited workbook: no edit is undone, and only what is new is added."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bootstrap_items import item, source
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import OntologyError
from itemcenter.ontology import write_workbook
from itemcenter.ontology.bootstrap import Proposed, bootstrap, rebase
from itemcenter.ontology.release_diff import diff_releases
from itemcenter.ontology.workbook import read_workbook
from itemcenter.schema import Item, OntologyRelease

_COLOURS, _NEW = ("red", "blue", "green"), ("teal", "pink")


def _items(
    colours: tuple[str, ...] = _COLOURS, kinds: tuple[str, ...] = ("Mugs", "Vases"), further: bool = False
) -> list[Item]:
    out = []
    for kind in kinds:
        for number in range(12):
            specs = {
                "colour": colours[number % len(colours)],
                "shade": colours[number % 2],
                "height": f"{number + 5} cm",
            }
            if further:
                specs["glaze"] = ("matt", "gloss")[number % 2]
            out.append(item(f"{kind}{number}", f"{kind} {number}", specs, path=("Tableware", kind), brand="Acme"))
    return out


def _draft(items: list[Item]) -> OntologyRelease:
    return bootstrap(source(items)).release


_FIRST = _draft(_items())
_SECOND = _draft(_items((*_COLOURS, *_NEW), ("Mugs", "Vases", "Bowls"), further=True))
_KNOWN = Proposed.of(_FIRST)


def test_the_same_catalog_adds_nothing() -> None:
    again = rebase(_FIRST, _FIRST, _KNOWN)
    assert again.release.id == _FIRST.id and not again.fresh


def test_what_is_new_is_added_and_told() -> None:
    laid = rebase(_SECOND, _FIRST, _KNOWN)
    added = {(change.noun, change.kind) for change in diff_releases(_FIRST, laid.release)}
    assert {kind for _, kind in added} == {"added"}
    names = {name for _, _, name in laid.fresh}
    assert {"tableware/bowls", "glaze", "colour/teal", "colour/pink"} <= names
    assert "colour/red" not in names
    told = [finding.message for finding in laid.findings]
    assert "new in this catalog: key glaze" in told and "new in this catalog: value teal of colour" in told


def test_renamed_joined_and_deleted_entries_stay_so() -> None:
    colour = _FIRST.key_by_id[next(key.id for key in _FIRST.keys if key.id == "colour")]
    edited = replace(
        _FIRST,
        categories=tuple(replace(c, name="Beakers") if c.name == "Mugs" else c for c in _FIRST.categories),
        # "shade" was joined to "colour", and "height" taken out
        keys=tuple(
            replace(key, name="Tint", synonyms=("colour", "shade")) if key is colour else key
            for key in _FIRST.keys if key.id not in ("shade", "height")
        ),
        value_lists=tuple(entry for entry in _FIRST.value_lists if entry.id != "shade"),
        scopes=tuple(scope for scope in _FIRST.scopes if scope.key_id not in ("shade", "height")),
    )  # fmt: skip
    laid = rebase(_SECOND, edited, _KNOWN)
    keys = {key.id: key.name for key in laid.release.keys}
    assert keys["colour"] == "Tint" and "shade" not in keys and "height" not in keys and keys["glaze"] == "glaze"
    assert "Beakers" in {category.name for category in laid.release.categories}
    assert "Mugs" not in {category.name for category in laid.release.categories}
    assert {change.kind for change in diff_releases(edited, laid.release)} == {"added"}
    unknown = rebase(_SECOND, edited, None)  # nobody knows what was proposed before
    assert "height" in {key.id for key in unknown.release.keys}
    assert any("may be proposed again" in finding.message for finding in unknown.findings)


def test_a_category_that_was_taken_out_gives_its_items_to_the_one_above() -> None:
    kept = tuple(category for category in _FIRST.categories if category.name != "Vases")
    known = {category.id for category in kept}
    edited = replace(_FIRST, categories=kept, scopes=tuple(s for s in _FIRST.scopes if s.category_id in known))
    laid = rebase(_SECOND, edited, _KNOWN)
    assert "Vases" not in {category.name for category in laid.release.categories}
    draft = bootstrap(source(_items((*_COLOURS, *_NEW), ("Mugs", "Vases", "Bowls"))))
    model = draft.model.answering(laid.categories)
    vase, bowl = model.assign([_items(kinds=("Vases",))[0], _items(kinds=("Bowls",))[0]])
    assert vase is not None and vase.category_id == "tableware"
    assert bowl is not None and bowl.category_id == "tableware/bowls"
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder))
        loaded = model.load(Path(folder))
        assert loaded is not None and loaded.fingerprint == model.fingerprint != draft.model.fingerprint


@st.composite
def _edits(draw: Any) -> OntologyRelease:
    """The first draft after any of: renaming, deleting and adding synonyms."""
    gone_keys = draw(st.sets(st.sampled_from([key.id for key in _FIRST.keys])))
    gone_values = draw(st.sets(st.sampled_from([v.id for entry in _FIRST.value_lists for v in entry.values])))
    renamed = draw(st.dictionaries(st.sampled_from([c.id for c in _FIRST.categories]), st.sampled_from(("A", "B b"))))
    key_names = draw(
        st.dictionaries(
            st.sampled_from([key.id for key in _FIRST.keys]), st.sampled_from(("Q1", "Q2", "Q3")), max_size=1
        )
    )
    keys = tuple(replace(key, name=key_names.get(key.id, key.name)) for key in _FIRST.keys if key.id not in gone_keys)
    used = {key.value_list_id for key in keys}
    lists = tuple(
        replace(entry, values=tuple(value for value in entry.values if value.id not in gone_values))
        for entry in _FIRST.value_lists if entry.id in used
    )  # fmt: skip
    return OntologyRelease(
        categories=tuple(replace(c, name=renamed.get(c.id, c.name)) for c in _FIRST.categories),
        keys=keys,
        value_lists=lists,
        scopes=tuple(scope for scope in _FIRST.scopes if scope.key_id not in gone_keys and draw(st.booleans())),
        brands=_FIRST.brands if draw(st.booleans()) else (),
    )


@settings(deadline=None, max_examples=40)
@given(_edits())
def test_no_edit_is_ever_undone(edited: OntologyRelease) -> None:
    same = rebase(_FIRST, edited, _KNOWN)
    assert same.release.id == edited.id and not same.fresh  # the catalog it was drawn from
    laid = rebase(_SECOND, edited, _KNOWN)
    changes = diff_releases(edited, laid.release)
    assert {change.kind for change in changes} <= {"added"}
    known = {entry[2] for entry in _KNOWN}
    assert not [c for c in changes if c.noun in ("category", "key", "value", "brand") and c.id in known]
    twice = rebase(_SECOND, laid.release, _KNOWN.joined(Proposed.of(_SECOND)))
    assert twice.release.id == laid.release.id and not twice.fresh
    with tempfile.TemporaryDirectory() as folder:
        write_workbook(laid.release, Path(folder), laid.fresh)
        assert read_workbook(Path(folder)).release.id == laid.release.id


def test_what_was_proposed_is_kept_beside_the_draft(tmp_path: Path) -> None:
    assert Proposed.read(tmp_path) is None
    _KNOWN.write(tmp_path)
    read = Proposed.read(tmp_path)
    assert read is not None and list(read) == list(_KNOWN)
    (tmp_path / "proposed.jsonl").write_text("[1, 2]\n", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"proposed\.jsonl: is damaged"):
        Proposed.read(tmp_path)
