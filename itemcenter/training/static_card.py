"""The card of a static model: what it is, what it was made from, how near it comes to its teacher."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from itemcenter.training.agreement import Agreement


def static_card(
    name: str,
    version: str,
    licence: str,
    teacher: str,
    sources: Sequence[str],
    shape: tuple[int, ...],
    size: int,
    texts: int,
    figures: Mapping[str, Agreement],
) -> str:
    """Markdown. shape: pieces and dimensions; size: bytes of weights and tokenizer; texts: trained on"""
    megabytes = size / 1e6
    made_from = "\n".join(f"- {line}" for line in sources) or "- (not stated)"
    rows = "\n".join(
        f"| {what} | {found.texts:,} | {found.pearson:.3f} | {found.spearman:.3f} | {found.found:.2f} |"
        for what, found in figures.items()
    )
    return f"""# {name}

Version {version}. Licence: {licence}.

A static text encoder for product texts: a vector of {shape[1]} dimensions for each of {shape[0]:,} word pieces, 8 bits
a number and a scale for each piece, {megabytes:.1f} MB with its tokenizer. The vector of a text is the sum of its
pieces' vectors, scaled to length 1. It needs numpy and `tokenizers`: no torch, no GPU, no download.

## Made from

The teacher, {teacher}, encoded {texts:,} texts; the piece vectors were trained until the sums of the texts'
pieces pointed where the teacher's vectors did. The texts: names and descriptions from the sources below, single words
of the teacher's vocabulary, and product texts made up of them by a seeded generator.

{made_from}

Made by `python -m itemcenter.training.distil_static` of itemcenter; `--help` says how to make one from other texts.

## How near it comes to the teacher

Correlation of the two encoders' cosines over 200,000 random pairs of texts, and the share of texts whose nearest text
by the teacher is among the ten nearest by the student.

| texts | number | Pearson | Spearman | nearest found |
|---|---|---|---|---|
{rows}

## What it cannot do

The order of words, negation and grammar count nothing: "no lid" and "lid" are near, "for phones" and "phones" nearer.
Numbers and order codes are cut into short pieces and say little. Words that English texts of the teacher's training
rarely had mean little, most words of other languages among them. Similar is not stated: a vector finds candidates, and
evidence in the text has to decide.
"""
