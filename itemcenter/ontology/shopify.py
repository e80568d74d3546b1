"""Import of the Shopify Standard Product Taxonomy (github.com/Shopify/product-taxonomy, MIT), whole or by branch.

| in Shopify                       | in a release                                                                |
|----------------------------------|-----------------------------------------------------------------------------|
| category `el-7-8`                | category of that id, foreign id `gid://shopify/TaxonomyCategory/el-7-8`     |
| base attribute `color`           | key `color` with the value list `color`                                     |
| extended attribute `frame_color` | key `frame_color` that shares its base's list                               |
| value `color__black`             | value of that id, foreign id `gid://shopify/TaxonomyValue/1`                |
| attributes of a category         | scopes in the listed order, `only_here`: Shopify lists them at each category |

Every list is closed. Keys are `multiple`: Shopify does not say how many values an item may have, its own forms let a
merchant choose several of most attributes, and a second true value that is kept does less harm than one that is lost.
Colours are keys named `color` or `..._color`; a list of just yes, no (and other) makes a boolean key without a list.
Hints in parentheses become synonyms (see `hints`), and so do the names in further languages (`shopify_languages`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

from itemcenter.errors import InvariantError, OntologyError
from itemcenter.ontology.loaded import LoadedOntology
from itemcenter.ontology.part_files import garbage_collection_paused
from itemcenter.ontology.shopify_dist import read_dist_form
from itemcenter.ontology.shopify_languages import Languages, Worded, read_languages
from itemcenter.ontology.shopify_raw import RawAttribute, RawTaxonomy, RawValue, find_file, read_text
from itemcenter.ontology.shopify_source import read_source_form
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Category,
    CategoryId,
    KeyId,
    KeyScope,
    OntologyRelease,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)

_GID = "gid://shopify/Taxonomy"


def import_shopify(folder: Path, branches: Sequence[str] = (), languages: Sequence[str] = ()) -> LoadedOntology:
    """Read the taxonomy from a folder that holds `data/` (preferred) or `dist/en/`.

    `branches`: category ids whose subtrees to keep, with their ancestors so that paths are complete, and with the keys
    and lists that the kept categories use; () for everything. The whole release 2025-08 takes about 2 s and 120 MiB.
    `languages`: the one that gives the names, then others as synonyms, English always among them; () for English alone.
    Raises `OntologyError` naming the file and the entry that is malformed, or a branch that does not exist.
    """
    with garbage_collection_paused():
        raw = _read(folder)
        kept = _kept_categories(raw, branches, folder)
        worded = read_languages(folder / "data", languages) if languages else Languages()
        try:
            release = _build(raw, kept, branches, folder, worded)
        except InvariantError as error:
            raise OntologyError(f"{error}", place=str(folder)) from error
    notices = [] if raw.linked else [_UNBOUND.format(keys=len(release.keys))]
    return LoadedOntology(release, tuple(notices))


_UNBOUND = (
    "dist/en has no categories.json, so nothing says which of the {keys} attributes a category has: they are imported "
    "but apply to no category; import from data/ to have them bound"
)


def _read(folder: Path) -> RawTaxonomy:
    stated = find_file(folder / "VERSION")
    version = read_text(stated).strip() if stated is not None else ""
    if find_file(folder / "data" / "attributes.yml") or (folder / "data" / "categories").is_dir():
        return read_source_form(folder / "data", version)
    if (folder / "dist" / "en").is_dir():
        return read_dist_form(folder / "dist" / "en", version)
    raise OntologyError(
        "holds neither data/attributes.yml nor dist/en/",
        place=str(folder),
        remedy="give the root folder of a copy of github.com/Shopify/product-taxonomy",
    )


def _kept_categories(raw: RawTaxonomy, branches: Sequence[str], folder: Path) -> set[str]:
    if not branches:
        return set(raw.categories)
    kept: set[str] = set()
    for branch in branches:
        if branch not in raw.categories:
            near = difflib.get_close_matches(branch, raw.categories, n=3)
            roots = [entry.id for entry in raw.categories.values() if entry.parent_id is None]
            hint = f"did you mean {' or '.join(near)}?" if near else f"the top categories are {', '.join(roots)}"
            raise OntologyError(f"has no category {branch!r}", place=str(folder), remedy=hint)
        node: str | None = branch
        while node is not None and node not in kept:
            kept.add(node)
            node = raw.categories[node].parent_id
    below = set(branches)
    children: dict[str | None, list[str]] = {}
    for category in raw.categories.values():
        children.setdefault(category.parent_id, []).append(category.id)
    pending = list(below)
    while pending:
        fresh = [child for child in children.get(pending.pop(), ()) if child not in below]
        below.update(fresh)
        pending.extend(fresh)
    return kept | below


def _build(
    raw: RawTaxonomy, kept: set[str], branches: Sequence[str], folder: Path, languages: Languages
) -> OntologyRelease:
    # Names are settled over the whole taxonomy, so that an entry is the same in every branch import.
    of_category = _category_words(raw, languages)
    key_words = languages.worded("attributes", list(raw.attributes), [a.name for a in raw.attributes.values()])
    of_key = dict(zip(raw.attributes, key_words, strict=True))
    categories = [category for category in raw.categories.values() if category.id in kept]
    used = set(raw.attributes)
    if branches and raw.linked:
        used = {attribute for category in categories for attribute in category.attributes}
    attributes = [attribute for attribute in raw.attributes.values() if attribute.friendly_id in used]
    keys = [
        _key(attribute, raw.lists[attribute.list_id], of_key[attribute.friendly_id], languages)
        for attribute in attributes
    ]
    list_ids = dict.fromkeys(key.value_list_id for key in keys if key.value_list_id is not None)
    part = ",".join(branches) + (f"@{languages.suffix}" if languages.suffix else "")
    return OntologyRelease(
        categories=tuple(
            Category(
                CategoryId(category.id),
                of_category[category.id].name,
                None if category.parent_id is None else CategoryId(category.parent_id),
                of_category[category.id].synonyms,
                languages.describe("categories", category.id, category.description),
                (f"{_GID}Category/{category.id}",),
            )
            for category in categories
        ),
        keys=tuple(keys),
        value_lists=tuple(ValueList(list_id, tuple(_values(raw.lists[list_id], languages))) for list_id in list_ids),
        scopes=tuple(
            KeyScope(CategoryId(category.id), KeyId(attribute), order=order, only_here=True)
            for category in categories
            for order, attribute in enumerate(dict.fromkeys(category.attributes), start=1)
        ),
        name=" ".join(filter(None, ("shopify", raw.version, ",".join(branches), languages.suffix))),
        source=f"shopify:{folder}" + (f"#{part}" if part else ""),
    )


def _category_words(raw: RawTaxonomy, languages: Languages) -> dict[str, Worded]:
    """English hints over all categories, as names repeat all over the tree; other languages among siblings."""
    ids, names = list(raw.categories), [category.name for category in raw.categories.values()]
    if not languages.suffix:
        return dict(zip(ids, languages.worded("categories", ids, names), strict=True))
    siblings: dict[str | None, list[str]] = {}
    for category in raw.categories.values():
        siblings.setdefault(category.parent_id, []).append(category.id)
    out: dict[str, Worded] = {}
    for group in siblings.values():
        english = [raw.categories[identity].name for identity in group]
        out.update(zip(group, languages.worded("categories", group, english), strict=True))
    return out


def _key(attribute: RawAttribute, values: Sequence[RawValue], worded: Worded, languages: Languages) -> AttributeKey:
    kind = _value_type(attribute.friendly_id, values)
    return AttributeKey(
        KeyId(attribute.friendly_id),
        worded.name,
        kind,
        multiple=kind is not ValueType.BOOLEAN,
        value_list_id=None if kind is ValueType.BOOLEAN else ValueListId(attribute.list_id),
        synonyms=worded.synonyms,
        description=languages.describe("attributes", attribute.friendly_id, attribute.description),
        foreign_ids=(f"{_GID}Attribute/{attribute.number}",) if attribute.number else (),
    )


def _value_type(friendly_id: str, values: Sequence[RawValue]) -> ValueType:
    names = {value.name.casefold() for value in values}
    if {"yes", "no"} <= names <= {"yes", "no", "other"}:
        return ValueType.BOOLEAN
    if any(part == "color" or part.endswith("_color") for part in friendly_id.split("/")):
        return ValueType.COLOUR
    return ValueType.CATEGORICAL


def _values(values: Sequence[RawValue], languages: Languages) -> Iterable[AttributeValue]:
    ids, names = [value.friendly_id for value in values], [value.name for value in values]
    for value, worded in zip(values, languages.worded("values", ids, names), strict=True):
        foreign = (f"{_GID}Value/{value.number}",)
        yield AttributeValue(ValueId(value.friendly_id), worded.name, worded.synonyms, foreign_ids=foreign)
