"""A BERT of a few thousand weights with a tokenizer, in a folder as transformers stores it."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import BertConfig, BertModel, BertTokenizerFast

_WORDS = (
    "red blue navy white oak steel brass lamp lamps shoe shoes floor desk with for the and of a instruct "
    "represent this listing finding attribute values that it states text value any category listings "
    "state so its synonyms are near colour material "
)
WORDS = _WORDS.split()


def make_trunk(folder: Path) -> Path:
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    control = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces = [*control, *dict.fromkeys([*WORDS, *letters]), *(f"##{c}" for c in letters), *'0123456789:,-."[]']
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(pieces), encoding="utf-8")
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=3,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    BertModel(config).save_pretrained(folder)
    return folder
