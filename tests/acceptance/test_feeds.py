"""Public feeds through the command line: built, told about, refused where they are hostile."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from itemcenter.demo import backbone_path
from itemcenter.testing.feed_samples import FeedSample, feed_samples
from tests.acceptance.command import run

#: What learning adds is tested elsewhere; without it a build of a few rows is quick.
QUICK = {"ITEMCENTER_LEARNING_WHEN": "never"}
ALL = {sample.name: sample for sample in feed_samples()}


@pytest.mark.parametrize("name", ["google_rss", "shopify_csv", "akeneo_csv", "openai_jsonl"])
def test_samples_build_with_the_demo_backbone(name: str, tmp_path: Path) -> None:
    sample: FeedSample = ALL[name]
    out = tmp_path / "center"
    done = run("build", sample.path, "--backbone", backbone_path(small=True), "--out", out, "--json", extra=QUICK)
    assert done.code == 0, done.err
    report = json.loads(done.out)
    items = [row for row in sample.expected if "item" in row]
    assert report["items"] == len(items)
    assert sum(report["rejected"].values()) == len(sample.expected) - len(items)
    shown = {column: role for role, columns in report["columns"].items() for column in columns}
    assert {name: shown.get(name, "extra") for name in sample.roles} == sample.roles
    assert any(f"read as {sample.title}" in notice for notice in report["notices"])


def test_a_feed_gives_facts(tmp_path: Path) -> None:
    """A measure and its unit out of two columns are a value of the backbone's key."""
    out = tmp_path / "center"
    done = run("build", ALL["akeneo_csv"].path, "--backbone", backbone_path(small=True), "--out", out, extra=QUICK)
    assert done.code == 0, done.err
    shown = run("show", "NB-100", "--center", out)
    assert shown.code == 0 and "33.782 cm" in shown.out and "1.1 kg" in shown.out, shown.out


def test_renamed_columns_are_reported(tmp_path: Path) -> None:
    done = run("build", ALL["openai_renamed"].path, "--backbone", "auto", "--out", tmp_path / "center", extra=QUICK)
    assert done.code == 0
    text = " ".join(done.out.split())
    assert (
        "OpenAI product feed 2026-10 requires columns that are missing: 'item_id' ('product_code' was taken for" in text
    )
    assert (
        "unknown to OpenAI product feed 2026-10" in text
        and "'variant_group' (taken for group, as its name suggests)" in text
    )


def test_hostile_xml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><item><id>1</id><title>&a;</title></item></rss>'
    )
    done = run("build", path, "--backbone", "auto", "--out", tmp_path / "center", extra=QUICK)
    assert done.code == 3
    assert "feed.xml: this XML file declares a document type (DTD)" in done.err and "remove <!DOCTYPE" in done.err
    assert not (tmp_path / "center" / "store.db").exists()


def test_a_format_that_does_not_fit(tmp_path: Path) -> None:
    out = tmp_path / "center"
    path = tmp_path / "c.csv"
    path.write_text("sku,name\n1,Lamp\n")
    extra = {"ITEMCENTER_CATALOG_FORMAT": "shopify"}
    done = run("build", path, "--backbone", "auto", "--out", out, extra=extra)
    assert done.code == 3 and "this is no Shopify product CSV, as format = 'shopify'" in done.err
    done = run("build", path, "--backbone", "auto", "--out", out, extra={"ITEMCENTER_CATALOG_FORMAT": "shopfy"})
    assert done.code == 2 and "did you mean 'shopify'?" in done.err
