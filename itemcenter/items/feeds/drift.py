"""Where a file differs from the pinned version of its format: missing, renamed and unknown columns, each by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from itemcenter.items.feeds.recognise import Recognised
from itemcenter.items.filled import FILLED
from itemcenter.items.mapping import MappedColumn
from itemcenter.items.synonyms import column_key

#: Columns named in one notice.
_MOST_NAMED = 20

#: `MappedColumn.how` -> what it rests on, in words, where that is not a known name.
_WHY = {"given": ", as [catalog] says", "name": ", as its name suggests", "content": ", as its cells suggest"}


def drift(recognised: Recognised, columns: Sequence[MappedColumn]) -> Iterator[str]:
    """Notices about a file whose columns were mapped so: what it was read as, then each difference.

    A column under an earlier name is read as the one of today. No column counts as one of the specification for its
    likeness to it; an unknown one plays the role that any catalog would give it, else it is kept aside as an extra.
    """
    feed = recognised.feed
    how = "as [catalog] format says" if recognised.given else f"certainty {recognised.certainty:.2f}"
    yield f"read as {feed.title} ({how}); columns by its specification of {feed.version}"
    known = {column.source: spec for column in columns if (spec := feed.column(column.source)) is not None}
    yield from _renamed(recognised, known)
    yield from _missing(recognised, columns, {spec.name for spec in known.values()})
    unknown = [column for column in columns if column.source not in known and column.source != FILLED]
    if unknown:
        yield _listed(f"unknown to {feed.title} {feed.version}", [f"{c.source!r} ({taken_for(c)})" for c in unknown])


def taken_for(column: MappedColumn) -> str:
    """What a column was taken for, in words."""
    if column.role == "extra":
        return "kept aside as an extra"
    name = f" {column.name!r}" if column.name and column.name != column.source else ""
    return f"taken for {column.role}{name}{_WHY.get(column.how, '')}"


def _renamed(recognised: Recognised, known: Iterable[str]) -> Iterator[str]:
    feed = recognised.feed
    renamed = []
    for source in known:
        spec = feed.column(source)
        if spec is None or feed.is_present_name(spec, source):
            continue
        version = next((version for name, version in spec.earlier if column_key(name) == column_key(source)), "")
        renamed.append(f"{source!r} is read as {spec.name!r}" + (f" ({version})" if version else ""))
    if renamed:
        yield _listed(f"columns under other names than in {feed.title} {feed.version}", renamed)


def _missing(recognised: Recognised, columns: Sequence[MappedColumn], present: set[str]) -> Iterator[str]:
    feed = recognised.feed
    missing = []
    for spec in feed.columns:
        if not spec.needed or spec.name in present:
            continue
        stand_in = next((c for c in columns if c.role == spec.role != "extra" and c.how != "feed"), None)
        missing.append(f"{spec.name!r}" + (f" ({stand_in.source!r} was taken for it)" if stand_in is not None else ""))
    if missing:
        yield _listed(f"{feed.title} {feed.version} requires columns that are missing", missing)


def _listed(head: str, entries: list[str]) -> str:
    more = f" and {len(entries) - _MOST_NAMED} more" if len(entries) > _MOST_NAMED else ""
    return f"{head}: {', '.join(entries[:_MOST_NAMED])}{more}"
