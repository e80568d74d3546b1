"""Which queries entries explain."""

from __future__ import annotations

from itemcenter.ontology.coverage import coverage
from itemcenter.schema import Document, DocumentKind
from tests.unit.ontology.test_grow import RELEASE


def _queries(**weights: int) -> list[Document]:
    return [
        Document(f"q/{n}", DocumentKind.QUERY, text.replace("_", " "), weight)
        for n, (text, weight) in enumerate(weights.items())
    ]


def test_all_partly_none_by_query_and_by_volume() -> None:
    found = coverage(
        RELEASE, _queries(oak_chairs=5, the_chair_for_40_cm=1, velvet_chair=10, velvet_sofa=4, Oak_CHAIRS=2)
    )
    assert dict(found.queries) == {"all": 2, "partly": 1, "none": 1}
    assert dict(found.volume) == {"all": 8, "partly": 10, "none": 4}


def test_what_would_explain_most_comes_first() -> None:
    found = coverage(RELEASE, _queries(velvet_chair=10, round_velvet_chair=6, green_sofa=4))
    assert [(entry.text, entry.completes, entry.volume) for entry in found.missing[:3]] == [
        ("velvet", 10, 16), ("round velvet", 6, 6), ("green sofa", 4, 4),
    ]  # fmt: skip
