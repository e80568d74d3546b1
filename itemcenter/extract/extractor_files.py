"""An extractor as a model bundle on disk: the texts that taught it, and its models.

What the texts taught is counted anew when the bundle is opened (seconds for some thousands), so nothing else is stored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from itemcenter.artifacts import load_bundle, npz_bytes, save_bundle
from itemcenter.errors import EncoderMismatchError, InvariantError, StoreError
from itemcenter.evidence.folds import FOLDS
from itemcenter.extract.extractor import Extractor
from itemcenter.extract.labelled import LabelledText
from itemcenter.extract.span_features import NAMES
from itemcenter.extract.span_model import SpanModel
from itemcenter.ports import Embedder
from itemcenter.schema import AttributeKey, CategoryId, Item, KeyId

_TEXTS, _TAUGHT, _UNTAUGHT = "texts.json", "taught.npz", "untaught.npz"
_CARD = """# Extraction model

Finds the words of an item's texts that are the value of a key. Made by itemcenter from the labelled texts in
`texts.json`, which the bundle holds whole: who has the bundle has these texts.
"""


def save_extractor(extractor: Extractor, folder: Path, *, name: str = "extraction", licence: str = "") -> None:
    """Write a bundle; one that is there is replaced. Raises `StoreError` where the disk refuses.

    licence: of the texts, which the bundle holds
    """
    texts = {
        "keys": [key.to_json() for _, key in sorted(extractor.keys.items())],
        "texts": [
            [text.item.to_json(), text.category_id, {k: list(v) for k, v in text.labels.items()}, text.part]
            for text in extractor.texts
        ],
    }
    content = json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    files = {
        _TEXTS: content,
        _TAUGHT: npz_bytes(extractor.taught.to_arrays()),
        _UNTAUGHT: npz_bytes(extractor.untaught.to_arrays()),
    }
    encoder = extractor.encoder.fingerprint if extractor.encoder is not None else ""
    settings: Mapping[str, Any] = {"features": list(NAMES), "encoder": encoder}
    save_bundle(folder, name=name, version="1", licence=licence, card=_CARD, files=files, settings=settings)


def open_extractor(folder: Path, encoder: Embedder | None = None) -> Extractor:
    """A bundle from disk, with the encoder it was made with.

    Raises `NotFoundError` where there is none, `StoreError` naming what is damaged or too old, `EncoderMismatchError`.
    """
    bundle = load_bundle(folder)
    if list(bundle.settings.get("features", ())) != list(NAMES):
        raise StoreError(
            "this extraction model was made for other features than this version has",
            place=str(folder),
            remedy="fit it again",
        )
    wanted, given = str(bundle.settings.get("encoder", "")), encoder.fingerprint if encoder is not None else ""
    if wanted != given:
        raise EncoderMismatchError(
            f"the extraction model was made with the encoder {wanted or '(none)'}, not {given or '(none)'}",
            place=str(folder),
            remedy="open it with the encoder it was made with, or fit it again",
        )
    try:
        stored = json.loads(bundle.content(_TEXTS).decode("utf-8", "surrogatepass"))
        keys = {key.id: key for key in map(AttributeKey.from_json, stored["keys"])}
        texts = [
            LabelledText(
                Item.from_json(item),
                CategoryId(category),
                {KeyId(key_id): tuple(map(str, values)) for key_id, values in labels.items()},
                int(part),
            )
            for item, category, labels, part in stored["texts"]
        ]
        if not all(0 <= text.part < FOLDS and text.labels.keys() <= keys.keys() for text in texts):
            raise ValueError("labels of unknown keys or parts")
        taught, untaught = (SpanModel.from_arrays(bundle.arrays(file)) for file in (_TAUGHT, _UNTAUGHT))
        return Extractor(texts, keys, taught, untaught, encoder)
    except (KeyError, TypeError, ValueError, AttributeError, InvariantError) as error:
        raise StoreError(
            f"the extraction model is damaged: {error}", place=str(folder), remedy="fit it again"
        ) from error
