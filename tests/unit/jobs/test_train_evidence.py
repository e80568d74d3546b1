"""Training the weights that ship: truth files, rows of several catalogs, one bundle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from itemcenter.errors import CatalogError
from itemcenter.evidence import BoostingParams
from itemcenter.evidence.features import LEARNED
from itemcenter.evidence.model import EvidenceModel
from itemcenter.evidence.rows import TrainingRows
from itemcenter.jobs import train_evidence
from itemcenter.jobs.train_evidence import TrainingCatalog, read_truth, rows_of, train_weights
from itemcenter.library import Learned
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import KeyId
from itemcenter.testing.fake_embedder import FakeEmbedder
from tests.unit.jobs.test_learn import catalog
from tests.unit.library.lamp_release import RELEASE


@pytest.fixture(autouse=True)
def small_trees(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(train_evidence, "_PARAMS", BoostingParams(rounds=5, depth=2, learning_rate=0.4))
    yield


def encoder() -> CachedEncoder:
    return CachedEncoder(FakeEmbedder())


def card(about: dict[str, object]) -> str:
    return f"# Made from {about}\n"


def truth_file(folder: Path, *lines: str) -> Path:
    path = folder / "truth.jsonl"
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))
    return path


def test_a_truth_file(tmp_path: Path) -> None:
    path = truth_file(
        tmp_path,
        '{"item": "a", "key": "colour", "values": ["navy", "Black"]}',
        '{"item": "a", "key": "@category", "values": ["lamps"]}',
        '{"item": "a", "key": "height", "values": ["8 in"], "more": 1}',
        '{"item": "b", "key": "material", "values": []}',
    )
    found = read_truth(path, RELEASE)
    told = {item: {key: [v.text for v in values] for key, values in labels.items()} for item, labels in found.items()}
    assert told == {"a": {"colour": ["Navy", "Black"], "height": ["20.32 cm"]}, "b": {"material": []}}


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "5",
        "{}",
        '{"item": "a", "key": 5, "values": []}',
        '{"item": "a", "key": "unheard", "values": []}',
        '{"item": "a", "key": "colour", "values": ["mauve"]}',
        '{"item": "a", "key": "height", "values": [7]}',
        '{"item": "a", "key": "colour", "values": null}',
        "\udcff",
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    path = truth_file(tmp_path, '{"item": "a", "key": "material", "values": []}', line)
    with pytest.raises(CatalogError, match=r"truth\.jsonl, line 2"):
        read_truth(path, RELEASE)


def test_every_catalog_gives_cold_and_taught_rows(tmp_path: Path) -> None:
    items = catalog(40)
    own = rows_of(TrainingCatalog("cells", items, RELEASE), encoder())
    half = len(own.right) // 2
    assert np.isnan(own.features[:half, LEARNED]).all() and not np.isnan(own.features[half:, LEARNED]).all()
    np.testing.assert_array_equal(own.right[:half], own.right[half:])
    truth = {entry.id: {KeyId("colour"): ()} for entry in items}
    told = rows_of(TrainingCatalog("truth", items, RELEASE, truth), encoder())
    assert {told.keys[key] for key in told.key} == {"colour"} and not told.right.any()


def test_weights_of_several_catalogs(tmp_path: Path) -> None:
    catalogs = [TrainingCatalog("one", catalog(60), RELEASE), TrainingCatalog("two", catalog(20), RELEASE)]
    learned = train_weights(catalogs, encoder(), tmp_path / "w", name="evidence", card=card)
    assert learned.memory.items == 0 and learned.model.corrections == ()
    assert learned.about["catalogs"]["one"]["items"] == 60 and learned.about["catalogs"]["two"]["items"] == 20
    assert learned.about["catalogs"]["one"]["rows"] > learned.about["catalogs"]["one"]["right"] > 0
    assert "'one': {'items': 60" in (tmp_path / "w" / "MODEL_CARD.md").read_text(encoding="utf-8")
    again = train_weights(catalogs, encoder(), tmp_path / "again", name="evidence", card=card)
    assert again.fingerprint == learned.fingerprint == Learned.open(tmp_path / "w").fingerprint


def test_a_large_catalog_does_not_drown_a_small_one(tmp_path: Path) -> None:
    """A catalog's weight grows with the root of its rows."""
    seen: list[TrainingRows] = []

    def spied(rows: TrainingRows, params: BoostingParams) -> EvidenceModel:
        seen.append(rows)
        return fitted(rows, params)

    fitted = EvidenceModel.fitted
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EvidenceModel, "fitted", spied)
        catalogs = [TrainingCatalog("large", catalog(90), RELEASE), TrainingCatalog("small", catalog(10), RELEASE)]
        train_weights(catalogs, encoder(), tmp_path / "w", name="evidence", card=card)
    (rows,) = seen
    border = int(np.flatnonzero(np.diff(rows.weight))[0]) + 1
    large, small = rows.weight[:border].sum(), rows.weight[border:].sum()
    assert rows.weight.mean() == pytest.approx(1.0)
    assert large / small == pytest.approx(9**0.5, rel=0.1)
