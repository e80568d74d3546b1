"""Which pieces of a text a vector is the mean of: those of the text, none of its instruction's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

from itemcenter.errors import StoreError
from itemcenter.retrieval.instructed_text import Cut, InstructedText
from itemcenter.retrieval.instructions import item_instruction

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "red", "lamp", "text", ":", "sep", "[", "]"]


def tokenizer() -> bytes:
    made = Tokenizer(WordPiece({word: place for place, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.normalizer, made.pre_tokenizer = BertNormalizer(), BertPreTokenizer()
    made.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    made.add_special_tokens(["[CLS]", "[SEP]"])
    return made.to_str().encode()


def cut(text: str, most: int = 64) -> Cut:
    return next(InstructedText(tokenizer(), most, "tiny").cut([text]))


def counted(found: Cut) -> list[str]:
    return [WORDS[piece] for piece, there in zip(found.pieces.tolist(), found.counted.tolist(), strict=True) if there]


def test_a_bare_text_counts_as_a_whole() -> None:
    found = cut("Red lamp")
    assert counted(found) == ["[CLS]", "red", "lamp", "[SEP]"] and found.words == 2


def test_an_instruction_is_read_but_not_counted() -> None:
    found = cut(item_instruction("red lamp") + "lamp: red")
    assert counted(found) == ["lamp", ":", "red"] and found.words == 3
    assert len(found.pieces) > 10


def test_a_second_mark_belongs_to_the_text() -> None:
    assert counted(cut(item_instruction("") + "red\nText: lamp")) == ["red", "text", ":", "lamp"]


def test_nothing_behind_an_instruction_is_no_text() -> None:
    for text in (item_instruction("lamp"), item_instruction("lamp") + " ", "", "  "):
        assert cut(text).words == 0
    assert cut(item_instruction("lamp " * 50) + "red", most=16).words == 0


def test_control_pieces_that_a_text_spells_are_words() -> None:
    assert counted(cut("[SEP]")) == ["[CLS]", "[", "sep", "]", "[SEP]"]


@given(st.text(max_size=80), st.integers(4, 20))
def test_any_text_can_be_cut_and_is_no_longer_than_allowed(text: str, most: int) -> None:
    found = cut(text, most)
    assert len(found.pieces) == len(found.counted) <= most
    assert found.words <= found.counted.sum()


def test_texts_keep_their_order_and_lone_surrogates_do_no_harm() -> None:
    texts = ["red", "\ud800", "lamp"] * 500
    found = list(InstructedText(tokenizer(), 8, "tiny").cut(texts))
    assert [len(entry.pieces) for entry in found] == [3] * 1500
    assert counted(found[0])[1] == "red" and counted(found[-1])[1] == "lamp"


def test_what_is_no_tokenizer_is_named() -> None:
    with pytest.raises(StoreError, match="tiny"):
        InstructedText(b"{}", 8, "tiny")
