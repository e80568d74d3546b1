"""The quality page's section about what a language model costs and survives."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.quality_files import read

_HEAD = """\
## A language model for cells in doubt: cost and faults

The small demo, asked of a *simulated* model behind a real HTTP server: it knows the truth, quotes it, and errs in a
tenth of its answers. So this says what asking takes and survives, not how good a model is. "Same facts": the digest of
a build that nothing disturbed. Seconds were taken on a machine that others shared.
"""


def language_model() -> Iterator[str]:
    if (found := read("llm_demo")) is None:
        return
    f = found["figures"]
    told, killed, plain = f["forecast"], f["killed"], f["undisturbed"]
    yield _HEAD
    yield "| what | figure |\n|---|---|"
    yield (
        f"| forecast against what dry run and build took together, {told['tokens']['actual']:,} tokens | "
        f"{told['error']:+.1%} |"
    )
    yield (
        f"| killed at {killed['at_kill']} of {killed['one_pass']} requests and resumed | {killed['surplus']} requests "
        f"more than one pass, {killed['concurrency']} at once; {_same(killed['same_digest'])} |"
    )
    for name, cap in f["caps"].items():
        yield (
            f"| `{name} = {cap['cap']:,}` | {cap['spent']:,} spent, {cap['not_sent']} requests not sent; then without "
            f"it {_same(cap['same_digest_without_cap'])} |"
        )
    for name, storm in f["storms"].items():
        yield (
            f"| {name}: {storm['refused_or_hung']} requests | {_same(storm['same_digest'])}; {storm['seconds']:.0f} s, "
            f"undisturbed {storm['seconds_undisturbed']:.0f} s |"
        )
    wrong = f["misbehaviour"]
    bad = sum(row["unproven"] for row in [*wrong["every_request"].values(), wrong["mixed"]])
    yield (
        f"| {len(wrong['every_request'])} faults of a server, each in every request; {wrong['mixed']['answers']:,} "
        f"answers wrong in every way between good ones | {bad} facts without proof in the item |"
    )
    hostile = f["injection"]
    yield (
        f"| {hostile['hostile_items']} hostile listings among {hostile['other_items']} others, a model that obeys | "
        f"{hostile['cells_of_others_changed']} of {hostile['cells_of_others']} cells of the others changed; "
        f"{hostile['unproven']} facts without proof |"
    )
    yield f"\nUndisturbed: {plain['cells_asked']} cells, {plain['requests']} requests, {plain['tokens']:,} tokens.\n"


def _same(same: bool) -> str:
    return "same facts" if same else "OTHER FACTS"
