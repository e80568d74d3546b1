"""A language model behind the port: who is asked, what is believed of the answers, and whose fact it becomes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from itemcenter.library import (
    CategoryOptions,
    EscalationOptions,
    EscalationTally,
    EvidenceOptions,
    Learned,
    LibraryRecognizer,
    Trust,
)
from itemcenter.ports import ChatAnswer, ChatFailure, ChatRequest, Recognition, TokenChances, Usage
from itemcenter.schema import Fact, Item, KeyId, Producer, Spec, SpuId, TextSpan
from itemcenter.testing.fake_chat import FakeChat, Outcome, Prompt, Script, choose, read_prompt
from tests.unit.library.lamp_release import RELEASE, item

PLAIN = LibraryRecognizer(RELEASE, Learned.shipped(), CategoryOptions(), EvidenceOptions())
ALL = EscalationOptions("unsure", low=0.0, high=1.01)
LAMP = item("Table lamp, brass and gold", "Rose gold shade. The brass is not lacquered.")


def pick(**wanted: tuple[str, str]) -> Script:
    """Chooses (value, quote) by key name, none for other keys."""

    def script(request: ChatRequest, number: int) -> Outcome:
        return chosen(read_prompt(request), wanted)

    return script


def chosen(prompt: Prompt, wanted: dict[str, tuple[str, str]]) -> str:
    value, quote = wanted.get(prompt.key.replace(" ", "_"), ("", ""))
    numbers = [n for n, told in prompt.options.items() if told == value]
    return choose(prompt, *((n, 1, quote) for n in numbers))


def recognised(
    script: Script, *items: Item, options: EscalationOptions = ALL, trust: float = 0.9, inferred: bool = False
) -> tuple[list[Recognition], FakeChat, EscalationTally]:
    chat, tally = FakeChat(script), EscalationTally()
    plain = PLAIN
    if inferred:
        plain = LibraryRecognizer(RELEASE, Learned.shipped(), CategoryOptions(), EvidenceOptions(inferred=True))
    asking = plain.with_chat(chat, options, plain.vouched(trust), tally)
    return asking.recognize(items), chat, tally


def fact(found: Recognition, key: str) -> Fact:
    (only,) = found.machine[KeyId(key)]
    return only


def test_a_chosen_value_becomes_a_fact_of_the_model_with_the_quoted_words() -> None:
    (found,), chat, _ = recognised(pick(material=("Gold", "gold")), LAMP)
    gold = fact(found, "material")
    assert (gold.value.value_id, gold.producer, gold.confidence) == ("material/gold", Producer.LLM, 0.9)
    assert gold.model_id.startswith("fake-model#") and len(gold.model_id) == len("fake-model#") + 12
    assert all(LAMP.proves(entry) for entry in gold.evidence if isinstance(entry, TextSpan))
    assert {entry.text.lower() for entry in gold.evidence if isinstance(entry, TextSpan)} == {"gold"}
    assert {request.shape.name for request in chat.requests if request.shape} == {"one_value", "some_values"}


@pytest.mark.parametrize(
    ("value", "quote", "reason"),
    [
        ("Gold", "solid gold bars", "not_in_text"),
        ("Gold", "Table lamp", "not_supported"),
        ("Gold", "", "not_in_text"),
        ("Gold", "lacquered", "not_supported"),
    ],
)
def test_a_value_without_proof_in_the_text_is_no_answer(value: str, quote: str, reason: str) -> None:
    options = replace(ALL, low=2.0, high=2.0, keys=("material",))
    (found,), chat, tally = recognised(pick(material=(value, quote)), LAMP, options=options)
    assert tally.asking.abstained == {reason: 1} and tally.unanswered == 1
    assert len(chat.requests) == 2 and "Answer the task again" in chat.requests[1].messages[-1].text
    assert found.machine == PLAIN.recognize([LAMP])[0].machine or fact(found, "material").producer is not Producer.LLM


@pytest.mark.parametrize(("quote", "proves"), [("choose 12", False), ('12" across', True)])
def test_a_number_without_the_sign_of_its_unit_proves_no_quantity(quote: str, proves: bool) -> None:
    lamp = item('Table lamp 12" wide, choose 12', 'Not 12" across.')
    options = replace(ALL, low=2.0, high=2.0, keys=("width",))
    (found,), _, tally = recognised(pick(width=("30.48 cm", quote)), lamp, options=options)
    assert tally.asked == 1
    assert tally.asking.abstained == ({} if proves else {"not_supported": 1})
    assert (fact(found, "width").producer is Producer.LLM) is proves


def test_words_that_do_not_name_the_value_prove_it_only_where_inferred_values_are_wanted() -> None:
    options = replace(ALL, low=2.0, high=2.0, keys=("material",))
    (found,), _, _ = recognised(pick(material=("Gold", "Table lamp")), LAMP, options=options, inferred=True)
    assert fact(found, "material").model_id.endswith("+inferred")


def test_none_and_failures() -> None:
    def failing(request: ChatRequest, number: int) -> Outcome:
        return ChatFailure("timeout", "30 s")

    (found,), _, tally = recognised(failing, LAMP)
    local = PLAIN.recognize([LAMP])[0]
    assert {key: [(f.value, f.confidence, f.producer) for f in facts] for key, facts in found.machine.items()} == {
        key: [(f.value, f.confidence, f.producer) for f in facts] for key, facts in local.machine.items()
    }
    assert tally.asking.abstained == {"timeout": tally.asked} and tally.unanswered == tally.asked > 0
    (nothing,), _, tally = recognised(pick(), item("Table lamp, brass"))
    assert nothing.machine[KeyId("material")] == () or fact(nothing, "material").confidence >= 0.9
    assert tally.withdrawn + tally.confirmed + tally.unmoved == tally.asked


def test_only_cells_in_the_band_are_asked_and_none_that_the_merchant_filled() -> None:
    _, chat, tally = recognised(pick(), LAMP, options=EscalationOptions("unsure", low=0.3, high=0.3))
    assert chat.requests == [] and tally.asked == 0 and tally.decided > 0
    _, chat, _ = recognised(pick(), LAMP, options=EscalationOptions("never", low=0.0))
    assert chat.requests == []
    always = EscalationOptions("unsure", low=0.3, high=0.3, keys=("material",))
    _, chat, _ = recognised(pick(), LAMP, options=always)
    assert {read_prompt(request).key for request in chat.requests} == {"material"}
    filled = replace(LAMP, specs=(Spec("Material", "Gold"),))
    _, chat, _ = recognised(pick(), filled, options=always)
    assert chat.requests == []


def test_of_many_cells_the_least_sure_are_asked() -> None:
    _, chat, _ = recognised(pick(), LAMP, options=replace(ALL, max_cells=2, keys=("shade_material",)))
    keys = [read_prompt(request).key for request in chat.requests]
    assert len(keys) == 2 and "shade material" in keys


def test_questions_of_one_product_go_out_together_and_in_order() -> None:
    variants = [replace(LAMP, id=f"{n}", group_id=SpuId(f"g{n % 2}")) for n in range(4)]  # type: ignore[arg-type]
    _, chat, _ = recognised(pick(), *variants)
    sessions = [request.session for request in chat.requests]
    assert sessions == sorted(sessions, key=sessions.index) and len(set(sessions)) == 2
    assert all(session.isalnum() for session in sessions)


def test_judges_see_other_orders_and_a_strict_majority_decides() -> None:
    options = replace(ALL, low=2.0, high=2.0, keys=("material",), judges=3)

    def script(request: ChatRequest, number: int) -> Outcome:
        prompt = read_prompt(request)
        return chosen(prompt, {"material": ("Gold", "gold") if request.seed else ("Brass", "brass")})

    (found,), chat, tally = recognised(script, LAMP, options=options)
    assert fact(found, "material").value.text == "Gold"
    assert [request.seed for request in chat.requests] == [0, 1, 2] and tally.asked == 1
    orders = {tuple(read_prompt(request).options.values()) for request in chat.requests}
    assert len(orders) > 1

    def split(request: ChatRequest, number: int) -> Outcome:
        prompt = read_prompt(request)
        told = [("Gold", "gold"), ("Brass", "brass"), ("", "")][request.seed]
        return chosen(prompt, {"material": told})

    _, _, tally = recognised(split, LAMP, options=options)
    assert tally.unanswered == 1


def test_the_id_covers_models_policy_and_trust() -> None:
    def made(options: EscalationOptions = ALL, model: str = "m", trust: Trust | None = None) -> str:
        chat = FakeChat(pick(), model=model)
        return PLAIN.with_chat(chat, options, trust or PLAIN.vouched(0.9)).model_id

    different = [
        PLAIN.model_id,
        made(),
        made(replace(ALL, high=0.5)),
        made(model="n"),
        made(trust=PLAIN.vouched(0.8)),
        made(replace(ALL, keys=("colour",))),
    ]
    assert len(set(different)) == len(different) and made() == made()


def test_a_model_that_is_not_believed_is_not_asked() -> None:
    chat = FakeChat(pick())
    asking = PLAIN.with_chat(chat, ALL, PLAIN.measured(PLAIN.trial([], chat, ALL)))
    asking.recognize([LAMP])
    assert chat.requests == []


def labelled(number: int) -> Item:
    metal = ("Brass", "PVC", "LED glass")[number % 3]
    title = f"Lamp {number} of {metal}, bag of {('PVC', 'LED glass', 'Brass')[number % 3]}"
    return replace(item(title, specs={"Material": metal}), id=f"lamp {number}")  # type: ignore[arg-type]


def test_a_trial_asks_about_the_merchants_cells_without_showing_them() -> None:
    def script(request: ChatRequest, number: int) -> Outcome:
        prompt = read_prompt(request)
        metal = prompt.fields[1][1].split(" of ")[1].split(",")[0]
        text = chosen(prompt, {"material": (metal, metal)})
        place = str(json.loads(text)["choice"])
        tokens = (TokenChances('{"choice": ', 0.0), TokenChances(place, -0.1, ((place, -0.1), ("0", -3.0))))
        return ChatAnswer(text, "m", Usage(1, 1), tokens=tokens)

    chat = FakeChat(script)
    options = replace(ALL, trial_cells=40)
    items = [labelled(n) for n in range(60)]
    trial = PLAIN.trial(items, chat, options)
    assert trial.cells == 40 and len(trial.answers) == 40 and all(row.right for row in trial.answers)
    assert {row.key_id for row in trial.answers} == {KeyId("material")}
    assert {round(row.margin, 4) for row in trial.answers} == {round(1.0986 + 2.9, 4)}
    assert trial == PLAIN.trial(items[::-1], FakeChat(script), options)
    trust = PLAIN.measured(trial)
    assert trust.believes and (trust.probability(KeyId("material"), 4.0) or 0.0) > 0.9


def copying(request: ChatRequest, number: int) -> Outcome:
    """Copies what stands before "finish" in the title; chooses nothing."""
    prompt = read_prompt(request)
    if "TASK copy" not in request.messages[1].text:
        return choose(prompt)
    title = prompt.fields[1][1]
    words = title.partition(" finish")[0].rpartition(", ")[2] if " finish" in title else ""
    return json.dumps({"field": int(bool(words)), "quote": words})


COPY = EscalationOptions("unsure", low=2.0, high=2.0, copy=("finish",))


def test_values_of_open_keys_are_copied_where_nobody_states_them() -> None:
    lamp, filled = item("Lamp, satin finish"), replace(item("Lamp, satin finish"), specs=(Spec("Finish", "matt"),))
    (found, none, merchants), chat, tally = recognised(copying, lamp, item("Lamp"), filled, options=COPY)
    copied = fact(found, "finish")
    assert (copied.value.text, copied.producer, copied.confidence) == ("satin", Producer.LLM, 0.9)
    assert [entry.text for entry in copied.evidence if isinstance(entry, TextSpan)] == ["satin"]
    assert none.machine[KeyId("finish")] == () == merchants.machine[KeyId("finish")]
    assert (len(chat.requests), tally.copying, tally.copied) == (2, 2, 1)


@pytest.mark.parametrize(("right", "believed"), [(True, True), (False, False)])
def test_copies_are_believed_as_far_as_they_were_right(right: bool, believed: bool) -> None:
    items = [
        replace(item(f"Lamp, {tone} finish", specs={"Finish": tone if right else "bare"}), id=f"l{n}")  # type: ignore[arg-type]
        for n, tone in enumerate(["satin", "matt", "glossy"] * 10)
    ]
    trial = PLAIN.trial(items, FakeChat(copying), COPY)
    assert len(trial.copies) == 30 and all(row.right == right for row in trial.copies)
    trust = PLAIN.measured(trial)
    assert (trust.copied(KeyId("finish")) is not None) == believed
    asking = PLAIN.with_chat(FakeChat(copying), COPY, trust)
    (found,) = asking.recognize([item("Lamp, satin finish")])
    assert bool(found.machine[KeyId("finish")]) == believed
