"""From the written configuration to the options that stages take, and what is said about slips."""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from itemcenter.config import TABLES, Config, describe, load_config, resolve
from itemcenter.errors import ConfigError
from itemcenter.schema import SourceId
from itemcenter.tunnel import TunnelOptions

DOCS = Path(__file__).parents[3] / "docs" / "configuration.md"


def load(tmp_path: Path, text: str, **environment: str) -> Config:
    path = tmp_path / "itemcenter.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path, environment)


def test_nothing_is_required() -> None:
    assert resolve({}) == Config()
    assert resolve({name: {} for name in TABLES}) == Config()


def test_every_option_reaches_its_stage() -> None:
    config = resolve(
        {
            "catalog": {
                "columns": {"id": "sku", "text": ["a", "b"]},
                "specs": ["s"],
                "spec_columns": ["c"],
                "delimiter": "tab",
            },
            "categories": {"table": {"Mugs > Big": "mugs"}, "min_name_score": 1},
            "ontology": {"release": "winter"},
            "recognition": {"precision": 0.25, "inferred": True},
            "learning": {"when": "always", "items": 50, "model": "models/mine"},
            "executor": {"workers": 3},
            "sources": {"priorities": {"gold:*": 250, "merchant": 90}, "default": 5},
            "store": {"backend": "sqlite", "synchronous": "NORMAL"},
            "embed": {"backend": "", "model": "mine"},
        }
    )
    assert config.catalog.columns == (("id", "sku"), ("text", "a"), ("text", "b"))
    assert (config.catalog.specs, config.catalog.spec_columns) == (("s",), ("c",))
    assert config.catalog.delimiter_character == "\t"
    assert config.categories.table == (("Mugs > Big", "mugs"),)
    assert config.categories.min_name_score == 1.0 and isinstance(config.categories.min_name_score, float)
    assert config.release == "winter" and config.recognition.precision == 0.25
    assert (config.learning.when, config.learning.items, config.learning.model) == ("always", 50, "models/mine")
    assert config.executor.workers == 3 and config.recognition.inferred
    ranks = {
        name: config.sources.priority(SourceId(name)) for name in ("gold:x", "merchant", "merchant:x", "x", "human")
    }
    assert ranks == {"gold:x": 250, "merchant": 90, "merchant:x": 200, "x": 5, "human": 300}
    assert config.store.backend == "sqlite" and config.store.options == {"synchronous": "NORMAL"}
    assert config.vectors.backend == "" and config.vectors.options == {"model": "mine"}


