"""A language model reads documents: what it says is believed where the document says it, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from itemcenter.ontology.discover import ChatReader, Harvest, HarvestOptions, Sheet, Unit
from itemcenter.ontology.discover.chat_prompt import HEADER
from itemcenter.ports import ChatFailure
from itemcenter.schema import (
    ASKED,
    AttributeKey,
    CategoryId,
    Item,
    ItemId,
    KeyId,
    RejectedRow,
    TextSpan,
    ValueListId,
    ValueType,
)
from itemcenter.testing.fake_chat import FakeChat, Script, read_sheets
from itemcenter.testing.hostile_texts import HOSTILE
from itemcenter.values.folding import name_key

LAMPS = CategoryId("lamps")
COLOUR = AttributeKey(
    KeyId("colour"), "Colour", ValueType.CATEGORICAL, description="of the shade", synonyms=("Color",),
    value_list_id=ValueListId("colours"),
)  # fmt: skip
POWER = AttributeKey(KeyId("power"), "Power", ValueType.QUANTITY, unit="W")
TEXT = "Lamp in sea green, 60W. Shade of 100% linen; hinge angle: 160°. Not for 15.6 inch screens, costs Rs. 499."


def lamp(name: str, text: str = TEXT) -> Sheet:
    return Sheet(Item(ItemId(name), f"Lamp {name}", description=text, brand="Acme", category_path=("Lamps",)), LAMPS)


def known(name: str, category: CategoryId) -> AttributeKey | None:
    return {"colour": COLOUR, "color": COLOUR, "power": POWER}.get(name_key(name))


class Reading:
    """What comes of sheets before a model."""

    def __init__(self, script: Script, *sheets: Sheet) -> None:
        self.chat = FakeChat(script)
        self.rows: list[RejectedRow] = []
        reader = ChatReader(self.chat, lambda _: [COLOUR, POWER], lambda _: "Home > Lamps", known, self.rows.append, 6)
        self.units = list(reader.units(sheets))
        self.tally = reader.tally


def entry(key: str = "Colour", value: str = "sea green", quote: str = "in sea green", document: Any = 1) -> Any:
    return {"document": document, "key": key, "value": value, "quote": quote}


def answer(*entries: Any) -> str:
    return json.dumps({"units": list(entries)})


def test_units_have_exact_spans_and_known_keys_whatever_they_are_called() -> None:
    told = answer(entry("color"), entry("Shade material", "100% linen", "Shade of 100% linen"),
                  entry("Hinge angle", "160°", "hinge angle: 160°"))  # fmt: skip
    found = Reading(lambda request, number: told, lamp("a")).units
    assert [(unit.key, unit.key_id, unit.value, unit.named) for unit in found] == [
        ("Colour", "colour", "sea green", False),
        ("Shade material", "", "100% linen", False),
        ("Hinge angle", "", "160°", True),
    ]
    for unit in found:
        assert lamp("a").item.proves(unit.span) and unit.who == "fake-model" and unit.document == "a"
    assert found[0].described == "of the shade" and found[0].category == LAMPS


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"key": "Colour"}, "wrong_shape"),
        (entry() | {"more": 1}, "wrong_shape"),
        (entry(document=True), "wrong_shape"),
        (entry(quote="in sea green" + " " * 400), "wrong_shape"),
        (entry(document=0), "no_such_document"),
        (entry(document=3), "no_such_document"),
        (entry(key=" "), "no_key_name"),
        (entry(key="12"), "no_key_name"),
        (entry(key="=HYPERLINK(1)"), "no_key_name"),
        (entry(key="x" * 61), "no_key_name"),
        (entry(key="one two three four five six seven"), "no_key_name"),
        (entry(key="Col\u202eour"), "no_key_name"),
        (entry(quote="in navy"), "not_in_text"),
        (entry(value="een", quote="een"), "not_in_text"),
        (entry(value="Acme", quote="Acme"), "not_in_text"),
        (entry(value="6 inch", quote="6 inch"), "not_in_text"),
        (entry(value="60", quote="60W"), "not_in_quote"),
        (entry(value="linen"), "not_in_quote"),
        (entry(value="60W"), "not_in_quote"),
        (entry(value=""), "not_in_quote"),
        (entry(value="Rs. 499", quote="costs Rs. 499"), "says_nothing"),
        (entry(key="Sea green"), "says_nothing"),
        (entry(value=TEXT[:43], quote=TEXT[:43]), "prose"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_dropped_by_reason(said: Any, reason: str) -> None:
    whole = Reading(lambda request, number: answer(entry(), said, entry()), lamp("a"), lamp("b", "navy"))
    assert [unit.value for unit in whole.units] == ["sea green"]
    assert whole.tally.dropped == {reason: 1, "repeated": 1}


def test_documents_of_one_category_are_asked_about_together_and_see_its_keys() -> None:
    other = Sheet(Item(ItemId("z"), "Mug"), CategoryId(""))
    whole = Reading(lambda request, number: answer(), *(lamp(str(n)) for n in range(5)), other)
    shown = [read_sheets(request) for request in whole.chat.requests]
    assert [len(entry.documents) for entry in shown] == [4, 1, 1]
    assert shown[0].category == "Home > Lamps" and shown[0].keys == ["Colour", "Power"]
    assert shown[0].documents[1] == [("title", "Lamp 1"), ("description", TEXT)] and shown[2].category == ""
    assert '"Power" in W\n' in whole.chat.requests[0].messages[1].text
    assert {request.messages[0].text for request in whole.chat.requests} == {HEADER}
    assert whole.tally.documents == 6 and whole.tally.unread == 0


def test_an_unreadable_answer_is_asked_for_once_more_then_set_aside() -> None:
    mended = Reading(lambda request, number: "no idea" if number == 0 else answer(entry()), lamp("a"))
    assert [unit.value for unit in mended.units] == ["sea green"] and mended.rows == []
    assert mended.tally.asking.repaired == 1
    broken = Reading(lambda request, number: '{"units": [1, 2]}', *(lamp(str(n)) for n in range(5)))
    assert broken.units == [] and broken.tally.unread == 5 and len(broken.chat.requests) == 4
    assert [(row.row, row.reason, row.raw) for row in broken.rows] == [
        (1, "wrong_shape", '{"units": [1, 2]}'), (2, "wrong_shape", '{"units": [1, 2]}')
    ]  # fmt: skip
    assert "0, 1, 2, 3" in broken.rows[0].message


def test_an_endpoint_that_fails_leaves_documents_unread_and_nothing_in_quarantine() -> None:
    whole = Reading(lambda request, number: ChatFailure("timeout", "made up"), lamp("a"))
    assert (whole.units, whole.rows, whole.tally.unread) == ([], [], 1)
    assert whole.tally.asking.abstained == {"timeout": 1}


_WORDS = st.sampled_from(
    [*TEXT.split(), "navy", "", " ", "\ud800", "sea green", "Shade of 100% linen", "1", "°", "x" * 90]
)
_TOLD = st.lists(_WORDS, max_size=4).map(" ".join)
_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TOLD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TOLD, inner, max_size=3),
    max_leaves=6,
)
_ENTRY = st.fixed_dictionaries(
    {"document": st.integers(-1, 4) | _ANYTHING, "key": _TOLD, "value": _TOLD, "quote": _TOLD}
)


@given(st.lists(_ENTRY | _ANYTHING, max_size=6).map(lambda units: json.dumps({"units": units})) | st.text(max_size=40))
@example('{"units": [{"document": 1, "key": "a", "value": "°", "quote": "160°"}]}')
@example("[" * 3_000)
def test_whatever_a_model_answers_units_are_words_of_their_document(text: str) -> None:
    sheets = {entry.item.id: entry for entry in (lamp("a"), lamp("b", "Navy linen 1 W"))}
    whole = Reading(lambda request, number: text, *sheets.values())
    for unit in whole.units:
        shown = sheets[ItemId(unit.document)].item
        body = shown.field_text(unit.span.field)
        assert shown.proves(unit.span) and unit.key.strip() and len(unit.key) <= 60
        for place in (unit.span.start, unit.span.end):
            assert not (body[place - 1 : place] + body[place : place + 1]).isalnum() or place in (0, len(body))
    assert len(whole.units) == whole.tally.units and len(whole.rows) == (whole.tally.unread > 0)


def test_hostile_texts_stay_in_their_document_and_speak_for_no_other() -> None:
    """A model that says of every document what any text before it says."""

    def obeying(request: Any, number: int) -> str:
        shown = read_sheets(request)
        words = [text for texts in shown.documents for _, text in texts]
        return answer(*(entry("Colour", " ".join(text.split()[:3]), text[:200], place)
                        for place in range(1, 5) for text in words))  # fmt: skip

    sheets = [lamp(str(n), text) for n, text in enumerate(HOSTILE)]
    whole = Reading(obeying, *sheets)
    shown = [read_sheets(request).documents for request in whole.chat.requests[: (len(sheets) + 3) // 4]]
    assert [dict(texts)["description"] for texts in chain(*shown)] == list(HOSTILE)
    texts = {sheet.item.id: sheet.item for sheet in sheets}
    assert whole.units and whole.tally.dropped["not_in_text"] > 50
    assert all(texts[ItemId(unit.document)].proves(unit.span) for unit in whole.units)


def _said(document: str, value: str, who: str = "") -> Unit:
    return Unit(LAMPS, document, "Colour", "colour", "", TextSpan("title", 0, len(value), value), 1.0, who=who)


def _proposed(units: Sequence[Unit]) -> list[tuple[str, int, float | None]]:
    with Harvest(lambda unit: False, HarvestOptions(least=2)) as found:
        for unit in units:
            found.add(unit)
        return [(entry.text, entry.support, entry.sign(ASKED)) for entry in found.proposals()]


def test_a_models_agreement_counts_for_nothing_and_what_it_alone_says_is_told() -> None:
    ours = [_said("a", "teal"), _said("b", "teal"), _said("c", "Teal")]
    assert _proposed(ours) == [("teal", 3, None)]
    assert _proposed([*ours, _said("c", "Teal", "m"), _said("c", "TEAL", "m")]) == [("teal", 3, None)]
    assert _proposed([_said("a", "teal"), _said("a", "teal", "m")]) == []
    assert _proposed([*ours, _said("d", "Teal", "m"), _said("e", "Teal", "m"), _said("e", "Teal", "n")]) == [
        ("Teal", 5, 2.0)
    ]
