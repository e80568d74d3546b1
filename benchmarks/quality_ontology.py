"""The quality page's part on the ontology: writings folded, proposals judged, releases, discovery; and on gold sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.quality_files import read


def _figures(name: str) -> dict[str, Any] | None:
    found = read(name)
    return None if found is None else found["figures"]


def fusion() -> Iterator[str]:
    f = _figures("fusion")
    if f is None:
        return
    yield "## Writings of one value folded together\n"
    yield "Keys in two halves, each counted by a pair model that learned from the other (`fusion.json`). Error: 1 -"
    yield "AUC of pairs that mean the same against near misses of the same key, identical texts for all encoders.\n"
    yield "| writings | B-cubed P / R / F1 | error | of the encoder that ships | of a general encoder (MiniLM) |"
    yield "|---|---|---|---|---|"
    for name, what in (("pave", "WDC-PAVE, surface forms and standard values"), ("variants", "rule-made variants")):
        part = f[name]
        errors = " | ".join(f"{part['pairs'][side]['error']:.1f} %" for side in ("fusion", "static", "general"))
        yield f"| {what} | {part['b3_precision']:.1f} / {part['b3_recall']:.1f} / {part['b3_f1']:.1f} | {errors} |"
    yield ""
    yield from _encoders(_figures("fusion_encoder"))


def _encoders(f: dict[str, Any] | None) -> Iterator[str]:
    if f is None:
        return
    yield f"Encoders trained further on variants of the values of {f['synonym_keys']} other keys, by cosine alone"
    yield "(`fusion_encoder.json`). `search` was trained before to find WDC-PAVE's values in listings, and rehearses"
    yield "these; recall: of the values that test listings state, among all values of their key.\n"
    yield "| encoder | error, WDC-PAVE | error, variants | values found first | among the first five |"
    yield "|---|---|---|---|---|"
    for name in ("general", "general, synonyms", "search", "search, synonyms"):
        errors = " | ".join(f"{f[name][side]['error']:.1f} %" for side in ("pave", "variants"))
        found = f[name]["recall"]
        yield f"| {name} | {errors} | {found['recall@1']:.1f} % | {found['recall@5']:.1f} % |"
    yield ""


def validation() -> Iterator[str]:
    f = _figures("validation_test")
    if f is None:
        return
    yield "## Proposals judged\n"
    yield f"{f['cases']:,} proposals for the Shopify taxonomy, as many true as corrupted (`validation_test.json`)."
    yield "False accepts: of the corrupted; automatic: true ones inserted without a person.\n"
    yield "| corruption | cases | accuracy | false accepts | automatic |\n|---|---|---|---|---|"
    names = {"key": "under another key", "category": "in another category", "unit": "impossible unit"}
    rows = {"all": f, **{names.get(kind, "duplicate in disguise"): row for kind, row in f["by_kind"].items()}}
    rows["all, one learned judge a check instead of the panel"] = f["learned_judge_alone"]
    for what, row in rows.items():
        shares = " | ".join(f"{row[name]:.1f} %" for name in ("accuracy", "false_accepts", "true_automatic"))
        yield f"| {what} | {row['n']:,} | {shares} |"
    yield ""


def releases() -> Iterator[str]:
    found = {name: _figures(name) for name in ("release_impact", "release_impact_shopify")}
    if not any(found.values()):
        return
    yield "## A new release of the ontology\n"
    yield "What is decided anew, what the forecast said of cells and seconds, and whether the digest equals that of a"
    yield "fresh build (`release_impact.json`, `release_impact_shopify.json`).\n"
    yield "| catalog, change | decided anew | cells forecast / changed | seconds / forecast | same digest |"
    yield "|---|---|---|---|---|"
    for figures in found.values():
        for catalog, part in (figures or {}).items():
            if not isinstance(part, dict):
                continue
            for kind, row in part["releases"].items():
                cells = f"{row['forecast']['cells']:,} / {row['cells_changed']:,}"
                decided = f"{row['scoped']['changed']:,} of {part['items']:,}"
                same = "yes" if row["scoped_equals_full"] else "no"
                yield f"| {catalog}, {kind} | {decided} | {cells} | {row['seconds_by_forecast']:.2f} | {same} |"
    yield ""


def discovery() -> Iterator[str]:
    found = {
        "150 descriptions, test, counted once": "discovery_flipkart_test2",
        "150 descriptions, an earlier test, development now": "discovery_flipkart_test",
        "150 descriptions, development": "discovery_flipkart",
        "120 more, development": "discovery_flipkart_more",
        "WDC-PAVE, keys known": "discovery_pave",
    }
    known = {what: f for what, name in found.items() if (f := _figures(name)) is not None}
    if not known:
        return
    yield "## Discovery in running text\n"
    yield "Facts (key and value) found without an ontology; wanted are 91 / 79. Names are read by a tagger that learned"
    yield "from the other rows' cells; rules and the threshold were chosen on all three sets of descriptions.\n"
    yield "| texts | means | pairs P / R | values P / R |\n|---|---|---|---|"
    names = {
        "patterns": "patterns only",
        "runs_and_patterns": "specification runs and patterns",
        "runs_patterns_names": "and names",
        "runs_patterns_names_called": "and names, called as the labels call it",
        "all": "and the extractor",
    }
    for what, f in known.items():
        for name, means in names.items():
            if name not in f:
                continue
            pairs, values = (
                f"{f[name][kind]['precision']:.1f} / {f[name][kind]['recall']:.1f}" for kind in ("pairs", "values")
            )
            yield f"| {what} | {means} | {pairs} | {values} |"
    yield ""


def gold() -> Iterator[str]:
    f = _figures("gold_demo")
    if f is None:
        return
    yield "## Does a gold set tell the truth?\n"
    drawn = f["sampled"]
    yield f"{drawn['items']} items of the demo drawn, {drawn['cells']:,} cells answered out of its ground truth, by"
    yield "way of Label Studio's form; what they say against the count over the whole catalog (`gold_demo.json`).\n"
    yield "| voice | figure | estimate (95 %) | whole catalog |\n|---|---|---|---|"
    for voice, told in f["scores"].items():
        for name in ("precision", "recall"):
            low, high = told[f"{name}_95"]
            whole = f["whole_catalog"][voice][name]
            yield f"| {voice} | {name} | {told[name]:.1%} ({low:.1%} to {high:.1%}) | {whole:.1%} |"
    yield ""
