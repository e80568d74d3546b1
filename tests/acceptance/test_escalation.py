"""A center that asks a language model: measured first, asked where it helps, told of in the report; and one without."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import itemcenter
from itemcenter.center import ItemCenter
from itemcenter.demo import truth_path
from itemcenter.errors import ConfigError
from itemcenter.ports import ChatFailure, ChatRequest
from itemcenter.schema import Producer
from itemcenter.testing.fake_chat import FakeChat, Outcome, Prompt
from itemcenter.testing.simulated_models import NoisyOracle
from itemcenter.values.folding import name_key
from tests.acceptance.small import write_demo_part

ASK = '[escalation]\nwhen = "unsure"\nband = [0.1, 0.95]\ntrial_cells = 60\nlogprobs = 0\n'


def oracle(center: ItemCenter, error: float) -> NoisyOracle:
    """Knows the truth of the demo by an item's title, and the words that prove it."""
    names = {record.item.title: record.item.id for record in center.store.items()}
    keys = {key.name: key.id for key in center.release.keys}
    lines = [json.loads(line) for line in truth_path(small=True).read_text(encoding="utf-8").splitlines()]
    rows = {(line["item"], line["key"]): line for line in lines}

    def truth(prompt: Prompt) -> list[tuple[int, str]]:
        title = next((text for name, text in prompt.fields.values() if name == "title"), "")
        line = rows.get((names.get(title), keys.get(prompt.key)), {})
        known = {name_key(value) for value in line.get("values", ())}
        places = zip(line.get("where", ()), line.get("evidence", ()), strict=True)
        words = next((words for place, words in places if place != "specs"), "")
        return [(n, words) for n, told in prompt.options.items() if words and name_key(told) in known]

    return NoisyOracle(truth, error)


def asking(demo: Path, config: str, error: float | None = None) -> tuple[ItemCenter, FakeChat]:
    """The built demo part with another configuration, and a model that knows the titles in it."""
    path = demo / "itemcenter.toml"
    path.write_text(path.read_text(encoding="utf-8") + config, encoding="utf-8")
    center = itemcenter.open_center(demo)
    chat = FakeChat(lambda request, number: "")
    if error is not None:
        chat = FakeChat(oracle(center, error))
        center.use_chat(chat)
    return center, chat


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo_part(tmp_path_factory.mktemp("part") / "catalog.csv")


def test_a_model_that_is_right_is_believed_and_its_facts_carry_its_name(demo: Path, catalog: Path) -> None:
    center, chat = asking(demo, ASK, error=0.0)
    with center:
        report = center.build(catalog)
        told = report.escalation
        assert told["believed"] and told["trial"]["cells"] >= 20
        assert told["trial"]["right"] >= 0.9 * told["trial"]["answers"]
        assert told["asked"] == sum(
            told[kind] for kind in ("confirmed", "changed", "added", "withdrawn", "unmoved", "unanswered")
        )
        assert told["requests"] == len(chat.requests) > 0 and told["prompt_tokens"] > 0
        facts = [fact for cell in center.facts() for fact in cell.facts if fact.producer is Producer.LLM]
        assert facts and all(fact.model_id.startswith("fake-model#") for fact in facts)
        assert all(fact.evidence for fact in facts)
        saved = json.loads(next((demo / "runs").glob("*2/report.json")).read_text(encoding="utf-8"))
        assert saved["escalation"] == told
        asked = len(chat.requests)
        assert center.build(catalog).unchanged == report.items
        assert len(chat.requests) == asked, "nothing new, nothing asked; the trial is kept"
        chat._model = "another-model"
        assert center.build(catalog).changed == report.items
        assert len(chat.requests) > asked


def test_a_model_that_guesses_is_not_believed(demo: Path, catalog: Path) -> None:
    center, _ = asking(demo, ASK, error=1.0)
    with center:
        center.build(catalog)
        assert not [fact for cell in center.facts() for fact in cell.facts if fact.producer is Producer.LLM]


def test_without_an_endpoint_escalation_is_refused_and_without_escalation_nothing_is_asked(
    demo: Path, catalog: Path
) -> None:
    center, chat = asking(demo, ASK)
    with center, pytest.raises(ConfigError, match="there is none"):
        center.build(catalog)
    config = demo / "itemcenter.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('"unsure"', '"never"'), encoding="utf-8")
    with itemcenter.open_center(demo) as center:
        center.use_chat(chat)
        report = center.build(catalog)
        assert chat.requests == [] and report.escalation == {} and report.unchanged == report.items


def test_what_an_endpoint_failed_to_answer_is_asked_again_by_the_next_build(demo: Path, catalog: Path) -> None:
    center, _ = asking(demo, ASK.replace("trial_cells = 60", "trust = 0.95"))
    with center:
        knowing, down = oracle(center, 0.0), True

        def script(request: ChatRequest, number: int) -> Outcome:
            return ChatFailure("budget", "spent") if down and number % 2 else knowing(request, number)

        chat = FakeChat(script)
        center.use_chat(chat)
        first = center.build(catalog)
        failed = first.escalation["abstained"]["budget"]
        assert failed > 0 and first.escalation["unanswered"] >= failed
        down = False
        second = center.build(catalog)
        assert 0 < second.changed < first.changed and second.escalation["abstained"].get("budget") is None
        assert center.build(catalog).changed == 0
