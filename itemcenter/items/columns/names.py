"""What the name of a column says: whole names that are known, else the words in it.

Words are cut at blanks, marks and inner capitals ("mfrName", "list_price"), abbreviations completed, slips of one
letter forgiven, compounds ("Zolltarifnummer", "所属类目") looked up by their end, then by their beginning.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from itemcenter.items.columns.lexicon import ABBREVIATIONS, EXTRA_MEANINGS, NEUTRAL, STRONG, WEAK, WEIGHTS
from itemcenter.items.synonyms import RANKS, column_key
from itemcenter.values.folding import fold, is_unspaced
from itemcenter.values.units import spelling

#: Log-odds of a whole name that is known, and of one that means several things in the trade.
KNOWN, KNOWN_LOOSE = 7.0, 5.0
_LOOSE = frozenset(map(column_key, ("type", "family", "store", "make", "body", "supplier", "group", "handle", "parent",
                                    "name", "attribute", "features", "tags", "department")))  # fmt: skip

#: What a word says that is the whole name.
_ALONE = {WEAK: 3.2, STRONG: 5.0}

#: A unit in the name says that the column holds measures; so does a name that says nothing that its content decides.
_UNIT = 4.5
_OPAQUE = re.compile(
    r"(?:col(?:umn|onne|umna)?|field|feld|champ|campo|spalte|attr(?:ibute?)?|var(?:iable)?|unnamed|value|wert|data|"
    r"prop(?:erty)?|key|c|f|x|v|列|字段)?[\s_:.#-]*\d*|[a-z]|unnamed[\s_:]*\d+",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
_LOCALE = re.compile(
    r"(?<=\w)[-_. (\[]+(?:en|de|fr|es|it|nl|pl|pt|sv|da|fi|no|cs|tr|ja|zh|ko|ru)(?:[-_][A-Za-z]{2})?[)\]]?$",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[(\[]([^)\]]{1,12})[)\]]")
_CUT = re.compile(r"[^\w#]+|_+|(?<=\w)(?=#)|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PER = re.compile(r"\bper \d", re.IGNORECASE)
#: The address of a field behind its name, as shops write it.
_METAFIELD = re.compile(r"\s*[(\[][\w-]+(?:\.[\w-]+)+[)\]]\s*$")
_SHORT_MARK = re.compile(r"\b([^\W\d_]{2,9})\.")

#: Measures whose name may end in a unit without a mark ("dimWidthIn"): "in" is a unit only after one of these.
_LENGTHS = frozenset(("width", "height", "depth", "length", "diameter", "size", "diagonal", "breite", "weight"))


@dataclass(frozen=True, slots=True)
class NameReading:
    """votes: meaning -> (log-odds, the word or name that says so); exact: (role, rank) of known whole names.

    opaque: the name says nothing ("col_7"); unit: the unit that it names; words: those that carry meaning
    """

    votes: dict[str, tuple[float, str]]
    exact: tuple[tuple[str, int], ...]
    opaque: bool = False
    unit: str = ""
    words: tuple[str, ...] = ()


@functools.lru_cache(maxsize=25_000)
def read_name(column: str) -> NameReading:
    exact, strength = _exact(column)
    votes: dict[str, tuple[float, str]] = {}
    for role, _ in exact:
        votes["other" if role == "extra" else role] = (strength, column)
    if not exact and _OPAQUE.fullmatch(column.strip()) is not None:
        return NameReading(votes, exact, opaque=True)
    words = _words(column)
    unit = _unit(column, words)
    known, unknown = 0, 0
    for place, word in enumerate(words):
        if word in NEUTRAL:
            continue
        found, weight = _look_up(word)
        if found is None:
            unknown += 1 if not word.isdigit() and word != fold(unit).strip() else 0
            continue
        known += 1
        for meaning, vote in found.items():
            if exact and (meaning not in EXTRA_MEANINGS or {role for role, _ in exact}.isdisjoint(("id", "extra"))):
                continue  # a whole name that is known settles the rest
            said = _ALONE[vote] if len(words) == 1 else vote
            value = said * weight * (1.0 if place == len(words) - 1 or vote > WEAK else 0.9)
            if value > votes.get(meaning, (0.0, ""))[0]:
                votes[meaning] = (value, word)
    if not exact:
        _settle(votes, words, known, unknown)
    work = max((votes[meaning][0] for meaning in EXTRA_MEANINGS if meaning in votes), default=0.0)
    if unit and not exact and work < STRONG and votes.get("spec", (0.0, ""))[0] < _UNIT:  # not "price per kg"
        votes["spec"] = (_UNIT, f"unit {unit}")
    telling = tuple(word for word in words if word not in NEUTRAL and not word.isdigit() and len(word) > 2)
    return NameReading(votes, exact, unit=unit, words=telling)


def _exact(column: str) -> tuple[tuple[tuple[str, int], ...], float]:
    """(role, rank) of the name as a known whole name, and how much that says: a little less where a prefix such as
    "Google Shopping / ", a remark in brackets or a language had to be taken off.
    """
    strength = KNOWN
    for name in dict.fromkeys((column, _bare(column))):
        key = column_key(name)
        exact = tuple((role, RANKS[role][key]) for role in RANKS if key in RANKS[role])
        if exact:
            return exact, min(strength, KNOWN_LOOSE) if key in _LOOSE else strength
        strength -= 0.5
    return (), 0.0


def _bare(column: str) -> str:
    name = _LOCALE.sub("", _REMARK.sub("", column).strip())
    return name.rsplit(" / ", 1)[-1].rsplit(": ", 1)[-1].strip()


def _settle(votes: dict[str, tuple[float, str]], words: tuple[str, ...], known: int, unknown: int) -> None:
    """Unknown words weaken what the known ones say; some words overrule what they stand beside."""
    for meaning, (value, word) in list(votes.items()):
        votes[meaning] = (value * (known / (known + 0.5 * unknown)), word)
    present = set(words)
    for marks, meaning in _OVERRULE:
        hit = next((word for word in words if word in marks), "")
        if hit and present - marks - NEUTRAL:
            votes[meaning] = (max(5.0, votes.get(meaning, (0.0, ""))[0]), hit)


#: (words, meaning): beside other words these decide: "image position" is no image, "seo title" no title.
_OVERRULE = (
    (frozenset(("position", "tracker", "policy", "unit", "status", "sort", "taxable", "visible")), "other"),
    (frozenset(("seo", "meta", "alt", "subtitle")), "text"),
    (frozenset(("price", "preis", "prix", "precio", "cost", "tax", "vat", "mwst", "uvp", "ek")), "price"),
    (frozenset(("stock", "leadtime", "inventory", "shipping", "versand", "warehouse", "delivery")), "stock"),
    (frozenset(("currency",)), "currency"),
    (frozenset(("rating", "review", "reviews")), "rating"),
    (frozenset(("timestamp", "date", "datum")), "date"),
)  # fmt: skip


def _words(column: str) -> tuple[str, ...]:
    """Folded words in order; an abbreviation with a dot keeps it for `_look_up`."""
    name = _METAFIELD.sub("", column.removeprefix("g:"))
    whole = fold(name).replace(" ", "")
    if whole in WEIGHTS or whole in ABBREVIATIONS:  # "MwSt", "eBay"-like capitals inside of a word
        return (whole,)
    dotted = {fold(found) for found in _SHORT_MARK.findall(name)}
    out: list[str] = []
    for part in _CUT.split(name):
        word = "#" if part == "#" else fold(part).strip().replace(" ", "")
        if not word:
            continue
        if out and (joined := out[-1].rstrip(".") + word) in WEIGHTS:  # "lead time", "bar code"
            out[-1] = joined
        else:
            out.append(word + "." if word in dotted else word)
    return tuple(out)


def _look_up(word: str) -> tuple[dict[str, float] | None, float]:
    """(meaning -> log-odds, trust in it) of one word; (None, 0) where nothing is known of it."""
    dotted = word.endswith(".")
    word = word.rstrip(".")
    if word in WEIGHTS:
        return WEIGHTS[word], 1.0
    if word in ABBREVIATIONS:
        return WEIGHTS[ABBREVIATIONS[word]], 0.95
    stripped = word.rstrip("0123456789")
    if stripped and stripped != word and (stripped in WEIGHTS or stripped in ABBREVIATIONS):
        return _look_up(stripped)
    if word.startswith("zz") and len(word) > 5:  # customers' own fields of a large ERP system
        found, trust = _look_up(word[2:])
        return found, trust * 0.95
    if any(map(is_unspaced, word)):
        inner = max((known for known in _CJK if known in word), key=lambda known: (len(known), word.find(known)),
                    default="")  # fmt: skip
        return (WEIGHTS[inner], 0.9) if inner else (None, 0.0)
    if dotted and len(word) >= 3:
        begun = min((known for known in WEIGHTS if known.startswith(word)), key=len, default="")
        if begun:
            return WEIGHTS[begun], 0.85
    if len(word) >= 4 and word.endswith("s") and word[:-1] in WEIGHTS:
        return WEIGHTS[word[:-1]], 0.95
    if word.startswith("sub") and len(word) > 6 and (word[3:] in WEIGHTS or word[3:] in ABBREVIATIONS):
        return _look_up(word[3:])
    if len(word) >= 5:
        near = _near(word)
        if near:
            return WEIGHTS[near], 0.8
    if len(word) >= 7:
        for stem in _STEMS:
            if word.endswith(stem) and len(word) > len(stem) + 1:
                return WEIGHTS[stem], 0.8
        for stem in _STEMS:
            if word.startswith(stem) and len(stem) >= 5:
                return WEIGHTS[stem], 0.6
    return None, 0.0


def _unit(column: str, words: tuple[str, ...]) -> str:
    """The unit that the name gives: in brackets, or as its last word; "" where there is none."""
    for inner in _BRACKET.findall(column):
        if spelling(inner.strip()) is not None:
            return str(inner.strip())
    if _PER.search(column):
        return "per"
    if len(words) > 1:
        last = words[-1]
        if last == "in":
            return "in" if words[-2] in _LENGTHS else ""
        raw = [part for part in _CUT.split(column) if part][-1]
        if last in NEUTRAL or last in WEIGHTS or len(raw) > 5 or raw.isdigit():
            return raw if last in ("watt", "volt", "lumen", "kcal", "ohm") else ""
        found = spelling(raw) or spelling(raw.lower())
        if found is not None and found.dimension != "count" and not (len(raw) == 1 and raw.isupper()):
            return raw
    return ""


def _deletes(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def _near(word: str) -> str:
    """The known word of at least five letters that is one letter away, "" where there is none."""
    found = _DELETES.get(word)
    if found:
        return found
    for shorter in sorted(_deletes(word)):
        if len(shorter) >= 5 and shorter in WEIGHTS:
            return shorter
        hit = _DELETES.get(shorter)
        if hit and len(hit) >= 5:
            return hit
    return ""


#: A known word with one letter left out -> the word: finds slips of one letter at once.
_DELETES = {short: word for word in sorted(WEIGHTS, reverse=True) if len(word) >= 6 for short in _deletes(word)}
#: Stems of compounds, longest first.
_STEMS = sorted((word for word in WEIGHTS if len(word) >= 4 and word.isalpha() and not any(map(is_unspaced, word))),
                key=lambda word: (-len(word), word))  # fmt: skip
_STEMS += ["nr", "art"]
_CJK = sorted(word for word in WEIGHTS if any(map(is_unspaced, word)))
