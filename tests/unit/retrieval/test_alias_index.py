"""The alias pass against a slow, obviously right search over folded tokens."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.retrieval import AliasIndex, TokenStream
from itemcenter.values.folding import is_unspaced, tokens

Hit = tuple[int, int, int, int]


def scan(names: list[tuple[str, int]], texts: list[str]) -> list[Hit]:
    hits = AliasIndex.build(names).scan(texts)
    return list(zip(hits.text.tolist(), hits.start.tolist(), hits.end.tolist(), hits.payload.tolist(), strict=True))


def stem(token: str) -> str:
    return token[:-1] if len(token) >= 4 and token.endswith("s") and token[-2] not in "sui" else token


def slow(names: list[tuple[str, int]], texts: list[str]) -> list[Hit]:
    out: set[Hit] = set()
    for number, text in enumerate(texts):
        found = list(tokens(text))
        for first in range(len(found)):
            if not _hard(text, found, first):
                continue
            for name, payload in names:
                wanted = [stem(token) for token, _, _ in tokens(name)]
                last = first + len(wanted)
                if not wanted or len(wanted) > 16 or last > len(found) or not _hard(text, found, last):
                    continue
                if [stem(token) for token, _, _ in found[first:last]] == wanted:
                    out.add((number, found[first][1], found[last - 1][2], payload))
    return sorted(out)


def _hard(text: str, found: list[tuple[str, int, int]], border: int) -> bool:
    """Whether a name may begin or end between token `border` - 1 and token `border`."""
    if border in (0, len(found)):
        return True
    left, right = found[border - 1], found[border]
    return left[2] < right[1] or is_unspaced(left[0][-1]) or is_unspaced(right[0][0])


def test_finds_names_with_their_offsets() -> None:
    names = [("navy blue", 1), ("blue", 2), ("Wi-Fi 6E", 3), ("128 GB", 4)]
    assert scan(names, ["Phone NAVY-Blue, 128GB, wi fi 6e"]) == [
        (0, 6, 15, 1),
        (0, 11, 15, 2),
        (0, 17, 22, 4),
        (0, 24, 32, 3),
    ]


def test_a_name_never_begins_or_ends_inside_a_letter_digit_run() -> None:
    assert scan([("M", 1), ("2", 2), ("GB", 3)], ["size M", "M2 chip", "16GB"]) == [(0, 5, 6, 1)]


def test_chinese_names_are_found_between_other_characters() -> None:
    assert scan([("红色", 1), ("咖啡", 2)], ["新款红色咖啡机"]) == [(0, 2, 4, 1), (0, 4, 6, 2)]


def test_plural_and_accents_do_not_matter_but_double_s_does() -> None:
    assert scan([("Sneakers", 1), ("Café", 2), ("Glass", 3)], ["cafe sneaker glas"]) == [(0, 0, 4, 2), (0, 5, 12, 1)]


def test_which_plurals_are_one_with_their_singular() -> None:
    assert scan([("Mug", 1)], ["two mugs"]) == [(0, 4, 8, 1)]
    assert scan([("Virus", 1), ("Basis", 2), ("Gas", 3)], ["viru basi ga"]) == []


def test_hits_of_many_overlapping_names_come_in_order() -> None:
    names = [(" ".join(["navy"] * length), length) for length in range(1, 17)]
    texts = [" ".join(["navy"] * 60), "navy navy"] * 20
    found = scan(names, texts)
    assert found == sorted(found)
    assert len(found) == 20 * (sum(60 - length + 1 for length in range(1, 17)) + 3)


def test_one_name_may_carry_several_payloads_and_counts_once_each() -> None:
    assert scan([("black", 5), ("Black", 9), ("BLACK", 5)], ["black"]) == [(0, 0, 5, 5), (0, 0, 5, 9)]


def test_texts_do_not_run_into_each_other() -> None:
    assert scan([("navy blue", 1)], ["navy", "blue", "navy\0blue"]) == [(2, 0, 9, 1)]


def test_nothing_in_nothing_out() -> None:
    assert scan([], ["navy"]) == []
    assert scan([("navy", 1)], []) == []
    assert scan([("---", 1), ("", 2)], ["---", ""]) == []


def test_offsets_hold_across_chunk_borders() -> None:
    texts = ["x" * 997 + f" navy {number}" for number in range(200)]
    found = scan([("navy", 7)], texts)
    assert found == [(number, 998, 1002, 7) for number in range(200)]


WORDS = st.sampled_from(
    ["red", "reds", "navy", "blue", "128", "gb", "128gb", "红", "é", "E", "glass", "ß", "-", ".", "\n"]
)
PHRASES = st.lists(WORDS, max_size=4).map(" ".join) | st.lists(WORDS, max_size=4).map("".join)
TEXTS = st.lists(PHRASES | st.text(max_size=12), max_size=4).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(PHRASES | st.text(max_size=6), st.integers(0, 50)), max_size=8), st.lists(TEXTS, max_size=5))
def test_agrees_with_the_slow_search(names: list[tuple[str, int]], texts: list[str]) -> None:
    assert scan(names, texts) == slow(names, texts)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_token_stream_is_the_twin_of_tokens(texts: list[str]) -> None:
    stream = TokenStream.of(texts)
    found = list(zip(stream.text.tolist(), stream.start.tolist(), stream.end.tolist(), strict=True))
    assert found == [(number, start, end) for number, text in enumerate(texts) for _, start, end in tokens(text)]
