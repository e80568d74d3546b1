"""`KnownValues`: which keys' cells hold the words of a text."""

from itemcenter.extract.known_values import KnownValues, name_words


def test_of_a_value_of_many_keys_those_with_the_most_cells_are_looked_at() -> None:
    known = KnownValues()
    for number in range(40):
        for _ in range(1 + number % 20):
            known.add([(f"key {number:02}", "1")])
    found = known.matches(name_words("1 mug"))
    assert len(found) == 12 and {match.items for match in found} == set(range(15, 21))
    for _ in range(30):
        known.add([("key 00", "1")])
    assert known.matches(name_words("1 mug"))[0].key == "key 00", "later cells count"
