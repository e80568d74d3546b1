"""What the gold set's commands found, for people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from rich.table import Table
from rich.text import Text

from itemcenter.evaluate.gold import Comparison, GateLimits, KeyChange, Shares
from itemcenter.evaluate.gold.comparing import Change
from itemcenter.jobs.gold.agree import AgreementReport
from itemcenter.jobs.gold.answers import ImportReport
from itemcenter.jobs.gold.sample import SampleReport
from itemcenter.jobs.gold.score import GoldScore
from itemcenter.jobs.gold.tasks import told
from itemcenter.schema import KeyId, OntologyRelease, TypedValue
from itemcenter.serve.cli import render
from itemcenter.serve.cli.harmless import say

_KEYS_SHOWN, _DISPUTED_SHOWN, _PROPOSALS_SHOWN = 30, 20, 10


def sample_summary(report: SampleReport) -> None:
    say(f"gold set version {report.version}: {report.items:,} items, {report.cells:,} cells of {report.keys:,} keys in "
        f"{report.categories:,} categories")  # fmt: skip
    say(f"drawn now: {report.new_items:,} items, {report.new_cells:,} cells, out of {report.catalog:,} items; the "
        f"center states a value in {report.stated:,} of the cells")  # fmt: skip
    if report.bare:
        say(f"note: {report.bare:,} items have no category, hence no keys: they cannot be drawn")
    for notice in report.notices:
        say(f"note: {notice}")
    if report.new_items:
        say("builds learn nothing from these items from now on; the next one learns anew")


def import_summary(report: ImportReport) -> None:
    who = ", ".join(f"{name} {count:,}" for name, count in sorted(report.labellers.items()))
    say(f"{report.answers:,} answers: {report.labels:,} new or changed labels, {report.same:,} known, "
        f"{report.skipped:,} skipped" + (f"; by {who}" if who else ""))  # fmt: skip
    if report.rejected:
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in sorted(report.rejected.items()))
        say(f"quarantine: {reasons}; `itemcenter quarantine list --source gold:labels` tells what to do")
    for (key, text), count in islice(report.proposals.most_common(), _PROPOSALS_SHOWN):
        say(f"proposal: {key}: {text} ({count:,})")
    say(f"gold set version {report.version}")


def score_summary(found: GoldScore, release: OntologyRelease) -> None:
    whole = found.whole
    say(f"gold set version {found.version}, {found.voice}: {len(found.cells):,} cells answered, {found.open:,} open, "
        f"{found.disputed:,} disputed")  # fmt: skip
    left = {"items changed since": found.changed, "items gone": found.gone, "keys unknown": found.unknown}
    if any(left.values()):
        say("left out: " + ", ".join(f"{count:,} {what}" for what, count in left.items() if count))
    if found.beyond:
        say(f"{found.beyond:,} cells state a value that the ontology lacks: nothing can find it")
    rows = render.table("key", "cells", "given", "stated", "right", "precision", "recall")
    _row(rows, "all keys", whole)
    ranked = sorted(found.keys.items(), key=lambda entry: (-entry[1].stated, entry[0]))
    for key_id, shares in ranked[:_KEYS_SHOWN]:
        _row(rows, _name(key_id, release), shares)
    render.console().print(rows)
    if len(ranked) > _KEYS_SHOWN:
        say(f"{len(ranked) - _KEYS_SHOWN:,} more keys: --json, or --out")
    for notice in found.notices:
        say(f"note: {notice}")


def wrong_cells(found: GoldScore, most: int) -> None:
    rows = render.table("item", "key", "given", "people say")
    wrong = (line for line in found.lines() if line["right"] < len(line["given"]))
    for line in islice(wrong, most):
        said = ", ".join(line["stated"]) or "not stated"
        rows.add_row(*map(Text, (line["item"], line["key"], ", ".join(line["given"]), said)))
    render.console().print(rows)


def compare_summary(
    found: Comparison, release: OntologyRelease, limits: GateLimits, cells: int, scores: tuple[GoldScore, GoldScore]
) -> None:
    _compared(found, release)
    compared, lost = sum(key.compared(limits) for key in found.keys), found.lost_keys(limits)
    say(f"{len(lost):,} of {compared:,} keys with {limits.min_facts} values or more each lost "
        f"({found.lost_share(limits):.1%}) more than {100 * limits.max_key_loss:g} points of precision")  # fmt: skip
    for key in [key for key in found.keys if key.worse][:_KEYS_SHOWN]:
        for place in key.worse[:cells]:
            before, after = (_texts(one.given[place]) or "nothing" for one in scores)
            if before == after:  # one name, two entries of a list
                before, after = (_texts(one.given[place], by_id=True) for one in scores)
            say(f"  {place[0]} / {place[1]}: {before} -> {after} (people: {told(scores[1].truths[place])})")
    for notice in scores[1].notices:
        say(f"note: {notice}")


def gate_summary(found: Comparison, release: OntologyRelease, limits: GateLimits, failures: list[str]) -> None:
    _compared(found, release)
    for key in found.lost_keys(limits):
        for item_id, key_id in key.worse[:5]:
            say(f"  worse: {item_id} / {key_id}")
    say("the gate is passed" if not failures else "the gate is NOT passed")


def agreement_summary(found: AgreementReport, release: OntologyRelease) -> None:
    who = ", ".join(f"{name} {count:,}" for name, count in found.labellers.items())
    say(f"labellers: {who or 'none'}; {found.whole.cells:,} cells with two answers or more, {found.single:,} with one")
    rows = render.table("key", "cells", "agree", "alpha")
    for name, entry in [("all keys", found.whole), *((_name(key, release), one) for key, one in found.keys.items())]:
        percent = "-" if entry.percent is None else f"{100 * entry.percent:.1f}"
        alpha = "-" if entry.alpha is None else f"{entry.alpha:.2f}"
        rows.add_row(Text(name), f"{entry.cells:,}", percent, alpha)
    render.console().print(rows)
    say(f"{len(found.disputed):,} cells are disputed")
    for (item_id, key_id), said in found.disputed[:_DISPUTED_SHOWN]:
        say(f"  {item_id} / {key_id}: {said}")


def _compared(found: Comparison, release: OntologyRelease) -> None:
    rows = render.table("key", "values", "precision", "", "change", "recall", "", "change")
    moved = [key for key in found.keys if key.precision.change or key.recall.change or key.worse]
    for key in [found.whole, *moved[:_KEYS_SHOWN]]:
        rows.add_row(Text(_name(key.key_id, release) if key.key_id else "all keys"), *_figures(key))
    render.console().print(rows)
    still = len(found.keys) - len(moved)
    more = f"{len(moved) - _KEYS_SHOWN:,} more keys changed; " if len(moved) > _KEYS_SHOWN else ""
    say(f"{more}{still:,} keys are as they were")


def _figures(key: KeyChange) -> list[str]:
    out = [f"{key.older.given:,} -> {key.newer.given:,}"]
    for name in ("precision", "recall"):
        before, after = (_percent(getattr(shares, name)) for shares in (key.older, key.newer))
        out += [before, f"-> {after}", _change(getattr(key, name))]
    return out


def _change(found: Change) -> str:
    if found.change is None or found.change_95 is None:
        return "-"
    low, high = found.change_95
    return f"{100 * found.change:+.1f} ({100 * low:+.1f} to {100 * high:+.1f})"


def _texts(values: Sequence[TypedValue], *, by_id: bool = False) -> str:
    return ", ".join((value.value_id if by_id else None) or value.text for value in values)


def _row(rows: Table, name: str, shares: Shares) -> None:
    cells = [f"{count:,}" for count in (shares.cells, shares.given, shares.stated, shares.right)]
    rows.add_row(Text(name), *cells, *(interval(getattr(shares, n), getattr(shares, f"{n}_95")) for n in _SHARES))


_SHARES = ("precision", "recall")


def interval(share: float | None, ends: tuple[float, float]) -> str:
    """ "93.1 (90 to 95)": percent with its interval; "-" for a share of nothing."""
    return "-" if share is None else f"{100 * share:.1f} ({100 * ends[0]:.0f} to {100 * ends[1]:.0f})"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"


def _name(key_id: str, release: OntologyRelease) -> str:
    key = release.key_by_id.get(KeyId(key_id))
    return key.name if key is not None else key_id
