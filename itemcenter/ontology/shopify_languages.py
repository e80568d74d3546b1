"""Other languages of the Shopify taxonomy: the files `data/localizations/{categories,attributes,values}/zh-CN.yml`.

Ids never change with the language. One language gives the names, the others stand beside them as synonyms, so that
texts in any of them are recognised. A translation that stands for two entries which must differ - in one value list,
among siblings, among keys - tells neither: as a name it gets the English one in brackets, as a synonym it is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from itemcenter.errors import OntologyError
from itemcenter.ontology.hints import hint_synonyms
from itemcenter.ontology.shopify_raw import Entry, find_file
from itemcenter.ontology.shopify_source import parse_yaml
from itemcenter.values.folding import name_key

ENGLISH = "en"
_NOUNS = ("categories", "attributes", "values")


class Worded(NamedTuple):
    name: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class Languages:
    """The wanted languages, the one that gives names first, and what their files say by noun and id.

    names, descriptions: (language, noun) -> id -> text
    """

    order: tuple[str, ...] = (ENGLISH,)
    names: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    descriptions: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    @property
    def suffix(self) -> str:
        """What tells them in the name of a release; "" for English alone."""
        return "" if self.order == (ENGLISH,) else "+".join(self.order)

    def describe(self, noun: str, identity: str, english: str) -> str:
        """The description in the first language, or the English one."""
        return self.descriptions.get((self.order[0], noun), {}).get(identity) or english

    def worded(self, noun: str, ids: Sequence[str], english: Sequence[str]) -> list[Worded]:
        """Name and synonyms of entries that must differ, given by id with their English names."""
        hints = hint_synonyms(english)
        if self.order == (ENGLISH,):
            return [Worded(*pair) for pair in zip(english, hints, strict=True)]
        by_language = [self._texts(language, noun, ids, english) for language in self.order]
        first = by_language[0]
        clear = [_counts(texts) for texts in by_language]
        names = [
            own if own and (clear[0][name_key(own)] == 1 or own == plain) else f"{own} ({plain})" if own else plain
            for own, plain in zip(first, english, strict=True)
        ]
        wished: list[list[str]] = [
            [texts[place] for texts, counts in zip(by_language, clear, strict=True)
             if texts[place] and counts[name_key(texts[place])] == 1] + [*hints[place]]
            for place in range(len(ids))
        ]  # fmt: skip
        return _settled(names, wished)

    def _texts(self, language: str, noun: str, ids: Sequence[str], english: Sequence[str]) -> list[str]:
        if language == ENGLISH:
            return list(english)
        known = self.names[language, noun]
        return [known.get(identity, "") for identity in ids]


def read_languages(data: Path, wanted: Sequence[str]) -> Languages:
    """Read the files of the wanted languages; English, which needs none, is added last where it is not named.

    Raises `OntologyError` for a language that the copy does not have, telling which there are.
    """
    order = tuple(dict.fromkeys((*wanted, ENGLISH)))
    names: dict[tuple[str, str], dict[str, str]] = {}
    descriptions: dict[tuple[str, str], dict[str, str]] = {}
    for language in order:
        for noun in _NOUNS if language != ENGLISH else ():
            path = find_file(data / "localizations" / noun / f"{language}.yml")
            if path is None:
                known = ", ".join(sorted({ENGLISH, *_available(data)}))
                missing = data / "localizations" / noun / f"{language}.yml"
                raise OntologyError(
                    f"has no language {language!r}", place=str(missing), remedy=f"languages of this copy: {known}"
                )
            entries = _read(path, language, noun)
            names[language, noun] = {identity: entry.text("name", "") for identity, entry in entries.items()}
            descriptions[language, noun] = {
                identity: entry.text("description", "") for identity, entry in entries.items()
            }
    return Languages(order, names, descriptions)


def _available(data: Path) -> list[str]:
    folder = data / "localizations" / "categories"
    return [path.name.split(".")[0] for path in folder.glob("*.yml*")] if folder.is_dir() else []


def _read(path: Path, language: str, noun: str) -> dict[str, Entry]:
    document = parse_yaml(path)
    try:
        found = document[language][noun]
        return {str(identity): Entry(entry, f"{path}, {identity}") for identity, entry in found.items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise OntologyError(f"does not hold {language}: {noun}: entries", place=str(path)) from error


def _counts(texts: Sequence[str]) -> Counter[str]:
    return Counter(name_key(text) for text in texts if text)


def _settled(names: Sequence[str], wished: Sequence[Sequence[str]]) -> list[Worded]:
    """Synonyms as wished, without those that are another entry's name, or that two entries wish for."""
    named = {name_key(name): place for place, name in enumerate(names)}
    asked: dict[str, set[int]] = {}
    for place, synonyms in enumerate(wished):
        for synonym in synonyms:
            asked.setdefault(name_key(synonym), set()).add(place)
    out = []
    for name, synonyms in zip(names, wished, strict=True):
        kept: dict[str, str] = {}
        for synonym in synonyms:
            folded = name_key(synonym)
            if folded and folded != name_key(name) and folded not in named and len(asked[folded]) == 1:
                kept.setdefault(folded, synonym)
        out.append(Worded(name, tuple(kept.values())))
    return out
