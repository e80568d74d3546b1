"""Reading behind a cached prefix equals one masked pass over everything. Needs torch (extra `models`)."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

import torch
from torch import Tensor
from transformers import BertConfig, BertModel

from itemcenter.nn import PrefixEncoder, SentenceTrunk


def tiny_bert() -> BertModel:
    torch.manual_seed(0)
    config = BertConfig(
        hidden_size=16,
        num_hidden_layers=3,
        num_attention_heads=2,
        intermediate_size=32,
        vocab_size=40,
        max_position_embeddings=32,
        attn_implementation="eager",
    )
    return BertModel(config, add_pooling_layer=False).eval()


def pieces(count: int, seed: int) -> Tensor:
    return torch.randint(0, 40, (1, count), generator=torch.Generator().manual_seed(seed))


def test_cached_blocks_equal_one_masked_pass_twice_in_a_row() -> None:
    encoder = PrefixEncoder(tiny_bert())
    shared, item, questions = pieces(6, 1), pieces(4, 2), [pieces(5, 3), pieces(3, 4), pieces(5, 3)]
    with torch.inference_mode():
        prefix = encoder.read(item, behind=encoder.read(shared))
        assert prefix.length == 10
        for question in questions:
            everything = torch.cat([shared, item, question], 1)
            blocks = torch.tensor([[0] * 6 + [1] * 4 + [2] * question.shape[1]])
            whole = encoder(everything, blocks, torch.ones_like(blocks, dtype=torch.bool))
            torch.testing.assert_close(prefix.states, whole[:, 6:10], rtol=1e-4, atol=1e-5)
            torch.testing.assert_close(encoder.after(prefix, question), whole[:, 10:], rtol=1e-4, atol=1e-5)
            assert prefix.cache.get_seq_length() == 10
    assert (encoder.queried, encoder.hit) == (10 + 15 + 13 + 15, 30)


def test_a_prefix_does_not_see_what_follows_and_what_follows_sees_it() -> None:
    encoder = PrefixEncoder(tiny_bert())
    with torch.inference_mode():
        one, other = encoder.read(pieces(6, 1)), encoder.read(pieces(6, 9))
        assert not torch.allclose(encoder.after(one, pieces(3, 2)), encoder.after(other, pieces(3, 2)))
        blocks, mask = torch.tensor([[0] * 6 + [1] * 3]), torch.ones(1, 9, dtype=torch.bool)
        first = encoder(torch.cat([pieces(6, 1), pieces(3, 2)], 1), blocks, mask)[:, :6]
        second = encoder(torch.cat([pieces(6, 1), pieces(3, 5)], 1), blocks, mask)[:, :6]
    torch.testing.assert_close(first, second)


def test_padding_changes_no_real_token() -> None:
    encoder = PrefixEncoder(tiny_bert())
    blocks, mask = torch.tensor([[0, 0, 0, 1, 1]]), torch.tensor([[True, True, True, True, False]])
    with torch.inference_mode():
        padded = encoder(pieces(5, 1), blocks, mask)[:, :4]
        bare = encoder(pieces(5, 1)[:, :4], blocks[:, :4], mask[:, :4])
    torch.testing.assert_close(padded, bare, rtol=1e-4, atol=1e-5)


def test_the_trunk_in_two_steps_equals_the_model() -> None:
    bert = tiny_bert()
    trunk = SentenceTrunk(bert)
    text, mask = torch.cat([pieces(7, 1), pieces(7, 2)]), torch.ones(2, 7, dtype=torch.bool)
    mask[1, 5:] = False
    with torch.inference_mode():
        whole = bert(input_ids=text, attention_mask=mask.long()).last_hidden_state
        halves = trunk.upper(trunk.lower(text, mask, 2), mask, 2)
        torch.testing.assert_close(halves[0], whole[0], rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(halves[1, :5], whole[1, :5], rtol=1e-4, atol=1e-5)
        rows = trunk.pooled(halves, mask)
    torch.testing.assert_close(rows.norm(dim=1), torch.ones(2))


def test_a_copy_of_the_upper_layers_trains_alone() -> None:
    trunk = SentenceTrunk(tiny_bert())
    twin = trunk.upper_copy(2)
    with torch.no_grad():
        for parameter in twin.upper_parameters(2):
            parameter.add_(1.0)
    assert twin.layers[0] is trunk.layers[0]
    changed = zip(twin.upper_parameters(2), trunk.upper_parameters(2), strict=True)
    assert all(not torch.equal(mine, theirs) for mine, theirs in changed)
