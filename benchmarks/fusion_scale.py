"""New values fused into many: `python -m benchmarks.fusion_scale --attributes attributes.json.gz [--existing 1000000]`.

Values are made of a taxonomy's words as often as it uses them, some with a number and a unit; keys have sizes by Zipf's
law. The existing ones are on disk, a key at a time: writings, clusters, vectors. Half of the new are rule-made
variants of existing values, half are other values. Timed in a process of its own: reading a key, encoding the new
values, fusing. Before that 5 % come anew: all values of some keys at once against 95 % of them and then the rest, each
in a process that knows nothing else, clusters compared by B-cubed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import result_file
from benchmarks.fusion_scores import b_cubed
from benchmarks.fusion_variants import variants
from benchmarks.process_memory import PeakMemory
from itemcenter import registry
from itemcenter.ontology.fuse import FusedKey, Scope, Surface, shipped_model
from itemcenter.retrieval.encoder import CachedEncoder

#: Keys of the increment.
KEYS = 3
_UNITS = ("cm", "GB", "kg", "ml", "W", "oz", "in", "V")


def words_of(path: Path) -> tuple[list[str], np.ndarray[Any, np.dtype[np.float64]]]:
    """The words of the values' names, and the share of each."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as stream:
        attributes = json.load(stream)["attributes"]
    counts = Counter(
        word for entry in attributes for value in entry["values"] for word in re.findall(r"[A-Za-z]{3,}", value["name"])
    )
    words = sorted(counts)
    share = np.array([counts[word] for word in words], dtype=np.float64)
    return words, share / share.sum()


