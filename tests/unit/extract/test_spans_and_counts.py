"""Words, spans and counts that extraction is made of."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from itemcenter.evidence.folds import EVERYTHING, FOLDS, Tally
from itemcenter.extract.item_spans import ItemSpans
from itemcenter.extract.near_items import NearItems
from itemcenter.extract.part_counts import PartCounts
from itemcenter.extract.span_memory import LabelledSpans
from itemcenter.extract.written_words import shape_of, words_of
from tests.unit.extract.shirts import COLOUR, SHIRTS, item

TEXTS = st.text(st.sampled_from("aB9 -/.#&;'ß夏🙂\t\n()é"), max_size=40)


def test_where_words_begin_and_end() -> None:
    text = "Men&#39;s Push-up, 1.8m/2.1m UV400 (52-61 CM) 40&quot; #33"
    assert [text[word.start : word.end] for word in words_of(text)] == [
        "Men", "s", "Push-up", "1.8m", "2.1m", "UV400", "52-61", "CM", "40", "33",
    ]  # fmt: skip
    assert [shape_of(form) for form in ("Push-up", "UV400", "1.8m", "夏")] == ["Aa-a", "A9", "9.9a", "w"]


@given(TEXTS)
def test_words_stand_apart_in_the_text(text: str) -> None:
    words = words_of(text)
    assert all(word.start < word.end and text[word.start : word.end].strip() for word in words)
    assert all(before.end <= behind.start for before, behind in pairwise(words))


@given(TEXTS, st.sets(st.sampled_from(["a", "B", "aB", "9", "a-a", "B 9"])))
def test_spans_are_what_the_text_says_there(text: str, known: set[str]) -> None:
    spans = ItemSpans(item("title", text))
    inside = spans.inside(known)
    assert {span.form for span in inside} <= known
    for span in (*spans.whole, *inside):
        assert spans.fields[span.field][1][span.start : span.end] == span.form
        assert spans.words[span.first].start <= span.start < span.end <= spans.words[span.last].end


def test_known_values_inside_words() -> None:
    spans = ItemSpans(item("Basketball Jerseys Printed T-Shirt"))
    forms = {span.form for span in spans.inside({"Jersey", "Print", "Shirt", "Jerseys", "ball", "Basketball Jersey"})}
    assert forms == {"Jersey", "Print", "Shirt", "Basketball Jersey"}  # not "ball": nothing begins there


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, FOLDS - 1), st.booleans()), max_size=30))
def test_counts_leave_a_part_out_as_a_tally_does(added: list[tuple[str, int, bool]]) -> None:
    counts, tallies = PartCounts(2), {name: Tally() for name in "abcd"}
    for name, part, hit in added:
        counts.add(name, part, (1.0, float(hit)))
        tallies[name].add(part, float(hit))
    for part in (EVERYTHING, *range(FOLDS)):
        found = counts.of("abcd", part).tolist()
        assert found == [list(reversed(tallies[name].without(part))) for name in "abcd"]


def test_like_titles_come_first_and_never_of_the_own_part() -> None:
    titles = ["navy wool shirt", "navy cotton shirt", "red silk tie", "navy wool shirt slim"]
    known = [
        LabelledSpans(ItemSpans(item(title)), SHIRTS, {COLOUR.id: (title.split()[0],)}, part)
        for part, title in enumerate(titles)
    ]
    near = NearItems(known).near(known[0])
    assert [entry.part for entry in near.items] == [3, 1]
    votes = near.votes(COLOUR.id)
    assert votes.voters == 2 and votes.share.keys() == {"navy"} and votes.first_words == 2
    assert NearItems(known).near(known[2]).items == []
