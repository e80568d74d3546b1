"""Yes or no in a merchant's cell, in English, German and Chinese, with the usual ticks and ones."""

from __future__ import annotations

from collections.abc import Iterable

from itemcenter.values.folding import name_key
from itemcenter.values.negation import negated

YES, NO = "yes", "no"

_YES = """yes y true t 1 on ja j wahr si oui available included inclusive incl inkl inklusive integrated supported
supports enabled present enthalten vorhanden verfügbar dabei integriert eingebaut
是 有 真 对 支持 含 包含 带 可 内置 具备 标配"""
_NO = """no n false f 0 off nein falsch non none not nicht kein keine keiner without ohne disabled unsupported
unavailable excluded exclusive exkl exklusive absent fehlt
否 无 没有 假 不 不是 不支持 不含 不包含 不带 未 非 不可 不具备"""
#: Several words, as name keys.
_YES_PHRASES = frozenset({"built in", "wird unterstützt", "im lieferumfang", "im lieferumfang enthalten"})
_NO_PHRASES = frozenset(
    {
        *("not available", "not included", "not supported", "not present", "nicht vorhanden", "nicht enthalten"),
        *("nicht verfügbar", "nicht dabei", "nicht im lieferumfang", "does not", "is not", "sold separately"),
    }
)
_YES_MARKS, _NO_MARKS = frozenset("✓✔☑✅√●"), frozenset("✗✘✕✖❌×☒")
#: First words that answer for the whole cell: "with touchscreen", "ohne Deckel".
_FIRST_YES = frozenset({"with", "mit", "yes", "ja", "has", "includes", "incl", "inkl"})
_FIRST_NO = frozenset({"without", "ohne", "no", "kein", "keine", "keinen", "nein", "not", "nicht", "non", "lacks"})
_CJK_NO = ("不", "无", "無", "没", "未", "非", "否")
_CJK_YES = ("带", "有", "含", "支持", "可", "是", "具备", "内置")


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(name_key(word) for word in words)


_YES_WORDS = _keys(_YES.split()) | _keys(_YES_PHRASES)
_NO_WORDS = _keys(_NO.split()) | _keys(_NO_PHRASES) | {"w o"}


def boolean_of(text: str, names: Iterable[str] = ()) -> str | None:
    """ "yes", "no", or None where the cell answers neither ("optional", "n/a", "?").

    names: the key's name and synonyms; a cell that holds one of them says yes ("dimmable" under dimmable) unless it
    is negated ("not dimmable", "caffeine-free")
    """
    bare = text.strip()
    if bare and bare[0] in _YES_MARKS | _NO_MARKS and not any(character.isalnum() for character in bare):
        return YES if bare[0] in _YES_MARKS else NO
    key = name_key(bare)
    for verb in ("is ", "are ", "ist ", "sind "):
        key = key.removeprefix(verb)
    if not key:
        return None
    squeezed = key.replace(" ", "") if not key.isascii() else key
    for answer, words in ((NO, _NO_WORDS), (YES, _YES_WORDS)):
        if key in words or squeezed in words:
            return answer
    by_name = _by_name(bare, names)
    if by_name is not None:
        return by_name
    first = key.split()[0]
    if first in _FIRST_NO or squeezed.startswith(_CJK_NO) or key.startswith("w o "):
        return NO
    if first in _FIRST_YES or squeezed.startswith(_CJK_YES):
        return YES
    return None


def _by_name(text: str, names: Iterable[str]) -> str | None:
    lower = text.lower()
    if len(lower) != len(text):  # rare letters change length in lower case, and places would be off
        return None
    for name in names:
        place = lower.find(name.lower().strip())
        if name.strip() and place >= 0:
            return NO if negated(text, place, place + len(name.strip())) else YES
    return None
