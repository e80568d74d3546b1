"""What the cells of one column look like: shares of shapes among its first filled cells."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from itemcenter.items.raw_cells import json_text, present
from itemcenter.items.specs import looks_like_container, text_pairs
from itemcenter.values.folding import is_unspaced, name_key
from itemcenter.values.identifier import valid_gtin
from itemcenter.values.units import spelling

#: Of a longer cell only the beginning is looked at.
_LOOKED_AT = 1500

_NUMBER = re.compile(r"[-+]?\d+(?:[.,' ]\d{3})*(?:[.,]\d+)?")
_CENTS = re.compile(r"\d+(?:[.,' ]\d{3})*[.,]\d{2}")
_CODES = "USD|EUR|GBP|CHF|INR|CNY|RMB|JPY"
_MONEY = re.compile(rf"[$€£¥₹]\s*\d|\d\s*[$€£¥₹]|\b(?:{_CODES}|Rs\.?)\s*\d|\d\s*(?:{_CODES}|kr|zł)\b")
#: A number, range or chain, and what stands behind it.
_MEASURE = re.compile(
    r"[-+±<>≤≥~]?\s*\d[\d.,/]*(?:\s*[-–x×*]\s*\d[\d.,/]*)*\s*"
    r"([^\W\d_°%\"'″′]{0,10}[°%\"'″′²³]?[A-Za-z]?)\.?"
)
_URL = re.compile(r"(?:https?:)?//\S+|www\.\S+", re.IGNORECASE)
_IMAGE = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|tiff?|bmp|svg|avif)(?:[?#]\S*)?", re.IGNORECASE)
_IMAGE_HOST = re.compile(
    r"//(?:img|images?|cdn|media|static|pics?|photos?|bilder?)\d*[.-]|/images?/|/img/", re.IGNORECASE
)
_DATE = re.compile(
    r"(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.]\d{1,2}(?:[T ].*)?|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d(?: .*)?|"
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
)
_DOCUMENT = re.compile(r"\.(?:pdf|html?|php|docx?|xlsx?|zip|mp4|mov|webm|txt|csv)(?:[?#]\S*)?$", re.IGNORECASE)
_HTML = re.compile(r"</?[a-z][a-z0-9]*\b[^>]*>|&[a-z]{2,6};", re.IGNORECASE)
_CODE = re.compile(r"(?=[^\s]*\d)[\w./#+-]{2,40}")
_SENTENCE = re.compile(r"[.!?。！？](?:\s|$|<)")
_PATH = re.compile(r"\s>+\s|>>|\s»\s|[^\s<]>[^\s<]")
_SLASHES = re.compile(r"[^\W\d_][^/|:]*(?:[/|][^\W_][^/|:]*)+")
_CURRENCIES = frozenset("USD EUR GBP CHF INR CNY RMB JPY CAD AUD SEK NOK DKK PLN CZK BRL MXN".split())  # noqa: SIM905
_TRUTH = frozenset("true false yes no y n ja nein oui non si 是 否 0 1 x".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """rows: cells looked at; filled: those that hold something; the figures after it are shares of the filled ones.

    distinct: number of different cells; mean_words, mean_chars: of a filled cell (two CJK letters count as a word)
    path: category paths with ">"; stepped: lists, or parts with "/" or "|"; runs: equal to the filled cell before
    tree: share of the second steps that always stand under one first step, as in a tree of classes
    texts: the cells as text in row order, "" for an empty one
    """

    rows: int
    filled: int
    distinct: int
    mean_words: float
    mean_chars: float
    number: float
    cents: float
    money: float
    measure: float
    gtin: float
    url: float
    image: float
    html: float
    date: float
    truth: float
    code: float
    sentence: float
    path: float
    stepped: float
    tree: float
    container: float
    nested: float
    listed: float
    runs: float
    rising: bool
    currency: float
    texts: tuple[str, ...]

    @property
    def fill(self) -> float:
        return self.filled / self.rows if self.rows else 0.0

    @property
    def unique(self) -> float:
        return self.distinct / self.filled if self.filled else 0.0

    @property
    def weight(self) -> float:
        """How far the shares can be trusted, 0 to 1: a dozen cells say all that there is to say, three little."""
        return min(1.0, (self.filled / 12) ** 2)


def profile(values: Sequence[Any], rows: int) -> ColumnProfile:
    """The profile of the cells `values` (None where a row lacks the column), of `rows` rows looked at."""
    nested = listed = 0
    texts: list[str] = []
    steps: list[list[str]] = []
    container = 0
    for value in values:
        if isinstance(value, dict | list):
            nested += isinstance(value, dict) or any(isinstance(entry, dict | list) for entry in value)
            listed += isinstance(value, list)
            entries = _flat(value)
            text = ", ".join(entries) if entries else json_text(value)
            if len(entries) > 1 and "://" not in text:
                steps.append(entries)
            container += looks_like_container(value) or (bool(entries) and all(": " in entry for entry in entries))
        else:
            text = present(json_text(value))[:_LOOKED_AT] if value is not None else ""
            container += bool(text) and _text_container(text)
        texts.append(text[:_LOOKED_AT])
    full = [text for text in texts if text]
    count = max(1, len(full))
    distinct = dict.fromkeys(full)
    numbers = [text for text in full if _NUMBER.fullmatch(text)]
    steps += [re.split(r"\s*[/|]\s*", text) for text in full if len(text) < 200 and _SLASHES.fullmatch(text)]

    def share(matches: int) -> float:
        return matches / count

    return ColumnProfile(
        rows=max(rows, len(values)),
        filled=len(full),
        distinct=len(distinct),
        mean_words=sum(map(_word_count, full)) / count,
        mean_chars=sum(map(len, full)) / count,
        number=share(len(numbers)),
        cents=share(sum(1 for text in full if _CENTS.fullmatch(text))),
        money=share(sum(1 for text in full if len(text) < 30 and _MONEY.search(text))),
        measure=share(sum(1 for text in full if _is_measure(text))),
        gtin=share(sum(1 for text in full if valid_gtin(text.strip("[]\"' ").split(",")[0].strip("\"' ")))),
        url=share(sum(1 for text in full if _URL.match(text))),
        image=share(sum(1 for text in full if _is_image(text))),
        html=share(sum(1 for text in full if _HTML.search(text))),
        date=share(sum(1 for text in full if _DATE.fullmatch(text))),
        truth=share(sum(1 for text in full if text.lower() in _TRUTH)),
        code=share(sum(1 for text in full if _CODE.fullmatch(text))),
        sentence=share(sum(1 for text in full if len(text) > 30 and _SENTENCE.search(text))),
        path=share(sum(1 for text in full if len(text) < 300 and _PATH.search(text) and "</" not in text)),
        stepped=share(len(steps)),
        tree=_tree(steps),
        container=share(container),
        nested=share(nested),
        listed=share(listed),
        runs=share(sum(1 for one, two in itertools.pairwise(full) if one == two)),
        rising=_rising(full) if len(numbers) == len(full) else False,
        currency=share(sum(1 for text in full if text.upper() in _CURRENCIES)),
        texts=tuple(texts),
    )


def _word_count(text: str) -> float:
    unspaced = sum(map(is_unspaced, text))
    return len(text.split()) + max(0, unspaced - 1) / 2


def _is_measure(text: str) -> bool:
    """A number, range or chain with a unit that is known: "12 V", "0.5-1 l", "60 x 40 cm"."""
    found = _MEASURE.fullmatch(text)
    if found is None or not found[1]:
        return False
    return (spelling(found[1]) or spelling(found[1].lower())) is not None


def _is_image(text: str) -> bool:
    first = text.strip("[]\"' ").split(",")[0].split("|")[0].strip("\"' ")
    return _IMAGE.fullmatch(first) is not None or (
        _URL.match(first) is not None and _IMAGE_HOST.search(first) is not None and _DOCUMENT.search(first) is None
    )


def _flat(value: Any) -> list[str]:
    """The entries of a list of texts; [] for anything else."""
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return value
    return []


def _text_container(text: str) -> bool:
    """Pairs in a text: JSON, a Ruby hash, or at least two "name: value" parts that do not read like sentences."""
    if looks_like_container(text):
        return True
    if ":" not in text and "=>" not in text and "：" not in text:
        return False
    pairs = text_pairs(text)
    if not pairs or len(pairs) < 2:
        return False
    named = [name for name, _ in pairs if name]
    return len(named) >= 0.8 * len(pairs) and sum(len(name.split()) for name in named) <= 4 * len(named)


def _tree(steps: Sequence[Sequence[str]]) -> float:
    """Of the second steps that stand in several cells, the share under one first step only; 0 where none returns."""
    over: dict[str, dict[str, None]] = {}
    times: dict[str, int] = {}
    for first, second, *_ in (entry for entry in steps if len(entry) > 1):
        over.setdefault(second, {})[first] = None
        times[second] = times.get(second, 0) + 1
    again = [second for second, count in times.items() if count > 1]
    return sum(1 for second in again if len(over[second]) == 1) / len(again) if again else 0.0


def _rising(texts: Sequence[str]) -> bool:
    digits = [text for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
    if len(digits) < max(5, len(texts)):
        return False
    numbers = list(map(int, digits))
    return all(one < two for one, two in itertools.pairwise(numbers))


def folded(text: str) -> str:
    """A text as words between blanks, so that whole words can be looked for with `in`."""
    return f" {name_key(text)} "