def sizes_of(total: int, largest: int) -> list[int]:
    """Sizes by Zipf's law, the largest first, until the total is reached."""
    out: list[int] = []
    while sum(out) < total:
        out.append(min(max(10, largest // (len(out) + 1)), total - sum(out)))
    return out


def values_of(count: int, words: Sequence[str], share: Any, draw: np.random.Generator) -> list[str]:
    """Distinct values of one to three words, a quarter with a number and a unit."""
    out: dict[str, None] = {}
    while len(out) < count:
        drawn = draw.choice(len(words), size=(count, 3), p=share)
        lengths = draw.choice((1, 2, 3), size=count, p=(0.1, 0.5, 0.4))
        for row, length in zip(drawn.tolist(), lengths.tolist(), strict=True):
            text = " ".join(words[place] for place in row[:length])
            if draw.random() < 0.25:
                text += f" {int(draw.integers(1, 500))} {_UNITS[int(draw.integers(len(_UNITS)))]}"
            out[text] = None
            if len(out) == count:
                break
    return list(out)


def made(folder: Path, attributes: Path, existing: int, new: int, largest: int) -> dict[str, Any]:
    """Keys with their existing and new values, as files."""
    words, share = words_of(attributes)
    draw = np.random.default_rng(0)
    encoder = registry.open_embedder("static", {}, Path())
    sizes = sizes_of(existing, largest)
    for number, size in enumerate(sizes):
        fresh = max(1, round(new * size / existing))
        values = values_of(size + fresh // 2, words, share, draw)
        old, added = values[:size], values[size:]
        taken = set(old)
        while len(added) < fresh:
            forms = variants(old[int(draw.integers(size))], draw)
            text = forms[sorted(forms)[int(draw.integers(len(forms)))]] if forms else ""
            if text and text not in taken:
                added.append(text)
                taken.add(text)
        np.save(folder / f"{number}.npy", encoder.embed(old).astype(np.float16))
        (folder / f"{number}.json").write_text(json.dumps({"old": old, "new": added}), encoding="utf-8")
    return {"keys": len(sizes), "largest": sizes[0], "existing": sum(sizes)}


def fuse(folder: Path) -> dict[str, Any]:
    """Every key of the folder: its new values fused into the old ones."""
    encoder = CachedEncoder(registry.open_embedder("static", {}, Path()))
    model = shipped_model()
    started, used, new, joined, compared = time.perf_counter(), time.process_time(), 0, 0, 0
    for number in range(len(list(folder.glob("*.json")))):
        content = json.loads((folder / f"{number}.json").read_text(encoding="utf-8"))
        old = content["old"]
        scope = Scope(FusedKey(f"Key {number}"), encoder, model)
        scope.load([Surface(text) for text in old], np.arange(len(old)), np.load(folder / f"{number}.npy"))
        new += scope.add([Surface(text) for text in content["new"]])
        joined += int((scope.cluster[len(old) :] < len(old)).sum())
        compared += scope.compared
    seconds = round(time.perf_counter() - started, 1)
    return {
        "seconds": seconds,
        "processor_seconds": round(time.process_time() - used, 1),
        "new": new,
        "joined_existing": joined,
        "compared": compared,
        "encoder": encoder.fingerprint,
    }


def increments(attributes: Path, size: int, keys: int) -> Iterator[tuple[list[Surface], list[Surface]]]:
    """Of each key 95 % of its values and the other 5 %, drawn at random."""
    words, share = words_of(attributes)
    draw = np.random.default_rng(1)
    for _ in range(keys):
        texts = dict.fromkeys(values_of(size // 2, words, share, draw))
        base = list(texts)
        while len(texts) < size:
            forms = variants(base[int(draw.integers(len(base)))], draw)
            texts.update(dict.fromkeys(list(forms.values())[:2]))
        surfaces = [Surface(text) for text in texts]
        order = draw.permutation(len(surfaces)).tolist()
        cut = round(0.95 * len(order))
        yield [surfaces[place] for place in order[:cut]], [surfaces[place] for place in order[cut:]]


def one_side(attributes: Path, size: int, keys: int, side: str) -> dict[str, Any]:
    """whole: all values at once; part: 5 % more into a scope that holds the others, of which only these are timed."""
    encoder = CachedEncoder(registry.open_embedder("static", {}, Path()), 2 * size * keys)
    encoder.encode(["warm"])
    model = shipped_model()
    wall = used = 0.0
    clusters = []
    for old, new in increments(attributes, size, keys):
        scope = Scope(FusedKey("Material"), encoder, model)
        if side == "part":
            scope.add(old)
        started, before = time.perf_counter(), time.process_time()
        scope.add(new if side == "part" else [*old, *new])
        wall, used = wall + time.perf_counter() - started, used + time.process_time() - before
        clusters.append(dict(zip(scope.texts, map(str, scope.cluster.tolist()), strict=True)))
    return {"seconds": wall, "processor_seconds": used, "clusters": clusters}


def incremental(attributes: Path, size: int, keys: int, rounds: int) -> dict[str, Any]:
    """95 % of each key's values and then 5 % more, against all at once; each side in processes of its own, in turn."""
    sides: dict[str, list[dict[str, Any]]] = {"whole": [], "part": []}
    for _ in range(rounds):
        for side, runs in sides.items():
            command = [sys.executable, "-m", "benchmarks.fusion_scale", "--side", side, "--attributes", str(attributes)]
            done = subprocess.run([*command, "--incremental", str(size)], stdout=subprocess.PIPE, text=True, check=True)
            runs.append(json.loads(done.stdout))
    gold, found = ({str(key): own for key, own in enumerate(runs[0]["clusters"])} for runs in sides.values())
    figures: dict[str, Any] = {"values": sum(map(len, gold.values())), "rounds": rounds}
    for clock in ("processor_seconds", "seconds"):
        full, rest = (statistics.median(run[clock] for run in runs) for runs in sides.values())
        figures |= {f"full_{clock}": round(full, 2), f"incremental_{clock}": round(rest, 2)}
        figures[f"share_of_{clock}"] = round(rest / full, 3)
    return {**figures, **b_cubed(gold, found)}


def main(arguments: Sequence[str] | None = None) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fusion_scale", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--attributes", type=Path)
    parser.add_argument("--existing", type=int, default=1_000_000, help="0: the increment alone")
    parser.add_argument("--new", type=int, default=100_000)
    parser.add_argument("--largest", type=int, default=120_000)
    parser.add_argument("--incremental", type=int, default=8_000, help="values of each of three keys")
    parser.add_argument("--rounds", type=int, default=3, help="of the increment; medians are given")
    parser.add_argument("--side", choices=("whole", "part"), help=argparse.SUPPRESS)
    parser.add_argument("--fuse", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--name", default="fusion_scale")
    given = parser.parse_args(arguments)
    if given.fuse is not None:
        figures = fuse(given.fuse)
        print(json.dumps(figures))
        return figures
    if given.side is not None:
        figures = one_side(given.attributes, given.incremental, KEYS, given.side)
        print(json.dumps(figures))
        return figures
    figures = {"incremental": incremental(given.attributes, given.incremental, KEYS, given.rounds)}
    if given.existing == 0:
        result_file.write(given.out, given.name, figures, [given.attributes])
        return figures
    with tempfile.TemporaryDirectory() as place:
        figures |= made(Path(place), given.attributes, given.existing, given.new, given.largest)
        command = [sys.executable, "-m", "benchmarks.fusion_scale", "--fuse", place]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process, PeakMemory(process) as peak:
            printed, _ = process.communicate()
        figures |= {"scale": {**json.loads(printed), "peak_mb": peak.mb}}
    result_file.write(given.out, given.name, figures, [given.attributes])
    return figures


if __name__ == "__main__":
    main()
