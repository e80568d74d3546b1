"""`skos:FILE`: a release read from Turtle, N-Triples or JSON-LD, ours without loss, others' SKOS as a category tree.

Nothing but the file is read: JSON-LD contexts that lie elsewhere are refused, RDF/XML with its entities is not read.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from itemcenter.errors import MissingExtraError, OntologyError
from itemcenter.ontology.loaded import LoadedOntology
from itemcenter.ontology.rdf.nodes import PREFIXES
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Brand,
    BrandId,
    Category,
    CategoryId,
    KeyId,
    KeyScope,
    OntologyRelease,
    ProductTerm,
    Relation,
    ReleaseId,
    ScenarioId,
    ScenarioTag,
    TermId,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)

_FORMATS = {".ttl": "turtle", ".nt": "nt", ".jsonld": "json-ld", ".json": "json-ld"}


def read_skos(path: Path) -> LoadedOntology:
    """Raises `OntologyError` naming what is wrong, `MissingExtraError` without rdflib."""
    graph = _Graph(_parsed(path))
    if not graph.of("ic:Release"):
        return _foreign(graph, path)
    try:
        return LoadedOntology(_release(graph))
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise OntologyError(f"is no whole release: {error}", place=str(path), remedy="export it again") from error


def _parsed(path: Path) -> Any:
    try:
        import rdflib
    except ImportError as error:
        remedy = "install it: pip install 'itemcenter[rdf]'"
        raise MissingExtraError("reading RDF needs 'rdflib'", remedy=remedy) from error
    form = _FORMATS.get(path.suffix.casefold())
    if form is None:
        remedy = f"let it end in {', '.join(_FORMATS)}"
        raise OntologyError("is no RDF file that is read", place=str(path), remedy=remedy)
    graph = rdflib.Graph()
    try:
        text = path.read_text(encoding="utf-8")
        if form == "json-ld":
            _check_context(json.loads(text), path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's JSON-LD parser uses a class of its own past
            graph.parse(data=text, format=form)
    except OSError as error:
        raise OntologyError(f"cannot be read: {error.strerror or error}", place=str(path)) from error
    except OntologyError:
        raise
    except Exception as error:  # rdflib's parsers raise their own kinds and plain ones
        raise OntologyError(f"is not valid {form}: {' '.join(str(error).split())[:300]}", place=str(path)) from error
    return graph


def _check_context(data: Any, path: Path) -> None:
    """Raises `OntologyError` where reading would fetch something."""
    if isinstance(data, list):
        for entry in data:
            _check_context(entry, path)
    elif isinstance(data, dict):
        for name, entry in data.items():
            remote = name == "@import" or (name == "@context" and _is_remote(entry))
            if remote:
                raise OntologyError(
                    "has a context that lies elsewhere", place=str(path), remedy="put the context into the file"
                )
            _check_context(entry, path)


def _is_remote(context: Any) -> bool:
    return isinstance(context, str) or (isinstance(context, list) and any(_is_remote(entry) for entry in context))


class _Graph:
    def __init__(self, graph: Any) -> None:
        from rdflib import RDF, URIRef

        self._graph, self._type, self._name = graph, RDF.type, URIRef

    def of(self, kind: str) -> list[Any]:
        """Nodes of a type, in order of their IRIs."""
        return sorted(set(self._graph.subjects(self._type, self._full(kind))), key=str)

    def texts(self, node: Any, name: str) -> list[str]:
        """Objects as texts, sorted."""
        return sorted(str(value) for value in self._graph.objects(node, self._full(name)))

    def text(self, node: Any, name: str, default: str = "") -> str:
        return next(iter(self.texts(node, name)), default)

    def flag(self, node: Any, name: str) -> bool:
        return self.text(node, name) == "true"

    def nodes(self, node: Any, name: str) -> list[Any]:
        return sorted(self._graph.objects(node, self._full(name)), key=str)

    def node(self, node: Any, name: str) -> Any:
        return next(iter(self.nodes(node, name)), None)

    def _full(self, name: str) -> Any:
        prefix, _, local = name.partition(":")
        return self._name(PREFIXES[prefix] + local)


def _ids(iri: Any) -> list[str]:
    """The ids in one of our IRIs."""
    return [unquote(part, errors="surrogatepass") for part in str(iri).split(":")[3:]]


def _id(iri: Any) -> str:
    return _ids(iri)[-1]


def _release(graph: _Graph) -> OntologyRelease:
    home = graph.of("ic:Release")[0]
    parent = graph.node(home, "prov:wasRevisionOf")
    return OntologyRelease(
        categories=tuple(_categories(graph)),
        keys=tuple(_keys(graph)),
        value_lists=tuple(_lists(graph)),
        scopes=tuple(_scopes(graph)),
        scenarios=tuple(
            ScenarioTag(ScenarioId(i), name, synonyms, description)
            for _, i, name, synonyms, description, _ in _entries(graph, "ic:Scenario")
        ),
        brands=tuple(Brand(BrandId(i), name, synonyms) for _, i, name, synonyms, _, _ in _entries(graph, "ic:Brand")),
        terms=tuple(
            ProductTerm(
                TermId(i),
                name,
                synonyms,
                None if (to := graph.node(node, "ic:pointsTo")) is None else CategoryId(_id(to)),
            )
            for node, i, name, synonyms, _, _ in _entries(graph, "ic:Term")
        ),
        relations=tuple(
            Relation(*(graph.text(node, f"ic:{part}") for part in ("subject", "predicate", "object")))
            for node in graph.of("ic:Relation")
        ),
        name=graph.text(home, "dct:title"),
        source=graph.text(home, "dct:source"),
        parent_id=None if parent is None else ReleaseId(_id(parent)),
    )


def _entries(graph: _Graph, kind: str) -> Iterator[tuple[Any, str, str, tuple[str, ...], str, tuple[str, ...]]]:
    """(node, id, name, synonyms, description, foreign ids)."""
    for node in graph.of(kind):
        order = json.loads(graph.text(node, "ic:order", "{}"))
        synonyms = order.get("synonyms", graph.texts(node, "skos:altLabel"))
        foreign = order.get("foreign_ids", graph.texts(node, "ic:foreignId"))
        names = (graph.text(node, "skos:notation"), graph.text(node, "skos:prefLabel"))
        yield node, *names, tuple(synonyms), graph.text(node, "skos:definition"), tuple(foreign)


def _categories(graph: _Graph) -> Iterator[Category]:
    for node, i, name, synonyms, description, foreign in _entries(graph, "ic:Category"):
        parent = graph.node(node, "skos:broader")
        above = None if parent is None else CategoryId(_id(parent))
        yield Category(CategoryId(i), name, above, synonyms, description, foreign)


def _keys(graph: _Graph) -> Iterator[AttributeKey]:
    for node, i, name, synonyms, description, foreign in _entries(graph, "ic:Key"):
        values = graph.node(node, "ic:valueList")
        yield AttributeKey(
            KeyId(i),
            name,
            ValueType(graph.text(node, "ic:type")),
            unit=graph.text(node, "ic:unit"),
            multiple=graph.flag(node, "ic:multiple"),
            open=graph.flag(node, "ic:open"),
            value_list_id=None if values is None else ValueListId(_id(values)),
            role=graph.text(node, "ic:role"),
            tolerance=float(graph.text(node, "ic:tolerance", "0.0")),
            synonyms=synonyms,
            description=description,
            normalisation=graph.text(node, "ic:normalisation"),
            foreign_ids=foreign,
        )


def _lists(graph: _Graph) -> Iterator[ValueList]:
    found: dict[str, list[tuple[int, AttributeValue]]] = {_id(node): [] for node in graph.of("ic:ValueList")}
    for node, i, name, synonyms, description, foreign in _entries(graph, "ic:Value"):
        value = AttributeValue(ValueId(i), name, synonyms, description, foreign)
        found[_ids(node)[0]].append((int(graph.text(node, "ic:position")), value))
    for list_id, values in found.items():
        yield ValueList(ValueListId(list_id), tuple(value for _, value in sorted(values, key=lambda entry: entry[0])))


def _scopes(graph: _Graph) -> Iterator[KeyScope]:
    for node in graph.of("ic:Scope"):
        category, key = graph.node(node, "ic:category"), graph.node(node, "ic:key")
        order = json.loads(graph.text(node, "ic:order", "{}"))
        allowed = order.get("value_ids", sorted(_id(value) for value in graph.nodes(node, "ic:allows")))
        yield KeyScope(
            CategoryId(_id(category)),
            KeyId(_id(key)),
            core=graph.flag(node, "ic:core"),
            order=int(graph.text(node, "ic:place", "0")),
            value_ids=tuple(ValueId(value_id) for value_id in allowed),
            only_here=graph.flag(node, "ic:onlyHere"),
        )


def _foreign(graph: _Graph, path: Path) -> LoadedOntology:
    """Concepts of anybody: a tree by `skos:broader`, the first where there are several."""
    concepts = graph.of("skos:Concept")
    if not concepts:
        raise OntologyError("holds no concepts of SKOS", place=str(path))
    known = {node: graph.text(node, "skos:notation") or str(node).rstrip("/#").split("/")[-1].split("#")[-1]
             for node in concepts}  # fmt: skip
    if len(set(known.values())) < len(known):
        known = {node: str(node) for node in concepts}
    categories = []
    for node in concepts:
        above = [known[parent] for parent in graph.nodes(node, "skos:broader") if parent in known]
        categories.append(
            Category(
                CategoryId(known[node]),
                graph.text(node, "skos:prefLabel", known[node]),
                CategoryId(above[0]) if above else None,
                tuple(graph.texts(node, "skos:altLabel")),
                graph.text(node, "skos:definition"),
                (str(node),),
            )
        )
    release = OntologyRelease(tuple(categories), (), (), name=path.stem, source=f"skos:{path}")
    return LoadedOntology(release, ("SKOS of another system: its concepts are categories, without keys",))
