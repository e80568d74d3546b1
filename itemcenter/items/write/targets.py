"""The writers of other systems' formats by name."""

from __future__ import annotations

from itemcenter.errors import ConfigError
from itemcenter.items.write.akeneo import AkeneoWriter
from itemcenter.items.write.google import GoogleWriter
from itemcenter.items.write.jsonld import JsonLdWriter
from itemcenter.items.write.openai import OpenAIWriter
from itemcenter.items.write.shopify import ShopifyWriter
from itemcenter.items.write.target import TargetWriter
from itemcenter.items.write.wide import CsvWriter, ParquetWriter

WRITERS: dict[str, TargetWriter] = {
    "google": GoogleWriter(),
    "shopify": ShopifyWriter(),
    "akeneo": AkeneoWriter(),
    "openai": OpenAIWriter(),
    "jsonld": JsonLdWriter(),
    "parquet": ParquetWriter(),
    "csv": CsvWriter(),
}

#: Endings of files -> format.
_ENDINGS = {"tsv": "tsv", "txt": "", "xml": "xml", "csv": "csv", "jsonl": "jsonl", "ndjson": "jsonl", "json": "jsonl",
            "html": "html", "htm": "html", "parquet": "parquet"}  # fmt: skip


def format_of(target: str, given: str | None, name: str) -> str:
    """How a target is written: as given, else by the ending of the file, else its usual format.

    Raises `ConfigError` where target, format and ending do not go together.
    """
    formats = WRITERS[target].formats
    ending = name.lower().removesuffix(".gz").removesuffix(".zst").rpartition(".")[2] if "." in name else ""
    told = _ENDINGS.get(ending, "")
    if given is not None and given not in formats:
        raise ConfigError(f"--as {target} cannot be written as {given}", remedy=f"allowed: {', '.join(formats)}")
    if given is None and told and told not in formats:
        raise ConfigError(
            f"--as {target} is written as {' or '.join(formats)}, and {name!r} ends otherwise",
            remedy=f"name the file .{formats[0]}, or say --format",
        )
    return given or told or formats[0]
