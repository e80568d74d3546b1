"""A center whose facts are in a PostgreSQL database: what every verb shows is what it shows of one with a file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

import itemcenter
from itemcenter.demo import backbone_path
from tests.acceptance.command import Outcome, run
from tests.acceptance.small import MADE_S, dated, write_catalog, write_demo_part, write_workbook
from tests.ready.postgresql import without_schema


@pytest.fixture
def place(postgresql_url: str) -> Iterator[tuple[str, str]]:
    """URL and schema. The server of the tests is no durable one, so the store must be told that this does no harm."""
    with without_schema(postgresql_url, "acceptance") as schema:
        yield postgresql_url, schema


def configured(folder: Path, schema: str) -> Path:
    """A new center there, with everything about the store but the URL, which the environment holds."""
    itemcenter.create(folder).close()
    (folder / "itemcenter.toml").write_text(
        f'[store]\nbackend = "postgresql"\nschema = "{schema}"\nsynchronous = "NORMAL"\n', encoding="utf-8"
    )
    return folder


def test_a_demo_in_a_database_is_the_same_as_one_in_a_file(
    built_demo: Path, place: tuple[str, str], tmp_path: Path
) -> None:
    url, schema = place
    extra = {"ITEMCENTER_STORE_URL": url.replace("postgres:@", "postgres:open-sesame@")}
    centers = {"file": Path(shutil.copytree(built_demo, tmp_path / "file")), "base": tmp_path / "base"}
    configured(centers["base"], schema)

    def both(*arguments: str | Path) -> tuple[Outcome, Outcome]:
        file, base = (
            run(*[str(word).replace("CENTER", str(center)) for word in arguments], extra=more)
            for center, more in ((centers["file"], None), (centers["base"], extra))
        )
        assert (file.code, base.code) == (0, 0), (file.err, base.err)
        return file, base

    write_demo_part(tmp_path / "catalog.csv")
    built = run("build", tmp_path / "catalog.csv", "--ontology", backbone_path(small=True), "--out", centers["base"],
                "--json", extra=extra)  # fmt: skip
    assert built.code == 0, built.err
    with itemcenter.open_center(centers["file"]) as center:
        assert built.json["digest"] == center.store.digest() != ""
        item = next(iter(center.facts(limit=1))).item_id
    assert not (centers["base"] / "store.db").exists()
    file, base = both("facts", "--center", "CENTER", "--json")
    assert file.lines == base.lines != []
    both("export", "CENTER.jsonl", "--center", "CENTER")
    assert (tmp_path / "file.jsonl").read_bytes() == (tmp_path / "base.jsonl").read_bytes() != b""
    key = both("facts", "--item", item, "--center", "CENTER", "--json")[1].lines[0]["key"]
    for arguments in (("show", item), ("why", item, key)):
        file, base = both(*arguments, "--center", "CENTER")
        assert file.out == base.out != ""
    told = run("config", "check", "--center", centers["base"], extra=extra)
    assert told.code == 0 and "postgresql://postgres@" in told.out and "sesame" not in told.out + told.err
    assert run("doctor", "--center", centers["base"], extra=extra).out.count("items,") == 1
    text = (tmp_path / "catalog.csv").read_text(encoding="utf-8").replace("black", "white")
    (tmp_path / "later.csv").write_text(text, encoding="utf-8")
    dated(tmp_path / "later.csv", MADE_S + 86_400)
    file, base = both("build", tmp_path / "later.csv", "--out", "CENTER", "--json")
    assert file.json["digest"] == base.json["digest"] != built.json["digest"]
    assert file.json["changes"] == base.json["changes"] > 0
    file, base = both("diff", "--center", "CENTER", "--json")
    assert file.json == base.json != {}


def test_a_database_that_is_out_of_reach_is_told_before_anything_is_done(tmp_path: Path, workbook: Path) -> None:
    folder = configured(tmp_path / "center", "none")
    catalog = write_catalog(tmp_path / "catalog.csv")
    told = run("build", catalog, "--ontology", write_workbook(tmp_path / "book"), "--out", folder,
               extra={"ITEMCENTER_STORE_URL": "postgresql://ada:sesame@127.0.0.1:1/db"})  # fmt: skip
    assert told.code == 6 and "cannot be reached" in told.err and "sesame" not in told.out + told.err
    told = run("build", catalog, "--out", folder)
    assert told.code == 2 and "ITEMCENTER_STORE_URL" in told.err


def test_a_dry_run_in_a_new_center_does_not_make_a_schema(place: tuple[str, str], tmp_path: Path) -> None:
    url, schema = place
    book, catalog = write_workbook(tmp_path / "book"), write_catalog(tmp_path / "catalog.csv")
    folder, extra = configured(tmp_path / "center", schema), {"ITEMCENTER_STORE_URL": url}
    for arguments, schemas in ((["--dry-run"], 0), ([], 1)):
        told = run("build", catalog, "--ontology", book, "--out", folder, *arguments, "--json", extra=extra)
        assert told.code == 0 and told.json["new"] == 4, told.err
        with psycopg.connect(url) as plain:
            found = plain.execute("SELECT count(*) FROM pg_namespace WHERE nspname = %s", (schema,)).fetchone()
        assert found == (schemas,)
