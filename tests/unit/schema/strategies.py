"""Random nouns for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from itemcenter.schema import (
    CategoryId,
    Fact,
    ImageRegion,
    InheritedFrom,
    Item,
    ItemId,
    KeyId,
    MerchantCell,
    ModelId,
    Producer,
    ReleaseId,
    Spec,
    SpuId,
    TextSpan,
    TypedValue,
    ValueId,
    ValueType,
)

plain_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=12)
ids = words.filter(lambda text: text == text.strip())
numbers = st.floats(allow_nan=False, allow_infinity=False, width=64)


@st.composite
def values(draw: st.DrawFn) -> TypedValue:
    kind = draw(st.sampled_from(ValueType))
    number = draw(numbers) if kind in (ValueType.QUANTITY, ValueType.COUNT) else None
    upper = None if number is None or draw(st.booleans()) else max(number, draw(numbers))
    unit = draw(st.sampled_from(["cm", "kg"])) if kind is ValueType.QUANTITY else ""
    value_id = draw(st.none() | ids.map(ValueId))
    return TypedValue(kind, draw(words), value_id, number, upper, unit)


@st.composite
def spans(draw: st.DrawFn) -> tuple[int, int, str]:
    text, start = draw(plain_texts.filter(bool)), draw(st.integers(0, 500))
    return start, start + len(text), text


evidence = st.one_of(
    st.builds(lambda field, span: TextSpan(field, *span), words, spans()),
    st.builds(lambda name, span: MerchantCell(name, *span), words, spans()),
    st.builds(ImageRegion, words),
    st.builds(InheritedFrom, ids.map(ItemId), words),
)


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    proofs = tuple(draw(st.lists(evidence, min_size=1, max_size=3)))
    producer = draw(st.sampled_from(Producer))
    if producer in (Producer.REUSE, Producer.INHERIT):
        proofs += (InheritedFrom(ItemId("twin"), "same text"),)
    return Fact(
        ItemId(draw(ids)),
        KeyId(draw(ids)),
        draw(values()),
        draw(st.floats(0, 1)),
        proofs,
        producer,
        ReleaseId("r1"),
        ModelId(draw(st.sampled_from(["", "rules-1"]))),
    )


@st.composite
def items(draw: st.DrawFn) -> Item:
    names = draw(st.lists(words.filter(lambda name: name not in BUILT_IN), max_size=3, unique=True))
    return Item(
        ItemId(draw(ids)),
        draw(plain_texts),
        draw(plain_texts),
        draw(plain_texts),
        tuple(draw(st.lists(words, max_size=3))),
        draw(st.none() | ids.map(CategoryId)),
        draw(st.none() | ids.map(SpuId)),
        tuple((name, draw(plain_texts)) for name in names),
        tuple(draw(st.lists(st.builds(Spec, words, words), max_size=3))),
        tuple(draw(st.lists(words, max_size=2))),
        tuple(draw(st.lists(st.tuples(words, plain_texts), max_size=2))),
    )


BUILT_IN = ("title", "description", "brand", "category")
