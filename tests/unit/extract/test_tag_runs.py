"""From tags to values: how far the value of a run of words goes, and what is no code."""

from hypothesis import given
from hypothesis import strategies as st

from itemcenter.extract.joined_words import JoinedWords
from itemcenter.extract.known_values import Match, name_words
from itemcenter.extract.tag_runs import is_measure, runs_of_tags, said_once, whole, with_own_word

_COLOURS = ("navy", "red", "royal blue", "blue", "dark green")


def _known(text: str) -> list[Match]:
    words = [word.folded for word in name_words(text)]
    return [
        Match(first, last, "color", value, 1)
        for first in range(len(words))
        for last in (first + 1, first + 2)
        if last <= len(words) and (value := " ".join(words[first:last])) in _COLOURS
    ]


def _whole(text: str, tags: list[int]) -> str:
    words = name_words(text)
    spots = next(run for _, run in runs_of_tags(tags, words))
    found = whole(text, words, spots, tags, _known(text))
    return text[words[found[0]].start : words[found[-1]].end]


def test_a_value_goes_as_far_as_a_longer_one_is_known_and_the_list_goes_on() -> None:
    assert _whole("Top Royal Blue", [0, 0, 1]) == "Royal Blue"
    assert _whole("Shorts Navy, Red, Navy", [0, 0, 1, 0]) == "Navy, Red, Navy"
    assert _whole("Shorts Navy / Dark Green", [0, 1, 0, 0]) == "Navy / Dark Green"


def test_a_value_ends_before_other_tags_and_where_no_mark_joins() -> None:
    assert _whole("Shorts Navy, Red", [0, 1, 2]) == "Navy", "red is another key's"
    assert _whole("Shorts Navy Red", [0, 1, 0]) == "Navy"
    assert _whole("Shorts Navy, Cotton", [0, 1, 0]) == "Navy"


def test_a_brand_that_nobody_knows_takes_a_word_that_is_met_nowhere_else() -> None:
    joined = JoinedWords()
    for name in ("belle gambe boots", "la briza boots", "la rosa boots"):
        joined.add(name.split(" "))

    def brand(text: str, tags: list[int]) -> str:
        words = name_words(text)
        spots = with_own_word(text, words, [0], tags, joined)
        return text[words[spots[0]].start : words[spots[-1]].end]

    assert brand("Belle Gambe Winter Boots", [1, 0, 0, 0]) == "Belle Gambe"
    assert brand("La Briza Boots", [1, 0, 0]) == "La Briza" and brand("Willy Winkies", [1, 0]) == "Willy Winkies"
    assert brand("Belle Boots", [1, 0]) == brand("Belle Rosa Boots", [1, 0, 0]) == brand("Belle X-1", [1, 0]) == "Belle"
    words = name_words("Willy Winkies Zunia")
    assert with_own_word("Willy Winkies Zunia", words, [0, 1], [1, 1, 0], joined) == [0, 1], "two words are enough"
    assert brand("Belle Gambe Boots", [1, 2, 0]) == brand("Belle, Gambe Boots", [1, 0, 0]) == "Belle"


def test_what_is_said_twice_and_measures() -> None:
    words = name_words("boots boots")
    assert list(said_once([0, 1], words)) == [0]
    assert all(map(is_measure, ("150ml", "2.5 kg"))) and not any(
        map(is_measure, ("RD6697", "MP3", "77QX", "12-AX", "150"))
    )


@given(st.lists(st.sampled_from(["navy", "red", "royal", "blue", "x"]), min_size=1, max_size=8), st.data())
def test_values_only_grow_and_never_over_another_tag(words: list[str], data: st.DataObject) -> None:
    text = ", ".join(words)
    tags = [data.draw(st.integers(0, 2)) for _ in words]
    for tag, spots in runs_of_tags(tags, name_words(text)):
        found = list(whole(text, name_words(text), spots, tags, _known(text)))
        assert set(spots) <= set(found) and found == list(range(found[0], found[-1] + 1))
        assert all(tags[at] in (0, tag) for at in found)
