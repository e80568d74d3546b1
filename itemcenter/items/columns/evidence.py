"""What speaks for and against each meaning of a column, in log-odds, with the reason in words.

Weights are set by hand, on general grounds: 2 makes a meaning about seven times likelier. Content counts in proportion
to `ColumnProfile.weight`: one cell says nearly nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from itemcenter.items.columns.lexicon import EXTRA_MEANINGS
from itemcenter.items.columns.names import KNOWN_LOOSE, NameReading
from itemcenter.items.columns.profile import ColumnProfile
from itemcenter.items.columns.relations import Agreement

#: Every meaning in the order in which equal scores are settled.
MEANINGS = (
    "id", "title", "description", "brand", "category", "category_id", "group", "images", "text", "specs", "spec",
    *EXTRA_MEANINGS,
)  # fmt: skip

#: Log-odds before anything is known: most columns of a table describe the product or the shop's work with it.
_PRIOR = dict.fromkeys(EXTRA_MEANINGS, -1.6) | {
    "spec": 0.3, "other": 1.2, "category_id": -4.0, "group": -2.0, "images": -1.0,
}  # fmt: skip
_NEW_PRIOR = -0.8
#: Where the names say nothing, a column of the shop's own work cannot be told by its strange name.
_OPAQUE_OTHER = 0.4
#: A name that means something, but nothing that is known, is seldom that of a field which every catalog has.
_STRANGE = {"id": -1.5, "title": -0.8, "description": -0.5, "brand": -0.7, "category": -0.5, "group": -0.7}


#: What a name takes from the meanings that it does not say, as a share of what it gives to the one that it says.
_OTHERS, _WORK = 0.35, 0.7


class Reason(NamedTuple):
    weight: float
    words: str


Evidence = dict[str, list[Reason]]


def gather(name: NameReading, look: ColumnProfile, agree: Agreement, first: bool) -> Evidence:
    """meaning -> reasons. first: whether the column is the leftmost, where ids like to stand."""
    out: Evidence = {meaning: [Reason(_PRIOR.get(meaning, _NEW_PRIOR), "")] for meaning in MEANINGS}
    if name.opaque:
        out["other"] = [Reason(_OPAQUE_OTHER, "")]
    _from_name(out, name)
    trust = look.weight
    if trust:
        for group in (_fields(look, agree, first), _texts(look, agree), _lists(look), _specs(name, look, agree),
                      _extras(look)):  # fmt: skip
            for meaning, weight, words in group:
                if weight:
                    out[meaning].append(Reason(weight * trust, words))
    return out


def _from_name(out: Evidence, name: NameReading) -> None:
    for meaning, (weight, word) in name.votes.items():
        known = weight >= KNOWN_LOOSE and bool(name.exact)
        out[meaning].append(Reason(weight, f"named {word!r}" if known else f"{word!r} in its name"))
    if not name.opaque and not name.votes:
        for meaning, weight in _STRANGE.items():
            out[meaning].append(Reason(weight, ""))
    elif name.votes and not name.opaque:
        best = max(name.votes, key=lambda meaning: name.votes[meaning][0])
        for meaning in MEANINGS:
            if meaning not in name.votes:
                # A word of the shop's own work outweighs what the cells look like: "delivery time: 2-3 days".
                share = _WORK if meaning in ("spec", "specs") and best in EXTRA_MEANINGS else _OTHERS
                out[meaning].append(Reason(-share * name.votes[best][0], ""))


Said = list[tuple[str, float, str]]


def _ramp(value: float, low: float, high: float) -> float:
    """0 below `low`, 1 above `high`, straight between."""
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _closed(look: ColumnProfile) -> float:
    """How far the cells are a small vocabulary that returns, 0 to 1."""
    return 1 - _ramp(look.unique, 0.3, 0.8) if look.filled >= 6 else 0.0


def _fields(look: ColumnProfile, agree: Agreement, first: bool) -> Said:
    unique, closed = _ramp(look.unique, 0.9, 1.0), _closed(look)
    figures = max(look.cents, look.money)
    code = max(look.code, look.number - figures)
    odd = max(look.url, look.date, look.image)
    empty = 1 - _ramp(look.fill, 0.5, 0.98)
    return [
        ("id", 2.0 * unique * _ramp(code, 0.5, 1.0), "every row has its own code"),
        ("id", 0.7 * unique * _ramp(look.fill, 0.95, 1.0), "filled in every row"),
        ("id", 0.8 * (first and unique), "the first column"),
        ("id", -4.0 * (1 - _ramp(look.unique, 0.6, 0.98)), "cells return"),
        ("id", -3.0 * empty, "often empty"),
        ("id", -3.0 * _ramp(look.mean_words, 1.5, 3), "several words"),
        ("id", -3.0 * max(figures, odd, look.measure), "holds amounts, dates or addresses"),
        ("title", 1.8 * _ramp(look.mean_words, 1.5, 4) * (1 - _ramp(look.mean_chars, 120, 220)), "a few words each"),
        ("title", 1.0 * _ramp(look.unique, 0.5, 0.9) * _ramp(look.mean_words, 1.2, 2.5), "differs from row to row"),
        ("title", 3.0 * agree.covers, "what other columns say stands in it"),
        ("title", -1.5 * closed, "cells return"),
        ("title", -2.5 * (1 - _ramp(look.mean_words, 1, 2)), "one word"),
        ("title", -2.0 * empty, "often empty"),
        ("title", -1.5 * _ramp(look.sentence, 0.3, 0.8), "whole sentences"),
        ("title", -5.0 * max(look.number, look.measure, odd, look.truth), "numbers or addresses"),
        ("title", -3.0 * max(look.container, look.path), "lists or paths"),
        ("title", -1.5 * look.code, "codes"),
        ("brand", 3.8 * _ramp(agree.begins, 0.15, 0.6), "titles begin with it"),
        ("brand", 1.0 * _ramp(agree.in_title, 0.1, 0.5), "stands in the title"),
        ("brand", 1.0 * closed * (1 - _ramp(look.mean_words, 2, 4)), "few names that return"),
        ("brand", -4.0 * max(look.number, odd, look.truth, look.measure), "no names"),
        ("brand", -3.0 * _ramp(look.mean_words, 3, 5), "too long for a name"),
        ("brand", -1.5 * _ramp(look.unique, 0.8, 1.0) * (agree.begins < 0.2), "never returns"),
        ("category", 4.5 * _ramp(look.path, 0.1, 0.6), "paths with >"),
        ("category", 4.0 * _ramp(look.stepped, 0.5, 0.9) * _ramp(look.tree, 0.6, 0.9), "steps that form a tree"),
        ("category", 0.6 * closed * (1 - look.number), "few classes that return"),
        ("category", 1.5 * closed * _ramp(agree.in_texts, 0.1, 0.5) * (1 - agree.begins), "the texts name its classes"),
        ("category", -2.5 * _ramp(look.unique, 0.85, 1.0) * (1 - look.path), "never returns"),
        ("category", -3.5 * max(look.number, odd, look.truth, look.measure), "no classes"),
        ("category", -2.5 * _ramp(look.mean_words, 12, 20), "too long for a path"),
        ("category", -1.5 * agree.begins, "titles begin with it"),
        ("group", 2.0 * look.code * _ramp(look.unique, 0.02, 0.1) * (1 - _ramp(look.unique, 0.8, 0.98)),
         "codes that return"),
        ("group", 3.0 * _ramp(agree.alike, 0.2, 0.6) * _ramp(look.runs, 0.1, 0.4) * max(look.code, 0.3),
         "neighbours with one code have alike titles"),
        ("group", -3.0 * _ramp(look.unique, 0.95, 1.0), "never returns"),
        ("group", -3.0 * max(figures, odd, look.truth, look.measure, _ramp(look.mean_words, 2, 4)), "no codes"),
        ("category_id", -3.0 * _ramp(look.mean_words, 2, 4), "several words"),
    ]  # fmt: skip


def _texts(look: ColumnProfile, agree: Agreement) -> Said:
    odd = max(look.number, look.truth, look.date, look.code, look.measure)
    address = max(look.url, look.image)
    return [
        ("description", 2.0 * _ramp(look.mean_words, 8, 20), "long texts"),
        ("description", 1.2 * _ramp(look.sentence, 0.3, 0.8), "whole sentences"),
        ("description", 1.5 * _ramp(look.html, 0.2, 0.7), "HTML"),
        ("description", -3.0 * (1 - _ramp(look.mean_words, 2, 7)), "short"),
        ("description", -5.0 * max(odd, address, look.container), "no texts"),
        ("description", -1.0 * _closed(look), "cells return"),
        ("description", -1.5 * agree.covers * (1 - _ramp(look.mean_words, 15, 30)), "names the product"),
        ("text", 0.8 * _ramp(look.mean_words, 4, 8), "several words"),
        ("text", -2.0 * (1 - _ramp(look.mean_words, 1, 4)), "short"),
        ("text", -5.0 * max(odd, address), "no texts"),
        ("text", -2.0 * look.container, "name-value pairs"),
    ]


def _lists(look: ColumnProfile) -> Said:
    return [
        ("images", 7.0 * _ramp(look.image, 0.3, 0.9), "addresses of pictures"),
        ("images", -5.0 * (1 - _ramp(max(look.image, 0.9 * look.url), 0.1, 0.6)), "no addresses"),
        ("images", -1.0 * look.url * (1 - look.image), "addresses, not of pictures"),
        ("specs", 6.0 * _ramp(look.container, 0.3, 0.8), "name-value pairs"),
        ("specs", -5.0 * (1 - _ramp(look.container, 0.05, 0.5)), "no name-value pairs"),
    ]


def _specs(name: NameReading, look: ColumnProfile, agree: Agreement) -> Said:
    closed = _closed(look)
    short = 1 - _ramp(look.mean_words, 4, 9)
    plain = max(look.number - max(look.cents * 0.8, look.money), 0.0)
    constant = look.filled >= 12 and look.distinct == 1
    odd = max(look.url, look.image, look.date, look.gtin)
    return [
        ("spec", 4.0 * _ramp(look.measure, 0.2, 0.8), "measures with units"),
        ("spec", 2.2 * closed * short * (1 - max(look.number, look.truth)) * (not constant), "few values that return"),
        ("spec", 1.0 * closed * plain * (not name.opaque), "numbers that return"),
        ("spec", 2.5 * _ramp(agree.in_texts, 0.1, 0.5) * short * (1 - _ramp(look.mean_words, 3, 6)),
         "its values stand in the texts"),
        ("spec", 1.8 * _ramp(agree.named, 0.02, 0.2) * short, "the texts use its name"),
        ("spec", -3.5 * odd, "addresses, dates or trade numbers"),
        ("spec", -2.5 * _ramp(look.mean_words, 8, 16), "long texts"),
        ("spec", -1.5 * _ramp(look.unique, 0.8, 1.0) * (1 - look.measure) * (look.filled >= 8), "never returns"),
        ("spec", -3.0 * max(look.money, look.nested), "amounts of money or objects"),
        ("spec", -1.0 * look.cents * (not name.unit), "amounts with cents"),
        ("spec", -1.2 * constant, "the same in every row"),
        ("spec", -2.0 * _ramp(agree.begins, 0.3, 0.7), "titles begin with it"),
        ("spec", -3.0 * max(look.path, look.container), "paths or lists"),
        ("spec", -2.0 * look.stepped * look.tree, "a tree of classes"),
    ]  # fmt: skip


def _extras(look: ColumnProfile) -> Said:
    address = look.url * (1 - look.image)
    whole = look.number * (1 - look.cents)
    return [
        ("gtin", 6.0 * _ramp(look.gtin, 0.3, 0.9), "trade numbers with a right check digit"),
        ("gtin", -4.0 * (1 - _ramp(look.gtin, 0.05, 0.5)) * (1 - _ramp(look.number, 0.7, 1)), "no trade numbers"),
        ("mpn", -3.0 * (1 - look.code), "no codes"),
        ("price", 2.5 * _ramp(look.cents, 0.5, 1.0), "numbers with two decimals"),
        ("price", 4.5 * _ramp(look.money, 0.3, 0.9), "amounts with a currency"),
        ("price", -5.0 * (1 - max(look.number, look.money, look.nested)), "no amounts"),
        ("currency", 4.0 * _ramp(look.currency, 0.5, 1.0), "currency codes"),
        ("currency", -4.0 * (1 - look.currency), "no currency codes"),
        ("url", 6.0 * _ramp(address, 0.4, 0.9), "addresses"),
        ("url", -3.0 * (1 - _ramp(look.url, 0.1, 0.5)), "no addresses"),
        ("stock", 0.4 * whole, "whole numbers"),
        ("rating", -3.0 * (1 - look.number) * (look.mean_words < 2), "no numbers"),
        ("date", 5.5 * _ramp(look.date, 0.4, 0.9), "dates"),
        ("date", -3.0 * (1 - _ramp(look.date, 0.05, 0.5)), "no dates"),
        ("other", 0.8 * look.truth, "yes or no"),
        ("other", 0.5 * look.nested, "objects"),
        ("other", -1.0 * _ramp(look.mean_words, 4, 10), "texts"),
    ]
