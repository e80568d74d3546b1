"""The expert workbook (backbone) as data classes, and its writer.

A key or a value also carries spellings that merchants use but experts never listed (`off`): they are rendered into
the catalog and never written to the workbook, so that looking up synonyms alone cannot solve the demo.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

LIST_TYPES = ("categorical", "colour")
TEXT_FIELDS = ("unit", "role", "tolerance", "values_of", "en", "de", "zh", "off", "said", "normalisation")


def parts(text: str, separator: str = ",") -> tuple[str, ...]:
    """Split `text` and drop empty parts and outer spaces."""
    return tuple(part.strip() for part in text.split(separator) if part.strip())


@cache
def slug(text: str) -> str:
    """Lower-case id form of a name: letters and digits, the rest as single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


@dataclass(frozen=True)
class Category:
    """One node of the category tree; `parent` is empty at the top."""

    id: str
    parent: str
    name: str
    synonyms: str
    description: str


@dataclass(frozen=True)
class Key:
    """One attribute key. `en`, `de`, `zh`: synonyms, comma-separated; `said`: how a "yes" reads in running text."""

    id: str
    name: str
    type: str
    description: str
    multiple: bool
    open: bool
    unit: str = ""
    role: str = ""
    tolerance: str = ""
    values_of: str = ""
    en: str = ""
    de: str = ""
    zh: str = ""
    off: str = ""
    said: str = ""
    normalisation: str = ""

    def labels(self, language: str) -> tuple[str, ...]:
        """Names a merchant may write for this key in `language`, English as the fallback."""
        chosen = {"en": (self.name, *parts(self.en)), "de": parts(self.de), "zh": parts(self.zh)}[language]
        return chosen or (self.name,)

    def yes_phrases(self, language: str) -> tuple[str, ...]:
        """Words that state a boolean as true in `language`; empty where this key has none."""
        columns = [*self.said.split(";"), "", "", ""]
        return parts(columns[("en", "de", "zh").index(language)])


@dataclass(frozen=True)
class Value:
    """One value of a list-based key, with synonyms per language."""

    key: str
    name: str
    en: tuple[str, ...] = ()
    de: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    description: str = ""

    @property
    def id(self) -> str:
        """Stable id: `key/slug-of-name`."""
        return f"{self.key}/{slug(self.name)}"

    def spellings(self, language: str) -> tuple[str, ...]:
        """Listed spellings in `language`; English where the language has none."""
        return {"en": (self.name, *self.en), "de": self.de, "zh": self.zh}[language] or (self.name, *self.en)


def read_values(key: str, table: str) -> list[Value]:
    """Read `name ; english ; german ; chinese ; unlisted ; description` lines into values of `key`."""
    values = []
    for line in table.strip().splitlines():
        columns = [column.strip() for column in line.split(";")] + [""] * 5
        en, de, zh, off = (parts(column) for column in columns[1:5])
        values.append(Value(key, columns[0], en, de, zh, off, columns[5]))
    return values


def read_keys(cards: str) -> list[Key]:
    """Read key cards: `id: name`, then `field: text` lines; `type` also holds the unit, role and flags."""
    keys = []
    for card in parts(cards, "\n\n"):
        head, *lines = (line.partition(":") for line in card.splitlines())
        fields = {name.strip(): text.strip() for name, _, text in lines}
        kind, *flags = parts(fields.pop("type"))
        fields |= dict(flag.split("=") for flag in flags if "=" in flag)
        texts = {name: fields.pop(name) for name in TEXT_FIELDS if name in fields}
        if set(fields) != {"about"}:
            raise ValueError(
                f"card of key {head[0]}: needs 'about' and no other fields than {TEXT_FIELDS}, has {fields}"
            )
        key = Key(head[0], head[2].strip(), kind, fields["about"], "multiple" in flags, "open" in flags, **texts)
        keys.append(key)
    return keys


def read_categories(table: str) -> list[Category]:
    """Read `id ; name ; synonyms ; description` lines; the parent is the id up to its last slash."""
    rows = [[column.strip() for column in line.split(";")] for line in table.strip().splitlines()]
    return [Category(row[0], row[0].rpartition("/")[0], *row[1:]) for row in rows]


@dataclass(frozen=True)
class Section:
    """One category's part of the workbook.

    `applies` maps a category id to key ids in order; a trailing `!` marks core, a trailing `*` only_here.
    `restrict` maps (category, key) to the allowed value names, where that category's own `applies` lists the
    key. `values` maps a key id to its table.
    """

    categories: str
    keys: str
    applies: dict[str, str]
    values: dict[str, str]
    brands: str
    restrict: dict[tuple[str, str], str] = field(default_factory=dict)
    scenarios: str = ""
    terms: str = ""
    relations: str = ""


