"""Product terms and scenarios that discovery proposes: hidden ones found again, and a draw for a person to judge.

    python -m benchmarks.discovered_tags --demo [--name NAME]
    python -m benchmarks.discovered_tags --catalog FILE --ontology SOURCE [--queries LOG ...] [--half 0|1] --draw 20
        --drawn drawn.tsv
    python -m benchmarks.discovered_tags --drawn drawn.tsv --name NAME

The first takes the scenarios and terms out of the demo's ontology and looks which come back (by any of their names)
from its catalog, reviews and queries; recall is also counted over those that stand in a text at all. The second
proposes from a catalog and logs of queries, and draws so many of either kind with an empty first column; --half: every
other item alone, so that rules chosen on one half are judged on the other. A person fills the column: r right, w wrong,
d doubtful. The third counts; its file holds no text of the catalog.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import result_file
from itemcenter import registry
from itemcenter.corpus import review_documents
from itemcenter.corpus.query_log import query_documents
from itemcenter.demo import backbone_path, catalog_path
from itemcenter.items import CatalogOptions, open_catalog
from itemcenter.jobs.discover import tag_proposals
from itemcenter.library import CategoryOptions
from itemcenter.library.category import CategoryMapper
from itemcenter.ontology import load_ontology
from itemcenter.ontology.discover.word_runs import key_of
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Brand,
    Category,
    CategoryId,
    Document,
    Item,
    OntologyRelease,
    ProductTerm,
    Proposal,
    ProposalKind,
    ScenarioTag,
    SourceId,
)
from itemcenter.values.folding import name_key

_TAGS = (ProposalKind.SCENARIO, ProposalKind.TERM)
_VERDICTS = {"r": "right", "w": "wrong", "d": "doubtful"}


def found(
    items: Callable[[], Iterable[Item]], documents: Iterable[Document], release: OntologyRelease
) -> list[Proposal]:
    mapper = CategoryMapper(release, CategoryOptions(), CachedEncoder(registry.open_embedder("static", {}, Path())))

    def place(some: Sequence[Item]) -> list[CategoryId | None]:
        found = mapper.map(list(some))
        return [CategoryId("") if entry is None or entry.confidence < 0.5 else entry.category_id for entry in found]

    return tag_proposals(items(), release, documents, place)


def demo() -> dict[str, Any]:
    release = load_ontology(str(backbone_path())).release
    gone: set[str] = {entry.id for entry in release.scenarios} | {entry.id for entry in release.terms}
    kept = tuple(entry for entry in release.relations if not {entry.subject, entry.object} & gone)
    bare = replace(release, scenarios=(), terms=(), relations=kept)
    catalog = catalog_path()
    items = items_of(catalog)
    documents = [
        *review_documents(catalog.with_name("reviews.jsonl"), lambda row: None),
        *query_documents(catalog.with_name("queries.csv"), lambda row: None),
    ]
    proposals = found(items, documents, bare)
    texts = [f" {folded(text)} " for item in items() for text in (item.title, item.description)]
    texts += [f" {folded(document.text)} " for document in documents]
    out: dict[str, Any] = {}
    kept_entries: tuple[Category | AttributeKey | Brand | AttributeValue, ...] = (
        *bare.categories,
        *bare.keys,
        *bare.brands,
        *(v for entry in bare.value_lists for v in entry.values),
    )
    others = {folded(name) for entry in kept_entries for name in (entry.name, *entry.synonyms)}
    hidden: dict[ProposalKind, Sequence[ScenarioTag | ProductTerm]] = {
        ProposalKind.SCENARIO: release.scenarios,
        ProposalKind.TERM: release.terms,
    }
    for kind, entries in hidden.items():
        named = [{folded(name) for name in (entry.name, *entry.synonyms)} for entry in entries]
        said = {name for names in named for name in names if sum(f" {name} " in text for text in texts) >= 3}
        ours = [proposal for proposal in proposals if proposal.kind is kind]
        told = {folded(name) for proposal in ours for name in (proposal.text, *proposal.synonyms)}
        named = [names for names in named if not names & others]  # a category or value is called so as well
        back = sum(bool(names & told) for names in named)
        stated = sum(bool(names & said) for names in named)
        right = sum(any({folded(proposal.text)} & names for names in named) for proposal in ours)
        out[kind.value] = {
            "hidden": len(named),
            "stated in three texts or more": stated,
            "found again": back,
            "proposed": len(ours),
            "proposed that were hidden": right,
            "with conditions": sum(bool(proposal.conditions or proposal.category_id) for proposal in ours),
        }
        for proposal in ours:
            print(kind.value, proposal.text, proposal.category_id, proposal.conditions, proposal.support)
    return out


def folded(text: str) -> str:
    return " ".join(key_of(tuple(name_key(text).split())))


def items_of(path: Path, half: int | None = None) -> Callable[[], Iterator[Item]]:
    reader = open_catalog(path, CatalogOptions(), SourceId("merchant"))

    def items() -> Iterator[Item]:
        for number, row in enumerate(reader):
            if row.item is not None and (half is None or number % 2 == half):
                yield row.item

    return items


def draw(given: argparse.Namespace) -> None:
    release = load_ontology(given.ontology).release
    documents = [entry for path in given.queries for entry in query_documents(path, lambda row: None)]
    proposals = found(items_of(given.catalog, given.half), documents, release)
    chooser = random.Random(0)
    with given.drawn.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, delimiter="\t")
        for kind in _TAGS:
            ours = [proposal for proposal in proposals if proposal.kind is kind]
            print(kind.value, len(ours))
            for one in chooser.sample(ours, min(given.draw, len(ours))):
                rows.writerow(["", kind.value, one.text, one.category_id or "", str(one.conditions), one.support,
                               " ".join(one.sources)])  # fmt: skip


def judged(path: Path) -> dict[str, Any]:
    out: dict[str, Counter[str]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.reader(stream, delimiter="\t"):
            out.setdefault(row[1], Counter())[_VERDICTS[row[0]]] += 1
    return {kind: dict(sorted(counts.items())) for kind, counts in out.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--catalog", type=Path)
    parser.add_argument("--ontology")
    parser.add_argument("--queries", type=Path, nargs="*", default=[])
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--draw", type=int, default=20, help="of either kind")
    parser.add_argument("--drawn", type=Path)
    parser.add_argument("--name", default="discovered_tags")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    given = parser.parse_args(arguments)
    if given.catalog is not None:
        draw(given)
    elif given.drawn is not None:
        result_file.write(given.out, given.name, judged(given.drawn), [])
    else:
        result_file.write(given.out, given.name, demo(), [])


if __name__ == "__main__":
    main()
