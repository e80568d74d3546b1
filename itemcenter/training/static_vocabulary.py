"""Which word pieces a static model keeps, and its tokenizer: that of the teacher without its control pieces."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import islice

#: The piece for what cannot be cut stands first: its vector stays zero.
UNKNOWN = "[UNK]"


def kept_pieces(vocabulary: Mapping[str, int]) -> list[str]:
    """The teacher's pieces in its order, the unknown one first, without [unused12], [CLS] and other control pieces."""
    ordered = sorted(vocabulary, key=lambda piece: vocabulary[piece])
    return [
        UNKNOWN,
        *(piece for piece in ordered if not (piece.startswith("[") and piece.endswith("]") and piece[1:-1])),
    ]


def language_words(pieces: Sequence[str]) -> list[str]:
    """Pieces that are words of two letters or more, in the order of `pieces`: with BERT's about by frequency."""
    return [piece for piece in pieces if len(piece) > 1 and piece.isalpha()]


def added_words(words: Iterable[str], cut: Callable[[str], int], known: Collection[str], most: int) -> list[str]:
    """The first `most` of the words that the teacher cuts into several pieces.

    cut: into how many; known: the teacher's pieces. Such a word becomes a piece of its own, with a meaning of its own.
    """
    split = (word for word in dict.fromkeys(words) if word not in known and cut(word) > 1)
    return list(islice(split, most))


def tokenizer_json(teacher: bytes, pieces: Sequence[str], added: Iterable[str] = ()) -> bytes:
    """The teacher's tokenizer over `pieces`, then `added` whole words; no markers around a text, no cut, no padding.

    Without special pieces a text that spells "[SEP]" is cut like any other text.
    """
    content = json.loads(teacher)
    if content["model"].get("type", "WordPiece") != "WordPiece":
        raise ValueError(f"the teacher cuts text by {content['model']['type']}, not by WordPiece")
    content["model"]["vocab"] = {piece: place for place, piece in enumerate((*pieces, *added))}
    content.update(added_tokens=[], truncation=None, padding=None, post_processor=None, decoder=None)
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
