"""An ONNX network of a bundle, run on the CPU with the same result on every call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy.typing as npt
import onnxruntime

from itemcenter.artifacts import ModelBundle
from itemcenter.errors import StoreError

Array = npt.NDArray[Any]


class Session:
    """Call with the outputs wanted and the inputs by name."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session

    def __call__(self, outputs: Sequence[str], inputs: Mapping[str, Array]) -> list[Array]:
        found: list[Array] = self._session.run(list(outputs), dict(inputs))
        return found


def open_session(bundle: ModelBundle, file: str, threads: int) -> Session:
    """Raises `StoreError` where the file is missing or is no network."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = threads
    options.log_severity_level = 3  # warnings about graphs are of no use to the one who runs them
    try:
        return Session(onnxruntime.InferenceSession(bundle.content(file), options, providers=["CPUExecutionProvider"]))
    except StoreError:
        raise
    except Exception as error:  # the library raises many kinds, none of them public
        raise StoreError(f"cannot be read: {error}", place=str(bundle.folder / file)) from error
