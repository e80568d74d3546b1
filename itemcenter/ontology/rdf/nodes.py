"""A release as a stream of RDF nodes, in the order of its parts: what the writers of every RDF format share.

categories, values, scenarios, brands, terms   skos:Concept: notation = id, prefLabel, altLabel, definition, broader
the release, value lists                       skos:ConceptScheme; a value list stands once, however many keys use it
keys, scopes, relations                        ic:Key, ic:Scope, ic:Relation
who, when, why                                 prov:Activity for every version that brought entries into use

RDF has no order of repeated properties: `ic:order` keeps it where it is not that of the letters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote

from itemcenter.ontology.version_log import Version
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Brand,
    Category,
    CategoryMapping,
    KeyScope,
    OntologyRelease,
    ProductTerm,
    Relation,
    ScenarioTag,
    content_hash,
)

URN = "urn:itemcenter:"
PREFIXES = {
    "ic": "urn:itemcenter:terms#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
#: Foreign ids that are IRIs may be linked to; others could break out of one.
_IRI = re.compile(r"[a-z][a-z0-9+.-]{1,20}:[A-Za-z0-9/._~%#?&=:@!$'()*+,;-]{1,500}")


class Iri(str):
    """The name of a node, never with a sign that ends one."""

    __slots__ = ()


class Time(str):
    """xsd:dateTime"""

    __slots__ = ()


Term = Iri | Time | str | bool | int


class Node(NamedTuple):
    """statements: (prefixed name of the property, object), in order"""

    iri: Iri
    types: tuple[str, ...]
    statements: list[tuple[str, Term]]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the entries of a release come from. versions: of the center, oldest first

    first: (noun, group, id) -> number of the version that first had the entry; gone: of those that later ones lack, as
    `EntryChange.to_json` has them
    """

    versions: Sequence[Version] = ()
    first: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    gone: Sequence[Mapping[str, str]] = ()


def named(noun: str, *ids: str) -> Iri:
    """The IRI of an entry: its id, every sign that is no letter or digit escaped, so no id can end it."""
    return Iri(URN + noun + "".join(f":{quote(part, safe='', errors='surrogatepass')}" for part in ids))


def nodes(
    release: OntologyRelease, origin: Origin | None = None, mappings: Iterable[CategoryMapping] = ()
) -> Iterator[Node]:
    """All of a release; of its past what `origin` tells; the categories of other systems as close matches."""
    origin = origin or Origin()
    home = named("release", release.id)
    about: list[tuple[str, Term]] = [("skos:notation", release.id)]
    about += [("dct:title", release.name)] if release.name else []
    about += [("dct:source", release.source)] if release.source else []
    about += [("prov:wasRevisionOf", named("release", release.parent_id))] if release.parent_id else []
    about += [("prov:wasGeneratedBy", named("version", v.id)) for v in origin.versions if v.release_id == release.id]
    yield Node(home, ("skos:ConceptScheme", "prov:Entity", "ic:Release"), about)
    yield from _versions(origin.versions)
    outward = list(mappings)
    for category in release.categories:
        told = [*_entry(category), ("skos:inScheme", home), *_foreign(category, outward)]
        if category.parent_id is None:
            told.append(("skos:topConceptOf", home))
        else:
            told.append(("skos:broader", named("category", category.parent_id)))
        yield _made("category", ("ic:Category",), told + _began(origin, "category", "", category.id), category.id)
    for key in release.keys:
        yield _made("key", ("ic:Key",), _key(key) + _began(origin, "key", "", key.id), key.id)
    for entry in release.value_lists:
        place = named("list", entry.id)
        yield Node(place, ("skos:ConceptScheme", "ic:ValueList"), [("skos:notation", entry.id)])
        for position, value in enumerate(entry.values):
            told = [*_entry(value), ("skos:inScheme", place), ("ic:position", position)]
            told += _began(origin, "value", entry.id, value.id)
            yield _made("value", ("ic:Value",), told, entry.id, value.id)
    for scope in release.scopes:
        yield _made("scope", ("ic:Scope",), _scope(release, scope), scope.category_id, scope.key_id)
    for noun, kind, entries in (
        ("scenario", "ic:Scenario", release.scenarios),
        ("brand", "ic:Brand", release.brands),
        ("term", "ic:Term", release.terms),
    ):
        for tag in entries:
            told = [*_entry(tag), ("skos:inScheme", home)]
            if isinstance(tag, ProductTerm) and tag.category_id is not None:
                told.append(("ic:pointsTo", named("category", tag.category_id)))
            yield _made(noun, (kind,), told + _began(origin, noun, "", tag.id), tag.id)
    for relation in release.relations:
        yield _relation(relation)
    for change in origin.gone:
        yield _gone(change)


