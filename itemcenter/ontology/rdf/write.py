"""RDF nodes as files, in a stream: Turtle (a block a node), N-Triples (a line a statement), JSON-LD (a line a node).

Texts come from merchants and experts: every sign that could end a literal is escaped, and IRIs hold none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from itemcenter.errors import ConfigError, StoreError
from itemcenter.ontology.rdf.nodes import PREFIXES, Iri, Node, Term, Time

_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f-\x9f\u2028\u2029\ud800-\udfff]')
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


def turtle(nodes: Iterable[Node]) -> Iterator[str]:
    for prefix, iri in PREFIXES.items():
        yield f"@prefix {prefix}: <{iri}> .\n"
    for node in nodes:
        lines = [f"    {name} {_turtle(value)}" for name, value in node.statements]
        yield f"\n<{node.iri}> a {', '.join(node.types)}" + "".join(f" ;\n{line}" for line in lines) + " .\n"


def ntriples(nodes: Iterable[Node]) -> Iterator[str]:
    kind = f"<{PREFIXES['rdf']}type>"
    for node in nodes:
        subject = f"<{node.iri}>"
        for name in node.types:
            yield f"{subject} {kind} <{_full(name)}> .\n"
        for name, value in node.statements:
            yield f"{subject} <{_full(name)}> {_plain(value)} .\n"


def json_ld(nodes: Iterable[Node]) -> Iterator[str]:
    yield '{"@context": ' + json.dumps(PREFIXES) + ',\n"@graph": ['
    for number, node in enumerate(nodes):
        told: dict[str, object] = {"@id": node.iri, "@type": list(node.types)}
        for name, value in node.statements:
            held = told.setdefault(name, [])
            assert isinstance(held, list)
            held.append(_json(value))
        yield (",\n" if number else "\n") + json.dumps(told)  # ASCII: half a surrogate pair is escaped like the rest
    yield "\n]}\n"


#: Ending of the file -> writer.
FORMATS: dict[str, Callable[[Iterable[Node]], Iterator[str]]] = {
    ".ttl": turtle,
    ".nt": ntriples,
    ".jsonld": json_ld,
}


def write_rdf(path: Path, nodes: Iterable[Node]) -> int:
    """Write into a file that takes its place when it is whole; returns how many nodes. Raises `ConfigError` for an
    ending that is none of `FORMATS`, `StoreError` where the disk refuses.
    """
    writer = FORMATS.get(path.suffix.casefold())
    if writer is None:
        raise ConfigError(f"{path.name!r} names no RDF format", remedy=f"let it end in {', '.join(FORMATS)}")
    count = 0

    def counted() -> Iterator[Node]:
        nonlocal count
        for node in nodes:
            count += 1
            yield node

    aside = path.with_name(path.name + ".partial")
    try:
        with aside.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(writer(counted()))
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise StoreError(f"cannot be written: {error.strerror or error}", place=str(path)) from error
    return count


def _full(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def _literal(text: str) -> str:
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    sign = match[0]
    if "\ud800" <= sign <= "\udfff":
        return "\ufffd"  # half a pair: RDF has no way to write it
    return _SHORT.get(sign) or f"\\u{ord(sign):04X}"


def _turtle(value: Term) -> str:
    if isinstance(value, Iri):
        return f"<{value}>"
    if isinstance(value, Time):
        return f"{_literal(value)}^^xsd:dateTime"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _literal(value)


def _plain(value: Term) -> str:
    if isinstance(value, Iri):
        return f"<{value}>"
    if isinstance(value, str) and not isinstance(value, Time):
        return _literal(value)
    kind = "dateTime" if isinstance(value, Time) else "boolean" if isinstance(value, bool) else "integer"
    text = value if isinstance(value, str) else str(value).lower()
    return f"{_literal(text)}^^<{PREFIXES['xsd']}{kind}>"


def _json(value: Term) -> object:
    if isinstance(value, Iri):
        return {"@id": value}
    if isinstance(value, Time):
        return {"@value": value, "@type": "xsd:dateTime"}
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in value)
    return value