def test_the_description_is_plain_data() -> None:
    described = json.loads(json.dumps(describe(resolve({"store": {"max_pages": 9}}))))
    assert described["store"] == {"backend": "sqlite", "options": {"max_pages": 9}}
    assert described.keys() == {field.name for field in dataclasses.fields(Config)}


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"stor": {}}, "itemcenter.toml: unknown table 'stor' (did you mean 'store'? allowed: catalog,"),
        ({"zzz": {}}, "unknown table 'zzz' (allowed: catalog,"),
        ({"catalog": {"delimeter": ","}}, "[catalog]: unknown option 'delimeter' (did you mean 'delimiter'?"),
        ({"catalog": {"columns": ["id"]}}, "[catalog] columns: must be a table, not ['id']"),
        ({"catalog": {"columns": {"id": 5}}}, "[catalog.columns] id: must be a text, not 5"),
        ({"catalog": {"specs": "s"}}, "[catalog] specs: must be a list of texts, not 's'"),
        ({"catalog": {"specs": [1]}}, "[catalog] specs: must be a text, not 1"),
        ({"catalog": {"max_cell_chars": True}}, "max_cell_chars: must be a whole number, not True"),
        ({"catalog": {"max_cell_chars": 0}}, "max_cell_chars must be at least 1"),
        ({"categories": {"table": {"a": 1}}}, "[categories.table] 'a': must be a text, not 1"),
        ({"categories": {"min_name_score": 0}}, "must be above 0 and at most 1, not 0.0"),
        ({"recognition": {"precision": float("nan")}}, "precision must lie between 0 and 1, not nan"),
        (
            {"recognition": {"precision": 0}},
            "itemcenter.toml, recognition: precision must lie between 0 and 1, not 0.0",
        ),
        ({"recognition": {"precision": 1}}, "precision must lie between 0 and 1, not 1.0"),
        (
            {"recognition": {"threshold": 0.5}},
            "unknown option 'threshold' (allowed: precision, inferred)",
        ),
        ({"learning": {"when": "allways"}}, "when cannot be 'allways' (did you mean 'always'? allowed: auto, always,"),
        ({"learning": {"when": ""}}, "itemcenter.toml, learning: when cannot be '' (allowed: auto, always, never)"),
        ({"learning": {"when": True}}, "[learning] when: must be a text, not True"),
        ({"learning": {"items": 0}}, "itemcenter.toml, learning: items must be at least 1, not 0"),
        ({"learning": {"items": 1.5}}, "[learning] items: must be a whole number, not 1.5"),
        ({"executor": {"workers": -1}}, "executor: workers is -1 (give 0 (one process a core) to 256)"),
        ({"executor": {"workers": 257}}, "executor: workers is 257"),
        ({"learning": {"modle": "x"}}, "[learning]: unknown option 'modle' (did you mean 'model'?"),
        ({"sources": {"priorities": {"a": "1"}}}, "[sources.priorities] 'a': must be a whole number, not '1'"),
        ({"sources": {"priorities": {" a": 1}}}, "without blanks"),
        ({"sources": {"default": 10**9}}, "at most a million"),
        ({"store": {"backend": 5}}, "[store] backend: must be a text, not 5"),
    ],
)
def test_slips(tables: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        resolve(tables)
    assert message in str(caught.value)


def test_files(tmp_path: Path) -> None:
    assert load(tmp_path, "\ufeff[recognition]\nprecision = 0.3\n").recognition.precision == 0.3
    with pytest.raises(ConfigError, match=r"itemcenter\.toml: .*line 2, column 5"):
        load(tmp_path, "# one\na = = 1\n")
    with pytest.raises(ConfigError, match="cannot read"):
        load_config(tmp_path / "nowhere.toml", {})


def test_environment(tmp_path: Path) -> None:
    text = '[recognition]\nprecision = 0.3\n[catalog]\nencoding = "cp1252"\n'
    config = load(
        tmp_path,
        text,
        ITEMCENTER_RECOGNITION_PRECISION="0.6",
        ITEMCENTER_LEARNING_WHEN="never",
        ITEMCENTER_LEARNING_ITEMS="7",
        ITEMCENTER_CATALOG_SPECS='["a", "b"]',
        ITEMCENTER_CATALOG_DELIMITER=";",
        ITEMCENTER_ONTOLOGY_RELEASE="1234",
        ITEMCENTER_STORE_BUSY_TIMEOUT_S="2.5",
        ITEMCENTER_STORE_PATH="7.db",
        OTHER_CATALOG_DELIMITER="no concern of ours",
    )
    assert (config.learning.when, config.learning.items, config.learning.model) == ("never", 7, "")
    assert config.recognition.precision == 0.6 and config.catalog.specs == ("a", "b")
    assert config.catalog.encoding == "cp1252", "what the environment does not name stays"
    assert config.catalog.delimiter == ";" and config.release == "1234"
    assert config.store.options == {"busy_timeout_s": 2.5, "path": "7.db"}


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("ITEMCENTER_STROE_PATH", "x", "ITEMCENTER_STROE_PATH: unknown table 'stroe' (did you mean 'store'?"),
        ("ITEMCENTER_CATALOG_DELIM", "x", "ITEMCENTER_CATALOG_DELIM: unknown option 'delim'"),
        ("ITEMCENTER_CATALOG_MAX_CELL_CHARS", "many", "MAX_CELL_CHARS: must be a whole number, not 'many'"),
        ("ITEMCENTER_CATALOG_SPECS", "a", "ITEMCENTER_CATALOG_SPECS: must be a list of texts, not 'a'"),
    ],
)
def test_slips_in_the_environment(tmp_path: Path, variable: str, value: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, "", **{variable: value})
    assert message in str(caught.value)


