"""Trains the pair model that ships.

    python -m benchmarks.train_fusion --attributes A --out BUNDLE

From rule-made variants of the values of the Shopify taxonomy (MIT): what ships is trained on nothing else.
`benchmarks.fusion` trains its own models, on offers too. The weights hold thresholds and leaf values, no value.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.fusion import KEYS, SEED, VALUES, labelled
from benchmarks.fusion_data import graded_pairs, taxonomy_scopes
from itemcenter import registry
from itemcenter.artifacts import ModelBundle, npz_bytes, save_bundle
from itemcenter.ontology.fuse.learn import learn
from itemcenter.retrieval.encoder import CachedEncoder

_CARD = """# fusion-v1

The pair model of fusion: how surely two writings under one key mean the same. Gradient-boosted oblivious trees over
features of the two writings (cosine, letters, words, amounts, how rare the differing words are) and a calibration.

- Encoder: {encoder}. With another encoder a pair model has to be trained anew (`itemcenter.ontology.fuse.learn`).
- Trained on: {keys} keys with {writings} writings: rule-made variants of values of the Shopify taxonomy (MIT), and
  different values of one key.
- Made by: `python -m benchmarks.train_fusion --attributes DIR/dist/en/attributes.json --out BUNDLE`
- Licence: Apache-2.0. The weights hold thresholds and leaf values, no product content.
- Distance from which values stay apart: {cut}.
- Not meant for: classes ("Coffee Pods" is no other writing of "Coffee and Tea"); it joins writings, not kinds.
"""


def main(arguments: Sequence[str] | None = None) -> ModelBundle:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.train_fusion", description=__doc__)
    for name in ("attributes", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args(arguments)
    encoder = CachedEncoder(registry.open_embedder("static", {}, Path()))
    scopes = taxonomy_scopes(given.attributes, KEYS, VALUES, SEED)
    pairs = graded_pairs(scopes, SEED + 1)
    keys = [
        labelled(scope, [pair for pair in pairs if pair.scope == number], 1.0) for number, scope in enumerate(scopes)
    ]
    model = learn(keys, encoder)
    card = _CARD.format(
        encoder=model.fingerprint, keys=len(keys), writings=sum(len(entry.meant) for entry in keys), cut=model.cut
    )
    bundle = save_bundle(
        given.out.absolute(),
        name="fusion-v1",
        version="1",
        licence="Apache-2.0",
        card=card,
        files={"model.npz": npz_bytes(model.to_arrays())},
        settings={"encoder": model.fingerprint},
    )
    print(f"{bundle.folder}: fingerprint {bundle.fingerprint}, cut {model.cut}")
    return bundle


if __name__ == "__main__":
    main()
