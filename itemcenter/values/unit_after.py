"""The unit that stands directly behind a number: longest spelling first, never glued into a word."""

from __future__ import annotations

import re

from itemcenter.values.folding import is_unspaced
from itemcenter.values.unit_guards import Place, is_guarded, plausible
from itemcenter.values.units import Spelling, spelling, spelling_in

#: A unit candidate: a run of letters (with a power or "/..."), a mark, or up to four CJK characters.
_UNIT = re.compile(
    r"(?P<gap> {0,2}-?|\+ ?)"
    r"(?:(?P<word>[A-Za-zÀ-ÖÙ-öù-ÿµΩ]++)(?P<power>[²³]|[23](?![0-9A-Za-z]))?(?P<per>/[A-Za-z]{1,7}+[²³23]?(?![0-9A-Za-z]))?"
    r"|(?P<mark>\"{1,2}|'{1,2}|[%‰]|° ?[CF](?![A-Za-z0-9])|°|[℃℉㎜㎝㎞㎡㎖㎏ℓ])"
    r"|(?P<cjk>[\u3040-\u30ff\u4e00-\u9fff\uf900-\ufaff]{1,4}+(?:/[\u4e00-\u9fff]{1,4}+)?))"
)
#: Units of several words, tried where the first word announces one.
_FIRST_WORDS = """fl fluid us sq square cu cubic pages page seiten dots pixels frames miles deg degree degrees grad mega
watt amp milliamp revolutions megabits gigabits megabytes er"""
_ANNOUNCING = frozenset(_FIRST_WORDS.split())
_SEVERAL_WORDS = re.compile(
    r"(?i:(?:us )?fl\.? ?oz|fluid ounces?"
    r"|sq\.? (?:ft|in|cm|m)|square (?:foot|feet|inch(?:es)?|met(?:er|re)s?|centimet(?:er|re)s)"
    r"|cu\.? (?:ft|in)|cubic (?:foot|feet|inch(?:es)?|met(?:er|re)s?)"
    r"|(?:pages?|revolutions) per minute|seiten (?:pro|/) ?minute|miles per hour"
    r"|(?:dots|pixels) per inch|(?:frames|megabits|gigabits|megabytes) per second"
    r"|deg(?:rees?)?\.? (?:c|f|celsius|fahrenheit)|grad (?:c|celsius|fahrenheit)"
    r"|mega pixels?|(?:watt|amp|milliamp) hours?"
    r"|er[- ]?(?P<er>pack|packung|set|box|karton|beutel|multipack))(?![A-Za-z0-9])"
)
#: Units that a further number may touch: "2h30min", "6ft9in", "5V2A".
_BEFORE_DIGITS = frozenset({"h", "min", "ft", "lb", "lbs", "V"})
_MARKS_AND_BLANKS = re.compile(r"[. ]+")

Found = tuple[Spelling, str, int]


def unit_after(text: str, start: int, end: int, value: float, wanted: str = "") -> Found | None:
    """(what it stands for, the spelling, its end) of the unit behind the number `text[start:end]`, or None.

    wanted: a dimension whose units are taken in any case and without guards
    """
    found = _UNIT.match(text, end)
    if found is None:
        return None
    gap, word, power, per, mark, unspaced = found.group("gap", "word", "power", "per", "mark", "cjk")
    if word is not None:
        if "-" in gap and (len(gap) > 1 or len(word) < 2):
            return None
        return _word(text, start, end, value, wanted, found.start("word"), word, power or "", per or "")
    if "-" in gap:
        return None
    if mark is not None:
        return _settle(text, start, end, value, wanted, mark.replace(" ", ""), found.end("mark"))
    place = found.start("cjk")
    for length in range(len(unspaced), 0, -1):
        settled = _settle(text, start, end, value, wanted, unspaced[:length], place + length)
        if settled is not None:
            return settled
    return None


def _word(
    text: str, start: int, end: int, value: float, wanted: str, place: int, word: str, power: str, per: str
) -> Found | None:
    if word.lower() in _ANNOUNCING and (several := _SEVERAL_WORDS.match(text, place)):
        token = several["er"] or _MARKS_AND_BLANKS.sub(" ", several[0])
        return _settle(text, start, end, value, wanted, token.lower(), several.end())
    behind = place + len(word)
    for tail in (power + per, power, per, "") if power or per else ("",):
        after = behind + len(tail)
        follows = text[after : after + 1]
        token = word + tail
        if follows.isalnum() and not is_unspaced(follows):
            if tail or not follows.isdigit():
                continue
            if word[-1] in "xX" and len(word) > 1:
                token, after = word[:-1], after - 1  # "500mlx2", "10cmx5cm"
            elif word not in _BEFORE_DIGITS:
                continue
        settled = _settle(text, start, end, value, wanted, token, after)
        if settled is not None:
            return settled
    return None


def _settle(text: str, start: int, end: int, value: float, wanted: str, token: str, after: int) -> Found | None:
    if wanted and (sure := spelling_in(token, wanted)) is not None:
        return sure, token, after
    known = spelling(token)
    if known is None:
        return None
    if not is_guarded(token) or plausible(token, Place(text, start, after, value, text[end] in " -")):
        return known, token, after
    return None
