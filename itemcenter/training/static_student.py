"""Trains the piece vectors of a static model: their sum over a text shall point where the teacher's vector does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from itemcenter.training.static_vectors import CutTexts, Numbers, Vectors


@dataclass(frozen=True, slots=True)
class StudentOptions:
    """epochs: passes over the texts; batch: texts a step; rate: of Adam, falling to zero in a half cosine

    relations: weight of the second loss, which compares the cosines of all pairs of a batch with the teacher's
    """

    epochs: int = 8
    batch: int = 1_024
    rate: float = 5e-3
    relations: float = 10.0
    seed: int = 0


def train_student(
    initial: Vectors,
    texts: CutTexts,
    targets: Vectors,
    options: StudentOptions,
    report: Callable[[str], None],
) -> Vectors:
    """(V, d) float32 piece vectors, their weight in their length. initial: (V, d); targets: (n, d), the teacher's.

    Loss: 1 - cosine to the teacher's vector, and the squared difference of cosines over the pairs of a batch. Pieces
    that no text has keep their initial direction; their length is scaled like the median of the others'.
    """
    torch.manual_seed(options.seed)
    order = np.random.default_rng(options.seed)
    table = torch.nn.Parameter(torch.from_numpy(initial.copy()))
    # A step moves only the pieces that its texts have: 10 times as fast as moving all.
    optimizer = torch.optim.SparseAdam([table], lr=options.rate)
    parts = -(-len(texts.counts) // options.batch)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, options.epochs * parts)
    for epoch in range(options.epochs):
        losses = []
        for some in np.array_split(order.permutation(len(texts.counts)), parts):
            cut = texts.take(some)
            first = torch.from_numpy(np.cumsum(cut.counts) - cut.counts)
            sums = functional.embedding_bag(torch.from_numpy(cut.pieces), table, first, mode="sum", sparse=True)
            student = functional.normalize(sums, dim=1)
            teacher = functional.normalize(torch.from_numpy(targets[some]).float(), dim=1)
            apart = 1 - (student * teacher).sum(1).mean()
            related = functional.mse_loss(student @ student.T, teacher @ teacher.T)
            loss = apart + options.relations * related
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append((apart.item(), related.item()))
        means = np.mean(losses, axis=0)
        report(f"epoch {epoch + 1} of {options.epochs}: 1 - cosine {means[0]:.4f}, pairs {means[1]:.5f}")
    trained: Vectors = table.detach().numpy()
    return with_rest_scaled(initial, trained, np.unique(texts.pieces))


def with_rest_scaled(initial: Vectors, trained: Vectors, met: Numbers) -> Vectors:
    """`trained`, where pieces outside `met` have their initial vectors, lengthened as the median of the others was."""
    lengths = np.linalg.norm(initial[met], axis=1)
    usable = lengths > 0
    factor = np.median(np.linalg.norm(trained[met], axis=1)[usable] / lengths[usable])
    rest = np.setdiff1d(np.arange(len(trained)), met)
    trained[rest] = initial[rest] * np.float32(factor)
    return trained
