from __future__ import annotations

import json

import pytest
from tokenizers import Tokenizer

from itemcenter.training.static_vocabulary import added_words, kept_pieces, language_words, tokenizer_json

TEACHER = {
    "[PAD]": 0,
    "[unused1]": 1,
    "[UNK]": 2,
    "[CLS]": 3,
    "[": 4,
    "]": 5,
    "the": 6,
    "oak": 7,
    "##y": 8,
    "a": 9,
    "12": 10,
}


def tokenizer() -> bytes:
    return json.dumps(
        {
            "version": "1.0",
            "truncation": {"direction": "Right", "max_length": 8, "strategy": "LongestFirst", "stride": 0},
            "padding": None,
            "added_tokens": [
                {
                    "id": 3,
                    "content": "[CLS]",
                    "single_word": False,
                    "lstrip": False,
                    "rstrip": False,
                    "normalized": False,
                    "special": True,
                }
            ],
            "normalizer": {
                "type": "BertNormalizer",
                "clean_text": True,
                "handle_chinese_chars": True,
                "strip_accents": None,
                "lowercase": True,
            },
            "pre_tokenizer": {"type": "BertPreTokenizer"},
            "post_processor": None,
            "decoder": None,
            "model": {
                "type": "WordPiece",
                "unk_token": "[UNK]",
                "continuing_subword_prefix": "##",
                "max_input_chars_per_word": 100,
                "vocab": TEACHER,
            },
        }
    ).encode()


def test_control_pieces_are_left_out_and_the_unknown_comes_first() -> None:
    assert kept_pieces(TEACHER) == ["[UNK]", "[", "]", "the", "oak", "##y", "a", "12"]
    assert language_words(kept_pieces(TEACHER)) == ["the", "oak"]


def test_added_words_are_those_that_are_cut() -> None:
    cut = {"oak": 1, "oaky": 2, "zoo": 1, "bulb": 3, "late": 2}.__getitem__
    assert added_words(["oak", "oaky", "oaky", "zoo", "bulb", "late"], cut, TEACHER, 2) == ["oaky", "bulb"]
    assert added_words(["oaky"], cut, {"oaky": 1}, 2) == []


def test_the_tokenizer_cuts_by_the_kept_pieces_and_adds_nothing() -> None:
    made = Tokenizer.from_str(tokenizer_json(tokenizer(), kept_pieces(TEACHER), ["bulb"]).decode())
    assert made.get_vocab_size() == 9
    assert made.encode("The oaky bulb the oak the oak the oak the oak").tokens[:4] == ["the", "oak", "##y", "bulb"]
    assert len(made.encode("the oak " * 40).ids) == 80
    assert made.encode("[CLS]").tokens == ["[", "[UNK]", "]"]


def test_only_word_pieces_are_understood() -> None:
    content = json.loads(tokenizer())
    content["model"]["type"] = "BPE"
    with pytest.raises(ValueError, match="BPE"):
        tokenizer_json(json.dumps(content).encode(), ["a"])
