"""Words of a category path: what an item is called, without the endings of number."""

from itemcenter.extract.word_signs import Steps, root_of


def test_one_thing_and_many_are_one_word() -> None:
    pairs = (("boots", "boot"), ("boxes", "box"), ("shelves", "shelf"), ("valves", "valve"), ("scarves", "scarf"))
    assert all(root_of(many) == root_of(one) for many, one in pairs)
    assert root_of("gloves") == "glove" and root_of("glass") == "glass"


def test_a_whole_step_names_what_an_item_is() -> None:
    steps = Steps(("health devices", "body fat analyzers", "acme"))
    assert steps.named(["acme", "x", "body", "fat", "analyzer"]) == {2, 3, 4}
    assert steps.named(["body", "analyzer", "acme"]) == frozenset(), "part of a step, and a step of one word"
    assert Steps(("a step of five whole words",)).named(["a", "step", "of", "five", "whole", "words"]) == frozenset()
