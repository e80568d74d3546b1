"""Whether running text denies what stands at a place: "not waterproof", "ohne Deckel", "不防水", "BPA-free"."""

from __future__ import annotations

import re

from itemcenter.values.folding import is_unspaced

#: How far back (code points) and how many words a denial reaches.
_WINDOW = 48
_REACH = 3

_DENIAL_WORDS = """no not non without never neither nor cannot lacks lacking lack excluding excludes excl minus
isnt arent doesnt dont wont cant wasnt unable ohne nicht kein keine keinen keiner keinem keines weder nie niemals
exkl exklusive sans sin pas senza"""
_DENIALS = frozenset(_DENIAL_WORDS.split())
#: "not only waterproof but ..." affirms.
_AFFIRMING = frozenset({"only", "just", "nur", "bloß", "merely"})
#: Words behind which an earlier denial no longer holds: "no lid but dimmable", "without lid, with handle".
_ENDS = frozenset({"but", "with", "aber", "sondern", "mit", "and", "und", "plus", "yet", "however", "dafür"})
_SENTENCE = re.compile(r"[.!?;:,\n()\[\]|/•。！？；：，、（）](?![0-9])")
_WORD = re.compile(r"[A-Za-zÀ-ÿ0-9']+")
#: "caffeine-free", "zuckerfrei"; after a blank only at the end of a clause ("BPA free", not "free shipping").
_FREE = re.compile(
    r"-?(?:free|frei(?:e[rsnm]?)?|less)(?![A-Za-zÀ-ÿ])| (?:free|frei)(?! ?[-A-Za-zÀ-ÿ0-9])", re.IGNORECASE
)
#: Longest first; they deny only what they touch.
_UNSPACED_DENIALS = (
    "不支持",
    "不包含",
    "不具备",
    "没有",
    "不含",
    "不带",
    "不是",
    "并非",
    "不可",
    "不能",
    "不",
    "无",
    "無",
    "未",
    "非",
    "没",
)
_UNSPACED_AFFIRMING = ("不仅", "不但", "不只", "无不")


def negated(text: str, start: int, end: int | None = None) -> bool:
    """Whether what begins at `text[start]` is denied by one of the three words before it in the same clause.

    end: where it ends, if "-free" / "frei" behind it shall count too ("caffeine-free"). Constant time.
    """
    if end is not None and _FREE.match(text, end):
        return True
    window = text[max(0, start - _WINDOW) : start]
    for clause_end in _SENTENCE.finditer(window):
        if clause_end[0] != "/" or window[max(0, clause_end.start() - 1) : clause_end.end() + 1].lower() != "w/o":
            last = clause_end.end()
            window = " " * last + window[last:]
    tail = window.rstrip(" -'\"")
    if tail and is_unspaced(tail[-1]):
        return tail.endswith(_UNSPACED_DENIALS) and not tail.endswith(_UNSPACED_AFFIRMING)
    words = [
        word.lower().replace("'", "") for word in _WORD.findall(window.replace("’", "'").replace("w/o", "without"))
    ]
    for place in range(len(words) - 1, max(-1, len(words) - 1 - _REACH), -1):
        word = words[place]
        if word in _AFFIRMING and place and words[place - 1] in _DENIALS:
            return False
        if word in _ENDS:
            return False
        if word in _DENIALS:
            return True
    return False
