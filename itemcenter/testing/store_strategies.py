"""Hypothesis strategies for the `store` port: few items, keys, sources and times, so that writes always collide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from itemcenter.ports import CellDimension, CellQuery, Store
from itemcenter.schema import (
    AttributeWrite,
    CategoryId,
    CategoryMatch,
    CellState,
    Evidence,
    Fact,
    ImageRegion,
    InheritedFrom,
    Item,
    ItemId,
    ItemRecord,
    KeyId,
    MerchantCell,
    ModelId,
    Producer,
    ReleaseId,
    RunMark,
    SourceId,
    Spec,
    TextSpan,
    Tier,
    Tombstone,
    TypedValue,
    ValueId,
    ValueType,
    WriteBatch,
)
from itemcenter.schema.write_block import WriteBlock

# Ids beyond ASCII: stores must order by code point, where UTF-16 would put the last one before the third.
ITEMS = [ItemId(text) for text in ("A-1", "A-10", "\uff21-1", "\U00020000")]
KEYS = [KeyId(text) for text in ("colour", "größe", "size")]
SOURCES = [SourceId(text) for text in ("human", "machine", "merchant", "merchant:x")]
CATEGORIES = [CategoryId("shoes"), CategoryId("lamps")]
TIMES = [-1, 0, 1, 2, 3]
PRIORITIES = [100, 200, 300]

_SPAN = TextSpan("title", 0, 4, "navy")
_CELL = MerchantCell("Größe", 0, 1, "4")
_REGION = ImageRegion("https://example.org/1.jpg", 0.0, 0.25, 0.5, 1.0)
_KIN = InheritedFrom(ItemId("A-2"), "variant of one product")
_HALF = "\ud83d"  # half of a surrogate pair: broken exports hold such texts, and they must come back as they were

#: One item (and, below, one key, one source, one content) comes up far more often than the rest: chance meetings are
#: what the tests are about.
_items = st.sampled_from([*[ITEMS[0]] * 4, *ITEMS])

#: (value, confidence, evidence, producer) of the facts of a cell.
_CONTENTS: list[list[tuple[TypedValue, float, tuple[Evidence, ...], Producer]]] = [
    [(TypedValue(ValueType.CATEGORICAL, "Navy", ValueId("v1")), 0.9, (_SPAN,), Producer.LOCAL_MODEL)],
    [(TypedValue(ValueType.CATEGORICAL, "Navy", ValueId("v1")), 0.9, (_SPAN, _CELL, _REGION), Producer.LLM)],
    [
        (TypedValue(ValueType.CATEGORICAL, "Red", ValueId("v2")), 1.0, (_CELL,), Producer.MERCHANT),
        (TypedValue(ValueType.CATEGORICAL, "Navy", ValueId("v1")), 0.5, (_CELL,), Producer.MERCHANT),
    ],
    [(TypedValue(ValueType.QUANTITY, "10 to 43.18 cm", None, 10, 43.18, "cm"), 0.25, (_KIN,), Producer.INHERIT)],
    [(TypedValue(ValueType.COUNT, "4", None, 4.0), 1, (), Producer.HUMAN)],
    [(TypedValue(ValueType.TEXT, f'say "Navy",\n\\ or {_HALF}'), 0.0, (), Producer.HUMAN)],
]


def facts_of(item_id: ItemId, key_id: KeyId, content: int, month: int = 1) -> tuple[Fact, ...]:
    """month: of the release; facts that differ in it alone say the same."""
    release_id, model_id = ReleaseId(f"2026-{month:02d}"), ModelId("fake-1")
    return tuple(
        Fact(item_id, key_id, value, confidence, evidence, producer, release_id, model_id)
        for value, confidence, evidence, producer in _CONTENTS[content]
    )


@st.composite
def attribute_writes(draw: st.DrawFn) -> AttributeWrite:
    """Any state, source and rank; equal draws give equal writes, so repeats and ties come by themselves."""
    item_id, key_id = draw(_items), draw(st.sampled_from([KEYS[0], KEYS[0], *KEYS]))
    content = draw(st.sampled_from([-2, -1, -1, 0, 0, *range(len(_CONTENTS))]))
    state = {-2: CellState.WITHDRAWN, -1: CellState.NOT_STATED}.get(content, CellState.FACTS)
    return AttributeWrite.of(
        item_id,
        key_id,
        draw(st.sampled_from([SOURCES[0], SOURCES[0], *SOURCES])),
        state,
        facts_of(item_id, key_id, content, draw(st.sampled_from([1, 1, 2]))) if content >= 0 else (),
        priority=draw(st.sampled_from(PRIORITIES)),
        time_us=draw(st.sampled_from(TIMES)),
        revision=draw(st.sampled_from([0, 1])),
        tier=draw(st.sampled_from([Tier.DAY, Tier.SECOND])),
        locked=state is not CellState.WITHDRAWN and draw(st.integers(0, 3)) == 3,
        author=draw(st.sampled_from(["", "Ana"])),
    )


@st.composite
def item_records(draw: st.DrawFn) -> ItemRecord:
    """Records with equal (time, revision, fingerprint) are equal, as they are in life."""
    item_id, fingerprint = draw(_items), draw(st.sampled_from(["f0", "f1", "f2"]))
    category_id = draw(st.sampled_from(CATEGORIES)) if fingerprint != "f0" else None
    category = CategoryMatch(category_id, 0.5, "text", (_SPAN,)) if category_id else None
    specs = (Spec("Größe", "4"),) * (fingerprint == "f1")
    item = Item(item_id, f"navy {fingerprint} {_HALF}", "long text " * 30 * (fingerprint == "f2"), specs=specs)
    time_us, revision = draw(st.sampled_from(TIMES)), draw(st.sampled_from([0, 1]))
    mark = f"{fingerprint}{category_id or ''}"
    return ItemRecord(item, category, SourceId("merchant"), time_us, revision, mark, len(mark), f"run {mark}")


def tombstones() -> st.SearchStrategy[Tombstone]:
    authors = st.sampled_from(["", "Ana"])
    return st.builds(Tombstone, _items, st.sampled_from(TIMES), st.just(SourceId("desk")), authors)


def batches() -> st.SearchStrategy[WriteBatch]:
    return st.builds(
        WriteBatch,
        st.lists(item_records(), max_size=2).map(tuple),
        st.lists(tombstones(), max_size=1).map(tuple),
        st.lists(attribute_writes(), max_size=6).map(tuple),
    )


@dataclass(frozen=True, slots=True)
class Bulk:
    """A batch without tombstones that goes in by the bulk path."""

    batch: WriteBatch


def bulks() -> st.SearchStrategy[Bulk]:
    records, writes = st.lists(item_records(), max_size=1), st.lists(attribute_writes(), max_size=10)
    return st.builds(WriteBatch, items=records.map(tuple), writes=writes.map(tuple)).map(Bulk)


@dataclass(frozen=True, slots=True)
class Remerge:
    priorities: Mapping[SourceId, int]


@dataclass(frozen=True, slots=True)
class Seen:
    rows: Mapping[ItemId, int]
    run: str
    time_us: int | None
    fingerprints: Mapping[ItemId, str] | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    item_ids: list[ItemId]
    run: str
    time_us: int
    retire: bool


@dataclass(frozen=True, slots=True)
class Reopen:
    """Close the store and open it again."""


#: New fingerprints of items that a run met.
_FINGERPRINTS = st.none() | st.dictionaries(st.sampled_from(ITEMS), st.sampled_from(("f1", "f2", "g")), max_size=2)

Step = WriteBatch | Bulk | Remerge | Seen | Missing | RunMark | Reopen


def take(store: Store, step: Step) -> None:
    """Do a step to a store; marks of runs and new openings are left to the caller."""
    if isinstance(step, WriteBatch):
        store.apply(step)
    elif isinstance(step, Bulk):
        store.merge(WriteBlock.of(step.batch.writes), step.batch.items)
    elif isinstance(step, Remerge):
        store.remerge(step.priorities)
    elif isinstance(step, Missing):
        store.mark_missing(step.item_ids, step.run, step.time_us, step.retire)
    elif isinstance(step, Seen):
        store.mark_seen(step.rows, step.run, step.time_us, step.fingerprints)
    else:
        assert isinstance(step, RunMark | Reopen)


def steps() -> st.SearchStrategy[Step]:
    """Mostly batches."""
    remerges = st.dictionaries(st.sampled_from(SOURCES), st.sampled_from(PRIORITIES), min_size=1).map(Remerge)
    rows = st.dictionaries(_items, st.integers(0, 9), min_size=1, max_size=2)
    seen = st.builds(Seen, rows, st.just("next run"), st.sampled_from([None, *TIMES]), _FINGERPRINTS)
    missed = st.lists(_items, min_size=1, max_size=2)
    missing = st.builds(
        Missing, missed, st.just("next run"), st.sampled_from(TIMES), st.sampled_from([True, True, False])
    )
    places = st.tuples(st.integers(0, 2), st.integers(0, 2))
    marks = st.builds(
        lambda number, begin, end: RunMark(
            number, f"{number:06d}", SOURCES[2], 1, ReleaseId("r"), begin, begin[0], end=end
        ),
        st.integers(1, 2),
        places,
        st.none() | places,
    )
    some_batches = batches()
    others = st.one_of(remerges, marks, st.just(Reopen()))
    return st.one_of(some_batches, some_batches, bulks(), bulks(), missing, missing, seen, others)


def absence_steps() -> st.SearchStrategy[Step]:
    """What can befall one item: delivered, missed, met again, forgotten."""
    one = [ITEMS[0]]
    delivered = st.builds(
        WriteBatch,
        st.lists(item_records().filter(lambda record: record.item.id == ITEMS[0]), min_size=1, max_size=1).map(tuple),
        st.lists(tombstones(), max_size=1).map(tuple),
        st.lists(attribute_writes().filter(lambda write: write.item_id == ITEMS[0]), max_size=3).map(tuple),
    )
    missing = st.builds(Missing, st.just(one), st.just("other run"), st.sampled_from(TIMES), st.booleans())
    seen = st.builds(Seen, st.just({ITEMS[0]: 1}), st.just("next run"), st.sampled_from([None, *TIMES]), _FINGERPRINTS)
    return st.one_of(delivered, delivered.map(_as_bulk), missing, seen)


def _as_bulk(batch: WriteBatch) -> Step:
    """By the bulk path where it has no tombstones."""
    return batch if batch.tombstones else Bulk(batch)


def cell_queries() -> st.SearchStrategy[CellQuery]:
    """Every condition now and then, each order."""

    def maybe(values: list[object]) -> st.SearchStrategy[object]:
        return st.sampled_from([None] * 3 * len(values) + values)

    def going_on(query: CellQuery) -> st.SearchStrategy[CellQuery]:
        if query.order == "confidence" or query.descending:
            return st.just(query)
        places = st.tuples(st.sampled_from([*ITEMS, ItemId("none")]), st.sampled_from([*KEYS, KeyId("none")]))
        return st.one_of(st.none(), places).map(lambda place: replace(query, after=place))

    texts: list[object] = ["Navy", "4", "title", f'say "Navy",\n\\ or {_HALF}']
    queries = st.builds(
        CellQuery,
        item_id=maybe([*ITEMS[:2], ItemId("none")]),
        item_prefix=maybe(["", "A", "A-1", "\uff21", "B", "A-1\U0010ffff"]),
        key_id=maybe([*KEYS[:2], KeyId("none")]),
        category_id=maybe([*CATEGORIES, CategoryId("none")]),
        source=maybe([*SOURCES[:2], SourceId("none")]),
        producer=maybe([Producer.LOCAL_MODEL, Producer.HUMAN, Producer.REUSE]),
        state=maybe(list(CellState)),
        text=maybe(texts),
        except_keys=st.sampled_from([()] * 4 + [(KEYS[0],), (KEYS[1], KeyId("none"))]),
        min_confidence=maybe([0.0, 0.5]),
        max_confidence=maybe([0.5, 1.0]),
        order=st.sampled_from(["item", "key", "confidence"]),
        descending=st.booleans(),
        limit=maybe([0, 1, 3]),
        include_retired=st.booleans(),
    )
    return queries.flatmap(going_on)


def dimensions() -> st.SearchStrategy[list[CellDimension]]:
    names: list[CellDimension] = ["item", "key", "category", "source", "producer", "state", "confidence"]
    return st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)