def _versions(versions: Sequence[Version]) -> Iterator[Node]:
    agents = dict.fromkeys(version.author for version in versions if version.author)
    for name in agents:
        yield Node(named("agent", name), ("prov:Agent",), [("dct:title", name)])
    for version in versions:
        when = datetime.fromtimestamp(version.time_us / 1_000_000, UTC).isoformat().replace("+00:00", "Z")
        told: list[tuple[str, Term]] = [("ic:event", version.event), ("ic:number", version.number)]
        told.append(("prov:endedAtTime", Time(when)))
        told += [("prov:wasAssociatedWith", named("agent", version.author))] if version.author else []
        told += [("dct:description", version.note)] if version.note else []
        told += [("prov:used", named("release", version.before))] if version.before else []
        yield Node(named("version", version.id), ("prov:Activity",), told)


def _began(origin: Origin, noun: str, group: str, identity: str) -> list[tuple[str, Term]]:
    number = origin.first.get((noun, group, identity))
    found = next((version for version in origin.versions if version.number == number), None)
    return [] if found is None else [("prov:wasGeneratedBy", named("version", found.id))]


def _made(noun: str, types: tuple[str, ...], told: list[tuple[str, Term]], *ids: str) -> Node:
    concept = () if noun in ("key", "scope") else ("skos:Concept",)
    return Node(named(noun, *ids), (*concept, *types), told)


def _entry(
    entry: Category | AttributeKey | AttributeValue | ScenarioTag | Brand | ProductTerm,
) -> list[tuple[str, Term]]:
    out: list[tuple[str, Term]] = [("skos:notation", entry.id), ("skos:prefLabel", entry.name)]
    out += [("skos:altLabel", name) for name in dict.fromkeys(entry.synonyms)]
    description, foreign = getattr(entry, "description", ""), getattr(entry, "foreign_ids", ())
    out += [("skos:definition", description)] if description else []
    for foreign_id in dict.fromkeys(foreign):
        out.append(("ic:foreignId", foreign_id))
        if _IRI.fullmatch(foreign_id):
            out.append(("skos:exactMatch", Iri(foreign_id)))
    return out + _order(synonyms=entry.synonyms, foreign_ids=foreign)


def _order(**lists: tuple[str, ...]) -> list[tuple[str, Term]]:
    told = {name: list(entries) for name, entries in lists.items() if list(entries) != sorted(set(entries))}
    return [("ic:order", json.dumps(told, ensure_ascii=False, sort_keys=True))] if told else []


def _key(key: AttributeKey) -> list[tuple[str, Term]]:
    out = [*_entry(key), ("ic:type", key.type.value)]
    out += [(f"ic:{name}", text) for name in ("unit", "role", "normalisation") if (text := getattr(key, name))]
    out += [("ic:multiple", True)] if key.multiple else []
    out += [("ic:open", True)] if key.open else []
    out += [("ic:valueList", named("list", key.value_list_id))] if key.value_list_id is not None else []
    return out + ([("ic:tolerance", repr(key.tolerance))] if key.tolerance else [])


def _scope(release: OntologyRelease, scope: KeyScope) -> list[tuple[str, Term]]:
    out: list[tuple[str, Term]] = [
        ("ic:category", named("category", scope.category_id)),
        ("ic:key", named("key", scope.key_id)),
    ]
    out += [("ic:core", True)] if scope.core else []
    out += [("ic:onlyHere", True)] if scope.only_here else []
    out += [("ic:place", scope.order)] if scope.order else []
    list_id = release.key_by_id[scope.key_id].value_list_id
    if list_id is not None:
        out += [("ic:allows", named("value", list_id, value_id)) for value_id in dict.fromkeys(scope.value_ids)]
    return out + _order(value_ids=scope.value_ids)


def _relation(relation: Relation) -> Node:
    parts = {"subject": relation.subject, "predicate": relation.predicate, "object": relation.object}
    told: list[tuple[str, Term]] = [(f"ic:{name}", text) for name, text in parts.items()]
    return Node(named("relation", content_hash(list(parts.values()))), ("ic:Relation",), told)


def _foreign(category: Category, mappings: Sequence[CategoryMapping]) -> list[tuple[str, Term]]:
    out: list[tuple[str, Term]] = []
    for mapping in mappings:
        for foreign in mapping.outward.get(category.id, ()):
            out.append(("skos:closeMatch", named("foreign", mapping.system, mapping.version, foreign)))
    return out


def _gone(change: Mapping[str, str]) -> Node:
    group = (change["group"],) if change.get("group") else ()
    told: list[tuple[str, Term]] = [("owl:deprecated", True), ("skos:notation", change["id"])]
    told += [("skos:prefLabel", change["name"])] if change.get("name") else []
    if change.get("into"):
        told.append(("dct:isReplacedBy", named(change["noun"], *group, change["into"])))
    return Node(named(change["noun"], *group, change["id"]), ("ic:Gone",), told)
