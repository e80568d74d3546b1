"""A small language model with random weights, in GGUF form and of Qwen2's shape, for a server that is not ours.

    python -m benchmarks.tiny_model MODEL.gguf        needs the package gguf

It knows nothing; but a server that holds it to a shape must answer in that shape, and it takes the time of a real
prompt: so constraint, parsing, costs and prefix reuse are measured without a download. The tokenizer is trained on the
demo catalog; the same file every time.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from itemcenter.demo import catalog_path

_WIDTH, _INNER, _LAYERS, _HEADS, _KEY_HEADS, _CONTEXT, _WORDS = 384, 1024, 6, 6, 2, 8192, 4096
_SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
_NORMAL, _CONTROL = 1, 3
_TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)


def tokenizer() -> Any:
    """Byte-level pairs, as Qwen2's."""
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=_WORDS,
        special_tokens=_SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    made.train_from_iterator(catalog_path().read_text(encoding="utf-8").splitlines(), trainer)
    return made


def write_model(path: Path, seed: int = 0) -> None:
    import json

    import gguf  # of the benchmark's own environment, no dependency of the project

    words = json.loads(tokenizer().to_str())["model"]
    tokens = sorted(words["vocab"], key=words["vocab"].__getitem__)
    merges = [entry if isinstance(entry, str) else " ".join(entry) for entry in words["merges"]]
    out = gguf.GGUFWriter(str(path), "qwen2")
    out.add_context_length(_CONTEXT)
    out.add_embedding_length(_WIDTH)
    out.add_block_count(_LAYERS)
    out.add_feed_forward_length(_INNER)
    out.add_head_count(_HEADS)
    out.add_head_count_kv(_KEY_HEADS)
    out.add_layer_norm_rms_eps(1e-6)
    out.add_rope_freq_base(10_000.0)
    out.add_tokenizer_model("gpt2")
    out.add_tokenizer_pre("qwen2")
    out.add_token_list(tokens)
    out.add_token_types([_CONTROL if token in _SPECIAL else _NORMAL for token in tokens])
    out.add_token_merges(merges)
    out.add_eos_token_id(tokens.index("<|im_end|>"))
    out.add_pad_token_id(tokens.index("<|endoftext|>"))
    out.add_add_bos_token(False)
    out.add_chat_template(_TEMPLATE)
    for name, weights in _tensors(len(tokens), np.random.default_rng(seed)):
        out.add_tensor(name, weights)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


def _tensors(words: int, chance: np.random.Generator) -> list[tuple[str, Any]]:
    head = _WIDTH // _HEADS

    def matrix(rows: int, columns: int) -> Any:
        return (chance.standard_normal((rows, columns), dtype=np.float32) * 0.05).astype(np.float16)

    ones, out = np.ones(_WIDTH, np.float32), [("token_embd.weight", matrix(words, _WIDTH))]
    for number in range(_LAYERS):
        layer = f"blk.{number}"
        out += [(f"{layer}.attn_norm.weight", ones), (f"{layer}.ffn_norm.weight", ones)]
        for name, rows in (("q", _HEADS * head), ("k", _KEY_HEADS * head), ("v", _KEY_HEADS * head)):
            out.append((f"{layer}.attn_{name}.weight", matrix(rows, _WIDTH)))
            out.append((f"{layer}.attn_{name}.bias", np.zeros(rows, np.float32)))
        out.append((f"{layer}.attn_output.weight", matrix(_WIDTH, _HEADS * head)))
        out.append((f"{layer}.ffn_gate.weight", matrix(_INNER, _WIDTH)))
        out.append((f"{layer}.ffn_up.weight", matrix(_INNER, _WIDTH)))
        out.append((f"{layer}.ffn_down.weight", matrix(_WIDTH, _INNER)))
    return [*out, ("output_norm.weight", ones), ("output.weight", matrix(words, _WIDTH))]


if __name__ == "__main__":
    write_model(Path(sys.argv[1]))
