"""Folding: the form in which names are compared - without case, accents, width and punctuation - with offsets kept.

Every code point folds to exactly one code point, so a folded text is as long as its original and spans carry over.
A *token* is a run of letters or a run of digits; each CJK character is a token of its own. "15.6-Zoll" has the tokens
15, 6, zoll; "128GB" has 128, gb; its inner border is *soft*: a name may not begin or end there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

#: Tokens of a folded text without other letters.
_ASCII_TOKEN = re.compile(r"[a-z]+|[0-9]+")
#: Letters that NFD leaves whole but readers take for a plain one.
_PLAIN_LETTERS = {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "æ", "œ": "œ", "ß": "ß"}

#: Signs of rights in a name. Unicode takes some of them for letters ("™" for "TM"), readers take none for a word.
_RIGHTS = frozenset("™℠®©℗Ⓡⓡ🅪🅫🅬")

#: (first, last) code point of scripts written without blanks between words.
_UNSPACED = (
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3400, 0x4DBF),  # CJK extension A
    (0x4E00, 0x9FFF),  # CJK unified
    (0xF900, 0xFAFF),  # CJK compatibility
    (0x20000, 0x3FFFF),  # CJK extensions B and later
)


def fold_character(character: str) -> str:
    """The folded form of one code point: one lower-case letter without marks, a digit, or " " for anything else."""
    if character in _RIGHTS:
        return " "
    plain = unicodedata.normalize("NFKD", character)[:1] or " "
    lower = plain.lower()[:1]
    lower = _PLAIN_LETTERS.get(lower, lower)
    return lower if lower.isalnum() else " "


class _FoldTable(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = fold_character(chr(code))
        return self[code]


_TABLE = _FoldTable()


def fold(text: str) -> str:
    """Fold every code point; the result has the length of `text`, separators become single blanks each."""
    return text.translate(_TABLE)


def is_unspaced(character: str) -> bool:
    """Whether the script of this letter is written without blanks between words (Chinese, Japanese)."""
    code = ord(character)
    if code < _UNSPACED[0][0]:
        return False
    return any(first <= code <= last for first, last in _UNSPACED)


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """(folded token, start, end) in order; offsets in code points of `text`."""
    folded = fold(text)
    if folded.isascii():  # most product texts; no need to ask each character for its script
        for found in _ASCII_TOKEN.finditer(folded):
            yield found[0], found.start(), found.end()
        return
    start, kind = 0, ""
    for place, character in enumerate(folded):
        if character == " ":
            now = ""
        elif is_unspaced(character):
            now = "unspaced"
        else:
            now = "letters" if character.isalpha() else "digits"
        if kind and (now != kind or now == "unspaced"):
            yield folded[start:place], start, place
        if now != kind or now == "unspaced":
            start = place
        kind = now
    if kind:
        yield folded[start:], start, len(folded)


def name_key(text: str) -> str:
    """The form under which two names are the same name: folded tokens joined by blanks ("Wi-Fi 6E" -> "wi fi 6 e")."""
    folded = fold(text)
    if folded.isascii():
        return " ".join(_ASCII_TOKEN.findall(folded))
    return " ".join(token for token, _, _ in tokens(text))
