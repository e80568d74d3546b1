"""Any release comes back from a workbook with the same id."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itemcenter.errors import OntologyError
from itemcenter.ontology import read_workbook, write_workbook
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Brand,
    Category,
    KeyId,
    KeyScope,
    OntologyRelease,
    ProductTerm,
    Relation,
    ScenarioTag,
    ValueList,
    ValueListId,
    ValueType,
)
from itemcenter.schema.ontology import ROLES
from itemcenter.testing.synthetic import synthetic_release
from itemcenter.values.folding import name_key

#: What breaks CSV, spreadsheets, lists and comments, beside any other character that UTF-8 can hold.
NASTY = st.text("\\|#'=+-@ \t\n\r,;\"\u2028\x85\x00ä红a1", min_size=1, max_size=8)
TEXT = NASTY | st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8)
NAME = TEXT.filter(lambda text: bool(text.strip()))
ID = st.text("|\\#'=+-@ ,;\"äb1/", min_size=1, max_size=6).map(str.strip).filter(bool) | st.text(
    st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=6
).map(str.strip).filter(bool)
TEXTS = st.lists(TEXT, max_size=2).map(tuple)
NAMES = st.lists(NAME, max_size=2).map(tuple)
LISTED = (ValueType.CATEGORICAL, ValueType.COLOUR)

Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def releases(draw: Draw) -> OntologyRelease:
    ids: list[Any] = draw(st.lists(ID, min_size=3, max_size=6, unique=True))
    categories = []
    for place, identity in enumerate(ids):
        parent = draw(st.none() | st.sampled_from(ids[:place])) if place else None
        categories.append(Category(identity, draw(NAME), parent, draw(NAMES), draw(st.text(max_size=3)), draw(TEXTS)))
    keys, lists, taken = [], {}, set()
    for identity in draw(st.lists(ID, max_size=4, unique=True)):
        kind = draw(st.sampled_from(ValueType))
        listed = kind in LISTED
        list_id = draw(st.none() | st.sampled_from([identity, *ids, *lists])) if listed else None
        names = (draw(NAME), *draw(NAMES))
        folded = {name_key(name) for name in names} - {""}
        if taken & folded:
            continue
        taken |= folded
        keys.append(
            AttributeKey(
                identity,
                names[0],
                kind,
                draw(st.sampled_from(["cm", "kg", "°C"])) if kind is ValueType.QUANTITY else "",
                draw(st.booleans()),
                list_id is None if listed else draw(st.booleans()),
                list_id,
                draw(st.sampled_from(ROLES)),
                draw(st.floats(0, 0.99)),
                names[1:],
                draw(st.text(st.characters(exclude_categories=("Cs",)), max_size=4)),
                draw(NAME | st.just("")),
                draw(TEXTS),
            )
        )
        if list_id is not None and list_id not in lists:
            members = draw(st.lists(ID, max_size=3, unique=True))
            lists[list_id] = tuple(AttributeValue(i, draw(NAME), draw(NAMES), draw(NAME), draw(TEXTS)) for i in members)
    keys = [key for key in keys if key.value_list_id is not None or key.id not in lists or key.type not in LISTED]
    scopes = []
    for key in keys:
        for category in draw(st.lists(st.sampled_from(ids), max_size=2, unique=True)):
            values = [value.id for value in lists.get(key.value_list_id, ())]
            allowed = tuple(draw(st.permutations(values))[:2])
            scopes.append(
                KeyScope(category, key.id, draw(st.booleans()), draw(st.integers(-9, 9)), allowed, draw(st.booleans()))
            )
    others = draw(st.lists(ID, max_size=2, unique=True))
    return OntologyRelease(
        categories=tuple(categories),
        keys=tuple(keys),
        value_lists=tuple(ValueList(identity, values) for identity, values in lists.items()),
        scopes=tuple(scopes),
        scenarios=tuple(ScenarioTag(i, draw(NAME), draw(NAMES), draw(NAME)) for i in others),
        brands=tuple(Brand(i, draw(NAME), draw(NAMES)) for i in others),
        terms=tuple(ProductTerm(i, draw(NAME), draw(NAMES), draw(st.none() | st.sampled_from(ids))) for i in others),
        relations=tuple(draw(st.lists(st.builds(Relation, TEXT, TEXT, TEXT), max_size=2))),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(releases())
def test_any_release_comes_back(release: OntologyRelease) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_workbook(release, Path(folder))
        assert read_workbook(Path(folder)).release.id == release.id


def test_a_larger_release_comes_back(tmp_path: Path) -> None:
    release = synthetic_release(3_000, 20, seed=2)
    write_workbook(release, tmp_path / "book")
    loaded = read_workbook(tmp_path / "book")
    assert loaded.release.id == release.id and loaded.notices == ()


def test_a_key_without_values_may_be_called_like_a_list(tmp_path: Path) -> None:
    shared = ValueList(ValueListId("a"), ())
    count = AttributeKey(KeyId("a"), "A", ValueType.COUNT, open=True)
    listed = AttributeKey(KeyId("b"), "B", ValueType.CATEGORICAL, value_list_id=shared.id)
    release = OntologyRelease((), (count, listed), (shared,))
    write_workbook(release, tmp_path)
    assert read_workbook(tmp_path).release.id == release.id


def test_what_was_in_the_folder_before_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "brands.csv").write_text("name\nOld\n", encoding="utf-8")
    write_workbook(synthetic_release(5, 2), tmp_path)
    assert read_workbook(tmp_path).release.brands == ()


def test_what_a_workbook_cannot_hold_is_refused(tmp_path: Path) -> None:
    spare = ValueList(ValueListId("spare"), ())
    with pytest.raises(OntologyError, match="no key uses the value list 'spare'"):
        write_workbook(OntologyRelease((), (), (spare,)), tmp_path)
    named = AttributeKey(KeyId("spare"), "Spare", ValueType.CATEGORICAL, open=True)
    other = AttributeKey(KeyId("b"), "B", ValueType.CATEGORICAL, value_list_id=spare.id)
    with pytest.raises(OntologyError, match="the key 'spare' has no value list"):
        write_workbook(OntologyRelease((), (named, other), (spare,)), tmp_path)
    assert not list(tmp_path.iterdir())