def test_environment_beside_a_table_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\[recognition\] must be a table, not 5"):
        load(tmp_path, "recognition = 5\n", ITEMCENTER_RECOGNITION_PRECISION="0.6")


def test_the_documented_configuration_is_sound_and_complete(tmp_path: Path) -> None:
    (block,) = re.findall(r"^```toml\n(.*?)^```$", DOCS.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    documented = load(tmp_path, block)
    assert (documented.recognition, documented.learning) == (Config().recognition, Config().learning), "the defaults"
    written = tomllib.loads(block)
    assert written.keys() == TABLES.keys()
    for table, options in TABLES.items():
        assert options.keys() <= written[table].keys(), table


def test_escalation(tmp_path: Path) -> None:
    given = load(tmp_path, '[escalation]\nwhen = "unsure"\nband = [0.2, 1]\nkeys = ["color"]\njudges = 3\n').escalation
    assert (given.when, given.low, given.high, given.keys, given.judges) == ("unsure", 0.2, 1.0, ("color",), 3)
    assert Config().escalation.when == "never"
    assert load(tmp_path, '[escalation]\nendpoint = "host"\n').escalation_endpoint == "host"
    assert Config().escalation_endpoint == ""


def test_discovery(tmp_path: Path) -> None:
    given = load(tmp_path, '[discovery]\nllm = true\nendpoint = "host"\ndocuments = 9\n').discovery
    assert (given.llm, given.endpoint, given.documents, Config().discovery.llm) == (True, "host", 9, False)
    with pytest.raises(ConfigError, match="documents is 0"):
        load(tmp_path, "[discovery]\ndocuments = 0\n")


@pytest.mark.parametrize(
    ("option", "complaint"),
    [
        ('when = "always"', "when cannot be"),
        ("band = [0.9, 0.2]", "band cannot be"),
        ("band = [0.9]", "band cannot be"),
        ('band = ["a", "b"]', "must be a number"),
        ("judges = 0", "judges is 0"),
        ("trust = 1.0", "trust must lie"),
        ("logprobs = 21", "logprobs is 21"),
        ("longest = 3", "longest is 3"),
        ("endpoint = 3", "must be a text"),
        ("keys = [1]", "must be a text"),
        ("bands = [0.1, 0.2]", "did you mean 'band'"),
    ],
)
def test_escalation_that_cannot_be(tmp_path: Path, option: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        load(tmp_path, f"[escalation]\n{option}\n")


def test_the_tunnel() -> None:
    config = resolve(
        {
            "tunnel": {"partitions": 8, "value_column": "turnover", "second_value": 100, "day_categories": ["Parts"]},
            "stream": {"backend": "kafka", "servers": "localhost:9092"},
        }
    )
    assert (config.tunnel.partitions, config.tunnel.tiers.second_value) == (8, 100.0)
    assert config.tunnel.tiers.day_categories == ("Parts",) and config.tunnel.run.slice_items == 32
    assert (config.stream.backend, config.stream.options) == ("kafka", {"servers": "localhost:9092"})
    options = set(TABLES["tunnel"])
    parts = (TunnelOptions(), TunnelOptions().tiers, TunnelOptions().run, TunnelOptions().envelopes)
    known = {field.name for part in parts for field in dataclasses.fields(part)} - {"tiers", "run", "envelopes"}
    assert options == known, "every option can be written, and no other"


@pytest.mark.parametrize(
    "table",
    [
        {"partitions": 0},
        {"inbox": "dead"},
        {"second_value": 5.0},
        {"busy_seconds": 0.0},
        {"slice_items": 0},
        {"day_categories": [5]},
    ],
)
def test_a_tunnel_that_cannot_be(table: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="tunnel"):
        resolve({"tunnel": table})
