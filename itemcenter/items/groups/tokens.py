"""Runs of a title without blanks into tokens: words, codes, numbers, measures, and breaks between its parts."""

from __future__ import annotations

import re
from typing import NamedTuple

from itemcenter.items.groups import variant_words as known
from itemcenter.values import known_unit
from itemcenter.values.folding import fold, is_unspaced, name_key

#: A run without blanks, or a mark that parts a title.
CHUNK = re.compile(r"[()\[\]{}|;]|,(?!\d)|(?<!\d),|\s[-–—:/+]+\s|(?:[^\s()\[\]{}|,;]|(?<=\d),(?=\d))+")
_FIGURE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+(?:[.,]\d+)?|\.\d+)-?([^\W\d_]+|[\"'″”]+)?", re.UNICODE)
_CHAIN = re.compile(r"(\d{1,3})[x×](\d+(?:[.,]\d+)?)([^\W\d_]+)", re.IGNORECASE)
#: Marks inside a run that part words: "Black/White", "Men-Black", "16-inch"; not those of codes ("FX-82ES").
_INNER = re.compile(r"[/+&]|-(?=[^\W\d_])(?<=[^\W\d_]-)|(?<=\d)-(?=[^\W\d_]{3,}$)")
_APERTURE = re.compile(r"[fF]/\d.*")


class Token(NamedTuple):
    """kind: word, code, number, measure or break. A measure carries its dimension; raw: as it stands in the title."""

    kind: str
    text: str
    dimension: str = ""
    raw: str = ""


def chunk_tokens(chunk: str) -> list[Token]:
    """The tokens of a run without blanks. Never empty of meaning: what is no word, number or measure is a break."""
    if len(chunk) == 1 and chunk in "()[]{}|,;":
        return [Token("break", chunk)]
    core = chunk.strip(" .!?:*~-–—_/+&").rstrip("™®©")
    if not core or not any(map(str.isalnum, core)):
        return [Token("break", chunk)] if chunk.strip() not in ("&", "+") else []
    out: list[Token] = []
    for part in [core] if _APERTURE.fullmatch(core) else _INNER.split(core):
        out += _part_tokens(part)
    if chunk.rstrip().endswith(":"):
        out.append(Token("break", ":"))
    return out


def _part_tokens(part: str) -> list[Token]:
    chain = _CHAIN.fullmatch(part)
    if chain is not None and (found := measure_of(_number(chain[2]), chain[3])) is not None:
        return [Token("measure", chain[1], known.PACK, f"{chain[1]}x"), found]
    figure = _FIGURE.fullmatch(part)
    if figure is not None:
        number = _number(figure[1])
        if figure[2] is None:
            return [Token("number", number, "", part)]
        unit = figure[2]
        found = measure_of(number, unit)
        if found is not None:
            return [found._replace(raw=part)]
        if fold(unit) in known.PACK_UNITS or unit.lower() == "er":
            word = "pack" if unit.lower() == "er" else fold(unit)
            return [Token("number", number, "", figure[1]), Token("word", word, "", unit)]
        return [Token("code", number + fold(unit).replace(" ", ""), "", part)]
    folded = fold(part)
    if any(map(str.isdigit, folded)):
        text = folded.replace(" ", "")
        return [Token("code", text, "", part)] if text else []
    if folded.isascii():
        return [Token("word", word, "", part) for word in folded.split()]
    out: list[Token] = []
    for word in folded.split():
        if any(map(is_unspaced, word)):
            out += [Token("word", entry, "", entry) for entry in name_key(word).split()]
        else:
            out.append(Token("word", word, "", part))
    return out


def _number(text: str) -> str:
    """One spelling of a number: 4.0 and 4, 1,000 and 1000, 0,5 and .5."""
    plain = text.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+", text) else text.replace(",", ".")
    return f"{float(plain):.10g}" if len(plain) <= 9 else plain


def measure_of(number: str, unit: str) -> Token | None:
    """A figure with a unit in which variants differ; a technical one is a code, None where `unit` is no unit."""
    spelled = fold(unit).strip() or unit
    if spelled in known.LOWER_ONLY and unit != spelled:
        return None
    found = known.UNITS.get(spelled)
    if found is None:
        name = known_unit(unit) if len(unit) <= 12 else None
        return None if name is None or spelled in known.PACK_UNITS else Token("code", number + name.lower(), "", unit)
    dimension, base, factor = found
    return Token("measure", f"{float(number) * factor:.6g} {base}", dimension, unit)
