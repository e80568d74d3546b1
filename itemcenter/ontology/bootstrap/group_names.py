"""Names of product groups: the phrase of the titles that most items of a group show, few others, and several brands."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from itemcenter.ontology.bootstrap.group_features import GroupFeatures
from itemcenter.ontology.bootstrap.sparse_rows import Places
from itemcenter.ontology.bootstrap.title_words import stem
from itemcenter.values import colour_of

#: Share of a group's items that must show its name; and a further term, and how much of a term's items are the group's.
_NAMED, _TERM, _TERM_PURITY = 0.15, 0.05, 0.75
#: What each further word of a phrase is worth, and how much purity and spread over brands count.
_PER_WORD, _PURITY, _SPREAD = 0.3, 0.35, 0.5
#: What it is worth that the items' own cells name the phrase as their kind, that keys are called by its last word
#: ("processor frequency"), and that it does not run on into a longer phrase.
_KIND, _KEY_WORD, _HEAD = 4.0, 0.5, 0.7
#: What it costs that the words stand in the items' own cells: "SDRAM" is a property of what "notebook" names.
_INSIDE = 0.4
_MOST_TERMS = 6
#: A word that is this often a value of its item's own cells is an attribute.
_ATTRIBUTE = 0.6


@dataclass(slots=True)
class GroupPhrases:
    """The phrases of a group, best name first. spelled: how a phrase is written most often; shown: items that show it.

    share: of the group's items that show the phrase; purity: of the phrase's items that are in the group
    """

    items: int = 0
    ranked: list[str] = field(default_factory=list)
    spelled: dict[str, str] = field(default_factory=dict)
    share: dict[str, float] = field(default_factory=dict)
    purity: dict[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name that people read, "" where no phrase is shown by enough items."""
        best = self.ranked[0] if self.ranked else ""
        return _readable(self.spelled[best]) if best and self.share[best] >= _NAMED else ""

    def terms(self) -> list[str]:
        """Further phrases that hardly another group has."""
        found = [
            _readable(self.spelled[phrase])
            for phrase in self.ranked[1:]
            if self.share[phrase] >= _TERM and self.purity[phrase] >= _TERM_PURITY
        ]
        return list(dict.fromkeys(found))[:_MOST_TERMS]


def group_phrases(
    label: Places, groups: int, phrases: Sequence[dict[str, str]], brands: Sequence[str], features: GroupFeatures
) -> list[GroupPhrases]:
    """The phrases of each group."""
    everywhere: Counter[str] = Counter()
    counts: list[Counter[str]] = [Counter() for _ in range(groups)]
    makers: list[Counter[str]] = [Counter() for _ in range(groups)]
    kinds: list[Counter[str]] = [Counter() for _ in range(groups)]
    for group, entry, brand, kind in zip(label.tolist(), phrases, brands, features.kinds, strict=True):
        everywhere.update(entry.keys())
        if group >= 0:
            counts[group].update(entry.keys())
            makers[group][brand] += 1
            if kind:
                kinds[group][kind] += 1
    written: list[dict[str, Counter[str]]] = []
    users: list[dict[str, Counter[str]]] = []
    for counted, by in zip(counts, makers, strict=True):
        frequent = [phrase for phrase, count in counted.items() if count >= max(2, _TERM * by.total())]
        written.append({phrase: Counter() for phrase in frequent})
        users.append({phrase: Counter() for phrase in frequent})
    for group, entry, brand in zip(label.tolist(), phrases, brands, strict=True):
        if group >= 0:
            for phrase in entry.keys() & users[group].keys():
                written[group][phrase][entry[phrase]] += 1
                users[group][phrase][brand] += 1
    said = _key_words(label, groups, features)
    heads = _headness(everywhere)
    out = []
    for group in range(groups):
        found = GroupPhrases(items=makers[group].total())
        spread, scores = _effective(makers[group]), {}
        for phrase, by_brand in users[group].items():
            count = by_brand.total()
            share, purity = count / found.items, count / everywhere[phrase]
            parts = phrase.split()
            if parts[-1] in features.series or _is_attribute(parts, features.attribute):
                continue
            lift = math.log2(1 + purity * len(label) / found.items)
            known = min(1.0, _effective(by_brand) / spread)
            named = 1 + _KIND * kinds[group][phrase] / max(1, kinds[group].total())
            keyed = 1 + _KEY_WORD * said[group].get(parts[-1], 0.0)
            inside = 1 - _INSIDE * min(features.inside.get(part, 0.0) for part in parts)
            score = inside * share * lift * purity**_PURITY * known**_SPREAD * named * keyed
            scores[phrase] = score * (1 + _PER_WORD * (len(parts) - 1)) * (1 - _HEAD + _HEAD * heads.get(phrase, 1.0))
            found.share[phrase], found.purity[phrase] = round(share, 4), round(purity, 4)
            ways = written[group][phrase]
            found.spelled[phrase] = min(ways.items(), key=lambda entry: (-entry[1], entry[0]))[0]
        found.ranked = sorted(scores, key=lambda phrase: (-round(scores[phrase], 9), phrase))
        out.append(found)
    return out


def _headness(everywhere: Counter[str]) -> dict[str, float]:
    """phrase -> share of its items in which no longer phrase begins with it: "photo" runs on to "photo paper"."""
    longer: Counter[str] = Counter()
    for phrase, count in everywhere.items():
        front = phrase.rpartition(" ")[0]
        if front:
            longer[front] = max(longer[front], count)
    return {
        phrase: max(0.0, 1.0 - count / everywhere[phrase]) for phrase, count in longer.items() if everywhere[phrase]
    }


def _key_words(label: Places, groups: int, features: GroupFeatures) -> list[dict[str, float]]:
    """word -> how much larger the share of items with that word in a key's name is in the group than everywhere."""
    in_key = [frozenset(map(stem, name.split())) for name in features.key_names]
    counts: list[Counter[str]] = [Counter() for _ in range(groups + 1)]
    for group, keys in zip(label.tolist(), features.keys, strict=True):
        counts[group if group >= 0 else groups].update(frozenset().union(*(in_key[key] for key in keys)))
    everywhere: Counter[str] = Counter()
    for counted in counts:
        everywhere.update(counted)
    sizes = np.bincount(np.where(label >= 0, label, groups), minlength=groups + 1)
    total = max(1, len(label))
    return [
        {word: max(0.0, count / sizes[group] - everywhere[word] / total) for word, count in counts[group].items()}
        for group in range(groups)
    ]


def _is_attribute(parts: Sequence[str], attribute: Mapping[str, float]) -> bool:
    return any(attribute.get(word, 0.0) >= _ATTRIBUTE or colour_of(word) is not None for word in parts)


def _effective(counts: Counter[str]) -> float:
    """The number of equally frequent entries that would be as spread (inverse Simpson index)."""
    total = counts.total()
    return 1.0 if not total else 1.0 / sum((count / total) ** 2 for count in counts.values())


def _readable(phrase: str) -> str:
    bare = "".join(character for character in phrase if character not in "™®©")
    return bare[:1].upper() + bare[1:]
