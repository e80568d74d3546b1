"""`LoadedOntology`: what every reader of an ontology returns."""

from __future__ import annotations

from dataclasses import dataclass

from itemcenter.schema import OntologyRelease


@dataclass(frozen=True, slots=True)
class LoadedOntology:
    """A release and what its reader wants people to know: ids that it derived, parts that the source lacks."""

    release: OntologyRelease
    notices: tuple[str, ...] = ()
