"""`AddedWords`: what stands before and behind a name that is said again."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from itemcenter.extract.known_values import name_words
from itemcenter.extract.written_words import Word
from itemcenter.ontology.discover.added_words import HEAD, TAIL, AddedWords, Addition, additions

_COLOURS = ("Red", "Blue", "Dark Green", "Mauve")


def _names(*texts: str) -> list[tuple[str, list[Word]]]:
    return [(text, name_words(text)) for text in texts]


def _items(count: int, tail: str = "online") -> list[tuple[list[tuple[str, list[Word]]], str]]:
    names = (_names(f"Acme Top {n}", f"{_COLOURS[n % 4]} Acme Top {n} AC-{n} {tail}") for n in range(count))
    return [(some, "tops") for some in names]


def _learned(count: int) -> AddedWords:
    def tags_of(number: int, some: Addition) -> Iterable[str]:
        return [] if number % 4 == 3 else ["color" if some.side == HEAD else "code"]  # nobody knows "mauve"

    return AddedWords.learn(_items(count), tags_of)


def _read(added: AddedWords, *texts: str, group: str = "tops") -> dict[str, str]:
    names = _names(*texts)
    found = added.read(names, group)
    return {
        tag: names[at][0][names[at][1][first].start : names[at][1][last - 1].end]
        for (at, _, first, last), tag, _ in found
    }


def test_words_that_nobody_has_met_are_said_whole() -> None:
    added = _learned(40)
    found = _read(added, "Bolt Skirt", "Off-White & Smoky Plum Bolt Skirt BoltSkirtOne online")
    assert found == {"color": "Off-White & Smoky Plum", "code": "BoltSkirtOne"}
    assert _read(added, "Bolt Skirt", "Plum Bolt Skirt", group="mugs") == {}
    assert _read(added, "Bolt Skirt", "Bolt Skirt online") == _read(added, "Bolt Skirt") == {}


def test_what_stands_in_brackets_or_is_long_is_no_code() -> None:
    added = _learned(40)
    assert _read(added, "Bolt Skirt", "Bolt Skirt B-1 (Yellow) online") == {"code": "B-1"}
    assert _read(added, "Bolt Skirt", "Bolt Skirt for girls who like to dance") == {}


def test_few_additions_or_several_keys_teach_nothing() -> None:
    assert not _learned(19).of
    mixed = AddedWords.learn(_items(40), lambda number, _: ["color", "size", "code"][number % 3 : number % 3 + 1])
    assert not mixed.of


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=5).map(" ".join), max_size=4))
def test_additions_lie_within_their_name_and_touch_an_end_of_it(texts: list[str]) -> None:
    names = _names(*texts)
    for at, side, first, last in additions(names):
        count = len(names[at][1])
        assert 0 <= first < last <= count and (first == 0 if side == HEAD else last == count)
        assert side in (HEAD, TAIL) and last - first <= count - 2