class Workbook:
    """All sections together, with look-ups for the renderer and a writer."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self.sections = sections
        self.categories = {c.id: c for section in sections for c in read_categories(section.categories)}
        self.keys = {k.id: k for section in sections for k in read_keys(section.keys)}
        self.lists: dict[str, dict[str, Value]] = {}
        for section in sections:
            for key, table in section.values.items():
                self.lists[key] = {value.name: value for value in read_values(key, table)}
        self.applies = {c: parts(line, " ") for section in sections for c, line in section.applies.items()}

    def values_of(self, key: str) -> dict[str, Value]:
        """Value list of `key` by canonical name, following a shared list; empty for keys without a list."""
        return self.lists.get(self.keys[key].values_of or key, {})

    def keys_of(self, category: str) -> list[str]:
        """Key ids of a category: inherited ones first, then its own."""
        parent = self.categories[category].parent
        inherited = [key for key in self.keys_of(parent) if f"{key}*" not in self.applies[parent]] if parent else []
        own = [entry.rstrip("!*") for entry in self.applies.get(category, ())]
        return inherited + own

    def write(self, folder: Path) -> None:
        """Write the eight CSV files of the workbook into `folder` (created if missing)."""
        folder.mkdir(parents=True, exist_ok=True)
        tree = self.categories.values()
        categories = [(c.id, c.parent, c.name, "|".join(parts(c.synonyms)), c.description) for c in tree]
        _write(folder / "categories.csv", "id,parent,name,synonyms,description", categories)
        header = "id,name,type,unit,multiple,open,role,tolerance,values_of,synonyms,description,normalisation"
        _write(folder / "keys.csv", header, map(_key_row, self.keys.values()))
        _write(folder / "applies.csv", "category,key,core,order,values,only_here", self._applies_rows())
        values = [
            (v.key, v.id, v.name, _synonyms(v.name, (*v.en, *v.de, *v.zh)), v.description)
            for listed in self.lists.values()
            for v in listed.values()
        ]
        _write(folder / "values.csv", "key,id,name,synonyms,description", values)
        brands = [_named("brand", line, 2) for line in self._lines("brands")]
        _write(folder / "brands.csv", "id,name,synonyms", brands)
        scenarios = [_named("scenario", line, 3) for line in self._lines("scenarios")]
        _write(folder / "scenarios.csv", "id,name,synonyms,description", scenarios)
        terms = [_named("term", line, 3) for line in self._lines("terms")]
        _write(folder / "terms.csv", "id,name,synonyms,category", terms)
        relations = [tuple(line.split()) for line in self._lines("relations")]
        _write(folder / "relations.csv", "subject,predicate,object", relations)

    def broader_names(self) -> dict[str, set[str]]:
        """Names of broader values by value name, from the `is_a` relations."""
        names = {value.id: value.name for listed in self.lists.values() for value in listed.values()}
        broader: dict[str, set[str]] = {}
        for line in self._lines("relations"):
            subject, predicate, other = line.split()
            if predicate == "is_a":
                broader.setdefault(names[subject], set()).add(names[other])
        return broader

    def brand_ids(self) -> dict[str, str]:
        """Brand id by canonical brand name."""
        names = [line.split(";")[0].strip() for line in self._lines("brands")]
        return {name: f"brand/{slug(name)}" for name in names}

    def _lines(self, name: str) -> list[str]:
        return [line for section in self.sections for line in getattr(section, name).strip().splitlines()]

    def _applies_rows(self) -> Iterable[tuple[str, ...]]:
        restrict = {pair: names for section in self.sections for pair, names in section.restrict.items()}
        for category, entries in self.applies.items():
            for order, entry in enumerate(entries, start=1):
                key = entry.rstrip("!*")
                listed = self.values_of(key)
                allowed = "|".join(listed[name].id for name in parts(restrict.get((category, key), "")))
                yield category, key, _yes(entry.endswith("!")), str(order), allowed, _yes(entry.endswith("*"))


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def _synonyms(name: str, words: Sequence[str]) -> str:
    """Synonym cell: no repetition, not the name itself, in the order given."""
    distinct = {word.casefold(): word for word in reversed(words)}
    return "|".join(reversed([word for folded, word in distinct.items() if folded != name.casefold()]))


def _key_row(key: Key) -> tuple[str, ...]:
    synonyms = _synonyms(key.name, (*parts(key.en), *parts(key.de), *parts(key.zh)))
    flags = (_yes(key.multiple), _yes(key.open))
    head = (key.id, key.name, key.type, key.unit, *flags, key.role, key.tolerance, key.values_of)
    return (*head, synonyms, key.description, key.normalisation)


def _named(prefix: str, line: str, width: int) -> tuple[str, ...]:
    name, *rest = [column.strip() for column in line.split(";")] + [""] * 2
    return (f"{prefix}/{slug(name)}", name, "|".join(parts(rest[0])), rest[1])[: width + 1]


def _write(path: Path, header: str, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)
