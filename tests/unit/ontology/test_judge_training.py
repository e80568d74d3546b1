"""Made cases are what they claim to be; weights survive a round trip; a model's answer is checked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.errors import OntologyError, StoreError
from itemcenter.ontology.validate import ChatJudge, JudgeContext, JudgeModel, train_judges
from itemcenter.ontology.validate.corrupt import hide_values, respelt
from itemcenter.ontology.validate.fit import COLUMNS, Candidate, fits
from itemcenter.ports import ChatAnswer, ChatFailure, ChatRequest, Usage
from itemcenter.schema import ModelId, Proposal, ProposalKind, Verdict
from itemcenter.testing.fake_embedder import FakeEmbedder
from itemcenter.testing.synthetic import synthetic_release
from itemcenter.values.folding import name_key
from tests.unit.ontology.test_grow import RELEASE


def test_cases_are_hidden_or_wrong_in_the_whole_release() -> None:
    release = synthetic_release(values=400, keys=12)
    visible, cases = hide_values(release, "s")
    kinds = Counter(case.wrong for case in cases)
    assert kinds[""] > 40 and set(kinds) <= {"", "key", "category", "spelling"}
    for case in cases:
        key = release.key_by_id[case.proposal.key_id]  # type: ignore[index]
        whole, seen = (
            {name_key(name) for value in part.list_by_id[key.value_list_id].values for name in value.names}  # type: ignore[index]
            for part in (release, visible)
        )
        scopes = {scope.key_id for scope in release.scopes_for(case.proposal.category_id)}  # type: ignore[arg-type]
        text = name_key(case.proposal.text)
        assert text not in seen or case.wrong in ("spelling", "category")
        assert (text in whole) or case.wrong in ("key", "spelling")
        assert (key.id in scopes) == (case.wrong != "category")
    assert hide_values(release, "s")[1] == cases


@given(st.text(alphabet="abcdefgh -", min_size=1, max_size=20), st.integers(0, 99))
def test_a_respelt_name_is_another_text(name: str, seed: int) -> None:
    assert respelt(name, Random(seed)) != name


def test_too_small_a_release_is_told() -> None:
    with pytest.raises(OntologyError, match="values to learn from"):
        train_judges(RELEASE, FakeEmbedder())


def test_weights_survive_and_damage_is_told(tmp_path: Path) -> None:
    shipped = JudgeModel.shipped()
    shipped.save(tmp_path / "judges", "# card\n")
    again = JudgeModel.load(tmp_path / "judges")
    context = JudgeContext(RELEASE, FakeEmbedder())
    proposal = Proposal(ProposalKind.VALUE, "walnut", RELEASE.categories[0].id, RELEASE.keys[0].id)
    row = context.figures(proposal)
    assert row is not None and row.shape == (len(COLUMNS),)
    assert again.bounds == shipped.bounds
    assert again.trees["learned"].margin(row[None]) == shipped.trees["learned"].margin(row[None])
    (tmp_path / "judges" / "weights.npz").write_bytes(b"PK")
    with pytest.raises(StoreError):
        JudgeModel.load(tmp_path / "judges")


def test_figures_do_not_depend_on_who_else_is_asked() -> None:
    view = JudgeContext(RELEASE, FakeEmbedder()).view
    asked = [Candidate(text, RELEASE.keys[0], RELEASE.categories[0].id) for text in ("walnut", "oak", "12", "")]
    together = fits(asked, view)
    alone = [fits([candidate], view)[0] for candidate in asked]
    for one, other in zip(together, alone, strict=True):
        assert np.allclose(one, other, atol=1e-6, equal_nan=True)


class _Scripted:
    model_id = ModelId("scripted")

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)
        self.asked: list[ChatRequest] = []

    def ask(self, requests: Sequence[ChatRequest]) -> Iterator[tuple[int, ChatAnswer | ChatFailure]]:
        for number, request in enumerate(requests):
            self.asked.append(request)
            text = self._answers.pop(0)
            yield number, ChatFailure("timeout", "late") if text == "late" else ChatAnswer(text, "m", Usage(1, 1))


def test_a_model_chooses_a_number_and_anything_else_is_unclear() -> None:
    context = JudgeContext(RELEASE, FakeEmbedder())
    proposal = Proposal(ProposalKind.VALUE, "walnut", RELEASE.categories[0].id, RELEASE.keys[0].id)
    answers = [json.dumps({"answer": n, "reason": "so"}) for n in (1, 2, 3)]
    chat = _Scripted(*answers, "late", "pass", '{"answer": 9, "reason": ""}', '{"answer": true, "reason": ""}', "[]")
    judge = ChatJudge(chat)
    opinions = [judge.judge(proposal, context) for _ in range(8)]
    assert {opinion.verdict for opinion in opinions[:3] if opinion} == set(Verdict)
    assert all(opinion is not None and opinion.verdict is Verdict.UNCLEAR for opinion in opinions[3:])
    body = json.loads(chat.asked[0].messages[1].text)
    assert body["candidate"] == "walnut" and body["attribute"] == "material" and "oak" in body["entries"]
    orders = {ChatJudge(chat, name=name)._order for name in "abcdef"}
    assert len(orders) > 1
