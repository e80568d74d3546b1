"""The whole command on a trunk made up on the spot. Needs the extra `models`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from itemcenter import registry
from itemcenter.artifacts import ModelBundle
from itemcenter.errors import StoreError
from itemcenter.training.search_batches import BatchOptions, SearchBatches
from itemcenter.training.search_data import ListedKey, Listing, SearchData, read_search_data
from itemcenter.training.synonym_batches import SynonymOptions
from itemcenter.training.train_encoder import EncoderOptions, TrunkEncoder, main, train_encoder, train_synonyms
from tests.unit.training.tiny_trunk import make_trunk

COLOURS, MATERIALS = ["red", "blue", "navy", "white"], ["oak", "steel", "brass"]


@pytest.fixture(scope="module")
def trunk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_trunk(tmp_path_factory.mktemp("trunk"))


@pytest.fixture(scope="module")
def lines() -> str:
    rows: list[dict[str, object]] = [
        {"key": "color", "category": "Lamps", "name": "Colour", "values": [[name] for name in COLOURS]},
        {"key": "material", "category": "Lamps", "name": "Material", "values": [[name] for name in MATERIALS]},
    ]
    for number in range(24):
        # A code word stands for each colour, so that nothing can be matched letter by letter.
        colour, material = number % 4, number % 3
        text = f"{['floor', 'desk', 'shoe', 'lamp'][colour]} with {['the', 'and', 'of'][material]}"
        stated = {"color": [COLOURS[colour]], "material": [MATERIALS[material]]}
        rows.append({"category": "Lamps", "text": text, "stated": stated})
    return "\n".join(map(json.dumps, rows))


@pytest.fixture(scope="module")
def data(lines: str, tmp_path_factory: pytest.TempPathFactory) -> SearchData:
    path = tmp_path_factory.mktemp("data") / "search.jsonl"
    path.write_text(lines, encoding="utf-8")
    return read_search_data(path)


@pytest.fixture(scope="module")
def bundle(lines: str, trunk: Path, tmp_path_factory: pytest.TempPathFactory) -> ModelBundle:
    folder = tmp_path_factory.mktemp("bundle")
    (folder / "search.jsonl").write_text(lines, encoding="utf-8")
    words = f"--data {folder / 'search.jsonl'} --out {folder / 'tiny'} --trunk {trunk} --passes 1 --layers 1"
    return main(words.split())


def first(encoder: TrunkEncoder, data: SearchData) -> float:
    """How often the stated value is the nearest of its key."""
    hits = []
    items = encoder.encode([entry.item_text() for entry in data.listings])
    for number, key in enumerate(data.keys):
        scores = items @ encoder.encode([key.value_text(value) for value in range(len(key.values))]).T
        hits += [
            scores[row].argmax() in entry.stated[number]
            for row, entry in enumerate(data.listings)
            if entry.stated[number]
        ]
    return float(np.mean(hits))


def test_training_brings_stated_values_near(data: SearchData, trunk: Path) -> None:
    options = EncoderOptions(trained=2, passes=25, rate=3e-3, batches=BatchOptions(keys=2, concepts=1))
    said: list[str] = []
    encoder = train_encoder(data, trunk, options, said.append)
    assert len(said) == 25
    assert first(encoder, data) > 0.9 > first(TrunkEncoder(trunk, options), data)


def test_equal_data_and_seed_give_equal_weights(data: SearchData, trunk: Path) -> None:
    options = EncoderOptions(trained=1, passes=1)
    one, two = (train_encoder(data, trunk, options, lambda line: None) for _ in range(2))
    text = [data.listings[0].item_text()]
    assert one.encode(text).tobytes() == two.encode(text).tobytes()
    assert one.encode(text).tobytes() != TrunkEncoder(trunk, options).encode(text).tobytes()


def test_synonyms_are_learned_further_and_listings_rehearsed(data: SearchData, trunk: Path) -> None:
    """Writings that share nothing draw near, though listings teach other pairs; these are learned meanwhile."""
    names = (("red", "shoe"), ("blue", "lamp"), ("navy", "floor"), ("white", "desk"))
    key = ListedKey("Lamps", "Tone", "", names)
    options = EncoderOptions(
        trained=2, passes=1, rate=3e-3, batches=BatchOptions(keys=2, concepts=1),
        synonyms=SynonymOptions(anchors=2, mined=2, random=1, passes=5, rate=3e-3),
    )  # fmt: skip

    said: list[str] = []
    encoder = TrunkEncoder(trunk, options)
    found = first(encoder, data)
    train_synonyms(encoder, [key], data, options, said.append)
    losses = [float(line.split("loss ")[1].split(",")[0]) for line in said]
    assert len(losses) == 5 and losses[-1] < 0.8 * losses[0]
    assert first(encoder, data) >= found


def test_synonyms_alone_are_enough_for_the_command(lines: str, trunk: Path, tmp_path: Path) -> None:
    keys = [{"key": "m", "category": "", "name": "Material", "values": [["red", "floor"], ["blue", "desk"]]}]
    (tmp_path / "synonyms.jsonl").write_text("\n".join(map(json.dumps, keys)), encoding="utf-8")
    words = f"--synonyms {tmp_path / 'synonyms.jsonl'} --out {tmp_path / 'tiny'} --trunk {trunk} --synonym-passes 1"
    assert main(f"{words} --layers 1".split()).settings["instructed"]
    with pytest.raises(SystemExit):
        main(f"--out {tmp_path / 'none'} --trunk {trunk}".split())


def test_the_8_bit_network_says_what_the_trunk_says(bundle: ModelBundle, data: SearchData, trunk: Path) -> None:
    encoder = train_encoder(data, trunk, EncoderOptions(trained=1, passes=1), lambda line: None)
    served = registry.open_embedder("onnx", {"bundle": str(bundle.folder)}, Path())
    texts = [*(entry.item_text() for entry in data.listings[:6]), data.keys[0].value_text(1), "red shoes"]
    cosines = (encoder.encode(texts) * served.embed(texts)).sum(axis=1)
    assert cosines.min() > 0.99


def test_anchors_have_positives_of_their_key_and_negatives_that_are_not_stated(data: SearchData) -> None:
    def encode(texts: list[str]) -> np.ndarray:
        return np.eye(4, dtype=np.float32)[[len(text) % 4 for text in texts]]

    made = SearchBatches(data, encode, BatchOptions(listings=5, keys=2, concepts=3), np.random.default_rng(0))  # type: ignore[arg-type]
    batches = list(made)
    assert len(batches) == 5
    stated = {entry.item_text(): entry for entry in data.listings}
    for anchor in (anchor for batch in batches for anchor in batch):
        assert anchor.positives and anchor.negatives and not set(anchor.positives) & set(anchor.negatives)
        if anchor.text in stated:
            listing = stated[anchor.text]
            right = {data.keys[k].value_text(v) for k, values in listing.stated.items() for v in values}
            assert set(anchor.positives) <= right and not set(anchor.negatives) & right


def test_a_key_of_one_value_and_an_item_that_states_nothing_teach_nothing() -> None:
    data = SearchData(
        (ListedKey("Lamps", "Colour", "", (("red",),)),), (Listing("Lamps", "a", {0: (0,)}), Listing("Lamps", "b", {}))
    )
    made = SearchBatches(
        data, lambda texts: np.ones((len(texts), 2), np.float32), BatchOptions(), np.random.default_rng(0)
    )
    assert list(made) == [[]]


def test_a_bundle_of_another_kind_is_named(bundle: ModelBundle, tmp_path: Path) -> None:
    from itemcenter.artifacts import save_bundle

    for files in ({"encoder.onnx": b"no network", "tokenizer.json": bundle.files["tokenizer.json"]}, {}):
        save_bundle(
            tmp_path / "m", name="m", version="1", licence="x", card="x", files=files, settings={"dim": 32, "pieces": 9}
        )
        with pytest.raises(StoreError):
            registry.open_embedder("onnx", {"bundle": str(tmp_path / "m")}, Path())
    save_bundle(tmp_path / "m", name="m", version="1", licence="x", card="x", files=bundle.files)
    with pytest.raises(StoreError, match="not an encoder"):
        registry.open_embedder("onnx", {"bundle": str(tmp_path / "m")}, Path())
